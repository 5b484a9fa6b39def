//! The door: a partner's message is proven, named and made durable, and only then answered. Nothing is read here
//! (ARCHITECTURE, "Receive fast, think later").
//!
//! A signature is checked over the bytes **as they were sent**: with `Content-Encoding: gzip`, over the compressed ones.
//! What is kept is the decoded body. No layer of the pages lies on this path.

mod door;
mod handshake;
mod headers;

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, Request, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::post,
};

use self::{door::Door, headers::Received};
use super::{
    address::{self, Client},
    body,
    problem::Problem,
    rates::Rates,
    state::WebState,
    unproven::Claim,
};
use crate::{
    connector::{AuthError, Proof},
    ingest::receive,
    store::Accepted,
};

/// What the door needs.
pub(super) struct Ingest {
    state: WebState,
    doors: HashMap<String, Door>,
    /// Signatures and keys that are not right, by client.
    failures: Rates<Client>,
}

/// The routes of the door.
///
/// # Errors
/// A file of secrets that cannot be read.
pub(super) fn routes(state: &WebState) -> std::io::Result<Router> {
    let doors = door::all(&state.connectors, &state.config)?;
    let limits = &state.config.limits;
    let failures = Rates::per_minute(limits.attempts_per_minute);
    let ingest = Arc::new(Ingest { state: state.clone(), doors, failures });
    Ok(Router::new().route("/ingest/{connector}", post(receive).options(handshake::answer)).with_state(ingest))
}

async fn receive(State(ingest): State<Arc<Ingest>>, Path(connector): Path<String>, request: Request<Body>) -> Response {
    let Some(door) = ingest.doors.get(&connector) else {
        return Problem::new(StatusCode::NOT_FOUND, "UNKNOWN_CONNECTOR", "there is no such connector").into_response();
    };
    let (head, body) = request.into_parts();
    match accept(&ingest, door, &head, body).await {
        Ok(accepted) => accepted,
        Err(problem) => {
            door.refused(problem.code);
            tracing::debug!(connector, code = problem.code, "refused at the door");
            problem.into_response()
        }
    }
}

async fn accept(ingest: &Ingest, door: &Door, head: &Parts, sent: Body) -> Result<Response, Problem> {
    let headers = Received(&head.headers);
    let now = (ingest.state.clock)();
    // What the head alone shows to be wrong is refused before a byte of the body is read.
    let proof = door.connector.proof(&headers, &door.secrets, now).map_err(|error| ingest.unproven(head, error))?;
    let proven = || head.extensions.get::<Claim>().into_iter().for_each(Claim::proven);
    if proof == Proof::Whole {
        proven();
    }
    let raw = body::read(&head.headers, sent, door.limits).await?;
    if proof == Proof::NeedsBody {
        let proof = door.connector.authenticate(&headers, &raw, &door.secrets, now);
        proof.map_err(|error| ingest.unproven(head, error))?;
        proven();
    }
    door.rate.check()?;
    let body = body::decode(&head.headers, raw, door.limits.bytes)?;
    let size = body.len();
    let correlation = ingest.state.correlation();
    let kept = door.connector.kept_headers(&headers);
    let identity = door.connector.identify(&headers, &kept, &body);
    let received = receive::Received {
        source: door.source.clone(),
        connector: door.connector.name().to_owned(),
        key: identity.key,
        digest: Some(identity.digest),
        headers: kept,
        body,
        correlation: correlation.clone(),
    };
    let accepted = receive::receive(ingest.state.stores.inbox.as_ref(), received, now).await?;
    ingest.state.news.notify_one();
    door.accepted(accepted, size);
    Ok(answer(door.status, accepted, &correlation))
}

impl Ingest {
    /// The refusal of a message that nobody proved to be theirs; too many of them of one client are refused for that.
    fn unproven(&self, head: &Parts, error: AuthError) -> Problem {
        let client = address::of_peer(&self.state, &head.extensions, &head.headers);
        let refused = || Problem::new(StatusCode::UNAUTHORIZED, error.code(), error.to_string());
        self.failures.check(&client).err().unwrap_or_else(refused)
    }
}

/// New, sent again or under a key that is taken: the sender hears the same (DOMAIN, "Accepting").
fn answer(status: StatusCode, accepted: Accepted, correlation: &str) -> Response {
    let (Accepted::New(id) | Accepted::Again(id) | Accepted::KeyReused(id)) = accepted;
    let mut response = (status, format!("{{\"id\":\"{id}\",\"status\":\"accepted\"}}")).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(value) = HeaderValue::from_str(correlation) {
        headers.insert("x-request-id", value);
    }
    response
}
