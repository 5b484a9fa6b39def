//! What partners send wrongly: each ends in a stated place, and no other order is disturbed.

use serde_json::{Value, json};

use super::{memory::Memory, order, scan, shipment};
use crate::{
    domain::{
        event::Event,
        reason::Exception,
        reference::{ObjectKind, RefKind},
        view::State,
    },
    store::MessageState,
};

fn number(value: &str) -> Value {
    json!({"kind":"shipment","scope":"TMS","value":value})
}

fn package(value: &str) -> Value {
    json!({"kind":"tracking","scope":"UPSN","value":value})
}

/// An order of that customer in a sales organisation of its own, in shipment `S<number>`.
fn customer(memory: &mut Memory, number: &str, customer: &str) {
    let mut stated = order(number, &format!("PO-{number}"));
    stated["header"]["customer"]["number"] = json!(customer);
    memory.tell("erp", &[stated]);
    memory.tell("tms", &[shipment(&format!("S{number}"), number, &[&format!("1Z{number}")])]);
}

/// Tells it, and that this order's view was not written meanwhile.
fn undisturbed(memory: &mut Memory, bystander: &str, source: &str, event: Value) -> MessageState {
    let before = (memory.view(bystander).clone(), memory.known.versions.clone());
    let order = before.0.order;
    let message = memory.tell(source, &[event]);
    assert_eq!(*memory.view(bystander), before.0);
    let version = |all: &[crate::store::OrderVersion]| all.iter().find(|v| v.order == order).map(|v| v.version);
    assert_eq!(version(&memory.known.versions), version(&before.1));
    memory.state(message)
}

#[test]
fn a_chain_that_would_join_two_customers_is_refused_and_said_on_both() {
    let mut memory = Memory::default();
    for (order, of) in [("1", "ACME"), ("2", "BOLT"), ("3", "CORP")] {
        customer(&mut memory, order, of);
    }
    let both = json!({"type":"milestone","of":"shipment","refs":[number("S1"), number("S2")],"milestone":"PICKED_UP","at":"2026-05-12T08:00:00Z"});
    assert_eq!(undisturbed(&mut memory, "3", "tms", both), MessageState::Quarantined);
    let merge = json!({"type":"merge","of":"shipment","refs":[number("S1")],"duplicates":[number("S2")],"at":"2026-05-12T09:00:00Z"});
    assert_eq!(undisturbed(&mut memory, "3", "operator:ada", merge), MessageState::Quarantined, "not even an operator");
    let delivery = |order: &str| {
        json!({"type":"delivery","of":"delivery","refs":[{"kind":"delivery","scope":"S4","value":"80"}],
        "links":[{"relation":"carries","of":"order","ref":{"kind":"order","scope":"S4","value":order}}],"at":format!("2026-05-12T0{order}:00:00Z")})
    };
    assert_eq!(undisturbed(&mut memory, "3", "erp", delivery("1")), MessageState::Applied);
    assert_eq!(undisturbed(&mut memory, "3", "erp", delivery("2")), MessageState::Quarantined);
    assert!(memory.codes.iter().all(|code| code == "SOURCE_CONFLICT"), "{:?}", memory.codes);
    for (order, shipment) in [("1", "S1"), ("2", "S2")] {
        let view = memory.view(order);
        assert!(view.exceptions.iter().any(|active| active.exception == Exception::SourceConflict));
        assert_eq!(view.shipments.len(), 1);
        assert!(view.names.iter().any(|name| name.reference.value == shipment));
    }
    assert_eq!(memory.view("2").state, State::Unknown, "the scan is told of the best name's shipment only");
}

#[test]
fn things_that_hold_themselves_or_each_other_do_not() {
    let mut memory = Memory::default();
    customer(&mut memory, "1", "ACME");
    customer(&mut memory, "2", "BOLT");
    let holds = |outer: &str, inner: &str| {
        json!({"type":"link","of":"package","refs":[package(outer)],"at":"2026-05-12T08:00:00Z",
        "links":[{"relation":"contains","of":"package","ref":package(inner)}]})
    };
    assert_eq!(undisturbed(&mut memory, "2", "wms", holds("1Z1", "1Z1")), MessageState::Quarantined);
    assert_eq!(undisturbed(&mut memory, "2", "wms", holds("1Z1", "A")), MessageState::Applied);
    assert_eq!(undisturbed(&mut memory, "2", "wms", holds("A", "B")), MessageState::Applied);
    assert_eq!(undisturbed(&mut memory, "2", "wms", holds("B", "1Z1")), MessageState::Quarantined);
    assert_eq!(memory.codes, ["LINK_TO_ITSELF", "LINK_RING"]);
    memory.tell("ups", &[scan("B", "PICKED_UP", "2026-05-12T09:00:00Z")]);
    assert_eq!(memory.view("1").told, 7, "what is in a package in a package of the order is the order's");
}

#[test]
fn what_cannot_belong_together_is_no_event() {
    let wrong = json!({"type":"link","of":"order","refs":[{"kind":"order","scope":"S4","value":"1"}],
        "links":[{"relation":"contains","of":"package","ref":package("1Z1")}]});
    let error = Event::from_value(wrong).unwrap_err();
    assert_eq!(
        (error.path.as_str(), error.message.as_str()),
        ("/links/0/relation", "a order never contains a package")
    );
    for (kind, rest) in [("link", json!({})), ("unlink", json!({})), ("merge", json!({}))] {
        let mut event = json!({"type":kind,"of":"shipment","refs":[number("S1")]});
        event.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        assert!(Event::from_value(event).unwrap_err().message.contains("nothing is said"), "{kind}");
    }
}

