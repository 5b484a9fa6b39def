//! Master data from CSV. As JSON it is taken by `/api/v1/events`.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::events::{Sent, keep};
use crate::{
    domain::id::SourceId,
    ingest::import,
    web::{
        Web, audit,
        caller::Caller,
        problem::{Fault, Problem},
    },
};

/// What may import.
const SCOPE: &str = "master:write";

/// It is kept; orders show it from their next change on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Imported {
    /// Our numbers of the messages that the file became.
    messages: Vec<String>,
    /// How many rows.
    rows: usize,
}

/// Takes a CSV file of items, sites or parties. A later statement of the same source replaces its earlier one; a file with a fault is
/// refused whole.
#[utoipa::path(
    post, path = "/api/v1/master/{kind}", tag = "events", request_body(content = String, content_type = "text/csv"),
    params(
        ("kind" = String, Path, description = "items, sites or parties", pattern = "^(items|sites|parties)$"),
        ("Idempotency-Key" = String, Header, description = "chosen by you, 1 to 200 visible characters", min_length = 1, max_length = 200, pattern = r"^[!-~]([\t -~]*[!-~])?$")
    ),
    responses(
        (status = 202, body = Imported, description = "kept; in force in a moment"),
        (status = 400, body = Problem, description = "not such a file; `errors` says which line, what and how to mend it"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 403, body = Problem, description = "not an operator, or a token without master:write"),
        (status = 404, body = Problem, description = "no such kind"),
        (status = 413, body = Problem, description = "too large"),
        (status = 422, body = Problem, description = "the key was used with another body"),
    )
)]
pub(super) async fn post(
    State(web): State<Web>,
    caller: Caller,
    Path(kind): Path<String>,
    request: Request<Body>,
) -> Result<(StatusCode, Json<Imported>), Problem> {
    let actor = caller.may_operate(SCOPE)?;
    let kind = import::kind(&kind).ok_or_else(Problem::not_found)?;
    let Sent { key, body, extensions } = Sent::read(&web, request).await?;
    let parts = import::messages(kind, &body).map_err(refusal)?;
    let rows = parts.iter().map(|(rows, _)| rows).sum();
    let mut messages = Vec::new();
    for (index, (rows, part)) in parts.into_iter().enumerate() {
        let key = format!("{}/{key}/{index}", kind.plural);
        let source = SourceId(format!("api:{actor}"));
        let (_, Json(taken)) = keep(&web, &extensions, source, key, part.into(), rows).await?;
        messages.push(taken.id);
    }
    let detail = format!("{rows} rows");
    audit::note(&web, actor, "master.import", kind.plural, detail).await?;
    Ok((StatusCode::ACCEPTED, Json(Imported { messages, rows })))
}

fn refusal(faults: Vec<import::Fault>) -> Problem {
    let faults = faults.into_iter().map(|fault| Fault {
        position: format!("line {}", fault.line),
        message: fault.message,
        remedy: fault.remedy,
    });
    let title = "the file cannot be used, and nothing of it was taken";
    Problem::new(StatusCode::BAD_REQUEST, "CSV_INVALID", title).errors(faults.collect())
}
