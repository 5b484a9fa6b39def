//! Rule 4: who has the word on what happened.
//!
//! A happening belongs to a group of milestones ([`StatusDomain`]), and the ownership table ranks the systems for each group.
//! Of an object, and of the objects with which it shares its way ([`Graph::around`]), the best-ranked system that has spoken
//! has the word; what systems of a lower rank assert there is kept as [`EventStatus::Evidence`]: it stands on the timeline, marked,
//! and moves no headline. Where no owner has spoken, the best-ranked speaker counts: a gap is filled, and the filling gives
//! way once the owner speaks, whichever of them we heard first.
//!
//! *Has spoken* is asked of all groups that one system carries out together: transport, delivery and return are one sphere,
//! for a carrier that tells of a hub has been heard on whether the goods are delivered (not yet). So an ERP that says
//! "shipped" when the picking closes, or "delivered" while the carrier still scans, moves nothing once the TMS has booked or
//! the carrier scanned. Estimates, plans and what took place are asked apart: an estimate is no word on what happened.
//!
//! An order is called off by those who sell alone: who moves or stores the goods calls off their part of it (a label, a booking),
//! and the order stands.
//!
//! Exceptions are not ranked. Whoever reports damage is worth hearing; they stand until they are overcome.

use std::collections::{BTreeMap, BTreeSet};

use super::{evidence::Fact, graph::Graph};
use crate::domain::{
    id::{ObjectId, SourceId},
    milestone::{Classifier, Milestone},
    ownership::{Ownership, StatusDomain, System},
    reference::ObjectKind,
    view::EventStatus,
};

/// Groups of milestones that one system carries out together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sphere {
    Order,
    Warehouse,
    Execution,
    Documents,
    Finance,
}

impl Sphere {
    pub fn of(milestone: Milestone, kind: ObjectKind) -> Option<Self> {
        StatusDomain::of(milestone, kind).map(Self::from)
    }
}

impl From<StatusDomain> for Sphere {
    fn from(domain: StatusDomain) -> Self {
        match domain {
            StatusDomain::Order => Self::Order,
            StatusDomain::Warehouse => Self::Warehouse,
            StatusDomain::Transport | StatusDomain::Delivery | StatusDomain::Return => Self::Execution,
            StatusDomain::Documents => Self::Documents,
            StatusDomain::Finance => Self::Finance,
        }
    }
}

/// Who has spoken of what.
type Spoken<'a> = BTreeMap<(Sphere, Classifier, ObjectId), BTreeSet<&'a SourceId>>;

/// Marks as evidence what systems assert that have not the word.
pub(super) fn set_aside(facts: &mut [Fact], graph: &Graph, ownership: &Ownership) {
    let spoken = spoken(facts);
    for fact in facts.iter_mut().filter(|fact| fact.status == EventStatus::Counts) {
        let Some((domain, classifier)) = said(fact) else { continue };
        let rank = ownership.rank(domain, &fact.received.source);
        let calls_off_order = domain == StatusDomain::Order && is_calling_off(fact);
        let may_not_cancel = calls_off_order && !sells(ownership, &fact.received.source);
        let has_better = || best(&spoken, graph, ownership, fact.received.object, (domain, classifier)) < Some(rank);
        if rank > 0 && (may_not_cancel || has_better()) {
            fact.status = EventStatus::Evidence;
        }
    }
}

fn is_calling_off(fact: &Fact) -> bool {
    let cancelled = fact.milestone().is_some_and(|said| said.milestone == Milestone::Cancelled);
    cancelled && fact.received.event.of == ObjectKind::Order
}

fn sells(ownership: &Ownership, source: &SourceId) -> bool {
    matches!(ownership.system(source), Some(System::Erp | System::Storefront | System::Crm))
}

fn said(fact: &Fact) -> Option<(StatusDomain, Classifier)> {
    let said = fact.milestone()?;
    Some((StatusDomain::of(said.milestone, fact.received.event.of)?, said.classifier))
}

fn spoken<'a>(facts: &[Fact<'a>]) -> Spoken<'a> {
    let mut spoken = Spoken::new();
    for fact in facts.iter().filter(|fact| fact.status == EventStatus::Counts) {
        if let Some((domain, classifier)) = said(fact) {
            spoken.entry((domain.into(), classifier, fact.received.object)).or_default().insert(&fact.received.source);
        }
    }
    spoken
}

/// The best rank among those who have spoken around `object`.
fn best(
    spoken: &Spoken,
    graph: &Graph,
    ownership: &Ownership,
    object: ObjectId,
    (domain, classifier): (StatusDomain, Classifier),
) -> Option<usize> {
    let around = graph.around(object);
    let sources = around.into_iter().filter_map(|near| spoken.get(&(domain.into(), classifier, near)));
    sources.flatten().map(|source| ownership.rank(domain, source)).min()
}
