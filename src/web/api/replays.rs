//! Running messages again from the inbox. For operators; every step is audited.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{json, time::micros};
use crate::{
    domain::id::MessageId,
    ingest::read::API_CONNECTOR,
    store::{AuditEntry, MessageState, NewReplay, Replay, ReplayReport, ReplayState, Selection},
    web::{Web, body, caller::Caller, problem::Problem},
};

/// What may read and steer replays.
pub(in crate::web) const SCOPE: &str = "replay:write";
/// Most replays in an answer, and most messages that are named.
const MOST: usize = 50;
const MOST_NAMED: usize = 10_000;
const NOTHING_SELECTED: &str =
    "nothing says which messages: give connector, state, code, from, to or messages, or everything = true";

/// Which messages run again: every part that is given must fit. Replays of them only where `everything` says so.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::web) struct ReplayRequest {
    /// Of this connector.
    pub connector: Option<String>,
    /// In this state: `applied`, `parked`, `quarantined`, `ignored`.
    #[schema(pattern = "^(received|applied|parked|quarantined|ignored)$")]
    pub state: Option<String>,
    /// Refused, in whole or in part, with this code.
    pub code: Option<String>,
    /// Received from then on, RFC 3339.
    #[schema(format = "date-time")]
    pub from: Option<String>,
    /// Received before then, RFC 3339.
    #[schema(format = "date-time")]
    pub to: Option<String>,
    /// These, by our numbers.
    #[schema(max_items = 10_000)]
    pub messages: Vec<i64>,
    /// Replays of them; then no other part is given.
    pub everything: bool,
    /// Only tell what it would change.
    pub dry_run: bool,
}

/// A replay.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReplayStatus {
    /// Its number.
    id: i64,
    /// `running`, `paused`, `stopped`, `done`, `failed`.
    state: &'static str,
    /// Whether it only tells what it would change.
    dry_run: bool,
    /// Which messages.
    #[schema(value_type = Object)]
    selection: Selection,
    /// Who asked.
    actor: String,
    /// When.
    created: String,
    /// When it last went on.
    updated: String,
    /// Every selected message up to this number has been read again.
    cursor: i64,
    /// The last number it looks at.
    last: i64,
    /// What it changed so far, or would change.
    #[schema(value_type = Object)]
    report: ReplayReport,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Replays.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Replays {
    /// The newest first.
    replays: Vec<ReplayStatus>,
}

/// Asks for a replay, or for a dry run of one. It runs beside live messages, in its own lane.
#[utoipa::path(
    post, path = "/api/v1/replays", tag = "operations", request_body = ReplayRequest,
    responses(
        (status = 202, body = ReplayStatus, description = "it runs; GET /api/v1/replays/{id} says how far"),
        (status = 400, body = Problem, description = "not a selection"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 403, body = Problem, description = "not an operator, or a token without replay:write"),
    )
)]
pub(super) async fn start(
    State(web): State<Web>,
    caller: Caller,
    request: Request<Body>,
) -> Result<(StatusCode, Json<ReplayStatus>), Problem> {
    let actor = caller.may_operate(SCOPE)?;
    let (head, sent) = request.into_parts();
    let limits = body::Limits::of(&web.state.config);
    let bytes = body::read(&head.headers, sent, limits).await?;
    let asked: ReplayRequest = json::read(&bytes).map_err(|fault| bad(fault.message.clone()).errors(vec![fault]))?;
    let replay = begin(&web, actor, asked).await?;
    Ok((StatusCode::ACCEPTED, Json(told(replay))))
}

/// The newest replays.
#[utoipa::path(
    get, path = "/api/v1/replays", tag = "operations",
    responses(
        (status = 200, body = Replays),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 403, body = Problem, description = "not an operator, or a token without replay:write"),
    )
)]
pub(super) async fn list(State(web): State<Web>, caller: Caller) -> Result<Json<Replays>, Problem> {
    caller.may_operate(SCOPE)?;
    let found = web.state.stores.replays.newest(MOST).await?;
    Ok(Json(Replays { replays: found.into_iter().map(told).collect() }))
}

