//! A request names its host exactly once (RFC 9112, 3.2). Where two are named, a proxy and we may each believe another one, and
//! what depends on the host (whose page a form is of, whether somebody on this machine asks) would be decided by chance.

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::web::problem::Problem;

/// Refuses what names none, several, or one in its address and another in its header.
pub(in crate::web) async fn one_host(request: Request, next: Next) -> Response {
    if names_one(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    Problem::new(StatusCode::BAD_REQUEST, "BAD_HOST", "name exactly one host: one Host header, not empty")
        .into_response()
}

fn names_one(headers: &HeaderMap, uri: &Uri) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let host = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
    host.is_some_and(|host| {
        !host.host().is_empty() && !host.as_str().contains('@') && uri.authority().is_none_or(|named| *named == host)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(uri: &str, hosts: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().unwrap());
        }
        names_one(&headers, &uri.parse().unwrap())
    }

    #[test]
    fn exactly_one_host_is_wanted() {
        for host in ["waypost.example", "waypost.example:8443", "[::1]:3000", "127.0.0.1"] {
            assert!(one("/", &[host]), "{host}");
        }
        assert!(one("http://a.example/x", &["a.example"]) && one("http://a.example/x", &["A.example"]));
        assert!(!one("http://b.example/x", &["a.example"]));
        for hosts in [&[][..], &[""], &["a", "a"], &["a", "b"], &["a b"], &["a, b"], &["[::1"], &["a/b"], &["u@a"]] {
            assert!(!one("/", hosts), "{hosts:?}");
        }
    }
}
