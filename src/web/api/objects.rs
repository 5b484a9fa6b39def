//! Settling what hangs together wrongly: a duplicate is merged, a wrong link or number is taken back. For operators; audited. Each
//! goes the way of every message, as a canonical event in the inbox, so that a replay brings it again.

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{Request, StatusCode},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    events::{Sent, Taken, keep},
    json,
};
use crate::{
    domain::{
        event::{Event, Link},
        id::SourceId,
        reference::{ObjectKind, Reference},
    },
    web::{
        Web, audit,
        caller::Caller,
        problem::{Fault, Problem},
        told,
    },
};

/// What may settle the graph.
const SCOPE: &str = "graph:write";

/// These are one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Merge {
    /// What they are: `shipment`, `package`, `order` …
    #[schema(value_type = String)]
    of: ObjectKind,
    /// A number of the one that stays.
    #[schema(value_type = Object)]
    keep: Reference,
    /// Numbers of the ones that become it.
    #[schema(value_type = Vec<Object>)]
    duplicates: Vec<Reference>,
    /// Why, in words.
    reason: Option<String>,
}

/// These do not belong together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unlink {
    /// What makes the links, or bears the names: `shipment`, `load` …
    #[schema(value_type = String)]
    of: ObjectKind,
    /// A number of it, other than those in `names`.
    #[schema(value_type = Object)]
    r#ref: Reference,
    /// Links that do not hold, as in an event: `{"relation", "of", "ref"}`.
    #[schema(value_type = Vec<Object>)]
    #[serde(default)]
    links: Vec<Link>,
    /// Numbers that are not its own.
    #[schema(value_type = Vec<Object>)]
    #[serde(default)]
    names: Vec<Reference>,
    /// Why, in words.
    reason: Option<String>,
}

/// Makes one thing of several: names, links and events move to the one that stays, and every order touched is worked out anew. What
/// belongs to two customers is refused, as a conflict on both orders.
#[utoipa::path(
    post, path = "/api/v1/objects/merge", tag = "operations", request_body = Merge,
    params(("Idempotency-Key" = String, Header, description = "chosen by you, 1 to 200 visible characters", min_length = 1, max_length = 200, pattern = r"^[!-~]([\t -~]*[!-~])?$")),
    responses(
        (status = 202, body = Taken, description = "kept; done in a moment"),
        (status = 400, body = Problem, description = "not a merge; `errors` says where, what and how to mend it"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 403, body = Problem, description = "not an operator, or a token without graph:write"),
        (status = 422, body = Problem, description = "the key was used with another body"),
    )
)]
pub(super) async fn merge(
    State(web): State<Web>,
    caller: Caller,
    request: Request<Body>,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    settle(&web, &caller, request, "object.merge", |body| {
        let asked: Merge = json::read(body)?;
        let subject = subject(asked.of, &asked.keep);
        let event =
            serde_json::json!({"type": "merge", "of": asked.of, "refs": [asked.keep], "duplicates": asked.duplicates});
        Ok((event, asked.reason, subject))
    })
    .await
}

/// Takes links and names back, whoever said them. A later word of the same source makes them anew.
#[utoipa::path(
    post, path = "/api/v1/objects/unlink", tag = "operations", request_body = Unlink,
    params(("Idempotency-Key" = String, Header, description = "chosen by you, 1 to 200 visible characters", min_length = 1, max_length = 200, pattern = r"^[!-~]([\t -~]*[!-~])?$")),
    responses(
        (status = 202, body = Taken, description = "kept; done in a moment"),
        (status = 400, body = Problem, description = "not an unlinking; `errors` says where, what and how to mend it"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 403, body = Problem, description = "not an operator, or a token without graph:write"),
        (status = 422, body = Problem, description = "the key was used with another body"),
    )
)]
pub(super) async fn unlink(
    State(web): State<Web>,
    caller: Caller,
    request: Request<Body>,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    settle(&web, &caller, request, "object.unlink", |body| {
        let asked: Unlink = json::read(body)?;
        let subject = subject(asked.of, &asked.r#ref);
        let event = serde_json::json!({"type": "unlink", "of": asked.of, "refs": [asked.r#ref], "links": asked.links,
            "names": asked.names});
        Ok((event, asked.reason, subject))
    })
    .await
}

async fn settle(
    web: &Web,
    caller: &Caller,
    request: Request<Body>,
    action: &str,
    event: impl FnOnce(&[u8]) -> Result<(Value, Option<String>, String), Fault> + Send,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let actor = caller.may_operate(SCOPE)?;
    let Sent { key, body, extensions } = Sent::read(web, request).await?;
    let (event, reason, subject) = event(&body).map_err(|fault| bad(&fault.position, fault.message, &fault.remedy))?;
    let event = told::keyed(event, &key, reason);
    // It has no time of its own, so that the same request again is the same body: it happens when it is received.
    Event::from_value(event.clone()).map_err(|error| bad(&error.path, error.message, &error.remedy))?;
    let source = SourceId::operator(&actor);
    let detail = event.to_string();
    let taken = keep(web, &extensions, source, key, event.to_string().into(), 1).await?;
    audit::note(web, actor, action, subject, detail).await?;
    Ok(taken)
}

fn subject(of: ObjectKind, reference: &Reference) -> String {
    format!("{}:{}:{}:{}", of.as_str(), reference.kind, reference.scope, reference.value)
}

fn bad(position: &str, message: String, remedy: &str) -> Problem {
    let fault = Fault { position: position.to_owned(), message, remedy: remedy.to_owned() };
    Problem::new(StatusCode::BAD_REQUEST, "EVENT_INVALID", "this cannot be done as it is asked").errors(vec![fault])
}
