//! Codes that no table knows, as an order has them. A row in the connector's table and a replay end them.

use std::collections::BTreeMap;

use super::{
    event::Raw,
    id::{MessageId, SourceId},
    milestone::Milestone,
    view::{Entry, EntryKind, EventStatus, View},
};

/// Most codes of one order that are kept; a partner that sends more of them sends everything so.
const MOST: usize = 50;
/// Longest code and longest text, in characters.
const LONGEST: usize = 200;

/// A code that no table knows, on one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmappedCode {
    /// Who sends it.
    pub source: SourceId,
    /// Field and code as sent: `status.code ZZ`; empty where there was none.
    pub code: String,
    /// The sender's words beside it.
    pub text: String,
    /// How often the order has it.
    pub count: u32,
    /// When the latest report of it came: microseconds since 1970 in UTC.
    pub at: i64,
    /// The message of that report.
    pub message: MessageId,
}

/// Those of an order, by source and code.
pub fn of(view: &View) -> Vec<UnmappedCode> {
    let lanes = view.shipments.iter().flat_map(|shipment| &shipment.entries);
    let mut found: BTreeMap<(&SourceId, String), UnmappedCode> = BTreeMap::new();
    for entry in view.entries.iter().chain(lanes).filter(|entry| is_unmapped(entry)) {
        let (code, text) = entry.raw.as_ref().map(words).unwrap_or_default();
        let known = found.entry((&entry.source, code.clone())).or_insert_with(|| UnmappedCode {
            source: entry.source.clone(),
            code,
            text: String::new(),
            count: 0,
            at: i64::MIN,
            message: entry.event.message,
        });
        known.count = known.count.saturating_add(1);
        if entry.received > known.at {
            (known.at, known.message, known.text) = (entry.received, entry.event.message, text);
        }
    }
    found.into_values().take(MOST).collect()
}

fn is_unmapped(entry: &Entry) -> bool {
    let unmapped = matches!(&entry.what, EntryKind::Milestone { milestone: Milestone::Unmapped, .. });
    unmapped && entry.status == EventStatus::Counts
}

fn words(raw: &Raw) -> (String, String) {
    let code: Vec<&str> = [&raw.element, &raw.code].into_iter().flatten().map(String::as_str).collect();
    let cut = |text: &str| text.chars().take(LONGEST).collect::<String>();
    (cut(&code.join(" ")), cut(raw.text.as_deref().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::fold::testing::{World, micros};

    #[test]
    fn codes_are_counted_by_source_and_told_with_the_latest_words() {
        let (mut world, ships) = World::shipped(1);
        assert_eq!(of(&world.view()), []);
        let sent = |code: &str, text: &str| json!({"type": "milestone", "milestone": "UNMAPPED", "raw": {"element": "status.code", "code": code, "text": text}});
        world.say("ups", ships[0], "2026-05-12T10:00:00Z", sent("ZZ", "First words"));
        world.say("ups", ships[0], "2026-05-12T12:00:00Z", sent("ZZ", "Later words"));
        world.say("tms", ships[0], "2026-05-12T11:00:00Z", sent("ZZ", ""));
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T13:00:00Z");
        let found = of(&world.view());
        let told: Vec<_> = found.iter().map(|one| (one.source.0.as_str(), one.code.as_str(), one.count)).collect();
        assert_eq!(told, [("tms", "status.code ZZ", 1), ("ups", "status.code ZZ", 2)]);
        assert_eq!((found[1].text.as_str(), found[1].at), ("Later words", micros("2026-05-12T12:01:00Z")));
    }
}
