//! The timeline's geometry: when what was, as percentages of one axis of whole days in the reader's zone.
//!
//! The axis runs from the day of the first movement (or, before any, of the planned pick-up) to the latest of promise,
//! estimate and now; once nothing more will happen, to the latest of promise and last event.

use app::model::{Anchor, Bar, BarKind, Day, Dot, Flag, Label, Lane, Lanes, Span, Status};
use jiff::{Timestamp, ToSpan as _, Zoned};

use super::{
    clock::{Clock, day_name, month_name, time_of},
    names,
};
use crate::domain::{
    event::Window,
    milestone::{Classifier, Milestone, Stage},
    reason::Exception,
    time::Moment,
    view::{Entry, EntryKind, ShipmentView, Standing, State, View},
};

/// More days than this share lines: every second, every fifth …
const MOST_LINES: i64 = 8;
/// Width of one character of a label, in percent of a track of ordinary width.
const CHARACTER: f64 = 0.75;
/// Room between two labels.
const GAP: f64 = 1.0;

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

/// The moments of one shipment that are drawn.
#[derive(Default)]
struct Run {
    /// First sign in the warehouse.
    warehouse: Option<Timestamp>,
    /// First movement.
    moved: Option<Timestamp>,
    delivered: Option<Timestamp>,
    /// When it came to rest otherwise (returned, cancelled).
    ended: Option<Timestamp>,
    last: Option<Timestamp>,
    plan: Option<(Timestamp, Timestamp)>,
    estimate: Option<(Timestamp, Timestamp)>,
    held: Vec<(Timestamp, Option<Timestamp>)>,
    hubs: Vec<(Timestamp, String)>,
}

impl Run {
    fn of(shipment: &ShipmentView, clock: &Clock) -> Self {
        let mut run = Self { delivered: shipment.delivered_at.map(Moment::timestamp), ..Self::default() };
        for entry in shipment.entries.iter().filter(|entry| entry.standing == Standing::Counts) {
            run.note(entry);
        }
        run.hold_on(shipment);
        if matches!(shipment.state, State::Returned | State::Cancelled) {
            run.ended = run.last;
        }
        run.plan = plan(shipment, clock);
        run.estimate = shipment.estimate.as_ref().and_then(|estimate| window_of(estimate.from, estimate.to));
        run
    }

    fn note(&mut self, entry: &Entry) {
        let at = entry.at.timestamp();
        match &entry.what {
            EntryKind::Milestone { milestone, classifier: Classifier::Actual, .. } if milestone.progress() > 0 => {
                self.last = self.last.max(Some(at));
                if milestone.is_movement() {
                    self.moved = Some(self.moved.map_or(at, |first| first.min(at)));
                    self.release(at);
                } else if milestone.stage() == Stage::Warehouse {
                    self.warehouse = Some(self.warehouse.map_or(at, |first| first.min(at)));
                }
                if *milestone == Milestone::HubArrived
                    && let Some(name) = entry.place.as_ref().and_then(names::short_place)
                    && self.hubs.last().is_none_or(|(_, last)| *last != name)
                {
                    self.hubs.push((at, name));
                }
            }
            EntryKind::Exception { exception: Exception::OnHold | Exception::Delayed, .. } => {
                if self.held.last().is_none_or(|(_, until)| until.is_some()) {
                    self.held.push((at, None));
                }
            }
            _ => {}
        }
    }

    /// What still stands is not ended by a movement in between.
    fn hold_on(&mut self, shipment: &ShipmentView) {
        let stops = |exception| matches!(exception, Exception::OnHold | Exception::Delayed);
        let standing = shipment.exceptions.iter().filter(|active| stops(active.exception));
        if let Some(since) = standing.map(|active| active.since.timestamp()).min() {
            self.held.retain(|(start, _)| *start < since);
            self.held.push((since, None));
        }
    }

    /// A movement ends a stop.
    fn release(&mut self, at: Timestamp) {
        if let Some((_, until @ None)) = self.held.last_mut() {
            *until = Some(at);
        }
    }

    fn start(&self) -> Option<Timestamp> {
        self.warehouse.into_iter().chain(self.moved).min()
    }

    fn over(&self) -> Option<Timestamp> {
        self.delivered.or(self.ended)
    }
}

