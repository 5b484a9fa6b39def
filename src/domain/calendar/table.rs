//! The table of calendars.

use std::collections::BTreeMap;

use jiff::civil::Time;

use super::{Calendar, Calendars, Rule, days};
use crate::domain::{
    carriers,
    table::{BadRow, each_row},
};

/// The table that the product brings.
pub const DEFAULT: &str = include_str!("../data/calendars.csv");

impl Default for Calendars {
    /// The table that the product brings. (A test holds that every line of it can be read.)
    fn default() -> Self {
        Self::parse(DEFAULT).unwrap_or_else(|_| Self::empty())
    }
}

impl Calendars {
    fn empty() -> Self {
        let rest = Calendar {
            days: [true, true, true, true, true, false, false],
            hours: (Time::constant(8, 0, 0, 0), Time::constant(18, 0, 0, 0)),
            cut_off: None,
            window: None,
            country: String::new(),
        };
        let (countries, carriers, sites) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { rest, countries, carriers, sites, holidays: BTreeMap::new(), exceptions: BTreeMap::new() }
    }

    /// Reads a table: `kind,name,country,days,hours,cut_off,window` for `rest`, `country`, `carrier` and `site`, and
    /// `holiday,COUNTRY,RULE,what,first year,last year`, with `except` for a day of the country that its region does not keep; `#`
    /// begins a remark.
    ///
    /// # Errors
    /// The first line that cannot be used.
    pub fn parse(text: &str) -> Result<Self, BadRow> {
        Self::empty().with(text)
    }

    /// The same calendars with the rows of another table over them: a row of the same kind and name replaces, holidays are
    /// added.
    ///
    /// # Errors
    /// The first line that cannot be used.
    pub fn with(mut self, text: &str) -> Result<Self, BadRow> {
        each_row(text, |row| self.row(row))?;
        Ok(self)
    }

    fn row(&mut self, row: &str) -> Result<(), String> {
        let cells: Vec<&str> = row.split(',').map(str::trim).collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let name = cell(1).to_ascii_uppercase();
        match cell(0) {
            "holiday" => {
                self.holidays.entry(name).or_default().push(Rule::parse(cell(2), cell(4), cell(5))?);
                return Ok(());
            }
            "except" => {
                self.exceptions.entry(name).or_default().push(Rule::parse(cell(2), cell(4), cell(5))?);
                return Ok(());
            }
            "rest" => self.rest = calendar(&cell)?,
            "country" => drop(self.countries.insert(name.clone(), Calendar { country: name, ..calendar(&cell)? })),
            "carrier" => drop(self.carriers.insert(carriers::code(&name), calendar(&cell)?)),
            "site" => drop(self.sites.insert(name, calendar(&cell)?)),
            _ => {
                return Err(
                    "a row is about the rest, a country, a carrier, a site, a holiday or an exception of one".into()
                );
            }
        }
        Ok(())
    }
}

fn calendar<'a>(cell: &impl Fn(usize) -> &'a str) -> Result<Calendar, String> {
    let span = |text: &str| {
        let (from, to) = text.split_once('-')?;
        Some((clock(from)?, clock(to)?))
    };
    let optional = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(Calendar {
        days: days(cell(3)).ok_or_else(|| format!("`{}` are not days: write mon-fri", cell(3)))?,
        hours: span(cell(4)).ok_or_else(|| format!("`{}` are not hours: write 08:00-18:00", cell(4)))?,
        cut_off: optional(cell(5))
            .map(|text| clock(&text).ok_or_else(|| format!("`{text}` is not a cut-off: write 16:00")))
            .transpose()?,
        window: optional(cell(6))
            .map(|text| span(&text).ok_or_else(|| format!("`{text}` is not a window: write 08:00-20:00")))
            .transpose()?,
        country: cell(2).to_ascii_uppercase(),
    })
}

/// `16:00`; `24:00` is midnight.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    if (hour, minute) == (24, 0) { Some(Time::midnight()) } else { Time::new(hour, minute, 0, 0).ok() }
}
