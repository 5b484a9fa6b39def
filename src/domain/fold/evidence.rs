//! The facts: every event once, with how it stands, in the order of time.

use std::collections::{BTreeMap, BTreeSet};

use super::{authority, estimates, graph::Graph, retraction::withdrawn, witnesses};
use crate::domain::{
    event::{Body, ExceptionEvent, MilestoneEvent, Place},
    fold_input::ReceivedEvent,
    id::{EventId, ObjectId},
    milestone::{Classifier, Milestone, Track},
    ownership::Ownership,
    policy::Policy,
    view::EventStatus,
};

/// One event, told at least once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fact<'a> {
    pub received: &'a ReceivedEvent,
    pub status: EventStatus,
    /// Another fact tells this happening already (rule 9): it is its witness and no row or step of its own.
    pub is_witness: bool,
    /// Where it happened; of what several tell, the first place that one of them knows.
    pub place: Option<&'a Place>,
}

/// By what happenings are ordered: when they happened, how far they are on the way, which event it is (rule 1).
pub(super) type Order = (i64, u8, EventId);

impl<'a> Fact<'a> {
    pub fn order(&self) -> Order {
        let progress = self.milestone().map_or(0, |said| said.milestone.progress());
        (self.received.at.micros, progress, self.received.id)
    }

    pub fn milestone(&self) -> Option<&'a MilestoneEvent> {
        match &self.received.event.body {
            Body::Milestone(said) => Some(said),
            _ => None,
        }
    }

    pub fn exception(&self) -> Option<&'a ExceptionEvent> {
        match &self.received.event.body {
            Body::Exception(said) => Some(said),
            _ => None,
        }
    }

    /// Neither withdrawn, nor from the future, nor said by one who has not the word.
    pub fn counts(&self) -> bool {
        self.status == EventStatus::Counts
    }

    /// Its sender took it back.
    pub fn is_withdrawn(&self) -> bool {
        self.status == EventStatus::Withdrawn
    }

    /// A happening that may move a headline: actual, on the way from order to delivery, and it counts.
    pub fn progress(&self) -> Option<&'a MilestoneEvent> {
        self.actual().filter(|_| self.counts() && !self.is_witness)
    }

    /// What took place, on any track.
    pub fn actual_or_side(&self) -> Option<crate::domain::milestone::Milestone> {
        self.milestone().filter(|said| said.classifier == Classifier::Actual).map(|said| said.milestone)
    }

    /// A happening on the way from order to delivery, however it stands.
    pub fn actual(&self) -> Option<&'a MilestoneEvent> {
        let said = self.milestone()?;
        (said.classifier == Classifier::Actual && said.milestone.track() == Track::Progress).then_some(said)
    }
}

/// All facts of a scene, sorted by [`Order`].
pub(super) struct Evidence<'a> {
    facts: Vec<Fact<'a>>,
    by_object: BTreeMap<ObjectId, Vec<Fact<'a>>>,
    witnesses: BTreeMap<EventId, Vec<&'a ReceivedEvent>>,
}

impl<'a> Evidence<'a> {
    pub fn of(events: &'a [ReceivedEvent], graph: &Graph, ownership: &Ownership, policy: &Policy) -> Self {
        let received = once_each(events);
        let withdrawn = withdrawn(&received);
        let mut facts: Vec<Fact<'a>> = received
            .into_iter()
            .zip(withdrawn)
            .map(|(received, withdrawn)| Fact {
                received,
                status: standing(received, withdrawn, policy),
                is_witness: false,
                place: received.event.place.as_ref(),
            })
            .collect();
        facts.sort_by_key(Fact::order);
        authority::set_aside(&mut facts, graph, ownership);
        let witnesses = witnesses::join(&mut facts, graph, policy);
        let mut by_object: BTreeMap<ObjectId, Vec<Fact<'a>>> = BTreeMap::new();
        for fact in &facts {
            by_object.entry(fact.received.object).or_default().push(*fact);
        }
        Self { facts, by_object, witnesses }
    }

    /// Everything, oldest first.
    pub fn all(&self) -> &[Fact<'a>] {
        &self.facts
    }

    /// Who else told the happening of which `event` speaks.
    pub fn witnesses(&self, event: EventId) -> &[&'a ReceivedEvent] {
        self.witnesses.get(&event).map_or(&[], Vec::as_slice)
    }

    /// What was said of one object, oldest first.
    pub fn about(&self, object: ObjectId) -> &[Fact<'a>] {
        self.by_object.get(&object).map_or(&[], Vec::as_slice)
    }

    /// What was said of several objects, oldest first, each fact once.
    pub fn about_all(&self, objects: impl IntoIterator<Item = ObjectId>) -> Vec<Fact<'a>> {
        let mut facts: Vec<Fact<'a>> = objects.into_iter().flat_map(|object| self.about(object)).copied().collect();
        facts.sort_by_key(Fact::order);
        facts.dedup_by_key(|fact| fact.received.id);
        facts
    }
}

/// The first telling of each key: received earliest, ties by the smaller event identity.
fn once_each(events: &[ReceivedEvent]) -> Vec<&ReceivedEvent> {
    let mut first: BTreeMap<_, &ReceivedEvent> = BTreeMap::new();
    for received in events {
        let kept = first.entry(&received.key).or_insert(received);
        if (received.received_at, received.id) < (kept.received_at, kept.id) {
            *kept = received;
        }
    }
    without_twins(first.into_values().collect())
}

/// Of a happening that its source told with and without its hour, the one with it.
fn without_twins(received: Vec<&ReceivedEvent>) -> Vec<&ReceivedEvent> {
    if received.iter().all(|received| !received.at.day_only) {
        return received;
    }
    let what = |received: &ReceivedEvent| {
        let said = match &received.event.body {
            Body::Milestone(said) => format!("{}/{:?}", said.milestone, said.classifier),
            Body::Exception(said) => format!("{}/{:?}/{}", said.exception, said.reason, said.resolved),
            _ => return None,
        };
        let code = received.event.raw.as_ref().and_then(|raw| raw.code.clone());
        Some((received.source.clone(), received.object, received.at.local().date(), said, code))
    };
    let timed: BTreeSet<_> =
        received.iter().filter(|received| !received.at.day_only).filter_map(|received| what(received)).collect();
    let is_twin =
        |received: &ReceivedEvent| received.at.day_only && what(received).is_some_and(|what| timed.contains(&what));
    received.into_iter().filter(|received| !is_twin(received)).collect()
}

fn standing(received: &ReceivedEvent, withdrawn: bool, policy: &Policy) -> EventStatus {
    if withdrawn {
        EventStatus::Withdrawn
    } else if received.at.micros > policy.latest_credible(received.received_at, received.at.zone_known) {
        EventStatus::ClockSkew
    } else if estimates::is_implausible(received, policy) || is_logical(received) {
        EventStatus::Evidence
    } else {
        EventStatus::Counts
    }
}

/// A conclusion of the sender's system about where the goods are. What needs no goods (a booking, calling off) counts all the same.
fn is_logical(received: &ReceivedEvent) -> bool {
    let Body::Milestone(said) = &received.event.body else { return false };
    let of_goods = said.milestone.is_movement()
        || matches!(
            said.milestone,
            Milestone::ArrivedPickup | Milestone::Loaded | Milestone::PickedUp | Milestone::Returned
        );
    said.logical && said.classifier == Classifier::Actual && of_goods
}
