//! What every page behind the sign-in does first: find out who looks and what they ask for.

use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::backend::Shared;
use crate::model::Viewer;
use crate::paths;

/// A request of a signed-in person.
pub struct Visit {
    /// The port.
    pub backend: Shared,
    /// Who looks.
    pub viewer: Viewer,
    /// What they ask for.
    pub parts: Parts,
}

/// The request, if somebody is signed in. Otherwise the answer leads to the sign-in and back.
pub fn visit() -> Option<Visit> {
    let backend = expect_context::<Shared>();
    let parts = expect_context::<Parts>();
    if let Some(viewer) = backend.viewer(&parts) {
        return Some(Visit { backend, viewer, parts });
    }
    let asked = parts.uri.path_and_query().map_or(paths::HOME, |path| path.as_str());
    if let Some(response) = use_context::<ResponseOptions>() {
        lead_to(&response, &paths::sign_in(asked));
    }
    None
}

/// Answers with another address instead of a page.
pub fn lead_to(response: &ResponseOptions, path: &str) {
    if let Ok(location) = HeaderValue::from_str(path) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(LOCATION, location);
    }
}

/// A value of the request's query, percent-decoded.
pub fn query(parts: &Parts, name: &str) -> Option<String> {
    let query = parts.uri.query()?;
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then(|| unescape(value))
    })
}

/// The request's query as pairs, percent-decoded; no more than anybody needs.
pub fn pairs(parts: &Parts) -> Vec<(String, String)> {
    const MOST: usize = 40;
    let pairs = parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).take(MOST);
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name), unescape(value))
        })
        .collect()
}

/// Undoes percent-encoding and `+` of a form; what is no UTF-8 is replaced.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (first, hex.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            (other, _) => {
                bytes.push(other);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_forms_write_it() {
        let (parts, ()) =
            axum::http::Request::get("/search?x=1&q=PO+88%2F1%20%C3%A9%").body(()).expect("a request").into_parts();
        assert_eq!(query(&parts, "q").as_deref(), Some("PO 88/1 é%"));
        assert_eq!(query(&parts, "x").as_deref(), Some("1"));
        assert_eq!(query(&parts, "y"), None);
    }
}
