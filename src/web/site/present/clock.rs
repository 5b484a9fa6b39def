//! Times in words. What happens to the goods is told on the clocks of its place, marked `local` where these are not the reader's,
//! with the reader's own time beside it; what happens here, on the reader's. A time whose zone nobody knows is told as it was read,
//! and one at a place whose zone nobody knows in UTC, marked so.

use app::model::When;
use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use crate::domain::{
    carriers::Countries,
    milestone::Stage,
    time::{Moment, When as Told},
    tzdb,
    view::{Entry, EntryKind, View},
    words::delivery_zone,
    zone::{Located, country_of, no_sites, zone_of},
};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The reader's clock: their zone and the present.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    now: Timestamp,
    /// The present's day in that zone: each time on a page is told beside it.
    today: Date,
    /// The zone in which the order's deliveries are told; `None` where times are of no order.
    goods: Option<TimeZone>,
}

impl Clock {
    /// A clock in the zone of that IANA name; UTC where there is no such zone.
    pub fn new(zone: &str, now: Timestamp) -> Self {
        Self::in_zone(tzdb::named(zone).unwrap_or(TimeZone::UTC), now)
    }

    fn in_zone(zone: TimeZone, now: Timestamp) -> Self {
        let today = now.to_zoned(zone.clone()).date();
        Self { zone, now, today, goods: None }
    }

    /// The reader's clock for the times of an order.
    pub fn of_order(&self, view: &View) -> Self {
        Self { goods: Some(delivery_zone(view)), ..self.clone() }
    }

    /// The zone in which the order's deliveries are told: UTC where nothing tells that of the place.
    pub fn goods(&self) -> Option<&TimeZone> {
        self.goods.as_ref()
    }

    /// A time that was told of the place of delivery: without an offset it is read on the clocks there, where their zone is known.
    pub fn read_at_goods(&self, at: Told) -> Moment {
        at.resolve(self.goods.as_ref().filter(|zone| **zone != TimeZone::UTC))
    }

    /// When something happened, for tables: on the clocks of its place; what happens at the door, on those of the door.
    pub fn happened(&self, entry: &Entry) -> When {
        let at_door = |entry: &Entry| match &entry.what {
            EntryKind::Milestone { milestone, .. } => milestone.stage() == Stage::Delivery,
            EntryKind::Exception { .. } => false,
        };
        let zone = entry.place.as_ref().and_then(|place| zone_of(place, &no_sites));
        let zone = zone.or_else(|| self.goods.clone().filter(|_| at_door(entry)));
        let in_a_system = match &entry.what {
            EntryKind::Milestone { milestone, .. } => matches!(milestone.stage(), Stage::Order | Stage::Finance),
            EntryKind::Exception { .. } => false,
        };
        if in_a_system { self.table(entry.at, zone.as_ref()) } else { self.seen(entry.at, zone) }
    }

    /// When goods were seen somewhere, for tables: on the clocks of that place, else the sender's own; where neither is known, in UTC.
    pub fn seen(&self, at: Moment, zone: Option<TimeZone>) -> When {
        let zone = zone.or_else(|| (at.offset_seconds == 0).then_some(TimeZone::UTC));
        self.table(at, zone.as_ref())
    }

