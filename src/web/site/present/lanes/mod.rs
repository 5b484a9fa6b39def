//! The timeline's geometry: when what was, as percentages of one axis of whole days in the reader's zone.
//!
//! The axis runs from the day of the first movement (or, before any, of the planned pick-up) to the latest of promise,
//! estimate and now; once nothing more will happen, to the latest of promise and last event.

mod axis;
mod labels;
mod run;

use app::model::{Anchor, Bar, BarKind, Dot, Flag, Lane, Lanes, Status};
use jiff::Timestamp;

use self::{axis::Axis, labels::Labels, run::Run};
use super::{
    clock::{Clock, day_name, time_of},
    names,
};
use crate::domain::{
    time::Moment,
    view::{ShipmentView, View},
    words::kept,
};

/// So near to each other the words over promise and now stand on either side of their lines, also on a telephone.
const NEAR: f64 = 11.0;

/// What a lane says beside its drawing; from the words of the shipment.
pub struct Outcome {
    /// How it stands.
    pub status: Status,
    /// What more there is to say.
    pub note: String,
}

/// The lanes of an order, or nothing while nothing moved and nothing is planned. `outcome` has one entry a shipment.
pub fn lanes(view: &View, clock: &Clock, outcomes: Vec<Outcome>) -> Option<Lanes> {
    let runs: Vec<Run> = view.shipments.iter().map(|shipment| Run::of(shipment, clock)).collect();
    let axis = Axis::of(view, &runs, clock)?;
    let mut lanes: Vec<(bool, Lane)> = view
        .shipments
        .iter()
        .zip(&runs)
        .zip(outcomes)
        .enumerate()
        .map(|(index, ((shipment, run), outcome))| {
            (
                run.delivered.is_none(),
                lane(shipment, run, &axis, clock, names::shipment(shipment, index, view), outcome),
            )
        })
        .collect();
    // Delivered ones first, the live one last, next to its open list. The sort is stable.
    lanes.sort_by_key(|(live, _)| *live);
    Some(Lanes {
        days: axis.days(),
        promise: promise(view, &axis, clock),
        now: axis.shows_now.then(|| axis.x(clock.now())),
        lanes: lanes.into_iter().map(|(_, lane)| lane).collect(),
    })
}

fn promise(view: &View, axis: &Axis, clock: &Clock) -> Option<Flag> {
    let at = axis::promised(view, clock)?;
    let x = axis.x(at);
    let kept = kept(view);
    let exact = view.promise.as_ref().is_some_and(|promise| promise.window.is_some());
    let more = if exact { format!(" {}{}", time_of(clock.at(at).datetime()), clock.mark()) } else { String::new() };
    let now = axis.shows_now.then(|| axis.x(clock.now()));
    // Beside the word over now, the promise's word stands on its own side.
    let anchor = match now {
        Some(now) if (now - x).abs() < NEAR && x <= now => Anchor::End,
        Some(now) if (now - x).abs() < NEAR => Anchor::Start,
        _ if x > 94.0 => Anchor::End,
        _ => Anchor::Middle,
    };
    Some(Flag { x, short: "Promised".to_owned(), more, kept, anchor })
}

