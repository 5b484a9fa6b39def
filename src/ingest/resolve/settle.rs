//! What is said about the graph itself: that things are one, or do not belong together. Facts with a source like any other, so
//! that a replay brings them again.

use std::collections::BTreeSet;

use super::{Over, Placing};
use crate::{
    domain::{
        event::{Event, Merged, Unlinked},
        fold_input::ConflictKind,
        id::ObjectId,
    },
    ingest::snapshot::Joining,
    store::NameKey,
};

impl Placing<'_> {
    /// Everything that the duplicates' names mean becomes `object`. An operator may put together what bears two numbers; nobody
    /// may put together what is two customers'.
    pub(super) fn merge(&mut self, object: ObjectId, event: &Event, merged: &Merged) {
        for (index, reference) in merged.duplicates.iter().enumerate() {
            let path = format!("/duplicates/{index}");
            let key = NameKey::new(event.of, reference);
            let meant = self.snapshot.meant(&key, self.said.when());
            let others: Vec<_> = meant.into_iter().filter(|id| *id != object).collect();
            if others.len() > 1 {
                self.refuse("AMBIGUOUS_REFERENCE", &path, "the number names several things");
                continue;
            }
            let fits = others.iter().all(|other| self.may_be_one(object, *other, &key, &path, reference));
            if fits {
                others.iter().for_each(|other| self.snapshot.absorb(*other, object));
                self.snapshot.name(object, key, reference, &self.said);
            }
        }
        self.snapshot.reconcile(object, &BTreeSet::new());
        self.join_twins(object, event);
    }

    fn may_be_one(
        &mut self,
        object: ObjectId,
        other: ObjectId,
        key: &NameKey,
        path: &str,
        reference: &crate::domain::reference::Reference,
    ) -> bool {
        let kind = match self.snapshot.joining(object, other) {
            Joining::Fits => return true,
            Joining::Refused(ConflictKind::Name) if self.said.source.is_operator() => return true,
            Joining::Refused(kind) => kind,
        };
        let message = match kind {
            ConflictKind::Customers => "these are of two customers and are not put together",
            _ => "these bear different numbers of one kind; only an operator may put them together",
        };
        let reference = reference.clone();
        let over = Over { claimant: object, holder: other, kind, of: key.of, reference, subject: None };
        self.conflict(path, message, over);
        false
    }

    /// Takes back links and names, as far as whoever says it may.
    pub(super) fn unlink(&mut self, object: ObjectId, event: &Event, unlinked: &Unlinked) {
        for (index, reference) in unlinked.names.iter().enumerate() {
            let path = format!("/names/{index}");
            let key = NameKey::new(event.of, reference);
            if event.refs.iter().any(|name| NameKey::new(event.of, name) == key) {
                self.refuse("UNLINK_REFUSED", &path, "it is the name by which the object is meant here");
            } else if self.snapshot.is_said_by_others(object, &key, &self.said.source) {
                self.refuse("UNLINK_REFUSED", &path, "others give it that name too; only an operator may take it");
            } else {
                self.snapshot.disown(object, &key, reference, &self.said);
            }
        }
        self.snapshot.reconcile(object, &BTreeSet::new());
    }
}
