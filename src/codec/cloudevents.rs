//! CloudEvents 1.0 over HTTP: structured, batch and binary mode, all brought into the structured shape.
//!
//! Decoding splits and never judges: an envelope that lacks an attribute is found by [`open`], event by event, so that
//! one bad event in a batch does not cost its neighbours.

use std::collections::BTreeMap;

use base64::Engine as _;

use super::{Document, Fields, Json, Unreadable, essence, is_json, json};

const STRUCTURED: &str = "application/cloudevents+json";
const BATCH: &str = "application/cloudevents-batch+json";

/// Splits a message into envelopes. `headers` have lower-case names; `content-type` and `ce-*` decide the mode, and
/// where neither does (a file, a sender that says plain `application/json`) the shape of the body.
///
/// # Errors
/// When the body is not JSON although its mode says so, a batch is not a list, or a header cannot be read.
pub fn decode(headers: &BTreeMap<String, String>, body: &[u8]) -> Result<Vec<Document>, Unreadable> {
    let content_type = headers.get("content-type").map(String::as_str).unwrap_or_default();
    let media = essence(content_type);
    if is_binary(headers) {
        return Ok(vec![Document { position: String::new(), value: binary(headers, content_type, body)? }]);
    }
    match json::decode(body)? {
        Json::List(events) => Ok(events.into_iter().enumerate().map(numbered).collect()),
        _ if media == BATCH => Err(invalid("", "a batch is a JSON list of events")),
        value => Ok(vec![Document { position: String::new(), value }]),
    }
}

/// Whether the attributes stand in headers.
pub fn is_binary(headers: &BTreeMap<String, String>) -> bool {
    let media = essence(headers.get("content-type").map(String::as_str).unwrap_or_default());
    media != STRUCTURED && media != BATCH && headers.contains_key("ce-specversion")
}

fn numbered((index, value): (usize, Json)) -> Document {
    Document { position: format!("/{index}"), value }
}

/// Binary mode: attributes are in `ce-*` headers, the body is the data.
fn binary(headers: &BTreeMap<String, String>, content_type: &str, body: &[u8]) -> Result<Json, Unreadable> {
    let mut event = Fields::default();
    for (header, value) in headers {
        if let Some(attribute) = header.strip_prefix("ce-") {
            let value = unescape(value).ok_or_else(|| unreadable(header, value))?;
            event.insert(attribute, value.into());
        }
    }
    if !content_type.is_empty() {
        event.insert("datacontenttype", content_type.into());
    }
    if !body.is_empty() {
        let (name, data) = data_of(content_type, body)?;
        event.insert(name, data);
    }
    Ok(Json::Object(event))
}

fn data_of(content_type: &str, body: &[u8]) -> Result<(&'static str, Json), Unreadable> {
    if content_type.is_empty() || is_json(content_type) {
        return Ok(("data", json::decode(body)?));
    }
    let text = std::str::from_utf8(body).ok().filter(|_| essence(content_type).starts_with("text/"));
    Ok(match text {
        Some(text) => ("data", text.into()),
        None => ("data_base64", base64::engine::general_purpose::STANDARD.encode(body).into()),
    })
}

/// Header values carry anything outside printable ASCII percent-encoded (HTTP binding, 3.1.3.2), some senders in quotes. Nothing
/// where the decoded bytes are no UTF-8: such a value must be rejected (the same section).
fn unescape(value: &str) -> Option<String> {
    let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| tail.first_chunk::<2>().copied().and_then(hex_byte)).flatten();
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).ok()
}

fn unreadable(header: &str, value: &str) -> Unreadable {
    let value: String = value.chars().take(60).collect();
    let message = format!(
        "the header {header} is not readable: `{value}` is percent-encoded, and what it decodes to is not UTF-8"
    );
    Unreadable { code: "CLOUDEVENT_INVALID", position: format!("header {header}"), message }
}

fn hex_byte(digits: [u8; 2]) -> Option<u8> {
    let mut byte = [0];
    hex::decode_to_slice(digits, &mut byte).ok()?;
    Some(byte[0])
}

/// Checks one envelope and opens its data: `data_base64` that holds JSON becomes `data`.
///
/// # Errors
/// `CLOUDEVENT_INVALID` or `JSON_ENCODED_TWICE` with a JSON pointer into the envelope.
pub fn open(envelope: &Json) -> Result<Json, Unreadable> {
    let Json::Object(event) = envelope else { return Err(invalid("", "an event is a JSON object")) };
    if event.get("specversion").and_then(Json::as_str) != Some("1.0") {
        return Err(invalid("/specversion", "\"1.0\" is expected"));
    }
    for name in ["id", "source", "type"] {
        if event.get(name).and_then(Json::as_str).is_none_or(str::is_empty) {
            return Err(invalid(&format!("/{name}"), "a text that is not empty is required"));
        }
    }
    let mut event = event.clone();
    if let Some(data) = opened(&event)? {
        event.remove("data_base64");
        event.insert("data", data);
    }
    Ok(Json::Object(event))
}

