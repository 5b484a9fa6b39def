//! Telling events: canonical ones, checked one by one before anything is kept, so that a wrong batch is refused whole
//! with every fault in it. They go the way of every message: into the inbox, and from there to views.

use axum::{
    Json,
    body::{Body, Bytes},
    extract::State,
    http::{Extensions, HeaderMap, Request, StatusCode},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::openapi::Events;
use crate::{
    domain::{event::Event, id::SourceId},
    ingest::read::canonical_values,
    store::Accepted,
    web::{
        Web, body,
        caller::Caller,
        middleware::correlation::Correlation,
        problem::{Fault, Problem},
        told,
    },
};

/// Most events in one request.
const MOST: usize = 1_000;
/// Most faults that are told at once.
const FAULTS: usize = 50;

/// It is kept; views follow.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Taken {
    /// Our number of the message.
    pub(super) id: String,
    /// `accepted`.
    status: &'static str,
    /// How many events it holds.
    events: usize,
}

/// Tells one canonical event or an array of them. The same `Idempotency-Key` with the same body answers as the first time.
#[utoipa::path(
    post, path = "/api/v1/events", tag = "events", request_body = Events,
    params(("Idempotency-Key" = String, Header, description = "chosen by you, 1 to 200 visible characters", min_length = 1, max_length = 200, pattern = r"^[!-~]([\t -~]*[!-~])?$")),
    responses(
        (status = 202, body = Taken, description = "kept; will be in views in a moment"),
        (status = 400, body = Problem, description = "not events; `errors` says where, what and how to mend it"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 403, body = Problem, description = "a token without events:write"),
        (status = 413, body = Problem, description = "too large"),
        (status = 422, body = Problem, description = "the key was used with another body"),
        (status = 503, body = Problem, description = "too much is waiting; see Retry-After"),
    )
)]
pub(super) async fn post(
    State(web): State<Web>,
    caller: Caller,
    request: Request<Body>,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let token = caller.may_write()?;
    let Sent { key, body, extensions } = Sent::read(&web, request).await?;
    let events = check(&body)?;
    keep(&web, &extensions, SourceId(format!("api:{}", token.name())), key, body, events).await
}

/// A request that is kept as a message.
pub(super) struct Sent {
    /// Its Idempotency-Key.
    pub key: String,
    /// Its body, decoded, within the bounds.
    pub body: Bytes,
    /// What layers before said of it.
    pub extensions: Extensions,
}

impl Sent {
    pub async fn read(web: &Web, request: Request<Body>) -> Result<Self, Problem> {
        let (head, sent) = request.into_parts();
        let key = key(&head.headers)?;
        let limits = body::Limits::of(&web.state.config);
        let raw = body::read(&head.headers, sent, limits).await?;
        let body = body::decode(&head.headers, raw, limits.bytes)?;
        Ok(Self { key, body, extensions: head.extensions })
    }
}

/// Keeps canonical events as a message of that source.
pub(super) async fn keep(
    web: &Web,
    extensions: &Extensions,
    source: SourceId,
    key: String,
    body: Bytes,
    events: usize,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let correlation = extensions.get::<Correlation>().map(|id| id.0.clone());
    match told::keep(web, source, key, body, correlation).await? {
        Accepted::New(id) | Accepted::Again(id) => {
            Ok((StatusCode::ACCEPTED, Json(Taken { id: id.to_string(), status: "accepted", events })))
        }
        Accepted::KeyReused(_) => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "KEY_REUSED",
            "this Idempotency-Key was used with another body",
        )),
    }
}

fn key(headers: &HeaderMap) -> Result<String, Problem> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
    match key {
        Some(key) if (1..=200).contains(&key.len()) => Ok(key.to_owned()),
        _ => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "NO_IDEMPOTENCY_KEY",
            "send an Idempotency-Key of 1 to 200 visible characters",
        )),
    }
}

