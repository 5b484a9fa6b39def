//! Rounds in memory.

mod bad_input;
mod engine;
mod graph;
mod master;
mod memory;
mod merged_effects;
mod permutations;
mod preview;
mod replay;
mod worklist;

use serde_json::{Value, json};

use self::memory::Memory;
use crate::{
    domain::{
        reference::{ObjectKind, RefKind},
        view::State,
    },
    store::MessageState,
};

fn order(number: &str, po: &str) -> Value {
    json!({"type":"order","of":"order","at":"2026-05-10T08:00:00Z",
        "refs":[{"kind":"order","scope":"S4","value":number},{"kind":"purchase_order","scope":"ACME","value":po}],
        "header":{"customer":{"name":"Acme"},"sales_org":"1010"},
        "lines":[{"line":"10","item":"WID-1","quantity":"4","unit":"EA"}]})
}

fn shipment(number: &str, order: &str, tracking: &[&str]) -> Value {
    let packages: Vec<_> =
        tracking.iter().map(|t| json!({"refs":[{"kind":"tracking","scope":"UPSN","value":t}]})).collect();
    json!({"type":"shipment","of":"shipment","at":"2026-05-11T08:00:00Z","refs":[{"kind":"shipment","scope":"TMS","value":number}],
        "links":[{"relation":"carries","of":"order","ref":{"kind":"order","scope":"S4","value":order},"lines":[{"line":"10","quantity":"4"}]}],
        "packages":packages})
}

fn scan(tracking: &str, milestone: &str, at: &str) -> Value {
    json!({"type":"milestone","of":"package","refs":[{"kind":"tracking","scope":"UPSN","value":tracking}],"milestone":milestone,"at":at})
}

#[test]
fn an_event_of_an_unknown_number_waits_and_is_applied_when_the_number_becomes_known() {
    let mut memory = Memory::default();
    let early = memory.tell("ups", &[scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z")]);
    assert_eq!(memory.state(early), MessageState::Parked);
    assert!(memory.views.is_empty());
    memory.tell("erp", &[order("4711", "PO-1")]);
    assert_eq!(memory.state(early), MessageState::Parked);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    assert_eq!(memory.state(early), MessageState::Applied);
    let view = memory.views.values().next().unwrap();
    assert_eq!(view.state, State::Moving);
    assert_eq!(view.shipments.len(), 1);
}

#[test]
fn the_same_event_in_another_message_is_told_once_and_waits_with_it() {
    let mut memory = Memory::default();
    let scan = scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z");
    memory.tell("ups", std::slice::from_ref(&scan));
    let again = memory.tell("ups", &[scan]);
    assert_eq!(memory.known.events.len(), 1);
    assert_eq!(memory.state(again), MessageState::Parked);
}

#[test]
fn a_purchase_order_of_two_orders_makes_them_no_one() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("erp", &[order("4712", "PO-1")]);
    assert_eq!(memory.views.len(), 2);
    assert!(memory.codes.is_empty());
    memory.tell(
        "shop",
        &[json!({"type":"contact","of":"order","refs":[{"kind":"purchase_order","scope":"ACME","value":"PO-1"}],
        "channel":"phone","direction":"in","summary":"Where is it?","at":"2026-05-12T08:00:00Z"})],
    );
    assert_eq!(memory.codes, ["AMBIGUOUS_REFERENCE"]);
}

#[test]
fn an_order_known_by_its_purchase_order_only_is_recognised() {
    let mut memory = Memory::default();
    memory.tell(
        "shop",
        &[json!({"type":"contact","of":"order","refs":[{"kind":"purchase_order","scope":"ACME","value":"po 1"}],
        "channel":"phone","direction":"in","summary":"Where is it?","at":"2026-05-12T08:00:00Z"})],
    );
    memory.tell("erp", &[order("4711", "PO-1")]);
    assert_eq!(memory.views.len(), 1);
    assert_eq!(memory.views.values().next().unwrap().contacts.len(), 1);
}

#[test]
fn a_tracking_number_of_another_shipment_changes_nothing_silently() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1"), order("4712", "PO-2")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    let reused = memory.tell("tms", &[shipment("S2", "4712", &["1Z1"])]);
    assert_eq!(memory.state(reused), MessageState::Quarantined);
    assert_eq!(memory.codes, ["SOURCE_CONFLICT"]);
    let package = memory.known.objects.iter().find(|object| object.of == ObjectKind::Package).unwrap().id;
    assert_eq!(memory.known.links.iter().filter(|link| link.child == package).count(), 1);
}

