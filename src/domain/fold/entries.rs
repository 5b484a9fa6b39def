//! The rows of a timeline: milestones on every track, exceptions, unmapped codes; also what is withdrawn, skewed or evidence.
//! What several tell is one row with its witnesses (rule 9).

use std::collections::BTreeSet;

use super::{Context, evidence::Fact};
use crate::domain::{
    event::Body,
    id::EventId,
    milestone::Milestone,
    reason::Reason,
    view::{Entry, EntryKind, Witness},
};

/// The rows that `facts` make, in their order (oldest first). `returns`: those that tell of a delivery and are the end of a
/// way back.
pub(super) fn of(context: &Context, facts: &[Fact], returns: &BTreeSet<EventId>) -> Vec<Entry> {
    facts.iter().filter(|fact| !fact.is_witness).filter_map(|fact| entry(context, fact, returns)).collect()
}

fn entry(context: &Context, fact: &Fact, returns: &BTreeSet<EventId>) -> Option<Entry> {
    let received = fact.received;
    let what = match &received.event.body {
        Body::Milestone(said) => EntryKind::Milestone {
            milestone: if returns.contains(&received.id) { Milestone::Returned } else { said.milestone },
            classifier: said.classifier,
            extent: said.extent,
            from: said.expected.as_ref().and_then(|expected| expected.from),
            to: said.expected.as_ref().and_then(|expected| expected.to),
        },
        Body::Exception(said) => EntryKind::Exception {
            exception: said.exception,
            reason: said.reason,
            party: said.party.or(said.reason.map(Reason::party)),
            resolved: said.resolved,
        },
        _ => return None,
    };
    let others = context.evidence.witnesses(received.id);
    let witness = |other: &&crate::domain::fold_input::ReceivedEvent| Witness {
        source: other.source.clone(),
        received: other.received_at,
    };
    Some(Entry {
        event: received.id,
        object: received.object,
        of: received.event.of,
        what,
        at: received.at,
        received: others.iter().map(|other| other.received_at).fold(received.received_at, i64::min),
        place: fact.place.cloned(),
        source: received.source.clone(),
        raw: received.event.raw.clone(),
        witnesses: others.iter().map(witness).collect(),
        status: fact.status,
        logical: fact.milestone().is_some_and(|said| said.logical),
        known: context.ledger.of(context, fact),
    })
}
