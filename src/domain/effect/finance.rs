//! The financial gate: what posts money or stock, and what it waits for.

use super::{
    EffectKind, GoodsIssueAt, Payload, Unmet,
    desired::{DesiredEffects, Readiness, reached},
    key::{Subject, day},
};
use crate::domain::{
    event::{Content, DocumentKind},
    milestone::Milestone,
    reason::Exception,
    time::Moment,
    view::{DocumentView, ShipmentView, State},
};

/// What keeps money from moving while it stands.
const WRONG: [Exception; 5] =
    [Exception::Damaged, Exception::ShortShipped, Exception::RefusedGoods, Exception::Lost, Exception::SourceConflict];

pub(super) fn wants(wants: &mut DesiredEffects) {
    let view = wants.view;
    for shipment in &view.shipments {
        let carried = Subject::Carried(view.order, shipment.object);
        if wants.policy.effects.goods_issue == GoodsIssueAt::Departure
            && let Some(entry) = reached(&shipment.entries, Milestone::PickedUp)
        {
            post(wants, shipment, EffectKind::GoodsIssue, &carried, entry.at, Vec::new());
        }
        let Some(at) = shipment.delivered_at else { continue };
        let unmet = unmet(wants, shipment);
        if wants.policy.effects.goods_issue == GoodsIssueAt::Proof {
            post(wants, shipment, EffectKind::GoodsIssue, &carried, at, unmet.clone());
        }
        post(wants, shipment, EffectKind::ProofOfDelivery, &carried, at, unmet.clone());
        post(wants, shipment, EffectKind::FreightAccrual, &Subject::Shipment(shipment.object), at, unmet);
        link_proof(wants, shipment, &carried, at);
    }
    release(wants);
}

fn unmet(wants: &DesiredEffects, shipment: &ShipmentView) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    if proof(wants, shipment).is_none() {
        unmet.push(Unmet::NoProof);
    }
    if matches!(shipment.state, State::Returning | State::Returned | State::PartlyReturned) {
        unmet.push(Unmet::GoesBack);
    }
    let standing = shipment.exceptions.iter().chain(&wants.view.exceptions).map(|active| active.exception);
    let mut wrong: Vec<_> = standing.filter(|exception| WRONG.contains(exception)).map(Unmet::Wrong).collect();
    wrong.sort_unstable();
    wrong.dedup();
    unmet.extend(wrong);
    unmet
}

/// The latest proof of delivery of which the bytes can be had. One that names the order alone proves its only shipment.
fn proof<'v>(wants: &DesiredEffects<'v>, shipment: &'v ShipmentView) -> Option<&'v DocumentView> {
    let is_proof = |document: &&DocumentView| {
        document.document == DocumentKind::Pod
            && matches!(document.content, Some(Content::Stored { .. } | Content::Fetch { .. }))
    };
    let own = shipment.documents.iter().filter(is_proof);
    let is_only = wants.view.shipments.len() == 1;
    let of_order = wants.view.documents.iter().filter(is_proof).filter(|_| is_only);
    own.chain(of_order).max_by_key(|document| (document.at.micros, document.event))
}

fn post(
    wants: &mut DesiredEffects,
    shipment: &ShipmentView,
    kind: EffectKind,
    subject: &Subject,
    at: Moment,
    unmet: Vec<Unmet>,
) {
    let said = kind.milestone().filter(|_| kind != EffectKind::ProofOfDelivery);
    let is_done = said.is_some_and(|milestone| {
        reached(&shipment.entries, milestone).or_else(|| reached(&wants.view.entries, milestone)).is_some()
    });
    let readiness = if is_done {
        Readiness::Done
    } else if unmet.is_empty() {
        let signed_by = proof(wants, shipment).and_then(|document| document.signed_by.clone());
        let signed_by = signed_by.filter(|_| kind == EffectKind::ProofOfDelivery);
        Readiness::Due(Payload::Posting { about: wants.about(Some(shipment)), at, signed_by })
    } else {
        Readiness::Waits(unmet)
    };
    wants.add(kind, subject, &day(at), readiness);
}

fn link_proof(wants: &mut DesiredEffects, shipment: &ShipmentView, carried: &Subject, at: Moment) {
    let Some(document) = proof(wants, shipment) else { return };
    let payload = Payload::PodLink {
        about: wants.about(Some(shipment)),
        document: document.event,
        signed_by: document.signed_by.clone(),
    };
    wants.add(EffectKind::PodLink, carried, &day(at), Readiness::Due(payload));
}

/// The invoice goes out when every shipment that is still meant to arrive has arrived with proof, and nothing is missing.
fn release(wants: &mut DesiredEffects) {
    let view = wants.view;
    let live = || view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled);
    let Some(last) = live().filter_map(|shipment| shipment.delivered_at).max_by_key(|at| at.micros) else { return };
    if live().any(|shipment| shipment.delivered_at.is_none()) || view.state == State::PartlyDelivered {
        return;
    }
    let is_done = reached(&view.entries, Milestone::InvoiceReleased).is_some()
        || live().any(|shipment| reached(&shipment.entries, Milestone::InvoiceReleased).is_some());
    let mut waits: Vec<Unmet> = live().flat_map(|shipment| unmet(wants, shipment)).collect();
    waits.sort_unstable();
    waits.dedup();
    let readiness = if is_done {
        Readiness::Done
    } else if waits.is_empty() {
        Readiness::Due(Payload::Posting { about: wants.about(None), at: last, signed_by: None })
    } else {
        Readiness::Waits(waits)
    };
    wants.add(EffectKind::InvoiceRelease, &Subject::Order(view.order), &day(last), readiness);
}