#[test]
fn ten_thousand_links_or_packages_are_refused_with_the_way_out() {
    let links: Vec<_> =
        (0..10_000).map(|n| json!({"relation":"contains","of":"shipment","ref":number(&format!("S{n}"))})).collect();
    let load = json!({"type":"link","of":"load","refs":[{"kind":"load","scope":"TMS","value":"L1"}],"links":links});
    let error = Event::from_value(load).unwrap_err();
    assert_eq!((error.path.as_str(), error.remedy.as_str()), ("/links", "split the event"));
    let tracking: Vec<String> = (0..10_000).map(|n| format!("1Z{n}")).collect();
    let many = shipment("S1", "1", &tracking.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(Event::from_value(many).unwrap_err().path, "/packages");
}

#[test]
fn an_order_takes_in_what_can_be_shown_and_the_rest_is_kept_in_quarantine() {
    let mut memory = Memory::default();
    customer(&mut memory, "2", "BOLT");
    memory.tell("erp", &[order("1", "PO-1")]);
    let states: Vec<_> = (0..4)
        .map(|n| {
            let tracking: Vec<String> = (0..900).map(|p| format!("P{n}-{p}")).collect();
            let event = shipment(&format!("X{n}"), "1", &tracking.iter().map(String::as_str).collect::<Vec<_>>());
            undisturbed(&mut memory, "2", "tms", event)
        })
        .collect();
    assert_eq!(
        states,
        [MessageState::Applied, MessageState::Applied, MessageState::Quarantined, MessageState::Quarantined]
    );
    assert!(memory.codes.iter().all(|code| code == "TOO_MUCH_AROUND"));
    let view = memory.view("1");
    let objects: usize = view.shipments.iter().map(|shipment| 1 + shipment.packages.len()).sum();
    assert_eq!(objects, 2 * 901);
}

#[test]
fn quantities_that_do_not_add_up_are_shown_as_they_were_said() {
    let mut memory = Memory::default();
    customer(&mut memory, "2", "BOLT");
    memory.tell("erp", &[order("1", "PO-1")]);
    let carries = |shipment: &str, quantity: &str| {
        json!({"type":"shipment","of":"shipment","refs":[number(shipment)],"at":"2026-05-12T08:00:00Z",
        "links":[{"relation":"carries","of":"order","ref":{"kind":"order","scope":"S4","value":"1"},"lines":[{"line":"10","quantity":quantity},{"line":"99","quantity":"1"}]}]})
    };
    for (shipment, quantity) in [("Q1", "4"), ("Q2", "5"), ("Q3", "-7")] {
        assert_eq!(undisturbed(&mut memory, "2", "tms", carries(shipment, quantity)), MessageState::Applied);
    }
    let line = &memory.view("1").lines[0];
    assert_eq!(
        (line.ordered.to_string().as_str(), line.shipped.to_string().as_str()),
        ("4", "9"),
        "nothing negative, nothing hidden"
    );
    assert_eq!(memory.view("1").lines.len(), 1, "a line that was never ordered is no line of the order");
}

#[test]
fn a_number_that_is_empty_once_its_dashes_are_gone_names_nothing() {
    let mut memory = Memory::default();
    customer(&mut memory, "1", "ACME");
    customer(&mut memory, "2", "BOLT");
    let mut nameless = shipment("S1", "1", &["1Z1", "--"]);
    nameless["at"] = json!("2026-05-12T08:00:00Z");
    assert_eq!(undisturbed(&mut memory, "2", "tms", nameless), MessageState::Quarantined);
    assert_eq!(memory.codes, ["NO_NAME"]);
    assert!(memory.named(ObjectKind::Package, RefKind::Tracking, "UPSN", "").is_empty());
    assert_eq!(memory.view("1").shipments[0].packages.len(), 1, "the rest of it counts");
}

#[test]
fn a_load_of_five_hundred_orders_is_one_message() {
    let mut memory = Memory::default();
    customer(&mut memory, "1", "ACME");
    let links: Vec<_> =
        (0..500).map(|n| json!({"relation":"contains","of":"shipment","ref":number(&format!("L{n}"))})).collect();
    let load = json!({"type":"link","of":"load","refs":[{"kind":"load","scope":"TMS","value":"L1"}],"links":links,"at":"2026-05-12T08:00:00Z"});
    assert_eq!(undisturbed(&mut memory, "1", "tms", load), MessageState::Parked, "its shipments are nobody's yet");
}

#[test]
fn a_retraction_that_names_no_object_is_about_what_it_withdraws() {
    let mut memory = Memory::default();
    customer(&mut memory, "1", "ACME");
    customer(&mut memory, "2", "BOLT");
    let withdraws = json!({"type":"retraction","of":"package","retracts":["scan-1"],"at":"2026-05-12T10:00:00Z"});
    assert_eq!(undisturbed(&mut memory, "2", "ups", withdraws.clone()), MessageState::Quarantined, "it never came");
    assert_eq!(memory.codes, ["RETRACTS_NOTHING"]);
    let mut scanned = scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z");
    scanned["key"] = json!("scan-1");
    memory.tell("ups", &[scanned]);
    assert_eq!(memory.view("1").state, State::Moving);
    assert_eq!(undisturbed(&mut memory, "1", "other", withdraws.clone()), MessageState::Quarantined, "another's word");
    assert_eq!(undisturbed(&mut memory, "2", "ups", withdraws), MessageState::Applied);
    assert_eq!(memory.view("1").state, State::Unknown);
}
