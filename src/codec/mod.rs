//! Bytes to documents. Pure: a codec knows a format and nothing of who sends it or what it will mean.
//!
//! Whatever comes in, nothing here panics, and every depth is bounded, because these bytes are the first thing of a
//! partner's that we interpret. The transport's own encoding (gzip and the like) is taken off before.

pub mod cloudevents;
pub mod json;
mod value;

pub use value::{Fields, Json};

/// One document of a message. Most messages hold one; a batch holds many.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Where in the message it stands: a JSON pointer, empty for the whole message.
    pub position: String,
    /// What it says.
    pub value: Json,
}

/// Why bytes could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} at {position}: {message}")]
pub struct Unreadable {
    /// A stable code: `JSON_INVALID`, `JSON_TOO_DEEP`, `JSON_ENCODED_TWICE`, `CLOUDEVENT_INVALID`.
    pub code: &'static str,
    /// `byte 17, line 2, column 5`, or a JSON pointer once the bytes are read.
    pub position: String,
    /// What is wrong, for a person.
    pub message: String,
}

/// A media type's essence: lower case, without parameters (`application/json; charset=utf-8` → `application/json`).
pub(crate) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type carries JSON (RFC 6839: `…+json` too).
pub(crate) fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type);
    essence.ends_with("/json") || essence.ends_with("+json")
}
