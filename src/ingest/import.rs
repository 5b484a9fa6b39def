//! Master data from CSV: a header that names the columns, a row an item, site or party. Every fault is told with its line, and a
//! file with a fault is refused whole; what is good becomes canonical events, so that it goes the way of every message.

use serde_json::{Map, Value, json};

use crate::domain::{event::Event, reference::ObjectKind, table::line_of_row, tzdb};

/// Most rows of one file.
pub const MOST_ROWS: usize = 100_000;
/// Most faults that are told at once.
const MOST_FAULTS: usize = 50;
/// Most events of one message.
const CHUNK: usize = 1_000;

/// A kind of master data, and the columns of its files: the column, and where its value goes in the event.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// What it states.
    pub of: ObjectKind,
    /// `items`, `sites`, `parties`: in commands and paths.
    pub plural: &'static str,
    columns: &'static [(&'static str, &'static str)],
}

const NUMBER: (&str, &str) = ("number", "");
const SCOPE: (&str, &str) = ("scope", "");

/// Every kind.
pub const KINDS: [Kind; 3] = [
    Kind {
        of: ObjectKind::Item,
        plural: "items",
        columns: &[
            NUMBER,
            SCOPE,
            ("text", "/item/text"),
            ("unit", "/item/unit"),
            ("weight", "/item/weight/value"),
            ("weight_unit", "/item/weight/unit"),
            ("length", "/item/dimensions/l"),
            ("width", "/item/dimensions/w"),
            ("height", "/item/dimensions/h"),
            ("dimension_unit", "/item/dimensions/unit"),
            ("un", "/item/hazmat/un"),
            ("hazard_class", "/item/hazmat/class"),
        ],
    },
    Kind {
        of: ObjectKind::Site,
        plural: "sites",
        columns: &[
            NUMBER,
            SCOPE,
            ("name", "/address/name"),
            ("street", "/address/street"),
            ("city", "/address/city"),
            ("region", "/address/region"),
            ("postal", "/address/postal"),
            ("country", "/address/country"),
            ("zone", "/zone"),
        ],
    },
    Kind {
        of: ObjectKind::Party,
        plural: "parties",
        columns: &[
            NUMBER,
            SCOPE,
            ("name", "/customer/name"),
            ("email", "/customer/email"),
            ("phone", "/customer/phone"),
            ("tier", "/customer/tier"),
            ("street", "/address/street"),
            ("city", "/address/city"),
            ("region", "/address/region"),
            ("postal", "/address/postal"),
            ("country", "/address/country"),
        ],
    },
];

/// The kind of that plural.
pub fn kind(plural: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.plural == plural)
}

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}; {remedy}")]
pub struct Fault {
    /// The line in the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub remedy: String,
}

/// The events of a file, in messages of at most a thousand: each the JSON of an array.
///
/// # Errors
/// Every fault, up to fifty of them.
pub fn messages(kind: &Kind, text: &[u8]) -> Result<Vec<(usize, Vec<u8>)>, Vec<Fault>> {
    let events = events(kind, text)?;
    Ok(events.chunks(CHUNK).map(|chunk| (chunk.len(), Value::from(chunk).to_string().into_bytes())).collect())
}

fn events(kind: &Kind, text: &[u8]) -> Result<Vec<Value>, Vec<Fault>> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
    let line = |position: Option<&csv::Position>| line_of_row(text, position.map_or(0, csv::Position::byte), None);
    let columns = columns(kind, &mut reader, line).map_err(|fault| vec![fault])?;
    let (mut events, mut faults) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let place = record.as_ref().ok().and_then(|record| record.position().cloned());
        let read = record
            .map_err(|error| broken(&error, line))
            .and_then(|record| event(kind, &columns, &record, || line(place.as_ref())));
        match read {
            Ok(event) => events.push(event),
            Err(fault) => faults.push(fault),
        }
        if events.len() > MOST_ROWS {
            let message = format!("more than {MOST_ROWS} rows");
            faults.push(Fault { line: line(place.as_ref()), message, remedy: "split the file".into() });
        }
        if faults.len() >= MOST_FAULTS || events.len() > MOST_ROWS {
            break;
        }
    }
    if events.is_empty() && faults.is_empty() {
        faults.push(Fault { line: 1, message: "there is no row".into(), remedy: "write one row for each".into() });
    }
    if faults.is_empty() { Ok(events) } else { Err(faults) }
}

