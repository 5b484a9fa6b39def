//! Days, hours and numbers as people say them.

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use crate::domain::{
    tzdb,
    view::{Estimate, View},
    zone::zone_of_address,
};

/// The zone in which a delivery is spoken of: the promise's, else that of the address, else the reader's.
///
/// A day of delivery is a day where the goods arrive. An agent in Manila and a customer in Chicago must mean the same
/// "Thursday", so promise, expectation and delivery are always told in this zone; only what tells how fresh our news is
/// (last seen, since when) is told in the reader's.
pub fn delivery_zone(view: &View, reader: &TimeZone) -> TimeZone {
    let promised = view.promise.as_ref().and_then(|promise| promise.zone.as_deref());
    let promised = promised.and_then(tzdb::named);
    promised.or_else(|| view.ship_to.as_ref().and_then(zone_of_address)).unwrap_or_else(|| reader.clone())
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
        zoned(micros, &self.zone).date()
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

pub(super) fn zoned(micros: i64, zone: &TimeZone) -> Zoned {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
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
        let to = zoned(last.micros, zone);
        let hours = estimate.from.zip(estimate.to).map(|(from, _)| (zoned(from.micros, zone), to.clone()));
        let hours = hours.filter(|(from, to)| from.date() == to.date() && is_window(from, to));
        Some(Self { day: to.date(), hours, last: last.micros })
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

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
