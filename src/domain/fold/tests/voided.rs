//! Labels, bookings and manifests that were voided: the order stands.

use serde_json::json;

use super::super::testing::{ORDER, World, micros};
use crate::domain::{
    reason::Exception,
    view::{State, View},
};

fn waits(view: &View) -> bool {
    view.exceptions.iter().any(|active| active.exception == Exception::ShipmentCancelled)
}

#[test]
fn a_voided_label_does_not_cancel_the_order_and_another_shipment_ends_that() {
    let mut world = World::ordered();
    let ship = world.shipment(&[]);
    let package = world.package(ship);
    world.milestone("ups", package, "BOOKED", "2026-05-11T10:00:00Z");
    world.milestone("ups", package, "CANCELLED", "2026-05-12T10:00:00Z");
    let view = world.view();
    assert_eq!((view.state, view.shipments[0].state), (State::Ordered, State::Cancelled));
    let leading = view.leading.clone().unwrap();
    assert_eq!(
        (leading.exception, leading.since.micros),
        (Exception::ShipmentCancelled, micros("2026-05-12T10:00:00Z"))
    );
    assert_eq!(view.promise_end, Some(micros("2026-05-15T05:00:00Z") - 1));
    assert!(world.fold("2026-05-20T00:00:00Z").view.promise_missed, "the promise stands");
    let another = world.shipment(&[]);
    world.milestone("tms", another, "BOOKED", "2026-05-12T11:00:00Z");
    let view = world.view();
    assert_eq!((view.state, waits(&view), view.counts.shipments), (State::Ordered, false, 1));
}

#[test]
fn a_label_that_is_scanned_after_all_was_not_voided() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("tms", ships[0], "CANCELLED", "2026-05-12T10:00:00Z");
    assert!(waits(&world.view()));
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T16:00:00Z");
    assert_eq!((world.view().state, waits(&world.view())), (State::Moving, false));
}

#[test]
fn what_is_packed_and_called_off_by_the_carrier_stays_packed() {
    let mut world = World::ordered();
    let delivery = world.delivery(&[]);
    let ship = world.shipment(&[]);
    world.link(ship, crate::domain::event::Relation::Carries, delivery, &[]);
    world.milestone("wms", delivery, "PACKED", "2026-05-11T10:00:00Z");
    world.milestone("tms", ship, "CANCELLED", "2026-05-12T10:00:00Z");
    assert_eq!((world.view().state, waits(&world.view())), (State::Preparing, true));
}

#[test]
fn only_those_who_sell_cancel_an_order() {
    for (source, state) in
        [("tms", State::Ordered), ("ups", State::Ordered), ("wms", State::Ordered), ("s4", State::Cancelled)]
    {
        let mut world = World::new();
        world.say("tms", ORDER, "2026-05-10T08:00:00Z", json!({"type": "order", "lines": []}));
        world.milestone("crm", ORDER, "ORDER_CREATED", "2026-05-10T08:00:00Z");
        world.milestone(source, ORDER, "CANCELLED", "2026-05-11T10:00:00Z");
        let view = world.view();
        assert_eq!((view.state, view.entries.len()), (state, 2), "{source}");
        assert!(!waits(&view), "nothing was booked");
    }
}

#[test]
fn one_of_several_shipments_that_nothing_replaces_is_to_be_shipped_again() {
    let mut world = World::ordered();
    let ships = [world.shipment(&[("10", "4")]), world.shipment(&[("20", "2")])];
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
    world.milestone("tms", ships[1], "CANCELLED", "2026-05-12T11:00:00Z");
    assert_eq!((world.view().state, waits(&world.view())), (State::Moving, true));
    let again = world.shipment(&[("20", "2")]);
    world.milestone("tms", again, "BOOKED", "2026-05-12T12:00:00Z");
    assert!(!waits(&world.view()));
    let (mut unknown, ships) = World::shipped(2);
    unknown.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
    unknown.milestone("tms", ships[1], "CANCELLED", "2026-05-12T11:00:00Z");
    assert!(!waits(&unknown.view()), "nobody told what was in it");
}
