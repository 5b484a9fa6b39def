//! Where partners contradict each other, who is shown, and what the other side says: by the rules of truth, from the story alone.
//!
//! The ERP has not the word on goods that others move. What it claims of them is denied when they tell the same of another time, or
//! something less advanced long after it. Those that carry out transport, TMS and carrier, are equals: they contradict each other when
//! they date a pick-up, a delivery or a return apart, or when one goes on after another one has told of the delivery. A second delivery of
//! what has come contradicts the first, whoever tells it, in another city or more than a day later. Of all other milestones, of expected times and of quantities no two are contradictory: they stand side by side.

use jiff::{SignedDuration, Timestamp};

use super::lane::{Happening, Lane, is_delivery, is_way_back};
use crate::{domain::milestone::Milestone, simulate::partners::Partner};

/// Partners that differ by no more than this tell the same.
const AGREEMENT: SignedDuration = SignedDuration::from_hours(2);
/// A delivery that is told again within a day, in the same city, is that delivery.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// What happens once to a thing, is dated by each that tells it, and counts as it was told last.
const DATED: [Milestone; 2] = [Milestone::PickedUp, Milestone::Returned];

/// One side of a contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Who says so; where several do, any of them may speak for it.
    pub tellers: Vec<Partner>,
    pub milestone: Milestone,
    pub partial: bool,
    pub at: Timestamp,
}

/// Partners say what cannot both be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    pub about: Milestone,
    pub shown: Side,
    pub others: Vec<Side>,
    /// As answers write it.
    pub why: &'static str,
    /// Whether nobody has denied the claim yet, so that it may come true; after a while it is a contradiction all the same.
    pub undecided: bool,
}

/// What those that carry out transport contradict each other about, package by package.
pub fn of_lane(lane: &Lane) -> Vec<Contradiction> {
    let of_piece = |piece| {
        let way: Vec<&Happening> = lane.of_piece(piece).collect();
        let arrivals = lane.arrivals(piece);
        let dated = DATED.iter().filter_map(|milestone| {
            let all: Vec<&Happening> =
                way.iter().copied().filter(|one| one.milestone == *milestone && !one.partial).collect();
            let shown = *all.last()?;
            contradiction(*milestone, shown, dated_apart(shown, &all, |_| false), "later")
        });
        of_delivery(&way, &arrivals).into_iter().chain(dated).collect::<Vec<_>>()
    };
    lane.pieces().into_iter().flat_map(of_piece).collect()
}

/// What speaks against the arrival that counts.
fn of_delivery(way: &[&Happening], arrivals: &[&Happening]) -> Option<Contradiction> {
    let (shown, former) = arrivals.split_last()?;
    let delivered: Vec<&Happening> = way.iter().copied().filter(|one| is_delivery(one)).collect();
    let is_another = |one: &Happening| {
        let is_new = former.last().is_none_or(|former| one.at > former.at)
            && !arrivals.iter().any(|arrival| std::ptr::eq(*arrival, one));
        let elsewhere = one.city.zip(shown.city).is_some_and(|(one, shown)| one != shown);
        is_new && (elsewhere || one.at.duration_since(shown.at).abs() > DAY)
    };
    let mut others = still_moving(way, shown, &delivered);
    others.extend(dated_apart(shown, &delivered, is_another));
    contradiction(Milestone::Delivered, shown, others, "stands")
}

/// One goes on long after the delivery that another one has told, and never tells of it.
fn still_moving(way: &[&Happening], shown: &Happening, delivered: &[&Happening]) -> Vec<Side> {
    if way.iter().any(|one| is_way_back(one)) {
        return Vec::new();
    }
    let others = [Partner::Tms, Partner::Ups].into_iter().filter_map(|partner| {
        let goes_on = |one: &&&Happening| {
            one.at.duration_since(shown.at) > AGREEMENT
                && one.tellers.has(partner)
                && ((Milestone::PickedUp..=Milestone::DeliveryAttempted).contains(&one.milestone) || one.partial)
        };
        let confirms = delivered.iter().any(|one| one.tellers.has(partner));
        let last = way.iter().rfind(goes_on).filter(|_| !confirms)?;
        Some(Side { tellers: vec![partner], ..side(last) })
    });
    others.collect()
}

/// Who dates it far from the time that is shown, and at no time near it; or tells what is another one.
fn dated_apart(shown: &Happening, all: &[&Happening], is_another: impl Fn(&Happening) -> bool) -> Vec<Side> {
    let others = [Partner::Tms, Partner::Ups].into_iter().filter_map(|partner| {
        let mut dated = all.iter().filter(|one| one.tellers.has(partner));
        let agrees = dated.clone().any(|one| shown.at.duration_since(one.at).abs() <= AGREEMENT);
        let last = dated.rfind(|one| !agrees || is_another(one))?;
        Some(Side { tellers: vec![partner], ..side(last) })
    });
    others.collect()
}

/// What becomes of the ERP's claim that the goods in these shipments were picked up, or delivered.
pub fn of_claim(lanes: &[&Lane], claimed: Milestone, at: Timestamp) -> Option<Contradiction> {
    let all_came = lanes.iter().all(|lane| lane.delivered().is_some());
    // Loading is the warehouse's.
    let told = lanes.iter().flat_map(|lane| &lane.happenings).filter(|one| one.milestone != Milestone::Loaded);
    let mut told: Vec<&Happening> = told.collect();
    told.sort_by_key(|one| (one.at, one.milestone.progress()));
    let claim = Side { tellers: vec![Partner::Erp], milestone: claimed, partial: false, at };
    let denied = |shown: &Happening| contradiction(claimed, shown, vec![claim.clone()], "owner");
    let is_same = |one: &&&Happening| one.milestone == claimed && (!is_delivery(one) || all_came) && !one.partial;
    if let Some(nearest) = told.iter().filter(is_same).min_by_key(|one| one.at.duration_since(at).abs()) {
        return denied(nearest).filter(|_| nearest.at.duration_since(at).abs() > AGREEMENT);
    }
    let is_behind = |one: &Happening| one.milestone.progress() <= claimed.progress();
    let later = told.iter().rfind(|one| is_behind(one) && one.at.duration_since(at) > AGREEMENT);
    match (later, told.last()) {
        (Some(later), _) => denied(later),
        (None, Some(last)) if told.iter().all(|one| is_behind(one)) => {
            denied(last).map(|denied| Contradiction { undecided: true, ..denied })
        }
        _ => None,
    }
}

fn contradiction(about: Milestone, shown: &Happening, others: Vec<Side>, why: &'static str) -> Option<Contradiction> {
    let contradiction = Contradiction { about, shown: side(shown), others, why, undecided: false };
    Some(contradiction).filter(|contradiction| !contradiction.others.is_empty())
}

fn side(happening: &Happening) -> Side {
    let Happening { milestone, partial, at, tellers, .. } = *happening;
    Side { tellers: tellers.all().collect(), milestone, partial, at }
}
