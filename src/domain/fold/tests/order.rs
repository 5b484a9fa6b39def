//! What the parts come to for the order, by example.

use serde_json::json;

use crate::domain::{
    event::Relation,
    fold::testing::{ORDER, World, micros, name},
    id::ObjectId,
    milestone::{Extent, Milestone},
    reference::ObjectKind,
    view::State,
};

const LATER: &str = "2026-05-20T00:00:00Z";

/// A delivery in a shipment of its own.
fn carried() -> (World, ObjectId, ObjectId) {
    let mut world = World::ordered();
    let delivery = world.delivery(&[]);
    let ship = carrier_of(&mut world, delivery);
    (world, delivery, ship)
}

fn carrier_of(world: &mut World, delivery: ObjectId) -> ObjectId {
    let ship = world.object(ObjectKind::Shipment, vec![name("shipment", "TMS", &format!("SH9{delivery}"))]);
    world.link(ship, Relation::Carries, delivery, &[]);
    ship
}

fn is_missed(world: &World) -> bool {
    world.fold(LATER).view.promise_missed
}

fn headline(world: &World) -> (Milestone, Extent) {
    let headline = world.view().headline.unwrap();
    (headline.milestone, headline.extent)
}

#[test]
fn the_last_instant_of_the_promise_is_in_time() {
    let (mut world, ships) = World::shipped(1);
    let end = micros("2026-05-15T05:00:00Z") - 1;
    assert_eq!(world.fold("2026-05-15T04:59:59.999999Z").next_change_at, Some(end + 1));
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-14T23:59:59.999999-05:00");
    assert!(!is_missed(&world));
}

#[test]
fn without_shipments_the_last_of_the_deliveries_arrives_in_time_or_late() {
    for (at, missed) in [("2026-05-14T20:00:00Z", false), ("2026-05-15T20:00:00Z", true)] {
        let mut world = World::ordered();
        let deliveries = [world.delivery(&[("10", "4")]), world.delivery(&[("20", "2")])];
        world.milestone("wms", deliveries[0], "DELIVERED", "2026-05-13T20:00:00Z");
        assert!(is_missed(&world), "one of them has not arrived");
        world.milestone("wms", deliveries[1], "DELIVERED", at);
        assert_eq!((world.view().state, is_missed(&world)), (State::Delivered, missed), "{at}");
        let mut alone = World::ordered();
        alone.milestone("s4", ORDER, "DELIVERED", at);
        assert_eq!((alone.view().state, is_missed(&alone)), (State::Delivered, missed), "{at}");
    }
}

#[test]
fn a_delivery_that_arrived_in_no_shipment_counts_with_its_lines() {
    for (line, state) in [(&[("20", "2")][..], State::Delivered), (&[("20", "1")], State::PartlyDelivered)] {
        let mut world = World::ordered();
        let carried = world.delivery(&[("10", "4")]);
        let ship = carrier_of(&mut world, carried);
        let alone = world.delivery(line);
        world.milestone("ups", ship, "DELIVERED", "2026-05-12T20:00:00Z");
        world.milestone("wms", alone, "DELIVERED", "2026-05-13T20:00:00Z");
        let view = world.fold(LATER).view;
        assert_eq!((view.state, view.promise_missed), (state, state != State::Delivered));
        assert_eq!(view.lines[1].delivered, view.lines[1].shipped);
        world.milestone("wms", alone, "RETURNED", "2026-05-18T20:00:00Z");
        let view = world.fold(LATER).view;
        // Of what was never sent, more is still to come.
        let after = if state == State::Delivered { State::PartlyReturned } else { State::PartlyDelivered };
        assert_eq!((view.state, view.promise_missed), (after, state != State::Delivered));
        assert_eq!(
            (view.lines[1].delivered.to_string().as_str(), line[0].1),
            ("0", &*view.lines[1].shipped.to_string())
        );
    }
}

#[test]
fn a_delivery_that_was_left_behind_has_not_arrived_unless_it_was_called_off() {
    let (mut world, _, ship) = carried();
    let behind = world.delivery(&[]);
    world.milestone("ups", ship, "DELIVERED", "2026-05-13T20:00:00Z");
    assert_eq!((world.view().state, is_missed(&world)), (State::PartlyDelivered, true));
    world.milestone("s4", behind, "CANCELLED", "2026-05-13T21:00:00Z");
    assert_eq!((world.view().state, is_missed(&world)), (State::Delivered, false));
}

#[test]
fn while_a_shipment_does_not_name_its_delivery_none_counts_as_left_behind() {
    let (mut world, _, ship) = carried();
    let other = world.shipment(&[]);
    world.delivery(&[]);
    world.milestone("ups", ship, "DELIVERED", "2026-05-13T20:00:00Z");
    world.milestone("ups", other, "DELIVERED", "2026-05-13T20:00:00Z");
    assert_eq!((world.view().state, is_missed(&world)), (State::Delivered, false));
}

