//! What other systems are to be told of an order, as a page shows it.

use app::model::{Outbound, Viewer, Waiting};
use serde_json::Value;

use super::{clock::Clock, milestones::utc, names, standing};
use crate::{
    domain::{
        effect::{DesiredEffect, Destination, EffectKind, Readiness},
        milestone::{Extent, Milestone},
        reason::{Exception, Reason},
    },
    store::OutboxRow,
};

/// How many effects of one system a page lists.
const MOST: usize = 12;

/// Each system with what waits for it and what is held back, for those who keep the flows running: nothing is connected yet, and what
/// would be sent says nothing to anybody else.
pub fn outbound(rows: &[OutboxRow], wants: &[DesiredEffect], viewer: &Viewer, clock: &Clock) -> Vec<Outbound> {
    let systems = Destination::ALL.iter().filter(|_| viewer.operates());
    systems.map(|to| system(*to, rows, wants, clock)).collect()
}

fn system(to: Destination, rows: &[OutboxRow], wants: &[DesiredEffect], clock: &Clock) -> Outbound {
    let all: Vec<&OutboxRow> = rows.iter().rev().filter(|row| row.destination == to).collect();
    let held = wants.iter().filter(|want| want.kind.destination() == to).filter_map(held).collect();
    Outbound {
        name: to.as_str().to_uppercase(),
        connected: false,
        more: all.len().saturating_sub(MOST),
        waiting: all.into_iter().take(MOST).map(|row| waiting(row, clock)).collect(),
        held,
    }
}

fn held(want: &DesiredEffect) -> Option<String> {
    let Readiness::Waits(unmet) = &want.readiness else { return None };
    let reasons: Vec<_> = unmet.iter().map(|one| one.words()).collect();
    Some(format!("{}: {}", kind(want.kind), reasons.join(", ")))
}

fn waiting(row: &OutboxRow, clock: &Clock) -> Waiting {
    Waiting { since: clock.table(utc(row.created), None), text: text(row), key: row.key.0.clone() }
}

fn text(row: &OutboxRow) -> String {
    if row.reverses.is_some() {
        return format!("Take back: {}", sort(&row.effect).to_lowercase());
    }
    let shipment = row.payload.pointer("/about/shipment/value").and_then(Value::as_str);
    let what = match row.effect.as_str() {
        "milestone" => {
            let milestone = word(&row.payload, "milestone").and_then(Milestone::parse);
            milestone.map_or("Milestone", |milestone| names::milestone(milestone, Extent::Full)).to_owned()
        }
        "exception_code" | "explanation" | "outreach_task" => {
            let exception = word(&row.payload, "exception").and_then(Exception::parse);
            let reason = word(&row.payload, "reason").and_then(Reason::parse);
            let words = exception.map(|exception| standing::exception_words(exception, reason, None));
            format!("{}: {}", sort(&row.effect), words.unwrap_or_default())
        }
        other => sort(other).to_owned(),
    };
    shipment.map_or(what.clone(), |number| format!("{what}, shipment {number}"))
}

fn word<'v>(payload: &'v Value, field: &str) -> Option<&'v str> {
    payload.get(field).and_then(Value::as_str)
}

fn kind(kind: EffectKind) -> &'static str {
    match kind {
        EffectKind::Milestone(milestone) => names::milestone(milestone, Extent::Full),
        _ => sort(kind.as_str()),
    }
}

fn sort(word: &str) -> &'static str {
    match word {
        "shipment_request" => "Request for transport",
        "packed" => "Cartons packed",
        "booking" => "Booking",
        "delivery_status" => "Picked up",
        "exception_code" => "Exception code",
        "goods_issue" => "Goods issue",
        "proof_of_delivery" => "Proof of delivery",
        "freight_accrual" => "Freight accrual",
        "invoice_release" => "Invoice release",
        "explanation" => "Words for the customer",
        "outreach_task" => "Task to call the customer",
        "pod_link" => "Link to the proof",
        _ => "Milestone",
    }
}
