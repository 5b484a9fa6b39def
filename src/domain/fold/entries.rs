//! The rows of a timeline: milestones on every track, exceptions, unmapped codes; also what is withdrawn or skewed.

use super::evidence::Fact;
use crate::domain::{
    event::Body,
    view::{Entry, EntryKind},
};

/// The rows that `facts` make, in their order (oldest first).
pub(super) fn of(facts: &[Fact]) -> Vec<Entry> {
    facts.iter().filter_map(entry).collect()
}

fn entry(fact: &Fact) -> Option<Entry> {
    let told = fact.told;
    let what = match &told.event.body {
        Body::Milestone(said) => EntryKind::Milestone {
            milestone: said.milestone,
            classifier: said.classifier,
            extent: said.extent,
            from: said.expected.as_ref().and_then(|expected| expected.from),
            to: said.expected.as_ref().and_then(|expected| expected.to),
        },
        Body::Exception(said) => EntryKind::Exception {
            exception: said.exception,
            reason: said.reason,
            party: said.party.or(said.reason.map(crate::domain::reason::Reason::party)),
        },
        _ => return None,
    };
    Some(Entry {
        event: told.id,
        object: told.object,
        of: told.event.of,
        what,
        at: told.at,
        received: told.received,
        place: told.event.place.clone(),
        source: told.source.clone(),
        raw: told.event.raw.clone(),
        witnesses: Vec::new(),
        standing: fact.standing,
    })
}