#[test]
fn what_is_said_of_the_order_alone_sets_no_shipment_going() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("tms", ships[0], "BOOKED", "2026-05-11T10:00:00Z");
    world.milestone("tms", ORDER, "PACKED", "2026-05-11T11:00:00Z");
    assert_eq!(world.view().state, State::Preparing);
    world.milestone("tms", ORDER, "IN_TRANSIT", "2026-05-11T12:00:00Z");
    assert_eq!(world.view().state, State::Ordered);
}

#[test]
fn a_delivery_is_as_far_as_its_shipment_or_as_its_own_word_says() {
    for (own, carrier, state) in [
        ("PICKED_UP", "BOOKED", State::Moving),
        ("PACKED", "BOOKED", State::Preparing),
        ("PACKED", "OUT_FOR_DELIVERY", State::OutForDelivery),
        ("OUT_FOR_DELIVERY", "HUB_ARRIVED", State::OutForDelivery),
        ("CANCELLED", "HUB_ARRIVED", State::Cancelled),
        ("PICKED_UP", "CANCELLED", State::Moving),
        ("RETURNING", "HUB_ARRIVED", State::Moving),
    ] {
        let (mut world, delivery, ship) = carried();
        let speaker = if own == "CANCELLED" { "s4" } else { "tms" };
        world.milestone(speaker, delivery, own, "2026-05-12T10:00:00Z");
        world.milestone("tms", ship, carrier, "2026-05-12T11:00:00Z");
        assert_eq!(world.view().deliveries[0].state, state, "{own}, {carrier}");
    }
}

#[test]
fn a_delivery_shows_what_its_owners_state_of_it() {
    let (mut world, delivery, ship) = carried();
    let other = world.delivery(&[("20", "1")]);
    world.say("wms", delivery, "2026-05-11T10:00:00Z", json!({"type": "delivery", "status": "picking"}));
    let planned = json!({"type": "delivery", "status": "open", "planned": {"goods_issue": "2026-05-12"}});
    world.say("s4", delivery, "2026-05-11T11:00:00Z", planned);
    let view = world.view();
    let shown = &view.deliveries[0];
    assert_eq!((shown.status.as_deref(), shown.state), (Some("picking"), State::Ordered));
    assert_eq!(shown.goods_issue.unwrap().to_string(), "2026-05-12");
    assert!(shown.lines.is_empty(), "of two deliveries nobody knows who has what");
    assert_eq!((view.deliveries[1].object, view.deliveries[1].lines.len()), (other, 1));
    assert_eq!(view.shipments[0].deliveries, [delivery]);
    assert_eq!(view.shipments[0].object, ship);
}

#[test]
fn a_return_has_its_own_state() {
    let (mut world, _) = World::shipped(1);
    let back = world.object(ObjectKind::Return, vec![name("rma", "S4", "R1")]);
    world.link(back, Relation::Returns, ORDER, &[]);
    world.milestone("wms", back, "RETURNED", "2026-05-12T10:00:00Z");
    let returns: Vec<_> =
        world.view().returns.into_iter().map(|shown| (shown.object, shown.state, shown.refs.len())).collect();
    assert_eq!(returns, [(back, State::Returned, 1)]);
}

#[test]
fn the_order_leads_until_a_shipment_moves() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("tms", ships[0], "BOOKED", "2026-05-10T07:00:00Z");
    assert_eq!(headline(&world).0, Milestone::OrderReleased);
    let delivery = world.delivery(&[]);
    world.milestone("wms", delivery, "PACKED", "2026-05-11T10:00:00Z");
    assert_eq!(headline(&world).0, Milestone::Packed);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-11T09:00:00Z");
    assert_eq!(headline(&world).0, Milestone::PickedUp);
}

#[test]
fn what_was_called_off_does_not_lead() {
    let (mut world, ships) = World::shipped(2);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-11T10:00:00Z");
    world.milestone("tms", ships[1], "CANCELLED", "2026-05-12T10:00:00Z");
    let view = world.view();
    assert_eq!((view.counts.shipments, view.headline.unwrap().milestone), (1, Milestone::PickedUp));
    world.milestone("tms", ships[0], "CANCELLED", "2026-05-12T09:00:00Z");
    let view = world.view();
    assert_eq!((view.counts.shipments, view.state), (0, State::Ordered));
    assert_eq!(view.headline.unwrap().milestone, Milestone::OrderReleased);
}

#[test]
fn a_full_delivery_of_one_shipment_is_a_part_of_the_order() {
    let (mut world, ships) = World::shipped(2);
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
    assert_eq!(headline(&world), (Milestone::Delivered, Extent::Partial));
    world.milestone("ups", ships[1], "DELIVERED", "2026-05-12T09:00:00Z");
    assert_eq!(headline(&world), (Milestone::Delivered, Extent::Full));
}