fn plan(shipment: &ShipmentView, clock: &Clock) -> Option<(Timestamp, Timestamp)> {
    let plan = shipment.plan.as_ref()?;
    let edge = |window: &Option<Window>, last: bool| {
        let window = window.as_ref()?;
        let when = if last { window.to.or(window.from) } else { window.from.or(window.to) }?;
        Some(when.resolve(Some(clock.zone())).timestamp())
    };
    let (from, to) = (edge(&plan.pickup, false)?, edge(&plan.delivery, true)?);
    (from < to).then_some((from, to))
}

fn window_of(from: Option<Moment>, to: Option<Moment>) -> Option<(Timestamp, Timestamp)> {
    let first = from.or(to)?.timestamp();
    let last = to.or(from)?.timestamp();
    Some((first.min(last), first.max(last)))
}

/// The horizontal axis.
struct Axis {
    start: Zoned,
    end: Zoned,
    days: i64,
    shows_now: bool,
}

impl Axis {
    fn of(view: &View, runs: &[Run], clock: &Clock) -> Option<Self> {
        let first = runs.iter().filter_map(Run::start).min();
        let first = first.or_else(|| runs.iter().filter_map(|run| run.plan).map(|(from, _)| from).min())?;
        let over = runs.iter().all(|run| run.over().is_some());
        let promised = view.promise_end.and_then(|end| Timestamp::from_microsecond(end).ok());
        let latest = runs
            .iter()
            .flat_map(|run| [run.last, run.over(), run.estimate.map(|(_, to)| to)])
            .flatten()
            .chain(promised)
            .chain((!over).then(|| clock.now()))
            .max()
            .unwrap_or(first)
            .max(first);
        let start = clock.at(first).start_of_day().ok()?;
        let end = clock.at(latest).date().tomorrow().ok()?.to_zoned(clock.zone().clone()).ok()?;
        let days = i64::from(start.date().until(end.date()).ok()?.get_days()).max(1);
        let shows_now = clock.now() >= start.timestamp() && clock.now() <= end.timestamp();
        Some(Self { start, end, days, shows_now })
    }

    /// Where an instant stands, kept inside the axis.
    fn x(&self, at: Timestamp) -> f64 {
        let from = self.start.timestamp().as_second();
        let whole = (self.end.timestamp().as_second() - from).max(1);
        let part = (at.as_second() - from).clamp(0, whole);
        // Seconds of weeks: far below 2^52.
        #[expect(clippy::cast_precision_loss, reason = "seconds of some weeks are exact")]
        let x = part as f64 / whole as f64 * 100.0;
        x
    }

    fn span(&self, from: Timestamp, to: Timestamp) -> Span {
        let x = self.x(from);
        Span { x, width: (self.x(to) - x).max(0.4) }
    }

    fn days(&self) -> Vec<Day> {
        let step = (self.days + MOST_LINES - 1) / MOST_LINES;
        let mut days = Vec::new();
        let mut month = None;
        for index in (0..self.days).step_by(usize::try_from(step).unwrap_or(1)) {
            let Ok(date) = self.start.date().checked_add(index.days()) else { break };
            let Ok(at) = date.to_zoned(self.start.time_zone().clone()) else { break };
            let named = if month == Some(date.month()) { String::new() } else { format!(" {}", month_name(date)) };
            month = Some(date.month());
            days.push(Day {
                x: self.x(at.timestamp()),
                short: day_name(date).to_owned(),
                more: format!(" {}{named}", date.day()),
            });
        }
        days.push(Day { x: 100.0, short: String::new(), more: String::new() });
        days
    }
}

fn promise(view: &View, axis: &Axis, clock: &Clock) -> Option<Flag> {
    let at = Timestamp::from_microsecond(view.promise_end?).ok()?;
    let x = axis.x(at);
    let kept = view.state == State::Delivered && !view.promise_missed;
    let exact = view.promise.as_ref().is_some_and(|promise| promise.window.is_some());
    let more = if exact { format!(" {}", time_of(clock.at(at).datetime())) } else { String::new() };
    let now = axis.shows_now.then(|| axis.x(clock.now()));
    // Beside the word over now, the promise's word stands on its own side.
    let anchor = match now {
        Some(now) if (now - x).abs() < 7.0 && x <= now => Anchor::End,
        Some(now) if (now - x).abs() < 7.0 => Anchor::Start,
        _ if x > 94.0 => Anchor::End,
        _ => Anchor::Middle,
    };
    Some(Flag { x, short: "Promised".to_owned(), more, kept, anchor })
}

