//! Days, hours and numbers as people say them.

use jiff::{SignedDuration, Timestamp, Zoned, civil::Date, tz::TimeZone};

use crate::domain::{
    milestone::Stage,
    time::{Moment, When},
    view::{Estimate, State, View},
    zone,
};

/// The zone of the place where the goods arrive: that of the address, else the one the promise names. `None`: nothing tells it.
pub fn destination(view: &View) -> Option<TimeZone> {
    zone::destination(view.promise.as_ref(), view.ship_to.as_ref())
}

/// The same instant on the clock on which the order's deliveries are told ([`delivery_zone`]). A time whose zone nobody named is
/// taken as that of the destination's clocks; as it was sent where the destination's zone is not known either.
pub fn at_destination(at: Moment, view: &View) -> Moment {
    destination(view).map_or(at, |zone| at.read_in(&zone)).in_zone(&delivery_zone(view))
}

/// Until when the promise is kept, on the clocks where the goods arrive. Where their zone is not known, as it was sent: a day or an
/// hour there.
pub fn promised(view: &View) -> Option<Moment> {
    let promise = view.promise.as_ref()?;
    let end = utc(view.promise_end?);
    if let Some(zone) = destination(view) {
        return Some(end.in_zone(&zone));
    }
    let window = promise.window.as_ref().and_then(|window| window.to);
    let day = || promise.deliver_by.map(|day| When::local(day.at(23, 59, 59, 999_999_000)));
    window.or_else(day).map(|last| at_destination(last.resolve(None), view))
}

/// When the last of it is expected, on the clocks where the goods arrive.
pub fn expected(view: &View) -> Option<Moment> {
    let estimates = view.shipments.iter().filter_map(|shipment| shipment.estimate.as_ref());
    let last = estimates.filter_map(|estimate| estimate.to.or(estimate.from)).max_by_key(|at| at.latest())?;
    Some(at_destination(last, view))
}

/// When the last shipment was delivered, on the clocks where the goods arrive.
pub fn delivered(view: &View) -> Option<Moment> {
    let shipments = view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled);
    let last = shipments.filter_map(|shipment| shipment.delivered_at).max_by_key(|at| at.micros)?;
    Some(at_destination(last, view))
}

/// Whether everything surely came within the promise: not where it was promised for an hour and the hour of the delivery is not known.
pub fn kept(view: &View) -> bool {
    let of_shipments = view.shipments.iter().filter_map(|shipment| shipment.delivered_at);
    let arrived: Vec<Moment> = of_shipments.chain(view.headline.as_ref().map(|headline| headline.at)).collect();
    let has_unknown_hour = arrived.iter().any(|at| at.day_only);
    let is_open = view.promise_end.is_some_and(|end| arrived.iter().any(|at| at.bounds().1 > end));
    let in_doubt = view.promise_unclear || (is_open && has_unknown_hour);
    view.state == State::Delivered && !view.promise_missed && !in_doubt
}

fn utc(micros: i64) -> Moment {
    Moment { micros, offset_seconds: 0, zone_known: true, day_only: false }
}

/// The clock of whoever delivers, where no address tells the zone: the offset with which the delivery was reported, else that with
/// which it is expected. A sender that writes UTC tells nothing of clocks.
fn at_the_door(view: &View) -> Option<TimeZone> {
    let shipments = || view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled);
    let came = shipments().filter_map(|shipment| shipment.delivered_at).max_by_key(|at| at.micros);
    let tried = || view.headline.as_ref().filter(|headline| headline.milestone.stage() == Stage::Delivery);
    let estimates = || shipments().filter_map(|shipment| shipment.estimate.as_ref());
    let expected = || estimates().filter_map(|estimate| estimate.to.or(estimate.from)).max_by_key(|at| at.latest());
    let told = [came, tried().map(|headline| headline.at), expected()].into_iter().flatten();
    let mut told = told.filter(|at| at.zone_known && at.offset_seconds != 0);
    told.next().map(|at| TimeZone::fixed(at.offset()))
}

