//! Returns: how carriers end them, how they are reversed, and what is left of the order.

use serde_json::json;

use super::super::testing::{ORDER, World, micros, name};
use crate::domain::{
    fate::{self, Fate},
    id::ObjectId,
    milestone::Milestone,
    reason::Exception,
    reference::ObjectKind,
    view::{EntryKind, State, View},
};

/// From Reno to Dallas, in one shipment.
fn world() -> (World, ObjectId) {
    let mut world = World::ordered();
    let from = json!({"name": "DC", "city": "Reno", "region": "NV", "country": "US"});
    let to = json!({"name": "Store 9", "city": "Dallas", "region": "TX", "postal": "75201", "country": "US"});
    world.say("s4", ORDER, "2026-05-10T08:10:00Z", json!({"type": "order", "ship_from": from, "ship_to": to}));
    let ship = world.shipment(&[("10", "4"), ("20", "2")]);
    (world, ship)
}

/// `milestone@City` at one hour of May after the other.
fn tell(world: &mut World, object: ObjectId, steps: &[&str]) {
    for (day, step) in steps.iter().enumerate() {
        let (milestone, city) = step.split_once('@').map_or((*step, None), |(what, city)| (what, Some(city)));
        let place = city.map(|city| json!({"city": city, "country": "US"}));
        let at = format!("2026-05-{:02}T10:00:00Z", 11 + day);
        world.say("ups", object, &at, json!({"type": "milestone", "milestone": milestone, "place": place}));
    }
}

fn state_after(steps: &[&str]) -> (State, String) {
    let (mut world, ship) = world();
    tell(&mut world, ship, steps);
    let view = world.fold("2026-06-01T00:00:00Z").view;
    let units = view.counts.units_delivered.to_string();
    (view.state, units)
}

#[test]
fn what_is_on_its_way_back_is_counted_apart_from_what_is_back() {
    let units = |milestone: &str| {
        let mut world = World::ordered();
        let ship = world.shipment(&[("10", "4"), ("20", "2")]);
        world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        world.milestone("ups", ship, milestone, "2026-05-13T10:00:00Z");
        let view = world.view();
        let counts = (view.counts.units_returned.to_string(), view.counts.units_returning.to_string());
        (counts, view.lines[0].returned.to_string(), view.lines[0].returning.to_string())
    };
    assert_eq!(units("RETURNING"), (("0".into(), "6".into()), "0".into(), "4".into()));
    assert_eq!(units("RETURNED"), (("6".into(), "0".into()), "4".into(), "0".into()));
}

#[test]
fn a_return_ends_with_whatever_the_carrier_calls_its_end() {
    for steps in [
        ["OUT_FOR_DELIVERY@Dallas", "RETURNING@Dallas", "DELIVERED@Reno"].as_slice(),
        &["OUT_FOR_DELIVERY@Dallas", "DELIVERED@Reno"],
        &["RETURNING", "DELIVERED"],
        &["RETURNING", "OUT_FOR_DELIVERY", "DELIVERED"],
        &["RETURNING", "OUT_FOR_DELIVERY@Reno", "DELIVERED@Reno"],
        &["RETURNING", "DELIVERED@Sacramento"],
        &["RETURNED", "DELIVERED"],
        &["RETURNED", "HUB_ARRIVED", "OUT_FOR_DELIVERY", "DELIVERED"],
        &["DELIVERED", "RETURNING", "DELIVERED"],
        &["DELIVERED@Dallas", "RETURNING@Dallas", "DELIVERED@Reno"],
        &["DELIVERED@Dallas", "DELIVERED@Reno"],
        &["RETURNING", "DELIVERED", "RETURNED"],
    ] {
        assert_eq!(state_after(steps), (State::Returned, "0".into()), "{steps:?}");
    }
}

