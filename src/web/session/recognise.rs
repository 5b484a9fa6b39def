//! Finds the person behind a request and puts them into its extensions, where pages and handlers look.

use app::paths;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use serde::Deserialize as _;
use tower_sessions::{Session, SessionStore as _, session::Id};

use super::signed::{KEY, Lifetime, Signed};
use crate::web::{Web, unproven::Claim};

/// A visit is noted at most this often (microseconds): not every page view needs a write.
const NOTE_EVERY: i64 = 60_000_000;

/// The session of a signed-in person, beside their `Viewer`.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct SessionId(pub Id);

/// Whose session it is.
enum Found {
    /// Nobody has signed in with it.
    Nobody,
    /// Its time is over.
    Lapsed,
    /// It runs.
    Running(Signed),
}

/// Puts `app::model::Viewer` and [`SessionId`] into the request when its session runs; ends the session when its time
/// is over, and lets the sign-in page say so.
pub(in crate::web) async fn recognise(
    State(web): State<Web>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let found = find(&web, &session, is_quiet(&request)).await;
    if let Found::Running(signed) = &found {
        if let Some(claim) = request.extensions().get::<Claim>() {
            claim.proven();
        }
        if let Some(id) = session.id() {
            request.extensions_mut().insert(SessionId(id));
        }
        request.extensions_mut().insert(signed.viewer());
    }
    let mut response = next.run(request).await;
    if matches!(found, Found::Lapsed) {
        explain(&mut response);
    }
    response
}

/// An answer that leads to the sign-in says why.
fn explain(response: &mut Response) {
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    if to == paths::SIGN_IN || to.starts_with(&format!("{}?return_to=", paths::SIGN_IN)) {
        let mark = if to.contains('?') { '&' } else { '?' };
        if let Ok(to) = HeaderValue::from_str(&format!("{to}{mark}why=expired")) {
            response.headers_mut().insert(header::LOCATION, to);
        }
    }
}

async fn find(web: &Web, session: &Session, quiet: bool) -> Found {
    let mut signed: Signed = match session.get(KEY).await {
        Ok(Some(signed)) => signed,
        Ok(None) => return Found::Nobody,
        Err(error) => {
            tracing::error!(%error, "a session could not be read");
            return Found::Nobody;
        }
    };
    let now = web.state.now();
    if !signed.runs(now, lifetime(web)) {
        if let Err(error) = session.flush().await {
            tracing::error!(%error, "a session could not be ended");
        }
        return Found::Lapsed;
    }
    if !quiet && now - signed.seen >= NOTE_EVERY {
        signed.seen = now;
        if let Err(error) = session.insert(KEY, &signed).await {
            tracing::error!(%error, "a visit could not be noted");
        }
    }
    Found::Running(signed)
}

/// The signed-in person of a session by its id, if its time is not over. Looking does not keep it alive.
pub(in crate::web) async fn by_id(web: &Web, id: Id) -> Option<Signed> {
    let record = match web.state.sessions.load(&id).await {
        Ok(record) => record?,
        Err(error) => {
            tracing::error!(%error, "a session could not be read");
            return None;
        }
    };
    let signed = Signed::deserialize(record.data.get(KEY)?).ok()?;
    signed.runs(web.state.now(), lifetime(web)).then_some(signed)
}

fn lifetime(web: &Web) -> Lifetime {
    let sessions = &web.state.config.sessions;
    Lifetime {
        idle: i64::from(sessions.idle_minutes) * 60_000_000,
        absolute: i64::from(sessions.absolute_hours) * 3_600_000_000,
    }
}

/// An open page refreshing itself is not a person at work: it does not keep the session alive.
fn is_quiet(request: &Request) -> bool {
    request.uri().path() == paths::LIVE || request.headers().contains_key(paths::LIVE_HEADER)
}
