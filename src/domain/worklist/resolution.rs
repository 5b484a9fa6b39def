//! The reasons for which an item is called resolved: data, versioned, one file.

use std::sync::LazyLock;

const FILE: &str = include_str!("../data/resolutions.csv");
static TABLE: LazyLock<Vec<Resolution>> = LazyLock::new(|| FILE.lines().filter_map(row).collect());

/// The word of the reason that wants words of its own.
pub const OTHER: &str = "other";

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The word in forms and columns.
    pub word: &'static str,
    /// What people read.
    pub text: &'static str,
    /// After so many hours an item whose condition still holds comes back; `None`: only when the condition changes.
    pub returns_after: Option<i64>,
}

fn row(row: &'static str) -> Option<Resolution> {
    if row.starts_with('#') {
        return None;
    }
    let mut cells = row.splitn(3, ',');
    let (word, hours, text) = (cells.next()?, cells.next()?, cells.next()?);
    Some(Resolution { word, text, returns_after: hours.parse().ok() })
}

/// Every reason, in the order of the file.
pub fn resolutions() -> &'static [Resolution] {
    &TABLE
}

/// The reason of that word.
pub fn resolution(word: &str) -> Option<&'static Resolution> {
    TABLE.iter().find(|one| one.word == word)
}
