//! Gives every request an id that goes through all log lines and back to whoever asked, and writes one line a request:
//! the pattern of the route and never the path or query, which hold what people searched for.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use metrics::{counter, histogram};
use tracing::Instrument as _;

use crate::{telemetry::names, web::Web};

/// The id of a request, in its extensions; people quote it when they report a failure.
#[derive(Debug, Clone)]
pub struct Correlation(pub String);

/// The outermost layer.
pub(in crate::web) async fn correlate(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let id = web.state.correlation();
    request.extensions_mut().insert(Correlation(id.clone()));
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", correlation = %id);
    async move {
        let started = measured();
        let mut response = next.run(request).await;
        let took = started.elapsed();
        let status = response.status().as_u16();
        counter!(names::HTTP_REQUESTS, "route" => route.clone(), "status" => status.to_string()).increment(1);
        histogram!(names::HTTP_SECONDS, "route" => route.clone()).record(took.as_secs_f64());
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if status >= 500 {
            tracing::warn!(target: "access", %method, route, status, micros, "failed");
        } else {
            tracing::info!(target: "access", %method, route, status, micros, "answered");
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        response
    }
    .instrument(span)
    .await
}

#[expect(clippy::disallowed_methods, reason = "measures a latency")]
fn measured() -> Instant {
    Instant::now()
}
