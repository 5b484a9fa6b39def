//! What is wrong and still stands. What ends a report: [`super::ends`].
//!
//! A later report of the same exception on the same object replaces the earlier one; while the reason stays the same, it
//! stands since the first of them. A hold or delay that its sender calls resolved is over. Goods that are under way were ready: "not
//! ready" that is reported of them means that they were handed over late.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Context,
    ends::{self, Between},
    estimates,
    evidence::Fact,
    journey::Journey,
    shipments::Lane,
};
use crate::domain::{
    event::ExceptionEvent,
    id::ObjectId,
    reason::{Exception, Reason},
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
        // Scans of the others do not find one package of several.
        let own_only = parcel.is_some() && lane.parcels.len() > 1;
        let over = resolutions(&lane.facts, object);
        let reports = reports.into_iter().map(|report| as_handed_over(report, journey)).collect();
        all.extend(standing(reports, |report, between| {
            is_resolved(report, &over, between)
                || ends::by_progress(report, journey, (kind, own_only), between)
                || ends::by_delivery(report, journey, between)
                || overcome_by_estimate(report, current.as_ref(), delivery, between)
        }));
    }
    sorted(all)
}

/// The exceptions that stand on an order and on its deliveries and returns. `all`: the way of everything around the
/// order, since an order's hold ends with the first sign of work. `is_done`: whether all of that object has arrived, or is
/// back.
pub(super) fn of_order(
    context: &Context,
    facts: &[Fact],
    all: &Journey,
    is_done: impl Fn(ObjectId) -> bool,
) -> Vec<ActiveException> {
    let each = by_object(facts).into_iter().flat_map(|(object, reports)| {
        let (kind, is_done) = (context.graph.kind(object), is_done(object));
        let over = resolutions(facts, object);
        standing(reports, move |report, between| {
            is_resolved(report, &over, between)
                || ends::by_progress(report, all, (kind, false), between)
                || (is_done && !ends::can_follow_delivery(report))
        })
    });
    sorted(each.collect())
}

/// Adds what we find ourselves: the estimate lies past the promise. Where nothing holds the goods up any more, the last delay or
/// hold that was reported by the time of the estimate is its reason: that it is over does not make the goods come sooner.
pub(super) fn with_risk(
    mut standing: Vec<ActiveException>,
    lane: &Lane,
    estimate: Option<&Estimate>,
) -> Vec<ActiveException> {
    if let Some(estimate) = estimate.filter(|estimate| estimate.past_promise) {
        let is_held_up = standing.iter().any(holds_up);
        let over = if is_held_up { None } else { last_delay(lane, estimate) };
        standing.push(ActiveException {
            exception: Exception::AtRisk,
            reason: over.as_ref().and_then(|over| over.reason),
            party: over.as_ref().and_then(|over| over.party),
            since: estimate.said,
            place: over.and_then(|over| over.place),
            source: None,
            raw: None,
            object: lane.object,
        });
    }
    sorted(standing)
}

/// The last delay or hold for a known reason that was reported on a lane by the time of an estimate.
fn last_delay(lane: &Lane, estimate: &Estimate) -> Option<ActiveException> {
    let known = lane.facts.iter().filter(|fact| fact.counts() && fact.received.at.micros <= estimate.said.micros);
    let delays = known.filter_map(report).filter(|report| holds_up(report) && report.reason.is_some());
    delays.max_by_key(|report| (report.since.micros, report.object, report.reason))
}

fn holds_up(active: &ActiveException) -> bool {
    waits(active.exception)
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
        Exception::ShortShipped | Exception::ShipmentCancelled => 5,
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
            reports.entry(fact.received.object).or_default().push(report);
        }
    }
    reports
}

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
    let said = fact.exception().filter(|said| !said.resolved)?;
    Some(ActiveException {
        exception: said.exception,
        reason: said.reason,
        party: said.party.or(said.reason.map(Reason::party)),
        since: fact.received.at,
        place: fact.received.event.place.clone(),
        source: Some(fact.received.source.clone()),
        raw: fact.received.event.raw.clone(),
        object: fact.received.object,
    })
}

/// What was called resolved on an object, and when (microseconds UTC).
fn resolutions<'a>(facts: &[Fact<'a>], object: ObjectId) -> Vec<(&'a ExceptionEvent, i64)> {
    let said = facts.iter().filter(|fact| fact.counts() && fact.received.object == object);
    let said = said.filter_map(|fact| Some((fact.exception()?, fact.received.at.micros)));
    said.filter(|(said, _)| said.resolved).collect()
}

/// Whether a report was called resolved between it and the next one. Whether the sender called it a hold or a delay does not matter.
fn is_resolved(report: &ActiveException, over: &[(&ExceptionEvent, i64)], between: Between) -> bool {
    over.iter().any(|(said, at)| {
        let alike = said.exception == report.exception || (waits(said.exception) && waits(report.exception));
        alike && said.reason.is_none_or(|reason| Some(reason) == report.reason) && (between.0..between.1).contains(at)
    })
}

fn waits(exception: Exception) -> bool {
    matches!(exception, Exception::OnHold | Exception::Delayed)
}

/// "Not ready", said of goods that the carrier had by then.
fn as_handed_over(report: ActiveException, journey: &Journey) -> ActiveException {
    let had_left = journey.first_movement().is_some_and(|step| step.received.at.micros <= report.since.micros);
    match report.reason {
        Some(Reason::NotReady) if had_left && report.exception == Exception::Delayed => {
            ActiveException { reason: Some(Reason::LateHandover), ..report }
        }
        _ => report,
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
        && delivery.limit.is_some()
        && current.is_some_and(|said| {
            (between.0.saturating_add(1)..between.1).contains(&said.said.micros)
                && !said.past_promise
                && !said.near_promise
        })
}
