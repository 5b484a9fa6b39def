//! What an operator's word would do, told before it is said.

use serde_json::{Value, json};

use super::{engine::apply, memory::NOW, order, scan, shipment};
use crate::{
    domain::{
        event::{Event, Relation},
        id::ObjectId,
        reference::{ObjectKind, RefKind, Reference},
    },
    ingest::{
        plan::Rules,
        preview::{GraphPreview, periods, preview},
    },
    store::{
        NameKey, Stores,
        sqlite::{self, Options},
    },
};

fn rules() -> Rules {
    Rules { ownership: std::sync::Arc::default(), policy: std::sync::Arc::default() }
}

fn number(kind: &str, scope: &str, value: &str) -> Value {
    json!({"kind": kind, "scope": scope, "value": value})
}

fn of_customer(number: &str, customer: &str) -> Value {
    let mut stated = order(number, &format!("PO-{number}"));
    stated["header"]["customer"] = json!({"number": customer});
    stated
}

async fn stores(folder: &tempfile::TempDir, events: &[(&str, Value)]) -> Stores {
    let (stores, _) = sqlite::open(&folder.path().join("store.db"), Options::default()).await.unwrap();
    for (message, (source, event)) in (1..).zip(events) {
        apply(&stores, message, source, event).await;
    }
    stores
}

async fn looked_at(stores: &Stores, event: &Value) -> GraphPreview {
    let now: jiff::Timestamp = NOW.parse().unwrap();
    let event = Event::from_value(event.clone()).unwrap();
    preview(&*stores.graph, event, "operator:tom".into(), now.as_microsecond(), &rules()).await.unwrap()
}

async fn id(stores: &Stores, norm: &str, of: ObjectKind) -> ObjectId {
    let found = stores.objects.bearing(&[norm.to_owned()], 9).await.unwrap();
    found.iter().find(|side| side.of == of).unwrap().id
}

#[tokio::test]
async fn a_link_that_would_go_and_one_that_nobody_knows() {
    let folder = tempfile::tempdir().unwrap();
    let stores = stores(&folder, &[("erp", order("4711", "PO-1")), ("tms", shipment("S1", "4711", &[]))]).await;
    let unlink = |name: &str| {
        json!({"type": "unlink", "of": "shipment", "refs": [number("shipment", "TMS", name)],
            "links": [{"relation": "carries", "of": "order", "ref": number("order", "S4", "4711")}]})
    };
    let (from, to) = (id(&stores, "S1", ObjectKind::Shipment).await, id(&stores, "4711", ObjectKind::Order).await);
    let before = stores.objects.file(from, 9).await.unwrap().unwrap();
    let found = looked_at(&stores, &unlink("S1")).await;
    assert_eq!((found.object, found.refused.len()), (Some(from), 0));
    assert_eq!(found.parted, [(from, Relation::Carries, to, "tms".into())]);
    assert_eq!(looked_at(&stores, &unlink("S9")).await.object, None, "it would be about something new");
    assert_eq!(stores.objects.file(from, 9).await.unwrap().unwrap(), before, "nothing is kept");
}

#[tokio::test]
async fn two_of_one_customer_become_one_and_two_of_two_never() {
    let folder = tempfile::tempdir().unwrap();
    let events = [
        ("erp", of_customer("4711", "A")),
        ("erp", of_customer("4712", "A")),
        ("erp", of_customer("4713", "B")),
        ("tms", shipment("S1", "4711", &[])),
        ("tms", shipment("S2", "4712", &[])),
        ("tms", shipment("S3", "4713", &[])),
    ];
    let stores = stores(&folder, &events).await;
    let merge = |other: &str| {
        json!({"type": "merge", "of": "shipment", "refs": [number("shipment", "TMS", "S1")],
            "duplicates": [number("shipment", "TMS", other)]})
    };
    let (one, two) = (id(&stores, "S1", ObjectKind::Shipment).await, id(&stores, "S2", ObjectKind::Shipment).await);
    let found = looked_at(&stores, &merge("S2")).await;
    assert_eq!((found.object, found.absorbed, found.refused.len()), (Some(one), vec![(two, one)], 0));
    let found = looked_at(&stores, &merge("S3")).await;
    assert!(found.absorbed.is_empty() && found.refused[0].message.contains("two customers"), "{found:?}");
}

#[tokio::test]
async fn a_number_that_is_used_again_means_a_thing_for_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let stores = stores(&folder, &[("ups", scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z"))]).await;
    let package = id(&stores, "1Z1", ObjectKind::Package).await;
    let near = stores.graph.load_subgraph(&[], &[package], &[]).await.unwrap();
    let heard: jiff::Timestamp = "2026-05-12T08:00:00Z".parse().unwrap();
    let validity = rules().policy.name_validity_micros();
    let key = NameKey::new(ObjectKind::Package, &Reference::new(RefKind::Tracking, "UPSN", "1Z1"));
    let (from, to) = (heard.as_microsecond() - validity, heard.as_microsecond() + validity);
    assert_eq!(periods(near, package, &rules()), [(key, (from, to))]);
}
