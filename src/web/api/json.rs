//! JSON bodies of requests: an object is an object at every depth, and a field that is not in the document is refused, so
//! that a mistyped one is not taken for one that was left out.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    domain::strict::{self, Unknown},
    web::problem::Fault,
};

/// Reads a body.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    let value: Value = serde_json::from_slice(body).map_err(|error| Fault {
        position: String::new(),
        message: error.to_string(),
        remedy: "send one JSON object".to_owned(),
    })?;
    strict::read(value, Unknown::Refuse).map_err(|error| Fault {
        position: error.path,
        message: error.message,
        remedy: "compare with /api/v1/openapi.json".to_owned(),
    })
}
