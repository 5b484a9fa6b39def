//! What identifies a message (DOMAIN, "Accepting"): the parts that the connector names, else SHA-256 of the body. And what
//! its content is: an event of `CloudEvents` in binary and in structured mode is the same message, though its bytes differ.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::Headers;
use super::settings::{Format, KeyPart};
use crate::codec::{self, Fields, Json, cloudevents};
use crate::domain::decimal;

/// The longest key that is kept as it is; a longer one is replaced by its digest.
const LONGEST: usize = 300;

/// What a message is, for the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What identifies it within its connector: sent again, it has the same key. At most 300 bytes.
    pub key: String,
    /// What it says: under one key, another digest is another message.
    pub digest: [u8; 32],
}

/// The identity of a message. `kept` are the headers that decoding needs.
pub(super) fn identify(
    parts: &[KeyPart],
    format: Format,
    headers: &dyn Headers,
    kept: &BTreeMap<String, String>,
    body: &[u8],
) -> Identity {
    let needs_document = format == Format::Cloudevents || parts.iter().any(|part| matches!(part, KeyPart::Pointer(_)));
    let document = needs_document.then(|| whole(format, kept, body)).flatten();
    let key = key(parts, headers, document.as_ref()).unwrap_or_else(|| fallback(format, kept, body));
    let event =
        document.filter(|_| format == Format::Cloudevents).and_then(|envelope| cloudevents::open(&envelope).ok());
    Identity { key, digest: event.map_or_else(|| Sha256::digest(body).into(), |event| said(&event)) }
}

fn key(parts: &[KeyPart], headers: &dyn Headers, document: Option<&Json>) -> Option<String> {
    let value = |part: &KeyPart| match part {
        KeyPart::Header(name) => header(headers, name).filter(|value| !value.is_empty()),
        KeyPart::Pointer(path) => document?.pointer(path).and_then(scalar),
    };
    let named: Vec<String> = parts.iter().map(value).collect::<Option<_>>()?;
    let key = named.iter().map(|part| escaped(part)).collect::<Vec<_>>().join("|");
    match key.len() {
        0 => None,
        length if length > LONGEST => Some(digest(key.as_bytes())),
        _ => Some(key),
    }
}

/// A header; one of Standard Webhooks also under the name that Svix sends it by.
fn header(headers: &dyn Headers, name: &str) -> Option<String> {
    let svix = name.strip_prefix("webhook-").map(|rest| format!("svix-{rest}"));
    headers.get(name).or_else(|| headers.get(&svix?)).map(std::borrow::Cow::into_owned)
}

/// Without an identity of its own the bytes are the key; attributes in headers are among them.
fn fallback(format: Format, kept: &BTreeMap<String, String>, body: &[u8]) -> String {
    if format != Format::Cloudevents || !cloudevents::is_binary(kept) {
        return digest(body);
    }
    let mut bytes = Vec::with_capacity(body.len());
    for (name, value) in kept.iter().filter(|(name, _)| name.starts_with("ce-")) {
        bytes.extend_from_slice(format!("{name}: {value}\n").as_bytes());
    }
    bytes.extend_from_slice(body);
    digest(&bytes)
}

/// The document of a message that holds one; a batch has no identity but its bytes.
fn whole(format: Format, headers: &BTreeMap<String, String>, body: &[u8]) -> Option<Json> {
    let documents = match format {
        Format::Json => return codec::json::decode(body).ok(),
        Format::Cloudevents => cloudevents::decode(headers, body).ok()?,
    };
    let [document] = <[codec::Document; 1]>::try_from(documents).ok()?;
    document.position.is_empty().then_some(document.value)
}

fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::Text(text) if !text.is_empty() => Some(text.clone()),
        Json::Integer(number) => Some(number.to_string()),
        Json::Decimal(digits) => Some(digits.to_string()),
        _ => None,
    }
}

/// A digest of what an event says, however it travels. Its media type and extensions (a trace of the sending, for one) are
/// no part of it: `CloudEvents` lets a consumer take what has one source and id for one event.
fn said(event: &Json) -> [u8; 32] {
    let mut digest = Sha256::new();
    for name in ["type", "subject", "dataschema", "time"] {
        let text = event.get(name).and_then(Json::as_str).unwrap_or_default();
        let instant = (name == "time").then(|| text.parse::<Timestamp>().ok()).flatten();
        feed(&mut digest, 's', instant.map_or_else(|| text.to_owned(), |at| at.to_string()).as_bytes());
    }
    for name in ["data", "data_base64"] {
        value(&mut digest, event.get(name).unwrap_or(&Json::Null));
    }
    digest.finalize().into()
}

fn value(digest: &mut Sha256, json: &Json) {
    match json {
        Json::Null => feed(digest, 'n', b""),
        Json::Bool(truth) => feed(digest, 'b', truth.to_string().as_bytes()),
        Json::Integer(number) => feed(digest, '#', number.to_string().as_bytes()),
        Json::Decimal(digits) => feed(digest, '#', decimal::plain(digits).as_deref().unwrap_or(digits).as_bytes()),
        Json::Text(text) => feed(digest, 's', text.as_bytes()),
        Json::List(items) => {
            feed(digest, '[', items.len().to_string().as_bytes());
            items.iter().for_each(|item| value(digest, item));
        }
        Json::Object(fields) => object(digest, fields),
    }
}

