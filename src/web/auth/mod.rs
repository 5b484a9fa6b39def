//! Coming in and going out.

mod demo;
mod oidc;
mod out;

use app::{
    model::{DemoPerson, Provider, SignInOptions, Viewer},
    paths,
};
use axum::{
    Router,
    http::request::Parts,
    response::Redirect,
    routing::{get, post},
};
use metrics::counter;
use tower_sessions::Session;

use super::{Web, problem::Problem, session::Signed};
use crate::{store::AuditEntry, telemetry::names};

pub use self::demo::DEMO_PEOPLE;
pub(super) use self::demo::allowed as demo_allowed;
pub(super) use self::oidc::Provider as IdentityProvider;

/// The routes under `/auth`.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(paths::SIGN_IN_DEMO, post(demo::sign_in))
        .route(paths::SIGNED_OUT, get(out::signed_out))
        .route(paths::SIGN_IN_PROVIDER, get(oidc::start))
        .route("/auth/callback", get(oidc::callback))
}

/// Signing out, whose answer may be a page.
pub(super) fn out_routes() -> Router<Web> {
    Router::new().route(paths::SIGN_OUT, post(out::sign_out))
}

/// What the sign-in page may offer to this request.
pub(super) fn options(web: &Web, request: &Parts) -> SignInOptions {
    let oidc = &web.state.config.oidc;
    let provider = oidc.issuer.as_ref().map(|_| Provider { name: oidc.name.clone() });
    let demo: Vec<DemoPerson> =
        if demo::allowed(web, &request.extensions, &request.headers) { demo::people() } else { Vec::new() };
    SignInOptions { provider, demo }
}

/// Makes the session this person's, under a new id, and leads them on.
async fn come_in(
    web: &Web,
    session: &Session,
    viewer: Viewer,
    way: &'static str,
    return_to: &str,
) -> Result<Redirect, Problem> {
    let now = web.state.now();
    let actor = format!("user:{}", viewer.id);
    // Whatever the session held before belongs to whoever came before.
    session.clear().await;
    session.cycle_id().await.map_err(|error| broken(&error))?;
    super::worklist::know(web, &viewer).await;
    session.insert(super::session::KEY, Signed::of(viewer, now)).await.map_err(|error| broken(&error))?;
    let subject = actor.clone();
    let entry = AuditEntry { at: now, actor, action: "sign_in".into(), subject, detail: way.into() };
    web.state.stores.audit.record(entry).await?;
    counter!(names::SIGN_INS, "way" => way, "outcome" => "in").increment(1);
    Ok(Redirect::to(paths::local(return_to)))
}

fn broken(error: &tower_sessions::session::Error) -> Problem {
    tracing::error!(%error, "the session store failed");
    Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "BUSY", "sign-in does not work just now").retry_after(5)
}
