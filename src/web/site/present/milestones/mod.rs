//! The list of a shipment: what happened, is planned and is estimated, a row for each milestone, in stages.
//!
//! Scans fold away: of the steps in transit the list keeps each hub once and the last step of all; the same milestone of
//! several packages is one row.

mod ahead;
mod happened;
mod row;

use app::model::{Milestone as Row, Stage as Group, Stop, When};

pub use self::row::{code, utc};
use self::{
    ahead::{ahead, plan_beside},
    happened::happened,
    row::row,
};
use super::{clock::Clock, conflicts, ledger::Ledger, names};
use crate::domain::{
    id::ObjectId,
    milestone::Stage,
    reference::{ObjectKind, same_line},
    view::{Entry, EventStatus, ShipmentView, State, View},
    zone::{no_sites, zone_of},
};

/// The stages of one shipment, the order's own milestones before them.
pub fn stages(view: &View, shipment: &ShipmentView, ledger: &Ledger, clock: &Clock) -> Vec<Group> {
    let entries = entries(view, shipment);
    let mut rows: Vec<(Stage, Row)> = happened(&entries, view, ledger, clock);
    let ahead = ahead(shipment, ledger, clock);
    let now = clock.time(clock.now());
    for (index, (stage, mut row)) in ahead.into_iter().enumerate() {
        row.now = (index == 0).then(|| When { text: now.text.clone(), ..now.clone() });
        rows.push((stage, row));
    }
    plan_beside(&mut rows, view, shipment, clock);
    group(rows)
}

/// What belongs to no shipment yet.
pub fn order_stages(view: &View, ledger: &Ledger, clock: &Clock) -> Vec<Group> {
    let entries: Vec<&Entry> = view.entries.iter().filter(|entry| entry.status == EventStatus::Counts).collect();
    group(entries.iter().filter_map(|entry| told(entry, view, ledger, clock)).collect())
}

/// The row of an entry, with the conflicts in which it is what is shown.
fn told(entry: &Entry, view: &View, ledger: &Ledger, clock: &Clock) -> Option<(Stage, Row)> {
    let (stage, mut row) = row(entry, ledger, clock)?;
    let about = view.conflicts.iter().filter(|conflict| conflict.shown.event == Some(entry.event));
    row.callouts.extend(about.map(|conflict| conflicts::callout(conflict, clock)));
    Some((stage, row))
}

/// The order's entries and this shipment's, oldest first; of the deliveries only those with goods of this shipment.
fn entries<'a>(view: &'a View, shipment: &'a ShipmentView) -> Vec<&'a Entry> {
    let ours = |entry: &&Entry| entry.of != ObjectKind::Delivery || carries(view, shipment, entry.object);
    let mut all: Vec<&Entry> = view
        .entries
        .iter()
        .filter(ours)
        .chain(&shipment.entries)
        .filter(|entry| entry.status == EventStatus::Counts)
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
    ours.is_empty()
        || theirs.is_empty()
        || ours.iter().any(|one| theirs.iter().any(|other| same_line(&one.line, &other.line)))
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
    let back = matches!(shipment.state, State::Returning | State::Returned);
    let to = view.ship_to.as_ref().and_then(names::address);
    // What turned back has been towards the customer before it was seen last.
    stops.extend(to.clone().filter(|_| back).map(|name| Stop {
        name,
        last_seen: None,
        ahead: shipment.delivered_at.is_none(),
    }));
    if let Some(seen) = shipment.last_seen.as_ref().filter(|_| !delivered)
        && let Some(name) = names::place(&seen.place)
    {
        let when = clock.seen(seen.at, zone_of(&seen.place, &no_sites));
        stops.push(Stop { name, last_seen: Some(when), ahead: false });
    }
    match (back, view.ship_from.as_ref().and_then(names::address)) {
        (true, Some(from)) => {
            stops.push(Stop { name: from, last_seen: None, ahead: shipment.state == State::Returning });
        }
        (true, None) => {}
        (false, _) => stops.extend(to.map(|name| Stop { name, last_seen: None, ahead: !delivered })),
    }
    stops
}
