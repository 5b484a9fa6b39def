//! What is to come, and the plan beside what came.

use app::model::{Mark, Milestone as Row, Saying, Tone, When};
use jiff::tz::TimeZone;

use crate::{
    domain::{
        carriers,
        event::Window,
        fate,
        milestone::{Classifier, Extent, Milestone, Stage},
        time::{Moment, When as Said},
        view::{EntryKind, EventStatus, ShipmentView, State, View},
        zone::zone_of_address,
    },
    web::site::present::{
        clock::{Clock, length, mark_of, time_of, unmarked},
        ledger::Ledger,
        names,
    },
};

/// What is still to come: only what somebody planned or estimated, or must come.
pub fn ahead(shipment: &ShipmentView, ledger: &Ledger, clock: &Clock) -> Vec<(Stage, Row)> {
    let comes = fate::of_shipment(shipment).iter().any(|piece| !piece.fate.is_over());
    if shipment.state == State::Unknown || shipment.state >= State::Delivered || !comes {
        return Vec::new();
    }
    let row = |milestone: Milestone| {
        let by = shipment.carrier.as_ref().and_then(carriers::shown_as);
        let row = Row {
            mark: Mark::Ahead,
            name: names::milestone(milestone, Extent::Full).to_owned(),
            said: Saying { by: by.unwrap_or_else(|| "–".to_owned()), witnesses: Vec::new() },
            knows: ledger.nothing(),
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
        delivered.estimated = short_window(estimate.from, estimate.to, clock.goods(), clock);
        delivered.said.by = names::source(&estimate.source);
    }
    rows.push((stage, delivered));
    rows
}

/// Puts the plan beside pick-up and delivery, and how far the actual time is from it.
pub fn plan_beside(rows: &mut [(Stage, Row)], view: &View, shipment: &ShipmentView, clock: &Clock) {
    let Some(plan) = &shipment.plan else { return };
    let origin = view.ship_from.as_ref().and_then(zone_of_address);
    let at_origin = |window: &Window| edges(window, |when| when.resolve(origin.as_ref()));
    let at_goods = |window: &Window| edges(window, |when| clock.read_at_goods(when));
    let pickup = (plan.pickup.as_ref().map(at_origin), origin.as_ref());
    let delivery = (plan.delivery.as_ref().map(at_goods), clock.goods());
    for (milestone, (window, zone)) in [(Milestone::PickedUp, pickup), (Milestone::Delivered, delivery)] {
        let Some((from, to)) = window else { continue };
        let name = names::milestone(milestone, Extent::Full);
        let Some((_, row)) = rows.iter_mut().rfind(|(_, row)| row.name == name) else { continue };
        row.planned = short_window(from, to, zone, clock);
        if let (Mark::Past | Mark::Delivered, Some(late)) = (row.mark, lateness(shipment, milestone, to.or(from))) {
            row.drift = drift(late);
        }
    }
}

/// The edges of a planned window, as `read` says.
fn edges(window: &Window, read: impl Fn(Said) -> Moment) -> (Option<Moment>, Option<Moment>) {
    (window.from.map(&read), window.to.map(&read))
}

/// `Thu 14 · 16:00–20:00` or `Thu 14 · 16:00`.
fn short_window(from: Option<Moment>, to: Option<Moment>, zone: Option<&TimeZone>, clock: &Clock) -> Option<When> {
    let (Some(from), Some(to)) = (from, to) else { return clock.short_edge(from, to, zone) };
    let first = clock.table(from, zone);
    let (a, b) = (clock.reading(from, zone), clock.reading(to, zone));
    if a == b {
        return Some(first);
    }
    let last = clock.table(to, zone).text;
    let mark = mark_of(&last);
    let end = if a.date() == b.date() { format!("{}{mark}", time_of(b)) } else { last };
    Some(When { text: format!("{}–{end}", unmarked(&first.text)), ..first })
}

fn lateness(shipment: &ShipmentView, milestone: Milestone, planned: Option<Moment>) -> Option<i64> {
    let at = shipment.entries.iter().rev().find_map(|entry| match &entry.what {
        EntryKind::Milestone { milestone: told, classifier: Classifier::Actual, .. }
            if *told == milestone && entry.status == EventStatus::Counts =>
        {
            Some(entry.at)
        }
        _ => None,
    })?;
    let planned = planned?;
    (at.zone_known && planned.zone_known && !at.day_only).then_some((at.micros - planned.micros) / 1_000_000)
}

/// `+20 min` past the plan; early or on time says nothing.
fn drift(seconds: i64) -> Option<(String, Tone)> {
    let tone = if seconds > 4 * 3_600 { Tone::Warn } else { Tone::Idle };
    (seconds >= 60).then(|| (format!("+{}", length(seconds)), tone))
}