/// The zone of the place of delivery, as far as anything tells it.
fn known_zone(view: &View) -> Option<TimeZone> {
    destination(view).or_else(|| at_the_door(view))
}

/// The zone in which a delivery is told, everywhere and to everybody: the destination's, else the clock of whoever delivers, else
/// UTC, and then marked as such.
///
/// A day of delivery is a day where the goods arrive. An agent in Manila and a customer in Chicago must mean the same
/// "Thursday", so promise, expectation and delivery are always told in this zone; only what tells how fresh our news is
/// (when we heard of it) is told in the reader's.
pub fn delivery_zone(view: &View) -> TimeZone {
    known_zone(view).unwrap_or(TimeZone::UTC)
}

/// The present, where the goods arrive.
#[derive(Debug, Clone)]
pub(super) struct Today {
    pub zone: TimeZone,
    pub date: Date,
    /// Whether that zone is the place's, and not UTC for want of one.
    is_there: bool,
}

/// From how many days on a status is old enough to be told with its date.
const OLD: i32 = 2;

impl Today {
    pub fn of(view: &View, now: Timestamp) -> Self {
        let known = known_zone(view);
        let is_there = known.is_some();
        let zone = known.unwrap_or(TimeZone::UTC);
        Self { date: now.to_zoned(zone.clone()).date(), zone, is_there }
    }

    /// Its day.
    pub fn day(&self, at: Moment) -> Date {
        zoned(at, &self.zone).date()
    }

    /// That day, where it has gone by.
    pub fn gone_by(&self, at: Moment) -> Option<Date> {
        Some(self.day(at)).filter(|day| *day < self.date)
    }

    /// That day, where it lies days back.
    pub fn old(&self, at: Moment) -> Option<Date> {
        Some(self.day(at)).filter(|day| days_between(*day, self.date) >= OLD)
    }

    /// `Thu 14 May`.
    pub fn short(&self, day: Date) -> String {
        short_day(day, self.date)
    }

    /// `Thursday 14 May`; `today, Thursday 14 May`. Where the zone is not known, nobody can say whether it is today there.
    pub fn long(&self, day: Date) -> String {
        let name = day.strftime(if day.year() == self.date.year() { "%A %-d %B" } else { "%A %-d %B %Y" });
        match days_between(self.date, day) {
            0 if self.is_there => format!("today, {name}"),
            1 if self.is_there => format!("tomorrow, {name}"),
            _ => name.to_string(),
        }
    }

    /// `on Thursday 14 May`; `today, Thursday 14 May`.
    pub fn on(&self, day: Date) -> String {
        let said = self.long(day);
        if self.is_there && (0..=1).contains(&days_between(self.date, day)) { said } else { format!("on {said}") }
    }

    /// `11:48`; `11:48 UTC` where nothing tells the zone of the place.
    pub fn clock(&self, at: Moment) -> String {
        format!("{}{}", zoned(at, &self.zone).strftime("%H:%M"), self.mark(at))
    }

    /// `Thu 14 May at 11:48`, or the day alone where the hour is not known.
    pub fn day_and_clock(&self, at: Moment) -> String {
        let day = self.short(self.day(at));
        if at.day_only { day } else { format!("{day} at {}", self.clock(at)) }
    }

    /// `on Thursday 14 May at 4 pm`, or the day alone where the hour is not known.
    pub fn day_and_spoken_clock(&self, at: Moment) -> String {
        let day = self.on(self.day(at));
        if at.day_only { day } else { format!("{day} at {}", self.spoken_clock(at)) }
    }

    /// `4 pm`, `11:48 am`, `11:48 am UTC`.
    pub fn spoken_clock(&self, at: Moment) -> String {
        format!("{}{}", spoken_clock(&zoned(at, &self.zone)), self.mark(at))
    }

    fn mark(&self, at: Moment) -> &'static str {
        match (self.is_there, at.zone_known) {
            (true, _) => "",
            (false, true) => " UTC",
            (false, false) => " local time",
        }
    }
}

