//! CloudEvents 1.0 over HTTP: structured, batch and binary mode, all brought into the structured shape.
//!
//! Decoding splits and never judges: an envelope that lacks an attribute is found by [`open`], event by event, so that
//! one bad event in a batch does not cost its neighbours.

use std::collections::BTreeMap;

use base64::Engine as _;
use serde_json::{Map, Value};

use super::{Document, Unreadable, essence, is_json, json};

const STRUCTURED: &str = "application/cloudevents+json";
const BATCH: &str = "application/cloudevents-batch+json";

/// Splits a message into envelopes. `headers` have lower-case names; `content-type` and `ce-*` decide the mode, and
/// where neither does (a file, a sender that says plain `application/json`) the shape of the body.
///
/// # Errors
/// When the body is not JSON although its mode says so, or a batch is not a list.
pub fn decode(headers: &BTreeMap<String, String>, body: &[u8]) -> Result<Vec<Document>, Unreadable> {
    let content_type = headers.get("content-type").map(String::as_str).unwrap_or_default();
    let media = essence(content_type);
    if media != STRUCTURED && media != BATCH && headers.contains_key("ce-specversion") {
        return Ok(vec![Document { position: String::new(), value: binary(headers, content_type, body)? }]);
    }
    match json::decode(body)? {
        Value::Array(events) => Ok(events.into_iter().enumerate().map(numbered).collect()),
        _ if media == BATCH => Err(invalid("", "a batch is a JSON list of events")),
        value => Ok(vec![Document { position: String::new(), value }]),
    }
}

fn numbered((index, value): (usize, Value)) -> Document {
    Document { position: format!("/{index}"), value }
}

/// Binary mode: attributes are in `ce-*` headers, the body is the data.
fn binary(headers: &BTreeMap<String, String>, content_type: &str, body: &[u8]) -> Result<Value, Unreadable> {
    let mut event: Map<String, Value> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("ce-")?.to_owned(), Value::String(unescape(value)))))
        .collect();
    if !content_type.is_empty() {
        event.insert("datacontenttype".into(), content_type.into());
    }
    if !body.is_empty() {
        let (name, data) = data_of(content_type, body)?;
        event.insert(name.into(), data);
    }
    Ok(Value::Object(event))
}

fn data_of(content_type: &str, body: &[u8]) -> Result<(&'static str, Value), Unreadable> {
    if content_type.is_empty() || is_json(content_type) {
        return Ok(("data", json::decode(body)?));
    }
    let text = std::str::from_utf8(body).ok().filter(|_| essence(content_type).starts_with("text/"));
    Ok(match text {
        Some(text) => ("data", text.into()),
        None => ("data_base64", base64::engine::general_purpose::STANDARD.encode(body).into()),
    })
}

/// Header values carry anything outside printable ASCII percent-encoded (HTTP binding, 3.1.3.2), some senders in quotes.
fn unescape(value: &str) -> String {
    let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| tail.first_chunk::<2>().copied().and_then(hex_byte)).flatten();
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| value.to_owned())
}

fn hex_byte(digits: [u8; 2]) -> Option<u8> {
    let mut byte = [0];
    hex::decode_to_slice(digits, &mut byte).ok()?;
    Some(byte[0])
}

/// Checks one envelope and opens its data: `data_base64` that holds JSON becomes `data`.
///
/// # Errors
/// `CLOUDEVENT_INVALID` with a JSON pointer into the envelope.
pub fn open(envelope: &Value) -> Result<Value, Unreadable> {
    let Value::Object(event) = envelope else { return Err(invalid("", "an event is a JSON object")) };
    if event.get("specversion").and_then(Value::as_str) != Some("1.0") {
        return Err(invalid("/specversion", "\"1.0\" is expected"));
    }
    for name in ["id", "source", "type"] {
        if event.get(name).and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(invalid(&format!("/{name}"), "a text that is not empty is required"));
        }
    }
    let mut event = event.clone();
    if let Some(data) = opened(&event)? {
        event.remove("data_base64");
        event.insert("data".into(), data);
    }
    Ok(Value::Object(event))
}

/// The JSON inside `data_base64`; nothing where there is none or it is not JSON by its media type.
fn opened(event: &Map<String, Value>) -> Result<Option<Value>, Unreadable> {
    let media = event.get("datacontenttype").and_then(Value::as_str).unwrap_or("application/json");
    let Some(encoded) = event.get("data_base64").filter(|_| is_json(media)) else { return Ok(None) };
    let bytes = encoded.as_str().and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    let bytes = bytes.ok_or_else(|| invalid("/data_base64", "not base64"))?;
    let value = json::decode(&bytes)
        .map_err(|error| invalid("/data_base64", &format!("{} ({})", error.message, error.position)))?;
    Ok(Some(value))
}