#[test]
fn a_return_that_was_reversed_and_delivered_is_delivered() {
    for steps in [
        ["RETURNING@Dallas", "DELIVERED@Dallas"].as_slice(),
        &["RETURNING@Dallas", "OUT_FOR_DELIVERY@Dallas", "DELIVERED"],
        &["RETURNING", "HUB_ARRIVED@Reno", "READY_FOR_COLLECTION@Dallas", "DELIVERED"],
        &["RETURNED@Reno", "PICKED_UP@Reno", "OUT_FOR_DELIVERY", "DELIVERED"],
        &["DELIVERED@Dallas", "RETURNING", "DELIVERED@Dallas"],
    ] {
        assert_eq!(state_after(steps), (State::Delivered, "6".into()), "{steps:?}");
    }
    assert_eq!(state_after(&["RETURNING", "OUT_FOR_DELIVERY@Dallas"]).0, State::OutForDelivery);
    assert_eq!(
        state_after(&["RETURNED@Reno", "IN_TRANSIT"]).0,
        State::Returning,
        "called returned when it turned back"
    );
}

#[test]
fn back_within_minutes_of_a_delivery_it_was_never_with_the_customer() {
    for (returned, state) in [("2026-05-12T10:01:00Z", None), ("2026-05-12T13:00:00Z", Some("2026-05-12T10:00:00Z"))] {
        let (mut world, ship) = world();
        world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("tms", ship, "RETURNED", returned);
        let view = world.shipment_view(ship);
        let delivered = view.delivered_at.map(|at| at.micros);
        assert_eq!((view.state, delivered), (State::Returned, state.map(micros)), "{returned}");
    }
}

#[test]
fn the_timeline_and_the_headline_call_it_returned_and_what_caused_it_stays() {
    let (mut world, ship) = world();
    world.exception(ship, "REFUSED_GOODS", "REFUSED", "2026-05-11T09:00:00Z");
    tell(&mut world, ship, &["RETURNING@Dallas", "DELIVERED@Reno"]);
    let view = world.view();
    assert_eq!(view.headline.as_ref().unwrap().milestone, Milestone::Returned);
    assert_eq!(view.leading.as_ref().map(|active| active.exception), Some(Exception::RefusedGoods));
    let received = view.shipments[0].entries.iter().filter_map(|entry| match entry.what {
        EntryKind::Milestone { milestone, .. } => Some(milestone),
        EntryKind::Exception { .. } => None,
    });
    assert_eq!(received.collect::<Vec<_>>(), [Milestone::Returning, Milestone::Returned]);
    assert_eq!(view.shipments[0].delivered_at, None);
    assert_eq!(view.lines.iter().map(|line| line.delivered.to_string()).collect::<Vec<_>>(), ["0", "0"]);
}

#[test]
fn a_return_of_its_own_is_back_when_it_is_delivered() {
    let (mut world, _) = world();
    let back = world.object(ObjectKind::Return, vec![name("rma", "S4", "R1")]);
    world.link(back, crate::domain::event::Relation::Returns, ORDER, &[]);
    world.milestone("ups", back, "PICKED_UP", "2026-05-18T10:00:00Z");
    assert_eq!(world.view().returns[0].state, State::Moving);
    world.milestone("ups", back, "DELIVERED", "2026-05-19T10:00:00Z");
    assert_eq!(world.view().returns[0].state, State::Returned);
}

fn in_packages(count: usize) -> (World, ObjectId, Vec<ObjectId>) {
    let (mut world, ship) = world();
    let packages = (0..count).map(|_| world.package(ship)).collect();
    (world, ship, packages)
}

fn fates(view: &View) -> Vec<Fate> {
    fate::pieces(view).iter().map(|piece| piece.fate).collect()
}

