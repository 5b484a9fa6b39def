//! From a document to canonical events: run the mapping, read what it wrote, keep what is right, refuse the rest.

use serde_json::Value;

use super::jq::NotJson;
use super::settings::Format;
use super::{Connector, Refusal};
use crate::codec::{Document, Json, cloudevents};
use crate::domain::event::{Aside, Event};

/// How many outputs of one document may be errors before the mapping is given up.
const MOST_FAILURES: usize = 100;

/// What a document became.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mapped {
    /// The events, in the order the mapping wrote them.
    pub events: Vec<Draft>,
    /// What became no event.
    pub refused: Vec<Refusal>,
    /// The sender marked it as a test: it is shown and must never be applied.
    pub test: bool,
}

/// An event, and where in the message it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The event.
    pub event: Event,
    /// A JSON pointer into the message, empty for the whole.
    pub position: String,
}

impl Mapped {
    pub(super) fn refused(refusal: Refusal) -> Self {
        Self { refused: vec![refusal], ..Self::default() }
    }
}

/// Runs the mapping of `connector` on one document, on this thread.
pub(super) fn map(connector: &Connector, document: &Document) -> Mapped {
    let opened = match connector.settings.format {
        Format::Json => None,
        Format::Cloudevents => match cloudevents::open(&document.value) {
            Ok(envelope) => Some(envelope),
            Err(unreadable) => {
                let mut refusal = Refusal::from(unreadable);
                refusal.position.insert_str(0, &document.position);
                return Mapped::refused(refusal);
            }
        },
    };
    run(connector, document, opened.as_ref().unwrap_or(&document.value))
}

/// Takes output by output, until the mapping ends or reaches a bound.
fn run(connector: &Connector, document: &Document, input: &Json) -> Mapped {
    let limits = connector.settings.limits;
    let mut mapped = Mapped { test: is_test(connector, input), ..Mapped::default() };
    let mut failures = 0;
    for output in connector.program.run(input, limits.bytes) {
        let outputs = mapped.events.len() + mapped.refused.len();
        let (code, message, stop) = match output {
            _ if outputs >= limits.events => ("TOO_MANY_EVENTS", format!("more than {} events", limits.events), true),
            Ok(Ok(value)) => {
                mapped.take(value, document, input);
                continue;
            }
            Ok(Err(NotJson::Shape(what))) => ("EVENT_INVALID", what.to_owned(), false),
            Ok(Err(NotJson::TooLarge)) => ("TOO_MANY_BYTES", format!("more than {} bytes", limits.bytes), true),
            Err(error) => {
                failures += 1;
                ("MAP_FAILED", error, failures == MOST_FAILURES)
            }
        };
        mapped.refused.push(Refusal::new(code, document.position.clone(), message));
        if stop {
            break;
        }
    }
    mapped
}

fn is_test(connector: &Connector, input: &Json) -> bool {
    let pointer = connector.settings.message.test.as_deref();
    pointer.and_then(|pointer| input.pointer(pointer)) == Some(&Json::Bool(true))
}

impl Mapped {
    /// Takes one output of a mapping: an event, or a refusal that the mapping wrote itself.
    fn take(&mut self, mut output: Value, document: &Document, input: &Json) {
        let position = take_position(&mut output, document, input);
        if let Some(refusal) = output.get("refuse") {
            self.refused.push(written(refusal, position));
            return;
        }
        match Event::from_mapped(output) {
            Ok((event, aside)) => {
                let warning = |aside: Aside| {
                    Refusal::new("VALUE_UNREADABLE", narrowed(&position, &aside.path, document, input), aside.message)
                };
                self.refused.extend(aside.into_iter().map(warning));
                self.events.push(Draft { event, position });
            }
            Err(error) => {
                let message =
                    if error.path.is_empty() { error.message } else { format!("{}: {}", error.path, error.message) };
                self.refused.push(Refusal { code: "EVENT_INVALID", position, message, remedy: error.remedy });
            }
        }
    }
}

/// Takes `position` off an output. A pointer that leads nowhere in the document would mislead: then the whole is meant.
fn take_position(output: &mut Value, document: &Document, input: &Json) -> String {
    let position = output.as_object_mut().and_then(|fields| fields.remove("position"));
    let position = position.as_ref().and_then(Value::as_str).filter(|pointer| input.pointer(pointer).is_some());
    format!("{}{}", document.position, position.unwrap_or_default())
}

/// The place of a value within what became the event, where the mapping left it where it was; else that of the event.
fn narrowed(position: &str, path: &str, document: &Document, input: &Json) -> String {
    let within = position.strip_prefix(document.position.as_str()).unwrap_or(position);
    // Partners have no header: what stands there stands beside it.
    let paths = [path, path.strip_prefix("/header").unwrap_or(path)];
    let there = paths.into_iter().find(|path| input.pointer(&format!("{within}{path}")).is_some());
    format!("{position}{}", there.unwrap_or_default())
}