    /// What marks hours on this clock, where it is UTC for want of the place's own.
    pub fn mark(&self) -> &'static str {
        if self.zone == TimeZone::UTC { UTC } else { "" }
    }

    /// The same present on the clock of another zone.
    pub fn elsewhere(&self, zone: TimeZone) -> Self {
        Self::in_zone(zone, self.now)
    }

    /// From where the reader calls, as their zone tells, and where the order's goods are delivered.
    pub fn countries(&self, view: &View) -> Countries {
        let known = |country: String| (country.len() == 2).then_some(country);
        let delivery = view.ship_to.as_ref().and_then(|address| known(Located::of_address(address).country));
        Countries { delivery, ..self.caller() }
    }

    /// From where the reader calls, as their zone tells.
    pub fn caller(&self) -> Countries {
        let caller = self.zone.iana_name().and_then(country_of).map(str::to_owned);
        Countries { delivery: None, caller }
    }

    /// The reader's zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// An instant on the reader's clock.
    pub fn at(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// Where a time stands on an axis of this clock: one whose zone nobody knows, at the hour that was read.
    pub fn instant(&self, moment: Moment) -> Timestamp {
        let read = || moment.local().to_zoned(self.zone.clone()).ok().map(|at| at.timestamp());
        let read = if moment.zone_known { None } else { read() };
        read.unwrap_or_else(|| moment.timestamp())
    }

    /// Microseconds since 1970 in UTC on the reader's clock.
    pub fn at_micros(&self, micros: i64) -> Zoned {
        self.at(Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// The zone in words: `Chicago (CDT)`.
    pub fn zone_words(&self) -> String {
        let name = self.zone.iana_name().unwrap_or("UTC");
        let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
        let short = self.at(self.now).strftime("%Z").to_string();
        if short.is_empty() || short == city { city } else { format!("{city} ({short})") }
    }

    /// `Wed 13 · 10:21`, for tables. With the month where it is not near, with the year where it is another. `zone`: that of the
    /// place; `None`: the sender's own offset, else the reader's clock.
    pub fn table(&self, moment: Moment, zone: Option<&TimeZone>) -> When {
        self.moment(moment, zone, |day, time| format!("{day} · {time}"), Self::near_day)
    }

    /// `Wed 13 May, 10:21`, for sentences and facts. `zone` as in [`Self::table`].
    pub fn long(&self, moment: Moment, zone: Option<&TimeZone>) -> When {
        self.moment(moment, zone, |day, time| format!("{day}, {time}"), Self::day)
    }

    /// `10:21`.
    pub fn time(&self, at: Timestamp) -> When {
        let at = self.at(at);
        When { text: time_of(at.datetime()), iso: iso(&at), local: None }
    }

    fn moment(
        &self,
        moment: Moment,
        zone: Option<&TimeZone>,
        join: impl Fn(&str, &str) -> String,
        day: impl Fn(&Self, Date) -> String,
    ) -> When {
        if moment.day_only {
            let date = moment.local().date();
            return When { text: day(self, date), iso: date.to_string(), local: None };
        }
        let words = |at: DateTime| join(&day(self, at.date()), &time_of(at));
        if !moment.zone_known {
            let read = moment.local();
            return When {
                text: format!("{}{LOCAL}", words(read)),
                iso: read.strftime("%Y-%m-%dT%H:%M").to_string(),
                local: Some("The sender named no time zone: this is the place's own time".to_owned()),
            };
        }
        let (there, here) = (self.there(moment, zone), self.at(moment.timestamp()));
        let is_place = zone.is_none_or(|zone| *zone != TimeZone::UTC);
        if there.offset() == here.offset() && is_place {
            return When { text: words(here.datetime()), iso: iso(&here), local: None };
        }
        let text = format!("{}{}", words(there.datetime()), if is_place { LOCAL } else { UTC });
        When { text, iso: iso(&there), local: Some(self.yours(&here, there.date())) }
    }

    /// On the clocks of the place: its zone's, else the sender's own. UTC is no clock of a place: that is the reader's then.
    fn there(&self, moment: Moment, zone: Option<&TimeZone>) -> Zoned {
        let own = || (moment.offset_seconds != 0).then(|| TimeZone::fixed(moment.offset()));
        let zone = zone.cloned().or_else(own).unwrap_or_else(|| self.zone.clone());
        moment.timestamp().to_zoned(zone)
    }

    /// `Your time: Thu 14 06:30, Berlin (CEST)`; the day where it is another there.
    fn yours(&self, here: &Zoned, there: Date) -> String {
        let day = if here.date() == there { String::new() } else { format!("{} ", self.near_day(here.date())) };
        format!("Your time: {day}{}, {}", time_of(here.datetime()), self.zone_words())
    }

    /// `Wed 13 May`, with the year where it is another than this one.
    pub fn day(&self, date: Date) -> String {
        let (day, month) = (day_name(date), month_name(date));
        if date.year() == self.today.year() {
            format!("{day} {} {month}", date.day())
        } else {
            format!("{day} {} {month} {}", date.day(), date.year())
        }
    }

    /// `Wed 13`, or with its month where it is more than two weeks away.
    fn near_day(&self, date: Date) -> String {
        let days = self.today.since(date).map_or(i32::MAX, |span| span.get_days().abs());
        if days <= 14 { format!("{} {}", day_name(date), date.day()) } else { self.day(date) }
    }

    /// How long ago: `3 min ago`, `2 h ago`, then the day.
    pub fn ago(&self, at: Timestamp) -> String {
        let seconds = self.now.as_second().saturating_sub(at.as_second());
        match seconds {
            ..60 => "just now".to_owned(),
            60..3_600 => format!("{} min ago", seconds / 60),
            3_600..86_400 => format!("{} h ago", seconds / 3_600),
            86_400..172_800 => "1 day ago".to_owned(),
            172_800..1_209_600 => format!("{} days ago", seconds / 86_400),
            _ => self.day(self.at(at).date()),
        }
    }

    /// A window: `Thu 14 May, 16:00–20:00`; over midnight both days are named. `zone` as in [`Self::table`].
    pub fn window(&self, from: Option<Moment>, to: Option<Moment>, zone: Option<&TimeZone>) -> Option<When> {
        match (from, to) {
            (Some(from), Some(to)) if from.micros != to.micros => Some(self.between(from, to, zone)),
            (Some(one), Some(_)) => Some(self.long(one, zone)),
            (Some(from), None) => Some(self.moment(from, zone, |day, time| format!("{day}, from {time}"), Self::day)),
            (None, Some(to)) => Some(self.by(to, zone, |day, time| format!("{day}, by {time}"), Self::day)),
            (None, None) => None,
        }
    }

    /// The same for tables, with one edge or two that are one: `Thu 14 · by 16:00`.
    pub fn short_edge(&self, from: Option<Moment>, to: Option<Moment>, zone: Option<&TimeZone>) -> Option<When> {
        match (from, to) {
            (Some(one), Some(_)) => Some(self.table(one, zone)),
            (Some(from), None) => {
                Some(self.moment(from, zone, |day, time| format!("{day} · from {time}"), Self::near_day))
            }
            (None, Some(to)) => Some(self.by(to, zone, |day, time| format!("{day} · by {time}"), Self::near_day)),
            (None, None) => None,
        }
    }

    /// Not after: by the end of the day where that is what it says.
    fn by(
        &self,
        to: Moment,
        zone: Option<&TimeZone>,
        join: impl Fn(&str, &str) -> String,
        day: impl Fn(&Self, Date) -> String,
    ) -> When {
        let last = self.reading(to, zone);
        let is_end = (last.hour(), last.minute()) == (23, 59);
        self.moment(to, zone, |day, time| join(day, if is_end { "end of day" } else { time }), day)
    }

    fn between(&self, from: Moment, to: Moment, zone: Option<&TimeZone>) -> When {
        let (start, end) = (self.long(from, zone), self.long(to, zone));
        let (a, b) = (self.reading(from, zone), self.reading(to, zone));
        let first = unmarked(&start.text);
        let text = if a.date() == b.date() {
            format!("{first}–{}{}", time_of(b), mark_of(&end.text))
        } else {
            format!("{first} to {}", end.text)
        };
        When { text, iso: start.iso, local: start.local }
    }

    /// What the clocks of the place show.
    pub fn reading(&self, moment: Moment, zone: Option<&TimeZone>) -> DateTime {
        if moment.zone_known { self.there(moment, zone).datetime() } else { moment.local() }
    }
}

/// The mark of a time that is not on the reader's clock.
pub const LOCAL: &str = " local";

/// The mark of a time at a place whose clock nobody knows.
pub const UTC: &str = " UTC";

/// The mark with which a time ends; empty where it has none.
pub fn mark_of(text: &str) -> &'static str {
    [LOCAL, UTC].into_iter().find(|mark| text.ends_with(mark)).unwrap_or_default()
}

/// The same without that mark.
pub fn unmarked(text: &str) -> &str {
    text.strip_suffix(mark_of(text)).unwrap_or(text)
}

/// `10:21`.
pub fn time_of(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `Wed`.
pub fn day_name(date: Date) -> &'static str {
    let index = date.weekday().to_monday_zero_offset();
    usize::try_from(index).ok().and_then(|index| DAYS.get(index)).copied().unwrap_or_default()
}

/// `May`.
pub fn month_name(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}

/// `2026-05-14T10:21-05:00`. Written by hand: a page has some fifty, and a format string is read anew for each.
fn iso(at: &Zoned) -> String {
    let (day, time, offset) = (at.date(), at.time(), at.offset().seconds());
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}{sign}{:02}:{:02}",
        day.year(),
        day.month(),
        day.day(),
        time.hour(),
        time.minute(),
        minutes / 60,
        minutes % 60
    )
}

