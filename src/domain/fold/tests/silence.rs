//! What ends a silence, and what does not, by example.

use serde_json::{Value, json};

use super::watch::{begins, delivered, parcel, pod, scan, stands};
use crate::domain::{
    event::Relation,
    fold::testing::{NOW, ORDER, World, name},
    id::ObjectId,
    reason::Exception,
    reference::ObjectKind,
};

const LATER: &str = "2026-06-20T00:00:00Z";

fn milestone(milestone: &str, classifier: &str) -> Value {
    json!({"type": "milestone", "milestone": milestone, "classifier": classifier})
}

#[test]
fn a_place_tells_its_country_by_its_locode() {
    let (mut world, ship) = parcel();
    let place = json!({"unlocode": "USCHI", "country": " "});
    let hub = json!({"type": "milestone", "milestone": "HUB_ARRIVED", "place": place});
    // The Friday before Memorial Day.
    world.say("ups", ship, "2026-05-22T12:00:00-05:00", hub);
    begins(&world, Exception::Stalled, "2026-05-26T17:00:00Z");
}

#[test]
fn before_anything_is_seen_the_days_are_those_of_the_address() {
    let mut world = World::new();
    let delivery = world.delivery(&[]);
    let to = json!({"city": "Chicago", "region": "IL", "country": "US"});
    world.say("s4", ORDER, "2026-05-10T08:00:00Z", json!({"type": "order", "ship_to": to}));
    // A Saturday: Monday begins at five in the morning in UTC.
    world.milestone("s4", delivery, "GOODS_ISSUE_POSTED", "2026-05-16T12:00:00Z");
    begins(&world, Exception::NoTracking, "2026-05-18T09:00:00Z");
}

#[test]
fn what_waits_of_a_shipment_that_has_arrived_in_part_can_stall() {
    let (mut world, ship) = parcel();
    let second = world.package(ship);
    scan(&mut world, "ups", second, "DELIVERED", "2026-05-12T15:00:00Z");
    assert!(!stands(&world, Exception::Stalled, LATER), "of the first nothing is known");
    let first = ObjectId(second.0 - 1);
    scan(&mut world, "ups", first, "HUB_ARRIVED", "2026-05-12T16:00:00Z");
    begins(&world, Exception::Stalled, "2026-05-14T16:00:00Z");
    scan(&mut world, "ups", first, "CANCELLED", "2026-05-12T17:00:00Z");
    assert!(!stands(&world, Exception::Stalled, LATER));
}

#[test]
fn what_counts_for_nothing_is_no_news() {
    let (mut world, ship) = parcel();
    scan(&mut world, "ups", ship, "HUB_ARRIVED", "2026-05-12T17:00:00Z");
    scan(&mut world, "s4", ship, "HUB_DEPARTED", "2026-05-13T17:00:00Z");
    begins(&world, Exception::Stalled, "2026-05-14T17:00:00Z");
}

#[test]
fn a_signature_or_a_photo_is_a_proof_and_a_label_or_an_empty_word_is_none() {
    let document = |kind: &str, content: Value| json!({"type": "document", "document": kind, "content": content});
    let here = json!({"sha256": "aa", "media": "image/png", "size": 9});
    for (event, settled) in [
        (document("signature", here.clone()), true),
        (document("photo", here.clone()), true),
        (document("label", here.clone()), false),
        (document("pod", json!({"state": "pending"})), false),
        (json!({"type": "document", "document": "pod"}), false),
        (milestone("POD_AVAILABLE", "actual"), true),
        (milestone("POD_UNAVAILABLE", "actual"), true),
        (milestone("POD_AVAILABLE", "planned"), false),
        (milestone("POD_PENDING", "actual"), false),
    ] {
        let (mut world, ship) = delivered("2026-05-12T17:00:00Z");
        world.say("ups", ship, "2026-05-12T18:00:00Z", event.clone());
        assert_eq!(!stands(&world, Exception::PodMissing, NOW), settled, "{event}");
    }
}

#[test]
fn a_proof_that_was_withdrawn_is_none() {
    let (mut world, ship) = delivered("2026-05-12T17:00:00Z");
    let mut proof = pod(json!({"sha256": "aa", "media": "application/pdf", "size": 9}));
    proof["key"] = json!("p");
    world.say("ups", ship, "2026-05-12T18:00:00Z", proof);
    assert!(!stands(&world, Exception::PodMissing, NOW));
    world.say("ups", ship, "2026-05-12T19:00:00Z", json!({"type": "retraction", "retracts": ["p"]}));
    assert!(stands(&world, Exception::PodMissing, NOW));
}

