//! Real messages that nobody here wrote, read in place: `$WAYPOST_CORPUS`, else `../shared/corpus` beside the project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::map::Mapped;
use super::{Connector, samples};

/// The corpus is not part of the project: without it there is nothing to test, and the test says so.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let dir = std::env::var_os("WAYPOST_CORPUS").map_or(beside, PathBuf::from);
    if dir.is_dir() {
        return Some(dir);
    }
    eprintln!("no corpus at {}: set WAYPOST_CORPUS to read real messages", dir.display());
    None
}

fn mapped(connector: &str, file: &Path) -> Mapped {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors").join(connector);
    let connector = Connector::load(&folder).unwrap_or_else(|faults| panic!("{faults:?}"));
    samples::process(&connector, &BTreeMap::new(), &std::fs::read(file).unwrap())
}

fn json(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

#[test]
fn ups_scans_have_the_time_and_place_that_others_read_too() {
    let Some(dir) = corpus() else { return };
    let events = samples::report(&mapped("ups", &dir.join("carriers/ups/TrackingResponseJSON.json")));
    let parsed = json(&dir.join("carriers/ups/ParsedTrackingResponse.py.json"));
    let (ours, theirs) = (&events["events"][0], &parsed[0][0]["events"][0]);
    assert_eq!(ours["at"], "2021-02-10T07:13:56");
    assert_eq!(theirs["timestamp"], "2021-02-10T07:13:00.000Z");
    let place = &ours["place"];
    let text = ["city", "region", "postal", "country"].map(|name| place[name].as_str().unwrap()).join(", ");
    assert_eq!(theirs["location"], text);
    assert_eq!(ours["raw"]["text"], theirs["description"]);
    assert_eq!(ours["milestone"], "CUSTOMS_CLEARED");
    assert_eq!(events["refused"], json!([]));
    let documents: Vec<_> =
        events["events"].as_array().unwrap().iter().filter(|event| event["type"] == "document").collect();
    let with_bytes = documents.iter().filter(|document| document["content"]["base64"].is_string()).count();
    assert_eq!(with_bytes, parsed[0][0]["images"].as_object().unwrap().len());
    assert!(documents.iter().any(|document| document["signed_by"] == parsed[0][0]["info"]["signed_by"]));
}

#[test]
fn ups_errors_are_upstream_errors_and_not_found_is_nothing() {
    let Some(dir) = corpus() else { return };
    for name in ["AuthError", "InvalidTrackingNumber"] {
        let file = if name == "AuthError" { name.to_owned() } else { format!("{name}ResponseJSON") };
        let mapped = mapped("ups", &dir.join(format!("carriers/ups/{file}.json")));
        let suffix = if name == "AuthError" { "" } else { "Response" };
        let parsed = json(&dir.join(format!("carriers/ups/Parsed{name}{suffix}.py.json")));
        let error = &parsed[1][0];
        assert!(mapped.events.is_empty());
        assert_eq!(mapped.refused[0].code, "UPSTREAM_ERROR");
        let code = error["code"].as_str().unwrap();
        assert!(mapped.refused[0].message.contains(code), "{:?}", mapped.refused);
    }
    assert_eq!(mapped("ups", &dir.join("carriers/ups/TrackingNumberNotFoundResponseJSON.json")), Mapped::default());
}

#[test]
fn a_cloudevent_of_another_kind_is_refused_and_not_guessed() {
    let Some(dir) = corpus() else { return };
    let mapped = mapped("erp_generic", &dir.join("erp/cloudevents/sample-ticket-purchased-event.json"));
    let refused: Vec<_> = mapped.refused.iter().map(|refusal| (refusal.code, refusal.position.as_str())).collect();
    assert_eq!((mapped.events.len(), refused), (0, vec![("MAPPING_REFUSED", "/type")]));
}

#[test]
fn whatever_comes_in_no_connector_panics() {
    let Some(dir) = corpus() else { return };
    let mut files = 0;
    let mut folders = vec![dir];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            files += 1;
            for connector in ["erp_generic", "salesforce_case", "tms_generic", "ups"] {
                let mapped = mapped(connector, &entry.path());
                assert!(mapped.refused.iter().all(|refusal| !refusal.remedy.is_empty()), "{:?}", mapped.refused);
            }
        }
    }
    assert!(files > 50, "{files} files");
}
