//! What is wrong with a shipment and still stands, and when it is expected. A trouble stands until something later shows that it is
//! overcome.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::lane::Lane;
use crate::{
    domain::{
        milestone::Milestone as M,
        reason::{Exception, Reason},
    },
    simulate::truth::{Deed, Scan, Step, Teller},
};

/// Something wrong, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trouble {
    pub exception: Exception,
    pub reason: Reason,
}

/// What stands on a shipment. `promise`: the last instant of the promise.
pub fn of_lane(lane: &Lane, promise: Option<Timestamp>) -> Vec<Trouble> {
    let mut latest: BTreeMap<Exception, (Timestamp, Trouble)> = BTreeMap::new();
    for step in lane.heard() {
        let Some(trouble) = told_by(lane, step) else { continue };
        let kept = latest.entry(trouble.exception).or_insert((step.at, trouble));
        if kept.0 <= step.at {
            *kept = (step.at, trouble);
        }
    }
    let stands = |(at, trouble): &(Timestamp, Trouble)| !is_over(lane, *trouble, *at, promise);
    latest.into_values().filter(stands).map(|(_, trouble)| trouble).collect()
}

fn told_by(lane: &Lane, step: &Step) -> Option<Trouble> {
    match &step.deed {
        Deed::Troubled(trouble) => Some(Trouble { exception: trouble.exception, reason: trouble.reason }),
        // UPS gives a reason for an attempt, and none for a return.
        Deed::Scanned(Scan { milestone, reason: Some(reason), .. })
            if !lane.is_ups() || *milestone == M::DeliveryAttempted =>
        {
            Some(Trouble { exception: beside(*reason), reason: *reason })
        }
        _ => None,
    }
}

/// What the reason of an attempt or a return says is wrong.
fn beside(reason: Reason) -> Exception {
    match reason {
        Reason::Refused => Exception::RefusedGoods,
        Reason::Damage => Exception::Damaged,
        Reason::Short => Exception::ShortShipped,
        _ => Exception::Delayed,
    }
}

fn is_over(lane: &Lane, trouble: Trouble, at: Timestamp, promise: Option<Timestamp>) -> bool {
    let later = |milestones: &[M]| {
        lane.happenings.iter().any(|happening| happening.at > at && milestones.contains(&happening.milestone))
    };
    match trouble.exception {
        Exception::OnHold => lane.happenings.iter().any(|later| later.at > at && later.milestone.is_movement()),
        Exception::Delayed => later(AT_THE_DOOR) || later(ENDS) || in_time_after_all(lane, at, promise),
        Exception::RefusedGoods => later(AT_THE_DOOR) || later(&[M::Delivered, M::Returned]),
        Exception::Lost | Exception::Damaged => later(&[M::Delivered, M::Returned]),
        _ => false,
    }
}

/// It goes out, or is tried, or waits to be fetched.
const AT_THE_DOOR: &[M] =
    &[M::OutForDelivery, M::ArrivedDelivery, M::Unloaded, M::ReadyForCollection, M::DeliveryAttempted];
/// A delay has nothing to delay any more.
const ENDS: &[M] = &[M::Delivered, M::Returning, M::Returned];

/// Who carries it has said later that it comes within the promise; of what has come, or goes back, nobody expects anything.
fn in_time_after_all(lane: &Lane, at: Timestamp, promise: Option<Timestamp>) -> bool {
    let is_expected = lane.delivered().is_none() && !lane.words().least.is_back();
    is_expected && promise.zip(estimate(lane)).is_some_and(|(promise, (said, to))| said > at && to <= promise)
}

/// When it is expected at the latest: what was said last, from the first movement on. Nothing once it has come, goes back, or is lost,
/// damaged or refused.
pub fn expected(lane: &Lane, troubles: &[Trouble]) -> Option<Timestamp> {
    let ends =
        |trouble: &Trouble| matches!(trouble.exception, Exception::Lost | Exception::Damaged | Exception::RefusedGoods);
    let is_over = lane.delivered().is_some() || lane.words().least.is_back() || troubles.iter().any(ends);
    if is_over { None } else { estimate(lane).map(|(_, to)| to) }
}

/// What was said last of when it comes: when that was, and until when.
fn estimate(lane: &Lane) -> Option<(Timestamp, Timestamp)> {
    let moved = lane.first_movement()?;
    let said = lane.heard().flat_map(|step| estimates(lane, step)).filter(|(said, _)| *said >= moved);
    said.max_by_key(|(said, _)| *said)
}

fn estimates(lane: &Lane, step: &Step) -> Vec<(Timestamp, Timestamp)> {
    match &step.deed {
        Deed::Expected { to, .. } => vec![(step.at, *to)],
        Deed::Troubled(trouble) => {
            let to = trouble.estimate.map(|(_, to)| to);
            // The TMS says it when it writes, UPS with the scan.
            let when = [Some(step.said), lane.is_ups().then_some(step.at)];
            to.into_iter().flat_map(|to| when.into_iter().flatten().map(move |when| (when, to))).collect()
        }
        Deed::Scanned(scan) if lane.is_ups() && scan.milestone == M::OutForDelivery => {
            vec![(step.at, last_known(lane, step))]
        }
        _ => Vec::new(),
    }
}

/// With the last vehicle UPS repeats what it said last; at first that is the plan.
fn last_known(lane: &Lane, step: &Step) -> Timestamp {
    let before = lane.story.steps.iter().filter(|other| other.said <= step.said);
    let mut said =
        before.filter(|other| other.deed.shipment() == Some(lane.position)).filter_map(|other| match &other.deed {
            Deed::Expected { to, teller, .. } if *teller != Teller::Tms => Some(*to),
            Deed::Troubled(trouble) => trouble.estimate.map(|(_, to)| to),
            _ => None,
        });
    said.next_back().unwrap_or(lane.shipment.plan_delivery.1)
}
