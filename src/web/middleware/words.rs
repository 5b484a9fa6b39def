//! A refusal in words: whoever asks with a browser gets a page, programs get RFC 9457 JSON.

use std::sync::Arc;

use app::model::{Look, Refusal};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{Html, IntoResponse as _, Response},
};

use crate::web::{middleware::correlation::Correlation, problem::Problem};

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// What a refusal says beside its words.
const KEPT: [HeaderName; 3] = [header::RETRY_AFTER, header::SET_COOKIE, header::ALLOW];

/// Where the stylesheet stands.
#[derive(Debug, Clone)]
pub(in crate::web) struct Stylesheet(pub Arc<str>);

/// Puts a page in the place of what only programs like to read.
pub(in crate::web) async fn in_words(
    State(Stylesheet(sheet)): State<Stylesheet>,
    request: Request,
    next: Next,
) -> Response {
    let wanted = asks_for_a_page(&request);
    let look = Look::of(request.headers());
    let for_customer = request.uri().path().starts_with("/proof/");
    let reference = request.extensions().get::<Correlation>().map(|id| id.0.clone()).unwrap_or_default();
    let response = next.run(request).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if !wanted || !refused || is_page(response.headers()) {
        return response;
    }
    page(&response, told(&response, &reference, for_customer), &sheet, look)
}

/// A browser that leads a person somewhere. Interfaces for programs answer programs, whoever asks.
fn asks_for_a_page(request: &Request) -> bool {
    let path = request.uri().path();
    let for_programs = ["/api/", "/fn/", "/schemas/", "/embed/"].iter().any(|start| path.starts_with(start));
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    !for_programs && matches!(*request.method(), Method::GET | Method::POST) && accepts.contains("text/html")
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/html"))
}

fn told(refused: &Response, reference: &str, for_customer: bool) -> Refusal {
    let status = refused.status();
    let problem = refused.extensions().get::<Problem>();
    let words =
        problem.map_or_else(|| status.canonical_reason().unwrap_or_default().to_owned(), |one| one.title.clone());
    let faults = problem.map(|one| one.errors.as_slice()).unwrap_or_default();
    Refusal {
        status: status.as_u16(),
        text: sentence(&words),
        faults: faults.iter().map(|fault| format!("{}: {}. {}", fault.position, fault.message, fault.remedy)).collect(),
        retry_after: problem.and_then(|one| one.retry_after),
        reference: format!("{} {reference}", problem.map_or("HTTP", |one| one.code)),
        for_customer,
    }
}

fn page(refused: &Response, refusal: Refusal, sheet: &str, look: Look) -> Response {
    let mut response = (refused.status(), Html(app::refusal(refusal, sheet, look))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    for name in KEPT {
        for value in refused.headers().get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
    response
}

/// As people write: a capital first, a full stop last.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_sentence() {
        assert_eq!(sentence("too many requests; come back"), "Too many requests; come back.");
        assert_eq!(sentence("Ärger!"), "Ärger!");
        assert_eq!(sentence("ärger"), "Ärger.");
    }

    #[test]
    fn programs_keep_their_answer() {
        let asks = |path: &str, accept: &str| {
            asks_for_a_page(&Request::get(path).header(header::ACCEPT, accept).body(axum::body::Body::empty()).unwrap())
        };
        let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        assert!(asks("/documents/1/2", browser) && asks("/orders/1", browser));
        assert!(
            !asks("/api/v1/orders/1", browser) && !asks("/orders/1", "*/*") && !asks("/orders/1", "application/json")
        );
    }
}
