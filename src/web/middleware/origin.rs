//! A request that changes something must come from a page of ours: browsers say so in `Sec-Fetch-Site`, older ones in
//! `Origin`. Exempt is what a program sends to the API without any cookie: it is who its token says, and without a token
//! nobody. A token beside a cookie exempts nothing.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use url::Url;

use crate::web::{Web, problem::Problem};

/// Refuses what another site makes a browser send.
pub(in crate::web) async fn same_origin(State(web): State<Web>, request: Request, next: Next) -> Response {
    let public = web.state.config.server.public_url.as_ref();
    if is_safe(request.method()) || is_programs(&request) || is_ours(request.headers(), public) {
        return next.run(request).await;
    }
    Problem::new(StatusCode::FORBIDDEN, "OTHER_ORIGIN", "this request does not come from a page of ours")
        .into_response()
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_programs(request: &Request) -> bool {
    request.uri().path().starts_with("/api/") && !request.headers().contains_key(header::COOKIE)
}

fn is_ours(headers: &HeaderMap, public: Option<&Url>) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text("origin") else { return false };
    match public {
        Some(public) => origin == public.origin().ascii_serialization(),
        None => text("host").is_some_and(|host| origin.strip_prefix("http://") == Some(host)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(pairs: &[(&'static str, &'static str)], public: Option<&str>) -> bool {
        let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        is_ours(&headers, public.map(|url| url.parse().unwrap()).as_ref())
    }

    #[test]
    fn only_the_same_origin_changes_anything() {
        assert!(ours(&[("sec-fetch-site", "same-origin")], None));
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!ours(&[("sec-fetch-site", site), ("origin", "http://h"), ("host", "h")], None), "{site}");
        }
        assert!(ours(&[("origin", "http://h:1"), ("host", "h:1")], None));
        assert!(!ours(&[("origin", "http://h:2"), ("host", "h:1")], None));
        assert!(!ours(&[("origin", "null"), ("host", "null")], None));
        assert!(!ours(&[("host", "h:1")], None), "a browser that says nothing is not believed");
        assert!(!ours(&[], None));
    }

    #[test]
    fn behind_a_proxy_the_public_address_counts() {
        assert!(ours(&[("origin", "https://w.example"), ("host", "inner:1")], Some("https://w.example")));
        assert!(!ours(&[("origin", "http://inner:1"), ("host", "inner:1")], Some("https://w.example")));
    }

    #[test]
    fn only_what_has_no_cookie_and_goes_to_the_api_is_a_programs() {
        let programs = |path: &str, headers: &[(&str, &str)]| {
            let request =
                headers.iter().fold(Request::post(path), |request, (name, value)| request.header(*name, *value));
            is_programs(&request.body(axum::body::Body::empty()).unwrap())
        };
        let (token, cookie) = (("authorization", "Bearer x"), ("cookie", "waypost=1"));
        assert!(programs("/api/v1/events", &[token]) && programs("/api/v1/events", &[]));
        assert!(!programs("/api/v1/events", &[token, cookie]) && !programs("/api/v1/events", &[cookie]));
        assert!(!programs("/auth/demo", &[token]) && !programs("/apix", &[token]));
    }
}
