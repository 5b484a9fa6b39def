//! How long the texts of an event may be. Names, places and words for people are cut, with [`CUT`] at the end; the raw message
//! keeps them whole. What identifies something is refused instead: cut, it could name another thing.

use serde_json::{Map, Value};

use super::EventError;
use crate::domain::reference::MAX_VALUE;

/// Stands at the end of a text that was cut.
pub const CUT: char = '…';

/// Most characters of a name, a place, a status or a code.
const NAME: usize = 200;
/// Most characters of an identity that a sender gives an event or that names one of our effects.
pub(super) const KEY: usize = 300;
/// An event is at most ten levels deep; what lies deeper is in no field of ours.
const DEPTH: usize = 16;

/// How long the text of a field may be, in characters.
enum Bound {
    /// What is longer is cut.
    Cut(usize),
    /// What is longer is refused.
    Refuse(usize),
    /// As long as the message.
    None,
}

/// The bound of a field, by its name: one name means one thing in all events.
fn of(field: &str) -> Bound {
    match field {
        "summary" | "reason" | "message" => Bound::Cut(4_000),
        "text" | "subject" => Bound::Cut(1_000),
        "value" | "scope" | "number" | "line" | "item" | "site" | "sales_org" => Bound::Refuse(MAX_VALUE),
        "key" | "retracts" | "effect" => Bound::Refuse(KEY),
        "fetch" => Bound::Refuse(2_000),
        "base64" => Bound::None,
        _ => Bound::Cut(NAME),
    }
}

/// Brings the texts of an event within their bounds.
///
/// # Errors
/// The first text that holds a NUL character, or that identifies something and is too long.
pub(super) fn apply(fields: &mut Map<String, Value>) -> Result<(), EventError> {
    object(fields, "", 0)
}

fn object(fields: &mut Map<String, Value>, path: &str, depth: usize) -> Result<(), EventError> {
    fields.iter_mut().try_for_each(|(name, value)| visit(value, name, &format!("{path}/{}", escaped(name)), depth + 1))
}

fn visit(value: &mut Value, field: &str, path: &str, depth: usize) -> Result<(), EventError> {
    match value {
        Value::String(text) => bounded(text, field, path),
        Value::Array(entries) if depth < DEPTH => {
            let mut entries = entries.iter_mut().enumerate();
            entries.try_for_each(|(at, entry)| visit(entry, field, &format!("{path}/{at}"), depth + 1))
        }
        Value::Object(fields) if depth < DEPTH => object(fields, path, depth),
        _ => Ok(()),
    }
}

fn bounded(text: &mut String, field: &str, path: &str) -> Result<(), EventError> {
    if let Some(at) = text.find('\0') {
        let at = text.get(..at).map_or(0, |before| before.chars().count()) + 1;
        return Err(EventError::new(
            path,
            format!("character {at} of the text is NUL (U+0000)"),
            "send the text without NUL characters; padding of fixed width is often filled with them",
        ));
    }
    match of(field) {
        Bound::Cut(most) => cut(text, most),
        // Bytes are never fewer than characters.
        Bound::Refuse(most) if text.len() > most && text.chars().count() > most => {
            let length = text.chars().count();
            return Err(EventError::new(
                path,
                format!("the text has {length} characters, and {most} is the most"),
                "leave it out or send the number itself",
            ));
        }
        Bound::Refuse(_) | Bound::None => {}
    }
    Ok(())
}

/// Cuts a text to `most` characters, the mark included.
pub(super) fn cut(text: &mut String, most: usize) {
    if text.len() > most && text.chars().count() > most {
        let end = text.char_indices().nth(most.saturating_sub(1)).map_or(0, |(at, _)| at);
        text.truncate(end);
        text.push(CUT);
    }
}

