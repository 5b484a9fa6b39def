//! Whether it lives, whether it can work, and what it counts.

use app::model::Role;
use axum::{
    Json,
    extract::State,
    http::{Extensions, HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics::gauge;
use serde_json::json;

use super::{Web, address, caller::Caller, fresh::Fresh, problem::Problem, state::WebState};
use crate::{
    domain::source_health::SourceHealth,
    store::{InboxStats, StoreResult},
    telemetry::names,
};

/// How long counts are good for, in microseconds: counting reads a row for each message there ever was, and whoever asks
/// for readiness need not be known.
const FRESH: i64 = 2_000_000;

/// The inbox's counts, at most so old.
#[derive(Default)]
pub(super) struct Counts(Fresh<InboxStats>);

impl Counts {
    pub(super) async fn of(&self, state: &WebState) -> StoreResult<InboxStats> {
        self.0.of(state.now(), FRESH, state.stores.inbox.stats()).await
    }
}

/// `GET /healthz`: the process answers. It asks nobody else.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 when messages can be taken and read, else 503; the body says what does not work: `room` is false while
/// the backlog or the disk is full, `worker` while messages are accepted and not applied.
pub(super) async fn ready(State(web): State<Web>) -> Response {
    let stats = web.counts.of(&web.state).await;
    let waiting = stats.as_ref().map_or(0, |stats| stats.received);
    let store = stats.is_ok();
    let worker = (web.state.worker_alive)();
    let room = waiting < web.state.config.limits.backlog && !web.state.stores.inbox.is_blocked();
    let draining = web.state.drain.started();
    let status = if store && worker && room && !draining { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({"store": store, "worker": worker, "backlog": waiting, "room": room, "draining": draining});
    (status, Json(body)).into_response()
}

/// `GET /metrics` in Prometheus' text format, for this machine, operators, admins and tokens with `metrics:read`.
pub(super) async fn metrics(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    caller: Result<Caller, Problem>,
) -> Result<Response, Problem> {
    if !may_read(&web, &extensions, &headers, &caller) {
        return Err(Problem::not_found());
    }
    let none = || Problem::new(StatusCode::NOT_FOUND, "NO_METRICS", "this process collects none");
    let handle = web.state.metrics.as_ref().ok_or_else(none)?;
    count(&web.counts.of(&web.state).await?);
    listen(&web.sources_health.of(&web.state).await?);
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, handle.render()).into_response())
}

/// This machine itself (and no proxy on it), or a caller who may.
fn may_read(web: &Web, extensions: &Extensions, headers: &HeaderMap, caller: &Result<Caller, Problem>) -> bool {
    address::is_local(&web.state, extensions, headers)
        || match caller {
            Ok(Caller::Person(viewer)) => viewer.roles.iter().any(|role| matches!(role, Role::Operator | Role::Admin)),
            Ok(Caller::Token(token)) => token.may("metrics:read"),
            Err(_) => false,
        }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; the inbox holds fewer than 2^53 messages")]
fn count(stats: &InboxStats) {
    let states = [
        ("received", stats.received),
        ("applied", stats.applied),
        ("parked", stats.parked),
        ("quarantined", stats.quarantined),
        ("ignored", stats.ignored),
    ];
    for (state, messages) in states {
        gauge!(names::INBOX_MESSAGES, "state" => state).set(messages as f64);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; seconds since 1970 fit")]
fn listen(sources_health: &[SourceHealth]) {
    for source_health in sources_health {
        let source = source_health.source.0.clone();
        gauge!(names::SOURCE_SILENT, "source" => source.clone())
            .set(f64::from(u8::from(source_health.status.is_trouble())));
        if let Some(heard) = source_health.heard {
            gauge!(names::SOURCE_HEARD, "source" => source).set((heard / 1_000_000) as f64);
        }
    }
}
