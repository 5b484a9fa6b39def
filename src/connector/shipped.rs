//! The connectors that ship with the product, checked as `waypost connector check` does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::{Connector, Registry, cli, samples};
use crate::{
    codec::{Document, Json},
    domain::ownership::Ownership,
};

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors")
}

#[test]
fn every_sample_becomes_what_is_expected() {
    let mut out = Vec::new();
    let as_expected = cli::check(&dir(), &Ownership::default(), &mut out).unwrap();
    assert!(as_expected, "\n{}", String::from_utf8_lossy(&out));
}

#[test]
fn all_of_them_are_there() {
    let registry = Registry::load(&dir()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let names: Vec<_> = registry.iter().map(|connector| connector.name()).collect();
    assert_eq!(names, ["erp_generic", "salesforce_case", "tms_generic", "ups"]);
}

/// Every document of every sample, with its connector and the sample's name.
fn sample_documents() -> Vec<(Arc<Connector>, String, Document)> {
    let registry = Registry::load(&dir()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut found = Vec::new();
    for connector in registry.iter() {
        for file in samples::files(&dir().join(connector.name())) {
            let headers = samples::headers(&file).unwrap();
            // One sample shows what cannot be decoded at all.
            let Ok(documents) = connector.decode(&headers, &std::fs::read(&file).unwrap()) else { continue };
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            found.extend(documents.into_iter().map(|document| (Arc::clone(connector), name.clone(), document)));
        }
    }
    found
}

/// Every place in a document, as JSON pointers.
fn places(value: &Json, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Json::List(items) => items.iter().enumerate().for_each(|(i, item)| places(item, &format!("{at}/{i}"), found)),
        Json::Object(fields) => fields.iter().for_each(|(name, field)| places(field, &format!("{at}/{name}"), found)),
        _ => {}
    }
}

/// Only a mapping that is wrong fails: whatever a partner sends is an event, or is refused for a reason that can be told.
#[test]
fn whatever_stands_in_any_field_no_mapping_fails_on_it() {
    let odd = [json!(null), json!(""), json!(-1.5), json!(true), json!([[]]), json!("\u{0}é…")].map(Json::from);
    let object = Json::from(json!({"odd": 1}));
    let mut failed = Vec::new();
    for (connector, name, document) in sample_documents() {
        let mut all = Vec::new();
        places(&document.value, "", &mut all);
        for (index, place) in all.iter().enumerate() {
            let rare = (index % 3 == 0).then(|| &odd[index / 3 % odd.len()]);
            for value in rare.into_iter().chain([&object]) {
                let mut spoiled = document.clone();
                spoiled.value.pointer_mut(place).unwrap().clone_from(value);
                let refused = connector.map(&spoiled).refused;
                let wrong = refused.iter().filter(|refusal| refusal.code == "MAP_FAILED" || refusal.message.is_empty());
                failed.extend(wrong.map(|refusal| format!("{name} {place} = {value:?}: {}", refusal.message)));
            }
        }
    }
    assert!(failed.is_empty(), "{}\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn the_same_document_becomes_the_same_events() {
    for (connector, name, document) in sample_documents() {
        assert_eq!(connector.map(&document), connector.map(&document), "{name}");
    }
}
