//! Tables that an administrator may write: a row a line, cells apart by commas; `#` begins a remark.

use std::fmt;

/// A line of a table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its number, from 1; the line after the last where something is missing.
    pub line: usize,
    /// What is wrong, and how it should be.
    pub message: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for BadRow {}

/// Gives every row of a table to `take`, blank lines and remarks left out.
///
/// # Errors
/// The first row of which `take` says what is wrong.
pub(super) fn each_row(text: &str, mut take: impl FnMut(&str) -> Result<(), String>) -> Result<(), BadRow> {
    for (index, row) in text.lines().enumerate() {
        if !row.trim().is_empty() && !row.starts_with('#') {
            take(row).map_err(|message| BadRow { line: index + 1, message })?;
        }
    }
    Ok(())
}
