//! Rule 8 by example, and what stands when a destination refuses or is late.

use serde_json::json;

use crate::domain::{
    fold::testing::{ORDER, World, micros},
    id::ObjectId,
    milestone::Milestone,
    reason::Exception,
    view::{Entry, EntryKind, Known},
};

fn delivered() -> (World, ObjectId) {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T08:00:00Z");
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T14:00:00Z");
    (world, ships[0])
}

fn ack(world: &mut World, object: ObjectId, effect: &str, ok: bool, at: &str) {
    let destination = if effect.contains("crm") { "salesforce" } else { "s4" };
    let answer = json!({"type": "ack", "destination": destination, "effect": effect, "ok": ok, "code": "M7", "message": "No such plant"});
    world.say(destination, object, at, answer);
}

fn known(world: &World, milestone: Milestone) -> Vec<Known> {
    let of =
        |entry: &Entry| matches!(entry.what, EntryKind::Milestone { milestone: received, .. } if received == milestone);
    let view = world.view();
    let entry = view.shipments[0].entries.iter().find(|entry| of(entry)).unwrap();
    entry.known.clone()
}

fn raised(world: &World) -> Vec<Exception> {
    world.view().exceptions.iter().map(|active| active.exception).collect()
}

#[test]
fn nothing_is_known_without_an_acknowledgement() {
    let (world, _) = delivered();
    assert_eq!((known(&world, Milestone::Delivered), world.view().destinations), (vec![], vec![]));
}

#[test]
fn an_acknowledgement_says_which_milestone_is_known_where_and_since_when() {
    let (mut world, ship) = delivered();
    ack(&mut world, ship, "shipment:2/milestone:DELIVERED/1", true, "2026-05-12T14:03:00Z");
    ack(&mut world, ORDER, "crm/milestone:DELIVERED/1", false, "2026-05-12T14:04:00Z");
    ack(&mut world, ship, "shipment:2/booking/1", true, "2026-05-12T14:05:00Z");
    assert_eq!(known(&world, Milestone::PickedUp), []);
    let at = known(&world, Milestone::Delivered);
    let received: Vec<_> =
        at.iter().map(|known| (known.destination.as_str(), known.ok, known.at, known.error.as_deref())).collect();
    assert_eq!(
        received,
        [("s4", true, micros("2026-05-12T14:03:00Z"), None)],
        "the CRM spoke of the order and not of the shipment"
    );
    assert_eq!(world.view().destinations, ["s4", "salesforce"]);
}

#[test]
fn of_what_counts_for_nothing_no_destination_knows() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("s4", ships[0], "PICKED_UP", "2026-05-12T08:00:00Z");
    world.milestone("tms", ships[0], "PICKED_UP", "2026-05-12T11:00:00Z");
    ack(&mut world, ships[0], "crm/milestone:PICKED_UP/1", true, "2026-05-12T14:00:00Z");
    let entries = world.shipment_view(ships[0]).entries;
    let known: Vec<_> = entries.iter().map(|entry| (entry.source.0.as_str(), entry.known.len())).collect();
    assert_eq!(known, [("s4", 0), ("tms", 1)]);
}

#[test]
fn an_answer_that_comes_with_the_order_is_of_the_shipment_that_its_key_names() {
    let (mut world, ships) = World::shipped(2);
    for ship in &ships {
        world.milestone("ups", *ship, "DELIVERED", "2026-05-12T14:00:00Z");
    }
    let effect = format!("erp:proof_of_delivery:order-1/shipment-{}:2026-05-12", ships[1]);
    ack(&mut world, ORDER, &effect, true, "2026-05-12T14:03:00Z");
    let known: Vec<usize> = world.view().shipments.iter().map(|shipment| shipment.entries[0].known.len()).collect();
    assert_eq!(known, [0, 1]);
}

#[test]
fn a_refusal_stands_until_it_is_taken() {
    let (mut world, ship) = delivered();
    let effect = "shipment:2/milestone:DELIVERED/1";
    ack(&mut world, ship, effect, false, "2026-05-12T14:03:00Z");
    assert_eq!(known(&world, Milestone::Delivered)[0].error.as_deref(), Some("M7: No such plant"));
    assert!(raised(&world).contains(&Exception::WriteFailed));
    ack(&mut world, ship, effect, true, "2026-05-12T15:03:00Z");
    assert!(known(&world, Milestone::Delivered)[0].ok);
    assert_eq!(raised(&world), []);
}

#[test]
fn an_acknowledgement_that_comes_late_is_a_breach() {
    for (at, breach) in [("2026-05-12T18:01:00Z", false), ("2026-05-12T18:02:01Z", true)] {
        let (mut world, ship) = delivered();
        // Heard at 14:01; four working hours.
        ack(&mut world, ship, "milestone:DELIVERED", true, at);
        assert_eq!(raised(&world).contains(&Exception::SlaBreach), breach, "{at}");
    }
}
