//! What owners say an object is now, section by section.

use std::cmp::Reverse;

use super::Context;
use crate::domain::{event::Body, id::ObjectId, ownership::Section, view::Standing};

/// The section of `object` as its best-ranked system states it; of that system's statements the latest, and of two of
/// the same time the one with the greater key. A statement cannot be later than our hearing of it, so one that claims
/// to come from the future does not stay on top until the future is here.
pub(super) fn section<'a, T: ?Sized>(
    context: &Context<'a>,
    object: ObjectId,
    section: Section,
    pick: impl Fn(&'a Body) -> Option<&'a T>,
) -> Option<&'a T> {
    let facts = context.evidence.about(object).iter().filter(|fact| fact.standing != Standing::Withdrawn);
    facts
        .filter_map(|fact| pick(&fact.told.event.body).map(|said| (fact.told, said)))
        .min_by_key(|(told, _)| {
            let rank = context.ownership.rank(section, &told.source);
            (rank, Reverse(told.at.micros.min(told.received)), Reverse(&told.key))
        })
        .map(|(_, said)| said)
}

/// Whether anybody has stated what `object` is.
pub(super) fn is_stated(context: &Context, object: ObjectId) -> bool {
    let mut facts = context.evidence.about(object).iter();
    facts.any(|fact| fact.standing != Standing::Withdrawn && fact.told.event.body.is_statement())
}