/// Delivered in one of two shipments; the ERP has spoken of the order.
fn known_to_an_erp() -> (World, ObjectId, ObjectId) {
    let (mut world, ship) = delivered("2026-05-12T17:00:00Z");
    let other = world.shipment(&[]);
    world.say("s4", ORDER, "2026-05-10T08:00:00Z", json!({"type": "order", "header": {"status": "released"}}));
    (world, ship, other)
}

#[test]
fn what_the_owner_of_the_order_says_of_this_shipment_or_of_the_order_confirms_it() {
    let (world, ship, other) = known_to_an_erp();
    for (object, event, confirmed) in [
        (ship, milestone("GOODS_ISSUE_POSTED", "actual"), true),
        (ship, milestone("GOODS_ISSUE_POSTED", "planned"), false),
        (other, milestone("GOODS_ISSUE_POSTED", "actual"), false),
        (ORDER, milestone("INVOICE_RELEASED", "actual"), true),
        (ORDER, milestone("FREIGHT_ACCRUED", "actual"), false),
        (ORDER, json!({"type": "order", "header": {"status": " Invoiced "}}), true),
        (ORDER, json!({"type": "order", "header": {"status": "open"}}), false),
        (ORDER, json!({"type": "order"}), false),
    ] {
        let mut world = world.clone();
        world.say("s4", object, "2026-05-12T17:30:00Z", event.clone());
        assert_eq!(!stands(&world, Exception::DeliveredNotConfirmed, NOW), confirmed, "{event} of {object}");
    }
}

#[test]
fn an_acknowledgement_of_the_owner_confirms_it_and_no_other_answer() {
    let (world, ship, other) = known_to_an_erp();
    let milestone = "x:milestone:DELIVERED:order-1";
    for (object, destination, effect, ok, confirmed) in [
        (ship, "s4", milestone, true, true),
        (ship, "ERP", milestone, true, true),
        (ship, "salesforce", milestone, true, false),
        (ship, "s4", milestone, false, false),
        (ship, "s4", "x:milestone:PICKED_UP:order-1", true, false),
        (other, "s4", milestone, true, false),
    ] {
        let mut world = world.clone();
        let ack = json!({"type": "ack", "destination": destination, "effect": effect, "ok": ok});
        world.say("gateway", object, "2026-05-12T17:30:00Z", ack);
        let is_confirmed = !stands(&world, Exception::DeliveredNotConfirmed, NOW);
        assert_eq!(is_confirmed, confirmed, "{destination} {effect} {ok} of {object}");
    }
}

#[test]
fn a_word_that_was_taken_back_does_not_make_an_owner() {
    let (mut world, _) = delivered("2026-05-12T17:00:00Z");
    world.say("s4", ORDER, "2026-05-10T08:00:00Z", json!({"type": "order", "key": "o"}));
    assert!(stands(&world, Exception::DeliveredNotConfirmed, NOW));
    world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "retraction", "retracts": ["o"]}));
    assert!(!stands(&world, Exception::DeliveredNotConfirmed, NOW));
}

#[test]
fn an_unknown_code_yields_to_later_progress_only_and_only_where_it_counts() {
    let unknown = |key: &str| json!({"type": "milestone", "milestone": "UNMAPPED", "raw": {"code": "ZZ"}, "key": key});
    let (mut world, ship) = parcel();
    scan(&mut world, "ups", ship, "PICKED_UP", "2026-05-14T09:00:00Z");
    world.say("ups", ship, "2026-05-14T09:00:00Z", unknown("u"));
    assert!(stands(&world, Exception::Unmapped, NOW), "at the same instant");
    world.say("ups", ship, "2026-05-14T09:30:00Z", json!({"type": "retraction", "retracts": ["u"]}));
    assert!(!stands(&world, Exception::Unmapped, NOW));
}

