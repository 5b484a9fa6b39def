//! The widget in other systems' consoles. It works in a frame of another site and without cookies: so these routes have no
//! session at all, each request carries a token in its body, and what a frame may be in is configured (`[embed] hosts`).
//! Everything outside `/embed` can be framed by nobody.
//!
//! Three ways in: a console posts a token into the frame; a page with `<waypost-order>` (or Salesforce's Lightning
//! component) sends it as a message between windows; Salesforce Canvas posts a request that it signed.

mod about;
mod canvas;
pub(super) mod demo;
mod files;
mod live;
mod open;
mod page;
mod ticket;
mod token;

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, StatusCode},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    timeout::TimeoutLayer,
};

pub(super) use self::{
    about::About,
    token::{Claims, TokenKeys},
};
use self::{files::Files, ticket::Tickets};
use super::{Web, WebError, WebState, middleware};
use crate::config::{self, SecretText};

/// What the widget's routes share.
pub(super) struct Embed {
    /// What signs tokens.
    pub keys: TokenKeys,
    /// Consumer secrets of the Canvas application.
    canvas: Vec<SecretText>,
    tickets: Tickets,
    files: Files,
    /// Who may frame it, as `frame-ancestors` writes it.
    hosts: Vec<String>,
    policy: HeaderValue,
    life: i64,
}

impl Embed {
    /// As configured.
    ///
    /// # Errors
    /// Secrets that cannot be read, or are too short.
    pub fn of(state: &WebState) -> Result<Self, WebError> {
        let embed = &state.config.embed;
        let hosts: Vec<String> = embed.hosts.iter().map(ToString::to_string).collect();
        let ancestors = if hosts.is_empty() { "'none'".to_owned() } else { hosts.join(" ") };
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
             base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
        );
        Ok(Self {
            keys: TokenKeys::new(&embed.tokens()?, &state.chance).map_err(WebError::Embed)?,
            canvas: embed.canvas()?,
            tickets: Tickets::default(),
            files: Files::new(),
            hosts,
            policy: HeaderValue::from_str(&policy).map_err(|error| WebError::Embed(error.to_string()))?,
            life: i64::from(embed.token_seconds.clamp(1, config::Embed::LONGEST)),
        })
    }

    /// Seconds that a token lives.
    pub fn life(&self) -> i64 {
        self.life
    }

    /// What browsers may do with a widget.
    pub fn policy(&self) -> &HeaderValue {
        &self.policy
    }
}

/// The routes under `/embed`, with all their layers. The layers are written from the innermost to the outermost.
pub(super) fn routes(web: &Web) -> Router {
    let limits = &web.state.config.limits;
    let with = || web.clone();
    Router::new()
        .route("/embed/order/{number}", get(open::waiting_order).post(open::order))
        .route("/embed/case/{number}", get(open::waiting_case).post(open::case))
        .route("/embed/canvas", get(canvas::asked).post(canvas::open))
        .route("/embed/document/{order}/{event}", post(open::document))
        .route("/embed/said/{order}", post(open::said))
        .route("/embed/renew", post(open::renew))
        .route("/embed/ticket", post(live::ticket))
        .route("/embed/live", get(live::live))
        .layer(CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest))
        .merge(files::routes())
        .with_state(web.clone())
        .layer(DefaultBodyLimit::max(limits.form_bytes))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(limits.request_seconds),
        ))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(middleware::host::one_host))
        .layer(from_fn(middleware::refusals::as_problems))
        .layer(from_fn_with_state(with(), middleware::correlation::correlate))
}
