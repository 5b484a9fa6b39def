//! Signing out: the session ends on this side, the cookie goes, and every open stream of it ends. Who came in through a provider that
//! can be signed out of is shown the way there: a link, for a form's redirects are held against `form-action`, and the provider is
//! another site.

use app::{
    model::{SignedOut, Viewer},
    paths,
};
use axum::{
    Extension,
    extract::{Query, State},
    http::request::Parts,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use tower_sessions::{Session, session::Error};

use crate::web::{Web, audit, problem::Problem, site};

/// The ID token of a sign-in, for signing out there. It goes with the session.
const TOKEN: &str = "id_token";
/// What the provider sends back.
const LEAVING: &str = "leaving";
/// How long somebody may take at the provider, in microseconds.
const LONGEST: i64 = 10 * 60_000_000;

#[derive(Serialize, Deserialize)]
struct Leaving {
    state: String,
    at: i64,
}

/// Keeps the ID token of a sign-in in its session, on this side.
pub(super) async fn remember(session: &Session, token: String) -> Result<(), Error> {
    session.insert(TOKEN, token).await
}

/// `POST /auth/out`.
pub(in crate::web) async fn sign_out(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    session: Session,
    parts: Parts,
) -> Result<Response, Problem> {
    let token: Option<String> = session.get(TOKEN).await.unwrap_or_default();
    session.flush().await.map_err(|error| super::broken(&error))?;
    if let Some(Extension(viewer)) = viewer {
        let actor = audit::person(&viewer);
        audit::note(&web, actor.clone(), "sign_out", actor, "").await?;
    }
    let door = || Redirect::to(&door("signed-out")).into_response();
    let Some((token, provider)) = token.zip(web.provider.as_ref()) else { return Ok(door()) };
    let state = [web.state.correlation(), web.state.correlation()].concat();
    let Some(address) = provider.way_out(&token, &state, web.state.now()).await else { return Ok(door()) };
    expect_back(&session, Leaving { state, at: web.state.now() }).await.map_err(|error| super::broken(&error))?;
    let signed_out = SignedOut { provider: web.state.config.oidc.name.clone(), href: address.into() };
    Ok(site::signed_out(&parts, signed_out).await)
}

/// A session of its own for whoever may come back: the one that ended stays ended.
async fn expect_back(session: &Session, leaving: Leaving) -> Result<(), Error> {
    session.cycle_id().await?;
    session.insert(LEAVING, leaving).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    state: String,
}

/// `GET /auth/signed-out`: the provider sends them back.
pub(super) async fn signed_out(
    State(web): State<Web>,
    session: Session,
    Query(answer): Query<Answer>,
) -> Result<Redirect, Problem> {
    let expected: Option<Leaving> = session.remove(LEAVING).await.map_err(|error| super::broken(&error))?;
    let now = web.state.now();
    let fits = |leaving: &Leaving| {
        (0..LONGEST).contains(&(now - leaving.at))
            && bool::from(leaving.state.as_bytes().ct_eq(answer.state.as_bytes()))
    };
    let why = if expected.as_ref().is_some_and(fits) { "signed-out-there" } else { "signed-out" };
    Ok(Redirect::to(&door(why)))
}

fn door(why: &str) -> String {
    paths::with_pairs(paths::SIGN_IN, [("why", why)])
}
