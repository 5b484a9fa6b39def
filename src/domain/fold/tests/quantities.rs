//! Packages and quantities by example.

use serde_json::{Value, json};

use crate::domain::{
    decimal::Dec,
    event::{LineQuantity, Relation},
    fold::testing::{ORDER, World, name},
    id::ObjectId,
    milestone::Milestone,
    reference::ObjectKind,
    view::State,
};

fn dec(text: &str) -> Dec {
    text.parse().unwrap()
}

fn two_packages() -> (World, ObjectId, [ObjectId; 2]) {
    let (mut world, ships) = World::shipped(1);
    let packages = [world.package(ships[0]), world.package(ships[0])];
    (world, ships[0], packages)
}

fn holds(package: ObjectId, line: &str, quantity: &str) -> Value {
    let refs = json!([{"kind": "tracking", "scope": "upsn", "value": format!("1z-{}", package.0 - 1)}]);
    let weight = json!({"value": "2.5", "unit": "KGM"});
    json!({"refs": refs, "weight": weight, "lines": [{"line": line, "quantity": quantity, "unit": "EA"}]})
}

fn states(world: &World, ship: ObjectId) -> (State, Vec<State>) {
    let view = world.shipment_view(ship);
    (view.state, view.packages.iter().map(|package| package.state).collect())
}

fn lines(lines: &[LineQuantity]) -> Vec<(String, String)> {
    lines.iter().map(|line| (line.line.clone(), line.quantity.to_string())).collect()
}

fn of(received: &[(&str, &str)]) -> Vec<(String, String)> {
    received.iter().map(|(line, quantity)| ((*line).to_owned(), (*quantity).to_owned())).collect()
}

#[test]
fn a_package_shows_what_the_owner_of_packages_states_of_it() {
    let (mut world, ship, packages) = two_packages();
    let stated =
        json!({"type": "shipment", "packages": [holds(packages[1], "20", "2"), holds(packages[0], "10", "4")]});
    world.say("tms", ship, "2026-05-11T08:00:00Z", stated);
    let view = world.shipment_view(ship);
    assert_eq!(lines(&view.packages[0].lines), of(&[("10", "4")]));
    assert_eq!(lines(&view.packages[1].lines), of(&[("20", "2")]));
    assert!(view.packages.iter().all(|package| package.weight.is_some() && package.refs.len() == 1));
}

#[test]
fn turning_back_and_calling_off_are_said_of_the_shipment_when_true_of_each_package() {
    for (milestone, state) in
        [("RETURNING", State::Returning), ("RETURNED", State::Returned), ("CANCELLED", State::Cancelled)]
    {
        let (mut world, ship, packages) = two_packages();
        world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        world.milestone("ups", packages[0], milestone, "2026-05-12T11:00:00Z");
        assert_eq!(states(&world, ship), (State::Moving, vec![state, State::Moving]), "{milestone}");
        assert_eq!(world.shipment_view(ship).headline.unwrap().milestone, Milestone::PickedUp, "{milestone}");
        world.milestone("ups", packages[1], milestone, "2026-05-12T12:00:00Z");
        assert_eq!(states(&world, ship), (state, vec![state, state]), "{milestone}");
        assert_eq!(world.shipment_view(ship).headline.unwrap().milestone.as_str(), milestone);
    }
}

#[test]
fn a_part_of_the_shipment_does_not_say_which_package() {
    let (mut world, ship, _) = two_packages();
    world.milestone("ups", ship, "OUT_FOR_DELIVERY", "2026-05-12T10:00:00Z");
    let part = json!({"type": "milestone", "milestone": "DELIVERED", "extent": "partial"});
    world.say("ups", ship, "2026-05-12T11:00:00Z", part.clone());
    assert_eq!(states(&world, ship), (State::PartlyDelivered, vec![State::OutForDelivery, State::OutForDelivery]));
    let (mut alone, ships) = World::shipped(1);
    alone.package(ships[0]);
    alone.say("ups", ships[0], "2026-05-12T11:00:00Z", part);
    assert_eq!(states(&alone, ships[0]), (State::PartlyDelivered, vec![State::PartlyDelivered]));
}

#[test]
fn what_turned_back_follows_the_shipment_only_home() {
    for (of_shipment, state) in
        [("HUB_ARRIVED", State::Returning), ("DELIVERED", State::Returning), ("RETURNED", State::Returned)]
    {
        let (mut world, ship, packages) = two_packages();
        world.milestone("ups", packages[0], "RETURNING", "2026-05-12T10:00:00Z");
        world.milestone("ups", ship, of_shipment, "2026-05-12T11:00:00Z");
        assert_eq!(states(&world, ship).1[0], state, "{of_shipment}");
    }
}

