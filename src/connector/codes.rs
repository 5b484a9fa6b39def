//! `codes.csv`: a partner's codes, by the element they stand in, to our vocabulary. The same letters mean different
//! things in different elements, so the element is part of the key; a code that is not here is never guessed.

use std::collections::BTreeSet;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value, json};

use super::error::LoadError;
use crate::domain::milestone::Milestone;
use crate::domain::reason::{Exception, Party, Reason};
use crate::domain::table::line_of_row;

const REMARK: Option<u8> = Some(b'#');
/// The target of what ends a hold or delay.
const RESOLVED: &str = "RESOLVED";
const COLUMNS: [&str; 7] = ["element", "code", "version", "target", "reason", "party", "note"];

/// Reads the table into the value of `$codes`: element → code → `{version, target, reason, party, note}`.
pub(super) fn parse(file: &Path, text: &str) -> Result<Value, Vec<LoadError>> {
    let mut reader = ReaderBuilder::new().comment(REMARK).from_reader(text.as_bytes());
    let line = |byte: u64| usize::try_from(line_of_row(text.as_bytes(), byte, REMARK)).ok();
    let header = reader.headers().cloned().unwrap_or_default();
    if header != COLUMNS.to_vec() {
        let remedy = format!("The first line must be {}.", COLUMNS.join(","));
        return Err(vec![LoadError::new(file, 1, "other columns than expected", remedy)]);
    }
    let mut table = Map::new();
    let (mut seen, mut faults) = (BTreeSet::new(), Vec::new());
    for record in reader.into_records() {
        match record.map_err(|error| unreadable(&error)).and_then(|record| Row::read(&record)) {
            Ok(row) if !seen.insert((row.element.clone(), row.code.clone())) => {
                let what = format!("{} {} is already there", row.element, row.code);
                faults.push(LoadError::new(file, line(row.byte), what, "Keep one of the two rows."));
            }
            Ok(row) => insert(&mut table, row),
            Err(fault) => {
                let (byte, what) = fault.split_once('\t').unwrap_or(("", &fault));
                let line = byte.parse().ok().and_then(line);
                faults.push(LoadError::new(file, line, what, "Use the words of the domain's vocabulary."));
            }
        }
    }
    if faults.is_empty() { Ok(Value::Object(table)) } else { Err(faults) }
}

/// A row that is no CSV: its position, a tab and what is wrong.
fn unreadable(error: &csv::Error) -> String {
    let byte = error.position().map_or(0, csv::Position::byte);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{byte}\t{len} cells, and the first line has {expected_len}")
        }
        _ => format!("{byte}\t{error}"),
    }
}

struct Row {
    /// Where the reader found it.
    byte: u64,
    element: String,
    code: String,
    value: Value,
}

impl Row {
    /// Reads and checks a row; a fault is its position, a tab and what is wrong.
    fn read(record: &StringRecord) -> Result<Self, String> {
        let byte = record.position().map_or(0, csv::Position::byte);
        let cell = |index: usize| record.get(index).unwrap_or_default().trim();
        let [element, code, version, target, reason, party, note] = std::array::from_fn(cell);
        if element.is_empty() || code.is_empty() {
            return Err(format!("{byte}\telement and code must not be empty"));
        }
        let meaning =
            Meaning::read(target, reason, party).map_err(|what| format!("{byte}\t{element} {code}: {what}"))?;
        let party = meaning.party.map(Party::as_str);
        let value = json!({"version": version, "target": target, "reason": meaning.reason.map(Reason::as_str),
            "party": party, "note": note});
        Ok(Self { byte, element: element.to_owned(), code: code.to_owned(), value })
    }
}

/// What a code means, in words that exist.
struct Meaning {
    reason: Option<Reason>,
    party: Option<Party>,
}

