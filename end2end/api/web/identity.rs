//! Names that two things claim: who sees them, what is decided, and who was first. And how the sources stand.

use serde_json::{Value, json};
use waypost::{
    domain::{
        fold_input::{ConflictKind, NameConflict},
        id::{EventId, MessageId, ObjectId},
        reference::{ObjectKind, RefKind, Reference},
        source_health::{HealthStatus, SourceHealth},
        time::Moment,
    },
    store::{Changes, Listening, NameKey, NewName, NewObject, dispute_name},
};

use crate::world::{NOON, World};

/// Two shipments, `S1` and `S2`; the second claims the PRO number of the first, which has `S1` beside it. Gives the dispute's name.
async fn dispute(world: &World, kind: ConflictKind) -> String {
    let first = world.stores.graph.reserve(2).await.unwrap();
    let second = ObjectId(first.0 + 1);
    let pro = Reference::new(RefKind::Pro, "ODFL", "900");
    let own = |value: &str| Reference::new(RefKind::Shipment, "TMS", value);
    let name = |object: ObjectId, reference: Reference| NewName {
        object,
        key: NameKey::new(ObjectKind::Shipment, &reference),
        reference,
        source: "tms".into(),
        since: 0,
        others: 0,
    };
    let conflict = NameConflict {
        claimant: second,
        holder: first,
        kind,
        reference: pro.clone(),
        of: ObjectKind::Shipment,
        source: "tms".into(),
        subject: None,
        at: Moment { micros: NOON * 1_000_000, offset_seconds: 0, zone_known: true, day_only: false },
        received: NOON * 1_000_000,
        event: EventId { message: MessageId(7), ordinal: 0, generation: 0 },
    };
    let id = dispute_name(&conflict);
    let changes = Changes {
        objects: [first, second].map(|id| NewObject { id, of: ObjectKind::Shipment }).into(),
        names: vec![name(first, own("S1")), name(first, pro), name(second, own("S2"))],
        conflicts: vec![conflict],
        ..Changes::default()
    };
    world.stores.graph.apply(changes).await.unwrap();
    id
}

/// The event in the inbox message of that number, and who sent it.
async fn told(world: &World, message: i64) -> (String, Value) {
    let kept = world.stores.inbox.body(MessageId(message)).await.unwrap().unwrap();
    (kept.source.0, serde_json::from_slice(&kept.body).unwrap())
}

#[tokio::test]
async fn operators_alone_see_and_decide_names_in_dispute() {
    let world = World::new().await;
    let id = dispute(&world, ConflictKind::Name).await;
    let (tom, marta) = (world.signed_in("tom").await, world.signed_in("marta").await);
    let page = format!("/operations/identity/{id}");
    for path in ["/operations/identity", page.as_str(), "/operations/health"] {
        assert_eq!(marta.get(path).await.status, 404, "{path}");
        assert_eq!(world.visitor().get(path).await.status, 303, "{path}");
        assert_eq!(tom.get(path).await.status, 200, "{path}");
    }
    for step in ["merge", "unlink", "leave"] {
        assert_eq!(marta.form(&format!("{page}/{step}"), "reason=x").await.status, 404, "{step}");
    }
    assert_eq!(tom.form(&format!("{page}/fly"), "reason=x").await.status, 404);
    let cross = tom.form_with(&format!("{page}/merge"), "reason=x", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(cross.refusal(), (403, "OTHER_ORIGIN".into()));
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 0);
    let list = tom.get("/operations/identity").await.text();
    assert!(list.contains("PRO 900") && list.contains("Shipment S2 claims it, shipment S1 has it"), "{list}");
}

#[tokio::test]
async fn a_merge_is_an_event_of_the_operator_and_the_second_is_told_who_was_first() {
    let world = World::new().await;
    let id = dispute(&world, ConflictKind::Name).await;
    let (tom, ana) = (world.signed_in("tom").await, world.signed_in("ana").await);
    let merge = format!("/operations/identity/{id}/merge");
    let long = format!("reason={}", "x".repeat(501));
    for (wrong, said) in [("reason=+", "Say why"), (long.as_str(), "501 characters")] {
        let answer = tom.form(&merge, wrong).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(said), "{}", answer.text());
    }
    let done = tom.form(&merge, "keep=claimant&reason=booked+twice").await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/operations/identity?did=waits"));
    let merged = json!({"type": "merge", "of": "shipment", "refs": [{"kind": "shipment", "scope": "TMS", "value": "S2"}],
        "duplicates": [{"kind": "shipment", "scope": "TMS", "value": "S1"}], "reason": "booked twice"});
    let (source, mut event) = told(&world, 1).await;
    let key = event.as_object_mut().unwrap().remove("key").unwrap();
    assert_eq!(key, format!("dispute:{id}:{}", NOON * 1_000_000), "the same word a month later is another");
    assert_eq!((source.as_str(), event), ("operator:user:demo:tom", merged));
    let second = ana.form(&merge, "reason=me+too").await;
    assert_eq!(second.status, 409);
    assert!(second.text().contains("Somebody else was faster") && second.text().contains("tom made one of the two"));
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 1);
    let audit = world.stores.audit.newest(Some(&format!("dispute:{id}")), 9).await.unwrap();
    let rows: Vec<_> = audit.iter().map(|row| (row.entry.actor.as_str(), row.entry.action.as_str())).collect();
    assert_eq!(rows, [("user:demo:tom", "object.merge")]);
}

