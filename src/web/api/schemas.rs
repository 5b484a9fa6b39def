//! `/schemas/v1/NAME.json`: the JSON Schemas of canonical events.

use axum::{
    Json,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{domain::event::schema, web::problem::Problem};

pub(super) async fn schema_of(Path(name): Path<String>) -> Result<Response, Problem> {
    let found = name.strip_suffix(".json").and_then(schema).ok_or_else(Problem::not_found)?;
    let headers = [(header::CACHE_CONTROL, "public, max-age=3600"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    Ok((headers, Json(found)).into_response())
}
