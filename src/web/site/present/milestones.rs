//! The list of a shipment: what happened, is planned and is estimated, a row for each milestone, in stages.
//!
//! Scans fold away: of the steps in transit the list keeps each hub once and the last step of all; the same milestone of
//! several packages is one row.

use app::model::{Callout, CalloutKind, Knows, Mark, Milestone as Row, Saying, Stage as Group, Stop, Tone, When};

use super::{clock::Clock, clock::length, names, standing};
use crate::domain::{
    event::{Raw, Window},
    id::ObjectId,
    milestone::{Classifier, Extent, Milestone, Stage},
    reference::ObjectKind,
    time::Moment,
    view::{Entry, EntryKind, ShipmentView, Standing, State, View},
};

/// The same milestone told within this time is the same happening (microseconds).
const TOGETHER: i64 = 120_000_000;
/// How many unmapped codes the list shows; all of them stand among the scans.
const MOST_UNMAPPED: usize = 3;

/// The stages of one shipment, the order's own milestones before them.
pub fn stages(view: &View, shipment: &ShipmentView, clock: &Clock) -> Vec<Group> {
    let entries = entries(view, shipment);
    let mut rows: Vec<(Stage, Row)> = happened(&entries, clock);
    let ahead = ahead(shipment, clock);
    let now = clock.time(clock.now());
    for (index, (stage, mut row)) in ahead.into_iter().enumerate() {
        row.now = (index == 0).then(|| When { text: now.text.clone(), ..now.clone() });
        rows.push((stage, row));
    }
    plan_beside(&mut rows, shipment, clock);
    group(rows)
}

/// What belongs to no shipment yet.
pub fn order_stages(view: &View, clock: &Clock) -> Vec<Group> {
    let entries: Vec<&Entry> = view.entries.iter().filter(|entry| entry.standing == Standing::Counts).collect();
    group(entries.iter().filter_map(|entry| row(entry, clock)).collect())
}

/// The order's entries and this shipment's, oldest first; of the deliveries only those with goods of this shipment.
fn entries<'a>(view: &'a View, shipment: &'a ShipmentView) -> Vec<&'a Entry> {
    let ours = |entry: &&Entry| entry.of != ObjectKind::Delivery || carries(view, shipment, entry.object);
    let mut all: Vec<&Entry> = view
        .entries
        .iter()
        .filter(ours)
        .chain(&shipment.entries)
        .filter(|entry| entry.standing == Standing::Counts)
        .collect();
    all.sort_by_key(|entry| entry.at.micros);
    all
}

/// Whether a delivery's goods are in this shipment: the shipment carries it, or no shipment says that it does and
/// nothing in their lines speaks against it.
fn carries(view: &View, shipment: &ShipmentView, delivery: ObjectId) -> bool {
    if view.shipments.iter().any(|one| one.deliveries.contains(&delivery)) {
        return shipment.deliveries.contains(&delivery);
    }
    let Some(delivery) = view.deliveries.iter().find(|known| known.object == delivery) else { return true };
    let (ours, theirs) = (&shipment.lines, &delivery.lines);
    ours.is_empty() || theirs.is_empty() || ours.iter().any(|one| theirs.iter().any(|other| one.line == other.line))
}

/// The rows of what happened, a stage after the other.
fn happened(entries: &[&Entry], clock: &Clock) -> Vec<(Stage, Row)> {
    let mut rows: Vec<(Stage, Row)> = Vec::new();
    let mut firsts: Vec<(&Entry, usize)> = Vec::new();
    for entry in keep(entries) {
        let known = firsts.iter().rfind(|(first, _)| tells_again(first, entry)).map(|(_, index)| *index);
        if let Some((_, row)) = known.and_then(|index| rows.get_mut(index)) {
            join(row, entry, clock);
        } else if let Some((stage, row)) = row(entry, clock) {
            // An exception or an unknown code belongs to the stage in which it was told.
            let floating = row.mark == Mark::Exception || milestone_of(entry) == Some(Milestone::Unmapped);
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
                && *one != Milestone::Unmapped
                && one_place(first, entry)
                && (apart <= TOGETHER || packages)
        }
        (
            EntryKind::Exception { exception: one, reason, .. },
            EntryKind::Exception { exception: other, reason: same, .. },
        ) => one == other && reason == same,
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
        row.actual = Some(clock.table(entry.at, entry.place.as_ref().and_then(names::place).as_deref()));
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

/// Folds scans away.
fn keep<'a>(entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let is_step =
        |milestone| matches!(milestone, Milestone::InTransit | Milestone::HubDeparted | Milestone::HubArrived);
    let last_step = entries.iter().rposition(|entry| actual(entry) && milestone_of(entry).is_some_and(is_step));
    let mut hubs: Vec<String> = Vec::new();
    let mut unmapped = entries.iter().filter(|entry| milestone_of(entry) == Some(Milestone::Unmapped)).count();
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
                unmapped < MOST_UNMAPPED
            }
            _ => true,
        };
        if keep {
            kept.push(*entry);
        }
    }
    kept
}