#[test]
fn a_package_alone_in_its_shipment_goes_where_the_shipment_goes() {
    let (mut world, ships) = World::shipped(1);
    let package = world.package(ships[0]);
    world.milestone("ups", package, "CANCELLED", "2026-05-12T10:00:00Z");
    world.milestone("ups", ships[0], "IN_TRANSIT", "2026-05-12T11:00:00Z");
    assert_eq!(states(&world, ships[0]), (State::Moving, vec![State::Moving]));
}

#[test]
fn the_last_of_several_packages_says_when_the_shipment_arrived() {
    let (mut world, ship, packages) = two_packages();
    world.milestone("ups", packages[0], "DELIVERED", "2026-05-12T12:00:00Z");
    world.milestone("ups", packages[1], "CANCELLED", "2026-05-12T13:00:00Z");
    let at = |world: &World| world.shipment_view(ship).delivered_at.map(|at| at.micros);
    assert_eq!(at(&world), Some(crate::domain::fold::testing::micros("2026-05-12T12:00:00Z")));
    let (mut none, ship, packages) = two_packages();
    for package in packages {
        none.milestone("ups", package, "CANCELLED", "2026-05-12T13:00:00Z");
    }
    assert_eq!(none.shipment_view(ship).delivered_at, None);
    none.milestone("tms", ship, "DELIVERED", "2026-05-12T14:00:00Z");
    let view = none.shipment_view(ship);
    assert_eq!((view.state, view.delivered_at), (State::Cancelled, None), "nothing was left of it to be delivered");
}

#[test]
fn goods_are_seen_from_the_arrival_at_the_pick_up_on() {
    for (milestone, seen) in [("LOADED", true), ("ARRIVED_PICKUP", true), ("PACKED", false)] {
        let (mut world, ships) = World::shipped(1);
        let received = json!({"type": "milestone", "milestone": milestone, "place": {"city": "Dallas"}});
        world.say("tms", ships[0], "2026-05-12T10:00:00Z", received);
        assert_eq!(world.shipment_view(ships[0]).last_seen.is_some(), seen, "{milestone}");
    }
    let (mut nowhere, ships) = World::shipped(1);
    for (at, place) in [("2026-05-12T10:00:00Z", json!({"city": "Dallas"})), ("2026-05-12T11:00:00Z", json!({}))] {
        nowhere.say("tms", ships[0], at, json!({"type": "milestone", "milestone": "HUB_ARRIVED", "place": place}));
    }
    let seen = nowhere.shipment_view(ships[0]).last_seen.unwrap();
    assert_eq!(seen.place.city.as_deref(), Some("Dallas"), "a place of which nothing is told is none");
}

#[test]
fn the_warehouse_sets_no_shipment_going() {
    let mut world = World::ordered();
    let delivery = world.delivery(&[]);
    let ship = world.object(ObjectKind::Shipment, vec![name("shipment", "TMS", "SH9")]);
    world.link(ship, Relation::Carries, delivery, &[]);
    world.milestone("tms", delivery, "IN_TRANSIT", "2026-05-12T10:00:00Z");
    assert_eq!(world.shipment_view(ship).state, State::Unknown);
    world.milestone("tms", ship, "BOOKED", "2026-05-12T11:00:00Z");
    assert_eq!(world.shipment_view(ship).state, State::Ordered);
}

#[test]
fn units_are_counted_only_where_they_are_the_same() {
    for (unit, units) in [("ea", "6"), ("KGM", "0")] {
        let (mut world, ships) = World::shipped(1);
        let lines = json!([
            {"line": "10", "quantity": "4", "unit": "EA"}, {"line": "20", "quantity": "2", "unit": unit}
        ]);
        world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "lines": lines}));
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
        let counts = world.view().counts;
        assert_eq!((counts.units, counts.units_delivered), (dec(units), dec(units)), "{unit}");
    }
}

#[test]
fn each_line_is_counted_in_its_own_unit() {
    let (mut world, _) = World::shipped(0);
    let lines = json!([
        {"line": "10", "quantity": "4", "unit": "EA"}, {"line": "20", "quantity": "2", "unit": "KGM"}
    ]);
    world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "lines": lines}));
    let ship = world.shipment(&[("10", "4")]);
    world.input.links[0].lines[0].unit = Some("EA".into());
    world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    assert_eq!(world.view().state, State::PartlyDelivered, "line 20 is missing, whatever it is counted in");
}