fn lane(shipment: &ShipmentView, run: &Run, axis: &Axis, clock: &Clock, name: String, outcome: Outcome) -> Lane {
    let now = clock.now();
    let until = run.over().unwrap_or(now);
    let mut bars = Vec::new();
    if let Some(start) = run.warehouse {
        let end = run.moved.unwrap_or(until);
        if end > start {
            bars.push(Bar { kind: BarKind::Warehouse, span: axis.span(start, end) });
        }
    }
    if let Some(moved) = run.moved {
        bars.extend(moving(run, moved, until, axis));
    }
    let mut labels = Labels::default();
    if let Some(at) = run.delivered {
        let at_door = clock.at(at);
        labels.put(axis.x(at), format!("{} {}", day_name(at_door.date()), time_of(at_door.datetime())), "t-good");
    }
    if let Some((from, to)) = run.estimate {
        labels.put((axis.x(from) + axis.x(to)) / 2.0, estimate_words(from, to, clock), "t-warn");
    }
    if let Some((since, None)) = run.held.last().copied() {
        labels.put((axis.x(since) + axis.x(until)) / 2.0, outcome.status.text.clone(), "t-warn wide");
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
        labels: labels.0,
        outcome: outcome.status,
        outcome_note: outcome.note,
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

fn estimate_words(from: Timestamp, to: Timestamp, clock: &Clock) -> String {
    let (from, to) = (clock.at(from), clock.at(to));
    if from.date() != to.date() {
        return format!("{} {}–{} {}", day_name(from.date()), from.day(), day_name(to.date()), to.day());
    }
    if from == to || (from.hour() == 0 && to.hour() >= 23) {
        return format!(
            "{} {}",
            day_name(to.date()),
            if from == to { time_of(to.datetime()) } else { to.day().to_string() }
        );
    }
    format!("{}–{}", time_of(from.datetime()), time_of(to.datetime()))
}

/// The lane for those who do not see it.
fn sentence(run: &Run, clock: &Clock, status: &str) -> String {
    let told = |at: Timestamp| clock.long(Moment::utc(at), None).text;
    let mut parts = vec![format!("{status}.")];
    if let Some(at) = run.moved {
        parts.push(format!("Picked up {}.", told(at)));
    }
    if let Some((since, None)) = run.held.last() {
        parts.push(format!("Held since {}.", told(*since)));
    }
    if let Some(at) = run.delivered {
        parts.push(format!("Delivered {}.", told(at)));
    }
    if let Some((_, to)) = run.plan {
        parts.push(format!("Planned by {}.", told(to)));
    }
    if let Some((_, to)) = run.estimate {
        parts.push(format!("Estimated by {}.", told(to)));
    }
    parts.join(" ")
}

/// Words that do not stand on each other; who comes first stays.
#[derive(Default)]
struct Labels(Vec<Label>);

impl Labels {
    fn put(&mut self, x: f64, text: String, class: &'static str) {
        #[expect(clippy::cast_precision_loss, reason = "labels are short")]
        let width = text.chars().count() as f64 * CHARACTER;
        let anchor = if x < width / 2.0 {
            Anchor::Start
        } else if x > 100.0 - width / 2.0 {
            Anchor::End
        } else {
            Anchor::Middle
        };
        for anchor in [anchor, Anchor::Start, Anchor::End] {
            let label = Label { x, anchor, text: text.clone(), class };
            let (from, to) = extent(&label);
            let fits = from >= -GAP && to <= 100.0 + GAP;
            if fits && self.0.iter().map(extent).all(|(start, end)| to + GAP < start || from > end + GAP) {
                self.0.push(label);
                return;
            }
        }
    }
}

fn extent(label: &Label) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "labels are short")]
    let width = label.text.chars().count() as f64 * CHARACTER;
    match label.anchor {
        Anchor::Start => (label.x, label.x + width),
        Anchor::Middle => (label.x - width / 2.0, label.x + width / 2.0),
        Anchor::End => (label.x - width, label.x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_stand_on_each_other() {
        let mut labels = Labels::default();
        labels.put(50.0, "Delivered".into(), "t-good");
        labels.put(49.0, "Memphis".into(), "soft");
        labels.put(50.0, "Dallas".into(), "soft");
        labels.put(0.0, "Picked up".into(), "");
        labels.put(100.0, "Thu 16:00".into(), "");
        let kept: Vec<_> = labels.0.iter().map(|label| (label.text.as_str(), label.anchor)).collect();
        assert_eq!(kept, [("Delivered", Anchor::Middle), ("Picked up", Anchor::Start), ("Thu 16:00", Anchor::End)]);
    }
}
