//! Rule 4 by example: who has the word, what contradicts, who wins and why.

use serde_json::json;

use crate::domain::{
    event::Relation,
    fold::{
        Folded, fold,
        testing::{NOW, ORDER, World, micros, name},
    },
    id::ObjectId,
    milestone::Milestone,
    ownership::{DEFAULT, Ownership, Row, Section, StatusDomain, System},
    policy::Policy,
    reason::Exception,
    reference::ObjectKind,
    view::{ClaimedValue, Conflict, EventStatus, Matter, State, Why},
};

fn by_table(world: &World, table: &str) -> Folded {
    fold(&world.input, &Ownership::parse(table).unwrap(), &Policy::default(), NOW.parse().unwrap())
}

fn with_row(row: &str) -> String {
    let (kind, rest) = row.split_once(',').unwrap();
    let name = rest.split_once(',').unwrap().0;
    let old = DEFAULT.lines().find(|line| line.starts_with(&format!("{kind},{name},"))).unwrap();
    DEFAULT.replace(old, row)
}

fn standings(world: &World, ship: ObjectId) -> Vec<(Milestone, EventStatus)> {
    let entries = world.shipment_view(ship).entries.into_iter();
    let milestone = |what| match what {
        crate::domain::view::EntryKind::Milestone { milestone, .. } => milestone,
        crate::domain::view::EntryKind::Exception { .. } => Milestone::Unmapped,
    };
    entries.map(|entry| (milestone(entry.what), entry.status)).collect()
}

fn about(world: &World, milestone: Milestone) -> Conflict {
    let conflicts = world.view().conflicts;
    conflicts.into_iter().find(|conflict| conflict.matter == Matter::Milestone(milestone)).unwrap()
}

/// ERP "shipped" at pick close; the TMS's pick-up comes hours later.
fn shipped_at_pick_close() -> (World, ObjectId) {
    let (mut world, ships) = World::shipped(1);
    world.milestone("s4", ships[0], "PICKED_UP", "2026-05-12T15:22:00-05:00");
    world.milestone("tms", ships[0], "PICKED_UP", "2026-05-12T17:48:00-05:00");
    (world, ships[0])
}

#[test]
fn the_owner_says_when_it_left_and_the_other_is_evidence() {
    let (world, ship) = shipped_at_pick_close();
    let view = world.view();
    assert_eq!(view.headline.unwrap().at.micros, micros("2026-05-12T22:48:00Z"));
    assert_eq!(
        standings(&world, ship),
        [(Milestone::PickedUp, EventStatus::Evidence), (Milestone::PickedUp, EventStatus::Counts)]
    );
    let conflict = about(&world, Milestone::PickedUp);
    assert_eq!((conflict.shown.source.0.as_str(), conflict.others[0].source.0.as_str()), ("tms", "s4"));
    assert_eq!((conflict.why, conflict.row), (Why::Owner, Row::Status(StatusDomain::Transport)));
    assert_eq!(conflict.owners, [System::Carrier, System::Edi, System::Tms]);
    let exceptions = world.shipment_view(ship).exceptions;
    assert!(exceptions.iter().all(|active| active.exception != Exception::SourceConflict), "one of them has the word");
}

#[test]
fn another_row_makes_another_winner() {
    let (world, _) = shipped_at_pick_close();
    let erp = with_row("status,transport,erp carrier+edi+tms wms supplier storefront crm");
    let view = by_table(&world, &erp).view;
    assert_eq!(view.headline.unwrap().at.micros, micros("2026-05-12T20:22:00Z"));
    let conflict = &view.conflicts[0];
    assert_eq!((conflict.shown.source.0.as_str(), conflict.others[0].source.0.as_str()), ("s4", "tms"));
    assert_eq!((conflict.why, conflict.owners.as_slice()), (Why::Owner, [System::Erp].as_slice()));
}

#[test]
fn where_no_owner_has_spoken_the_best_speaker_counts() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("s4", ships[0], "PICKED_UP", "2026-05-12T15:22:00Z");
    world.milestone("crm", ships[0], "DELIVERED", "2026-05-12T16:00:00Z");
    assert_eq!(world.view().state, State::Moving, "the ERP ranks before the CRM");
    world.milestone("nobody", ships[0], "DELIVERED", "2026-05-12T16:00:00Z");
    assert_eq!(world.view().state, State::Moving, "a stranger ranks last");
    let (mut alone, ships) = World::shipped(1);
    alone.milestone("nobody", ships[0], "DELIVERED", "2026-05-12T16:00:00Z");
    assert_eq!(alone.view().state, State::Delivered, "and counts where nobody else has spoken");
}

