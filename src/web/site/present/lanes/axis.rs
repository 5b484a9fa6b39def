//! The axis: whole days where the goods arrive, and where an instant stands on it.

use app::model::{Day, Span};
use jiff::{Timestamp, ToSpan as _, Zoned};

use super::run::Run;
use crate::{
    domain::{view::View, words},
    web::site::present::clock::{Clock, day_name, month_name},
};

/// More days than this share lines: every second, every fifth …
const MOST_LINES: i64 = 8;

/// The horizontal axis.
pub struct Axis {
    start: Zoned,
    end: Zoned,
    days: i64,
    /// Whether now lies on it.
    pub shows_now: bool,
}

/// Until when the promise is kept.
pub fn promised(view: &View, clock: &Clock) -> Option<Timestamp> {
    words::promised(view).map(|end| clock.instant(end))
}

impl Axis {
    pub fn of(view: &View, runs: &[Run], clock: &Clock) -> Option<Self> {
        let first = runs.iter().filter_map(Run::start).min();
        let first = first.or_else(|| runs.iter().filter_map(|run| run.plan).map(|(from, _)| from).min())?;
        let over = runs.iter().all(|run| run.over().is_some());
        let promised = promised(view, clock);
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
    pub fn x(&self, at: Timestamp) -> f64 {
        let from = self.start.timestamp().as_second();
        let whole = (self.end.timestamp().as_second() - from).max(1);
        let part = (at.as_second() - from).clamp(0, whole);
        // Seconds of weeks: far below 2^52.
        #[expect(clippy::cast_precision_loss, reason = "seconds of some weeks are exact")]
        let x = part as f64 / whole as f64 * 100.0;
        x
    }

    pub fn span(&self, from: Timestamp, to: Timestamp) -> Span {
        let x = self.x(from);
        Span { x, width: (self.x(to) - x).max(0.4) }
    }

    pub fn days(&self) -> Vec<Day> {
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
