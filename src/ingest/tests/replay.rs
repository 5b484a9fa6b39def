//! Messages that run again and now say something else.

use serde_json::{Value, json};

use super::{memory::Memory, order, scan, shipment};
use crate::{
    domain::{
        milestone::Milestone,
        reference::{ObjectKind, RefKind},
        view::State,
    },
    store::MessageState,
};

fn unmapped(tracking: &str, at: &str) -> Value {
    let mut event = scan(tracking, "UNMAPPED", at);
    event["raw"] = json!({"code": "ZZ"});
    event
}

/// An order in a shipment with one package, delivered by its only scan of an unknown code.
fn snapshot() -> (Memory, crate::domain::id::MessageId) {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    let scanned = memory.tell("ups", &[unmapped("1Z1", "2026-05-12T08:00:00Z")]);
    (memory, scanned)
}

fn state(memory: &Memory) -> State {
    memory.views.values().next().unwrap().state
}

#[test]
fn what_says_the_same_stays_as_it_is() {
    let (mut memory, _) = snapshot();
    let (before, sent) = (memory.known.events.clone(), memory.sent.clone());
    let ids: Vec<_> = memory.messages.keys().copied().collect();
    let (ordered, booked) = ([order("4711", "PO-1")], [shipment("S1", "4711", &["1Z1"])]);
    let scanned = [unmapped("1Z1", "2026-05-12T08:00:00Z")];
    let again: [(_, &str, &[Value]); 3] =
        [(ids[0], "erp", &ordered), (ids[1], "tms", &booked), (ids[2], "ups", &scanned)];
    let report = memory.replay(&again, false);
    assert!(report.is_unchanged(), "{report:?}");
    assert_eq!((report.messages, report.events_same), (3, 3));
    assert_eq!(memory.known.events, before, "not even a new generation");
    assert_eq!(memory.sent, sent);
}

#[test]
fn a_mended_code_takes_the_place_of_the_old_event() {
    let (mut memory, scanned) = snapshot();
    assert_eq!(state(&memory), State::Unknown);
    let mended = [scan("1Z1", "DELIVERED", "2026-05-12T08:00:00Z")];
    let dry = memory.replay(&[(scanned, "ups", &mended)], true);
    assert_eq!((dry.events_changed, dry.events_added, dry.events_removed, dry.views), (1, 0, 0, 1));
    assert!(dry.fields.contains_key("state") && dry.fields.contains_key("headline"), "{dry:?}");
    assert_eq!(dry.effects.get("crm milestone"), Some(&1), "{dry:?}");
    assert!(dry.samples.iter().any(|line| line.contains("UNMAPPED (`ZZ`)") && line.contains("becomes DELIVERED")));
    assert_eq!(state(&memory), State::Unknown, "a dry run writes nothing");
    let real = memory.replay(&[(scanned, "ups", &mended)], false);
    assert_eq!((real.events_changed, &real.effects), (1, &dry.effects));
    assert_eq!(state(&memory), State::Delivered);
    let event = memory.known.events.iter().find(|received| received.id.message == scanned).unwrap();
    assert_eq!((event.id.generation, event.id.ordinal), (1, 0));
    assert_eq!(memory.known.events.len(), 3, "the old one is gone");
    let sent = memory.sent.len();
    let again = memory.replay(&[(scanned, "ups", &mended)], false);
    assert!(again.is_unchanged() && memory.sent.len() == sent, "{again:?}");
}

#[test]
fn back_and_forth_effects_are_sent_once_for_each_truth() {
    let (mut memory, scanned) = snapshot();
    let delivered = [scan("1Z1", "DELIVERED", "2026-05-12T08:00:00Z")];
    let unknown = [unmapped("1Z1", "2026-05-12T08:00:00Z")];
    for events in [&delivered, &unknown, &delivered, &unknown, &delivered] {
        memory.replay(&[(scanned, "ups", events)], false);
    }
    let received = memory.sent.iter().filter(|key| key.starts_with("crm:milestone:DELIVERED")).count();
    assert_eq!(received, 1, "{:?}", memory.sent);
    let event = memory.known.events.iter().find(|received| received.id.message == scanned).unwrap();
    assert_eq!(event.id.generation, 5);
}

#[test]
fn objects_keep_their_identity_when_the_message_that_named_them_is_read_again() {
    let (mut memory, _) = snapshot();
    let booked = memory.messages.keys().copied().nth(1).unwrap();
    let before = memory.named(ObjectKind::Shipment, RefKind::Shipment, "TMS", "S1");
    let mut again = shipment("S1", "4711", &["1Z1"]);
    again["transport"] = json!({"carrier": {"scac": "UPSN"}});
    let report = memory.replay(&[(booked, "tms", &[again])], false);
    assert_eq!(report.events_changed, 1);
    assert_eq!(memory.named(ObjectKind::Shipment, RefKind::Shipment, "TMS", "S1"), before);
    let view = memory.views.values().next().unwrap();
    assert_eq!(view.shipments[0].object, before[0]);
    assert_eq!(view.shipments[0].carrier.as_ref().unwrap().scac.as_deref(), Some("UPSN"));
    assert_eq!(view.told, 3);
}

