//! What ends a reported exception.
//!
//! | exception | ended by a later |
//! |---|---|
//! | `ON_HOLD` | leaving the place, where it is tied to one; `OUT_FOR_DELIVERY` and what follows it; of an order or delivery: any later progress |
//! | `DELAYED` | `OUT_FOR_DELIVERY` and what follows it; leaving the place, where it is tied to one; an estimate within the promise |
//! | `REFUSED_GOODS` | `OUT_FOR_DELIVERY` (it goes out again), full delivery; of what turned back it is the cause and stays |
//! | `DAMAGED` | full delivery; of what turned back it is the cause and stays |
//! | `LOST` | any movement of the same thing: it has been found; full delivery, `RETURNED` |
//! | `SHORT_SHIPPED` | nothing but its retraction: what was not sent does not arrive with the rest |
//! | anything else | full delivery, `RETURNED`, `CANCELLED` |
//!
//! *A place is left* by a departure (`PICKED_UP`, `HUB_DEPARTED`), and by any movement told from another place. A second scan in
//! the same place leaves nothing. A hold is left by a movement that names no place, too. Late goods move: a delay that names neither
//! a reason nor a place is of no place, and movement does not end it.
//!
//! *Tied to a place* is what was reported from a named one, and a reason that keeps goods where they are
//! ([`Reason::is_tied_to_place`]) wherever it was reported. What is wrong with the goods themselves, or that nobody wants them, goes
//! on at the next place, and so do a delay that began with the pick-up and a new day that was agreed. What travels along ends when
//! the goods go out for delivery, arrive or turn back; customs papers and duties also with `CUSTOMS_CLEARED`.
//!
//! *A full delivery (or a return that is complete) ends everything but what can follow one*, whenever it was reported: the note
//! that comes in the minute of the delivery or days later is no news of where the goods are. What can follow it is damage,
//! refusal and missing or wrong goods, by exception or reason; what has come is not lost. A report from the way back that follows
//! is current again.

use super::journey::{Journey, Leg, Step};
use crate::domain::{
    event::Place,
    milestone::Milestone,
    reason::{Exception, Reason},
    reference::ObjectKind,
    view::ActiveException,
};

/// After one instant and before another, in microseconds UTC.
pub(super) type Between = (i64, i64);

/// Whether a happening between the report and the next one ends it. `own_only`: it is of one package of several, which scans of the
/// others do not find.
pub(super) fn by_progress(
    report: &ActiveException,
    journey: &Journey,
    (kind, own_only): (Option<ObjectKind>, bool),
    between: Between,
) -> bool {
    let mut steps = journey
        .known()
        .iter()
        .filter(|step| (between.0.saturating_add(1)..between.1).contains(&step.received.at.micros));
    steps.any(|step| {
        let is_own = !own_only || step.received.object == report.object;
        ends(step, report, kind) || (report.exception == Exception::Lost && is_own && step.milestone.is_movement())
    })
}

/// Whether the goods had arrived, or were back, for good: before or after the report, which was made at `between.0`.
pub(super) fn by_delivery(report: &ActiveException, journey: &Journey, between: Between) -> bool {
    if can_follow_delivery(report) {
        return false;
    }
    let steps = journey.known();
    let goes_on = |end: &Step| {
        let later = steps
            .iter()
            .filter(|step| step.received.at.micros > end.received.at.micros && step.received.at.micros <= between.0);
        later.into_iter().any(|step| restarts(end, step))
    };
    steps.iter().filter(|step| is_end(step)).any(|end| !goes_on(end))
}

/// What is found out at or after the door: by exception, or by the reason of another one.
pub(super) fn can_follow_delivery(report: &ActiveException) -> bool {
    let by_exception =
        matches!(report.exception, Exception::Damaged | Exception::RefusedGoods | Exception::ShortShipped);
    by_exception || report.reason.is_some_and(Reason::can_follow_delivery)
}

fn is_end(step: &Step) -> bool {
    step.is_full_delivery() || step.milestone == Milestone::Returned
}

