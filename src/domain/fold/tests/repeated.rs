//! Several deliveries of one thing: which of them is the arrival, and what is said of the others.

use serde_json::json;

use super::super::testing::{ORDER, World, micros};
use crate::domain::{
    id::ObjectId,
    milestone::Milestone,
    reason::Exception,
    view::{EntryKind, State, Why},
};

/// `MILESTONE@City` with the time, in whatever order it is heard.
type Scan<'a> = (&'a str, &'a str);

const OUT: Scan = ("OUT_FOR_DELIVERY@Memphis", "2026-05-12T08:00:00Z");
const FIRST: Scan = ("DELIVERED@Memphis", "2026-05-12T10:00:00Z");
const SECOND: Scan = ("DELIVERED@Nashville", "2026-05-15T09:00:00Z");

fn tell(world: &mut World, source: &str, object: ObjectId, scans: &[Scan]) {
    for (scan, at) in scans {
        let (milestone, city) = scan.split_once('@').map_or((*scan, None), |(what, city)| (what, Some(city)));
        let place = city.map(|city| json!({"city": city, "country": "US"}));
        world.say(source, object, at, json!({"type": "milestone", "milestone": milestone, "place": place}));
    }
}

/// One shipment of the whole order, told by UPS. Nothing is known of where it ships from.
fn told(scans: &[Scan]) -> (World, ObjectId) {
    let mut world = World::ordered();
    let ship = world.shipment(&[("10", "4"), ("20", "2")]);
    tell(&mut world, "ups", ship, scans);
    (world, ship)
}

const LATER: &str = "2026-06-01T00:00:00Z";

/// State, arrival, the others that contradict it.
fn outcome(world: &World, ship: ObjectId) -> (State, Option<i64>, usize) {
    let view = world.fold(LATER).view;
    let lane = view.shipments.iter().find(|lane| lane.object == ship).unwrap();
    (lane.state, lane.delivered_at.map(|at| at.micros), view.conflicts.iter().map(|one| one.others.len()).sum())
}

#[test]
fn the_first_delivery_is_the_arrival_and_a_later_one_elsewhere_is_a_contradiction() {
    for scans in [[OUT, FIRST, SECOND], [SECOND, FIRST, OUT], [FIRST, SECOND, OUT]] {
        let (world, ship) = told(&scans);
        assert_eq!(outcome(&world, ship), (State::Delivered, Some(micros(FIRST.1)), 1), "{scans:?}");
        let view = world.fold(LATER).view;
        assert_eq!(view.headline.as_ref().unwrap().at.micros, micros(FIRST.1));
        let [conflict] = view.conflicts.as_slice() else { panic!("{:?}", view.conflicts) };
        assert_eq!((conflict.why, conflict.shown.at.unwrap().micros), (Why::Stands, micros(FIRST.1)));
        assert_eq!(conflict.others[0].at.unwrap().micros, micros(SECOND.1));
        let lane = &view.shipments[0];
        assert!(lane.exceptions.iter().any(|active| active.exception == Exception::SourceConflict));
        let deliveries = lane
            .entries
            .iter()
            .filter(|entry| matches!(entry.what, EntryKind::Milestone { milestone: Milestone::Delivered, .. }));
        assert_eq!(deliveries.count(), 2, "both stand on the timeline");
    }
}

#[test]
fn a_duplicate_in_the_same_place_within_a_day_contradicts_nothing() {
    for (again, differs) in [
        (("DELIVERED@Memphis", "2026-05-12T16:00:00Z"), 0),
        (("DELIVERED@MEMPHIS", "2026-05-13T10:00:00Z"), 0),
        (("DELIVERED", "2026-05-13T10:00:00Z"), 0),
        (("DELIVERED@Memphis", "2026-05-13T10:00:01Z"), 1),
        (("DELIVERED@Nashville", "2026-05-12T11:00:00Z"), 1),
    ] {
        let (world, ship) = told(&[OUT, FIRST, again]);
        assert_eq!(outcome(&world, ship), (State::Delivered, Some(micros(FIRST.1)), differs), "{again:?}");
    }
}