/// A length of time: `20 min`, `29 h`, `3 days`.
pub fn length(seconds: i64) -> String {
    match seconds {
        ..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(zone: &str) -> Clock {
        Clock::new(zone, "2026-05-14T13:40:00Z".parse().unwrap())
    }

    fn moment(text: &str) -> Moment {
        text.parse::<crate::domain::time::When>().unwrap().resolve(None)
    }

    #[test]
    fn a_time_is_told_on_the_clocks_of_its_place_and_the_readers_beside_it() {
        let told = clock("Europe/Berlin").table(moment("2026-05-13T23:30:00-05:00"), None);
        assert_eq!(told.text, "Wed 13 · 23:30 local");
        assert_eq!(told.iso, "2026-05-13T23:30-05:00");
        assert_eq!(told.local.as_deref(), Some("Your time: Thu 14 06:30, Berlin (CEST)"));
        let here = clock("America/Chicago").table(moment("2026-05-13T23:30:00-05:00"), None);
        assert_eq!((here.text.as_str(), here.local), ("Wed 13 · 23:30", None));
    }

    #[test]
    fn the_zone_of_the_place_decides_before_the_offset_of_the_sender() {
        let (sent, chicago) = (moment("2026-05-13T10:00:00Z"), tzdb::named("America/Chicago"));
        let told = clock("Europe/Berlin").long(sent, chicago.as_ref());
        assert_eq!(told.text, "Wed 13 May, 05:00 local");
        assert_eq!(told.local.as_deref(), Some("Your time: 12:00, Berlin (CEST)"));
        // London is not on UTC because a sender writes UTC; and UTC alone is no place's clock.
        let london = tzdb::named("Europe/London");
        assert_eq!(clock("Europe/Berlin").long(sent, london.as_ref()).text, "Wed 13 May, 11:00 local");
        assert_eq!(clock("Europe/Berlin").long(sent, None).text, "Wed 13 May, 12:00");
    }

    #[test]
    fn where_nothing_tells_the_clock_of_the_place_utc_is_told_and_marked() {
        let at = moment("2026-05-13T21:30:00Z");
        for reader in ["Europe/Berlin", "America/Chicago", "UTC"] {
            assert_eq!(clock(reader).seen(at, None).text, "Wed 13 · 21:30 UTC", "{reader}");
            let window = clock(reader).window(Some(at), Some(moment("2026-05-13T23:00:00Z")), Some(&TimeZone::UTC));
            assert_eq!(window.unwrap().text, "Wed 13 May, 21:30–23:00 UTC", "{reader}");
        }
        let told = clock("Europe/Berlin").seen(at, None).local;
        assert_eq!(told.as_deref(), Some("Your time: 23:30, Berlin (CEST)"));
        let sent = clock("Europe/Berlin").seen(moment("2026-05-13T16:30:00-05:00"), None);
        assert_eq!(sent.text, "Wed 13 · 16:30 local", "the sender's own clock");
    }

    #[test]
    fn an_unknown_zone_is_never_passed_off_as_the_readers() {
        let told = clock("America/Chicago").long(moment("2026-05-13T10:00:00"), None);
        assert_eq!(told.text, "Wed 13 May, 10:00 local");
        assert_eq!(told.iso, "2026-05-13T10:00");
        assert!(told.local.is_some());
    }

    #[test]
    fn on_an_axis_a_time_without_a_zone_stands_at_its_hour() {
        let clock = clock("America/Chicago");
        let at = |text: &str| clock.at(clock.instant(moment(text))).strftime("%d %H:%M %:z").to_string();
        assert_eq!(at("2026-05-13T22:45:00"), "13 22:45 -05:00");
        assert_eq!(at("2026-05-13T22:45:00Z"), "13 17:45 -05:00");
    }

    #[test]
    fn far_days_name_their_month_and_other_years_their_year() {
        let clock = clock("UTC");
        assert_eq!(clock.table(moment("2026-03-02T10:00:00Z"), None).text, "Mon 2 Mar · 10:00");
        assert_eq!(clock.long(moment("2025-12-31T10:00:00Z"), None).text, "Wed 31 Dec 2025, 10:00");
    }

    #[test]
    fn how_long_ago_and_how_long() {
        let clock = clock("UTC");
        let ago = |text: &str| clock.ago(text.parse().unwrap());
        assert_eq!(ago("2026-05-14T13:39:30Z"), "just now");
        assert_eq!(ago("2026-05-14T13:00:00Z"), "40 min ago");
        assert_eq!(ago("2026-05-14T06:00:00Z"), "7 h ago");
        assert_eq!(ago("2026-05-12T06:00:00Z"), "2 days ago");
        assert_eq!(ago("2026-04-01T06:00:00Z"), "Wed 1 Apr");
        assert_eq!(
            (length(1_200), length(104_400), length(260_000)),
            ("20 min".into(), "29 h".into(), "3 days".into())
        );
    }

    #[test]
    fn windows_name_a_day_once() {
        let clock = clock("America/Chicago");
        let window = |from: &str, to: &str| clock.window(Some(moment(from)), Some(moment(to)), None).unwrap().text;
        assert_eq!(window("2026-05-14T21:00:00Z", "2026-05-15T01:00:00Z"), "Thu 14 May, 16:00–20:00");
        assert_eq!(window("2026-05-14T21:00:00Z", "2026-05-15T21:00:00Z"), "Thu 14 May, 16:00 to Fri 15 May, 16:00");
        assert_eq!(window("2026-05-14T21:00:00Z", "2026-05-14T21:00:00Z"), "Thu 14 May, 16:00");
        let there = tzdb::named("America/Denver");
        let told =
            clock.window(Some(moment("2026-05-14T21:00:00Z")), Some(moment("2026-05-15T01:00:00Z")), there.as_ref());
        assert_eq!(told.unwrap().text, "Thu 14 May, 15:00–19:00 local");
        assert!(clock.window(None, None, None).is_none());
    }

    #[test]
    fn the_zone_is_named_by_its_city() {
        assert_eq!(clock("America/Chicago").zone_words(), "Chicago (CDT)");
        assert_eq!(clock("nowhere/at all").zone_words(), "UTC");
    }

    #[test]
    fn one_edge_is_from_or_by_and_a_day_alone_has_no_hour() {
        let clock = clock("America/Chicago");
        let (from, to) = (moment("2026-05-15T08:00:00-05:00"), moment("2026-05-15T12:00:00-05:00"));
        let text = |from, to| clock.window(from, to, None).unwrap().text;
        assert_eq!(text(Some(from), None), "Fri 15 May, from 08:00");
        assert_eq!(text(None, Some(to)), "Fri 15 May, by 12:00");
        assert_eq!(text(None, Some(moment("2026-05-15T23:59:59-05:00"))), "Fri 15 May, by end of day");
        assert_eq!(text(Some(from), Some(to)), "Fri 15 May, 08:00–12:00");
        let short = clock.short_edge(None, Some(to), None).unwrap();
        assert_eq!(short.text, "Fri 15 · by 12:00");
        let day = Moment { day_only: true, ..to };
        assert_eq!(
            (clock.long(day, None).text.as_str(), clock.table(day, None).iso.as_str()),
            ("Fri 15 May", "2026-05-15")
        );
    }
}
