//! What was posted for orders and shipments that turn out to be one: whatever was posted for each before, in whatever direction
//! they are merged and whatever comes afterwards, at most one posting of each sort stands, and a merge alone posts nothing anew.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{engine::apply, memory::Memory, order, scan, shipment};
use crate::{
    domain::{effect::Destination, id::MessageId},
    store::sqlite::{Options, open},
};

const SORTS: [&str; 4] = ["goods_issue", "proof_of_delivery", "freight_accrual", "invoice_release"];

fn proof(tracking: &str, at: &str) -> Value {
    json!({"type": "document", "of": "package", "refs": [{"kind": "tracking", "scope": "UPSN", "value": tracking}],
        "document": "pod", "content": {"fetch": format!("pod/{tracking}")}, "at": at})
}

fn number(kind: &str, scope: &str, value: &str) -> Value {
    json!({"kind": kind, "scope": scope, "value": value})
}

fn merge(of: &str, kept: Value, double: Value) -> Value {
    json!({"type": "merge", "of": of, "refs": [kept], "duplicates": [double], "at": "2026-05-14T09:00:00Z"})
}

/// One real order that two systems opened under numbers of their own, each with its shipment and package.
fn opened(side: usize) -> Vec<(&'static str, Value)> {
    let (order_number, shipped, tracking) = names(side);
    vec![("erp", order(order_number, &format!("PO-{side}"))), ("tms", shipment(shipped, order_number, &[tracking]))]
}

fn names(side: usize) -> (&'static str, &'static str, &'static str) {
    [("4711", "S1", "1Z1"), ("4712", "S2", "1Z2")][side]
}

/// Delivered on that day of May, with its proof.
fn delivered(side: usize, day: u8) -> Vec<(&'static str, Value)> {
    let tracking = names(side).2;
    vec![
        ("ups", scan(tracking, "DELIVERED", &format!("2026-05-{day}T08:00:00Z"))),
        ("ups", proof(tracking, &format!("2026-05-{day}T08:10:00Z"))),
    ]
}