#[test]
fn what_is_carried_in_other_units_than_ordered_is_not_counted_short() {
    for (unit, state) in [("ea", State::PartlyDelivered), ("PAL", State::Delivered)] {
        let mut world = World::ordered();
        let ship = world.shipment(&[("10", "1"), ("20", "2")]);
        world.input.links[0].lines[0].unit = Some(unit.into());
        world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        let view = world.view();
        assert_eq!(view.state, state, "{unit}");
        assert_eq!(view.lines[0].delivered == dec("1"), unit == "ea");
    }
}

#[test]
fn what_a_delivery_holds_is_told_by_its_shipment_alone_or_by_the_quantities_of_each() {
    let mut world = World::ordered();
    let delivery = world.delivery(&[]);
    let carry = |world: &mut World, number: &str, lines: &[(&str, &str)]| {
        let ship = world.object(ObjectKind::Shipment, vec![name("shipment", "TMS", number)]);
        world.link(ship, Relation::Carries, delivery, lines);
        ship
    };
    let first = carry(&mut world, "SH91", &[]);
    let carried = |world: &World, ship| lines(&world.shipment_view(ship).lines);
    assert_eq!(carried(&world, first), of(&[("10", "4"), ("20", "2")]));
    let second = carry(&mut world, "SH92", &[("10", "1")]);
    assert_eq!(carried(&world, first), of(&[]), "two carry it, and the first does not say how much");
    assert_eq!(carried(&world, second), of(&[("10", "1")]));
    world.milestone("tms", second, "CANCELLED", "2026-05-11T10:00:00Z");
    assert_eq!(carried(&world, first), of(&[("10", "4"), ("20", "2")]));
}

#[test]
fn the_only_live_shipment_has_all_of_the_order() {
    let (mut world, ships) = World::shipped(2);
    assert!(world.shipment_view(ships[0]).lines.is_empty());
    world.milestone("tms", ships[1], "CANCELLED", "2026-05-11T10:00:00Z");
    assert_eq!(lines(&world.shipment_view(ships[0]).lines), of(&[("10", "4"), ("20", "2")]));
}

#[test]
fn packages_tell_what_a_shipment_carries_where_nothing_else_does() {
    let (mut world, ships) = World::shipped(2);
    let packages = [world.package(ships[0]), world.package(ships[0])];
    let stated = |packages: Value| json!({"type": "shipment", "packages": packages});
    world.say("tms", ships[0], "2026-05-11T08:00:00Z", stated(json!([holds(packages[0], "10", "3")])));
    assert!(world.shipment_view(ships[0]).lines.is_empty(), "of the second nobody tells");
    let both = stated(json!([holds(packages[0], "10", "3"), holds(packages[1], "10", "1")]));
    world.say("tms", ships[0], "2026-05-11T09:00:00Z", both);
    assert_eq!(lines(&world.shipment_view(ships[0]).lines), of(&[("10", "4")]));
    world.milestone("ups", packages[1], "CANCELLED", "2026-05-11T10:00:00Z");
    assert_eq!(lines(&world.shipment_view(ships[0]).lines), of(&[("10", "3")]));
}

#[test]
fn lines_are_listed_by_number() {
    let mut world = World::ordered();
    let ship = world.shipment(&[("10", "1"), ("9", "1"), ("10", "2")]);
    assert_eq!(lines(&world.shipment_view(ship).lines), of(&[("9", "1"), ("10", "3")]));
}

/// A world of one delivered shipment that carries `stated` of the order (4 of line 10, 2 of line 20, both EA).
fn delivered_with(stated: &[(&str, &str, &str)]) -> World {
    let mut world = World::ordered();
    let ship = world.shipment(&[]);
    let lines: Vec<Value> =
        stated.iter().map(|(line, quantity, unit)| json!({"line": line, "quantity": quantity, "unit": unit})).collect();
    let order = json!({"kind": "order", "scope": "S4", "value": "4711"});
    let link = json!({"relation": "carries", "of": "order", "ref": order, "lines": lines});
    world.say("tms", ship, "2026-05-11T08:00:00Z", json!({"type": "shipment", "links": [link]}));
    world.input.links[0].lines = serde_json::from_value(json!(lines)).unwrap();
    world.milestone("tms", ship, "DELIVERED", "2026-05-13T10:00:00Z");
    world
}

#[test]
fn a_line_is_the_same_with_and_without_zeros() {
    for (ten, twenty) in [("000010", "020"), ("10", "000020")] {
        let view = delivered_with(&[(ten, "4", "EA"), (twenty, "2", "EA")]).view();
        assert_eq!((view.state, view.counts.units_delivered), (State::Delivered, dec("6")), "{ten}");
        assert!(view.exceptions.is_empty() && view.unmatched_lines.is_empty());
        assert_eq!(lines(&view.shipments[0].lines), of(&[("10", "4"), ("20", "2")]), "as the order writes them");
    }
}