#[test]
fn that_the_order_was_called_off_stays_the_news_when_a_part_of_it_turns_out_to_go_back() {
    let (mut world, ships) = World::shipped(1);
    let packages = [world.package(ships[0]), world.package(ships[0])];
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
    world.milestone("ups", packages[0], "RETURNING", "2026-05-12T09:00:00Z");
    world.milestone("s4", ORDER, "CANCELLED", "2026-05-12T11:00:00Z");
    let view = world.view();
    assert_eq!((view.state, view.headline.unwrap().milestone), (State::Cancelled, Milestone::Cancelled));
    world.milestone("ups", packages[1], "CANCELLED", "2026-05-12T08:00:00Z");
    let view = world.view();
    assert_eq!((view.state, view.headline.unwrap().milestone), (State::Returning, Milestone::Cancelled));
    world.milestone("ups", packages[0], "RETURNED", "2026-05-13T09:00:00Z");
    assert_eq!(headline(&world).0, Milestone::Returned);
}

#[test]
fn what_has_arrived_leads_although_the_order_was_called_off() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("s4", ORDER, "CANCELLED", "2026-05-12T11:00:00Z");
    assert_eq!(world.view().state, State::Delivered);
    assert_eq!(headline(&world), (Milestone::Delivered, Extent::Full));
}

#[test]
fn one_part_that_came_back_does_not_speak_for_one_that_nobody_has_heard_of() {
    for (back, state) in [("RETURNING", State::PartlyReturned), ("RETURNED", State::PartlyReturned)] {
        let (mut world, ships) = World::shipped(2);
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-11T10:00:00Z");
        world.milestone("ups", ships[0], back, "2026-05-13T10:00:00Z");
        assert_eq!(world.view().state, state, "nothing heard");
        world.milestone("tms", ships[1], "BOOKED", "2026-05-11T09:00:00Z");
        assert_eq!(world.view().state, state, "booked only");
        world.milestone("ups", ships[1], "PICKED_UP", "2026-05-13T11:00:00Z");
        assert_eq!(world.view().state, State::Moving);
        world.milestone("ups", ships[1], "DELIVERED", "2026-05-14T11:00:00Z");
        assert_eq!(world.view().state, State::PartlyReturned);
    }
    let (mut world, ships) = World::shipped(2);
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-13T10:00:00Z");
    assert_eq!(world.view().state, State::PartlyDelivered);
    let (mut world, ships) = World::shipped(2);
    world.milestone("tms", ships[0], "CANCELLED", "2026-05-13T10:00:00Z");
    assert_eq!(world.view().state, State::Ordered, "the order's own word");
    let mut world = World::ordered();
    let ship = world.shipment(&[]);
    let packages = [world.package(ship), world.package(ship)];
    world.milestone("ups", packages[0], "RETURNED", "2026-05-13T10:00:00Z");
    assert_eq!(world.view().state, State::PartlyReturned, "of packages too");
}

/// What is back and what waits in the warehouse, with lines that no shipment carries: nothing has come.
#[test]
fn lines_in_no_shipment_do_not_make_a_return_a_delivery() {
    let mut world = World::ordered();
    let ships = [world.shipment(&[("10", "1")]), world.shipment(&[("10", "1")])];
    world.milestone("ups", ships[0], "RETURNED", "2026-05-13T10:00:00Z");
    assert_eq!(world.view().state, State::PartlyReturned);
    world.milestone("ups", ships[1], "DELIVERED", "2026-05-13T10:00:00Z");
    assert_eq!(world.view().state, State::PartlyDelivered, "the rest is still to come");
}

#[test]
fn an_order_that_was_cancelled_is_so_whatever_became_of_its_goods() {
    let off = |world: &World| world.fold("2026-06-01T00:00:00Z").view.cancelled_at.map(|at| at.micros);
    let (mut world, ships) = World::shipped(1);
    world.milestone("s4", ORDER, "CANCELLED", "2026-05-12T10:00:00Z");
    assert_eq!((off(&world), world.view().state), (Some(micros("2026-05-12T10:00:00Z")), State::Cancelled));
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-20T10:00:00Z");
    let view = world.fold("2026-06-01T00:00:00Z").view;
    assert_eq!((view.state, view.cancelled_at.is_some()), (State::Delivered, true));
    assert!(!view.promise_missed, "what was cancelled was promised no more");
    let (mut late, ships) = World::shipped(1);
    late.milestone("ups", ships[0], "DELIVERED", "2026-05-20T10:00:00Z");
    late.milestone("s4", ORDER, "CANCELLED", "2026-05-21T10:00:00Z");
    assert!(late.fold("2026-06-01T00:00:00Z").view.promise_missed, "it was still promised when it came");
    late.milestone("s4", ORDER, "ORDER_RELEASED", "2026-05-22T10:00:00Z");
    assert_eq!(off(&late), None, "opened again");
    let (mut world, _) = World::shipped(1);
    world.milestone("tms", ORDER, "CANCELLED", "2026-05-12T10:00:00Z");
    assert_eq!(off(&world), None, "by its owner only");
    let (mut part, ships) = World::shipped(2);
    part.milestone("s4", ORDER, "CANCELLED", "2026-05-12T10:00:00Z");
    part.milestone("ups", ships[0], "DELIVERED", "2026-05-13T10:00:00Z");
    assert!(!part.fold("2026-06-01T00:00:00Z").view.promise_missed);
}
