//! `/api/v1` as a program sees it.

use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use waypost::store::MessageState;

use crate::world::{Answer, World};

const EVENT: &str = r#"{"type":"milestone","of":"shipment","refs":[{"kind":"pro","scope":"ODFL","value":"1"}],
    "milestone":"PICKED_UP","classifier":"actual","at":"2026-05-14T07:12:00-05:00"}"#;

async fn world() -> World {
    let world = World::new().await;
    world.token("reader", &["orders:read"], None).await;
    world.token("american", &["orders:read"], Some(&["1010"])).await;
    world.token("writer", &["events:write"], None).await;
    world
}

async fn get(world: &World, token: &str, path: &str) -> Answer {
    world.visitor().get_with(path, &[("authorization", &format!("Bearer {token}"))]).await
}

async fn post(world: &World, token: &str, key: Option<&str>, body: &str) -> Answer {
    let token = format!("Bearer {token}");
    let mut headers = vec![("authorization", token.as_str()), ("content-type", "application/json")];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    world.visitor().send(Method::POST, "/api/v1/events", &headers, Body::from(body.to_owned())).await
}

#[tokio::test]
async fn an_order_is_told_with_what_a_caller_wants_to_know() {
    let world = world().await;
    let at = |minute: i64| json!({"micros": 1_778_760_000_000_000 + minute * 60_000_000, "offset_seconds": -18000, "zone_known": true});
    let event = json!({"message": 3, "ordinal": 0, "generation": 0});
    let place = json!({"city": "Memphis", "region": "TN", "country": "US"});
    let headline = json!({"milestone": "HUB_ARRIVED", "extent": "full", "at": at(0), "place": place, "source": "ups", "event": event});
    let shipment = json!({
        "object": 9, "refs": [{"kind": "shipment", "scope": "TMS", "value": "SH1"}, {"kind": "tracking", "scope": "UPSN", "value": "1ZM"}],
        "lines": [], "state": "moving", "headline": headline, "carrier": {"scac": "UPSN"},
        "estimate": {"to": at(600), "source": "ups", "said": at(0), "past_promise": true},
        "last_seen": {"place": place, "at": at(0)}, "entries": [], "exceptions": [{"exception": "DELAYED", "reason": "WEATHER",
            "party": "external", "since": at(1), "object": 9}],
        "packages": [{"object": 10, "refs": [{"kind": "tracking", "scope": "UPSN", "value": "1ZP"}], "lines": [], "state": "moving"}],
        "documents": [{"event": event, "document": "pod", "object": 9, "at": at(2), "source": "ups", "content": {"state": "pending"}}],
    });
    let more = json!({
        "shipments": [shipment], "headline": headline, "promise_end": 1_778_790_000_000_000_i64, "leading": shipment["exceptions"][0],
        "counts": {"shipments": 1, "delivered": 0, "units": "1", "units_delivered": "0"},
        "sources": [{"source": "ups", "heard": 1_778_760_060_000_000_i64, "events": 3}],
    });
    let id = world.order("4711", "1010", more).await;
    let order = get(&world, "reader", &format!("/api/v1/orders/{id}")).await.json();
    assert_eq!(order["references"][0]["value"], "4711");
    assert_eq!(order["milestone"]["code"], "HUB_ARRIVED");
    assert_eq!(order["milestone"]["at"], "2026-05-14T07:00:00-05:00");
    assert_eq!((&order["exception"]["code"], &order["exception"]["reason"]), (&json!("DELAYED"), &json!("WEATHER")));
    assert_eq!(order["expected"]["to"], "2026-05-14T17:00:00-05:00");
    assert_eq!(order["expected"]["past_promise"], true);
    assert_eq!(order["last_seen"]["place"], "Memphis, TN, US");
    assert_eq!(order["proof_of_delivery"]["state"], "pending");
    assert!(order["sentence"].as_str().unwrap().contains("Memphis"), "{}", order["sentence"]);
    assert!(!order["next_actions"][0]["text"].as_str().unwrap_or_default().is_empty(), "{order}");
    assert_eq!(order["sources"][0], json!({"source": "ups", "as_of": "2026-05-14T12:01:00Z"}));
    let tracking: Vec<&Value> =
        order["shipments"][0]["tracking"].as_array().unwrap().iter().map(|t| &t["value"]).collect();
    assert_eq!(tracking, ["1ZM", "1ZP"]);
    assert_eq!(order["shipments"][0]["references"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_sees_its_organisations_and_does_what_its_scopes_say() {
    let world = world().await;
    let european = world.order("4712", "2000", json!({})).await;
    let path = format!("/api/v1/orders/{european}");
    assert_eq!(get(&world, "reader", &path).await.status, 200);
    assert_eq!(get(&world, "american", &path).await.refusal(), (404, "NOT_FOUND".into()));
    assert_eq!(get(&world, "american", "/api/v1/orders/999").await.refusal(), (404, "NOT_FOUND".into()));
    assert_eq!(get(&world, "american", "/api/v1/search?q=4712").await.json()["matches"], json!([]));
    assert_eq!(get(&world, "american", "/api/v1/orders?ref=order:S4:4712").await.json()["orders"], json!([]));
    assert_eq!(get(&world, "writer", &path).await.refusal(), (403, "TOKEN_LACKS_SCOPE".into()));
    assert_eq!(post(&world, "reader", Some("k"), EVENT).await.refusal(), (403, "TOKEN_LACKS_SCOPE".into()));
}

#[tokio::test]
async fn a_bad_token_is_refused_and_one_ends() {
    let world = world().await;
    for token in ["nobody", "", &"x".repeat(600)] {
        assert_eq!(get(&world, token, "/api/v1/search?q=1").await.refusal(), (401, "BAD_TOKEN".into()));
    }
    assert_eq!(world.visitor().get("/api/v1/search?q=1").await.refusal(), (401, "NO_TOKEN".into()));
    assert_eq!(get(&world, "reader", "/api/v1/search?q=1").await.status, 200);
    world.pass(61);
    assert_eq!(get(&world, "reader", "/api/v1/search?q=1").await.refusal(), (401, "BAD_TOKEN".into()));
}

#[tokio::test]
async fn a_reference_finds_the_whole_number_only() {
    let world = world().await;
    let id = world.order("4711", "1010", json!({})).await;
    let found = async |by: &str| {
        let answer = get(&world, "reader", &format!("/api/v1/orders?ref={by}")).await;
        answer.json()["orders"].as_array().map(Vec::len).unwrap_or_default()
    };
    assert_eq!(found("order:S4:0000004711").await, 1, "leading zeros do not matter");
    assert_eq!(found("order::4711").await, 1);
    assert_eq!(found("order:S4:471").await, 0);
    assert_eq!(found("order:OTHER:4711").await, 0);
    assert_eq!(found("tracking:S4:4711").await, 0);
    assert_eq!(get(&world, "reader", "/api/v1/orders?ref=4711").await.refusal(), (400, "NOT_A_REFERENCE".into()));
    let hit = get(&world, "reader", "/api/v1/search?q=47").await.json()["matches"][0].clone();
    assert_eq!((&hit["id"], &hit["exact"], &hit["matched"]), (&json!(id.to_string()), &json!(false), &json!("order")));
}

#[tokio::test]
async fn events_are_kept_for_the_worker_and_a_key_answers_once() {
    let world = world().await;
    let first = post(&world, "writer", Some("k1"), EVENT).await;
    assert_eq!((first.status.as_u16(), &first.json()["events"]), (202, &json!(1)));
    assert_eq!(post(&world, "writer", Some("k1"), EVENT).await.json(), first.json());
    let row = world.inbox(first.json()["id"].as_str().unwrap().parse().unwrap()).await;
    assert_eq!((row.connector.as_str(), row.source.0.as_str()), ("api", "api:token of writer"));
    assert_eq!(row.state, MessageState::Received);
    let other = format!("[{EVENT}]");
    assert_eq!(post(&world, "writer", Some("k1"), &other).await.refusal(), (422, "KEY_REUSED".into()));
    assert_eq!(post(&world, "writer", Some("k2"), &other).await.status, 202);
}

#[tokio::test]
async fn wrong_events_are_refused_whole_and_precisely() {
    let world = world().await;
    let answer =
        post(&world, "writer", Some("k"), &format!(r#"[{EVENT},{{"type":"milestone","of":"shipment"}}]"#)).await;
    assert_eq!(answer.refusal(), (400, "EVENT_INVALID".into()));
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let fault = &answer.json()["errors"][0];
    assert!(fault["position"].as_str().unwrap().starts_with("/1"), "{fault}");
    assert_eq!(post(&world, "writer", Some("k"), "{").await.refusal(), (400, "JSON_INVALID".into()));
    assert_eq!(post(&world, "writer", None, EVENT).await.refusal(), (400, "NO_IDEMPOTENCY_KEY".into()));
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 0);
}

#[tokio::test]
async fn a_person_reads_with_the_session_and_writes_nothing() {
    let world = world().await;
    let visitor = world.signed_in("ana").await;
    assert_eq!(visitor.get("/api/v1/search?q=1").await.status, 200);
    let headers = [("sec-fetch-site", "same-origin"), ("idempotency-key", "k")];
    let answer = visitor.send(Method::POST, "/api/v1/events", &headers, Body::from(EVENT)).await;
    assert_eq!(answer.refusal(), (401, "NO_TOKEN".into()));
}

#[tokio::test]
async fn the_description_and_the_schemas_are_for_everybody() {
    let world = world().await;
    let document = world.visitor().get("/api/v1/openapi.json").await.json();
    assert!(document["paths"]["/api/v1/events"]["post"].is_object());
    let schema = world.visitor().get("/schemas/v1/event.json").await.json();
    assert!(schema["$schema"].as_str().unwrap().contains("2020-12"));
    for name in ["event", "nothing.json", "..%2fevent.json"] {
        assert_eq!(world.visitor().get(&format!("/schemas/v1/{name}")).await.status, 404, "{name}");
    }
}

#[tokio::test]
async fn one_token_asks_only_so_often() {
    let world = World::with(|config| config.limits.api_per_second = 1).await;
    world.token("reader", &["orders:read"], None).await;
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(get(&world, "reader", "/api/v1/search?q=1").await.status.as_u16());
    }
    assert!(statuses.starts_with(&[200, 200, 200, 200]) && statuses.contains(&429), "{statuses:?}");
}
