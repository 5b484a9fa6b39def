//! Everything that was reported, or what was taken back, newest first.

use app::model::{Icon, Scan, Status, Tone};

use super::{
    clock::Clock,
    milestones::{code, utc},
    names, standing,
};
use crate::domain::{
    milestone::Classifier,
    time::When,
    view::{Entry, EntryKind, EventStatus},
};

/// Which reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All that stand.
    All,
    /// Those that their senders withdrew.
    Withdrawn,
}

impl Which {
    /// Whether a report is one of them.
    pub fn holds(self, entry: &Entry) -> bool {
        (entry.status == EventStatus::Withdrawn) == (self == Self::Withdrawn)
    }
}

/// The reports among `entries`.
pub fn scans<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry>, which: Which, clock: &Clock) -> Vec<Scan> {
    let mut scans: Vec<&Entry> = entries.filter(|entry| which.holds(entry)).collect();
    scans.sort_by_key(|entry| std::cmp::Reverse((entry.at.micros, entry.event)));
    scans.into_iter().map(|entry| scan(entry, clock)).collect()
}

fn scan(entry: &Entry, clock: &Clock) -> Scan {
    let place = entry.place.as_ref().and_then(names::place);
    let heard = clock.table(utc(entry.received), None).text;
    let raw = entry.raw.as_ref().map(code).unwrap_or_default();
    let (name, note) = told(entry, clock);
    let note = match entry.status {
        EventStatus::ClockSkew => Some(Status::new(Tone::Odd, Icon::Odd, "A time from the future")),
        EventStatus::Evidence => Some(Status::new(Tone::Odd, Icon::Odd, evidence(entry))),
        EventStatus::Counts | EventStatus::Withdrawn => note,
    };
    Scan {
        at: clock.happened(entry),
        name,
        place,
        said: said(entry, &heard),
        raw: (!raw.0.is_empty()).then(|| (raw.0, String::new())),
        text: Some(raw.1).filter(|text| !text.is_empty()),
        note,
    }
}

/// Who says so, when we heard, and who else.
fn said(entry: &Entry, heard: &str) -> String {
    let others: Vec<String> = entry.witnesses.iter().map(|witness| names::source(&witness.source)).collect();
    let also = if others.is_empty() { String::new() } else { format!(", also {}", others.join(", ")) };
    format!("{}, heard {heard}{also}", names::source(&entry.source))
}

/// Why it moves nothing.
fn evidence(entry: &Entry) -> &'static str {
    match entry.what {
        _ if entry.logical => "Logical event: the carrier's system, not a scan",
        EntryKind::Milestone { classifier: Classifier::Actual, .. } => "Evidence: another system has the word",
        _ => "Evidence: not what is expected",
    }
}

fn told(entry: &Entry, clock: &Clock) -> (String, Option<Status>) {
    match &entry.what {
        EntryKind::Exception { exception, reason, resolved: true, .. } => {
            (standing::resolved(*exception, *reason), None)
        }
        EntryKind::Exception { exception, reason, .. } => {
            let status = standing::of_exception(*exception, *reason);
            (status.text.clone(), Some(Status { text: "Exception".to_owned(), ..status }))
        }
        EntryKind::Milestone { milestone, classifier, extent, from, to } => {
            let name = names::milestone(*milestone, *extent).to_owned();
            let word = match classifier {
                Classifier::Actual => return (name, None),
                Classifier::Estimated => "Estimated",
                Classifier::Planned => "Planned",
            };
            // A day of delivery is a day where the goods arrive.
            let read = |at: When| clock.read_at_goods(at);
            let window = clock.window(from.map(read), to.map(read), clock.goods());
            let text = window.map_or_else(|| word.to_owned(), |window| format!("{word} {}", window.text));
            (name, Some(Status::new(Tone::Idle, Icon::Wait, text)))
        }
    }
}
