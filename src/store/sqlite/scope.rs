//! A scope as statements take it.

use crate::store::Scope;

/// The organisations as JSON; `None`: all. An empty name is nobody's.
pub(super) fn seen(scope: &Scope) -> Option<String> {
    let own = scope.organisations()?;
    let own: Vec<&String> = own.iter().filter(|own| !own.is_empty()).collect();
    Some(serde_json::json!(own).to_string())
}
