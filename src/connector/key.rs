//! What identifies a message (DOMAIN, "Accepting"): the parts that the connector names, else SHA-256 of the body.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Headers;
use super::settings::{Format, KeyPart};
use crate::codec;

/// The longest key that is kept as it is; a longer one is replaced by its digest.
const LONGEST: usize = 300;

/// The key of a message.
pub(super) fn message_key(
    parts: &[KeyPart],
    format: Format,
    headers: &dyn Headers,
    kept: impl Fn() -> BTreeMap<String, String>,
    body: &[u8],
) -> String {
    let mut document = None;
    let named: Option<Vec<String>> = parts
        .iter()
        .map(|part| match part {
            KeyPart::Header(name) => headers.get(name).map(str::to_owned).filter(|value| !value.is_empty()),
            KeyPart::Pointer(path) => {
                let document = document.get_or_insert_with(|| whole(format, &kept(), body));
                document.as_ref()?.pointer(path).and_then(scalar)
            }
        })
        .collect();
    match named.map(|named| named.iter().map(|part| escaped(part)).collect::<Vec<_>>().join("|")) {
        Some(key) if key.is_empty() => digest(body),
        Some(key) if key.len() > LONGEST => digest(key.as_bytes()),
        Some(key) => key,
        None => digest(body),
    }
}

/// The document of a message that holds one; a batch has no identity but its bytes.
fn whole(format: Format, headers: &BTreeMap<String, String>, body: &[u8]) -> Option<Value> {
    let documents = match format {
        Format::Json => return codec::json::decode(body).ok(),
        Format::Cloudevents => codec::cloudevents::decode(headers, body).ok()?,
    };
    let [document] = <[codec::Document; 1]>::try_from(documents).ok()?;
    document.position.is_empty().then_some(document.value)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
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
        let parts: Vec<_> = parts.iter().map(|part| KeyPart::try_from((*part).to_owned()).unwrap()).collect();
        let headers: BTreeMap<_, _> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        message_key(&parts, format, &headers, || headers.clone(), body.as_bytes())
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
