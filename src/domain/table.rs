//! Tables that people write: a row a line, cells apart by commas; in those of an administrator `#` begins a remark.

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

/// The line, from 1, on which a row of a CSV file begins, where `byte` is the position that the `csv` crate gives for the row. That
/// is where it went on reading: blank lines and, where there are any, remarks may lie before the row itself.
pub fn line_of_row(text: &[u8], byte: u64, remark: Option<u8>) -> u64 {
    let mut at = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    while let Some(first) = text.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        if matches!(first, b'\r' | b'\n') {
            at += 1;
        } else if remark == Some(*first) {
            at += rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
        } else {
            break;
        }
    }
    ends_of_lines(text.get(..at).unwrap_or_default()) + 1
}

/// How many lines end in a text, by `\n`, `\r\n` or `\r`.
fn ends_of_lines(text: &[u8]) -> u64 {
    let ends = text.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => text.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line of each row, as a reader of the `csv` crate places it.
    fn lines(text: &str, remark: Option<u8>) -> Vec<u64> {
        let reader =
            csv::ReaderBuilder::new().comment(remark).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let rows = reader.into_records().map(|row| row.unwrap().position().unwrap().byte());
        rows.map(|byte| line_of_row(text.as_bytes(), byte, remark)).collect()
    }

    #[test]
    fn blank_lines_count_before_the_row_that_follows_them() {
        assert_eq!(lines("a\nb\n", None), [1, 2]);
        assert_eq!(lines("a\n\n\nb\n\nc", None), [1, 4, 6]);
        assert_eq!(lines("\n\na\nb", None), [3, 4]);
        assert_eq!(lines("a\r\n\r\nb\r\n\r\n\r\nc\r\n", None), [1, 3, 6]);
        assert_eq!(lines("a\r\rb\rc", None), [1, 3, 4]);
    }

    #[test]
    fn a_cell_over_several_lines_does_not_move_the_next_row() {
        assert_eq!(lines("a,\"x\ny\n\nz\"\nb,c\n\nd,e\n", None), [1, 5, 7]);
    }

    #[test]
    fn remarks_count_too() {
        assert_eq!(lines("# one\n\n# two\na\n# three\nb#c\n", Some(b'#')), [4, 6]);
        assert_eq!(lines("a\n#b\n", None), [1, 2]);
    }
}
