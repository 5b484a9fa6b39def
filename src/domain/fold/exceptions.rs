//! What is wrong and still stands.
//!
//! A reported exception stands until something later on the same way shows that it is overcome:
//!
//! | exception | overcome by a later |
//! |---|---|
//! | `ON_HOLD` | movement of the goods; of an order or delivery: any later progress |
//! | `DELAYED` | `OUT_FOR_DELIVERY` and what follows it; or an estimate within the promise |
//! | `REFUSED_GOODS` | `OUT_FOR_DELIVERY` (it goes out again), full delivery, return |
//! | `LOST`, `DAMAGED` | full delivery, `RETURNED` |
//! | `SHORT_SHIPPED` | nothing but its retraction: what was not sent does not arrive with the rest |
//! | anything else | full delivery, `RETURNED`, `CANCELLED` |
//!
//! A later report of the same exception on the same object replaces the earlier one; while the reason stays the same, it
//! stands since the first of them. Movement does not overcome a delay: late goods move.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Context, estimates,
    evidence::Fact,
    journey::{Journey, Step},
    shipments::Lane,
};
use crate::domain::{
    id::ObjectId,
    milestone::Milestone,
    reason::{Exception, Reason},
    reference::ObjectKind,
    view::{ActiveException, Estimate},
};

/// The exceptions that stand on a lane: on the shipment, on each package by the package's own way, on its loads.
pub(super) fn of_lane(context: &Context, lane: &Lane, delivery: &estimates::Delivery) -> Vec<ActiveException> {
    let current = estimates::current(lane, delivery);
    let mut all = Vec::new();
    for (object, reports) in by_object(&lane.facts) {
        let parcel = lane.parcels.iter().find(|parcel| parcel.object == object);
        let journey = parcel.map_or(&lane.journey, |parcel| &parcel.journey);
        let kind = context.graph.kind(object);
        all.extend(standing(reports, |report, between| {
            overcome_by_progress(report, journey, kind, between)
                || overcome_by_estimate(report, current.as_ref(), delivery, between)
        }));
    }
    sorted(all)
}

/// The exceptions that stand on an order and on its deliveries and returns. `all`: the way of everything around the
/// order, since an order's hold ends with the first sign of work.
pub(super) fn of_order(context: &Context, facts: &[Fact], all: &Journey) -> Vec<ActiveException> {
    let each = by_object(facts).into_iter().flat_map(|(object, reports)| {
        let kind = context.graph.kind(object);
        standing(reports, |report, between| overcome_by_progress(report, all, kind, between))
    });
    sorted(each.collect())
}

/// Adds what we find ourselves: the estimate lies past the promise.
pub(super) fn with_risk(
    mut standing: Vec<ActiveException>,
    lane: &Lane,
    estimate: Option<&Estimate>,
) -> Vec<ActiveException> {
    if let Some(estimate) = estimate.filter(|estimate| estimate.past_promise) {
        standing.push(ActiveException {
            exception: Exception::AtRisk,
            reason: None,
            party: None,
            since: estimate.said,
            place: None,
            source: None,
            raw: None,
            object: lane.object,
        });
    }
    sorted(standing)
}

/// The one that an agent must know of first: the gravest, then the latest.
pub(super) fn leading<'a>(standing: impl Iterator<Item = &'a ActiveException>) -> Option<ActiveException> {
    standing.min_by_key(|active| weight(active)).cloned()
}

/// The gravest first, then the latest.
pub(super) fn sorted(mut standing: Vec<ActiveException>) -> Vec<ActiveException> {
    standing.sort_by_key(weight);
    standing
}

type Weight = (u8, Reverse<i64>, ObjectId, Exception, Option<Reason>);

