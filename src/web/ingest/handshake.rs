//! The validation handshake of CloudEvents webhooks: `OPTIONS` asks whether messages are wanted, we say yes and how many.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::Ingest;
use crate::connector::Handshake;

pub(super) async fn answer(
    State(ingest): State<Arc<Ingest>>,
    Path(connector): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(door) = ingest.doors.get(&connector) else { return StatusCode::NOT_FOUND.into_response() };
    let allow = [(header::ALLOW, HeaderValue::from_static("POST, OPTIONS"))];
    let (Some(Handshake::Cloudevents), Some(origin)) =
        (door.connector.settings().handshake, headers.get("webhook-request-origin"))
    else {
        return (StatusCode::NO_CONTENT, allow).into_response();
    };
    let mut response = (StatusCode::OK, allow).into_response();
    response.headers_mut().insert("webhook-allowed-origin", origin.clone());
    // Messages a minute; `*` is "as many as you like".
    let rate = match door.per_second {
        0 => HeaderValue::from_static("*"),
        rate => HeaderValue::from(u64::from(rate) * 60),
    };
    response.headers_mut().insert("webhook-allowed-rate", rate);
    response
}
