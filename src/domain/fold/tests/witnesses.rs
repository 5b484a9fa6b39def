//! Rule 9 by example.

use serde_json::{Value, json};

use crate::domain::{
    fold::testing::{World, micros},
    id::ObjectId,
    milestone::Milestone,
    view::{Entry, EventStatus, State},
};

fn moving() -> (World, ObjectId) {
    let (mut world, ships) = World::shipped(1);
    world.milestone("tms", ships[0], "BOOKED", "2026-05-11T10:00:00Z");
    (world, ships[0])
}

fn hub(city: &str) -> Value {
    json!({"type": "milestone", "milestone": "HUB_ARRIVED", "place": {"city": city, "country": "US"}})
}

fn entries(world: &World, ship: ObjectId) -> Vec<Entry> {
    let entries = world.shipment_view(ship).entries.into_iter();
    let booked = |entry: &Entry| {
        matches!(entry.what, crate::domain::view::EntryKind::Milestone { milestone: Milestone::Booked, .. })
    };
    entries.filter(|entry| !booked(entry)).collect()
}

#[test]
fn one_happening_told_by_three_is_one_entry_with_three_witnesses() {
    let (mut world, ship) = moving();
    let at = |heard| Some(heard);
    world.say_heard("tms", ship, "2026-05-12T10:01:59Z", at("2026-05-12T10:02:00Z"), hub("MEMPHIS"));
    world.say_heard("ups", ship, "2026-05-12T10:00:00Z", at("2026-05-12T11:00:00Z"), hub("Memphis"));
    world.say_heard(
        "edi",
        ship,
        "2026-05-12T10:01:00Z",
        at("2026-05-12T12:00:00Z"),
        json!({"type": "milestone", "milestone": "HUB_ARRIVED"}),
    );
    let received = entries(&world, ship);
    assert_eq!(received.len(), 1);
    assert_eq!((received[0].source.0.as_str(), received[0].at.micros), ("ups", micros("2026-05-12T10:00:00Z")));
    assert_eq!(received[0].received, micros("2026-05-12T10:02:00Z"), "heard when the first of them told it");
    let others: Vec<&str> = received[0].witnesses.iter().map(|witness| witness.source.0.as_str()).collect();
    assert_eq!(others, ["edi", "tms"]);
    assert_eq!(world.shipment_view(ship).headline.unwrap().event, received[0].event);
}

#[test]
fn two_minutes_are_counted_from_the_first() {
    let (mut world, ship) = moving();
    for at in ["10:00:00", "10:01:30", "10:02:00", "10:02:01", "10:04:00", "10:04:02"] {
        world.say("ups", ship, &format!("2026-05-12T{at}Z"), hub("Memphis"));
    }
    let starts: Vec<i64> = entries(&world, ship).iter().map(|entry| entry.at.micros).collect();
    let expected = ["10:00:00", "10:02:01", "10:04:02"].map(|at| micros(&format!("2026-05-12T{at}Z")));
    assert_eq!(starts, expected);
}

#[test]
fn another_place_milestone_or_extent_is_another_happening() {
    let (mut world, ship) = moving();
    world.say("ups", ship, "2026-05-12T10:00:00Z", hub("Memphis"));
    world.say("tms", ship, "2026-05-12T10:00:00Z", hub("Dallas"));
    world.milestone("tms", ship, "HUB_DEPARTED", "2026-05-12T10:00:00Z");
    assert_eq!(entries(&world, ship).len(), 3);
    // It joins the earliest whose place it does not contradict.
    world.say("wms", ship, "2026-05-12T10:01:00Z", hub("Dallas"));
    assert_eq!(entries(&world, ship).len(), 3);
    world.milestone("ups", ship, "DELIVERED", "2026-05-12T12:00:00Z");
    let part = json!({"type": "milestone", "milestone": "DELIVERED", "extent": "partial"});
    world.say("tms", ship, "2026-05-12T12:00:00Z", part);
    assert_eq!(entries(&world, ship).len(), 5);
}

