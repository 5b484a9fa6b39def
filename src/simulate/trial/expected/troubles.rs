//! What is wrong with a shipment and still stands, and when it is expected. A trouble stands until something later shows that it is
//! overcome; a note about goods that have all come is about nothing.

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
    standing(lane, promise).into_iter().map(|report| report.trouble).collect()
}

/// Which packages are lost, `None` all of them.
pub fn lost(lane: &Lane) -> Vec<Option<usize>> {
    let all = standing(lane, None).into_iter();
    all.filter(|report| report.trouble.exception == Exception::Lost).map(|report| report.package).collect()
}

/// The latest of each trouble that still stands, package by package.
fn standing(lane: &Lane, promise: Option<Timestamp>) -> Vec<Report> {
    let mut latest: BTreeMap<(Option<usize>, Exception), Report> = BTreeMap::new();
    for step in lane.heard() {
        let Some(trouble) = told_by(lane, step) else { continue };
        let package = match &step.deed {
            Deed::Troubled(trouble) => trouble.package,
            Deed::Scanned(scan) => scan.package,
            _ => None,
        };
        let city = step.deed.place().map(|place| place.city.name);
        let report = Report { trouble, package, at: step.at, city };
        let kept = latest.entry((package, trouble.exception)).or_insert(report);
        if kept.at <= step.at {
            *kept = report;
        }
    }
    latest.into_values().filter(|report| !is_over(lane, *report, promise)).collect()
}

/// When and where somebody told of a trouble, and of which package (`None`: of all of them).
#[derive(Debug, Clone, Copy)]
struct Report {
    trouble: Trouble,
    package: Option<usize>,
    at: Timestamp,
    city: Option<&'static str>,
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

fn is_over(lane: &Lane, report: Report, promise: Option<Timestamp>) -> bool {
    let Report { trouble, package, at, .. } = report;
    let of_it = |of: Option<usize>| package.is_none() || of.is_none() || of == package;
    let after = || lane.happenings.iter().filter(|happening| happening.at > at && of_it(happening.package));
    let later = |milestones: &[M]| after().any(|happening| milestones.contains(&happening.milestone));
    let moves = || after().any(|later| later.milestone.is_movement());
    let cleared = later(&[M::CustomsCleared]) && matches!(trouble.reason, Reason::Documents | Reason::Duties);
    let lets_go = later(AT_THE_DOOR) || later(ENDS) || cleared;
    match trouble.exception {
        Exception::OnHold => {
            let nowhere = || after().any(|later| later.milestone.is_movement() && later.city.is_none());
            let left = stays_behind(report) && (has_left(lane, report) || nowhere());
            has_come(lane, at) || lets_go || left
        }
        Exception::Delayed => {
            let left = stays_behind(report) && has_left(lane, report);
            has_come(lane, at) || lets_go || left || in_time_after_all(lane, at, promise)
        }
        // What was lost and moves again has been found.
        Exception::Lost => has_come(lane, at) || moves(),
        // Of what goes back it is the cause, and stays.
        Exception::RefusedGoods => later(AT_THE_DOOR) || later(&[M::Delivered]),
        Exception::Damaged => later(&[M::Delivered]),
        _ => false,
    }
}

/// All of it was with the customer, or back, when that was told or is since; and nothing of it was on its way back at that time.
fn has_come(lane: &Lane, told: Timestamp) -> bool {
    let back = lane.happenings.iter().filter(|happening| happening.milestone == M::Returned).map(|back| back.at);
    let ends = lane.delivered().into_iter().chain(back);
    let sent_back = |end: Timestamp| {
        let mut between = lane.happenings.iter().filter(|happening| happening.at > end && happening.at <= told);
        between.any(|happening| matches!(happening.milestone, M::Returning | M::Returned))
    };
    ends.into_iter().any(|end| !sent_back(end))
}

/// What keeps goods where they are, and is left with the place: what was reported from a town, but for what is wrong with the goods
/// and a new day; and some reasons in any case.
fn stays_behind(report: Report) -> bool {
    let Trouble { exception, reason } = report.trouble;
    let of_the_goods = [Reason::Damage, Reason::Short, Reason::Over, Reason::WrongProduct, Reason::Refused];
    let of_the_day = [Reason::LatePickup, Reason::Rescheduled, Reason::Appointment];
    if of_the_goods.contains(&reason) || (exception == Exception::Delayed && of_the_day.contains(&reason)) {
        return false;
    }
    let in_any_case = [
        Reason::Weather,
        Reason::Mechanical,
        Reason::Missort,
        Reason::Road,
        Reason::Civil,
        Reason::Capacity,
        Reason::InsufficientTime,
        Reason::Inspection,
        Reason::Held,
        Reason::BadData,
        Reason::Other,
    ];
    report.city.is_some() || in_any_case.contains(&reason)
}

/// The goods have departed, or were scanned in another city.
fn has_left(lane: &Lane, report: Report) -> bool {
    let mut since = lane.happenings.iter().filter(|happening| happening.at > report.at);
    since.any(|happening| {
        let elsewhere = happening.city.is_some() && happening.city != report.city;
        let departs = matches!(happening.milestone, M::HubDeparted | M::PickedUp);
        departs || (elsewhere && happening.milestone.is_movement())
    })
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
