//! Refusals that a program reads: RFC 9457 `application/problem+json`, always with a code of ours.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A refusal.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// The HTTP status again.
    pub status: u16,
    /// A stable code: `BAD_SIGNATURE`, `EVENT_INVALID` …
    pub code: &'static str,
    /// What is wrong, for people.
    pub title: String,
    /// Each thing that is wrong, where there can be several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
    /// Seconds after which another attempt makes sense.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

/// One thing that is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Fault {
    /// JSON pointer into the body.
    pub position: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub remedy: String,
}

impl Problem {
    /// A refusal with this status and code.
    pub fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        Self { status: status.as_u16(), code, title: title.into(), errors: Vec::new(), retry_after: None }
    }

    /// Not there, or not for you: the two look the same on purpose.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such thing here")
    }

    /// Come back after so many seconds.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// What exactly is wrong.
    pub fn errors(mut self, errors: Vec<Fault>) -> Self {
        self.errors = errors;
        self
    }
}

impl From<crate::store::StoreError> for Problem {
    fn from(error: crate::store::StoreError) -> Self {
        use crate::store::StoreError;
        let busy =
            |title: &str, seconds| Self::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", title).retry_after(seconds);
        match error {
            StoreError::Full { retry_after, reason } => {
                tracing::warn!(reason, "refused: the store is full");
                busy("too much is waiting; come back later", retry_after)
            }
            StoreError::Conflict => busy("changed meanwhile; try again", 1),
            StoreError::Failed(reason) => {
                tracing::error!(reason, "the store failed");
                busy("the store does not answer; come back later", 5)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // For `middleware::words`, which tells it to a person.
        response.extensions_mut().insert(self);
        response
    }
}
