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

/// What turned back did so for that reason. What was lost and moves again was found.
#[test]
fn a_return_is_not_the_end_of_what_caused_it_and_being_called_off_is_of_none() {
    for (exception, reason, ends) in [
        ("LOST", "OTHER", ["RETURNING", "RETURNED", "DELIVERED", "IN_TRANSIT"].as_slice()),
        ("DAMAGED", "DAMAGE", &["DELIVERED"]),
        ("REFUSED_GOODS", "REFUSED", &["DELIVERED"]),
    ] {
        for milestone in ["RETURNING", "CANCELLED", "RETURNED", "DELIVERED", "IN_TRANSIT"] {
            let (mut world, ship) = shipped();
            world.exception(ship, exception, reason, "2026-05-12T10:00:00Z");
            world.milestone("ups", ship, milestone, "2026-05-12T11:00:00Z");
            assert_eq!(kinds(&world).is_empty(), ends.contains(&milestone), "{exception}, then {milestone}");
        }
    }
}

/// The last vehicle of the way back brings nothing to the customer.
#[test]
fn a_vehicle_of_the_way_back_does_not_end_a_refusal() {
    let (mut world, ship) = shipped();
    world.exception(ship, "REFUSED_GOODS", "REFUSED", "2026-05-12T10:00:00Z");
    world.milestone("ups", ship, "RETURNING", "2026-05-12T11:00:00Z");
    world.milestone("ups", ship, "OUT_FOR_DELIVERY", "2026-05-13T08:00:00Z");
    world.milestone("ups", ship, "DELIVERED", "2026-05-13T10:00:00Z");
    assert_eq!(kinds(&world), [Exception::RefusedGoods]);
}

/// Scans of the shipment or of another package do not find the one that is lost.
#[test]
fn one_package_of_several_is_found_by_its_own_scans() {
    let mut world = World::ordered();
    let ship = world.shipment(&[]);
    let packages = [world.package(ship), world.package(ship)];
    world.exception(packages[1], "LOST", "OTHER", "2026-05-12T10:00:00Z");
    world.milestone("ups", packages[0], "HUB_ARRIVED", "2026-05-12T11:00:00Z");
    world.milestone("tms", ship, "IN_TRANSIT", "2026-05-12T12:00:00Z");
    assert_eq!(kinds(&world), [Exception::Lost]);
    world.milestone("ups", packages[1], "HUB_ARRIVED", "2026-05-12T13:00:00Z");
    assert_eq!(kinds(&world), []);
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
    let received = json!({"type": "exception", "exception": "DELAYED", "reason": "MISSORT", "party": "shipper"});
    world.say("ups", ship, "2026-05-12T11:00:00Z", received);
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

/// A note about weather, an address, customs or an attempt that comes after the goods is no news of where they are.
#[test]
fn after_a_full_delivery_only_what_can_follow_one_stands() {
    const DELIVERED: &str = "2026-05-12T10:15:00Z";
    let notes = [
        ("DELAYED", "WEATHER", false),
        ("ON_HOLD", "BAD_ADDRESS", false),
        ("ON_HOLD", "DOCUMENTS", false),
        ("ON_HOLD", "PAYMENT", false),
        ("DELAYED", "UNAVAILABLE", false),
        ("DELAYED", "REFUSED", true),
        ("REFUSED_GOODS", "REFUSED", true),
        ("DAMAGED", "DAMAGE", true),
        ("DELAYED", "WRONG_PRODUCT", true),
    ];
    for (exception, reason, follows) in notes {
        for at in [DELIVERED, "2026-05-12T10:16:00Z", "2026-05-12T18:00:00Z", "2026-05-14T09:00:00Z"] {
            let (mut world, ship) = shipped();
            world.milestone("ups", ship, "DELIVERED", DELIVERED);
            world.exception(ship, exception, reason, at);
            assert_eq!(!kinds(&world).is_empty(), follows, "{exception} {reason} at {at}");
            assert_eq!(world.shipment_view(ship).entries.len(), 2, "it stays in the timeline");
        }
        let (mut before, ship) = shipped();
        before.exception(ship, exception, reason, "2026-05-12T10:00:00Z");
        before.milestone("ups", ship, "DELIVERED", DELIVERED);
        assert_eq!(kinds(&before), [], "{exception} {reason} before the delivery");
    }
}

#[test]
fn a_note_on_the_way_back_stands_until_it_is_back() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T18:00:00Z");
    world.milestone("ups", ship, "RETURNING", "2026-05-13T10:00:00Z");
    assert_eq!(kinds(&world), []);
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-13T12:00:00Z");
    assert_eq!(kinds(&world), [Exception::Delayed]);
    world.milestone("ups", ship, "RETURNED", "2026-05-14T10:00:00Z");
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-14T12:00:00Z");
    assert_eq!(kinds(&world), []);
}

#[test]
fn a_note_on_one_package_or_on_the_order_ends_with_its_own_delivery() {
    let (mut world, ship) = shipped();
    let packages = [world.package(ship), world.package(ship)];
    world.milestone("ups", packages[0], "DELIVERED", "2026-05-12T10:00:00Z");
    for object in [packages[0], packages[1], ORDER] {
        world.exception(object, "ON_HOLD", "PAYMENT", "2026-05-12T11:00:00Z");
    }
    let objects = |world: &World| reported(world).iter().map(|active| active.object).collect::<Vec<_>>();
    assert_eq!(objects(&world), [ORDER, packages[1]]);
    world.milestone("ups", packages[1], "DELIVERED", "2026-05-12T10:30:00Z");
    assert_eq!(objects(&world), []);
}

