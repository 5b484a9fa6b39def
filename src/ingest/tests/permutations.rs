//! In whatever order messages come, and however often: the same graph and the same story.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{memory::Memory, order, scan, shipment};
use crate::store::MessageState;

/// Two orders, each in a shipment of parcels; scans before and after.
pub fn parcels() -> Vec<(&'static str, Value)> {
    vec![
        ("erp", order("4711", "PO-1")),
        ("erp", order("4712", "PO-2")),
        ("tms", shipment("S1", "4711", &["1Z1", "1Z2"])),
        ("tms", shipment("S2", "4712", &["1Z3"])),
        ("ups", scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z")),
        ("ups", scan("1Z1", "DELIVERED", "2026-05-14T08:00:00Z")),
        ("ups", scan("1Z2", "PICKED_UP", "2026-05-12T08:01:00Z")),
        ("ups", scan("1Z3", "DELIVERED", "2026-05-13T08:00:00Z")),
        ("ups", scan("1Z3", "HUB_ARRIVED", "2026-05-12T20:00:00Z")),
    ]
}

/// A chain of links: load → shipment (by its PRO) → delivery → order, and what changes on the way: a statement that is
/// corrected, a link that is taken back and one that is made, a duplicate that is merged, a number that was used before.
pub fn chain() -> Vec<(&'static str, Value)> {
    let pro = json!({"kind":"pro","scope":"ODFL","value":"900"});
    let delivery = |number: &str| json!({"kind":"delivery","scope":"S4","value":number});
    let number = |value: &str| json!({"kind":"shipment","scope":"TMS","value":value});
    let carries = |delivery: Value| json!({"relation":"carries","of":"delivery","ref":delivery});
    vec![
        ("erp", order("4711", "PO-1")),
        (
            "erp",
            json!({"type":"delivery","of":"delivery","at":"2026-05-11T06:00:00Z","refs":[delivery("80")],
            "links":[{"relation":"carries","of":"order","ref":{"kind":"order","scope":"S4","value":"4711"},"lines":[{"line":"10","quantity":"3"}]}]}),
        ),
        (
            "erp",
            json!({"type":"delivery","of":"delivery","at":"2026-05-11T07:00:00Z","refs":[delivery("80")],
            "links":[{"relation":"carries","of":"order","ref":{"kind":"order","scope":"S4","value":"4711"},"lines":[{"line":"10","quantity":"4"}]}]}),
        ),
        (
            "tms",
            json!({"type":"shipment","of":"shipment","at":"2026-05-11T08:00:00Z","refs":[number("S1")],"links":[carries(delivery("81"))]}),
        ),
        (
            "tms",
            json!({"type":"shipment","of":"shipment","at":"2026-05-11T09:00:00Z","refs":[number("S1"), pro],"links":[carries(delivery("80"))]}),
        ),
        (
            "tms",
            json!({"type":"milestone","of":"load","refs":[{"kind":"load","scope":"TMS","value":"L1"}],"milestone":"PICKED_UP","at":"2026-05-12T08:00:00Z",
            "links":[{"relation":"contains","of":"shipment","ref":pro}]}),
        ),
        (
            "odfl",
            json!({"type":"milestone","of":"shipment","refs":[pro],"milestone":"HUB_ARRIVED","at":"2026-05-12T20:00:00Z"}),
        ),
        (
            "odfl",
            json!({"type":"milestone","of":"shipment","refs":[pro],"milestone":"DELIVERED","at":"2025-09-01T20:00:00Z"}),
        ),
        (
            "tms",
            json!({"type":"milestone","of":"shipment","refs":[number("S1-DOUBLE")],"milestone":"DELIVERED","at":"2026-05-13T20:00:00Z"}),
        ),
        (
            "operator:ada",
            json!({"type":"merge","of":"shipment","refs":[number("S1")],"duplicates":[number("S1-DOUBLE")],"at":"2026-05-14T09:00:00Z"}),
        ),
        (
            "operator:ada",
            json!({"type":"unlink","of":"load","refs":[{"kind":"load","scope":"TMS","value":"L1"}],"at":"2026-05-14T10:00:00Z",
            "links":[{"relation":"contains","of":"shipment","ref":number("S1")}]}),
        ),
    ]
}

pub fn shuffled(count: usize) -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    (Just((0..count).collect::<Vec<_>>()).prop_shuffle(), prop::collection::vec(0..count, 0..5))
}

pub fn told<'a>(messages: &[(&str, Value)], order: impl IntoIterator<Item = &'a usize>) -> Memory {
    let mut memory = Memory::default();
    for index in order {
        let (source, event) = &messages[*index];
        memory.tell(source, std::slice::from_ref(event));
    }
    memory
}

pub fn straight(messages: &[(&str, Value)]) -> Memory {
    told(messages, &(0..messages.len()).collect::<Vec<_>>())
}

#[test]
fn the_chain_comes_to_what_it_says() {
    let memory = straight(&chain());
    assert!(memory.codes.is_empty(), "{:?}", memory.codes);
    let view = memory.view("4711");
    assert_eq!(view.shipments.len(), 1);
    assert_eq!(view.state, crate::domain::view::State::Delivered);
    assert_eq!(view.lines[0].shipped.to_string(), "4");
    let graph = memory.graph();
    assert!(graph.iter().all(|link| !link.contains("load L1") && !link.contains("delivery 81")), "{graph:?}");
    assert_eq!(memory.views.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_order_of_arrival_tells_the_same_story((order, again) in shuffled(9)) {
        let messages = parcels();
        let (straight, shuffled) = (straight(&messages), told(&messages, order.iter().chain(&again)));
        prop_assert_eq!(straight.stories(), shuffled.stories());
        prop_assert_eq!(straight.graph(), shuffled.graph());
        prop_assert!(shuffled.messages.values().all(|(state, _)| *state == MessageState::Applied));
    }

    #[test]
    fn any_order_of_arrival_makes_the_same_graph((order, again) in shuffled(11)) {
        let messages = chain();
        let (straight, shuffled) = (straight(&messages), told(&messages, order.iter().chain(&again)));
        prop_assert_eq!(straight.graph(), shuffled.graph());
        prop_assert_eq!(straight.stories(), shuffled.stories());
        prop_assert!(shuffled.codes.is_empty(), "{:?}", shuffled.codes);
    }

    /// One round of all, or a round for each.
    #[test]
    fn rounds_make_no_difference((order, again) in shuffled(11), cut in 0..11usize) {
        let messages = chain();
        let all: Vec<(&str, &[Value])> =
            order.iter().chain(&again).map(|index| (messages[*index].0, std::slice::from_ref(&messages[*index].1))).collect();
        let mut memory = Memory::default();
        let (first, rest) = all.split_at(cut);
        memory.round(super::memory::NOW, first);
        memory.round(super::memory::NOW, rest);
        let straight = straight(&messages);
        prop_assert_eq!(straight.graph(), memory.graph());
        prop_assert_eq!(straight.stories(), memory.stories());
    }
}
