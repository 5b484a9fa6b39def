//! Search: what was found, by which kind of match.

use super::{Status, When};

/// A search as its address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// As typed.
    pub query: String,
    /// `problem`, `open`, `done` or `cancelled`; empty: all.
    pub status: String,
    /// The customer's name, whole; empty: all.
    pub customer: String,
    /// Promised on this day (`2026-11-30`) or later; empty: any.
    pub from: String,
    /// Promised on this day or earlier; empty: any.
    pub to: String,
    /// Which page, from 1; 0 is the first too.
    pub page: usize,
}

impl Asked {
    /// Whether anything but the text narrows it.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        [&self.status, &self.customer, &self.from, &self.to].iter().any(|filter| !filter.is_empty())
    }
}

/// One choice of a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterChoice {
    /// As the address has it.
    pub value: String,
    /// `Needs attention (4)`.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// What a list of hits may be narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// How it stands.
    pub statuses: Vec<FilterChoice>,
    /// Whose it is.
    pub customers: Vec<FilterChoice>,
}

/// A number that nothing is known of, and what it reads like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// `1Z… reads like a UPS tracking number, but its check digit is wrong`.
    pub title: String,
    /// What to do.
    pub advice: String,
    /// The carrier's page: name and address.
    pub page: Option<(String, String)>,
}

/// An example of what the search takes: a number that there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// `Purchase order`.
    pub kind: String,
    /// As somebody would read it out.
    pub value: String,
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchResult {
    /// What was asked, as typed.
    pub query: String,
    /// How it was asked.
    pub asked: Asked,
    /// What it may be narrowed by; none for a handful of hits.
    pub filters: Option<Filters>,
    /// How many orders there are in all pages, as narrowed.
    pub total: usize,
    /// Which page this is, from 1, and how many there are.
    pub page: (usize, usize),
    /// What the text reads like, where nothing was found.
    pub reading: Option<Reading>,
    /// Exact hits first, then by prefix, then by name; within each those that need attention first.
    pub groups: Vec<HitGroup>,
    /// How many of the hits are exact.
    pub exact: usize,
    /// The one order that the query names exactly: the page opens it at once.
    pub only: Option<String>,
    /// Numbers we have heard of that no order names yet.
    pub parked: Vec<Parked>,
    /// Of several numbers, those that lead nowhere, in normal form.
    pub missing: Vec<String>,
    /// More was found than is shown.
    pub more: bool,
}

impl SearchResult {
    /// How many hits there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.groups.iter().map(|group| group.hits.len()).sum()
    }
}

/// Hits of one kind of match.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HitGroup {
    /// `Exactly this number`, `Begins with 4711`, `Name`.
    pub title: String,
    /// Its hits.
    pub hits: Vec<Hit>,
}

/// One order found by one of its names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// The order's identity.
    pub order: String,
    /// Its order number. Empty where the matching name is that.
    pub number: String,
    /// Kind of the matching name: `Tracking`.
    pub kind: String,
    /// The name in three parts, the middle one matching.
    pub before: String,
    /// The matching part.
    pub matched: String,
    /// What follows it.
    pub after: String,
    /// Whose number it is, or which order it belongs to.
    pub scope: String,
    /// The customer.
    pub who: String,
    /// Where to, promised when.
    pub detail: String,
    /// How it stands.
    pub status: Status,
}

/// A number that was heard of but belongs to no order yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parked {
    /// `container MSKU 209 4711`.
    pub name: String,
    /// Who told us, and how often.
    pub heard: String,
    /// What they told: one line each.
    pub events: Vec<String>,
}

/// An order looked at lately.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recent {
    /// The order's identity.
    pub order: String,
    /// `4711`.
    pub number: String,
    /// The customer.
    pub who: String,
    /// When it was looked at: `3 min ago`.
    pub at: When,
    /// How it stands now.
    pub status: Status,
}

/// What type-ahead gets: ready-made rows, so that the browser renders nothing.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Suggestions {
    /// Groups and options, as HTML of our own making. Empty: nothing fits.
    pub html: String,
    /// `8 matches, 2 of them exact`, for the screen reader.
    pub summary: String,
}
