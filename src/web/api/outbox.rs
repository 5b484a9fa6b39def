//! What other systems are to be told. For operators: it spans all sales organisations.

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoParams, ToSchema,
    openapi::schema::{Object, ObjectBuilder, Type},
};

use super::time::micros;
use crate::{
    domain::effect::Destination,
    store::{OutboxRow, OutboxState},
    web::{Web, caller::Caller, problem::Problem},
};

/// Most effects in an answer.
const MOST: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// `erp`, `tms` or `crm`; absent: the counts alone.
    #[param(pattern = "^(erp|tms|crm)$")]
    destination: Option<String>,
    /// Only effects with smaller numbers: the last number of the page before.
    #[param(schema_with = number)]
    before: Option<i64>,
}

/// The number of an effect, as a schema.
fn number() -> Object {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(isize::MAX));
    number.description(Some("Only effects with smaller numbers: the last number of the page before.")).build()
}

/// The outbox.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutboxPage {
    /// How many effects each destination has.
    counts: Vec<OutboxCount>,
    /// The newest of the destination asked for.
    effects: Vec<OutboxEffect>,
}

/// How many.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutboxCount {
    /// Who is told.
    destination: &'static str,
    /// `waiting`.
    state: &'static str,
    /// Whether anything is connected there that could be told.
    connected: bool,
    /// How many.
    effects: u64,
}

/// One effect.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutboxEffect {
    /// Its number.
    id: i64,
    /// Sent at most once under this.
    key: String,
    /// Its sort: `proof_of_delivery`.
    effect: String,
    /// Our number of the order whose view showed it first.
    order: String,
    /// What is sent.
    #[schema(value_type = Object)]
    payload: serde_json::Value,
    /// The key of the effect that it takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    reverses: Option<String>,
    /// When it was derived.
    created: String,
    /// `waiting`.
    state: &'static str,
}

/// What other systems are to be told. Nothing is connected yet: every effect waits.
#[utoipa::path(
    get, path = "/api/v1/outbox", tag = "operations", params(Asked),
    responses(
        (status = 200, body = OutboxPage),
        (status = 400, body = Problem, description = "no such destination"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 403, body = Problem, description = "not an operator, or a token without outbox:read"),
    )
)]
pub(super) async fn outbox(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<OutboxPage>, Problem> {
    caller.may_operate("outbox:read")?;
    if asked.before.is_some_and(|before| before < 1) {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "NO_SUCH_NUMBER",
            "before is the number of an effect, 1 or more",
        ));
    }
    let stores = &web.state.stores;
    let counts = stores.outbox.counts().await?.into_iter().map(|count| OutboxCount {
        destination: count.destination.as_str(),
        state: count.state.as_str(),
        connected: false,
        effects: count.count,
    });
    let mut found = OutboxPage { counts: counts.collect(), effects: Vec::new() };
    if let Some(name) = &asked.destination {
        let destination = Destination::parse(name).ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "NO_SUCH_DESTINATION", "write destination=erp, tms or crm")
        })?;
        let rows = stores.outbox.newest(destination, asked.before, MOST).await?;
        found.effects = rows.into_iter().map(told).collect();
    }
    Ok(Json(found))
}

fn told(row: OutboxRow) -> OutboxEffect {
    let state: OutboxState = row.state;
    OutboxEffect {
        id: row.id,
        key: row.key.0,
        effect: row.effect,
        order: row.order.to_string(),
        payload: row.payload,
        reverses: row.reverses.map(|key| key.0),
        created: micros(row.created),
        state: state.as_str(),
    }
}
