//! When two events are the same event (EVENTS, `key`; DOMAIN, "Accepting").

use std::fmt;

use sha2::{Digest, Sha256};

use super::{Body, Event};
use crate::domain::id::SourceId;

/// The identity of an event within its source: the sender's own key, or a digest of object, first reference, type, code,
/// time and place. The same event again, even in another message, has the same key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey(pub String);

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Event {
    /// The key of this event when `source` says it. Starts with the source, so that two sources never share one.
    pub fn identity(&self, source: &SourceId) -> EventKey {
        match &self.key {
            Some(key) => EventKey(format!("{source}:k:{}", key.trim())),
            None => EventKey(format!("{source}:h:{}", self.digest())),
        }
    }

    /// The key under which a retraction of the same source finds an event whose sender's own key is `key`.
    pub fn retracted_identity(key: &str, source: &SourceId) -> EventKey {
        EventKey(format!("{source}:k:{}", key.trim()))
    }

    fn digest(&self) -> String {
        let mut digest = Sha256::new();
        let mut part = |text: &str| {
            digest.update(text.as_bytes());
            digest.update([0x1f]);
        };
        part(self.of.as_str());
        if let Some(first) = self.refs.first() {
            part(first.kind.as_str());
            // As sent: the identity of what was told must not change with the table of carriers.
            part(&first.written_scope());
            part(&first.norm());
        }
        part(self.body.type_name());
        part(&self.code());
        part(&self.at.map(|at| at.to_string()).unwrap_or_default());
        part(&self.place.as_ref().map(text).unwrap_or_default());
        // A statement is told from the next by what it states: senders repeat them without a time of their own.
        let is_whole = self.body.is_statement() || self.body.is_about_the_graph();
        if is_whole || matches!(self.body, Body::Contact(_) | Body::Ack(_) | Body::Charge(_)) {
            part(&text(self));
        }
        digest.finalize().iter().take(16).fold(String::new(), |mut hex, byte| {
            hex.push_str(&format!("{byte:02x}"));
            hex
        })
    }

    /// What was said, as far as it tells two happenings of one type apart.
    fn code(&self) -> String {
        let said = match &self.body {
            Body::Milestone(m) => format!("{}/{:?}/{:?}/{:?}", m.milestone, m.classifier, m.extent, m.expected),
            Body::Exception(e) => {
                let over = if e.resolved { "/resolved" } else { "" };
                format!("{}/{}{over}", e.exception, e.reason.map_or("", super::super::reason::Reason::as_str))
            }
            Body::Document(d) => format!("{:?}", d.document),
            // Two retractions of one moment are two when they withdraw different events.
            Body::Retraction(_) => self.retracts.iter().map(|key| key.trim()).collect::<Vec<_>>().join("\u{1f}"),
            _ => String::new(),
        };
        let raw = self.raw.as_ref().and_then(|raw| raw.code.as_deref()).unwrap_or_default();
        format!("{raw}/{said}")
    }
}

/// The JSON of a part. Were there none, another text that tells it from others: two events must not become one.
fn text(part: &(impl serde::Serialize + fmt::Debug)) -> String {
    serde_json::to_string(part).unwrap_or_else(|_| format!("{part:?}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn scan() -> Value {
        json!({"type":"milestone","of":"package","refs":[{"kind":"tracking","scope":"UPSN","value":"1Z 999"}],
            "milestone":"HUB_ARRIVED","at":"2026-05-14T07:12:00-05:00","raw":{"code":"AR"}})
    }

    fn key(value: Value) -> EventKey {
        Event::from_value(value).unwrap().identity(&"ups".into())
    }

    #[test]
    fn the_same_scan_is_the_same_event_however_the_number_is_written() {
        let mut again = scan();
        again["refs"][0]["value"] = json!("1z-999");
        again["raw"]["text"] = json!("Arrived");
        assert_eq!(key(scan()), key(again));
    }

    #[test]
    fn another_time_place_code_or_source_is_another_event() {
        for (pointer, value) in [
            ("/at", json!("2026-05-14T07:13:00-05:00")),
            ("/raw/code", json!("DP")),
            ("/milestone", json!("HUB_DEPARTED")),
        ] {
            let mut other = scan();
            *other.pointer_mut(pointer).unwrap() = value;
            assert_ne!(key(scan()), key(other), "{pointer}");
        }
        let event = Event::from_value(scan()).unwrap();
        assert_ne!(event.identity(&"ups".into()), event.identity(&"tms".into()));
    }

    #[test]
    fn retractions_of_different_events_are_different() {
        let retraction = |target: &str| json!({"type":"retraction","of":"shipment","retracts":[target]});
        assert_eq!(key(retraction("a")), key(retraction(" a ")));
        assert_ne!(key(retraction("a")), key(retraction("b")));
    }

    #[test]
    fn the_senders_own_key_wins() {
        let mut keyed = scan();
        keyed["key"] = json!("evt-1");
        let mut other = keyed.clone();
        other["at"] = json!("2026-05-14T09:00:00-05:00");
        assert_eq!(key(keyed), key(other));
    }
}