#[test]
fn a_retraction_or_another_thing_says_nothing_of_a_clock() {
    let (mut world, ship) = parcel();
    let out = json!({"type": "milestone", "milestone": "OUT_FOR_DELIVERY", "key": "out"});
    world.say_heard("ups", ship, "2026-05-14T12:00:00Z", Some("2026-05-14T10:00:00Z"), out);
    world.say("ups", ship, "2026-05-14T10:30:00Z", pod(json!({"state": "pending"})));
    assert!(stands(&world, Exception::ClockSkew, NOW), "a document is no happening");
    let mut over = world.clone();
    scan(&mut over, "tms", ship, "DELIVERED", "2026-05-14T11:00:00Z");
    assert!(!stands(&over, Exception::ClockSkew, NOW));
    world.say("ups", ship, "2026-05-14T10:40:00Z", json!({"type": "retraction", "retracts": ["out"]}));
    assert!(!stands(&world, Exception::ClockSkew, NOW), "it was taken back");
    let (mut document, ship) = parcel();
    let skewed = pod(json!({"state": "pending"}));
    document.say_heard("ups", ship, "2026-05-14T12:00:00Z", Some("2026-05-14T10:00:00Z"), skewed);
    assert!(!stands(&document, Exception::ClockSkew, NOW));
}

#[test]
fn a_case_that_is_as_new_as_the_news_is_not_behind() {
    for (at, behind) in [("2026-05-13T10:00:00Z", false), ("2026-05-13T09:59:59Z", true)] {
        let (mut world, ship) = parcel();
        let case = world.object(ObjectKind::Case, vec![name("case", "SF", "1")]);
        world.link(case, Relation::About, ORDER, &[]);
        world.say("crm", case, at, json!({"type": "case", "status": "open"}));
        scan(&mut world, "ups", ship, "HUB_ARRIVED", "2026-05-13T10:00:00Z");
        assert_eq!(stands(&world, Exception::CaseBeforeEvent, NOW), behind, "{at}");
    }
}

#[test]
fn a_rhythm_is_that_of_happenings_which_count_from_those_who_carry() {
    let beat = |source: &str, what: &dyn Fn(&str) -> Value| {
        let (mut world, ship) = parcel();
        scan(&mut world, "ups", ship, "PICKED_UP", "2026-05-12T09:00:00Z");
        for at in ["10", "11", "12", "13"] {
            world.say(source, ship, &format!("2026-05-12T{at}:00:00Z"), what(at));
        }
        stands(&world, Exception::StaleSource, LATER)
    };
    let delayed = |_: &str| json!({"type": "exception", "exception": "DELAYED"});
    let hub = |at: &str| json!({"type": "milestone", "milestone": "HUB_ARRIVED", "key": at});
    let contact = |at: &str| json!({"type": "contact", "channel": "phone", "direction": "in", "summary": at});
    assert!(beat("ups", &delayed) && beat("tms", &hub));
    assert!(!beat("tms", &contact), "talk is no happening");
    assert!(!beat("s4", &hub), "the ERP carries nothing");
}

#[test]
fn a_late_answer_counts_from_when_we_heard_of_that_very_shipment() {
    let late = |effect: &str, ok: bool, at: &str| {
        let (mut world, ships) = World::shipped(2);
        world.milestone("ups", ships[1], "DELIVERED", "2026-05-11T10:00:00Z");
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T08:00:00Z");
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T14:00:00Z");
        let ack = json!({"type": "ack", "destination": "s4", "effect": effect, "ok": ok});
        world.say("s4", ships[0], at, ack);
        stands(&world, Exception::SlaBreach, NOW)
    };
    assert!(!late("milestone:DELIVERED", true, "2026-05-12T15:00:00Z"));
    assert!(late("milestone:DELIVERED", true, "2026-05-12T18:30:00Z"));
    assert!(late("milestone:PICKED_UP", true, "2026-05-12T15:00:00Z"));
    assert!(!late("milestone:DELIVERED", false, "2026-05-12T18:30:00Z"), "a refusal is another matter");
    assert!(!late("booking", true, "2026-05-12T18:30:00Z"));
}

#[test]
fn a_delivery_left_when_the_owner_of_the_postings_says_so() {
    let mut world = World::new();
    let delivery = world.delivery(&[]);
    world.milestone("crm", delivery, "GOODS_ISSUE_POSTED", "2026-05-12T10:00:00Z");
    begins(&world, Exception::NoTracking, "2026-05-12T14:00:00Z");
    world.milestone("s4", delivery, "GOODS_ISSUE_POSTED", "2026-05-12T12:00:00Z");
    begins(&world, Exception::NoTracking, "2026-05-12T16:00:00Z");
}
