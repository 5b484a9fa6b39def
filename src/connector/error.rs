//! What is wrong with a connector's folder: where, what, and how to mend it.

use std::fmt;
use std::path::{Path, PathBuf};

/// One fault found while loading. All faults of all folders are reported together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The file.
    pub file: PathBuf,
    /// The line in it, from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub remedy: String,
}

impl LoadError {
    pub(super) fn new(
        file: &Path,
        line: impl Into<Option<usize>>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { file: file.to_owned(), line: line.into(), what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        write!(formatter, ": {}. {}", self.what, self.remedy)
    }
}

impl std::error::Error for LoadError {}

/// The line, from 1, of a byte offset.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Reads a file of a connector's folder.
pub(super) fn read(file: &Path) -> Result<String, LoadError> {
    std::fs::read_to_string(file)
        .map_err(|error| LoadError::new(file, None, error.to_string(), "The file must exist and be UTF-8 text."))
}
