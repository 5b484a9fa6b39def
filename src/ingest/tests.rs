//! Rounds in memory: what a store would keep is kept in a [`Neighbourhood`], so that the rules of resolving can be
//! tested without an engine.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    plan::{Rules, plan},
    read::{Part, Read},
};
use crate::{
    domain::{
        event::Event,
        id::{MessageId, ObjectId},
        reference::{ObjectKind, RefKind},
        scene::Told,
        view::{State, View},
    },
    store::{Changes, KnownObject, MessageState, Neighbourhood, OrderVersion},
};

const NOW: &str = "2026-05-15T12:00:00Z";

/// A store in memory that always gives everything as the neighbourhood.
#[derive(Default)]
struct Memory {
    known: Neighbourhood,
    next_object: i64,
    next_message: i64,
    views: BTreeMap<ObjectId, View>,
    messages: BTreeMap<MessageId, (MessageState, BTreeSet<ObjectId>)>,
    codes: Vec<String>,
    /// Keys of effects, in the order of deriving.
    sent: Vec<String>,
}

impl Memory {
    /// Applies one message of these events.
    fn tell(&mut self, source: &str, events: &[Value]) -> MessageId {
        self.next_message += 1;
        let id = MessageId(self.next_message);
        let events = events.iter().enumerate().map(|(index, value)| Part {
            ordinal: u32::try_from(index).unwrap(),
            position: format!("/{index}"),
            event: Event::from_value(value.clone()).unwrap().into(),
        });
        let received = NOW.parse::<Timestamp>().unwrap().as_microsecond();
        let read = Read { id, source: source.into(), received, events: events.collect(), refused: Vec::new() };
        let first = 1 + self.next_object;
        let rules = Rules { ownership: Default::default(), policy: Default::default() };
        let changes = plan(vec![read], self.known.clone(), first..first + 100, &rules, NOW.parse().unwrap());
        self.keep(changes);
        id
    }

    fn keep(&mut self, changes: Changes) {
        for object in changes.objects {
            self.next_object = self.next_object.max(object.id.0);
            self.known.objects.push(KnownObject { id: object.id, of: object.of, names: Vec::new() });
        }
        for (from, into) in changes.absorbed {
            let gone = self.known.objects.iter().position(|object| object.id == from).unwrap();
            let names = self.known.objects.remove(gone).names;
            self.object(into).names.extend(names);
            self.known.events.iter_mut().filter(|told| told.object == from).for_each(|told| told.object = into);
        }
        for name in changes.names {
            self.object(name.object).names.push((name.key, name.reference));
        }
        self.known.links.extend(changes.links.into_iter().map(|new| new.link));
        for new in changes.events {
            self.known.known_keys.push(new.key.clone());
            let (id, key, object, source, at, received) =
                (new.id, new.key, new.object, new.source, new.at, new.received);
            self.known.events.push(Told { id, key, object, source, at, received, event: new.event });
        }
        for write in changes.orders {
            self.views.insert(write.expected.order, (*write.view).clone());
            self.known.versions.retain(|v| v.order != write.expected.order);
            self.known.versions.push(OrderVersion { version: write.expected.version + 1, ..write.expected });
        }
        for derived in changes.derived {
            self.known.posted.retain(|(order, _)| *order != derived.order);
            self.known.posted.push((derived.order, derived.posted));
            self.sent.extend(derived.effects.into_iter().map(|effect| effect.key.0));
        }
        for settled in changes.settled {
            self.codes.extend(settled.refused.into_iter().map(|refused| refused.code));
            self.messages.insert(settled.message, (settled.state, settled.waits.into_iter().collect()));
        }
        for (state, waits) in self.messages.values_mut().filter(|(state, _)| *state == MessageState::Parked) {
            changes.unparked.iter().for_each(|object| {
                waits.remove(object);
            });
            if waits.is_empty() {
                *state = MessageState::Applied;
            }
        }
    }

    fn object(&mut self, id: ObjectId) -> &mut KnownObject {
        self.known.objects.iter_mut().find(|object| object.id == id).unwrap()
    }

    fn state(&self, message: MessageId) -> MessageState {
        self.messages[&message].0
    }

    /// The views without what depends on the order of arrival (numbers of objects and messages).
    fn stories(&self) -> BTreeSet<String> {
        self.views.values().map(story).collect()
    }
}

/// What a view tells, without our own numbers.
fn story(view: &View) -> String {
    let mut names: Vec<_> = view
        .names
        .iter()
        .map(|name| format!("{} {} {}", name.of.as_str(), name.reference.kind, name.reference.norm()))
        .collect();
    names.sort();
    let mut shipments: Vec<_> = view
        .shipments
        .iter()
        .map(|s| {
            let entries: Vec<_> =
                s.entries.iter().map(|e| format!("{:?} {:?} {:?}", e.what, e.at, e.standing)).collect();
            let mut packages: Vec<_> = s.packages.iter().map(|p| format!("{:?} {:?}", p.refs, p.state)).collect();
            packages.sort();
            format!("{:?} {:?} {entries:?} {packages:?}", s.state, s.headline.as_ref().map(|h| (h.milestone, h.at)))
        })
        .collect();
    shipments.sort();
    format!("{:?} {:?} {names:?} {shipments:?} {:?}", view.state, view.customer, view.counts)
}

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever order messages come in, and however often, the story is the same.
    #[test]
    fn any_order_of_arrival_tells_the_same_story(seed in Just(()), order_of in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle(), again in prop::collection::vec(0..9usize, 0..5)) {
        let () = seed;
        let messages: Vec<(&str, Value)> = vec![
            ("erp", order("4711", "PO-1")),
            ("erp", order("4712", "PO-2")),
            ("tms", shipment("S1", "4711", &["1Z1", "1Z2"])),
            ("tms", shipment("S2", "4712", &["1Z3"])),
            ("ups", scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z")),
            ("ups", scan("1Z1", "DELIVERED", "2026-05-14T08:00:00Z")),
            ("ups", scan("1Z2", "PICKED_UP", "2026-05-12T08:01:00Z")),
            ("ups", scan("1Z3", "DELIVERED", "2026-05-13T08:00:00Z")),
            ("ups", scan("1Z3", "HUB_ARRIVED", "2026-05-12T20:00:00Z")),
        ];
        let mut straight = Memory::default();
        messages.iter().for_each(|(source, event)| { straight.tell(source, std::slice::from_ref(event)); });
        let mut shuffled = Memory::default();
        for index in order_of.iter().chain(&again) {
            let (source, event) = &messages[*index];
            shuffled.tell(source, std::slice::from_ref(event));
        }
        prop_assert_eq!(straight.stories(), shuffled.stories());
        prop_assert!(shuffled.messages.values().all(|(state, _)| *state == MessageState::Applied));
    }
}
