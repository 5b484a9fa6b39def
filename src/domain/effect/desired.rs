//! What the systems should know by now, judging by one view.

use std::collections::BTreeMap;

use super::{
    EffectKey, EffectKind, Payload, finance,
    key::{Destination, Subject},
    request, transport, trouble,
};
use crate::domain::{
    effect::About,
    id::SourceId,
    milestone::{Classifier, Milestone},
    ownership::Ownership,
    policy::Policy,
    reason::Exception,
    time::Moment,
    view::{Entry, EntryKind, EventStatus, ShipmentView, View},
};

/// When stock leaves the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GoodsIssueAt {
    /// When the delivery is proven.
    #[default]
    Proof,
    /// When the carrier has the goods.
    Departure,
}

/// What may be tuned about effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EffectPolicy {
    /// When goods issue posts.
    pub goods_issue: GoodsIssueAt,
}

/// A precondition that is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unmet {
    /// The order is blocked.
    Blocked,
    /// Nobody says where it ships from.
    NoShipFrom,
    /// Nobody says where it goes.
    NoShipTo,
    /// Nobody says what was ordered.
    NoLines,
    /// A quantity that was ordered cannot be read.
    QuantityUnknown,
    /// No proof of delivery is here.
    NoProof,
    /// Something is wrong with the goods.
    Wrong(Exception),
    /// The goods are on their way back.
    GoesBack,
    /// Another shipment of the order is not delivered with proof.
    Others,
}

impl Unmet {
    /// What is missing, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Blocked => "the order is blocked",
            Self::NoShipFrom => "nobody says where it ships from",
            Self::NoShipTo => "nobody says where it goes",
            Self::NoLines => "nobody says what was ordered",
            Self::QuantityUnknown => "an ordered quantity cannot be read",
            Self::NoProof => "no proof of delivery is here",
            Self::Wrong(Exception::Damaged) => "damage is reported",
            Self::Wrong(Exception::ShortShipped) => "units are missing",
            Self::Wrong(Exception::RefusedGoods) => "the goods were refused",
            Self::Wrong(Exception::Lost) => "the goods are lost",
            Self::Wrong(_) => "sources contradict each other",
            Self::GoesBack => "the goods are on their way back",
            Self::Others => "another shipment is not delivered with proof",
        }
    }
}

/// One thing that one system should know.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredEffect {
    /// The key, before any repetition after a reversal.
    pub key: EffectKey,
    /// What sort.
    pub kind: EffectKind,
    /// How it stands with it.
    pub readiness: Readiness,
}

/// Whether it may be sent.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there are few at a time, and not for long")]
pub enum Readiness {
    /// It may.
    Due(Payload),
    /// It waits for these.
    Waits(Vec<Unmet>),
    /// The system says itself that it has been done.
    Done,
}

/// What is gathered, and what it is judged by.
pub(super) struct DesiredEffects<'a> {
    pub view: &'a View,
    pub ownership: &'a Ownership,
    pub policy: &'a Policy,
    all: BTreeMap<EffectKey, DesiredEffect>,
}

impl<'a> DesiredEffects<'a> {
    pub fn of(view: &'a View, ownership: &'a Ownership, policy: &'a Policy) -> Self {
        Self { view, ownership, policy, all: BTreeMap::new() }
    }

    /// Each key once, in the order of the keys.
    pub fn into_all(self) -> Vec<DesiredEffect> {
        self.all.into_values().collect()
    }

    pub fn add(&mut self, kind: EffectKind, subject: &Subject, version: &str, readiness: Readiness) {
        let key = EffectKey::new(kind, subject, version);
        self.all.entry(key.clone()).or_insert(DesiredEffect { key, kind, readiness });
    }

    /// Whether a source is a system of this destination: it is not told what it said itself.
    pub fn is_own(&self, destination: Destination, source: &SourceId) -> bool {
        self.ownership.system(source) == Some(destination.system())
    }

    pub fn about(&self, shipment: Option<&ShipmentView>) -> About {
        About {
            order: self.view.refs.first().cloned(),
            shipment: shipment.and_then(|shipment| shipment.refs.first().cloned()),
        }
    }
}

/// Everything that the systems should know of an order by now, each key once, in the order of the keys.
pub fn wanted(view: &View, ownership: &Ownership, policy: &Policy) -> Vec<DesiredEffect> {
    let mut wants = DesiredEffects::of(view, ownership, policy);
    request::wants(&mut wants);
    transport::wants(&mut wants);
    trouble::wants(&mut wants);
    finance::wants(&mut wants);
    wants.into_all()
}

/// The latest entry that says a milestone was reached.
pub(super) fn reached(entries: &[Entry], milestone: Milestone) -> Option<&Entry> {
    told(entries, milestone).max_by_key(|entry| (entry.at.micros, entry.event))
}

/// The entry that says a milestone was reached at that time.
pub(super) fn reached_at(entries: &[Entry], milestone: Milestone, at: Moment) -> Option<&Entry> {
    told(entries, milestone).find(|entry| entry.at == at)
}

/// The first entry that says a milestone was reached.
pub(super) fn first_reached(entries: &[Entry], milestone: Milestone) -> Option<&Entry> {
    told(entries, milestone).min_by_key(|entry| (entry.at.micros, entry.event))
}

fn told(entries: &[Entry], milestone: Milestone) -> impl Iterator<Item = &Entry> {
    entries.iter().filter(move |entry| {
        let said = match &entry.what {
            EntryKind::Milestone { milestone: said, classifier: Classifier::Actual, .. } => Some(*said),
            _ => None,
        };
        entry.status == EventStatus::Counts && said == Some(milestone)
    })
}
