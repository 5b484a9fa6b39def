//! Rows of a file for spreadsheets (RFC 4180). A spreadsheet runs a cell that begins like a formula, and everything in these cells
//! was written by somebody else: so such a cell gets an apostrophe before it, which spreadsheets take for "this is text".

/// Before the first row: without it the commonest spreadsheet reads UTF-8 as something else.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Cells that begin so are made harmless.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One row with its end of line.
pub fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut row = String::new();
    for (index, text) in cells.into_iter().enumerate() {
        if index > 0 {
            row.push(',');
        }
        cell(&mut row, text);
    }
    row.push_str("\r\n");
    row
}

fn cell(row: &mut String, text: &str) {
    let harmful = text.starts_with(FORMULA);
    let quoted = text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
    if quoted {
        row.push('"');
    }
    if harmful {
        row.push('\'');
    }
    for letter in text.chars() {
        if letter == '"' {
            row.push('"');
        }
        row.push(letter);
    }
    if quoted {
        row.push('"');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn what_looks_like_a_formula_becomes_text() {
        let cells =
            ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"http://evil.example\")", "1=1", "", "a b"];
        assert_eq!(
            row(cells),
            "'=1+1,'+1,'-1,'@SUM(A1),'\tx,\"'\rx\",\"'=HYPERLINK(\"\"http://evil.example\"\")\",1=1,,a b\r\n"
        );
    }

    proptest! {
        #[test]
        fn a_row_reads_back_cell_by_cell_and_none_begins_like_a_formula(
            rows in proptest::collection::vec(proptest::collection::vec("[=+@a\\-\",\\n\\r\\t '\u{e9}\u{feff}]{0,12}", 2..6), 1..5)
        ) {
            let rest: String = rows.iter().map(|cells| row(cells.iter().map(String::as_str))).collect();
            let text = format!("{BYTE_ORDER_MARK}{rest}");
            let again = read(&text);
            prop_assert_eq!(again.len(), rows.len());
            for (cells, read) in rows.iter().zip(&again) {
                prop_assert_eq!(cells.len(), read.len());
                for (cell, read) in cells.iter().zip(read) {
                    prop_assert!(!read.starts_with(FORMULA), "{:?}", read);
                    let harmless = if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.clone() };
                    prop_assert_eq!(&harmless, read);
                }
            }
        }
    }
}
