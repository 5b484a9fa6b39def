//! Destinations that refused what they were told, or took it late.

use std::collections::BTreeMap;

use super::{Watch, Where, at_once, exception};
use crate::domain::{
    calendar::{Counting, Whose},
    event::Raw,
    fold::{Context, ledger::Answer},
    reason::Exception,
};

/// The refusals that stand: nothing later was taken under the same key.
pub(super) fn refused(context: &Context) -> Vec<Watch> {
    let refusals = context.ledger.answers().iter().filter(|answer| !answer.ack.ok);
    let watch = |answer: &Answer| {
        let mut active = exception(Exception::WriteFailed, answer.object, answer.received.at);
        active.raw = Some(Raw {
            element: Some(answer.ack.destination.clone()),
            code: answer.ack.code.clone(),
            text: answer.ack.message.clone(),
        });
        at_once(active)
    };
    refusals.map(watch).collect()
}

/// Of each destination the latest answer, when it came later than the policy allows after we heard of the milestone.
pub(super) fn late(context: &Context, place: &Where) -> Vec<Watch> {
    let mut latest: BTreeMap<&str, &Answer> = BTreeMap::new();
    for answer in context.ledger.answers().iter().filter(|answer| answer.ack.ok && answer.milestone.is_some()) {
        latest.insert(&answer.ack.destination, answer);
    }
    let watch = |answer: &Answer| {
        let around = context.graph.around(answer.object);
        let facts =
            context.evidence.all().iter().filter(|fact| fact.counts() && around.contains(&fact.received.object));
        let received =
            facts.filter(|fact| fact.actual_or_side().is_some_and(|milestone| Some(milestone) == answer.milestone));
        let heard = received.map(|fact| fact.received.received_at).min()?;
        let due = place.after(context, heard, context.policy.known_within, Whose::Country, Counting::WholeDays)?;
        (answer.received.at.micros > due)
            .then(|| at_once(exception(Exception::SlaBreach, answer.object, answer.received.at)))
    };
    latest.into_values().filter_map(watch).collect()
}
