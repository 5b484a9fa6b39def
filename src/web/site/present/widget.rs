//! The answer for a widget: what the order page says of it, without the evidence.

use app::model::{Choice, Detail, Latest, Mark, Proof, ProofState, Tone, Widget};

use super::{
    Clock, facts, lanes,
    ledger::Ledger,
    logs,
    proof::{self, DocumentLink},
    says, shipments, standing,
};
use crate::{
    domain::{source_health::SourceHealth, summary::Summary, view::View, words::delivery_zone},
    store::OrderDesk,
};

/// How much of what happened is told.
const LATEST: usize = 3;

/// The widget of an order. `page` is the address of its whole page; `link` gives the address that a form opens a
/// document with.
pub fn widget(
    (view, version, sources_health, desk): (&View, u64, &[SourceHealth], &OrderDesk),
    page: String,
    link: DocumentLink<'_>,
    clock: &Clock,
) -> Widget {
    let clock = &clock.of_order(view);
    let there = clock.elsewhere(delivery_zone(view));
    let says = says::says(view, desk, clock);
    let proofs = proof::proofs(view, clock, proof::Links { own: link, customer: &[] });
    let who = facts::who(view);
    Widget {
        order: view.order.to_string(),
        version,
        as_of: clock.time(clock.now()),
        name: who.name,
        customer: who.customer,
        badge: says.badge,
        sentence: says.sentence,
        freshness: facts::freshness(view, sources_health, clock),
        say: says.say,
        told: logs::told(view, clock),
        said: logs::said(view),
        advice: says.advice.into_iter().next(),
        lanes: lanes::lanes(view, &there, view.shipments.iter().map(|one| facts::outcome(view, one, clock)).collect()),
        latest: latest(view, clock),
        proofs_note: proof::note(view, &proofs),
        proofs: proofs.into_iter().filter(worth).collect(),
        page,
    }
}

/// What happened last to the shipment that is still under way, else to the last one.
fn latest(view: &View, clock: &Clock) -> Vec<Latest> {
    let blocks = shipments(view, Detail::Milestones, &Ledger::of(view, false), clock);
    let Some(block) = blocks.first() else { return Vec::new() };
    let rows = block.stages.iter().flat_map(|stage| &stage.rows).filter(|row| row.mark != Mark::Ahead);
    let mut rows: Vec<Latest> = rows
        .filter_map(|row| {
            let text = match &row.detail {
                Some(place) => format!("{}, {place}", row.name),
                None => row.name.clone(),
            };
            let tone = match row.mark {
                Mark::Exception => Tone::Warn,
                Mark::Delivered => Tone::Good,
                Mark::Past | Mark::Ahead => Tone::Idle,
            };
            Some(Latest { at: row.actual.clone()?, text, tone })
        })
        .collect();
    // The rows stand in the order of the way; of what was told for the same minute the farther is the later.
    rows.reverse();
    rows.sort_by(|one, other| other.at.iso.cmp(&one.at.iso));
    rows.truncate(LATEST);
    rows
}

/// "After delivery" is no news in so little room.
fn worth(proof: &Proof) -> bool {
    proof.state != ProofState::AfterDelivery
}

/// An order to choose from several.
pub fn choice(summary: &Summary, clock: &Clock) -> Choice {
    Choice {
        order: summary.order.to_string(),
        number: summary.number.clone(),
        who: summary.customer.clone().or_else(|| summary.consignee.clone()).unwrap_or_default(),
        status: standing::of_summary(summary, clock),
    }
}
