//! Refusals that no handler of ours wrote (a query that cannot be read, a method that is not taken, a time that is over) in the
//! form of all others: RFC 9457 with a code.

use axum::{
    body::to_bytes,
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::web::problem::Problem;

/// Most bytes of a reason.
const LONGEST: usize = 1_000;
/// What a refusal says beside its words.
const KEPT: [HeaderName; 3] = [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE];

/// Puts a problem in the place of a refusal in plain text, or without a word.
pub(in crate::web) async fn as_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if refused && is_plain(response.headers()) { problem(response).await } else { response }
}

fn is_plain(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_none_or(|media| media.as_bytes().starts_with(b"text/plain"))
}

async fn problem(refused: Response) -> Response {
    let (head, body) = refused.into_parts();
    let reason = match to_bytes(body, LONGEST).await {
        Ok(reason) if !head.status.is_server_error() => String::from_utf8_lossy(&reason).trim().to_owned(),
        _ => String::new(),
    };
    let (code, words) = words(head.status);
    let title = if reason.is_empty() { words.to_owned() } else { reason };
    let mut response = Problem::new(head.status, code, title).into_response();
    for name in KEPT {
        for value in head.headers.get_all(&name) {
            response.headers_mut().append(&name, value.clone());
        }
    }
    response
}

fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::BAD_REQUEST => ("BAD_REQUEST", "the request cannot be read"),
        StatusCode::NOT_FOUND => ("NOT_FOUND", "there is no such thing here"),
        StatusCode::METHOD_NOT_ALLOWED => ("METHOD_NOT_ALLOWED", "this method is not taken here; see Allow"),
        StatusCode::REQUEST_TIMEOUT => ("SLOW_BODY", "the body took too long"),
        StatusCode::PAYLOAD_TOO_LARGE => ("TOO_LARGE", "the body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("UNKNOWN_MEDIA_TYPE", "this content type is not taken here"),
        StatusCode::UNPROCESSABLE_ENTITY => ("BAD_FORM", "the form cannot be read"),
        StatusCode::SERVICE_UNAVAILABLE => ("BUSY", "it took too long; come back later"),
        status if status.is_server_error() => ("BROKEN", "something broke on our side"),
        _ => ("REFUSED", "this cannot be done"),
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, extract::Query, middleware::from_fn, routing::get};
    use serde::Deserialize;
    use tower::ServiceExt as _;

    use super::*;

    #[derive(Deserialize)]
    struct Asked {
        q: u8,
    }

    async fn ask(request: Request) -> (u16, String, String) {
        let routes = Router::new()
            .route("/q", get(|Query(asked): Query<Asked>| async move { asked.q.to_string() }))
            .route("/broken", get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, "a secret") }))
            .route("/page", get(|| async { (StatusCode::NOT_FOUND, axum::response::Html("<p>no")) }))
            .layer(from_fn(as_problems));
        let response = routes.oneshot(request).await.unwrap();
        let (status, allow) = (response.status().as_u16(), response.headers().get(header::ALLOW).cloned());
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        let allow = allow.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        (status, String::from_utf8(body.to_vec()).unwrap(), allow)
    }

    #[tokio::test]
    async fn what_no_handler_wrote_is_a_problem_too() {
        let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
        let (status, body, _) = ask(get("/q")).await;
        assert!(status == 400 && body.contains("BAD_REQUEST") && body.contains("missing field"), "{body}");
        let (status, body, allow) = ask(Request::post("/q").body(Body::empty()).unwrap()).await;
        assert!(status == 405 && body.contains("METHOD_NOT_ALLOWED") && allow.contains("GET"), "{body} {allow}");
        let (status, body, _) = ask(get("/broken")).await;
        assert!(status == 500 && body.contains("BROKEN") && !body.contains("secret"), "{body}");
        assert_eq!(ask(get("/page")).await.1, "<p>no");
        assert_eq!(ask(get("/q?q=7")).await, (200, "7".into(), String::new()));
    }
}
