//! The web room: the door for partners' messages, sign-in, pages, API, live streams and documents.
//!
//! Circles of routes, from bare to full: health and the door (the headers of every answer alone: the door is the hot path); the widget for
//! other systems' consoles, which has no session; then everything for people and programs, behind the layers of
//! [`middleware`] and the session.

mod address;
mod api;
mod attempts;
mod audit;
mod auth;
mod body;
mod caller;
mod desk;
mod desk_facts;
mod documents;
mod drain;
mod embed;
mod find;
mod fresh;
mod health;
mod identity;
mod ingest;
mod live;
mod look;
mod mac;
mod middleware;
mod operations;
mod peers;
mod problem;
mod query;
mod rates;
mod serve;
mod session;
mod site;
mod source_health;
mod state;
mod suffixes;
mod text;
mod token;
mod told;
mod unproven;
mod upkeep;
mod visible;
mod waiting;
mod worklist;

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

pub use self::{
    auth::DEMO_PEOPLE,
    drain::{Drain, DrainSignal, drain},
    embed::demo::prepare as prepare_demo_hosts,
    middleware::correlation::Correlation,
    serve::{Connections, serve},
    session::Sessions,
    state::{Chance, Clock, WebState},
    token::SCOPES,
    upkeep::upkeep,
};
use self::{
    middleware::{limit::Asker, words::Stylesheet},
    rates::Rates,
};

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// See [`Web`].
pub struct Shared {
    /// What `boot` handed over.
    pub state: WebState,
    pages: Rates<Asker>,
    attempts: attempts::Attempts,
    tokens: Rates<[u8; 32]>,
    provider: Option<auth::IdentityProvider>,
    streams: live::Streams,
    embed: embed::Embed,
    links: documents::LinkKey,
    counts: health::Counts,
    sources_health: source_health::Pulses,
}

impl Deref for Web {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Why the web room cannot open.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// A file of secrets cannot be read.
    #[error("secrets cannot be read: {0}")]
    Secrets(#[from] std::io::Error),
    /// The identity provider cannot be used as configured.
    #[error("sign-in: {0}")]
    Provider(String),
    /// The widget cannot be served as configured.
    #[error("{0}")]
    Embed(String),
}

/// All routes, for [`serve`]: it says whose address a request comes from, and rates count by it.
///
/// # Errors
/// See [`WebError`].
pub fn router(state: WebState) -> Result<Router, WebError> {
    let door = ingest::routes(&state)?;
    let limits = &state.config.limits;
    let web = Web(Arc::new(Shared {
        pages: Rates::per_second(limits.pages_per_second),
        attempts: attempts::Attempts::of(limits),
        tokens: Rates::per_second(limits.api_per_second),
        provider: auth::IdentityProvider::of(&state.config, state.public_url()).map_err(WebError::Provider)?,
        streams: live::Streams::default(),
        embed: embed::Embed::of(&state)?,
        links: documents::LinkKey::new(&state.chance),
        counts: health::Counts::default(),
        sources_health: source_health::Pulses::default(),
        state: state.clone(),
    }));
    let bare = Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready));
    let assets = Arc::new(site::Assets::load(state.config.server.site_dir.as_deref()));
    let secure = from_fn_with_state(web.clone(), middleware::headers::secure);
    Ok(layered(&web, &assets)
        .merge(site::files(assets))
        .merge(embed::routes(&web))
        .merge(bare.with_state(web))
        .merge(door)
        .layer(CatchPanicLayer::new())
        .layer(from_fn(middleware::refusals::as_problems))
        .layer(secure))
}

/// Everything for people and programs. The layers are written from the innermost to the outermost.
fn layered(web: &Web, assets: &site::Assets) -> Router {
    let limits = &web.state.config.limits;
    let with = || web.clone();
    Router::new()
        .route("/metrics", get(health::metrics))
        .merge(auth::routes())
        .merge(api::routes())
        .merge(operations::routes())
        .merge(desk::routes())
        .merge(embed::demo::routes())
        .route(app::paths::LOOK, post(look::choose))
        .route(app::paths::LIVE, get(live::live))
        .route("/documents/{order}/{event}", get(documents::show))
        .route("/proof/{token}", get(documents::show_to_customer))
        .with_state(web.clone())
        .merge(site::pages(web, assets))
        .merge(site::forms(web, assets))
        .layer(DefaultBodyLimit::max(limits.form_bytes))
        .layer(from_fn_with_state(with(), middleware::limit::limit))
        .layer(from_fn_with_state(with(), session::recognise))
        .layer(session::layer(&web.state))
        .layer(from_fn_with_state(with(), middleware::origin::same_origin))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(limits.request_seconds),
        ))
        .layer(from_fn(middleware::host::one_host))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(middleware::refusals::as_problems))
        .layer(from_fn_with_state(stylesheet(assets), middleware::words::in_words))
        .layer(from_fn_with_state(with(), middleware::correlation::correlate))
}

fn stylesheet(assets: &site::Assets) -> Stylesheet {
    Stylesheet(format!("/{}/{}.css", assets.prefix(), site::NAME).into())
}
