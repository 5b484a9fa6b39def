//! Conflicts of names (DOMAIN, "References"): a message claimed a name, a package or a belonging that something else has.
//! Nothing was changed by it, so that each order it touches says so until somebody has found out which is right.

use std::collections::BTreeMap;

use super::Context;
use crate::domain::{event::Raw, fold_input::NameConflict, reason::Exception, view::ActiveException};

/// One exception for each name and pair of things, since it was claimed first; on the one that the scene has, the claimant
/// where it has both.
pub(super) fn standing(context: &Context) -> Vec<ActiveException> {
    let mut first: BTreeMap<_, &NameConflict> = BTreeMap::new();
    for conflict in context.conflicts {
        let key = (conflict.claimant, conflict.holder, conflict.kind, &conflict.reference);
        let kept = first.entry(key).or_insert(conflict);
        if since(conflict) < since(kept) {
            *kept = conflict;
        }
    }
    first.into_values().map(|conflict| exception(context, conflict)).collect()
}

fn since(conflict: &NameConflict) -> (i64, &NameConflict) {
    (conflict.at.micros, conflict)
}

fn exception(context: &Context, conflict: &NameConflict) -> ActiveException {
    let here = context.graph.kind(conflict.claimant).is_some();
    ActiveException {
        exception: Exception::SourceConflict,
        reason: None,
        party: None,
        since: conflict.at,
        place: None,
        source: Some(conflict.source.clone()),
        // The number only: what the other side of the conflict is, its own readers see.
        raw: Some(Raw {
            element: Some(conflict.reference.kind.as_str().to_owned()),
            code: Some(conflict.reference.value.clone()),
            text: None,
        }),
        object: if here { conflict.claimant } else { conflict.holder },
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ORDER, World};
    use crate::domain::{
        fold_input::{ConflictKind, NameConflict},
        id::{EventId, MessageId, ObjectId},
        reason::Exception,
        reference::{ObjectKind, RefKind, Reference},
        time::Moment,
    };

    fn conflict(at: i64, claimant: ObjectId, holder: ObjectId) -> NameConflict {
        NameConflict {
            claimant,
            holder,
            kind: ConflictKind::Place,
            reference: Reference::new(RefKind::Tracking, "UPSN", "1Z1"),
            of: ObjectKind::Package,
            source: "tms".into(),
            subject: None,
            at: Moment { micros: at, offset_seconds: 0, zone_known: true, day_only: false },
            received: at,
            event: EventId { message: MessageId(at), ordinal: 0, generation: 0 },
        }
    }

    #[test]
    fn a_conflict_of_names_stands_on_the_order_since_it_was_first_claimed() {
        let (mut world, shipments) = World::shipped(1);
        let elsewhere = ObjectId(900);
        world.input.conflicts = vec![conflict(20, elsewhere, shipments[0]), conflict(10, elsewhere, shipments[0])];
        let view = world.view();
        let found: Vec<_> = view.exceptions.iter().filter(|e| e.exception == Exception::SourceConflict).collect();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].object, found[0].since.micros), (shipments[0], 10));
        assert_eq!(found[0].raw.as_ref().and_then(|raw| raw.code.as_deref()), Some("1Z1"));
        world.input.conflicts = vec![conflict(10, ORDER, shipments[0])];
        assert_eq!(world.view().exceptions[0].object, ORDER);
        world.input.conflicts.clear();
        assert!(world.view().exceptions.is_empty());
    }
}