fn actual(entry: &Entry) -> bool {
    match &entry.what {
        EntryKind::Milestone { classifier, .. } => *classifier == Classifier::Actual,
        EntryKind::Exception { .. } => true,
    }
}

fn row(entry: &Entry, clock: &Clock) -> Option<(Stage, Row)> {
    if !actual(entry) {
        return None;
    }
    let place = entry.place.as_ref().and_then(names::place);
    let said = saying(entry, clock);
    let by_owner = owner(&said.by);
    let mut row = Row {
        detail: place.clone(),
        actual: Some(clock.table(entry.at, place.as_deref())),
        said,
        knows: vec![if by_owner { Knows::Source } else { Knows::Nothing }, Knows::Nothing],
        ..Row::default()
    };
    let stage = match &entry.what {
        EntryKind::Milestone { milestone: Milestone::Unmapped, .. } => {
            row.name = names::milestone(Milestone::Unmapped, Extent::Full).to_owned();
            row.callouts = vec![unmapped(entry.raw.as_ref())];
            Stage::Transit
        }
        EntryKind::Milestone { milestone, extent, .. } => {
            row.name = names::milestone(*milestone, *extent).to_owned();
            if *milestone == Milestone::Delivered {
                row.mark = Mark::Delivered;
            }
            milestone.stage()
        }
        EntryKind::Exception { exception, reason, .. } => {
            let status = standing::of_exception(*exception, *reason);
            row.mark = Mark::Exception;
            row.name = status.text;
            row.callouts = as_sent(entry.raw.as_ref()).into_iter().collect();
            let since = clock.now().as_second() - entry.at.timestamp().as_second();
            row.drift = (since > 0).then(|| (format!("{} ago", length(since)), Tone::Idle));
            Stage::Transit
        }
    };
    Some((stage, row))
}

/// Whether it is the ERP that spoke: it need not be told.
fn owner(by: &str) -> bool {
    by == "ERP"
}

fn saying(entry: &Entry, clock: &Clock) -> Saying {
    let by = names::source(&entry.source);
    let heard = |micros| format!("heard {}", clock.table(utc(micros), None).text);
    let mut witnesses = vec![format!("{by}, {}", heard(entry.received))];
    witnesses
        .extend(entry.witnesses.iter().map(|one| format!("{}, {}", names::source(&one.source), heard(one.received))));
    Saying { by, witnesses }
}

/// Microseconds since 1970 in UTC as a moment.
pub fn utc(micros: i64) -> Moment {
    Moment { micros, offset_seconds: 0, zone_known: true }
}

fn unmapped(raw: Option<&Raw>) -> Callout {
    Callout {
        kind: CalloutKind::Doubt,
        lead: "No table knows this code.".to_owned(),
        text: "It is kept as it was sent and changes nothing.".to_owned(),
        raw: raw.map(code),
        ..Callout::default()
    }
}

fn as_sent(raw: Option<&Raw>) -> Option<Callout> {
    let raw = raw?;
    let text = raw.text.clone().filter(|text| !text.is_empty());
    let (code, _) = code(raw);
    (text.is_some() || !code.is_empty()).then(|| Callout {
        kind: CalloutKind::Exception,
        lead: text.unwrap_or_else(|| "The carrier gave a code and no words.".to_owned()),
        raw: (!code.is_empty()).then_some((code, String::new())),
        ..Callout::default()
    })
}

/// Element and code, and the sender's words.
pub fn code(raw: &Raw) -> (String, String) {
    let code: Vec<&str> = [&raw.element, &raw.code].into_iter().flatten().map(String::as_str).collect();
    (code.join(" "), raw.text.clone().unwrap_or_default())
}

