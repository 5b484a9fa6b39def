//! Search: what was found, by which kind of match.

use super::{Status, When};

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchResult {
    /// What was asked, as typed.
    pub query: String,
    /// Exact hits first, then by prefix, then by name.
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