#[test]
fn names_and_links_that_only_the_old_event_said_go_with_it() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1"), order("4712", "PO-2")]);
    let booked = memory.tell("tms", &[shipment("S1", "4711", &["1Z1", "1Z9"])]);
    memory.tell("ups", &[scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z")]);
    let right = [shipment("S1", "4712", &["1Z1"])];
    memory.replay(&[(booked, "tms", &right)], false);
    let views: Vec<_> = memory.views.values().map(|view| (view.refs[0].value.as_str(), view.state)).collect();
    assert_eq!(views, [("4711", State::Unknown), ("4712", State::Moving)], "the shipment moved to the other order");
    assert!(memory.named(ObjectKind::Package, RefKind::Tracking, "UPSN", "1Z9").is_empty(), "nobody says so any more");
    assert_eq!(memory.named(ObjectKind::Package, RefKind::Tracking, "UPSN", "1Z1").len(), 1, "the carrier says so too");
}

#[test]
fn what_another_message_says_too_stays() {
    let (mut memory, _) = snapshot();
    let more = memory.tell(
        "tms",
        &[{
            let mut again = shipment("S1", "4711", &["1Z1"]);
            again["at"] = json!("2026-05-11T10:00:00Z");
            again
        }],
    );
    let report = memory.replay(&[(more, "tms", &[])], false);
    assert_eq!(report.events_removed, 1);
    assert_eq!(memory.views.values().next().unwrap().shipments.len(), 1);
    assert_eq!(memory.state(more), MessageState::Ignored);
}

#[test]
fn a_posting_that_rested_on_a_wrong_code_is_reversed() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    let wrong = memory.tell("ups", &[scan("1Z1", "DELIVERED", "2026-05-12T08:00:00Z")]);
    let mut proof = scan("1Z1", "PICKED_UP", "2026-05-12T08:10:00Z");
    proof["type"] = json!("document");
    proof["document"] = json!("pod");
    proof["content"] = json!({"fetch": "pod/1"});
    proof.as_object_mut().unwrap().remove("milestone");
    memory.tell("ups", &[proof]);
    let posted: Vec<_> = memory.sent.iter().filter(|key| key.starts_with("erp:")).cloned().collect();
    assert!(posted.iter().any(|key| key.contains("goods_issue")), "{:?}", memory.sent);
    let report = memory.replay(&[(wrong, "ups", &[scan("1Z1", "HUB_ARRIVED", "2026-05-12T08:00:00Z")])], false);
    let reversals: u64 = report.effects.iter().filter(|(sort, _)| sort.contains("reversal")).map(|(_, n)| n).sum();
    assert_eq!(reversals, 4, "{:?}", report.effects);
}

#[test]
fn an_order_that_only_a_wrong_mapping_named_is_gone() {
    let mut memory = Memory::default();
    let wrong = memory.tell("erp", &[order("0815", "PO-1")]);
    assert_eq!(memory.views.len(), 1);
    let report = memory.replay(&[(wrong, "erp", &[order("4711", "PO-2")])], false);
    assert_eq!((report.events_changed, report.views), (1, 1));
    assert!(memory.named(ObjectKind::Order, RefKind::Order, "S4", "0815").is_empty());
    assert_eq!(memory.named(ObjectKind::Order, RefKind::Order, "S4", "4711").len(), 1);
}

#[test]
fn an_event_may_move_to_another_message_of_the_round() {
    let mut memory = Memory::default();
    let (one, two) =
        (scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z"), scan("1Z1", "HUB_ARRIVED", "2026-05-12T09:00:00Z"));
    let first = memory.tell("ups", std::slice::from_ref(&one));
    let second = memory.tell("ups", std::slice::from_ref(&two));
    memory.replay(&[(first, "ups", &[two]), (second, "ups", &[one])], false);
    let told = |message| memory.known.events.iter().filter(|received| received.id.message == message).count();
    assert_eq!((told(first), told(second)), (1, 1));
    let milestones: Vec<_> = memory.known.events.iter().map(|received| received.event.body.type_name()).collect();
    assert_eq!(milestones.len(), 2);
}

#[test]
fn the_end_of_a_replay_is_what_a_first_reading_would_have_been() {
    let ends = |memory: &Memory| memory.stories();
    let messages: Vec<(&str, Value, Value)> = vec![
        ("erp", order("4711", "PO-1"), order("4711", "PO-1")),
        ("tms", shipment("S1", "4712", &["1Z1"]), shipment("S1", "4711", &["1Z1", "1Z2"])),
        ("ups", unmapped("1Z1", "2026-05-12T08:00:00Z"), scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z")),
        (
            "ups",
            scan("1Z2", "DELIVERED", "2026-05-13T08:00:00Z"),
            scan("1Z2", "OUT_FOR_DELIVERY", "2026-05-13T08:00:00Z"),
        ),
    ];
    let mut mended = Memory::default();
    let ids: Vec<_> = messages.iter().map(|(from, old, _)| mended.tell(from, std::slice::from_ref(old))).collect();
    for ((from, _, new), id) in messages.iter().zip(ids) {
        mended.replay(&[(id, *from, std::slice::from_ref(new))], false);
    }
    let mut right = Memory::default();
    for (from, _, new) in &messages {
        right.tell(from, std::slice::from_ref(new));
    }
    let of_4711 = |memory: &Memory| {
        let (id, _) = memory.views.iter().find(|(_, view)| view.refs.iter().any(|name| name.value == "4711")).unwrap();
        let view = &memory.views[id];
        (view.state, view.shipments.len(), view.told, view.headline.as_ref().map(|headline| headline.milestone))
    };
    assert_eq!(of_4711(&mended), of_4711(&right));
    assert_eq!(of_4711(&right), (State::Moving, 1, 4, Some(Milestone::OutForDelivery)));
    assert!(ends(&mended).is_superset(&ends(&right)), "{:?}\n{:?}", ends(&mended), ends(&right));
}