/// Where the value of each column goes.
fn columns(
    kind: &Kind,
    reader: &mut csv::Reader<&[u8]>,
    line: impl Fn(Option<&csv::Position>) -> u64,
) -> Result<Vec<(&'static str, &'static str)>, Fault> {
    let known = kind.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let remedy = format!("the columns of {} are: {known}", kind.plural);
    let header = reader.headers().map_err(|error| broken(&error, &line))?;
    let line = line(header.position());
    let columns = header.iter().map(|name| {
        let name = name.to_lowercase();
        let found = kind.columns.iter().find(|(known, _)| *known == name);
        found.copied().ok_or_else(|| Fault {
            line,
            message: format!("`{}` is no column", name.chars().take(40).collect::<String>()),
            remedy: remedy.clone(),
        })
    });
    let columns: Vec<_> = columns.collect::<Result<_, _>>()?;
    let mut seen: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    seen.sort_unstable();
    if !seen.contains(&"number") || seen.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Fault { line, message: "`number` is missing, or a column is there twice".into(), remedy });
    }
    Ok(columns)
}

fn event(
    kind: &Kind,
    columns: &[(&'static str, &'static str)],
    record: &csv::StringRecord,
    line: impl Fn() -> u64,
) -> Result<Value, Fault> {
    let fault = |message: String, remedy: String| Fault { line: line(), message, remedy };
    let cell = |name: &str| {
        let at = columns.iter().position(|(known, _)| *known == name)?;
        record.get(at).filter(|value| !value.is_empty())
    };
    let number = cell("number").ok_or_else(|| fault("there is no number".into(), "give each row its number".into()))?;
    let of = kind.of.as_str();
    let reference = json!({"kind": of, "scope": cell("scope").unwrap_or_default(), "value": number});
    let mut event = json!({"type": of, "of": of, "refs": [reference]});
    for ((_, path), value) in
        columns.iter().zip(record).filter(|((_, path), value)| !path.is_empty() && !value.is_empty())
    {
        put(&mut event, path, value);
    }
    if let Some(zone) = cell("zone")
        && !tzdb::is_known(zone)
    {
        return Err(fault(format!("`{zone}` is no zone"), "write an IANA zone, such as America/Chicago".into()));
    }
    Event::from_value(event.clone()).map_err(|error| {
        let column = columns.iter().filter(|(_, path)| !path.is_empty()).find(|(_, path)| error.path.starts_with(path));
        let place = column.map_or(error.path.as_str(), |(name, _)| *name);
        let remedy = if column.is_some() { "correct the value, or leave it empty".into() } else { hint(kind) };
        fault(format!("{place}: {}", error.message), remedy)
    })?;
    Ok(event)
}

/// What goes together where a row is not whole.
fn hint(kind: &Kind) -> String {
    match kind.of {
        ObjectKind::Item => {
            "weight needs weight_unit; length, width and height need each other and dimension_unit".into()
        }
        _ => "compare with the columns".into(),
    }
}

fn put(event: &mut Value, path: &str, value: &str) {
    let mut at = event;
    let mut parts = path.trim_start_matches('/').split('/').peekable();
    while let Some(part) = parts.next() {
        let Some(fields) = at.as_object_mut() else { return };
        if parts.peek().is_none() {
            fields.insert(part.to_owned(), value.into());
            return;
        }
        at = fields.entry(part).or_insert_with(|| Value::Object(Map::new()));
    }
}

