//! Days, hours and numbers as people say them.

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use crate::domain::{
    milestone::Stage,
    time::{Moment, When},
    tzdb,
    view::{Estimate, State, View},
    zone::zone_of_address,
};

/// The zone of the place where the goods arrive: the one the promise names, else that of the address. `None`: nothing tells it.
pub fn destination(view: &View) -> Option<TimeZone> {
    let promised = view.promise.as_ref().and_then(|promise| promise.zone.as_deref());
    promised.and_then(tzdb::named).or_else(|| view.ship_to.as_ref().and_then(zone_of_address))
}

/// The same instant read on the clocks where the goods arrive; as it was sent where their zone is not known.
pub fn at_destination(at: Moment, view: &View) -> Moment {
    destination(view).map_or(at, |zone| at.in_zone(&zone))
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
    window.or_else(day).map(|last| last.resolve(None))
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
    let arrived = view.shipments.iter().filter_map(|shipment| shipment.delivered_at);
    let arrived = arrived.chain(view.headline.as_ref().map(|headline| headline.at));
    let last = arrived.map(|at| at.bounds().1).max();
    let is_open = view.promise_end.zip(last).is_some_and(|(end, last)| last > end);
    view.state == State::Delivered && !view.promise_missed && !(is_open && has_unknown_hour(view))
}

fn has_unknown_hour(view: &View) -> bool {
    let arrived = view.shipments.iter().filter_map(|shipment| shipment.delivered_at);
    arrived.chain(view.headline.as_ref().map(|headline| headline.at)).any(|at| at.day_only)
}

fn utc(micros: i64) -> Moment {
    Moment { micros, offset_seconds: 0, zone_known: true, day_only: false }
}

/// The clock of whoever was at the door, where no address tells the zone: the offset with which delivery was reported. A sender
/// that writes UTC tells nothing of clocks.
fn at_the_door(view: &View) -> Option<TimeZone> {
    let tried = view.headline.as_ref().filter(|headline| headline.milestone.stage() == Stage::Delivery);
    let at = delivered(view).or_else(|| tried.map(|headline| headline.at))?;
    (at.zone_known && at.offset_seconds != 0).then(|| TimeZone::fixed(at.offset()))
}

/// The zone in which a delivery is spoken of: the destination's, else the clock of whoever delivered, else the reader's.
///
/// A day of delivery is a day where the goods arrive. An agent in Manila and a customer in Chicago must mean the same
/// "Thursday", so promise, expectation and delivery are always told in this zone; only what tells how fresh our news is
/// (last seen, since when) is told in the reader's.
pub fn delivery_zone(view: &View, reader: &TimeZone) -> TimeZone {
    destination(view).or_else(|| at_the_door(view)).unwrap_or_else(|| reader.clone())
}

/// The reader's moment, where the goods arrive.
#[derive(Debug, Clone)]
pub(super) struct Today {
    pub zone: TimeZone,
    pub date: Date,
}

/// From how many days on a status is old enough to be told with its date.
const OLD: i32 = 2;

impl Today {
    pub fn of(view: &View, now: Timestamp, reader: &TimeZone) -> Self {
        let zone = delivery_zone(view, reader);
        Self { date: now.to_zoned(zone.clone()).date(), zone }
    }

    /// The day of an instant (microseconds UTC).
    pub fn day(&self, micros: i64) -> Date {
        zoned(utc(micros), &self.zone).date()
    }

    /// That day, where it has gone by.
    pub fn gone_by(&self, micros: i64) -> Option<Date> {
        Some(self.day(micros)).filter(|day| *day < self.date)
    }

    /// That day, where it lies days back.
    pub fn old(&self, micros: i64) -> Option<Date> {
        Some(self.day(micros)).filter(|day| days_between(*day, self.date) >= OLD)
    }

    /// `Thu 14 May`.
    pub fn short(&self, day: Date) -> String {
        short_day(day, self.date)
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

/// `Thursday 14 May`; `today, Thursday 14 May`.
pub(super) fn long_day(day: Date, today: Date) -> String {
    let name = day.strftime(if day.year() == today.year() { "%A %-d %B" } else { "%A %-d %B %Y" });
    match days_between(today, day) {
        0 => format!("today, {name}"),
        1 => format!("tomorrow, {name}"),
        _ => name.to_string(),
    }
}

/// `11:48`.
pub(super) fn clock(at: &Zoned) -> String {
    at.strftime("%H:%M").to_string()
}

/// `Thu 14 May at 11:48`, or the day alone where the hour is not known. `day`: as it is said.
pub(super) fn day_and_clock(day: &str, moment: Moment, at: &Zoned) -> String {
    if moment.day_only { day.to_owned() } else { format!("{day} at {}", clock(at)) }
}

/// `on Thursday 14 May at 4 pm`, or the day alone where the hour is not known.
pub(super) fn day_and_spoken_clock(day: &str, moment: Moment, at: &Zoned) -> String {
    if moment.day_only { day.to_owned() } else { format!("{day} at {}", spoken_clock(at)) }
}

/// `4 pm`, `11:48 am`.
pub(super) fn spoken_clock(at: &Zoned) -> String {
    let shape = if at.minute() == 0 { "%-I %P" } else { "%-I:%M %P" };
    at.strftime(shape).to_string()
}

pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map(|span| span.get_days()).unwrap_or_default()
}

/// When something is expected: its last day, and the hours where they are known and lie in that day.
pub(super) struct Expected {
    pub day: Date,
    /// From … to, on that day.
    pub hours: Option<(Zoned, Zoned)>,
    /// Microseconds UTC.
    pub last: i64,
}

impl Expected {
    pub fn of(estimate: &Estimate, zone: &TimeZone) -> Option<Self> {
        let last = estimate.to.or(estimate.from)?;
        let to = zoned(last, zone);
        let hours = estimate.from.zip(estimate.to).map(|(from, _)| (zoned(from, zone), to.clone()));
        let hours = hours.filter(|(from, to)| from.date() == to.date() && is_window(from, to));
        Some(Self { day: to.date(), hours, last: last.latest() })
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
