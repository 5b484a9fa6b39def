//! Sign-in through the organisation's identity provider: OpenID Connect, authorisation code with PKCE (S256), `state`
//! against forged answers, `nonce` against replayed tokens. Whatever goes wrong leads back to the sign-in page, which
//! says so kindly; the log says what it was, without personal data.

mod claims;
mod discovery;
mod http;
mod pending;
mod provider;

use app::paths;
use axum::{
    extract::{Query, State},
    http::{Extensions, HeaderMap},
    response::Redirect,
};
use metrics::counter;
use serde::Deserialize;
use tower_sessions::Session;

pub(in crate::web) use self::provider::Provider;
use self::{pending::Pending, provider::Failure};
use super::come_in;
use crate::{
    telemetry::names,
    web::{Web, address, problem::Problem},
};

#[derive(Debug, Deserialize)]
pub(super) struct Start {
    #[serde(default)]
    return_to: String,
}

/// `GET /auth/start`: off to the provider.
pub(super) async fn start(
    State(web): State<Web>,
    session: Session,
    extensions: Extensions,
    headers: HeaderMap,
    Query(start): Query<Start>,
) -> Result<Redirect, Problem> {
    web.attempts.sign_in.check(&address::of_peer(&web.state, &extensions, &headers))?;
    let provider = web.provider.as_ref().ok_or_else(Problem::not_found)?;
    let pending = Pending::new(&web.state.chance, paths::local(&start.return_to), web.state.now());
    match provider.address(&pending, web.state.now()).await {
        Ok(address) => {
            pending::keep(&session, pending).await.map_err(|error| super::broken(&error))?;
            Ok(Redirect::to(address.as_str()))
        }
        Err(failure) => Ok(back(&failure, &start.return_to)),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    error: Option<String>,
}

/// `GET /auth/callback`: the provider sends them back.
pub(super) async fn callback(
    State(web): State<Web>,
    session: Session,
    Query(answer): Query<Answer>,
) -> Result<Redirect, Problem> {
    let provider = web.provider.as_ref().ok_or_else(Problem::not_found)?;
    let taken = pending::take(&session, &answer.state, web.state.now()).await;
    let Some(pending) = taken.map_err(|error| super::broken(&error))? else {
        return Ok(back(&Failure::Refused("an answer to no question of ours, or too late".into()), paths::HOME));
    };
    let return_to = pending.return_to.clone();
    if answer.error.is_some() {
        return Ok(back(&Failure::Refused("the provider said no".into()), &return_to));
    }
    match provider.person(answer.code, pending, web.state.now()).await {
        Ok((viewer, token)) => {
            let on = come_in(&web, &session, viewer, "oidc", &return_to).await?;
            super::out::remember(&session, token).await.map_err(|error| super::broken(&error))?;
            Ok(on)
        }
        Err(failure) => Ok(back(&failure, &return_to)),
    }
}

/// Back to the sign-in page, which says what happened and still knows where they wanted to go.
fn back(failure: &Failure, return_to: &str) -> Redirect {
    let (why, reason) = match failure {
        Failure::Refused(reason) => ("refused", reason),
        Failure::Unavailable(reason) => ("unavailable", reason),
    };
    tracing::warn!(why, reason, "sign-in failed");
    counter!(names::SIGN_INS, "way" => "oidc", "outcome" => why).increment(1);
    let sign_in = paths::sign_in(return_to);
    let mark = if sign_in.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{sign_in}{mark}why={why}"))
}
