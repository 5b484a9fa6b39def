//! Public holidays by rule, so that no year has to be added.

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

use super::weekday;

/// When a holiday is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// `12-25`; with `~` also the Friday before a Saturday and the Monday after a Sunday; with `+` also the next Monday (and
    /// Tuesday, for the second of two in a row) when it falls on a weekend; with `<` the Saturday before instead of a Sunday.
    Fixed(i8, i8, Observed),
    /// `3-mon-01`: the third Monday of January; `last-mon-05`.
    Nth(i8, Weekday, i8),
    /// `mon-before-05-25`: the last Monday before 25 May.
    Before(Weekday, i8, i8),
    /// `easter+1`: days after Easter Sunday of the western churches.
    Easter(i16),
    /// `2026-06-15`: that day alone.
    Once(Date),
}

/// A holiday with the years in which its law holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// When it is.
    pub when: Holiday,
    /// The first year and the last.
    pub years: (i16, i16),
}

impl Rule {
    /// Reads a rule and its years; an empty year is open.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn parse(when: &str, first: &str, last: &str) -> Result<Self, String> {
        let rule = Holiday::parse(when).ok_or_else(|| format!("`{when}` is not a rule for a holiday"))?;
        let year = |text: &str, open: i16| {
            if text.is_empty() { Ok(open) } else { text.parse().map_err(|_| format!("`{text}` is no year")) }
        };
        let years = (year(first, i16::MIN)?, year(last, i16::MAX)?);
        if years.0 > years.1 {
            return Err(format!("the years {first} to {last} are none"));
        }
        Ok(Self { when: rule, years })
    }

    /// Whether it is on `day`.
    pub fn is_on(self, day: Date) -> bool {
        (self.years.0..=self.years.1).contains(&day.year()) && self.when.is_on(day)
    }
}

/// What happens to a fixed holiday on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// Nothing: it is lost.
    No,
    /// Friday for Saturday, Monday for Sunday.
    Nearest,
    /// The next working days.
    Later,
    /// Saturday for Sunday.
    Before,
}

impl Holiday {
    /// Reads a rule.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(days) = text.strip_prefix("easter") {
            return Some(Self::Easter(if days.is_empty() { 0 } else { days.parse().ok()? }));
        }
        if let Some((day, at)) = text.split_once("-before-") {
            let (month, at) = month_day(at)?;
            return Some(Self::Before(weekday(day)?, month, at));
        }
        if let Ok(day) = text.parse::<Date>() {
            return Some(Self::Once(day));
        }
        let mut parts = text.splitn(3, '-');
        if let (Some(nth), Some(day), Some(month)) = (parts.next(), parts.next(), parts.next()) {
            let nth = if nth == "last" { -1 } else { nth.parse().ok().filter(|nth| (1..=5).contains(nth))? };
            return Some(Self::Nth(nth, weekday(day)?, month.parse().ok().filter(|month| (1..=12).contains(month))?));
        }
        let observed = match text.chars().last()? {
            '~' => Observed::Nearest,
            '+' => Observed::Later,
            '<' => Observed::Before,
            _ => Observed::No,
        };
        let (month, day) = month_day(text.trim_end_matches(['~', '+', '<']))?;
        Some(Self::Fixed(month, day, observed))
    }

    /// Whether it is on `day`.
    pub fn is_on(self, day: Date) -> bool {
        match self {
            // A holiday of the turn of the year can be kept in the year before.
            Self::Fixed(month, at, observed) => [day.year(), day.year().saturating_add(1)]
                .into_iter()
                .filter_map(|year| Date::new(year, month, at).ok())
                .any(|fixed| is_kept(fixed, observed, day)),
            Self::Nth(nth, weekday, month) => {
                Date::new(day.year(), month, 1).and_then(|first| first.nth_weekday_of_month(nth, weekday)).ok()
                    == Some(day)
            }
            Self::Before(weekday, month, at) => {
                Date::new(day.year(), month, at).and_then(|at| at.nth_weekday(-1, weekday)).ok() == Some(day)
            }
            Self::Once(once) => once == day,
            Self::Easter(days) => {
                easter(day.year()).and_then(|easter| easter.checked_add(days.days()).ok()) == Some(day)
            }
        }
    }
}

fn is_kept(fixed: Date, observed: Observed, day: Date) -> bool {
    let shift = match (observed, fixed.weekday()) {
        (Observed::Nearest, Weekday::Saturday) => -1,
        (Observed::Before, Weekday::Sunday) => return fixed.yesterday().ok() == Some(day),
        // Christmas and the day after it, New Year and the day after it: each moves past the other.
        (Observed::Later, Weekday::Saturday) => 2,
        (Observed::Later, Weekday::Sunday) if matches!((fixed.month(), fixed.day()), (12, 25 | 26) | (1, 2)) => 2,
        (Observed::Nearest | Observed::Later, Weekday::Sunday) => 1,
        _ => 0,
    };
    day == fixed || (shift != 0 && fixed.checked_add(shift.days()).ok() == Some(day))
}

fn month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // 2024 had every day there is.
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

/// Easter Sunday of the western churches (the algorithm of Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let year = i32::from(year);
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let leap = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (of_century / 4) - leap - of_century % 4) % 7;
    let shift = (golden + 11 * leap + 22 * week) / 451;
    let days = leap + week - 7 * shift + 114;
    let start = date(i16::try_from(year).ok()?, i8::try_from(days / 31).ok()?, 1);
    start.checked_add((days % 31).days()).ok()
}
