//! The operators' pages of messages and of codes that no table knows.

use axum::{body::Body, http::Method};
use serde_json::{Value, json};

use crate::world::{Visitor, World};

/// Posts canonical events as one message, and applies them.
async fn post(world: &World, key: &str, events: &Value) {
    let headers = [("authorization", "Bearer writer"), ("content-type", "application/json"), ("idempotency-key", key)];
    let answer = world.visitor().send(Method::POST, "/api/v1/events", &headers, Body::from(events.to_string())).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    world.work().await;
}

fn milestone(milestone: &str, of: &str, reference: &Value) -> Value {
    json!({"type": "milestone", "milestone": milestone, "of": of, "refs": [reference], "at": "2026-05-14T09:00:00Z",
           "raw": {"element": "status.code", "code": "ZZ", "text": "Unheard of"}})
}

/// A message that is parked (1), one that is applied and has an unmapped code (2), and one that could not be read (3).
async fn world() -> (World, Visitor) {
    let world = World::new().await;
    world.token("writer", &["events:write"], None).await;
    let parcel = json!({"kind": "tracking", "scope": "UPSN", "value": "1Z5R89390357567127"});
    let order = json!({"kind": "order", "scope": "S4", "value": "4711"});
    post(&world, "parcel", &json!([milestone("PICKED_UP", "package", &parcel)])).await;
    let created = json!({"type": "order", "of": "order", "refs": [order], "at": "2026-05-14T08:00:00Z",
                         "header": {"sales_org": "1010"}});
    post(&world, "order", &json!([created, milestone("UNMAPPED", "order", &order)])).await;
    let headers = [("x-api-key", "ups-key"), ("content-type", "application/json")];
    world.visitor().send(Method::POST, "/ingest/ups", &headers, Body::from("no JSON")).await;
    world.work().await;
    let tom = world.signed_in("tom").await;
    (world, tom)
}

#[tokio::test]
async fn operators_alone_see_messages_and_codes() {
    let (world, tom) = world().await;
    let (marta, priya) = (world.signed_in("marta").await, world.signed_in("priya").await);
    for path in
        ["/operations/messages", "/operations/messages/1", "/operations/messages/1?body=show", "/operations/codes"]
    {
        assert_eq!(marta.get(path).await.status, 404, "{path}");
        assert_eq!(priya.get(path).await.status, 404, "{path}");
        assert_eq!(world.visitor().get(path).await.status, 303, "{path}");
        assert_eq!(tom.get(path).await.status, 200, "{path}");
    }
    for path in ["/operations/messages/99", "/operations/messages/x", "/operations/messages/-1"] {
        assert_eq!(tom.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_number_of_parked_messages_leads_to_them_and_to_what_they_wait_for() {
    let (_world, tom) = world().await;
    let health = tom.get("/operations/health").await.text();
    assert!(health.contains("href=\"/operations/messages?state=parked\">Parked<!> <!>1</a>"), "{health}");
    let parked = tom.get("/operations/messages?state=parked").await.text();
    assert!(parked.contains("Waits for the order of Tracking 1Z5R89390357567127 (UPS)"), "{parked}");
    assert!(parked.contains("href=\"/operations/messages/1\"") && !parked.contains("href=\"/operations/messages/2\""));
    let refused = tom.get("/operations/messages?state=quarantined&source=ups").await.text();
    assert!(
        refused.contains("href=\"/operations/messages/3\"") && !refused.contains("href=\"/operations/messages/1\"")
    );
    let page = tom.get("/operations/messages/1").await.text();
    assert!(page.contains("/operations/objects/") && page.contains("name=\"messages\" value=\"1\""), "{page}");
    let one = tom.get("/operations/messages/3").await.text();
    assert!(one.contains("Remedy: ") && !one.contains("no JSON"), "{one}");
}

#[tokio::test]
async fn messages_are_found_by_a_number_in_any_spelling_by_their_key_and_by_their_own_number() {
    let (_world, tom) = world().await;
    let found = async |q: &str| {
        let page = tom.get(&format!("/operations/messages?q={q}")).await.text();
        (1..=3).filter(|id| page.contains(&format!("href=\"/operations/messages/{id}\""))).collect::<Vec<_>>()
    };
    assert_eq!(found("1z%205R89390357567127").await, [1]);
    assert_eq!(found("order%204711").await, [2]);
    assert_eq!(found("3").await, [3]);
    assert_eq!(found("no-such-number").await, [0_i32; 0]);
    let filtered = tom.get("/operations/messages?q=4711&state=parked").await.text();
    assert!(filtered.contains("No messages match"), "{filtered}");
}

#[tokio::test]
async fn whoever_looks_into_a_body_stands_in_the_audit() {
    let (world, tom) = world().await;
    tom.get("/operations/messages/3").await;
    let read = async || world.stores.audit.newest(Some("message:3"), 5).await.unwrap();
    assert_eq!(read().await, []);
    let page = tom.get("/operations/messages/3?body=show").await.text();
    assert!(page.contains("no JSON"), "{page}");
    let rows = read().await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].entry.action.as_str(), rows[0].entry.actor.as_str()), ("message.read", "user:demo:tom"));
}

#[tokio::test]
async fn a_code_that_no_table_knows_is_the_operators_and_no_work_of_supervisors() {
    let (world, tom) = world().await;
    let page = tom.get("/operations/codes").await.text();
    assert!(
        page.contains("status.code ZZ") && page.contains("Unheard of") && page.contains("1 report on 1 order"),
        "{page}"
    );
    assert!(page.contains("href=\"/operations/messages/2\""), "{page}");
    let list = world.signed_in("priya").await.get("/worklist").await.text();
    assert!(!list.contains("Unmapped"), "{list}");
    assert_eq!(world.signed_in("priya").await.get("/worklist?cause=unmapped").await.status, 200);
}
