//! Rows of a file for spreadsheets (RFC 4180). A spreadsheet runs a cell that begins like a formula, and everything in these cells
//! was written by somebody else: so such a cell gets an apostrophe before it, which spreadsheets take for "this is text". Blanks and
//! control characters before the sign do not hide it, since some programs drop them; the wide forms of East Asian keyboards count too.

/// Before the first row: without it the commonest spreadsheet reads UTF-8 as something else.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Cells that begin so are made harmless.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

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

/// A first control character alone (a tab, an end of line) makes some programs look for a formula behind it.
fn is_formula(text: &str) -> bool {
    let ignored = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}';
    text.starts_with(char::is_control) || text.trim_start_matches(ignored).starts_with(FORMULA)
}

fn cell(row: &mut String, text: &str) {
    let harmful = is_formula(text);
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
        for hidden in [" =1+1", "\u{a0}=1", "\u{feff}=1", "\u{ff1d}1", "\u{200b}@x", "\n+1"] {
            assert!(row([hidden]).trim_start_matches('"').starts_with('\''), "{hidden:?}");
        }
        assert_eq!(row(["a=b", "x-1", "4711"]), "a=b,x-1,4711\r\n");
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
                    prop_assert!(!is_formula(read), "{:?}", read);
                    let harmless = if is_formula(cell) { format!("'{cell}") } else { cell.clone() };
                    prop_assert_eq!(&harmless, read);
                }
            }
        }
    }
}
