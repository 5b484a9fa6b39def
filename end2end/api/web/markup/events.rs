//! One event of every type with every text field filled in. The fields come from the published schema, so that a new one
//! is filled in without anybody thinking of it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use waypost::domain::event::{Event, schema};

/// Text that is markup where it is not escaped, and a formula where a spreadsheet takes it for one. It says which field it was.
pub fn mark(field: &str) -> String {
    format!("={field}<xb>&\"'")
}

/// What stands in the fields that are text in the schema and read more strictly: their names and values.
const STRICT: [(&str, &str); 5] = [
    ("deliver_by", "2026-05-12"),
    ("goods_issue", "2026-05-11"),
    ("collect_by", "2026-05-19"),
    ("base64", "JVBERi0xLjQK"),
    ("sha256", "00"),
];

/// An object's name of that kind.
pub fn name(kind: &str) -> Value {
    json!({"kind": kind, "scope": mark("scope"), "value": mark(kind)})
}

/// What an event is about: its type, its object, the kinds of its names, and whether it hangs on an order.
const ABOUT: [(&str, &str, &[&str], &str); 17] = [
    ("order", "order", &["order", "purchase_order", "storefront_order"], ""),
    ("delivery", "delivery", &["delivery"], "carries"),
    ("shipment", "shipment", &["shipment", "bill_of_lading", "pro", "booking", "tracking"], "carries"),
    ("case", "case", &["case"], "about"),
    ("item", "item", &["item"], ""),
    ("site", "site", &["site"], ""),
    ("party", "party", &["party"], ""),
    ("milestone", "shipment", &["shipment"], ""),
    ("exception", "shipment", &["shipment"], ""),
    ("document", "shipment", &["shipment"], ""),
    ("charge", "shipment", &["shipment"], ""),
    ("contact", "order", &["order"], ""),
    ("ack", "order", &["order"], ""),
    ("retraction", "shipment", &["shipment"], ""),
    ("link", "return", &["rma"], "returns"),
    ("unlink", "shipment", &["shipment"], ""),
    ("merge", "order", &["order"], ""),
];

/// Fills in what a schema describes.
struct Filler {
    schemas: Map<String, Value>,
    /// Which of several alternatives is taken.
    pick: usize,
    /// Fields that were not filled with a mark though they are texts.
    strict: BTreeSet<String>,
}

impl Filler {
    fn fill(&mut self, field: &str, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
            return match name {
                "Decimal" => json!("4"),
                "When" => json!("2026-05-13T07:12:00-05:00"),
                "Reference" => self::name(if field == "invoice" { "invoice" } else { "tracking" }),
                name => {
                    let schema = self.schemas[name].clone();
                    self.fill(field, &schema)
                }
            };
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        for several in ["oneOf", "anyOf", "enum"] {
            let Some(choices) = schema[several].as_array() else { continue };
            let choices: Vec<&Value> = choices.iter().filter(|one| one["type"] != "null").collect();
            let chosen = choices[self.pick % choices.len()].clone();
            return if several == "enum" { chosen } else { self.fill(field, &chosen) };
        }
        let of = |name: &str| schema["type"] == name || schema["type"][0] == name;
        if of("object") {
            let mut fields = Map::new();
            for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                fields.insert(name.clone(), self.fill(name, schema));
            }
            return Value::Object(fields);
        }
        if of("array") {
            return json!([self.fill(field, &schema["items"])]);
        }
        if of("string") {
            if let Some((_, value)) = STRICT.iter().find(|(strict, _)| *strict == field) {
                self.strict.insert(field.to_owned());
                return json!(value);
            }
            return json!(mark(field));
        }
        if of("boolean") { json!(false) } else { json!(1) }
    }
}

/// The events. Where a field has alternatives, several of a type have one each.
pub fn all() -> Vec<Value> {
    let schema = schema("event").unwrap().to_value();
    let schemas = schema["$defs"].as_object().unwrap().clone();
    let bodies = schema["oneOf"].as_array().unwrap();
    assert_eq!(bodies.len(), ABOUT.len(), "every type of event is here");
    let mut events = Vec::new();
    let mut strict = BTreeSet::new();
    for pick in 0..5 {
        let mut filler = Filler { schemas: schemas.clone(), pick, strict: BTreeSet::new() };
        for (of_type, of, kinds, relation) in ABOUT {
            let body = bodies.iter().find(|body| body["properties"]["type"]["const"] == of_type).unwrap();
            let mut event = filler.fill("", &json!({"$ref": body["$ref"]}));
            for field in ["place", "raw", "key"] {
                event[field] = filler.fill(field, &schema["properties"][field]);
            }
            event["type"] = json!(of_type);
            event["of"] = json!(of);
            event["refs"] = kinds.iter().map(|kind| name(kind)).collect();
            event["at"] = json!(format!("2026-05-13T0{pick}:12:00-05:00"));
            event["key"] = json!(format!("{}{of_type}{pick}", mark("key")));
            if !relation.is_empty() {
                let lines = filler.fill("lines", &schemas["Link"]["properties"]["lines"]);
                event["links"] = json!([{"relation": relation, "of": "order", "ref": name("order"), "lines": lines}]);
            }
            match of_type {
                "retraction" => event["retracts"] = json!([format!("{}milestone0", mark("key"))]),
                "unlink" => event["names"] = json!([name_of_another("pro")]),
                "merge" => event["duplicates"] = json!([name_of_another("order")]),
                _ => {}
            }
            if let Err(error) = Event::from_value(event.clone()) {
                panic!("{of_type} is refused: {error}: {event}");
            }
            events.push(event);
        }
        strict.extend(filler.strict);
    }
    assert_eq!(strict, STRICT.iter().map(|(field, _)| (*field).to_owned()).collect(), "no other text is left out");
    events
}

fn name_of_another(kind: &str) -> Value {
    json!({"kind": kind, "scope": mark("scope"), "value": mark("other")})
}