fn weight(active: &ActiveException) -> Weight {
    let gravity = match active.exception {
        Exception::Lost => 0,
        Exception::Damaged => 1,
        Exception::RefusedGoods => 2,
        Exception::OnHold => 3,
        Exception::Delayed => 4,
        Exception::ShortShipped => 5,
        Exception::AtRisk => 6,
        Exception::SourceConflict => 7,
        Exception::Stalled => 8,
        Exception::WriteFailed => 9,
        Exception::NoTracking => 10,
        Exception::DeliveredNotConfirmed => 11,
        Exception::PodMissing => 12,
        Exception::CaseBeforeEvent => 13,
        Exception::StaleSource => 14,
        Exception::Unmapped | Exception::UnmatchedId => 15,
        Exception::ClockSkew | Exception::SlaBreach => 16,
    };
    (gravity, Reverse(active.since.micros), active.object, active.exception, active.reason)
}

/// The reports on each object, oldest first.
fn by_object(facts: &[Fact]) -> BTreeMap<ObjectId, Vec<ActiveException>> {
    let mut reports: BTreeMap<ObjectId, Vec<ActiveException>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.counts()) {
        if let Some(report) = report(fact) {
            reports.entry(fact.told.object).or_default().push(report);
        }
    }
    reports
}

/// After one instant and before another, in microseconds UTC.
type Between = (i64, i64);

/// Of the reports on one object the latest of each exception, unless it is overcome since; standing since the first
/// report of an unbroken run with the same reason.
fn standing(
    reports: Vec<ActiveException>,
    overcome: impl Fn(&ActiveException, Between) -> bool,
) -> Vec<ActiveException> {
    let mut latest: BTreeMap<Exception, (ActiveException, i64)> = BTreeMap::new();
    for report in reports {
        let said = report.since.micros;
        let since = match latest.get(&report.exception) {
            Some((before, at)) if before.reason == report.reason && !overcome(before, (*at, said)) => before.since,
            _ => report.since,
        };
        latest.insert(report.exception, (ActiveException { since, ..report }, said));
    }
    let open = latest.into_values().filter(|(report, said)| !overcome(report, (*said, i64::MAX)));
    open.map(|(report, _)| report).collect()
}

fn report(fact: &Fact) -> Option<ActiveException> {
    let said = fact.exception()?;
    Some(ActiveException {
        exception: said.exception,
        reason: said.reason,
        party: said.party.or(said.reason.map(Reason::party)),
        since: fact.told.at,
        place: fact.told.event.place.clone(),
        source: Some(fact.told.source.clone()),
        raw: fact.told.event.raw.clone(),
        object: fact.told.object,
    })
}

fn overcome_by_progress(
    report: &ActiveException,
    journey: &Journey,
    kind: Option<ObjectKind>,
    between: Between,
) -> bool {
    let mut steps =
        journey.known().iter().filter(|step| (between.0.saturating_add(1)..between.1).contains(&step.told.at.micros));
    steps.any(|step| overcomes(step, report.exception, kind))
}

fn overcomes(step: &Step, exception: Exception, kind: Option<ObjectKind>) -> bool {
    let milestone = step.milestone;
    let ends = step.is_full_delivery() || milestone == Milestone::Returned;
    let goes_out = (Milestone::OutForDelivery..=Milestone::ReadyForCollection).contains(&milestone);
    match exception {
        Exception::OnHold if matches!(kind, Some(ObjectKind::Order | ObjectKind::Delivery)) => {
            milestone >= Milestone::OrderReleased
        }
        Exception::OnHold => milestone.is_movement() || milestone == Milestone::Cancelled,
        Exception::Delayed => {
            goes_out || ends || matches!(milestone, Milestone::Delivered | Milestone::Returning | Milestone::Cancelled)
        }
        Exception::RefusedGoods => goes_out || ends,
        Exception::Lost | Exception::Damaged => ends,
        Exception::ShortShipped => false,
        _ => ends || milestone == Milestone::Cancelled,
    }
}

/// A delay is over when whoever moves the goods says later that they will come within the promise.
fn overcome_by_estimate(
    report: &ActiveException,
    current: Option<&Estimate>,
    delivery: &estimates::Delivery,
    between: Between,
) -> bool {
    report.exception == Exception::Delayed
        && delivery.promise_end.is_some()
        && current.is_some_and(|said| {
            (between.0.saturating_add(1)..between.1).contains(&said.said.micros) && !said.past_promise
        })
}
