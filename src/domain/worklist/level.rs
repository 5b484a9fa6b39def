//! How soon somebody acts: working minutes by cause and tier, counted on the calendar of the destination.

use std::collections::BTreeMap;

use jiff::{SignedDuration, tz::TimeZone};

use super::Cause;
use crate::domain::{
    calendar::{Calendars, Counting, Place, Whose},
    event::Address,
    table::{BadRow, each_row},
    zone::{Located, zone_of_address},
};

/// The table that the product brings.
pub const DEFAULT: &str = include_str!("../data/service_levels.csv");
/// A year of working days: nobody is given longer.
const MOST_MINUTES: i64 = 250 * 10 * 60;

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLevels(BTreeMap<(Cause, String), i64>);

impl Default for ServiceLevels {
    /// The table that the product brings. (A test holds that every line of it can be read.)
    fn default() -> Self {
        let empty = Self(BTreeMap::new());
        empty.clone().with(DEFAULT).unwrap_or(empty)
    }
}

impl ServiceLevels {
    /// The same levels with the rows of another table over them: `cause,tier,minutes`; `#` begins a remark.
    ///
    /// # Errors
    /// The first line that cannot be used.
    pub fn with(mut self, text: &str) -> Result<Self, BadRow> {
        each_row(text, |row| self.row(row))?;
        Ok(self)
    }

    fn row(&mut self, row: &str) -> Result<(), String> {
        let cells: Vec<&str> = row.split(',').map(str::trim).collect();
        let [cause, tier, minutes] = cells[..] else {
            return Err("a row has three cells: cause, tier, minutes".to_owned());
        };
        let cause = Cause::parse(cause).ok_or_else(|| {
            let known: Vec<&str> = Cause::ALL.iter().map(|cause| cause.as_str()).collect();
            format!("`{cause}` is no cause: write one of {}", known.join(", "))
        })?;
        let fits = minutes.parse().ok().filter(|minutes| (1..=MOST_MINUTES).contains(minutes));
        let minutes = fits.ok_or_else(|| format!("`{minutes}` are not working minutes: write 1 to {MOST_MINUTES}"))?;
        self.0.insert((cause, tier.to_lowercase()), minutes);
        Ok(())
    }

    /// The working minutes for an item; four hours where the table has no row.
    pub fn minutes(&self, cause: Cause, tier: Option<&str>) -> i64 {
        let of = |tier: &str| self.0.get(&(cause, tier.to_lowercase())).copied();
        of(tier.unwrap_or_default()).or_else(|| of("")).unwrap_or(240)
    }

    /// When an item that opened at `opened` is due (both in microseconds since 1970 in UTC), where so many working minutes are
    /// given and goods go to `to`. Hours are those of people at work in that country; where its zone is not known, as read in UTC.
    pub fn due(calendars: &Calendars, opened: i64, minutes: i64, to: Option<&Address>) -> i64 {
        let country = to.map(|to| Located::of_address(to).code()).unwrap_or_default();
        let zone = to.and_then(zone_of_address).unwrap_or(TimeZone::UTC);
        let place = Place { country: &country, zone };
        let working = SignedDuration::from_mins(minutes);
        // A calendar on which nobody ever works cannot say; then the clock on the wall counts.
        calendars
            .after(opened, working, Whose::Country, &place, Counting::Hours)
            .unwrap_or_else(|| opened.saturating_add(minutes.saturating_mul(60_000_000)))
    }
}
