//! What a sender takes back, calls resolved, or only notes.

use serde_json::{Value, json};

use crate::domain::{
    fold::testing::World,
    id::ObjectId,
    milestone::Milestone,
    reason::{Exception, Reason},
    view::{ActiveException, EntryKind, EventStatus, State},
};

fn shipped() -> (World, ObjectId) {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T08:00:00Z");
    (world, ships[0])
}

fn milestone(milestone: &str, corrects: &str) -> Value {
    json!({"type": "milestone", "milestone": milestone, "corrects": corrects})
}

fn hold(reason: &str) -> Value {
    json!({"type": "exception", "exception": "ON_HOLD", "reason": reason})
}

fn resolved(reason: Option<&str>) -> Value {
    let mut event = json!({"type": "exception", "exception": "ON_HOLD", "resolved": true});
    if let Some(reason) = reason {
        event["reason"] = reason.into();
    }
    event
}

/// What somebody reported and what stands; silence finds other things.
fn reported(world: &World, ship: ObjectId) -> Vec<ActiveException> {
    world.shipment_view(ship).exceptions.into_iter().filter(|active| active.source.is_some()).collect()
}

fn reasons(world: &World, ship: ObjectId) -> Vec<Reason> {
    reported(world, ship).iter().filter_map(|active| active.reason).collect()
}

#[test]
fn a_delivery_that_was_scanned_by_mistake_is_undone() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "READY_FOR_COLLECTION", "2026-05-12T10:00:00Z");
    world.milestone("ups", ship, "DELIVERED", "2026-05-12T14:00:00Z");
    assert_eq!(world.view().state, State::Delivered);
    world.say("ups", ship, "2026-05-12T15:00:00Z", milestone("READY_FOR_COLLECTION", "DELIVERED"));
    let view = world.view();
    assert_eq!(view.state, State::ReadyForCollection);
    assert_eq!(world.shipment_view(ship).delivered_at, None);
    let entries = world.shipment_view(ship).entries;
    let delivered = entries.iter().find(
        |entry| matches!(&entry.what, EntryKind::Milestone { milestone, .. } if *milestone == Milestone::Delivered),
    );
    assert_eq!(delivered.map(|entry| entry.status), Some(EventStatus::Withdrawn), "it stays among what was withdrawn");
    world.milestone("ups", ship, "DELIVERED", "2026-05-13T09:00:00Z");
    assert_eq!(world.view().state, State::Delivered, "what is scanned after the correction stands");
}

#[test]
fn only_the_sender_of_a_report_corrects_it() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "DELIVERED", "2026-05-12T14:00:00Z");
    world.say("fedex", ship, "2026-05-12T15:00:00Z", milestone("READY_FOR_COLLECTION", "DELIVERED"));
    assert_eq!(world.view().state, State::Delivered);
}

#[test]
fn a_cancelled_arrival_is_the_latest_one() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "HUB_ARRIVED", "2026-05-12T10:00:00Z");
    world.milestone("ups", ship, "HUB_ARRIVED", "2026-05-12T14:00:00Z");
    world.say("ups", ship, "2026-05-12T15:00:00Z", milestone("NOTE", "HUB_ARRIVED"));
    let standing: Vec<EventStatus> = world
        .shipment_view(ship)
        .entries
        .iter()
        .filter(|entry| matches!(&entry.what, EntryKind::Milestone { milestone: Milestone::HubArrived, .. }))
        .map(|entry| entry.status)
        .collect();
    assert_eq!(standing, [EventStatus::Counts, EventStatus::Withdrawn]);
}

#[test]
fn a_cancelled_drop_off_leaves_a_label() {
    let (mut world, ship) = shipped();
    world.say("ups", ship, "2026-05-12T09:00:00Z", milestone("BOOKED", "PICKED_UP"));
    assert_eq!(world.view().state, State::Ordered);
}

