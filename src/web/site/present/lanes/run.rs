//! The moments of a shipment that a lane draws.

use jiff::Timestamp;

use crate::{
    domain::{
        event::Window,
        fate,
        milestone::{Classifier, Milestone, Stage},
        reason::Exception,
        time::Moment,
        view::{Entry, EntryKind, EventStatus, ShipmentView, State},
    },
    web::site::present::{clock::Clock, names},
};

/// The moments of one shipment that are drawn.
#[derive(Default)]
pub struct Run {
    /// First sign in the warehouse.
    pub warehouse: Option<Timestamp>,
    /// First movement.
    pub moved: Option<Timestamp>,
    pub delivered: Option<Timestamp>,
    /// Of the delivery only the day is known.
    pub day_only: bool,
    /// When it came to rest otherwise (returned, lost, cancelled).
    pub ended: Option<Timestamp>,
    /// When it turned back.
    pub turned: Option<Timestamp>,
    pub last: Option<Timestamp>,
    pub plan: Option<(Timestamp, Timestamp)>,
    pub estimate: Option<(Timestamp, Timestamp)>,
    /// Before the hour of an estimate that has one edge: `from `, `by `.
    pub edge: &'static str,
    pub held: Vec<(Timestamp, Option<Timestamp>)>,
    pub hubs: Vec<(Timestamp, String)>,
}

impl Run {
    pub fn of(shipment: &ShipmentView, clock: &Clock) -> Self {
        let mut run = Self {
            delivered: shipment.delivered_at.map(|at| clock.instant(at)),
            day_only: shipment.delivered_at.is_some_and(|at| at.day_only),
            ..Self::default()
        };
        for entry in shipment.entries.iter().filter(|entry| entry.status == EventStatus::Counts) {
            run.note(entry, clock);
        }
        run.hold_on(shipment, clock);
        if matches!(shipment.state, State::Returned | State::Cancelled) {
            run.ended = run.last;
        }
        let pieces = fate::of_shipment(shipment);
        if pieces.iter().all(|piece| piece.fate.is_loss()) {
            let lost = shipment.exceptions.iter().filter(|active| active.exception == Exception::Lost);
            run.ended = lost.map(|active| clock.instant(active.since)).max();
        }
        if !pieces.iter().any(|piece| piece.fate.is_return()) {
            run.turned = None;
        }
        run.plan = plan(shipment, clock);
        run.estimate = shipment.estimate.as_ref().and_then(|estimate| window_of(estimate.from, estimate.to, clock));
        run.edge = match shipment.estimate.as_ref().map(|estimate| (estimate.from, estimate.to)) {
            Some((Some(_), None)) => "from ",
            Some((None, Some(_))) => "by ",
            _ => "",
        };
        run
    }

    fn note(&mut self, entry: &Entry, clock: &Clock) {
        let at = clock.instant(entry.at);
        match &entry.what {
            EntryKind::Milestone { milestone, classifier: Classifier::Actual, .. } if milestone.progress() > 0 => {
                self.last = self.last.max(Some(at));
                if matches!(milestone, Milestone::Returning | Milestone::Returned) {
                    self.turned = Some(self.turned.map_or(at, |first| first.min(at)));
                }
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
            EntryKind::Exception { exception: Exception::OnHold | Exception::Delayed, .. } if !self.is_held() => {
                self.held.push((at, None));
            }
            _ => {}
        }
    }

    /// What still stands is not ended by a movement in between.
    fn hold_on(&mut self, shipment: &ShipmentView, clock: &Clock) {
        let stops = |exception| matches!(exception, Exception::OnHold | Exception::Delayed);
        let standing = shipment.exceptions.iter().filter(|active| stops(active.exception));
        if let Some(since) = standing.map(|active| clock.instant(active.since)).min() {
            self.held.retain(|(start, _)| *start < since);
            self.held.push((since, None));
        }
    }

    fn is_held(&self) -> bool {
        matches!(self.held.last(), Some((_, None)))
    }

    /// A movement ends a stop.
    fn release(&mut self, at: Timestamp) {
        if let Some((_, until @ None)) = self.held.last_mut() {
            *until = Some(at);
        }
    }

    pub fn start(&self) -> Option<Timestamp> {
        self.warehouse.into_iter().chain(self.moved).min()
    }

    pub fn over(&self) -> Option<Timestamp> {
        self.delivered.filter(|_| self.turned.is_none()).or(self.ended)
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

fn window_of(from: Option<Moment>, to: Option<Moment>, clock: &Clock) -> Option<(Timestamp, Timestamp)> {
    let first = clock.instant(from.or(to)?);
    let last = clock.instant(to.or(from)?);
    Some((first.min(last), first.max(last)))
}