/// What is still to come: only what somebody planned or estimated, or must come.
fn ahead(shipment: &ShipmentView, clock: &Clock) -> Vec<(Stage, Row)> {
    let over = matches!(
        shipment.state,
        State::Delivered | State::Returning | State::Returned | State::Cancelled | State::Unknown
    );
    if over {
        return Vec::new();
    }
    let row = |milestone: Milestone| {
        let by = shipment.carrier.as_ref().and_then(|carrier| carrier.name.clone().or_else(|| carrier.scac.clone()));
        let row = Row {
            mark: Mark::Ahead,
            name: names::milestone(milestone, Extent::Full).to_owned(),
            said: Saying { by: by.unwrap_or_else(|| "–".to_owned()), witnesses: Vec::new() },
            knows: vec![Knows::Nothing, Knows::Nothing],
            ..Row::default()
        };
        (milestone.stage(), row)
    };
    let mut rows = Vec::new();
    if matches!(shipment.state, State::Ordered | State::Preparing) {
        rows.push(row(Milestone::PickedUp));
    }
    let (stage, mut delivered) = row(Milestone::Delivered);
    if let Some(estimate) = &shipment.estimate {
        delivered.estimated = short_window(estimate.from, estimate.to, clock);
        delivered.said.by = names::source(&estimate.source);
    }
    rows.push((stage, delivered));
    rows
}

/// Puts the plan beside pick-up and delivery, and how far the actual time is from it.
fn plan_beside(rows: &mut [(Stage, Row)], shipment: &ShipmentView, clock: &Clock) {
    let Some(plan) = &shipment.plan else { return };
    for (milestone, window) in [(Milestone::PickedUp, &plan.pickup), (Milestone::Delivered, &plan.delivery)] {
        let Some((from, to)) = window.as_ref().map(|window| edges(window, clock)) else { continue };
        let name = names::milestone(milestone, Extent::Full);
        let Some((_, row)) = rows.iter_mut().rfind(|(_, row)| row.name == name) else { continue };
        row.planned = short_window(from, to, clock);
        if let (Mark::Past | Mark::Delivered, Some(late)) = (row.mark, lateness(shipment, milestone, to.or(from))) {
            row.drift = drift(late);
        }
    }
}

fn edges(window: &Window, clock: &Clock) -> (Option<Moment>, Option<Moment>) {
    let edge = |when: Option<crate::domain::time::When>| when.map(|when| when.resolve(Some(clock.zone())));
    (edge(window.from), edge(window.to))
}

/// `Thu 14 · 16:00–20:00` or `Thu 14 · 16:00`.
fn short_window(from: Option<Moment>, to: Option<Moment>, clock: &Clock) -> Option<When> {
    let first = clock.table(from.or(to)?, None);
    let (Some(from), Some(to)) = (from, to) else { return Some(first) };
    let (a, b) = (clock.reading(from), clock.reading(to));
    if a == b {
        return Some(first);
    }
    let end = if a.date() == b.date() { super::clock::time_of(b) } else { clock.table(to, None).text };
    Some(When { text: format!("{}–{end}", first.text), ..first })
}

fn lateness(shipment: &ShipmentView, milestone: Milestone, planned: Option<Moment>) -> Option<i64> {
    let at = shipment.entries.iter().rev().find_map(|entry| match &entry.what {
        EntryKind::Milestone { milestone: told, classifier: Classifier::Actual, .. } if *told == milestone => {
            Some(entry.at)
        }
        _ => None,
    })?;
    let planned = planned?;
    (at.zone_known && planned.zone_known).then_some((at.micros - planned.micros) / 1_000_000)
}

/// `+20 min` past the plan; early or on time says nothing.
fn drift(seconds: i64) -> Option<(String, Tone)> {
    let tone = if seconds > 4 * 3_600 { Tone::Warn } else { Tone::Idle };
    (seconds >= 60).then(|| (format!("+{}", length(seconds)), tone))
}

/// Rows in stages, in the order in which the stages first appear on the way.
fn group(rows: Vec<(Stage, Row)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (stage, row) in rows {
        let name = names::stage(stage);
        match groups.last_mut() {
            Some(group) if group.name == name => group.rows.push(row),
            _ => groups.push(Group { name: name.to_owned(), rows: vec![row] }),
        }
    }
    groups
}

/// Where it went and goes: from where it ships, the place it was seen last, the destination.
pub fn route(view: &View, shipment: &ShipmentView, clock: &Clock) -> Vec<Stop> {
    let mut stops = Vec::new();
    if let Some(from) = view.ship_from.as_ref().and_then(names::address) {
        stops.push(Stop { name: from, ..Stop::default() });
    }
    let delivered = shipment.state == State::Delivered;
    if let Some(seen) = shipment.last_seen.as_ref().filter(|_| !delivered)
        && let Some(name) = names::place(&seen.place)
    {
        let when = clock.table(seen.at, Some(&name));
        stops.push(Stop { name, last_seen: Some(when), ahead: false });
    }
    if let Some(to) = view.ship_to.as_ref().and_then(names::address) {
        stops.push(Stop { name: to, last_seen: None, ahead: !delivered });
    }
    stops
}
