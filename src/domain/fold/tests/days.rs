//! Happenings of which only the day is known.

use serde_json::{Value, json};

use crate::domain::{
    fold::testing::{ORDER, World},
    id::ObjectId,
    view::State,
};

fn on_a_day(milestone: &str) -> Value {
    json!({"type": "milestone", "milestone": milestone, "day_only": true})
}

/// Promised for an hour, 12:00, of a day; delivered at `at`, of which only the day is known.
fn delivered(at: &str) -> World {
    let mut world = World::ordered();
    let ship = world.shipment(&[("10", "4"), ("20", "2")]);
    let promise = json!({"window": {"from": "2026-05-14T08:00:00-05:00", "to": "2026-05-14T12:00:00-05:00"}, "zone": "America/Chicago"});
    world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "promise": promise}));
    world.say("ups", ship, at, on_a_day("DELIVERED"));
    world
}

#[test]
fn a_promise_for_an_hour_is_missed_by_the_day_alone() {
    let missed = |at: &str| delivered(at).fold("2026-05-20T00:00:00Z").view.promise_missed;
    assert!(!missed("2026-05-14T00:00:00-05:00"), "it may have come by 12:00, or not");
    assert!(!missed("2026-05-13T00:00:00-05:00"));
    assert!(missed("2026-05-15T00:00:00-05:00"));
}

#[test]
fn without_an_hour_it_stands_after_the_others_of_its_day_that_were_heard_before() {
    let (mut world, ships) = World::shipped(1);
    let ship: ObjectId = ships[0];
    world.milestone("ups", ship, "OUT_FOR_DELIVERY", "2026-05-13T07:00:00-05:00");
    let heard = Some("2026-05-13T20:00:00Z");
    world.say_heard("ups", ship, "2026-05-13T00:00:00-05:00", heard, on_a_day("DELIVERY_ATTEMPTED"));
    assert_eq!(world.view().state, State::Attempted);
    let headline = world.shipment_view(ship).headline.unwrap();
    assert!(headline.at.day_only);
    assert_eq!(headline.at.local().date().to_string(), "2026-05-13");
}

#[test]
fn heard_of_days_later_it_stands_at_the_end_of_its_day() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "OUT_FOR_DELIVERY", "2026-05-13T18:00:00-05:00");
    let heard = Some("2026-05-14T12:00:00Z");
    world.say_heard("ups", ships[0], "2026-05-13T00:00:00-05:00", heard, on_a_day("DELIVERED"));
    let at = world.shipment_view(ships[0]).delivered_at.unwrap();
    assert_eq!(at.local().to_string(), "2026-05-13T23:59:59.999999");
    assert_eq!(at.bounds().0, crate::domain::fold::testing::micros("2026-05-13T05:00:00Z"));
}

#[test]
fn the_hour_that_comes_later_replaces_the_day_alone() {
    let (mut world, ships) = World::shipped(1);
    let mut day = on_a_day("DELIVERED");
    day["raw"] = json!({"code": "FS"});
    day["key"] = json!("day/1");
    world.say("ups", ships[0], "2026-05-13T00:00:00-05:00", day);
    let timed = json!({"type": "milestone", "milestone": "DELIVERED", "raw": {"code": "FS"}});
    world.say("ups", ships[0], "2026-05-13T10:00:00-05:00", timed);
    let shown = world.shipment_view(ships[0]);
    assert!(!shown.delivered_at.unwrap().day_only);
    assert_eq!(shown.entries.len(), 1, "one delivery");
}
