//! The `OpenAPI` document, made from the handlers.

use axum::{http::header, response::IntoResponse};
use utoipa::{
    Modify, OpenApi, PartialSchema, ToSchema,
    openapi::{
        Content, OneOfBuilder, Ref, RefOr, Response, Schema,
        path::Operation,
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

/// What every operation may answer besides what its handler says, and the form of all refusals.
struct Refusals;

impl Modify for Refusals {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for item in document.paths.paths.values_mut() {
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                refuse(operation);
            }
        }
    }
}

/// Statuses that layers before the handlers answer with: whether they are for operations with a body only, and why.
const COMMON: [(&str, bool, &str); 7] = [
    ("400", false, "a path, query or header that cannot be read"),
    ("401", false, "no token, or one that is not good"),
    ("408", true, "the body took too long"),
    ("413", true, "too large"),
    ("415", true, "a Content-Encoding that is not taken"),
    ("429", false, "too many requests; see Retry-After"),
    ("503", false, "it cannot be done just now; see Retry-After"),
];

fn refuse(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for (status, of_body, why) in COMMON {
        if !of_body || operation.request_body.is_some() {
            responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(Response::new(why)));
        }
    }
    for (status, response) in responses {
        if let (true, RefOr::T(response)) = (status.starts_with(['4', '5']), response) {
            let problem = Content::new(Some(Ref::from_schema_name("Problem")));
            response.content = [("application/problem+json".to_owned(), problem)].into_iter().collect();
        }
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
        answer::Order, orders::Orders, search::SearchResults, events::Taken, objects::Merge, objects::Unlink, master::Imported, Events, outbox::OutboxPage, replays::ReplayRequest, replays::Replays,
        embed_tokens::Wanted, embed_tokens::Issued, problem::Problem
    )),
    modifiers(&Bearer, &Refusals),
    security(("token" = []))
)]
struct Document;

/// `GET /api/v1/openapi.json`.
pub(super) async fn document() -> axum::response::Response {
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

    /// Two types of one name would be one schema, silently the last one.
    #[test]
    fn every_type_has_a_schema_of_its_own() {
        let api = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/api"));
        let mut types = Vec::new();
        for file in std::fs::read_dir(api).unwrap() {
            let file = file.unwrap();
            if file.file_name() == "openapi.rs" {
                continue;
            }
            let text = std::fs::read_to_string(file.path()).unwrap();
            let derived =
                text.split("#[derive(").skip(1).filter(|rest| rest.lines().next().unwrap().contains("ToSchema"));
            let name =
                |rest: &str| rest.split("struct ").nth(1).unwrap().split([' ', '(', ';']).next().unwrap().to_owned();
            types.extend(derived.map(name));
        }
        types.sort_unstable();
        let all = types.len();
        types.dedup();
        assert_eq!(types.len(), all, "two types of one name among {types:?}");
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let without: Vec<&String> = types.iter().filter(|name| !schemas.contains_key(*name)).collect();
        assert!(without.is_empty(), "{without:?} are not in the document");
        assert_eq!(schemas.len(), all + ["Problem", "Fault", "Events"].len(), "{:?} {types:?}", schemas.keys());
    }

    #[test]
    fn every_refusal_is_a_problem() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let responses = operation["responses"].as_object().unwrap();
                for status in ["400", "401", "429", "503"] {
                    assert!(responses.contains_key(status), "{method} {path} {status}");
                }
                for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
                    let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                    assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
                }
            }
        }
    }
}