fn invalid(position: &str, message: &str) -> Unreadable {
    Unreadable { code: "CLOUDEVENT_INVALID", position: position.to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn only(headers: &BTreeMap<String, String>, body: &[u8]) -> Value {
        let documents = decode(headers, body).unwrap();
        assert_eq!(documents.len(), 1);
        documents[0].value.clone()
    }

    #[test]
    fn binary_mode_becomes_the_structured_shape() {
        let headers = headers(&[
            ("ce-specversion", "1.0"),
            ("ce-id", "1"),
            ("ce-source", "/erp"),
            ("ce-type", "t"),
            ("ce-subject", "Z%C3%BCrich %22x%22 100%"),
            ("content-type", "application/json; charset=utf-8"),
        ]);
        let value = only(&headers, br#"{"order":{}}"#);
        assert_eq!(
            value,
            json!({"specversion":"1.0","id":"1","source":"/erp","type":"t","subject":"Zürich \"x\" 100%",
                "datacontenttype":"application/json; charset=utf-8","data":{"order":{}}})
        );
        assert_eq!(open(&value).unwrap(), value);
    }

    #[test]
    fn binary_data_that_is_not_json_is_kept_as_it_is() {
        let base = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/erp"), ("ce-type", "t")];
        let text = headers(&[&base[..], &[("content-type", "text/plain")]].concat());
        assert_eq!(only(&text, b"hello")["data"], json!("hello"));
        let bytes = headers(&[&base[..], &[("content-type", "image/png")]].concat());
        assert_eq!(only(&bytes, b"\x89PNG")["data_base64"], json!("iVBORw=="));
        assert_eq!(only(&bytes, b"").get("data_base64"), None);
    }

    #[test]
    fn a_batch_is_numbered_and_a_bad_event_is_left_to_be_opened() {
        let documents = decode(&headers(&[("content-type", BATCH)]), br#"[{"specversion":"1.0"},7]"#).unwrap();
        let positions: Vec<_> = documents.iter().map(|document| document.position.as_str()).collect();
        assert_eq!(positions, ["/0", "/1"]);
        assert_eq!(open(&documents[0].value).unwrap_err().position, "/id");
        assert_eq!(open(&documents[1].value).unwrap_err().code, "CLOUDEVENT_INVALID");
    }

    #[test]
    fn a_batch_that_is_no_list_is_refused() {
        assert!(decode(&headers(&[("content-type", BATCH)]), b"{}").is_err());
    }

    #[test]
    fn structured_mode_wins_over_stray_headers() {
        let headers = headers(&[("content-type", STRUCTURED), ("ce-specversion", "1.0"), ("ce-id", "header")]);
        assert_eq!(only(&headers, br#"{"id":"body"}"#)["id"], json!("body"));
    }

    #[test]
    fn json_in_base64_is_opened() {
        let event = json!({"specversion":"1.0","id":"1","source":"/","type":"t","data_base64":"eyJhIjoxfQ=="});
        let opened = open(&event).unwrap();
        assert_eq!((opened.get("data"), opened.get("data_base64")), (Some(&json!({"a":1})), None));
    }

    #[test]
    fn base64_that_lies_is_refused_where_it_stands() {
        for data in ["***", "e30x"] {
            let event = json!({"specversion":"1.0","id":"1","source":"/","type":"t","data_base64":data});
            assert_eq!(open(&event).unwrap_err().position, "/data_base64");
        }
    }

    #[test]
    fn another_version_is_refused() {
        let event = json!({"specversion":"0.3","id":"1","source":"/","type":"t"});
        assert_eq!(open(&event).unwrap_err().position, "/specversion");
    }

    proptest! {
        #[test]
        fn no_bytes_and_no_headers_panic(
            names in proptest::collection::vec("(ce-specversion|ce-id|content-type|ce-[a-z]{0,3})", 0..4),
            value in "(application/cloudevents(-batch)?\\+json|[ -~%\"]{0,20})",
            body in proptest::collection::vec(any::<u8>(), 0..64),
        ) {
            let headers = names.into_iter().map(|name| (name, value.clone())).collect();
            for document in decode(&headers, &body).unwrap_or_default() {
                let _ = open(&document.value);
            }
        }
    }
}
