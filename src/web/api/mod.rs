//! `/api/v1`: what programs ask and tell. The `OpenAPI` document is generated from these handlers; the schemas of events
//! are those of the domain. What is published here only grows.

mod answer;
#[allow(unused_qualifications, reason = "utoipa's macros write them")]
mod embed_tokens;
mod events;
#[cfg(test)]
mod everywhere;
mod json;
#[allow(unused_qualifications, reason = "utoipa's macros write them")]
mod master;
#[allow(unused_qualifications, reason = "utoipa's macros write them")]
mod objects;
#[allow(unused_qualifications, reason = "utoipa's macros write them")]
mod openapi;
#[allow(unused_qualifications, reason = "utoipa's macros write them")]
mod orders;
#[allow(unused_qualifications, reason = "utoipa's macros write them")]
mod outbox;
#[allow(unused_qualifications, reason = "utoipa's macros write them")]
pub(super) mod replays;
mod schemas;
#[allow(unused_qualifications, reason = "utoipa's macros write them")]
mod search;
mod time;

use axum::{
    Router,
    routing::{any, get, post},
};

use super::{Web, problem::Problem};

/// The routes under `/api/v1` and `/schemas/v1`.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/v1/openapi.json", get(openapi::document))
        .route("/api/v1/orders", get(orders::by_reference))
        .route("/api/v1/orders/{id}", get(orders::one))
        .route("/api/v1/search", get(search::search))
        .route("/api/v1/events", post(events::post))
        .route("/api/v1/objects/merge", post(objects::merge))
        .route("/api/v1/objects/unlink", post(objects::unlink))
        .route("/api/v1/master/{kind}", post(master::post))
        .route("/api/v1/embed-tokens", post(embed_tokens::issue))
        .route("/api/v1/outbox", get(outbox::outbox))
        .route("/api/v1/replays", get(replays::list).post(replays::start))
        .route("/api/v1/replays/{id}", get(replays::one))
        .route("/api/v1/replays/{id}/{step}", post(replays::step))
        .route("/schemas/v1/{name}", get(schemas::schema_of))
        .route("/api/{*rest}", any(async || Problem::not_found()))
}
