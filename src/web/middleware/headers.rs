//! Headers that keep a browser from doing more than a page needs, on every answer: pages, files, endpoints for programs,
//! errors. A page that runs scripts sets its own `Content-Security-Policy` (with a nonce); everything else gets the one that
//! allows nothing.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::web::Web;

const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Set where the answer says nothing else itself.
const OTHERWISE: [(HeaderName, HeaderValue); 2] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ),
    // What a person may see is not for shared caches, nor for the next person at this machine.
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
];

/// What a widget differs in: a frame of another site shows it, and pages of other sites load `<waypost-order>`.
const EMBEDDED: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
];

const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// The outermost layer but for the one that counts requests.
pub(in crate::web) async fn secure(State(web): State<Web>, request: Request, next: Next) -> Response {
    let embedded = request.uri().path().starts_with("/embed/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if embedded {
        headers.extend(EMBEDDED);
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| web.embed.policy().clone());
    } else {
        headers.extend(ALWAYS);
    }
    for (name, value) in OTHERWISE {
        headers.entry(name).or_insert(value);
    }
    strict(&web, headers);
    response
}

fn strict(web: &Web, headers: &mut HeaderMap) {
    if web.state.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}