#[test]
fn a_delivery_that_was_undone_gives_way_to_the_next() {
    for between in [
        ("RETURNING@Memphis", "2026-05-13T10:00:00Z"),
        ("RETURNED", "2026-05-13T10:00:00Z"),
        ("OUT_FOR_DELIVERY@Memphis", "2026-05-15T07:00:00Z"),
        ("DELIVERY_ATTEMPTED@Memphis", "2026-05-14T07:00:00Z"),
    ] {
        let second = ("DELIVERED@Memphis", SECOND.1);
        let (world, ship) = told(&[OUT, FIRST, between, second]);
        assert_eq!(outcome(&world, ship), (State::Delivered, Some(micros(SECOND.1)), 0), "{between:?}");
    }
    // An empty carton at a depot undoes nothing.
    let (world, ship) = told(&[OUT, FIRST, ("HUB_ARRIVED@Memphis", "2026-05-14T10:00:00Z"), SECOND]);
    assert_eq!(outcome(&world, ship).1, Some(micros(FIRST.1)));
}

#[test]
fn a_delivery_in_error_that_is_withdrawn_was_never_there() {
    let (mut world, ship) = told(&[OUT]);
    let scan = |key: &str| json!({"type": "milestone", "milestone": "DELIVERED", "key": key});
    world.say("ups", ship, FIRST.1, scan("wrong"));
    let corrected = json!({"type": "milestone", "milestone": "DELIVERED", "key": "right", "retracts": ["wrong"]});
    world.say("ups", ship, SECOND.1, corrected);
    assert_eq!(outcome(&world, ship), (State::Delivered, Some(micros(SECOND.1)), 0));
}

#[test]
fn a_return_that_ends_at_the_sender_ends_it_however_often_it_was_delivered_before() {
    let (mut world, ship) = told(&[OUT, FIRST, SECOND]);
    let from = json!({"city": "Reno", "region": "NV", "country": "US"});
    world.say("s4", ORDER, "2026-05-10T08:10:00Z", json!({"type": "order", "ship_from": from}));
    tell(&mut world, "ups", ship, &[("DELIVERED@Reno", "2026-05-20T10:00:00Z")]);
    let (state, arrived, _) = outcome(&world, ship);
    assert_eq!((state, arrived), (State::Returned, Some(micros(FIRST.1))));
}

#[test]
fn after_a_reversed_return_the_delivery_dates_it_and_a_duplicate_does_not() {
    let (world, ship) =
        told(&[OUT, ("RETURNING", "2026-05-13T10:00:00Z"), ("DELIVERED@Memphis", "2026-05-14T10:00:00Z"), SECOND]);
    assert_eq!(outcome(&world, ship), (State::Delivered, Some(micros("2026-05-14T10:00:00Z")), 1));
}

#[test]
fn of_a_package_its_own_scan_comes_before_what_is_told_of_the_shipment() {
    let mut world = World::ordered();
    let ship = world.shipment(&[("10", "4"), ("20", "2")]);
    let packages = [world.package(ship), world.package(ship)];
    tell(&mut world, "tms", ship, &[("DELIVERED", "2026-05-12T10:00:00Z")]);
    tell(&mut world, "ups", packages[0], &[("DELIVERED", "2026-05-12T09:00:00Z"), SECOND]);
    tell(&mut world, "ups", packages[1], &[("DELIVERED", "2026-05-13T09:00:00Z")]);
    let view = world.fold(LATER).view;
    let came: Vec<i64> = view.shipments[0].packages.iter().map(|one| one.delivered_at.unwrap().micros).collect();
    assert_eq!(came, [micros("2026-05-12T09:00:00Z"), micros("2026-05-13T09:00:00Z")]);
    assert_eq!(view.shipments[0].delivered_at.unwrap().micros, micros("2026-05-13T09:00:00Z"));
    assert_eq!(view.headline.unwrap().at.micros, micros("2026-05-13T09:00:00Z"), "no duplicate is the headline");
}

#[test]
fn a_time_without_a_zone_does_not_date_the_arrival_beside_one_with_a_zone() {
    let (mut world, ship) = told(&[]);
    tell(&mut world, "tms", ship, &[("DELIVERED", "2026-05-12T10:00:00")]);
    tell(&mut world, "ups", ship, &[("DELIVERED@Memphis", "2026-05-12T15:00:00Z")]);
    assert_eq!(outcome(&world, ship).1, Some(micros("2026-05-12T15:00:00Z")));
    tell(&mut world, "ups", ship, &[("DELIVERED@Memphis", "2026-05-14T15:00:00Z")]);
    assert_eq!(outcome(&world, ship).1, Some(micros("2026-05-12T15:00:00Z")));
}
