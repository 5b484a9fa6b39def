//! What happened: scans folded away, and a happening told once, whoever told it.

use app::model::{Mark, Milestone as Row};

use super::{row::saying, told};
use crate::{
    domain::{
        milestone::{Classifier, Milestone, Stage},
        reference::ObjectKind,
        view::{Entry, EntryKind, View},
    },
    web::site::present::{clock::Clock, ledger::Ledger, names},
};

/// The same milestone told within this time is the same happening (microseconds).
const TOGETHER: i64 = 120_000_000;
/// How many unmapped codes, and how many notes, the list shows; all of them stand among the scans.
const MOST_ASIDE: usize = 3;

/// The rows of what happened, a stage after the other.
pub fn happened(entries: &[&Entry], view: &View, ledger: &Ledger, clock: &Clock) -> Vec<(Stage, Row)> {
    let mut rows: Vec<(Stage, Row)> = Vec::new();
    let mut firsts: Vec<(&Entry, usize)> = Vec::new();
    for entry in keep(entries) {
        let known = firsts.iter().rfind(|(first, _)| tells_again(first, entry)).map(|(_, index)| *index);
        if let Some((_, row)) = known.and_then(|index| rows.get_mut(index)) {
            join(row, entry, clock);
        } else if let Some((stage, row)) = told(entry, view, ledger, clock) {
            // What befalls the goods, a note and an unknown code belong to the stage in which they were told; what befalls the order, to it.
            let floating =
                stage != Stage::Order && (milestone_of(entry).is_none_or(is_aside) || row.mark == Mark::Exception);
            let stage = rows.last().filter(|_| floating).map_or(stage, |(stage, _)| *stage);
            firsts.push((entry, rows.len()));
            rows.push((stage, row));
        }
    }
    // A stable sort: within a stage the order of time stays.
    rows.sort_by_key(|(stage, _)| rank(*stage));
    rows
}

/// Whether `entry` is told by `first` already: the same happening by another source, the same milestone of another
/// package, or the same exception said again.
fn tells_again(first: &Entry, entry: &Entry) -> bool {
    match (&first.what, &entry.what) {
        (
            EntryKind::Milestone { milestone: one, extent, .. },
            EntryKind::Milestone { milestone: other, extent: same, .. },
        ) => {
            let apart = entry.at.micros - first.at.micros;
            let packages = first.of == ObjectKind::Package && entry.of == first.of && entry.object != first.object;
            one == other
                && extent == same
                && !is_aside(*one)
                && one_place(first, entry)
                && (apart <= TOGETHER || packages)
        }
        (
            EntryKind::Exception { exception: one, reason, resolved, .. },
            EntryKind::Exception { exception: other, reason: same, resolved: too, .. },
        ) => one == other && reason == same && resolved == too,
        _ => false,
    }
}

fn one_place(one: &Entry, other: &Entry) -> bool {
    let city =
        |entry: &Entry| entry.place.as_ref().and_then(|place| place.city.as_ref()).map(|city| city.to_lowercase());
    match (city(one), city(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn join(row: &mut Row, entry: &Entry, clock: &Clock) {
    if row.mark != Mark::Exception && entry.of == ObjectKind::Package {
        // Of several packages the row tells the last.
        row.actual = Some(clock.happened(entry));
    }
    row.said.witnesses.extend(saying(entry, clock).witnesses);
}

/// The order of the stages on the page.
fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Order => 0,
        Stage::Warehouse => 1,
        Stage::Transit | Stage::Unmapped => 2,
        Stage::Delivery => 3,
        Stage::Return => 4,
        Stage::Finance => 5,
    }
}

fn milestone_of(entry: &Entry) -> Option<Milestone> {
    match &entry.what {
        EntryKind::Milestone { milestone, .. } => Some(*milestone),
        EntryKind::Exception { .. } => None,
    }
}

/// Words beside the way of the goods.
fn is_aside(milestone: Milestone) -> bool {
    matches!(milestone, Milestone::Unmapped | Milestone::Note)
}

/// Folds scans away.
fn keep<'a>(entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let is_step =
        |milestone| matches!(milestone, Milestone::InTransit | Milestone::HubDeparted | Milestone::HubArrived);
    let last_step = entries.iter().rposition(|entry| actual(entry) && milestone_of(entry).is_some_and(is_step));
    let mut hubs: Vec<String> = Vec::new();
    let count = |milestone| entries.iter().filter(|entry| milestone_of(entry) == Some(milestone)).count();
    let (mut unmapped, mut notes) = (count(Milestone::Unmapped), count(Milestone::Note));
    let mut kept = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let keep = match milestone_of(entry) {
            _ if !actual(entry) => false,
            Some(Milestone::HubArrived) => {
                let place = entry.place.as_ref().and_then(names::place).unwrap_or_default();
                let new = !hubs.contains(&place);
                hubs.push(place);
                new
            }
            Some(milestone) if is_step(milestone) => Some(index) == last_step,
            Some(Milestone::Unmapped) => {
                unmapped -= 1;
                unmapped < MOST_ASIDE
            }
            Some(Milestone::Note) => {
                notes -= 1;
                notes < MOST_ASIDE
            }
            _ => true,
        };
        if keep {
            kept.push(*entry);
        }
    }
    kept
}

/// Whether it took place: not planned, not estimated.
pub fn actual(entry: &Entry) -> bool {
    match &entry.what {
        EntryKind::Milestone { classifier, .. } => *classifier == Classifier::Actual,
        EntryKind::Exception { .. } => true,
    }
}