#[test]
fn what_is_resolved_no_longer_stands_and_another_hold_does() {
    let (mut world, ship) = shipped();
    world.say("ups", ship, "2026-05-12T10:00:00Z", hold("DUTIES"));
    world.say(
        "ups",
        ship,
        "2026-05-12T10:30:00Z",
        json!({"type": "exception", "exception": "DELAYED", "reason": "BAD_ADDRESS"}),
    );
    world.say("ups", ship, "2026-05-12T11:00:00Z", resolved(Some("BAD_ADDRESS")));
    assert_eq!(reasons(&world, ship), [Reason::Duties], "a hold that is resolved ends a delay for that reason as well");
    world.say("ups", ship, "2026-05-12T12:00:00Z", resolved(Some("DUTIES")));
    assert_eq!(reported(&world, ship), []);
    world.say("ups", ship, "2026-05-12T13:00:00Z", hold("DUTIES"));
    let again = reported(&world, ship);
    assert_eq!(again.len(), 1, "reported again, it stands again");
    assert_eq!(again[0].since.micros, crate::domain::fold::testing::micros("2026-05-12T13:00:00Z"));
}

#[test]
fn without_a_reason_any_hold_is_resolved_and_damage_is_not() {
    let (mut world, ship) = shipped();
    world.say("ups", ship, "2026-05-12T10:00:00Z", hold("DOCUMENTS"));
    world.say(
        "ups",
        ship,
        "2026-05-12T10:10:00Z",
        json!({"type": "exception", "exception": "DAMAGED", "reason": "DAMAGE"}),
    );
    world.say("ups", ship, "2026-05-12T11:00:00Z", resolved(None));
    assert_eq!(reasons(&world, ship), [Reason::Damage]);
}

#[test]
fn what_is_resolved_alone_is_a_row_and_nothing_else() {
    let (mut world, ship) = shipped();
    world.say("ups", ship, "2026-05-12T11:00:00Z", resolved(Some("BAD_ADDRESS")));
    let shown = world.shipment_view(ship);
    assert_eq!((reported(&world, ship), shown.state), (Vec::new(), State::Moving));
    let row = shown.entries.iter().filter(|entry| matches!(entry.what, EntryKind::Exception { resolved: true, .. }));
    assert_eq!(row.count(), 1);
}

#[test]
fn a_note_moves_nothing_and_asks_for_nothing() {
    let (mut world, ship) = shipped();
    let note = json!({"type": "milestone", "milestone": "NOTE", "raw": {"element": "status.code", "code": "5A", "text": "Claim"}});
    world.say("ups", ship, "2026-05-12T10:00:00Z", note);
    let view = world.fold("2026-05-12T11:00:00Z").view;
    assert_eq!((view.state, view.leading.as_ref()), (State::Moving, None));
    assert_eq!(crate::domain::unmapped::of(&view), []);
    let is_note = |kind: &EntryKind| matches!(kind, EntryKind::Milestone { milestone: Milestone::Note, .. });
    assert_eq!(world.shipment_view(ship).entries.iter().filter(|entry| is_note(&entry.what)).count(), 1);
}

#[test]
fn goods_under_way_were_ready() {
    let (mut world, ship) = shipped();
    let late = json!({"type": "exception", "exception": "DELAYED", "reason": "NOT_READY"});
    world.say("tms", ship, "2026-05-12T10:00:00Z", late.clone());
    assert_eq!(reasons(&world, ship), [Reason::LateHandover]);
    let (mut before, ships) = World::shipped(1);
    before.say("tms", ships[0], "2026-05-12T10:00:00Z", late);
    assert_eq!(reasons(&before, ships[0]), [Reason::NotReady]);
}

#[test]
fn what_waits_waits_since_the_first_report_until_the_last_day_that_was_said() {
    let (mut world, ship) = shipped();
    let ready = |by: Option<&str>| json!({"type": "milestone", "milestone": "READY_FOR_COLLECTION", "collect_by": by});
    world.say("ups", ship, "2026-05-12T10:00:00Z", ready(Some("2026-05-19")));
    world.say("ups", ship, "2026-05-13T10:00:00Z", ready(None));
    let headline = world.shipment_view(ship).headline.unwrap();
    assert_eq!(headline.since.map(|at| at.micros), Some(crate::domain::fold::testing::micros("2026-05-12T10:00:00Z")));
    assert_eq!(headline.collect_by.map(|day| day.to_string()).as_deref(), Some("2026-05-19"));
    let stalled = |now: &str| {
        let view = world.fold(now).view;
        view.shipments[0].exceptions.iter().any(|active| active.exception == Exception::Stalled)
    };
    assert!(!stalled("2026-05-19T03:00:00Z"));
    assert!(stalled("2026-05-20T12:00:00Z"), "five working days after the first report, not after the second");
}