#[test]
fn a_place_that_only_a_later_witness_tells_is_the_place_of_all() {
    let (mut world, ship) = moving();
    world.milestone("ups", ship, "HUB_ARRIVED", "2026-05-12T10:00:00Z");
    world.say("tms", ship, "2026-05-12T10:01:00Z", hub("Memphis"));
    let city = |place: Option<crate::domain::event::Place>| place.and_then(|place| place.city);
    let received = entries(&world, ship);
    assert_eq!((received.len(), received[0].source.0.as_str()), (1, "ups"));
    assert_eq!(city(received[0].place.clone()).as_deref(), Some("Memphis"));
    assert_eq!(world.shipment_view(ship).last_seen.unwrap().place.city.as_deref(), Some("Memphis"));
    world.say("wms", ship, "2026-05-12T10:01:30Z", hub("Dallas"));
    assert_eq!(entries(&world, ship).len(), 2, "whoever was elsewhere does not join them");
}

#[test]
fn places_differ_by_country_region_city_or_locode_however_these_are_written() {
    for (one, other, entries_told) in [
        (json!({"country": "US"}), json!({"country": "us"}), 1),
        (json!({"country": "US"}), json!({"country": "MX"}), 2),
        (json!({"country": "US", "region": "US-TN"}), json!({"country": "US", "region": "TN"}), 1),
        (json!({"country": "US", "region": "TX"}), json!({"country": "US", "region": "TN"}), 2),
        (json!({"region": "TX"}), json!({"region": "TN"}), 2),
        (json!({"city": "St. Louis"}), json!({"city": "ST LOUIS"}), 1),
        (json!({"city": "Dallas"}), json!({"city": "Memphis"}), 2),
        (json!({"unlocode": "US DAL"}), json!({"unlocode": "USDAL"}), 1),
        (json!({"unlocode": "USDAL"}), json!({"unlocode": "USMEM"}), 2),
        (json!({"city": "Dallas", "country": "US"}), json!({"city": "", "name": "Hub 7", "site": "7"}), 1),
    ] {
        let (mut world, ship) = moving();
        for (source, place) in [("ups", &one), ("tms", &other)] {
            let received = json!({"type": "milestone", "milestone": "HUB_ARRIVED", "place": place});
            world.say(source, ship, "2026-05-12T10:00:00Z", received);
        }
        assert_eq!(entries(&world, ship).len(), entries_told, "{one} {other}");
    }
}

#[test]
fn estimates_of_other_days_and_codes_that_nobody_knows_stay_apart() {
    let (mut world, ship) = moving();
    world.estimate(ship, "2026-05-12T10:00:00Z", "2026-05-14T10:00:00Z", "2026-05-14T12:00:00Z");
    world.estimate(ship, "2026-05-12T10:00:00Z", "2026-05-15T10:00:00Z", "2026-05-15T12:00:00Z");
    let unmapped = |code: &str| json!({"type": "milestone", "milestone": "UNMAPPED", "raw": {"code": code}});
    world.say("ups", ship, "2026-05-12T10:00:00Z", unmapped("A"));
    world.say("tms", ship, "2026-05-12T10:00:00Z", unmapped("B"));
    assert_eq!(entries(&world, ship).len(), 4);
}

