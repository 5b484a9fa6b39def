//! The `OpenAPI` document, made from the handlers.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use utoipa::{
    Modify, OpenApi, PartialSchema, ToSchema,
    openapi::{
        OneOfBuilder, Ref, RefOr, Schema,
        schema::ArrayBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{answer, embed_tokens, events, master, objects, orders, outbox, replays, search};
use crate::web::problem;

/// One canonical event or an array of them, as `/schemas/v1/event.json` describes them.
pub(super) struct Events;

impl PartialSchema for Events {
    fn schema() -> RefOr<Schema> {
        let event = || RefOr::Ref(Ref::new("/schemas/v1/event.json"));
        let many = ArrayBuilder::new().items(event()).min_items(Some(1)).max_items(Some(1_000));
        OneOfBuilder::new().item(event()).item(many).into()
    }
}

impl ToSchema for Events {}

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Waypost", description = "Where is this order, why is it late, and what do I tell the customer?"),
    paths(
        orders::one, orders::by_reference, search::search, events::post, objects::merge, objects::unlink, master::post, outbox::outbox, replays::start, replays::list,
        replays::one, replays::step, embed_tokens::issue
    ),
    components(schemas(
        answer::Order, orders::Orders, search::Found, events::Taken, objects::Merge, objects::Unlink, master::Imported, Events, outbox::Found, replays::Asked, replays::All,
        embed_tokens::Wanted, embed_tokens::Issued, problem::Problem
    )),
    modifiers(&Bearer),
    security(("token" = []))
)]
struct Document;

/// `GET /api/v1/openapi.json`.
pub(super) async fn document() -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=3600")];
    match Document::openapi().to_json() {
        Ok(text) => (headers, text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the OpenAPI document cannot be written");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_and_every_reference_leads_somewhere() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        for path in [
            "/api/v1/orders",
            "/api/v1/orders/{id}",
            "/api/v1/search",
            "/api/v1/events",
            "/api/v1/embed-tokens",
            "/api/v1/outbox",
            "/api/v1/replays",
            "/api/v1/replays/{id}",
            "/api/v1/replays/{id}/{step}",
        ] {
            assert!(document["paths"][path].is_object(), "{path}");
        }
        let text = document.to_string();
        for (at, _) in text.match_indices("\"$ref\":\"") {
            let target = text.get(at + 8..).unwrap().split('"').next().unwrap();
            match target.strip_prefix('#') {
                Some(pointer) => assert!(document.pointer(pointer).is_some(), "{target}"),
                None => assert_eq!(target, "/schemas/v1/event.json"),
            }
        }
    }
}