#[tokio::test]
async fn taking_a_number_away_names_the_one_that_has_it_by_another() {
    let world = World::new().await;
    let id = dispute(&world, ConflictKind::Name).await;
    let tom = world.signed_in("tom").await;
    let done = tom.form(&format!("/operations/identity/{id}/unlink"), "reason=wrong+label").await;
    assert_eq!(done.status, 303);
    let (_, event) = told(&world, 1).await;
    assert_eq!(event["refs"][0]["value"], "S1");
    assert_eq!(event["names"], json!([{"kind": "pro", "scope": "ODFL", "value": "900"}]));
}

#[tokio::test]
async fn things_of_two_customers_are_never_offered_as_one() {
    let world = World::new().await;
    let id = dispute(&world, ConflictKind::Customers).await;
    let tom = world.signed_in("tom").await;
    let page = tom.get(&format!("/operations/identity/{id}")).await.text();
    assert!(page.contains("never put together") && !page.contains("/merge\""), "{page}");
    let refused = tom.form(&format!("/operations/identity/{id}/merge"), "reason=x").await;
    assert_eq!(refused.status, 409);
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 0);
}

#[tokio::test]
async fn what_is_left_stands_apart_with_who_left_it_and_why() {
    let world = World::new().await;
    let id = dispute(&world, ConflictKind::Name).await;
    let (tom, ana) = (world.signed_in("tom").await, world.signed_in("ana").await);
    let leave = format!("/operations/identity/{id}/leave");
    let done = tom.form(&leave, "reason=two+parcels").await;
    assert_eq!(done.header("location"), "/operations/identity?did=leave");
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 0, "nothing changes in the graph");
    let second = ana.form(&leave, "reason=x").await;
    assert_eq!(second.status, 409);
    assert!(second.text().contains("tom left it as it is"));
    let list = ana.get("/operations/identity").await.text();
    assert!(list.contains("left by Tom Okafor: two parcels") && list.contains("Nothing is in dispute"), "{list}");
    let gone = ana.form("/operations/identity/1-2-0123456789abcdef/leave", "reason=x").await;
    assert_eq!(gone.status, 409, "settled, or never there");
}

#[tokio::test]
async fn a_silent_source_stands_on_the_page_of_an_order_it_spoke_of_and_on_the_operators() {
    let world = World::new().await;
    let noon = NOON * 1_000_000;
    let sources = json!([{"source": "tms", "heard": noon - 2_520_000_000_i64, "events": 1}]);
    let order = world.order("4711", "1010", json!({"sources": sources})).await;
    let source_health = |source: &str, status, ago: i64| SourceHealth {
        status,
        heard: Some(noon - ago),
        ..SourceHealth::new(source.into(), noon - ago)
    };
    let sources_health = vec![
        source_health("tms", HealthStatus::Overdue, 2_520_000_000),
        source_health("erp", HealthStatus::OnSchedule, 60_000_000),
    ];
    let listening = Listening { cursor: MessageId(0), looked: Some(noon), sources_health };
    world.stores.sources.keep(&listening).await.unwrap();
    let page = world.signed_in("marta").await.get(&format!("/orders/{order}")).await.text();
    assert!(page.contains("TMS has not reported for 42 min"), "{page}");
    let tom = world.signed_in("tom").await;
    let health = tom.get("/operations/health").await.text();
    assert!(health.contains("No message for 42 min") && health.contains("expected at least every 15 min"), "{health}");
    world
        .stores
        .sources
        .keep(&Listening { sources_health: vec![source_health("tms", HealthStatus::OnSchedule, 0)], ..listening })
        .await
        .unwrap();
    world.pass(1);
    let page = world.signed_in("marta").await.get(&format!("/orders/{order}")).await.text();
    assert!(page.contains("All sources up to date"), "{page}");
}
