//! Deliveries of one order of which one is called off.

use super::super::testing::{ORDER, World};
use crate::domain::{
    event::Relation,
    id::ObjectId,
    milestone::Milestone,
    reason::Exception,
    view::{State, View},
};

/// Two deliveries of the order; the second was called off at noon on the 12th.
fn world() -> (World, [ObjectId; 2]) {
    let mut world = World::ordered();
    let deliveries = [world.delivery(&[("10", "4")]), world.delivery(&[("20", "2")])];
    world.milestone("s4", deliveries[0], "PICKING", "2026-05-11T10:00:00Z");
    world.milestone("s4", deliveries[1], "CANCELLED", "2026-05-12T12:00:00Z");
    (world, deliveries)
}

fn shipped(view: &View) -> Vec<String> {
    view.lines.iter().map(|line| line.shipped.to_string()).collect()
}

fn states(view: &View) -> Vec<State> {
    view.deliveries.iter().map(|delivery| delivery.state).collect()
}

fn ship(world: &mut World, delivery: ObjectId) -> ObjectId {
    let ship = world.shipment(&[]);
    world.input.links.pop();
    world.link(ship, Relation::Carries, delivery, &[]);
    world.milestone("tms", ship, "BOOKED", "2026-05-11T12:00:00Z");
    ship
}

#[test]
fn the_order_stands_where_the_remaining_delivery_does_and_the_other_is_named() {
    let (world, _) = world();
    let view = world.view();
    assert_eq!((view.state, view.headline.as_ref().unwrap().milestone), (State::Preparing, Milestone::Picking));
    assert_eq!(states(&view), [State::Preparing, State::Cancelled]);
}

#[test]
fn a_booked_shipment_of_a_delivery_that_was_called_off_carries_nothing() {
    let (mut world, deliveries) = world();
    let ships = deliveries.map(|delivery| ship(&mut world, delivery));
    let view = world.view();
    assert_eq!((view.state, shipped(&view)), (State::Preparing, vec!["4".into(), "0".into()]));
    assert_eq!((view.counts.shipments, world.shipment_view(ships[1]).state), (1, State::Cancelled));
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-13T10:00:00Z");
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-14T10:00:00Z");
    let view = world.view();
    assert_eq!((view.state, view.headline.unwrap().milestone), (State::PartlyDelivered, Milestone::Delivered));
}

#[test]
fn a_delivery_that_is_created_anew_takes_its_place() {
    let (mut world, deliveries) = world();
    let again = world.delivery(&[("20", "2")]);
    let ships = [deliveries[0], again].map(|delivery| ship(&mut world, delivery));
    ship(&mut world, deliveries[1]);
    let view = world.view();
    assert_eq!(shipped(&view), ["4", "2"]);
    let waits = |view: &View| view.exceptions.iter().any(|active| active.exception == Exception::ShipmentCancelled);
    assert!(!waits(&view));
    for ship in ships {
        world.milestone("ups", ship, "DELIVERED", "2026-05-14T10:00:00Z");
    }
    assert_eq!(world.view().state, State::Delivered);
}

#[test]
fn goods_that_are_on_their_way_go_on_when_their_delivery_is_called_off() {
    let (mut world, deliveries) = world();
    let ships = deliveries.map(|delivery| ship(&mut world, delivery));
    world.milestone("ups", ships[1], "PICKED_UP", "2026-05-12T10:00:00Z");
    let view = world.view();
    assert_eq!((view.state, shipped(&view)), (State::Moving, vec!["4".into(), "2".into()]));
    assert_eq!((states(&view)[1], world.shipment_view(ships[1]).state), (State::Cancelled, State::Moving));
}

#[test]
fn the_only_delivery_that_is_left_has_all_of_the_order_where_nothing_is_told() {
    let mut world = World::ordered();
    let deliveries = [world.delivery(&[]), world.delivery(&[])];
    ship(&mut world, deliveries[0]);
    assert_eq!(shipped(&world.view()), ["0", "0"], "nobody knows which has what");
    world.milestone("s4", deliveries[1], "CANCELLED", "2026-05-12T12:00:00Z");
    assert_eq!(shipped(&world.view()), ["4", "2"]);
    world.milestone("s4", ORDER, "CANCELLED", "2026-05-12T13:00:00Z");
    assert_eq!(world.view().state, State::Cancelled);
}