/// A refusal as a mapping wrote it: `{"code", "message", "remedy"?}`.
fn written(refusal: &Value, position: String) -> Refusal {
    let text = |name| refusal.get(name).and_then(Value::as_str).unwrap_or_default();
    let code = if text("code") == "UPSTREAM_ERROR" { "UPSTREAM_ERROR" } else { "MAPPING_REFUSED" };
    let mut refused = Refusal::new(code, position, text("message"));
    if !text("remedy").is_empty() {
        text("remedy").clone_into(&mut refused.remedy);
    }
    refused
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::connector::registry::tests::connector;

    const EVENT: &str = r#"{type:"milestone",of:"package",refs:[{kind:"tracking",scope:"UPSN",value:.n}],milestone:"DELIVERED",at:"2026-05-14T07:12:00-05:00"}"#;

    fn mapped(toml: &str, jq: &str, value: Value) -> Mapped {
        let connector = connector(toml, jq).unwrap_or_else(|faults| panic!("{faults:?}"));
        connector.map(&Document { position: String::new(), value: value.into() })
    }

    #[test]
    fn a_bad_event_does_not_cost_its_neighbours() {
        let jq = format!(".list | to_entries[] | .key as $i | .value | {EVENT} + {{position: \"/list/\\($i)\"}}");
        let mapped = mapped("", &jq, json!({"list":[{"n":"1Z1"},{"n":""},{"n":"1Z3"}]}));
        let positions: Vec<_> = mapped.events.iter().map(|draft| draft.position.as_str()).collect();
        assert_eq!(positions, ["/list/0", "/list/2"]);
        assert_eq!((mapped.refused[0].code, mapped.refused[0].position.as_str()), ("EVENT_INVALID", "/list/1"));
        assert!(mapped.refused[0].message.starts_with("/refs/0: "), "{:?}", mapped.refused);
        assert!(!mapped.refused[0].remedy.is_empty());
    }

    #[test]
    fn a_position_that_leads_nowhere_is_the_whole() {
        let mapped = mapped("", &format!("{EVENT} + {{position: \"/nowhere\"}}"), json!({"n":"1Z1"}));
        assert_eq!(mapped.events[0].position, "");
    }

    #[test]
    fn a_mapping_may_refuse_a_part_itself() {
        let jq = r#"{refuse:{code:"UPSTREAM_ERROR",message:"250003",remedy:"New key."},position:"/e"}, {refuse:{message:"no"}}"#;
        let refused = mapped("", jq, json!({"e":1})).refused;
        let told: Vec<_> =
            refused.iter().map(|refusal| (refusal.code, refusal.position.as_str(), refusal.message.as_str())).collect();
        assert_eq!(told, [("UPSTREAM_ERROR", "/e", "250003"), ("MAPPING_REFUSED", "", "no")]);
        assert_eq!(refused[0].remedy, "New key.");
    }

    #[test]
    fn an_error_of_the_mapping_is_told_and_what_follows_is_kept() {
        let mapped = mapped("", &format!("error(\"odd\"), {EVENT}"), json!({"n":"1Z1"}));
        assert_eq!(mapped.events.len(), 1);
        assert_eq!((mapped.refused[0].code, mapped.refused[0].message.as_str()), ("MAP_FAILED", "odd"));
    }

    #[test]
    fn events_bytes_and_failures_are_bounded() {
        let limited = |jq: &str| mapped("limits = { events = 3, bytes = 100000 }\n", jq, json!({"n":"1Z1"}));
        let events = limited(&format!("range(1000000000) as $i | {EVENT}"));
        assert_eq!((events.events.len(), events.refused[0].code), (3, "TOO_MANY_EVENTS"));
        let bytes = limited("\"x\" * 200000");
        assert_eq!((bytes.events.len(), bytes.refused[0].code), (0, "TOO_MANY_BYTES"));
        let failures = mapped("limits = { events = 10000 }\n", "range(1000000000) | error", json!({}));
        assert_eq!(failures.refused.len(), MOST_FAILURES);
    }

    #[test]
    fn a_test_is_marked_by_its_pointer_alone() {
        let test = |value| mapped("message = { test = \"/test\" }\n", "empty", value).test;
        assert!(test(json!({"test": true})));
        assert!(!test(json!({"test": "true"})) && !test(json!({})));
    }

    #[test]
    fn a_bad_envelope_of_a_batch_is_refused_at_its_place() {
        let connector = connector("format = \"cloudevents\"\n", "{refuse:{message:.id},position:\"/id\"}").unwrap();
        let body = br#"[{"specversion":"1.0"},{"specversion":"1.0","id":"2","source":"/","type":"t"}]"#;
        let documents = connector.decode(&std::collections::BTreeMap::new(), body).unwrap();
        let refused: Vec<_> = documents.iter().flat_map(|document| connector.map(document).refused).collect();
        assert_eq!((refused[0].code, refused[0].position.as_str()), ("CLOUDEVENT_INVALID", "/0/id"));
        assert_eq!((refused[1].message.as_str(), refused[1].position.as_str()), ("2", "/1/id"));
    }
}