/// The JSON inside `data_base64`; nothing where there is none. Data that are JSON against what their media type or their shape
/// says would be refused by every mapping for a reason that does not help: they are refused here.
fn opened(event: &Fields) -> Result<Option<Json>, Unreadable> {
    let media = event.get("datacontenttype").and_then(Json::as_str).unwrap_or("application/json");
    let text = event.get("data").and_then(Json::as_str).unwrap_or_default();
    if is_json(media) && json::is_encoded_twice(text) {
        let message = "`data` is a JSON string, and the object stands inside it as text".to_owned();
        return Err(Unreadable { code: "JSON_ENCODED_TWICE", position: "/data".to_owned(), message });
    }
    let Some(encoded) = event.get("data_base64") else {
        return if json::is_encoded_twice(text) { Err(mislabelled(media)) } else { Ok(None) };
    };
    let bytes = encoded.as_str().and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    if !is_json(media) {
        let text = bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        return if json::is_encoded_twice(text) { Err(mislabelled(media)) } else { Ok(None) };
    }
    let bytes = bytes.ok_or_else(|| invalid("/data_base64", "not base64"))?;
    let value = json::decode(&bytes)
        .map_err(|error| invalid("/data_base64", &format!("{} ({})", error.message, error.position)))?;
    Ok(Some(value))
}

fn mislabelled(media: &str) -> Unreadable {
    let media: String = media.chars().take(60).collect();
    let message = format!(
        "the data are JSON, and the content type says `{media}`: send Content-Type application/json (in an envelope, datacontenttype)"
    );
    invalid("/datacontenttype", &message)
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

    fn only(headers: &BTreeMap<String, String>, body: &[u8]) -> Json {
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
            Json::from(json!({"specversion":"1.0","id":"1","source":"/erp","type":"t","subject":"Zürich \"x\" 100%",
                "datacontenttype":"application/json; charset=utf-8","data":{"order":{}}}))
        );
        assert_eq!(open(&value).unwrap(), value);
    }

    #[test]
    fn binary_data_that_is_not_json_is_kept_as_it_is() {
        let base = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/erp"), ("ce-type", "t")];
        let text = headers(&[&base[..], &[("content-type", "text/plain")]].concat());
        assert_eq!(only(&text, b"hello").get("data"), Some(&"hello".into()));
        let bytes = headers(&[&base[..], &[("content-type", "image/png")]].concat());
        assert_eq!(only(&bytes, b"\x89PNG").get("data_base64"), Some(&"iVBORw==".into()));
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
        assert_eq!(only(&headers, br#"{"id":"body"}"#).get("id"), Some(&"body".into()));
    }

    #[test]
    fn json_in_base64_is_opened() {
        let event = json!({"specversion":"1.0","id":"1","source":"/","type":"t","data_base64":"eyJhIjoxfQ=="});
        let opened = open(&event.into()).unwrap();
        assert_eq!((opened.get("data"), opened.get("data_base64")), (Some(&json!({"a":1}).into()), None));
    }

    #[test]
    fn base64_that_lies_is_refused_where_it_stands() {
        for data in ["***", "e30x"] {
            let event = json!({"specversion":"1.0","id":"1","source":"/","type":"t","data_base64":data});
            assert_eq!(open(&event.into()).unwrap_err().position, "/data_base64");
        }
    }

    #[test]
    fn a_header_that_decodes_to_no_text_is_named() {
        for (header, value) in [("ce-subject", "%FF%FE"), ("ce-id", "a%C3"), ("ce-source", "\"%E4\"")] {
            let headers = headers(&[("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-type", "t"), (header, value)]);
            let error = decode(&headers, b"{}").unwrap_err();
            assert_eq!((error.code, error.position), ("CLOUDEVENT_INVALID", format!("header {header}")));
            assert!(error.message.contains(header) && error.message.contains("not readable"), "{}", error.message);
        }
        let fine = headers(&[("ce-specversion", "1.0"), ("ce-id", "Auftrag-Ä 100%"), ("ce-subject", "50 % off %zz")]);
        assert_eq!(only(&fine, b"{}").get("id"), Some(&"Auftrag-Ä 100%".into()));
    }

    #[test]
    fn json_under_another_content_type_is_refused_and_the_type_is_named() {
        let base = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/erp"), ("ce-type", "t")];
        for media in ["application/octet-stream", "text/plain; charset=utf-8", "application/x-www-form-urlencoded"] {
            let headers = headers(&[&base[..], &[("content-type", media)]].concat());
            let error = open(&only(&headers, br#" {"order":{}}"#)).unwrap_err();
            assert_eq!((error.code, error.position.as_str()), ("CLOUDEVENT_INVALID", "/datacontenttype"));
            assert!(error.message.contains(media), "{}", error.message);
            assert!(open(&only(&headers, b"{no json")).is_ok());
        }
    }

    #[test]
    fn data_that_are_encoded_twice_are_named() {
        for data in [json!("{\"order\":{}}"), json!(" [1]")] {
            let event = json!({"specversion":"1.0","id":"1","source":"/","type":"t","data":data});
            let error = open(&event.into()).unwrap_err();
            assert_eq!((error.code, error.position.as_str()), ("JSON_ENCODED_TWICE", "/data"));
        }
        let plain = json!({"specversion":"1.0","id":"1","source":"/","type":"t","data":"{a text}"});
        assert!(open(&plain.into()).is_ok());
    }

    #[test]
    fn another_version_is_refused() {
        let event = json!({"specversion":"0.3","id":"1","source":"/","type":"t"});
        assert_eq!(open(&event.into()).unwrap_err().position, "/specversion");
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