/// A moment on the clocks of a zone. A reading whose zone is not known is not converted, nor a day whose hour is not known: they are
/// what those clocks show.
pub(super) fn zoned(at: Moment, zone: &TimeZone) -> Zoned {
    let converted = || at.timestamp().to_zoned(zone.clone());
    if at.zone_known && !at.day_only {
        converted()
    } else {
        at.local().to_zoned(zone.clone()).unwrap_or_else(|_| converted())
    }
}

/// `Thu 14 May`; with the year when it is not this year's.
pub(super) fn short_day(day: Date, today: Date) -> String {
    day.strftime(if day.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" }).to_string()
}

/// `4 pm`, `11:48 am`.
fn spoken_clock(at: &Zoned) -> String {
    let shape = if at.minute() == 0 { "%-I %P" } else { "%-I:%M %P" };
    at.strftime(shape).to_string()
}

pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map(|span| span.get_days()).unwrap_or_default()
}

/// When something is expected: its last day, and the hours where they are known and lie in that day.
pub(super) struct Expected {
    pub day: Date,
    /// When the window begins and ends, where it begins on an earlier day.
    pub over_days: Option<(Zoned, Zoned)>,
    /// From … to, on that day: `4 pm`.
    pub hours: Option<(String, String)>,
    /// Microseconds UTC.
    pub last: i64,
    /// Whether that is surely after the promise.
    pub is_past: bool,
    /// Whether the time zone decides that, and nobody told it.
    pub is_near: bool,
}

impl Expected {
    pub fn of(estimate: &Estimate, today: &Today) -> Option<Self> {
        let last = estimate.to.or(estimate.from)?;
        let to = zoned(last, &today.zone);
        let window = estimate.from.zip(estimate.to).map(|(from, until)| (zoned(from, &today.zone), until));
        let in_a_day = window.clone().filter(|(from, _)| from.date() == to.date() && is_window(from, &to));
        let hours = in_a_day.map(|(from, until)| (spoken_clock(&from), today.spoken_clock(until)));
        let over_days = window.map(|(from, _)| (from, to.clone())).filter(|(from, to)| from.date() < to.date());
        let (is_past, is_near) = (estimate.past_promise, estimate.near_promise);
        Some(Self { day: to.date(), over_days, hours, last: last.latest(), is_past, is_near })
    }

    /// `Fri 4 Dec`; `between Wed 2 Dec and Fri 4 Dec`.
    pub fn short(&self, today: Date) -> String {
        let days = self
            .over_days
            .as_ref()
            .map(|(from, to)| format!("between {} and {}", short_day(from.date(), today), short_day(to.date(), today)));
        days.unwrap_or_else(|| short_day(self.day, today))
    }

    /// `between Wednesday 2 December and Friday 4 December`; of a night with the hours. `None`: it is one day.
    pub fn spoken_days(&self) -> Option<String> {
        let (from, to) = self.over_days.as_ref()?;
        let day = |at: &Zoned| at.strftime("%A %-d %B").to_string();
        let is_one_night = from.duration_until(to) < SignedDuration::from_hours(24);
        let when = |at: &Zoned| if is_one_night { format!("{} on {}", spoken_clock(at), day(at)) } else { day(at) };
        Some(format!("between {} and {}", when(from), when(to)))
    }
}

/// A whole day is a day and not a window.
fn is_window(from: &Zoned, to: &Zoned) -> bool {
    from < to && !(from.hour() == 0 && from.minute() == 0 && to.hour() == 23)
}

/// `one`, `two` … `twelve`, then figures.
pub(super) fn number(number: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// `a day`, `two days`.
pub(super) fn days(count: i32) -> String {
    let count = usize::try_from(count.unsigned_abs()).unwrap_or_default();
    if count == 1 { "one day".to_owned() } else { format!("{} days", number(count)) }
}

/// `two days ago`, `earlier today`.
pub(super) fn ago(days_past: i32) -> String {
    if days_past > 0 { format!("{} ago", days(days_past)) } else { "earlier today".to_owned() }
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `Both packages`, `All 3 shipments`.
pub(super) fn all_of(count: usize, noun: &str) -> String {
    if count == 2 { format!("Both {noun}") } else { format!("All {count} {noun}") }
}

pub(super) fn uncapital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
