//! Integration health, as an operator sees it.

use super::{Status, When};

/// The page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HealthPage {
    /// The sources, those in trouble first.
    pub sources: Vec<SourceHealthRow>,
    /// Where the messages stand.
    pub inbox: Vec<Totals>,
    /// How many names are in dispute.
    pub disputes: usize,
    /// The release of the time zone data: `2026f`.
    pub zones: String,
    /// How far the audit goes; `None`: it has no row.
    pub audit: Option<AuditEnd>,
    /// When this was put together.
    pub as_of: When,
}

/// How a source stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceHealthRow {
    /// Its name for people: `TMS`.
    pub name: String,
    /// Its name in messages: `tms`.
    pub source: String,
    /// `No message for 42 min`.
    pub status: Status,
    /// When it was heard last.
    pub heard: Option<When>,
    /// `42 min ago`.
    pub age: String,
    /// `expected at least every 15 min`.
    pub interval: String,
}

/// A count with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// `Parked`.
    pub name: String,
    /// `3`.
    pub count: String,
    /// What that means.
    pub about: String,
    /// The address of their list.
    pub href: String,
}

/// The last row of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditEnd {
    /// How many rows there are: `1,204`.
    pub rows: String,
    /// The hash of the last one, in hexadecimal.
    pub hash: String,
    /// When it was written.
    pub at: When,
}