#[test]
fn a_single_package_and_its_shipment_are_one_thing_and_of_several_each_is_its_own() {
    let (mut world, ship) = moving();
    let package = world.package(ship);
    world.milestone("tms", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("ups", package, "DELIVERED", "2026-05-12T10:01:00Z");
    let received = entries(&world, ship);
    assert_eq!((received.len(), received[0].witnesses.len()), (1, 1));
    let view = world.shipment_view(ship);
    assert_eq!((view.state, view.packages[0].state), (State::Delivered, State::Delivered));
    assert_eq!(view.delivered_at.unwrap().micros, micros("2026-05-12T10:00:00Z"));
    world.package(ship);
    assert_eq!(entries(&world, ship).len(), 2);
}

#[test]
fn who_has_not_the_word_is_a_witness_all_the_same_and_never_speaks() {
    let (mut world, ship) = moving();
    world.milestone("s4", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
    world.milestone("tms", ship, "PICKED_UP", "2026-05-12T10:01:00Z");
    let received = entries(&world, ship);
    assert_eq!((received.len(), received[0].status, received[0].source.0.as_str()), (1, EventStatus::Counts, "tms"));
    assert_eq!(received[0].witnesses[0].source.0, "s4");
}

#[test]
fn what_was_withdrawn_or_comes_from_the_future_is_nobodys_witness() {
    let (mut world, ship) = moving();
    world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
    world.say("tms", ship, "2026-05-12T10:00:30Z", json!({"type": "milestone", "milestone": "PICKED_UP", "key": "p"}));
    world.say("tms", ship, "2026-05-12T11:00:00Z", json!({"type": "retraction", "retracts": ["p"]}));
    let skewed = json!({"type": "milestone", "milestone": "PICKED_UP"});
    world.say_heard("edi", ship, "2026-05-12T10:01:00Z", Some("2026-05-12T09:00:00Z"), skewed);
    let standings: Vec<EventStatus> = entries(&world, ship).iter().map(|entry| entry.status).collect();
    assert_eq!(standings, [EventStatus::Counts, EventStatus::Withdrawn, EventStatus::ClockSkew]);
}

#[test]
fn a_scan_asked_for_again_is_one_entry_and_the_telling_that_knows_its_zone_speaks() {
    for said in [
        json!({"type": "milestone", "milestone": "OUT_FOR_DELIVERY", "raw": {"code": "OT"}}),
        json!({"type": "exception", "exception": "DELAYED", "reason": "WEATHER", "raw": {"code": "7W"}}),
    ] {
        let with_place = |city: &str| {
            let mut said = said.clone();
            said["place"] = json!({"city": city, "region": "TX", "country": "US"});
            said
        };
        let tellings = [
            ("2026-05-12T08:45:00", said.clone()),
            ("2026-05-12T08:45:00-05:00", with_place("Dallas")),
            ("2026-05-12T08:45:00", with_place("DALLAS")),
        ];
        for first in 0..tellings.len() {
            let (mut world, ship) = moving();
            for number in 0..tellings.len() {
                let (at, said) = &tellings[(first + number) % tellings.len()];
                world.say_heard("ups", ship, at, Some(&format!("2026-05-13T1{number}:00:00Z")), said.clone());
            }
            let received = entries(&world, ship);
            assert_eq!((received.len(), received[0].at.micros), (1, micros("2026-05-12T13:45:00Z")), "{received:?}");
            let city = received[0].place.as_ref().and_then(|place| place.city.as_deref());
            assert!(city.is_some_and(|city| city.eq_ignore_ascii_case("Dallas")), "{city:?}");
            assert_eq!(received[0].received, micros("2026-05-13T10:00:00Z"), "heard when it was told first");
        }
        // Another source, another time on the clock or another code is another telling.
        let (mut world, ship) = moving();
        world.say("ups", ship, "2026-05-12T08:45:00", said.clone());
        world.say("tms", ship, "2026-05-12T08:45:00-05:00", said.clone());
        world.say("ups", ship, "2026-05-12T08:46:00-05:00", said.clone());
        let mut other = said.clone();
        other["raw"]["code"] = json!("ZZ");
        world.say("ups", ship, "2026-05-12T08:45:00-04:00", other);
        assert!(entries(&world, ship).len() >= 3);
        assert!(entries(&world, ship).iter().any(|entry| !entry.at.zone_known));
    }
}

#[test]
fn a_logical_event_is_kept_and_moves_nothing_that_a_scan_would() {
    for milestone in ["PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED", "RETURNED"] {
        let (mut world, ship) = moving();
        let logical = json!({"type": "milestone", "milestone": milestone, "logical": true});
        world.say("ups", ship, "2026-05-12T10:00:00Z", logical);
        let received = entries(&world, ship);
        assert_eq!(
            (received.len(), received[0].status, received[0].logical),
            (1, EventStatus::Evidence, true),
            "{milestone}"
        );
        let view = world.shipment_view(ship);
        assert_eq!((view.state, view.headline.unwrap().milestone), (State::Ordered, Milestone::Booked));
        // The scan itself, beside it.
        world.milestone("ups", ship, milestone, "2026-05-12T10:00:30Z");
        assert_eq!(world.shipment_view(ship).headline.unwrap().milestone.as_str(), milestone);
    }
    let (mut world, ship) = moving();
    world.say(
        "ups",
        ship,
        "2026-05-12T10:00:00Z",
        json!({"type": "milestone", "milestone": "CANCELLED", "logical": true}),
    );
    assert_eq!(world.shipment_view(ship).state, State::Cancelled, "a voided label needs no scan");
}
