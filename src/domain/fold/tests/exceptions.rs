//! What is wrong, and when it is overcome, by example.

use serde_json::json;

use crate::domain::{
    fold::testing::{ORDER, World, micros},
    id::ObjectId,
    reason::Exception,
    view::ActiveException,
};

/// What somebody reported and still stands.
fn reported(world: &World) -> Vec<ActiveException> {
    let view = world.view();
    let lanes = view.shipments.iter().flat_map(|shipment| &shipment.exceptions);
    view.exceptions.iter().chain(lanes).filter(|active| active.source.is_some()).cloned().collect()
}

fn kinds(world: &World) -> Vec<Exception> {
    reported(world).iter().map(|active| active.exception).collect()
}

fn shipped() -> (World, ObjectId) {
    let (world, ships) = World::shipped(1);
    (world, ships[0])
}

#[test]
fn each_package_goes_its_own_way_out_of_a_delay() {
    let (mut world, ship) = shipped();
    let packages = [world.package(ship), world.package(ship)];
    for package in packages {
        world.exception(package, "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
    }
    world.milestone("ups", packages[1], "OUT_FOR_DELIVERY", "2026-05-13T07:00:00Z");
    assert_eq!(reported(&world).iter().map(|active| active.object).collect::<Vec<_>>(), [packages[0]]);
}

#[test]
fn another_reason_is_another_delay_and_the_same_one_goes_on() {
    let (mut world, ship) = shipped();
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T11:00:00Z");
    let since = |world: &World| reported(world)[0].since.micros;
    assert_eq!(since(&world), micros("2026-05-12T10:00:00Z"));
    world.exception(ship, "DELAYED", "MISSORT", "2026-05-12T12:00:00Z");
    assert_eq!((since(&world), kinds(&world).len()), (micros("2026-05-12T12:00:00Z"), 1));
}

#[test]
fn what_is_reported_after_the_door_and_again_stands_since_then() {
    let (mut world, ship) = shipped();
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
    world.milestone("ups", ship, "OUT_FOR_DELIVERY", "2026-05-13T07:00:00Z");
    for at in ["2026-05-13T12:00:00Z", "2026-05-13T14:00:00Z"] {
        world.exception(ship, "DELAYED", "WEATHER", at);
    }
    assert_eq!(reported(&world)[0].since.micros, micros("2026-05-13T12:00:00Z"));
}

#[test]
fn what_happens_at_the_same_instant_overcomes_nothing() {
    let (mut world, ship) = shipped();
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-13T07:00:00Z");
    world.milestone("ups", ship, "OUT_FOR_DELIVERY", "2026-05-13T07:00:00Z");
    assert_eq!(kinds(&world), [Exception::Delayed]);
    world.milestone("ups", ship, "ARRIVED_DELIVERY", "2026-05-13T07:00:00.000001Z");
    assert_eq!(kinds(&world), []);
}

#[test]
fn without_a_promise_no_estimate_ends_a_delay() {
    let mut world = World::new();
    let ship = world.shipment(&[]);
    world.milestone("ups", ship, "PICKED_UP", "2026-05-11T10:00:00Z");
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
    world.estimate(ship, "2026-05-12T11:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
    assert_eq!(kinds(&world), [Exception::Delayed]);
}

#[test]
fn an_estimate_within_the_promise_ends_a_delay_and_nothing_else() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "PICKED_UP", "2026-05-11T10:00:00Z");
    world.estimate(ship, "2026-05-12T09:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
    assert_eq!(kinds(&world), [Exception::Delayed], "it was said before");
    world.exception(ship, "ON_HOLD", "INSPECTION", "2026-05-12T10:00:00Z");
    world.estimate(ship, "2026-05-12T11:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
    assert_eq!(kinds(&world), [Exception::OnHold]);
}

#[test]
fn a_hold_of_order_or_delivery_ends_with_its_release_and_work() {
    let mut world = World::ordered();
    let delivery = world.delivery(&[]);
    for object in [ORDER, delivery] {
        world.exception(object, "ON_HOLD", "PAYMENT", "2026-05-11T10:00:00Z");
    }
    world.milestone("s4", ORDER, "ORDER_CREATED", "2026-05-11T11:00:00Z");
    assert_eq!(kinds(&world).len(), 2);
    world.milestone("s4", ORDER, "ORDER_RELEASED", "2026-05-11T12:00:00Z");
    assert_eq!(kinds(&world), []);
}

#[test]
fn a_return_alone_is_not_the_end_of_loss_or_damage_and_being_called_off_is_of_none() {
    for (exception, reason) in [("LOST", "OTHER"), ("DAMAGED", "DAMAGE"), ("REFUSED_GOODS", "REFUSED")] {
        for (milestone, stands) in [("RETURNING", true), ("CANCELLED", true), ("RETURNED", false), ("DELIVERED", false)]
        {
            let (mut world, ship) = shipped();
            world.exception(ship, exception, reason, "2026-05-12T10:00:00Z");
            world.milestone("ups", ship, milestone, "2026-05-12T11:00:00Z");
            assert_eq!(!kinds(&world).is_empty(), stands, "{exception}, then {milestone}");
        }
    }
}

#[test]
fn a_delay_ends_with_any_delivery_return_or_calling_off_and_units_stay_missing() {
    let part = json!({"type": "milestone", "milestone": "DELIVERED", "extent": "partial"});
    let full = |milestone: &str| json!({"type": "milestone", "milestone": milestone});
    for ends in [part, full("DELIVERED"), full("RETURNED"), full("CANCELLED"), full("READY_FOR_COLLECTION")] {
        let (mut world, ship) = shipped();
        world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
        world.exception(ship, "SHORT_SHIPPED", "SHORT", "2026-05-12T10:00:00Z");
        world.say("ups", ship, "2026-05-12T11:00:00Z", ends.clone());
        assert_eq!(kinds(&world), [Exception::ShortShipped], "{ends}");
    }
}

#[test]
fn a_report_from_the_future_or_withdrawn_does_not_stand() {
    let (mut world, ship) = shipped();
    let lost = json!({"type": "exception", "exception": "LOST", "key": "x"});
    world.say_heard("ups", ship, "2026-05-12T10:00:00Z", Some("2026-05-12T09:00:00Z"), lost.clone());
    assert_eq!(kinds(&world), []);
    let (mut withdrawn, ship) = shipped();
    withdrawn.say("ups", ship, "2026-05-12T10:00:00Z", lost);
    assert_eq!(kinds(&withdrawn), [Exception::Lost]);
    withdrawn.say("ups", ship, "2026-05-12T11:00:00Z", json!({"type": "retraction", "retracts": ["x"]}));
    assert_eq!(kinds(&withdrawn), []);
}

#[test]
fn the_gravest_leads_then_the_latest() {
    let (mut world, ships) = World::shipped(2);
    world.exception(ships[0], "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
    world.exception(ships[1], "DELAYED", "MISSORT", "2026-05-12T11:00:00Z");
    assert_eq!(world.view().leading.unwrap().object, ships[1]);
    world.exception(ships[0], "DAMAGED", "DAMAGE", "2026-05-12T09:00:00Z");
    assert_eq!(world.view().leading.unwrap().exception, Exception::Damaged);
    let of_first: Vec<Exception> = world.shipment_view(ships[0]).exceptions.iter().map(|one| one.exception).collect();
    assert_eq!(of_first[..2], [Exception::Damaged, Exception::Delayed]);
}

#[test]
fn the_party_is_told_or_follows_from_the_reason() {
    use crate::domain::reason::Party;
    let (mut world, ship) = shipped();
    world.exception(ship, "DELAYED", "MISSORT", "2026-05-12T10:00:00Z");
    assert_eq!(reported(&world)[0].party, Some(Party::Carrier));
    let told = json!({"type": "exception", "exception": "DELAYED", "reason": "MISSORT", "party": "shipper"});
    world.say("ups", ship, "2026-05-12T11:00:00Z", told);
    assert_eq!(reported(&world)[0].party, Some(Party::Shipper));
}

#[test]
fn whatever_else_a_partner_reports_ends_with_the_journey() {
    for (milestone, stands) in [
        ("OUT_FOR_DELIVERY", true),
        ("RETURNING", true),
        ("DELIVERED", false),
        ("RETURNED", false),
        ("CANCELLED", false),
    ] {
        let (mut world, ship) = shipped();
        world.exception(ship, "STALLED", "OTHER", "2026-05-12T10:00:00Z");
        world.milestone("ups", ship, milestone, "2026-05-12T11:00:00Z");
        assert_eq!(!kinds(&world).is_empty(), stands, "{milestone}");
    }
}