fn lane(shipment: &ShipmentView, run: &Run, axis: &Axis, clock: &Clock, name: String, outcome: Outcome) -> Lane {
    let now = clock.now();
    let until = run.over().unwrap_or(now);
    // What came and went back is drawn to the end of that way.
    let until = if run.turned.is_some() { run.ended.unwrap_or(now) } else { until };
    let mut bars = Vec::new();
    if let Some(start) = run.warehouse {
        let end = run.moved.unwrap_or(until);
        if end > start {
            bars.push(Bar { kind: BarKind::Warehouse, span: axis.span(start, end) });
        }
    }
    if let Some(moved) = run.moved {
        let turned = run.turned.filter(|turned| *turned > moved && *turned < until);
        bars.extend(moving(run, moved, turned.unwrap_or(until), axis));
        bars.extend(turned.map(|turned| Bar { kind: BarKind::Back, span: axis.span(turned, until) }));
    }
    let mut labels = Labels::default();
    let delivered = run.delivered.map(|at| {
        let at_door = clock.at(at);
        let day = day_name(at_door.date());
        let hour = || format!("{day} {}{}", time_of(at_door.datetime()), clock.mark());
        (at, if run.day_only { day.to_owned() } else { hour() })
    });
    if let Some((at, words)) = &delivered {
        labels.put(axis.x(*at), words.clone(), "t-good");
    }
    let estimated = run.estimate.map(|(from, to)| estimate_words(from, to, run.edge, clock));
    if let (Some((from, to)), Some(words)) = (run.estimate, &estimated) {
        labels.put(f64::midpoint(axis.x(from), axis.x(to)), words.clone(), "t-warn");
    }
    // Beside a status of its own an hour needs its day.
    let expected = run.estimate.zip(estimated).map(|((from, _), words)| {
        let day = day_name(clock.at(from).date());
        if words.starts_with(day) { words } else { format!("{day} {words}") }
    });
    if let Some((since, None)) = run.held.last().copied() {
        labels.put(f64::midpoint(axis.x(since), axis.x(until)), outcome.status.text.clone(), "t-warn wide");
    }
    if let Some(moved) = run.moved {
        labels.put(axis.x(moved), "Picked up".to_owned(), "wide");
    }
    for (at, hub) in run.hubs.iter().rev() {
        labels.put(axis.x(*at), hub.clone(), "wide soft");
    }
    Lane {
        anchor: anchor(shipment),
        sentence: sentence(run, clock, &outcome.status.text),
        name,
        by: names::carrier(shipment).unwrap_or_default(),
        bars,
        plan: run.plan.map(|(from, to)| axis.span(from, to)),
        estimate: run.estimate.map(|(from, to)| axis.span(from, to)),
        estimate_from: run.estimate.map(|_| axis.x(now)),
        dots: run.moved.into_iter().chain(run.hubs.iter().map(|(at, _)| *at)).map(|at| Dot { x: axis.x(at) }).collect(),
        done: run.delivered.map(|at| axis.x(at)),
        labels: labels.placed(),
        outcome: outcome.status,
        outcome_note: outcome.note,
        brief: delivered.map(|(_, words)| words).or(expected),
    }
}

/// The id of a shipment's block.
pub fn anchor(shipment: &ShipmentView) -> String {
    format!("s{}", shipment.object)
}

/// The way, in stretches of moving and held.
fn moving(run: &Run, moved: Timestamp, until: Timestamp, axis: &Axis) -> Vec<Bar> {
    let mut bars = Vec::new();
    let mut at = moved;
    for (since, ended) in &run.held {
        let (since, ended) = ((*since).max(at), ended.unwrap_or(until).min(until));
        if ended <= since {
            continue;
        }
        if since > at {
            bars.push(Bar { kind: BarKind::Moving, span: axis.span(at, since) });
        }
        bars.push(Bar { kind: BarKind::Held, span: axis.span(since, ended) });
        at = ended;
    }
    if until > at {
        bars.push(Bar { kind: BarKind::Moving, span: axis.span(at, until) });
    }
    bars
}

fn estimate_words(from: Timestamp, to: Timestamp, edge: &str, clock: &Clock) -> String {
    let (from, to) = (clock.at(from), clock.at(to));
    if from.date() != to.date() {
        return format!("{} {}–{} {}", day_name(from.date()), from.day(), day_name(to.date()), to.day());
    }
    // By the end of a day is that day.
    if from == to && !(edge == "by " && (to.hour(), to.minute()) == (23, 59)) {
        return format!("{} {edge}{}{}", day_name(to.date()), time_of(to.datetime()), clock.mark());
    }
    if from == to || (from.hour() == 0 && to.hour() >= 23) {
        return format!("{} {}", day_name(to.date()), to.day());
    }
    format!("{}–{}{}", time_of(from.datetime()), time_of(to.datetime()), clock.mark())
}

/// The lane for those who do not see it.
fn sentence(run: &Run, clock: &Clock, status: &str) -> String {
    let told = |at: Timestamp| clock.long(Moment::utc(at), Some(clock.zone())).text;
    let mut parts = vec![format!("{status}.")];
    if let Some(at) = run.moved {
        parts.push(format!("Picked up {}.", told(at)));
    }
    if let Some((since, None)) = run.held.last() {
        parts.push(format!("Held since {}.", told(*since)));
    }
    if let Some(at) = run.delivered {
        let told = |at| if run.day_only { clock.day(clock.at(at).date()) } else { told(at) };
        parts.push(format!("Delivered {}.", told(at)));
    }
    if let Some(at) = run.turned {
        parts.push(format!("On its way back since {}.", told(at)));
    }
    if let Some(at) = run.ended.filter(|_| run.turned.is_some()) {
        parts.push(format!("Back at the sender {}.", told(at)));
    }
    if let Some((_, to)) = run.plan {
        parts.push(format!("Planned by {}.", told(to)));
    }
    if let Some((_, to)) = run.estimate {
        let edge = if run.edge == "from " { "from" } else { "by" };
        parts.push(format!("Estimated {edge} {}.", told(to)));
    }
    parts.join(" ")
}
