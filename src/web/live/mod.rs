//! `/live?o=ID@VERSION,…`: tells an open page which of its orders changed. The page says what it shows, so nothing falls
//! between rendering and connecting; the stream tells numbers only, and the page fetches what it may see.

mod stream;
mod streams;
mod watch;

use std::{convert::Infallible, time::Duration};

use app::model::Viewer;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt as _};
use serde::Deserialize;

use self::stream::Live;
pub(super) use self::{stream::Holder, streams::Streams, watch::Watch};
use super::{Web, problem::Problem, session::SessionId};

/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);
/// A sign of life at least this often, so that nothing in between takes the stream for dead.
const ALIVE: Duration = Duration::from_secs(15);

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    o: String,
}

/// The stream. Orders that are not for this person are silently absent, like those that do not exist.
pub(super) async fn live(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    session: Option<Extension<SessionId>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (Some(Extension(viewer)), Some(Extension(session))) = (viewer, session) else {
        // Tells a browser to ask no more, without an error in the console of a page that was left open.
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let watch = Watch::parse(&asked.o).ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "BAD_ORDERS", "write o=ID@VERSION,… for at most 50 orders")
    })?;
    answer(web, Holder::Session { viewer, id: session.0 }, watch).await
}

/// Opens the stream of whoever may have one.
///
/// # Errors
/// 429 when they have as many as one may have.
pub(super) async fn answer(web: Web, holder: Holder, watch: Watch) -> Result<Response, Problem> {
    let place = web.streams.take(holder.person(), web.state.config.limits.live_streams).ok_or_else(|| {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_STREAMS", "too many open streams").retry_after(30)
    })?;
    let live = Live::open(web, holder, watch, place).await?;
    let keep_alive = KeepAlive::new().interval(ALIVE).text("alive");
    let mut response = Sse::new(events(live)).keep_alive(keep_alive).into_response();
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn events(live: Live) -> impl Stream<Item = Result<Event, Infallible>> {
    let first = futures::stream::once(async { Event::default().retry(RETRY) });
    let rest =
        futures::stream::unfold(
            live,
            |mut live| async move { live.next().await.map(|received| (received.event(), live)) },
        );
    first.chain(rest).map(Ok)
}