/// How many events the body holds, when all of them are good.
fn check(body: &[u8]) -> Result<usize, Problem> {
    let (events, many) = canonical_values(body).map_err(|refusal| {
        let title = format!("{} ({})", refusal.message, refusal.position);
        Problem::new(StatusCode::BAD_REQUEST, refusal.code, title)
    })?;
    let (count, code) = (events.len(), "EVENT_INVALID");
    if count == 0 || count > MOST {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            code,
            format!("{count} events; 1 to {MOST} are taken at once"),
        ));
    }
    let faults: Vec<Fault> =
        events.into_iter().enumerate().filter_map(|(at, event)| fault(at, many, event)).take(FAULTS).collect();
    if faults.is_empty() {
        return Ok(count);
    }
    Err(Problem::new(StatusCode::BAD_REQUEST, code, "not canonical events; see /schemas/v1/event.json").errors(faults))
}

fn fault(at: usize, many: bool, event: Value) -> Option<Fault> {
    let error = Event::from_request(event).err()?;
    let position = if many { format!("/{at}{}", error.path) } else { error.path };
    Some(Fault { position, message: error.message, remedy: error.remedy })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"type":"milestone","of":"shipment","refs":[{"kind":"pro","scope":"ODFL","value":"1"}],
        "milestone":"PICKED_UP","classifier":"actual","at":"2026-05-14T07:12:00-05:00"}"#;

    #[test]
    fn one_event_or_several_are_taken() {
        assert_eq!(check(GOOD.as_bytes()).unwrap(), 1);
        assert_eq!(check(format!("[{GOOD},{GOOD}]").as_bytes()).unwrap(), 2);
    }

    #[test]
    fn a_number_keeps_its_digits_or_is_refused_where_it_stands() {
        let charge = |amount: &str| {
            format!(
                r#"{{"type":"charge","of":"shipment","refs":[{{"kind":"pro","scope":"ODFL","value":"1"}}],"kind":"fuel",
                "amount":{{"amount":{amount},"currency":"USD"}}}}"#
            )
        };
        for exact in ["123456789.123456789012", "0.1000000000000000055", "2.50", "1e3"] {
            assert_eq!(check(charge(exact).as_bytes()).unwrap(), 1);
        }
        let problem = check(charge("0.10000000000000000000000000000000055").as_bytes()).unwrap_err();
        assert_eq!(problem.errors[0].position, "/amount/amount");
        for number in ["4711", "4711.0", "9400111899223197428490"] {
            let problem = check(GOOD.replace("\"1\"", number).as_bytes()).unwrap_err();
            assert_eq!(problem.errors[0].position, "/refs/0/value");
            assert!(problem.errors[0].message.contains(number), "{}", problem.errors[0].message);
        }
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let problem = check(format!("[{GOOD},{{\"type\":\"nothing\"}},{GOOD},7]").as_bytes()).unwrap_err();
        let places: Vec<&str> = problem.errors.iter().map(|fault| fault.position.as_str()).collect();
        assert_eq!((problem.status, problem.code), (400, "EVENT_INVALID"));
        assert_eq!(places.len(), 2);
        assert!(places[0].starts_with("/1") && places[1] == "/3", "{places:?}");
        assert!(problem.errors.iter().all(|fault| !fault.remedy.is_empty()));
    }

    #[test]
    fn what_is_no_json_nothing_or_too_much_is_refused() {
        assert_eq!(check(b"{").unwrap_err().code, "JSON_INVALID");
        assert_eq!(check(b"[]").unwrap_err().code, "EVENT_INVALID");
        let many = format!("[{}]", vec![GOOD; MOST + 1].join(","));
        assert_eq!(check(many.as_bytes()).unwrap_err().code, "EVENT_INVALID");
        let deep = "[".repeat(100_000);
        assert_eq!(check(deep.as_bytes()).unwrap_err().code, "JSON_TOO_DEEP");
        assert_eq!(check(b"\"{}\"").unwrap_err().code, "JSON_ENCODED_TWICE");
    }

    #[test]
    fn a_key_is_wanted() {
        let of =
            |value: &str| key(&[("idempotency-key".parse().unwrap(), value.parse().unwrap())].into_iter().collect());
        assert_eq!(of(" a ").unwrap(), "a");
        assert!(of("").is_err() && of(&"x".repeat(201)).is_err() && key(&HeaderMap::new()).is_err());
    }
}