impl Meaning {
    fn read(target: &str, reason: &str, party: &str) -> Result<Self, String> {
        let reason = word(reason, Reason::parse, "reason")?;
        let party = word(party, Party::parse, "party")?.or(reason.map(Reason::party));
        let exception = Exception::parse(target).filter(|exception| exception.is_reported());
        if exception.is_some() && reason.is_none() {
            return Err("an exception needs a reason".to_owned());
        }
        // A row without a target translates a reason only; `RESOLVED` is no exception but the end of one, of any without a reason.
        let known = exception.is_some()
            || target == RESOLVED
            || Milestone::parse(target).is_some()
            || (target.is_empty() && reason.is_some());
        if known {
            Ok(Self { reason, party })
        } else {
            Err(format!("`{target}` is no milestone (nor NOTE or UNMAPPED), no exception and not RESOLVED"))
        }
    }
}

fn word<T>(text: &str, parse: impl Fn(&str) -> Option<T>, what: &str) -> Result<Option<T>, String> {
    match text {
        "" => Ok(None),
        text => parse(text).map(Some).ok_or_else(|| format!("`{text}` is no {what}")),
    }
}

fn insert(table: &mut Map<String, Value>, row: Row) {
    let element = table.entry(row.element).or_insert_with(|| json!({}));
    if let Some(codes) = element.as_object_mut() {
        codes.insert(row.code, row.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> Result<Value, Vec<LoadError>> {
        parse(Path::new("codes.csv"), &format!("{}\n{rows}", COLUMNS.join(",")))
    }

    #[test]
    fn a_row_is_found_by_element_and_code() {
        let table = table("a,AF,1,PICKED_UP,,,departed\nb,AF,1,DELAYED,ACCIDENT,,\n").unwrap();
        assert_eq!(table["a"]["AF"]["target"], "PICKED_UP");
        assert_eq!(
            table["b"]["AF"],
            json!({"version":"1","target":"DELAYED","reason":"ACCIDENT","party":"carrier","note":""})
        );
    }

    #[test]
    fn a_reason_may_stand_alone_and_a_party_may_be_said() {
        let table = table("r,SEC,,,INSPECTION,external,\nx,??,,UNMAPPED,,,\n").unwrap();
        assert_eq!(
            (&table["r"]["SEC"]["party"], &table["x"]["??"]["target"]),
            (&json!("external"), &json!("UNMAPPED"))
        );
    }

    #[test]
    fn a_note_and_the_end_of_a_hold_are_targets() {
        let table = table("x,A,,NOTE,,,\nx,B,,RESOLVED,DUTIES,,\nx,C,,RESOLVED,,,\n").unwrap();
        assert_eq!((&table["x"]["A"]["target"], &table["x"]["B"]["reason"]), (&json!("NOTE"), &json!("DUTIES")));
        assert_eq!((&table["x"]["C"]["target"], &table["x"]["C"]["reason"]), (&json!("RESOLVED"), &Value::Null));
    }

    #[test]
    fn every_fault_is_reported_with_its_line() {
        let rows = "a,A,,ARRIVED_MARS,,,\na,B,,DELAYED,,,\na,C,,DELAYED,BAD_LUCK,,\na,,,DELIVERED,,,\na,D,,STALLED,OTHER,,\na,E,,DELIVERED,,,\na,E,,RETURNED,,,\na,F,,,,,\n";
        let faults = table(rows).unwrap_err();
        let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 8, 9].map(Some));
        assert!(faults[0].what.contains("ARRIVED_MARS") && faults[5].what.contains("already"), "{faults:?}");
    }

    #[test]
    fn blank_lines_and_remarks_are_counted() {
        let faults =
            table("# one\n\na,A,,ARRIVED_MARS,,,\n\n# two\na,B\na,C,,DELIVERED,,,\n\na,C,,DELIVERED,,,\n").unwrap_err();
        let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [4, 7, 10].map(Some), "{faults:?}");
    }

    #[test]
    fn other_columns_are_refused() {
        assert_eq!(parse(Path::new("codes.csv"), "code,target\n").unwrap_err()[0].line, Some(1));
    }
}