#[test]
fn a_master_number_and_its_package_find_each_other_whoever_comes_first() {
    let booked = json!({"type":"shipment","of":"shipment","at":"2026-05-11T08:00:00Z",
        "refs":[{"kind":"shipment","scope":"TMS","value":"S1"},{"kind":"tracking","scope":"UPSN","value":"1Z1"}],
        "links":[{"relation":"carries","of":"order","ref":{"kind":"order","scope":"S4","value":"4711"}}]});
    let scanned = scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z");
    for events in [[booked.clone(), scanned.clone()], [scanned, booked]] {
        let mut memory = Memory::default();
        events.iter().for_each(|event| {
            memory.tell("tms", std::slice::from_ref(event));
        });
        assert_eq!(memory.views.values().next().map(|view| view.state), Some(State::Moving));
    }
}

#[test]
fn an_object_known_by_number_only_is_taken_for_what_it_turns_out_to_be() {
    let mut memory = Memory::default();
    memory.tell("a", &[json!({"type":"milestone","of":"shipment","refs":[{"kind":"pro","scope":"ODFL","value":"9"}],"milestone":"PICKED_UP","at":"2026-05-12T08:00:00Z"})]);
    let mut booked = shipment("S1", "4711", &[]);
    memory.tell("tms", &[booked.clone()]);
    booked["refs"].as_array_mut().unwrap().push(json!({"kind":"pro","scope":"ODFL","value":"9"}));
    booked["at"] = json!("2026-05-11T09:00:00Z");
    memory.tell("tms", &[booked]);
    let view = memory.views.values().next().unwrap();
    assert_eq!((view.shipments.len(), view.state), (1, State::Moving));
    assert!(view.names.iter().any(|name| name.reference.kind == RefKind::Pro));
}

#[test]
fn an_item_of_master_data_waits_for_nothing() {
    let mut memory = Memory::default();
    let item = memory.tell("erp", &[json!({"type":"item","of":"item","refs":[{"kind":"item","scope":"S4","value":"WID-1"}],"at":"2026-05-10T08:00:00Z","item":{"text":"Widget"}})]);
    assert_eq!(memory.state(item), MessageState::Applied);
}

#[test]
fn what_follows_for_other_systems_is_derived_once() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    let scanned = scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z");
    memory.tell("ups", std::slice::from_ref(&scanned));
    let picked_up = |sent: &[String]| sent.iter().filter(|key| key.contains("PICKED_UP")).count();
    assert_eq!(picked_up(&memory.sent), 1, "{:?}", memory.sent);
    let before = memory.sent.len();
    memory.tell("ups", &[scanned]);
    memory.tell("ups", &[scan("1Z1", "HUB_ARRIVED", "2026-05-12T09:00:00Z")]);
    assert_eq!(memory.sent.len(), before, "a repetition and a scan: {:?}", memory.sent);
}

#[test]
fn a_status_and_an_expected_day_without_a_time_of_their_own_count_from_the_receipt() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    let refs = json!([{"kind":"tracking","scope":"UPSN","value":"1Z1"}]);
    let status = json!({"type":"milestone","of":"package","refs":refs,"milestone":"IN_TRANSIT"});
    let expected = json!({"type":"milestone","of":"package","refs":refs,"milestone":"DELIVERED","classifier":"estimated",
        "expected":{"to":"2026-05-15T23:59:59-05:00"}});
    let mut early = expected.clone();
    early["key"] = json!("before it moved");
    memory.tell("ups", &[early]);
    assert_eq!(memory.views.values().next().unwrap().shipments[0].estimate, None, "nothing has moved");
    memory.tell("ups", &[status, expected]);
    let view = memory.views.values().next().unwrap();
    assert_eq!(view.state, State::Moving);
    let expected = view.shipments[0].estimate.as_ref().and_then(|estimate| estimate.to).unwrap();
    assert_eq!(expected.micros, crate::domain::fold::testing::micros("2026-05-16T04:59:59Z"));
}