fn merges(into: usize) -> [(&'static str, Value); 3] {
    let ((order, shipped, tracking), double) = (names(into), names(1 - into));
    let merge = |of, kind, scope, kept, double| {
        ("operator:ada", merge(of, number(kind, scope, kept), number(kind, scope, double)))
    };
    [
        merge("order", "order", "S4", order, double.0),
        merge("shipment", "shipment", "TMS", shipped, double.1),
        merge("package", "tracking", "UPSN", tracking, double.2),
    ]
}

/// How many postings of that sort stand: sent and not taken back.
fn standing(sent: &[String], sort: &str) -> Vec<String> {
    let back: BTreeSet<_> = sent.iter().filter_map(|key| key.strip_suffix(":reversed")).collect();
    // A key that is in the outbox is not written again.
    let sent: BTreeSet<_> = sent.iter().collect();
    let mine = sent.into_iter().filter(|key| key.starts_with(&format!("erp:{sort}:")) && !key.ends_with(":reversed"));
    mine.filter(|key| !back.contains(key.as_str())).cloned().collect()
}

fn is_money(key: &str) -> bool {
    SORTS.iter().any(|sort| key.starts_with(&format!("erp:{sort}:")))
}

fn holds(memory: &Memory, what: &str) -> Result<(), TestCaseError> {
    for sort in SORTS {
        let standing = standing(&memory.sent, sort);
        prop_assert!(standing.len() <= 1, "{}: {:?}", what, standing);
    }
    Ok(())
}

fn tell(memory: &mut Memory, received: &[(&'static str, Value)]) -> Vec<MessageId> {
    received.iter().map(|(source, event)| memory.tell(source, std::slice::from_ref(event))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_merge_is_followed_by_no_second_posting(
        first in any::<bool>(),
        second in any::<bool>(),
        days in (12u8..14, 12u8..14),
        into in 0usize..2,
        turn in 0usize..3,
        skip in prop::collection::vec(0usize..3, 0..2),
    ) {
        let mut memory = Memory::default();
        let mut messages: Vec<(&'static str, Value)> = Vec::new();
        for (side, posted, day) in [(0, first, days.0), (1, second, days.1)] {
            messages.extend(opened(side));
            messages.extend(if posted { delivered(side, day) } else { Vec::new() });
        }
        let mut ids = tell(&mut memory, &messages);
        let before = memory.sent.len();
        let mut merging = merges(into).to_vec();
        merging.rotate_left(turn);
        let left: Vec<_> = merging.iter().enumerate().filter(|(at, _)| !skip.contains(at)).map(|(_, received)| received.clone()).collect();
        tell(&mut memory, &left[..left.len().min(1)]);
        if turn == 0 && !skip.contains(&0) {
            // Two orders became one, and nothing else changed.
            let anew: Vec<_> = memory.sent[before..].iter().filter(|key| !key.ends_with(":reversed") && is_money(key)).collect();
            prop_assert!(anew.is_empty(), "{:?}", anew);
        }
        // What is only half merged has two shipments or two packages: a half is not delivered until the other half is one with it.
        tell(&mut memory, &left);
        tell(&mut memory, &merging);
        messages.extend(merging);
        holds(&memory, "merged")?;
        // Both are told on, and told again.
        for side in 0..2 {
            let more = delivered(side, 13);
            tell(&mut memory, &more);
            holds(&memory, "told on")?;
        }
        ids.truncate(messages.len());
        let again: Vec<_> = ids.iter().zip(&messages).map(|(id, (source, event))| (*id, *source, std::slice::from_ref(event))).collect();
        memory.replay(&again, false);
        holds(&memory, "replayed")?;
    }

    #[test]
    fn what_is_parted_again_is_posted_once_in_all(into in 0usize..2, both in any::<bool>()) {
        let mut memory = Memory::default();
        tell(&mut memory, &[opened(0), opened(1), delivered(0, 12)].concat());
        if both {
            tell(&mut memory, &delivered(1, 12));
        }
        tell(&mut memory, &merges(into));
        holds(&memory, "merged")?;
        // The shipment is taken from the order and given to a third one.
        let (kept, shipped, _) = names(into);
        tell(&mut memory, &[("operator:ada", json!({"type": "unlink", "of": "shipment", "refs": [number("shipment", "TMS", shipped)],
            "links": [{"relation": "carries", "of": "order", "ref": number("order", "S4", kept)}], "at": "2026-05-14T10:00:00Z"}))]);
        holds(&memory, "parted")?;
        let mut other = shipment(shipped, "4799", &[names(into).2]);
        other["at"] = json!("2026-05-14T11:00:00Z");
        tell(&mut memory, &[("erp", order("4799", "PO-9")), ("tms", other)]);
        holds(&memory, "given away")?;
    }
}

#[test]
fn of_two_postings_that_turn_out_to_be_one_the_other_ones_is_taken_back() {
    for into in 0..2 {
        let mut memory = Memory::default();
        tell(&mut memory, &[opened(0), opened(1), delivered(0, 12), delivered(1, 12)].concat());
        let issued = standing(&memory.sent, "goods_issue");
        assert_eq!(issued.len(), 2);
        tell(&mut memory, &merges(into));
        for sort in SORTS {
            assert_eq!(standing(&memory.sent, sort).len(), 1, "{sort}: {:?}", memory.sent);
        }
        assert_eq!(memory.known.posted.len(), 1, "what was derived is kept with the order that is left");
    }
}

#[tokio::test]
async fn the_engine_carries_what_was_posted_in_both_directions() {
    for into in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let (stores, handle) = open(&folder.path().join("store.db"), Options::default()).await.unwrap();
        let received =
            [opened(0), opened(1), delivered(1 - into, 12), merges(into).to_vec(), delivered(into, 12)].concat();
        for (message, (source, event)) in (1..).zip(&received) {
            apply(&stores, message, source, event).await;
        }
        let rows = stores.outbox.newest(Destination::Erp, None, 100).await.unwrap();
        let sent: Vec<String> = rows.into_iter().map(|row| row.key.0).collect();
        for sort in SORTS {
            assert_eq!(standing(&sent, sort).len(), 1, "{sort} into {into}: {sent:?}");
        }
        handle.close().await;
    }
}