fn broken(error: &csv::Error, line: impl Fn(Option<&csv::Position>) -> u64) -> Fault {
    let message = match error.kind() {
        // Its own text names the line on which it went on reading.
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells, and the first line has {expected_len}")
        }
        csv::ErrorKind::Utf8 { err, .. } => format!("cell {} is not UTF-8", err.field() + 1),
        _ => error.to_string().chars().take(200).collect(),
    };
    Fault {
        line: line(error.position()),
        message,
        remedy: "write UTF-8, the same number of cells in every row, and quotes round what has commas".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(plural: &str, text: &str) -> Result<Vec<Value>, Vec<Fault>> {
        events(kind(plural).unwrap(), text.as_bytes())
    }

    #[test]
    fn each_kind_is_read() {
        let items = read("items", "\u{feff}Number,scope,text,weight,weight_unit,un\nWID-1,S4,\"Widget, blue\",2.5,KGM,UN3480\nWID-2,,Plain,,,\n").unwrap();
        assert_eq!(items[0]["item"]["text"], "Widget, blue");
        assert_eq!(
            (&items[0]["item"]["weight"]["value"], &items[0]["item"]["hazmat"]["un"]),
            (&json!("2.5"), &json!("UN3480"))
        );
        assert_eq!((&items[1]["refs"][0]["scope"], items[1]["item"].get("weight")), (&json!(""), None));
        let sites = read("sites", "number,city,zone\nDC-EP,El Paso,America/Denver\n").unwrap();
        assert_eq!((&sites[0]["address"]["city"], &sites[0]["zone"]), (&json!("El Paso"), &json!("America/Denver")));
        let parties = read("parties", "number,name,tier\n100042,Acme,key\n").unwrap();
        assert_eq!(parties[0]["customer"]["tier"], "key");
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_the_way_out() {
        let lines = |plural: &str, text: &str| -> Vec<u64> {
            read(plural, text).unwrap_err().iter().map(|fault| fault.line).collect()
        };
        assert_eq!(lines("items", "number,colour\nA,red\n"), [1]);
        assert!(read("items", "number,colour\nA,red\n").unwrap_err()[0].remedy.contains("hazard_class"));
        assert_eq!(lines("items", "text\nA\n"), [1], "no number");
        assert_eq!(lines("items", "number,number\nA,B\n"), [1], "twice");
        assert_eq!(lines("items", ""), [1]);
        assert_eq!(lines("items", "number\n"), [1], "no row");
        assert_eq!(lines("items", "number,weight,weight_unit\nA,heavy,KGM\n,1,KGM\nB,1,KGM\nC,2,\n"), [2, 3, 5]);
        let blank = "\n\nnumber,weight,weight_unit\n\n\n,1,KGM\n\nB,1,KGM\n\r\nC,2,\nD\n\nE,heavy,KGM\n";
        assert_eq!(lines("items", blank), [6, 10, 11, 13], "blank lines are lines");
        assert_eq!(lines("items", "\n\nnumber,colour\nA,red\n"), [3], "the header's own line");
        assert_eq!(lines("items", "number,text\nA,\"two\nlines\"\n\n,x\n"), [5], "a cell over two lines");
        assert_eq!(lines("sites", "number,zone\nA,America/Chicago\nB,Mars/Olympus\nC\n"), [3, 4]);
        let bad = format!("number\n{}", "\u{2013}\n".repeat(80));
        assert_eq!(read("items", &bad).unwrap_err().len(), MOST_FAULTS, "a number of dashes is none");
    }

    #[test]
    fn a_long_file_is_several_messages() {
        let text = format!("number\n{}", "A1\n".repeat(2_500));
        let sizes: Vec<usize> =
            messages(kind("items").unwrap(), text.as_bytes()).unwrap().iter().map(|(n, _)| *n).collect();
        assert_eq!(sizes, [1_000, 1_000, 500]);
    }
}
