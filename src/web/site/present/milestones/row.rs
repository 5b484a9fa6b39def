//! One row: what, where, when, who says so, what hangs below.

use app::model::{Callout, CalloutKind, Mark, Milestone as Row, Saying, Tone};

use super::happened::actual;
use crate::{
    domain::{
        event::Raw,
        milestone::{Extent, Milestone, Stage},
        reason::Reason,
        reference::ObjectKind,
        time::Moment,
        view::{Entry, EntryKind},
    },
    web::site::present::{
        clock::{Clock, length},
        ledger::Ledger,
        names, standing,
    },
};

/// The row of one entry; none for what is only planned or estimated.
pub fn row(entry: &Entry, ledger: &Ledger, clock: &Clock) -> Option<(Stage, Row)> {
    if !actual(entry) {
        return None;
    }
    let place = entry.place.as_ref().and_then(names::place);
    let said = saying(entry, clock);
    let mut row = Row {
        detail: place.clone(),
        actual: Some(clock.happened(entry)),
        knows: ledger.knows(entry, &said.by, clock),
        said,
        ..Row::default()
    };
    let stage = match &entry.what {
        EntryKind::Milestone { milestone: Milestone::Unmapped, .. } => {
            row.name = names::milestone(Milestone::Unmapped, Extent::Full).into();
            row.callouts = vec![unmapped(entry.raw.as_ref())];
            Stage::Transit
        }
        EntryKind::Milestone { milestone: Milestone::Note, .. } => {
            row.name = note(entry.raw.as_ref());
            Stage::Transit
        }
        EntryKind::Milestone { milestone, extent, .. } => {
            row.name = names::milestone(*milestone, *extent).into();
            if *milestone == Milestone::Delivered {
                row.mark = Mark::Delivered;
            }
            if *milestone == Milestone::Cancelled { cancelled(entry, &mut row) } else { milestone.stage() }
        }
        EntryKind::Exception { exception, reason, resolved: true, .. } => {
            row.name = standing::resolved(*exception, *reason);
            row.callouts = as_sent(entry.raw.as_ref()).into_iter().collect();
            stage_of(entry, *reason)
        }
        EntryKind::Exception { exception, reason, .. } => {
            let status = standing::of_exception(*exception, *reason);
            row.mark = Mark::Exception;
            row.name = status.text;
            row.callouts = as_sent(entry.raw.as_ref()).into_iter().collect();
            let since = clock.now().as_second() - entry.at.timestamp().as_second();
            row.drift = (since > 0).then(|| (format!("{} ago", length(since)), Tone::Idle));
            stage_of(entry, *reason)
        }
    };
    row.callouts.extend(ledger.refusals(entry, clock));
    Some((stage, row))
}

/// What was cancelled; it belongs where that was made out: an order or a label with the order, a delivery with the warehouse.
fn cancelled(entry: &Entry, row: &mut Row) -> Stage {
    let (name, stage) = match entry.of {
        ObjectKind::Order => ("Order cancelled", Stage::Order),
        ObjectKind::Delivery => ("Delivery cancelled", Stage::Warehouse),
        ObjectKind::Return => ("Return cancelled", Stage::Return),
        ObjectKind::Package => ("Label cancelled", Stage::Order),
        _ => ("Shipment cancelled", Stage::Order),
    };
    row.name = name.into();
    stage
}

/// Where an exception belongs: by what it is about. A credit hold is the order's, also where it is told of a delivery.
fn stage_of(entry: &Entry, reason: Option<Reason>) -> Stage {
    match entry.of {
        ObjectKind::Order => Stage::Order,
        ObjectKind::Delivery if reason == Some(Reason::Payment) => Stage::Order,
        ObjectKind::Delivery => Stage::Warehouse,
        ObjectKind::Return => Stage::Return,
        _ => Stage::Transit,
    }
}

/// Who says so, and who else.
pub fn saying(entry: &Entry, clock: &Clock) -> Saying {
    let by = names::source(&entry.source);
    let heard = |micros| format!("heard {}", clock.table(utc(micros), None).text);
    let mut witnesses = vec![format!("{by}, {}", heard(entry.received))];
    witnesses
        .extend(entry.witnesses.iter().map(|one| format!("{}, {}", names::source(&one.source), heard(one.received))));
    Saying { by, witnesses }
}

/// Microseconds since 1970 in UTC as a moment.
pub fn utc(micros: i64) -> Moment {
    Moment { micros, offset_seconds: 0, zone_known: true, day_only: false }
}

/// The sender's own words.
pub fn note(raw: Option<&Raw>) -> String {
    let text = raw.and_then(|raw| raw.text.clone()).filter(|text| !text.trim().is_empty());
    text.unwrap_or_else(|| names::milestone(Milestone::Note, Extent::Full).to_owned())
}

fn unmapped(raw: Option<&Raw>) -> Callout {
    Callout {
        kind: CalloutKind::Doubt,
        lead: "No table knows this code.".to_owned(),
        text: "It is kept as it was sent and changes nothing.".to_owned(),
        raw: raw.map(code),
        ..Callout::default()
    }
}

fn as_sent(raw: Option<&Raw>) -> Option<Callout> {
    let raw = raw?;
    let text = raw.text.clone().filter(|text| !text.is_empty());
    let (code, _) = code(raw);
    (text.is_some() || !code.is_empty()).then(|| Callout {
        kind: CalloutKind::Exception,
        lead: text.unwrap_or_else(|| "The carrier gave a code and no words.".to_owned()),
        raw: (!code.is_empty()).then_some((code, String::new())),
        ..Callout::default()
    })
}

/// Element and code, and the sender's words.
pub fn code(raw: &Raw) -> (String, String) {
    let code: Vec<&str> = [&raw.element, &raw.code].into_iter().flatten().map(String::as_str).collect();
    (code.join(" "), raw.text.clone().unwrap_or_default())
}