#[test]
fn delivered_by_the_erp_while_the_carrier_still_scans_moves_nothing() {
    for erp_speaks_of in ["shipment", "order", "delivery"] {
        let mut world = World::ordered();
        let delivery = world.delivery(&[]);
        let ship = world.object(ObjectKind::Shipment, vec![name("shipment", "TMS", "SH9")]);
        world.link(ship, Relation::Carries, delivery, &[]);
        let object = match erp_speaks_of {
            "shipment" => ship,
            "order" => ORDER,
            _ => delivery,
        };
        world.milestone("ups", ship, "HUB_ARRIVED", "2026-05-12T08:00:00Z");
        world.milestone("s4", object, "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("ups", ship, "HUB_DEPARTED", "2026-05-12T15:00:00Z");
        let view = world.view();
        assert_eq!(view.state, State::Moving, "{erp_speaks_of}");
        let conflict = about(&world, Milestone::Delivered);
        assert_eq!(
            conflict.shown.says,
            ClaimedValue::Milestone { milestone: Milestone::HubDeparted, extent: Default::default() }
        );
        assert_eq!((conflict.others[0].source.0.as_str(), conflict.object), ("s4", object));
        let delivered = ClaimedValue::Milestone { milestone: Milestone::Delivered, extent: Default::default() };
        assert_eq!(conflict.others[0].says, delivered);
    }
}

#[test]
fn a_claim_has_two_hours_to_be_confirmed() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "OUT_FOR_DELIVERY", "2026-05-14T08:00:00Z");
    world.milestone("s4", ships[0], "DELIVERED", "2026-05-14T10:00:00Z");
    // Heard a minute later, so that the two hours end at 12:01.
    let before = world.fold("2026-05-14T12:00:59Z");
    assert!(before.view.conflicts.is_empty(), "it merely precedes the carrier's word");
    assert_eq!(before.next_change_at, Some(micros("2026-05-14T12:01:00Z")));
    let after = world.fold("2026-05-14T12:01:00Z").view;
    assert_eq!((after.conflicts.len(), after.state), (1, State::OutForDelivery));
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-14T11:59:00Z");
    let confirmed = world.view();
    assert_eq!((confirmed.conflicts.len(), confirmed.state), (0, State::Delivered));
}

#[test]
fn what_the_owner_is_past_already_is_no_contradiction() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-12T08:00:00Z");
    world.milestone("s4", ships[0], "PICKED_UP", "2026-05-12T07:00:00Z");
    world.milestone("s4", ships[0], "OUT_FOR_DELIVERY", "2026-05-12T07:00:00Z");
    assert_eq!(world.view().conflicts, [], "nor is what an owner need not tell");
}

#[test]
fn part_of_it_delivered_does_not_confirm_all_of_it() {
    let mut world = World::ordered();
    let ship = world.shipment(&[]);
    let packages = [world.package(ship), world.package(ship)];
    world.milestone("ups", packages[1], "HUB_ARRIVED", "2026-05-12T08:00:00Z");
    world.milestone("ups", packages[0], "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("s4", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    assert_eq!(world.view().state, State::PartlyDelivered);
    assert_eq!(about(&world, Milestone::Delivered).others.len(), 1);
    world.milestone("ups", packages[1], "DELIVERED", "2026-05-12T11:00:00Z");
    assert!(world.view().conflicts.is_empty());
}

#[test]
fn cancelling_belongs_to_whoever_made_the_thing() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-12T08:00:00Z");
    world.milestone("s4", ships[0], "CANCELLED", "2026-05-12T09:00:00Z");
    assert_eq!(world.view().state, State::Moving, "a shipment is called off by transport");
    world.milestone("tms", ORDER, "CANCELLED", "2026-05-12T09:00:00Z");
    assert_eq!(world.view().state, State::Moving, "and an order by the ERP");
    world.milestone("s4", ORDER, "CANCELLED", "2026-05-12T09:00:00Z");
    assert_eq!(world.view().state, State::Cancelled);
}

/// A depot scans what its own carrier has delivered: that carrier contradicts itself at most, and not the TMS.
#[test]
fn who_is_a_witness_of_the_delivery_does_not_deny_it() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("tms", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-12T16:00:00Z");
    let view = world.view();
    assert_eq!((view.state, view.conflicts), (State::Delivered, vec![]));
}

