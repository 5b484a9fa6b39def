//! Who works when: working days, holidays, hours, cut-offs. Data (`data/calendars.csv`), by country, with rows of their own
//! for carriers and sites.
//!
//! A day is a day where the goods are, so a calendar is asked together with a zone ([`Place`]). Everything here is
//! arithmetic over dates; nothing asks what time it is.

mod holiday;
mod table;

use std::collections::BTreeMap;

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

pub use holiday::{Holiday, Rule};
pub use table::DEFAULT;

use super::{carriers, policy::micros};

/// Nobody looks further ahead than this for a working day.
const MOST_DAYS: i32 = 3_660;

/// When somebody works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Monday first.
    pub days: [bool; 7],
    /// From … to on a working day; `to` is midnight where it is not after `from`.
    pub hours: (Time, Time),
    /// What is handed over later than this leaves on the next working day.
    pub cut_off: Option<Time>,
    /// When goods are taken in on a working day.
    pub window: Option<(Time, Time)>,
    /// Whose holidays it keeps.
    pub country: String,
}

/// All calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendars {
    rest: Calendar,
    countries: BTreeMap<String, Calendar>,
    carriers: BTreeMap<String, Calendar>,
    sites: BTreeMap<String, Calendar>,
    holidays: BTreeMap<String, Vec<Rule>>,
    exceptions: BTreeMap<String, Vec<Rule>>,
}

/// Where working time passes.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// ISO 3166-1 alpha-2, with the region's code after a dash where it is known (`GB-SCT`); empty where it is not known.
    pub country: &'a str,
    /// Whose days.
    pub zone: TimeZone,
}

/// Whose time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// A carrier's, by SCAC or any of its names.
    Carrier(&'a str),
    /// A site's, by number.
    Site(&'a str),
    /// That of people at work in the country.
    Country,
}

/// How much of a working day counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// All 24 hours of it: goods move at night too.
    WholeDays,
    /// Its hours only.
    Hours,
}

impl Calendars {
    /// The calendar of somebody; a carrier or site without one keeps that of the country, and an unknown country the general
    /// one.
    pub fn of(&self, whose: Whose, country: &str) -> &Calendar {
        let own = match whose {
            Whose::Carrier(scac) => self.carriers.get(&carriers::code(scac)),
            Whose::Site(site) => self.sites.get(&site.to_ascii_uppercase()),
            Whose::Country => None,
        };
        own.or_else(|| self.countries.get(nation(&country.to_ascii_uppercase()))).unwrap_or(&self.rest)
    }

    /// Whether `day` is a working day of `calendar` in `country`.
    pub fn is_working(&self, calendar: &Calendar, country: &str, day: Date) -> bool {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        let works = calendar.days.get(weekday).copied().unwrap_or(true);
        works && !self.is_holiday(if calendar.country.is_empty() { country } else { &calendar.country }, day)
    }

    /// Whether `day` is a public holiday of `country`, or of its region where that is told (`GB-SCT`) and the table has its days.
    pub fn is_holiday(&self, country: &str, day: Date) -> bool {
        let place = country.to_ascii_uppercase();
        let is_on = |rules: &BTreeMap<String, Vec<Rule>>, whose: &str| {
            rules.get(whose).is_some_and(|rules| rules.iter().any(|rule| rule.is_on(day)))
        };
        let of_all = is_on(&self.holidays, nation(&place)) && !is_on(&self.exceptions, &place);
        of_all || (place.contains('-') && is_on(&self.holidays, &place))
    }

    /// The instant (microseconds UTC) at which so much working time has passed since `from`. `None`: never within ten years.
    pub fn after(
        &self,
        from: i64,
        working: SignedDuration,
        whose: Whose,
        place: &Place,
        counting: Counting,
    ) -> Option<i64> {
        let calendar = self.of(whose, place.country);
        let mut left = micros(working);
        let mut day = Timestamp::from_microsecond(from).ok()?.to_zoned(place.zone.clone()).date();
        for _ in 0..MOST_DAYS {
            if self.is_working(calendar, place.country, day) {
                let (opens, closes) = bounds(calendar, day, &place.zone, counting)?;
                let starts = opens.max(from);
                let has = closes.saturating_sub(starts).max(0);
                if left <= has {
                    return Some(starts.saturating_add(left));
                }
                left -= has;
            }
            day = day.checked_add(1.day()).ok()?;
        }
        None
    }

    /// The instant (microseconds UTC) at which the first working day after the day of `from` begins. `None`: never within ten
    /// years.
    pub fn next_day(&self, from: i64, whose: Whose, place: &Place) -> Option<i64> {
        let calendar = self.of(whose, place.country);
        let mut day = Timestamp::from_microsecond(from).ok()?.to_zoned(place.zone.clone()).date();
        for _ in 0..MOST_DAYS {
            day = day.tomorrow().ok()?;
            if self.is_working(calendar, place.country, day) {
                return Some(bounds(calendar, day, &place.zone, Counting::WholeDays)?.0);
            }
        }
        None
    }

    /// The day on which what is handed over at `at` leaves: that day, or the next working one when it is past the cut-off or
    /// no working day. `None`: never within ten years.
    pub fn leaves(&self, at: i64, whose: Whose, place: &Place) -> Option<Date> {
        let calendar = self.of(whose, place.country);
        let local = Timestamp::from_microsecond(at).ok()?.to_zoned(place.zone.clone());
        let mut day = local.date();
        if calendar.cut_off.is_some_and(|cut_off| local.time() > cut_off) {
            day = day.checked_add(1.day()).ok()?;
        }
        for _ in 0..MOST_DAYS {
            if self.is_working(calendar, place.country, day) {
                return Some(day);
            }
            day = day.checked_add(1.day()).ok()?;
        }
        None
    }
}

/// `GB` of `GB-SCT`.
fn nation(place: &str) -> &str {
    place.split_once('-').map_or(place, |(country, _)| country)
}

/// When a working day begins and ends, in microseconds UTC.
fn bounds(calendar: &Calendar, day: Date, zone: &TimeZone, counting: Counting) -> Option<(i64, i64)> {
    let (from, to) = match counting {
        Counting::WholeDays => (Time::midnight(), Time::midnight()),
        Counting::Hours => calendar.hours,
    };
    let until = if to > from { day } else { day.checked_add(1.day()).ok()? };
    let instant = |day: Date, time: Time| Some(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp());
    Some((instant(day, from)?.as_microsecond(), instant(until, to)?.as_microsecond()))
}

/// Monday to Friday, or whatever `text` names: `mon-fri`, `sun-thu`, `mon-sat`, `mon-sun`.
fn days(text: &str) -> Option<[bool; 7]> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (weekday(first)?, weekday(last)?);
    let mut days = [false; 7];
    let mut day = first;
    loop {
        *days.get_mut(usize::try_from(day.to_monday_zero_offset()).ok()?)? = true;
        if day == last {
            return Some(days);
        }
        day = day.next();
    }
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim() {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