fn object(digest: &mut Sha256, fields: &Fields) {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    feed(digest, '{', sorted.len().to_string().as_bytes());
    for (name, field) in sorted {
        feed(digest, 's', name.as_bytes());
        value(digest, field);
    }
}

/// Each piece with its kind and length, so that no two contents feed the same bytes.
fn feed(digest: &mut Sha256, kind: char, bytes: &[u8]) {
    digest.update(format!("{kind}{}:", bytes.len()));
    digest.update(bytes);
}

/// So that `a|b` + `c` and `a` + `b|c` are two keys.
fn escaped(part: &str) -> String {
    part.replace('\\', "\\\\").replace('|', "\\|")
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(parts: &[&str], format: Format, headers: &[(&str, &str)], body: &str) -> String {
        identity(parts, format, headers, body).key
    }

    fn identity(parts: &[&str], format: Format, headers: &[(&str, &str)], body: &str) -> Identity {
        let parts: Vec<_> = parts.iter().map(|part| KeyPart::try_from((*part).to_owned()).unwrap()).collect();
        let headers: BTreeMap<_, _> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        identify(&parts, format, &headers, &headers, body.as_bytes())
    }

    const ENVELOPE: [&str; 2] = ["pointer:/source", "pointer:/id"];

    #[test]
    fn a_header_is_the_key() {
        assert_eq!(key(&["header:webhook-id"], Format::Json, &[("webhook-id", "msg_1")], "{}"), "msg_1");
    }

    #[test]
    fn an_envelope_has_the_same_key_in_every_mode() {
        let structured = key(&ENVELOPE, Format::Cloudevents, &[], r#"{"id":"1","source":"/erp"}"#);
        let headers = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/erp")];
        assert_eq!(structured, "/erp|1");
        assert_eq!(key(&ENVELOPE, Format::Cloudevents, &headers, "{}"), structured);
    }

    /// One event in both modes, as the SDKs write them.
    #[test]
    fn an_event_is_the_same_message_in_every_mode() {
        let structured = |body: &str| identity(&ENVELOPE, Format::Cloudevents, &[], body);
        let envelope = r#"{"specversion":"1.0","id":"1","source":"/erp","type":"t","time":"2026-01-02T13:04:05Z","subject":"Zürich",
            "datacontenttype":"application/json","trace":7,"data":{"a":1.0,"b":["x",null]}}"#;
        let binary = |id: &str, media: &str, body: &str| {
            let headers = [
                ("ce-specversion", "1.0"),
                ("ce-id", id),
                ("ce-source", "/erp"),
                ("ce-type", "t"),
                ("ce-time", "2026-01-02T15:04:05.000+02:00"),
                ("ce-subject", "Z%C3%BCrich"),
                ("content-type", media),
            ];
            identity(&ENVELOPE, Format::Cloudevents, &headers, body)
        };
        let one = structured(envelope);
        assert_eq!(one, binary("1", "application/json; charset=utf-8", r#"{ "b": ["x", null], "a": 1 }"#));
        assert_eq!(one, binary("1", "", r#"{"a":1,"b":["x",null]}"#));
        let encoded = envelope
            .replace(r#""data":{"a":1.0,"b":["x",null]}"#, r#""data_base64":"eyJhIjoxLCJiIjpbIngiLG51bGxdfQ==""#);
        assert_eq!(one, structured(&encoded));
        let other = binary("1", "application/json", r#"{"a":1,"b":["x",[null]]}"#);
        assert!(other.key == one.key && other.digest != one.digest, "another content is another message");
        assert_ne!(structured(&envelope.replace("13:04:05", "13:04:06")).digest, one.digest);
    }

    #[test]
    fn what_only_headers_tell_apart_has_two_keys() {
        let of = |subject: &str| {
            let headers = [("ce-specversion", "1.0"), ("ce-source", "/erp"), ("ce-subject", subject)];
            key(&ENVELOPE, Format::Cloudevents, &headers, "{}")
        };
        assert_ne!(of("%FF"), of("%FE"));
        assert_eq!(of("a"), of("a"));
    }

    #[test]
    fn svix_names_its_headers_its_own_way() {
        let svix = [("svix-id", "msg_1")];
        assert_eq!(key(&["header:webhook-id"], Format::Json, &svix, "{}"), "msg_1");
        let both = [("svix-id", "msg_1"), ("webhook-id", "msg_2")];
        assert_eq!(key(&["header:webhook-id"], Format::Json, &both, "{}"), "msg_2");
    }

    #[test]
    fn where_a_part_is_missing_the_bytes_are_the_key() {
        for body in ["{\"id\":\"1\"}", "not json", "", "[{\"id\":\"1\",\"source\":\"/erp\"}]"] {
            let key = key(&ENVELOPE, Format::Cloudevents, &[], body);
            assert_eq!(key, digest(body.as_bytes()));
        }
        assert_eq!(key(&[], Format::Json, &[], "{}"), digest(b"{}"));
    }

    #[test]
    fn parts_do_not_run_into_one_another() {
        let one = key(&ENVELOPE, Format::Json, &[], r#"{"source":"a|b","id":"c"}"#);
        let two = key(&ENVELOPE, Format::Json, &[], r#"{"source":"a","id":"b|c"}"#);
        assert_ne!(one, two);
    }

    #[test]
    fn a_very_long_key_is_shortened() {
        let long = "x".repeat(5000);
        assert_eq!(key(&["header:id"], Format::Json, &[("id", &long)], "{}"), digest(long.as_bytes()));
    }
}