#[test]
fn a_line_that_the_order_does_not_have_is_a_problem_and_nothing_missing() {
    let view = delivered_with(&[("10", "4", "EA"), ("30", "2", "EA")]).view();
    assert_eq!(view.state, State::Delivered, "what line 30 stands for may be line 20");
    assert_eq!(view.counts.units, Dec::ZERO, "so how much has come is not told");
    assert_eq!(lines(&view.unmatched_lines), of(&[("30", "2")]));
    let unmatched = crate::domain::reason::Exception::UnmatchedId;
    let found = view.exceptions.iter().find(|one| one.exception == unmatched).unwrap();
    assert_eq!(found.raw.as_ref().and_then(|raw| raw.code.as_deref()), Some("30"));
}

#[test]
fn units_by_any_of_their_codes_are_counted() {
    let view = delivered_with(&[("10", "4", "PCE"), ("20", "2", "ST")]).view();
    assert_eq!((view.state, view.counts.units_delivered), (State::Delivered, dec("6")));
    let view = delivered_with(&[("10", "0.25", "DZN"), ("20", "2", "C62")]).view();
    assert_eq!((view.state, view.counts.units_delivered), (State::PartlyDelivered, dec("5")));
    assert_eq!(view.lines[0].delivered, dec("3"));
}

#[test]
fn a_unit_that_does_not_convert_is_shown_beside_and_counted_nowhere() {
    let view = delivered_with(&[("10", "1", "CT"), ("20", "2", "EA")]).view();
    assert_eq!(view.state, State::Delivered, "one carton may well be four pieces");
    assert_eq!((view.counts.units, view.counts.units_delivered), (Dec::ZERO, Dec::ZERO));
    assert_eq!((view.lines[0].delivered, lines(&view.lines[0].delivered_otherwise)), (Dec::ZERO, of(&[("10", "1")])));
    assert!(view.lines[1].delivered_otherwise.is_empty());
}

/// Order lines as an ERP sent them, and a shipment of them.
fn unread(ordered: &[(&str, &str)], shipped: &[(&str, &str)]) -> World {
    let mut world = World::new();
    let lines: Vec<_> =
        ordered.iter().map(|(line, sent)| json!({"line": line, "quantity": sent, "unit": "EA"})).collect();
    let (event, _) = crate::domain::event::Event::from_mapped(json!({"type": "order", "of": "order",
        "refs": [{"kind": "order", "scope": "S4", "value": "4711"}], "lines": lines}))
    .unwrap();
    world.say("s4", ORDER, "2026-05-10T08:00:00Z", serde_json::to_value(event).unwrap());
    let ship = world.shipment(shipped);
    world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    world
}

#[test]
fn what_cannot_be_read_is_unknown_and_counted_as_nothing() {
    let view = unread(&[("10", "1,000"), ("20", "2")], &[("10", "4"), ("20", "2")]).view();
    let lines: Vec<_> =
        view.lines.iter().map(|line| (line.ordered_as_sent.as_deref(), line.delivered.to_string())).collect();
    assert_eq!(lines, [(Some("1,000"), "4".to_owned()), (None, "2".to_owned())]);
    assert_eq!(view.state, State::Delivered, "by the count of shipments");
    assert_eq!((view.counts.units.to_string(), view.counts.units_delivered.to_string()), ("0".into(), "0".into()));
    let known = unread(&[("10", "1000"), ("20", "2")], &[("10", "4"), ("20", "2")]).view();
    assert_eq!(known.state, State::PartlyDelivered);
}

#[test]
fn a_shipped_quantity_that_cannot_be_read_is_told_as_it_was_sent() {
    let mut world = unread(&[("10", "4")], &[("10", "0")]);
    world.input.links[0].lines[0].quantity_as_sent = Some("12 pcs".into());
    let view = world.view();
    assert_eq!(view.lines[0].shipped_otherwise[0].quantity_as_sent.as_deref(), Some("12 pcs"));
    assert_eq!((view.state, view.lines[0].shipped.to_string().as_str()), (State::Delivered, "0"));
    let mut other = world.input.links[0].clone();
    other.source = "crm".into();
    other.lines[0].quantity_as_sent = None;
    world.input.links.push(other);
    assert_eq!(world.view().conflicts, [], "what nobody can read contradicts nothing");
}