fn at_place(world: &mut World, ship: ObjectId, milestone: &str, city: Option<&str>, at: &str) {
    let place = city.map(|city| json!({"city": city, "country": "US"}));
    let event = json!({"type": "milestone", "milestone": milestone, "place": place});
    world.say("ups", ship, at, event);
}

#[test]
fn what_belongs_to_a_place_ends_when_it_is_left() {
    let after = [
        ("HUB_DEPARTED", Some("MEMPHIS"), true),
        ("HUB_DEPARTED", None, true),
        ("HUB_ARRIVED", Some("Nashville"), true),
        ("IN_TRANSIT", Some("Nashville"), true),
        ("HUB_ARRIVED", Some("Memphis"), false),
        ("IN_TRANSIT", None, false),
        ("DELIVERED", Some("Memphis"), true),
    ];
    for (milestone, city, ends) in after {
        let (mut world, ship) = shipped();
        world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
        at_place(&mut world, ship, milestone, city, "2026-05-12T11:00:00Z");
        assert_eq!(kinds(&world).is_empty(), ends, "{milestone} {city:?}");
    }
}

#[test]
fn what_was_reported_from_a_place_ends_when_the_goods_leave_it_whatever_the_reason() {
    let reasons = ["DOCUMENTS", "DUTIES", "BAD_ADDRESS", "PAYMENT", "PROHIBITED", "APPOINTMENT", "CLOSED", "WEATHER"];
    for reason in reasons {
        let (mut world, ship) = shipped();
        world.exception(ship, "ON_HOLD", reason, "2026-05-12T10:00:00Z");
        at_place(&mut world, ship, "HUB_ARRIVED", Some("memphis"), "2026-05-12T10:30:00Z");
        assert_eq!(kinds(&world), [Exception::OnHold], "{reason}: a second scan in the same place leaves nothing");
        for (milestone, city) in
            [("HUB_DEPARTED", Some("Memphis")), ("HUB_ARRIVED", Some("Nashville")), ("IN_TRANSIT", None)]
        {
            let mut left = world.clone();
            at_place(&mut left, ship, milestone, city, "2026-05-12T11:00:00Z");
            assert_eq!(kinds(&left), [], "{reason} {milestone}");
        }
    }
}

#[test]
fn what_concerns_the_goods_or_the_day_travels_along() {
    for (exception, reason) in [("ON_HOLD", "DAMAGE"), ("DELAYED", "RESCHEDULED"), ("DELAYED", "LATE_PICKUP")] {
        let (mut world, ship) = shipped();
        world.exception(ship, exception, reason, "2026-05-12T10:00:00Z");
        at_place(&mut world, ship, "HUB_DEPARTED", Some("Memphis"), "2026-05-12T11:00:00Z");
        at_place(&mut world, ship, "HUB_ARRIVED", Some("Nashville"), "2026-05-12T15:00:00Z");
        assert_eq!(kinds(&world).len(), 1, "{reason}");
        at_place(&mut world, ship, "OUT_FOR_DELIVERY", Some("Nashville"), "2026-05-13T09:00:00Z");
        assert_eq!(kinds(&world), [], "{reason}");
    }
}

/// A hold that names no place, for a reason that is of none.
#[test]
fn customs_papers_end_with_clearance_and_an_open_payment_does_not() {
    for (reason, ends) in [("DOCUMENTS", true), ("PAYMENT", false)] {
        let (mut world, ship) = shipped();
        let event = json!({"type": "exception", "exception": "ON_HOLD", "reason": reason});
        world.say("ups", ship, "2026-05-12T10:00:00Z", event);
        at_place(&mut world, ship, "HUB_ARRIVED", Some("Nashville"), "2026-05-12T15:00:00Z");
        assert_eq!(kinds(&world), [Exception::OnHold], "{reason}");
        at_place(&mut world, ship, "CUSTOMS_CLEARED", None, "2026-05-13T08:00:00Z");
        assert_eq!(kinds(&world).is_empty(), ends, "{reason}");
    }
}

/// What has come is not lost: the report stays in the timeline.
#[test]
fn nothing_is_lost_after_its_delivery() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    world.exception(ship, "LOST", "OTHER", "2026-05-13T10:00:00Z");
    assert_eq!(kinds(&world), []);
    assert_eq!(world.shipment_view(ship).entries.len(), 2);
}

/// Late goods move: what names neither a reason nor a place is not over because they do.
#[test]
fn a_delay_without_reason_is_tied_to_the_place_it_names() {
    for (place, stands) in [(json!(null), true), (json!({"city": "Memphis"}), false)] {
        let (mut world, ship) = shipped();
        let event = json!({"type": "exception", "exception": "DELAYED", "place": place});
        world.say("ups", ship, "2026-05-12T10:00:00Z", event);
        at_place(&mut world, ship, "HUB_DEPARTED", Some("Memphis"), "2026-05-12T11:00:00Z");
        assert_eq!(!kinds(&world).is_empty(), stands);
    }
    let (mut on_the_road, ship) = shipped();
    let event = json!({"type": "exception", "exception": "DELAYED", "reason": "ROAD"});
    on_the_road.say("ups", ship, "2026-05-12T10:00:00Z", event);
    assert_eq!(kinds(&on_the_road).len(), 1);
    at_place(&mut on_the_road, ship, "HUB_ARRIVED", Some("Memphis"), "2026-05-12T11:00:00Z");
    assert_eq!(kinds(&on_the_road), []);
}