#[test]
fn two_of_one_rank_that_contradict_each_other_raise_a_conflict() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T08:00:00Z");
    world.milestone("tms", ships[0], "DELIVERED", "2026-05-13T10:00:00Z");
    world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-13T11:59:00Z");
    assert!(world.view().conflicts.is_empty(), "a clock may be off by two hours");
    world.milestone("ups", ships[0], "HUB_DEPARTED", "2026-05-13T13:00:00Z");
    let view = world.view();
    assert_eq!((view.state, view.conflicts[0].why), (State::Delivered, Why::Stands));
    let overlay = view.shipments[0].exceptions.iter().find(|active| active.exception == Exception::SourceConflict);
    assert_eq!(overlay.unwrap().since.micros, micros("2026-05-13T13:00:00Z"));
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-13T13:30:00Z");
    let conflict = about(&world, Milestone::Delivered);
    assert_eq!((conflict.why, conflict.others.len()), (Why::Stands, 1), "now they only differ on when");
    assert_eq!(conflict.others[0].at.unwrap().micros, micros("2026-05-13T13:30:00Z"));
    let mut back = world.clone();
    back.milestone("ups", ships[0], "RETURNING", "2026-05-13T12:30:00Z");
    assert!(back.view().conflicts.iter().all(|conflict| conflict.why != Why::Stands));
}

#[test]
fn equals_of_which_one_has_no_zone_agree_within_fourteen_hours() {
    for (at, differ) in [("2026-05-12T15:00:00", false), ("2026-05-13T15:00:00", true)] {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("tms", ships[0], "DELIVERED", at);
        assert_eq!(!world.view().conflicts.is_empty(), differ, "{at}");
    }
}

#[test]
fn what_was_packed_later_says_nothing_against_a_delivery() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-12T10:00:00Z");
    world.milestone("s4", ships[0], "DELIVERED", "2026-05-12T12:00:00Z");
    world.milestone("wms", ships[0], "PACKED", "2026-05-12T18:00:00Z");
    let conflict = about(&world, Milestone::Delivered);
    assert_eq!(conflict.shown.source.0, "ups", "who knows of deliveries has the word, and not who packs");
}

#[test]
fn one_source_does_not_contradict_itself() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("ups", ships[0], "HUB_DEPARTED", "2026-05-12T20:00:00Z");
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-13T10:00:00Z");
    assert!(world.view().conflicts.is_empty());
}

#[test]
fn statements_contradict_field_by_field() {
    let mut world = World::ordered();
    let other = json!({"type": "order", "promise": {"deliver_by": "2026-05-15", "zone": "America/Chicago"},
        "header": {"customer": {"name": "ACME"}, "status": "whatever"}, "ship_to": {"city": "Nashville", "region": "TN"}});
    world.say("crm", ORDER, "2026-05-13T08:00:00Z", other);
    let view = world.view();
    assert_eq!(view.promise.unwrap().deliver_by.unwrap().to_string(), "2026-05-14");
    let received: Vec<_> = view.conflicts.iter().map(|conflict| (conflict.row, conflict.matter.clone())).collect();
    let field = |name: &str| Matter::Field(name.into());
    assert_eq!(
        received,
        [(Section::OrderPromise.into(), field("deliver_by")), (Section::OrderShipTo.into(), field("city"))]
    );
    assert_eq!(view.conflicts[0].shown.says, ClaimedValue::Value("2026-05-14".into()));
    assert_eq!(view.conflicts[0].others[0].says, ClaimedValue::Value("2026-05-15".into()));
    assert_eq!(view.conflicts[0].why, Why::Owner);
    let crm = with_row("section,order.promise,crm erp");
    let view = by_table(&world, &crm).view;
    assert_eq!(view.promise.unwrap().deliver_by.unwrap().to_string(), "2026-05-15");
    assert_eq!(view.conflicts[0].shown.source.0, "crm");
}

#[test]
fn two_erps_that_state_other_values_raise_a_conflict_and_the_later_is_shown() {
    let mut world = World::ordered();
    let other = json!({"type": "order", "promise": {"deliver_by": "2026-05-15", "zone": "America/Chicago"}});
    world.say("erp", ORDER, "2026-05-11T08:00:00Z", other);
    let view = world.view();
    assert_eq!(view.promise.unwrap().deliver_by.unwrap().to_string(), "2026-05-15");
    assert_eq!(view.conflicts[0].why, Why::Later);
    assert!(view.exceptions.iter().any(|active| active.exception == Exception::SourceConflict));
}

#[test]
fn other_counts_of_what_is_carried_contradict() {
    let mut world = World::ordered();
    let ship = world.shipment(&[("10", "4")]);
    let mut link = world.input.links[0].clone();
    link.source = "crm".into();
    link.lines[0].quantity = "3".parse().unwrap();
    world.input.links.push(link);
    let conflict = &world.view().conflicts[0];
    assert_eq!((conflict.object, conflict.row), (ship, Section::ShipmentLinks.into()));
    assert_eq!(
        (&conflict.shown.says, &conflict.others[0].says),
        (&ClaimedValue::Value("4 EA".into()), &ClaimedValue::Value("3 EA".into()))
    );
}