#[test]
fn packages_of_one_shipment_end_each_in_its_own_way() {
    use Fate::{Delivered, Lost, Returned, Returning, ToCome};
    for (ends, state, expected) in [
        (vec!["DELIVERED", "RETURNED"], State::PartlyReturned, vec![Delivered, Returned]),
        (vec!["DELIVERED", "RETURNING"], State::PartlyReturned, vec![Delivered, Returning]),
        (vec!["DELIVERED", "DELIVERED", "RETURNED"], State::PartlyReturned, vec![Delivered, Delivered, Returned]),
        (vec!["DELIVERED", "RETURNING", "IN_TRANSIT"], State::PartlyDelivered, vec![Delivered, Returning, ToCome]),
        (vec!["DELIVERED", "LOST"], State::PartlyDelivered, vec![Delivered, Lost]),
        (vec!["RETURNED", "IN_TRANSIT"], State::Moving, vec![Returned, ToCome]),
        (vec!["RETURNED", "RETURNING"], State::Returning, vec![Returned, Returning]),
    ] {
        let (mut world, ship, packages) = in_packages(ends.len());
        world.milestone("ups", ship, "PICKED_UP", "2026-05-11T10:00:00Z");
        for (package, end) in packages.into_iter().zip(&ends) {
            match *end {
                "LOST" => world.exception(package, "LOST", "OTHER", "2026-05-12T10:00:00Z"),
                end => world.milestone("ups", package, end, "2026-05-12T10:00:00Z"),
            };
        }
        let view = world.view();
        assert_eq!((view.state, fates(&view)), (state, expected), "{ends:?}");
    }
}

#[test]
fn what_the_customer_sends_back_days_later_has_been_delivered() {
    let (mut world, ship, packages) = in_packages(2);
    world.milestone("tms", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("ups", packages[1], "RETURNING", "2026-05-15T10:00:00Z");
    let view = world.shipment_view(ship);
    assert_eq!((view.state, view.packages[0].state), (State::PartlyReturned, State::Delivered));
    assert_eq!(view.packages[1].state, State::Returning);
    assert_eq!(view.packages[1].delivered_at.map(|at| at.micros), Some(micros("2026-05-12T10:00:00Z")));
    assert_eq!(view.delivered_at.map(|at| at.micros), Some(micros("2026-05-12T10:00:00Z")));
    world.milestone("ups", packages[1], "DELIVERED", "2026-05-18T10:00:00Z");
    assert_eq!(world.shipment_view(ship).packages[1].state, State::Returned);
}

#[test]
fn a_delivery_of_the_others_does_not_bring_back_the_one_that_turned_back() {
    let (mut world, ship, packages) = in_packages(2);
    world.milestone("ups", packages[0], "RETURNING", "2026-05-12T10:00:00Z");
    world.milestone("tms", ship, "DELIVERED", "2026-05-12T12:00:00Z");
    let view = world.shipment_view(ship);
    assert_eq!((view.state, view.delivered_at), (State::PartlyReturned, None));
    assert_eq!([view.packages[0].state, view.packages[1].state], [State::Returning, State::Delivered]);
    // Once both have turned back, the end of the shipment's way is theirs.
    world.milestone("ups", packages[1], "RETURNING", "2026-05-13T10:00:00Z");
    world.milestone("tms", ship, "DELIVERED", "2026-05-16T12:00:00Z");
    assert_eq!(world.shipment_view(ship).state, State::Returned);
}

#[test]
fn of_two_shipments_one_back_is_no_part_delivery() {
    let mut world = World::ordered();
    let ships = [world.shipment(&[("10", "4")]), world.shipment(&[("20", "2")])];
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("ups", ships[1], "RETURNED", "2026-05-13T10:00:00Z");
    let view = world.view();
    assert_eq!((view.state, view.counts.units_delivered.to_string().as_str()), (State::PartlyReturned, "4"));
    let mut short = World::ordered();
    let ships = [short.shipment(&[("10", "2")]), short.shipment(&[("20", "2")])];
    short.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
    short.milestone("ups", ships[1], "RETURNED", "2026-05-13T10:00:00Z");
    assert_eq!(short.view().state, State::PartlyDelivered, "two widgets are still to be sent");
}

#[test]
fn what_is_destroyed_is_told_from_what_is_lost() {
    for (reason, fate) in [("OTHER", Fate::Lost), ("PROHIBITED", Fate::Destroyed), ("DAMAGE", Fate::Destroyed)] {
        let (mut world, ship) = world();
        world.milestone("ups", ship, "PICKED_UP", "2026-05-11T10:00:00Z");
        world.exception(ship, "LOST", reason, "2026-05-12T10:00:00Z");
        assert_eq!(fates(&world.view()), [fate]);
        world.milestone("ups", ship, "HUB_ARRIVED", "2026-05-13T10:00:00Z");
        assert_eq!(fates(&world.view()), [Fate::ToCome], "found");
    }
}