/// One replay.
#[utoipa::path(
    get, path = "/api/v1/replays/{id}", tag = "operations", params(("id" = i64, Path, description = "its number")),
    responses(
        (status = 200, body = ReplayStatus),
        (status = 403, body = Problem, description = "not an operator, or a token without replay:write"),
        (status = 404, body = Problem, description = "there is none"),
    )
)]
pub(super) async fn one(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<ReplayStatus>, Problem> {
    caller.may_operate(SCOPE)?;
    let found = web.state.stores.replays.get(id).await?;
    found.map(|replay| Json(told(replay))).ok_or_else(Problem::not_found)
}

/// Pauses a replay, goes on with it, or stops it for good: `pause`, `resume`, `stop`.
#[utoipa::path(
    post, path = "/api/v1/replays/{id}/{step}", tag = "operations",
    params(("id" = i64, Path, description = "its number"), ("step" = String, Path, description = "pause, resume or stop", pattern = "^(pause|resume|stop)$")),
    responses(
        (status = 200, body = ReplayStatus, description = "how it stands now; what is over stays over"),
        (status = 403, body = Problem, description = "not an operator, or a token without replay:write"),
        (status = 404, body = Problem, description = "there is none, or no such step"),
    )
)]
pub(super) async fn step(
    State(web): State<Web>,
    caller: Caller,
    Path((id, step)): Path<(i64, String)>,
) -> Result<Json<ReplayStatus>, Problem> {
    let actor = caller.may_operate(SCOPE)?;
    Ok(Json(told(steer(&web, actor, id, &step).await?)))
}

/// Checks what was asked, starts it and audits that.
pub(in crate::web) async fn begin(web: &Web, actor: String, asked: ReplayRequest) -> Result<Replay, Problem> {
    let selection = selection(web, &asked)?;
    let now = web.state.now();
    let detail = serde_json::to_string(&selection).unwrap_or_default();
    let new = NewReplay { selection, dry_run: asked.dry_run, actor: actor.clone(), at: now };
    let replay = web.state.stores.replays.start(new).await?;
    let action = if asked.dry_run { "replay.dry_run" } else { "replay.start" };
    audit(web, now, actor, action, replay.id, detail).await?;
    Ok(replay)
}

/// Takes a step and audits it.
pub(in crate::web) async fn steer(web: &Web, actor: String, id: i64, step: &str) -> Result<Replay, Problem> {
    let (to, action) = match step {
        "pause" => (ReplayState::Paused, "replay.pause"),
        "resume" => (ReplayState::Running, "replay.resume"),
        "stop" => (ReplayState::Stopped, "replay.stop"),
        _ => return Err(Problem::not_found()),
    };
    let now = web.state.now();
    let replay = web.state.stores.replays.steer(id, to, now).await?.ok_or_else(Problem::not_found)?;
    audit(web, now, actor, action, id, replay.state.as_str().to_owned()).await?;
    Ok(replay)
}

async fn audit(web: &Web, at: i64, actor: String, action: &str, id: i64, detail: String) -> Result<(), Problem> {
    let entry = AuditEntry { at, actor, action: action.into(), subject: format!("replay:{id}"), detail };
    web.state.stores.audit.record(entry).await?;
    Ok(())
}

fn selection(web: &Web, asked: &ReplayRequest) -> Result<Selection, Problem> {
    let time = |text: &Option<String>| match text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => match text.parse::<Timestamp>() {
            Ok(at) => Ok(Some(at.as_microsecond())),
            Err(_) => Err(bad(format!("`{text}` is no time: write RFC 3339, such as 2026-05-14T07:12:00Z"))),
        },
    };
    let word =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (connector, state, code) = (word(&asked.connector), word(&asked.state), word(&asked.code));
    if let Some(state) = state.as_deref().filter(|state| MessageState::parse(state).is_none()) {
        let words = MessageState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", ");
        return Err(bad(format!("`{state}` is no state of a message: write one of {words}")));
    }
    if let Some(name) =
        connector.as_deref().filter(|name| *name != API_CONNECTOR && web.state.connectors.get(name).is_none())
    {
        return Err(bad(format!("there is no connector `{name}`")));
    }
    if asked.messages.len() > MOST_NAMED {
        return Err(bad(format!("{} messages are named; {MOST_NAMED} are taken at once", asked.messages.len())));
    }
    let messages = asked.messages.iter().copied().map(MessageId).collect();
    let selection = Selection { connector, state, code, from: time(&asked.from)?, to: time(&asked.to)?, messages };
    match (selection == Selection::default(), asked.everything) {
        (true, false) => Err(bad(NOTHING_SELECTED.to_owned())),
        (false, true) => Err(bad("everything is asked for, and a part of it too: leave one of them out".to_owned())),
        _ => Ok(selection),
    }
}

pub(in crate::web) fn bad(title: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "BAD_SELECTION", title)
}

fn told(replay: Replay) -> ReplayStatus {
    ReplayStatus {
        id: replay.id,
        state: replay.state.as_str(),
        dry_run: replay.dry_run,
        selection: replay.selection,
        actor: replay.actor,
        created: micros(replay.created),
        updated: micros(replay.updated),
        cursor: replay.cursor.0,
        last: replay.last.0,
        report: replay.report,
        error: replay.error,
    }
}