/// A field's name as a part of a JSON pointer (RFC 6901). Names of fields that we do not know may be as long as they like.
fn escaped(name: &str) -> String {
    let mut name = name.replace('~', "~0").replace('/', "~1");
    cut(&mut name, NAME);
    name
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::event::{Body, Event};

    fn milestone(change: impl FnOnce(&mut Value)) -> Result<Event, EventError> {
        let mut event = json!({"type":"milestone","of":"package","refs":[{"kind":"tracking","scope":"UPSN","value":"1Z1"}],
            "milestone":"DELIVERED","at":"2026-05-14T07:12:00-05:00","place":{"city":"Memphis","country":"US"},
            "raw":{"code":"OT","text":"Delivered"}});
        change(&mut event);
        Event::from_value(event)
    }

    #[test]
    fn long_names_places_and_words_are_cut_with_a_mark() {
        let event = milestone(|event| {
            event["place"]["city"] = json!("Ö".repeat(5_000));
            event["place"]["name"] = json!("x".repeat(NAME));
            event["raw"]["text"] = json!("word ".repeat(1_000));
        });
        let event = event.unwrap();
        let place = event.place.unwrap();
        let city = place.city.unwrap();
        assert_eq!((city.chars().count(), city.chars().last()), (NAME, Some(CUT)));
        assert!(city.starts_with("ÖÖÖ"));
        assert_eq!(place.name.unwrap(), "x".repeat(NAME), "what just fits is as it was");
        assert_eq!(event.raw.unwrap().text.unwrap().chars().count(), 1_000);
    }

    #[test]
    fn texts_in_lists_are_cut_too() {
        let order = json!({"type":"order","of":"order","refs":[{"kind":"order","scope":"S4","value":"4711"}],
            "header":{"blocks":["b".repeat(900)],"customer":{"name":"n".repeat(900)}},
            "lines":[{"line":"10","text":"t".repeat(2_000),"quantity":"1","constraints":["c".repeat(900)]}]});
        let Body::Order(order) = Event::from_value(order).unwrap().body else { panic!("an order") };
        let header = order.header.unwrap();
        let line = &order.lines.unwrap()[0];
        let lengths = [&header.blocks[0], &header.customer.unwrap().name.unwrap(), &line.constraints[0]]
            .map(|text| text.chars().count());
        assert_eq!(lengths, [NAME; 3]);
        assert_eq!(line.text.as_ref().unwrap().chars().count(), 1_000);
    }

    #[test]
    fn what_identifies_something_is_refused_and_never_cut() {
        let long = "9".repeat(MAX_VALUE + 1);
        let path = |change: &dyn Fn(&mut Value)| milestone(|event| change(event)).unwrap_err().path;
        assert_eq!(path(&|event| event["refs"][0]["value"] = json!(long)), "/refs/0/value");
        assert_eq!(path(&|event| event["refs"][0]["scope"] = json!(long)), "/refs/0/scope");
        assert_eq!(path(&|event| event["place"]["site"] = json!(long)), "/place/site");
        assert_eq!(path(&|event| event["key"] = json!("k".repeat(KEY + 1))), "/key");
        assert_eq!(path(&|event| event["retracts"] = json!(["a", "k".repeat(KEY + 1)])), "/retracts/1");
        let link = json!([{"relation":"carries","of":"order","ref":{"kind":"order","scope":"S4","value":long}}]);
        assert_eq!(path(&|event| event["links"] = link.clone()), "/links/0/ref/value");

        let shipment = json!({"type":"shipment","of":"shipment","refs":[{"kind":"pro","scope":"ODFL","value":"1"}],
            "packages":[{"refs":[{"kind":"sscc","scope":"","value":long}]}]});
        let error = Event::from_value(shipment).unwrap_err();
        assert_eq!(error.path, "/packages/0/refs/0/value");
        assert!(error.message.contains("121 characters") && !error.remedy.is_empty(), "{error}");
    }

    #[test]
    fn a_nul_is_refused_with_its_position_wherever_it_stands() {
        for (change, path) in [
            ("/place/city", "/place/city"),
            ("/refs/0/value", "/refs/0/value"),
            ("/raw/text", "/raw/text"),
            ("/raw/code", "/raw/code"),
        ] {
            let error = milestone(|event| *event.pointer_mut(change).unwrap() = json!("Mé\0phis")).unwrap_err();
            assert_eq!(error.path, path);
            assert!(error.message.contains("character 3") && error.remedy.contains("NUL"), "{error:?}");
        }
        let error = milestone(|event| event["retracts"] = json!(["\0"])).unwrap_err();
        assert_eq!(error.path, "/retracts/0");
        let error = milestone(|event| event["not ours/at all"] = json!("\0")).unwrap_err();
        assert_eq!(error.path, "/not ours~1at all");
    }

    #[test]
    fn the_bytes_of_a_document_are_as_long_as_they_are() {
        let bytes = "QUJD".repeat(10_000);
        let event = milestone(|event| {
            event["type"] = json!("document");
            event["document"] = json!("pod");
            event["content"] = json!({"media":"application/pdf","base64":bytes});
        });
        let Body::Document(document) = event.unwrap().body else { panic!("a document") };
        assert!(serde_json::to_string(&document.content).unwrap().contains(&bytes));
    }

    #[test]
    fn an_error_never_repeats_a_whole_text() {
        let error = milestone(|event| event["milestone"] = json!("M".repeat(100_000))).unwrap_err();
        assert!(error.path == "/milestone" && error.message.chars().count() <= 500, "{}", error.message.len());
        let error = milestone(|event| event["at"] = json!("9".repeat(100_000))).unwrap_err();
        assert!(error.message.chars().count() <= 500, "{}", error.message.len());
    }
}
