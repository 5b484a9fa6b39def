//! Rule 5 by example: which estimate counts.

use serde_json::json;

use crate::domain::{
    fold::testing::{World, micros},
    id::ObjectId,
};

fn moving() -> (World, ObjectId) {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-11T10:00:00Z");
    (world, ships[0])
}

fn expect(world: &mut World, object: ObjectId, milestone: &str, classifier: &str, at: &str) {
    let expected = json!({"to": "2026-05-13T20:00:00Z"});
    let received = json!({"type": "milestone", "milestone": milestone, "classifier": classifier, "expected": expected});
    world.say("ups", object, at, received);
}

fn last(world: &World, ship: ObjectId) -> Option<i64> {
    world.shipment_view(ship).estimate.and_then(|estimate| estimate.to).map(|to| to.micros)
}

#[test]
fn news_of_other_things_leaves_the_estimate_as_it_is() {
    let (mut world, ship) = moving();
    world.estimate(ship, "2026-05-12T10:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
    world.milestone("ups", ship, "HUB_ARRIVED", "2026-05-12T11:00:00Z");
    expect(&mut world, ship, "DELIVERED", "planned", "2026-05-12T12:00:00Z");
    expect(&mut world, ship, "HUB_DEPARTED", "estimated", "2026-05-12T13:00:00Z");
    let without = json!({"type": "milestone", "milestone": "DELIVERED", "classifier": "estimated"});
    world.say("ups", ship, "2026-05-12T14:00:00Z", without);
    assert_eq!(last(&world, ship), Some(micros("2026-05-14T20:00:00Z")));
}

#[test]
fn an_arrival_at_the_door_is_an_estimate_of_delivery_and_a_beginning_alone_will_do() {
    let (mut world, ship) = moving();
    expect(&mut world, ship, "ARRIVED_DELIVERY", "estimated", "2026-05-12T10:00:00Z");
    assert_eq!(last(&world, ship), Some(micros("2026-05-13T20:00:00Z")));
    let from = json!({"type": "milestone", "milestone": "DELIVERED", "classifier": "estimated",
        "expected": {"from": "2026-05-16T13:00:00Z"}});
    world.say("ups", ship, "2026-05-12T11:00:00Z", from);
    let estimate = world.shipment_view(ship).estimate.unwrap();
    assert_eq!((estimate.to, estimate.past_promise), (None, true));
}

#[test]
fn what_is_said_with_the_first_movement_counts() {
    for (at, counts) in [("2026-05-11T10:00:00Z", true), ("2026-05-11T09:59:59.999999Z", false)] {
        let (mut world, ship) = moving();
        expect(&mut world, ship, "DELIVERED", "estimated", at);
        assert_eq!(last(&world, ship).is_some(), counts, "{at}");
    }
}

#[test]
fn the_latest_word_on_one_package_counts_whether_it_was_of_the_shipment_or_of_the_package() {
    let (mut world, ship) = moving();
    let packages = [world.package(ship), world.package(ship)];
    world.estimate(packages[0], "2026-05-12T09:00:00Z", "2026-05-16T13:00:00Z", "2026-05-16T20:00:00Z");
    assert_eq!(last(&world, ship), Some(micros("2026-05-16T20:00:00Z")));
    world.estimate(ship, "2026-05-12T10:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
    assert_eq!(last(&world, ship), Some(micros("2026-05-14T20:00:00Z")), "for both of them");
    for over in ["RETURNING", "CANCELLED"] {
        let mut world = world.clone();
        world.estimate(packages[0], "2026-05-12T11:00:00Z", "2026-05-17T13:00:00Z", "2026-05-17T20:00:00Z");
        assert_eq!(last(&world, ship), Some(micros("2026-05-17T20:00:00Z")));
        world.milestone("ups", packages[0], over, "2026-05-12T12:00:00Z");
        assert_eq!(last(&world, ship), Some(micros("2026-05-14T20:00:00Z")), "{over}");
    }
}

#[test]
fn a_time_half_a_year_away_is_believed_and_a_microsecond_more_is_not() {
    // 180 days after it was said.
    for (to, counts) in [("2026-11-08T10:00:00Z", true), ("2026-11-08T10:00:00.000001Z", false)] {
        let (mut world, ship) = moving();
        let received =
            json!({"type": "milestone", "milestone": "DELIVERED", "classifier": "estimated", "expected": {"to": to}});
        world.say("ups", ship, "2026-05-12T10:00:00Z", received);
        assert_eq!(last(&world, ship).is_some(), counts, "{to}");
    }
}

#[test]
fn nobody_waits_for_what_is_lost() {
    let (mut world, ship) = moving();
    expect(&mut world, ship, "DELIVERED", "estimated", "2026-05-12T10:00:00Z");
    for (exception, reason) in [("LOST", "OTHER"), ("REFUSED_GOODS", "REFUSED")] {
        let mut world = world.clone();
        world.exception(ship, exception, reason, "2026-05-12T11:00:00Z");
        assert_eq!(last(&world, ship), None, "{exception}");
    }
    world.milestone("tms", ship, "CANCELLED", "2026-05-12T11:00:00Z");
    assert_eq!(last(&world, ship), None);
}
