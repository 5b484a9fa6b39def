//! A connector's samples: what they send beside what it becomes, written by hand from the published specification.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::map::Mapped;
use super::{Connector, Refusal};

/// How many differences of one sample are told.
const MOST_DIFFERENCES: usize = 5;

/// The outcome of one sample.
pub(super) struct Outcome {
    /// The sample's file name.
    pub name: String,
    /// What differs from what was expected; empty when nothing does.
    pub differences: Vec<String>,
}

/// Runs every sample in a connector's folder.
pub(super) fn run(connector: &Connector, folder: &Path) -> Vec<Outcome> {
    files(folder)
        .iter()
        .map(|file| Outcome { name: file_name(file), differences: differences(connector, file) })
        .collect()
}

/// The messages among the samples of a connector's folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("samples")).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(|path| is_message(path)).collect();
    files.sort();
    files
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_message(path: &Path) -> bool {
    let name = file_name(path);
    path.is_file() && !name.ends_with(".expected.json") && !name.ends_with(".headers.json") && !name.starts_with('.')
}

fn differences(connector: &Connector, file: &Path) -> Vec<String> {
    let expected = std::fs::read(file.with_extension("expected.json")).map_err(|error| error.to_string());
    let expected =
        expected.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).map_err(|error| error.to_string()));
    let body = std::fs::read(file).map_err(|error| error.to_string());
    match (expected, body, headers(file)) {
        (Ok(expected), Ok(body), Ok(headers)) => {
            let mut found = Vec::new();
            compare("", &expected, &report(&process(connector, &headers, &body)), &mut found);
            found
        }
        (expected, body, headers) => {
            let faults = [
                expected.err().map(|error| format!("{}: {error}", file_name(&file.with_extension("expected.json")))),
                body.err(),
                headers.err(),
            ];
            faults.into_iter().flatten().collect()
        }
    }
}

/// The headers that stand beside a message (`x.headers.json`); none where there is no such file.
pub(super) fn headers(file: &Path) -> Result<BTreeMap<String, String>, String> {
    let beside = file.with_extension("headers.json");
    if !beside.is_file() {
        return Ok(BTreeMap::new());
    }
    let bytes = std::fs::read(&beside).map_err(|error| error.to_string())?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", file_name(&beside)))
}

/// Everything that one message becomes.
pub(super) fn process(connector: &Connector, headers: &BTreeMap<String, String>, body: &[u8]) -> Mapped {
    let documents = match connector.decode(&connector.kept_headers(headers), body) {
        Ok(documents) => documents,
        Err(refusal) => return Mapped::refused(refusal),
    };
    let mut whole = Mapped::default();
    for mapped in documents.iter().map(|document| connector.map(document)) {
        whole.events.extend(mapped.events);
        whole.refused.extend(mapped.refused);
        whole.test |= mapped.test;
    }
    whole
}

/// `{"events": […], "refused": […]}`, and `"test": true` for a test.
pub(super) fn report(mapped: &Mapped) -> Value {
    let events: Vec<Value> =
        mapped.events.iter().map(|draft| serde_json::to_value(&draft.event).unwrap_or_default()).collect();
    let refused: Vec<Value> = mapped.refused.iter().map(refused).collect();
    let mut report = Map::from_iter([("events".to_owned(), events.into()), ("refused".to_owned(), refused.into())]);
    if mapped.test {
        report.insert("test".to_owned(), true.into());
    }
    Value::Object(report)
}

fn refused(refusal: &Refusal) -> Value {
    json!({"code": refusal.code, "position": refusal.position, "message": refusal.message, "remedy": refusal.remedy})
}

/// Tells the differences, by JSON pointer. Of a refusal only what is expected is compared: its wording may improve.
fn compare(at: &str, expected: &Value, got: &Value, found: &mut Vec<String>) {
    if found.len() >= MOST_DIFFERENCES || expected == got {
        return;
    }
    match (expected, got) {
        (Value::Object(want), Value::Object(have)) => {
            let lenient = at.starts_with("/refused/");
            let names = want.keys().chain(have.keys().filter(|name| !lenient && !want.contains_key(*name)));
            for name in names {
                let side = |fields: &Map<String, Value>| fields.get(name).cloned().unwrap_or(Value::Null);
                compare(&format!("{at}/{name}"), &side(want), &side(have), found);
            }
        }
        (Value::Array(want), Value::Array(have)) => {
            for index in 0..want.len().max(have.len()) {
                let side = |items: &[Value]| items.get(index).cloned().unwrap_or(Value::Null);
                compare(&format!("{at}/{index}"), &side(want), &side(have), found);
            }
        }
        _ => found.push(format!("{at}: expected {expected}, got {got}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(expected: Value, got: Value) -> Vec<String> {
        let mut found = Vec::new();
        compare("", &expected, &got, &mut found);
        found
    }

    #[test]
    fn every_difference_is_told_where_it_is() {
        let found = differences(json!({"events":[{"a":1,"b":2}]}), json!({"events":[{"a":1,"b":3,"c":4},{}]}));
        assert_eq!(
            found,
            ["/events/0/b: expected 2, got 3", "/events/0/c: expected null, got 4", "/events/1: expected null, got {}"]
        );
    }

    #[test]
    fn of_a_refusal_only_what_is_expected_counts() {
        let refusal = json!({"refused":[{"code":"A","position":"/x","message":"any"}]});
        assert!(differences(json!({"refused":[{"code":"A"}]}), refusal.clone()).is_empty());
        assert_eq!(differences(json!({"refused":[{"code":"B"}]}), refusal).len(), 1);
    }
}