/// Whether goods that had come to that end set out again: what was delivered turns back, what was back goes out anew.
fn restarts(end: &Step, later: &Step) -> bool {
    match end.milestone {
        Milestone::Delivered => matches!(later.milestone, Milestone::Returning | Milestone::Returned),
        _ => later.milestone.is_movement() && !is_end(later),
    }
}

fn ends(step: &Step, report: &ActiveException, kind: Option<ObjectKind>) -> bool {
    let milestone = step.milestone;
    let arrives = is_end(step);
    match report.exception {
        Exception::OnHold if matches!(kind, Some(ObjectKind::Order | ObjectKind::Delivery)) => {
            milestone >= Milestone::OrderReleased
        }
        Exception::OnHold => lets_go(step, report) || (is_tied(report) && (leaves(step, report) || moves_on(step))),
        Exception::Delayed => lets_go(step, report) || (is_tied(report) && leaves(step, report)),
        Exception::RefusedGoods => goes_out(step) || step.is_full_delivery(),
        Exception::Damaged => step.is_full_delivery(),
        Exception::Lost => arrives,
        Exception::ShortShipped => false,
        _ => arrives || milestone == Milestone::Cancelled,
    }
}

/// To the customer: the last vehicle of a way back brings nothing there.
fn goes_out(step: &Step) -> bool {
    (Milestone::OutForDelivery..=Milestone::ReadyForCollection).contains(&step.milestone) && step.leg != Leg::Back
}

/// What ends a hold or delay wherever it was reported.
fn lets_go(step: &Step, report: &ActiveException) -> bool {
    let over = matches!(
        step.milestone,
        Milestone::Delivered | Milestone::Returning | Milestone::Returned | Milestone::Cancelled
    );
    let cleared = step.milestone == Milestone::CustomsCleared && report.reason.is_some_and(Reason::ends_with_clearance);
    goes_out(step) || over || cleared
}

/// Without a reason it is tied to the place that it names; a hold that names neither is let go by any movement.
fn is_tied(report: &ActiveException) -> bool {
    let is_named = report.place.as_ref().is_some_and(is_named);
    match report.reason {
        Some(reason) if travels_along(report.exception, reason) => false,
        Some(reason) => is_named || reason.is_tied_to_place(),
        None => is_named || report.exception == Exception::OnHold,
    }
}

/// What the goods take with them to the next place.
fn travels_along(exception: Exception, reason: Reason) -> bool {
    let is_of_the_day =
        matches!(reason, Reason::LatePickup | Reason::LateHandover | Reason::Rescheduled | Reason::Appointment);
    reason.can_follow_delivery() || (exception == Exception::Delayed && is_of_the_day)
}

/// Whether a movement shows that the goods are no longer at the place of the report, or left wherever they were held.
fn leaves(step: &Step, report: &ActiveException) -> bool {
    let departs = matches!(step.milestone, Milestone::PickedUp | Milestone::HubDeparted);
    let elsewhere = match (step.place, report.place.as_ref().filter(|place| is_named(place))) {
        (Some(there), Some(place)) => is_elsewhere(there, place),
        // Held on the way between two places: it is over when they come to one.
        (Some(there), None) => is_named(there) && step.milestone == Milestone::HubArrived,
        (None, _) => false,
    };
    departs || (step.milestone.is_movement() && elsewhere)
}

/// A movement that does not say where: what is held does not move.
fn moves_on(step: &Step) -> bool {
    step.milestone.is_movement() && !step.place.is_some_and(is_named)
}

fn is_named(place: &Place) -> bool {
    [&place.site, &place.unlocode, &place.city, &place.name].into_iter().any(|name| text(name.as_deref()).is_some())
}

/// Two places differ where they are named in the same way by different names.
fn is_elsewhere(there: &Place, place: &Place) -> bool {
    let names =
        |place: &Place| [&place.site, &place.unlocode, &place.city, &place.name].map(|name| text(name.as_deref()));
    let alike = names(there).into_iter().zip(names(place)).find_map(|(there, place)| Some((there?, place?)));
    alike.is_some_and(|(there, place)| there != place)
}

fn text(name: Option<&str>) -> Option<String> {
    name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_lowercase)
}
