//! Which object some names mean together.

use std::collections::BTreeSet;

use super::{Over, Placing, codes};
use crate::{
    domain::{
        fold_input::ConflictKind,
        id::ObjectId,
        reference::{ObjectKind, Reference},
    },
    ingest::snapshot::Joining,
    store::{NameKey, Refused},
};

/// What a name leads to, and the name.
type Led = (ObjectId, NameKey);

impl Placing<'_> {
    /// The object that these names mean, made where there is none. Names that it does not bear yet become its own.
    pub(super) fn identify(&mut self, of: ObjectKind, refs: &[Reference], path: &str) -> Result<ObjectId, Refused> {
        let usable = refs.iter().filter(|reference| of.is_named_by(reference.kind) && reference.problem().is_none());
        let keys: Vec<_> = usable.map(|reference| (NameKey::new(of, reference), reference)).collect();
        if keys.is_empty() {
            let message = format!("none of the references names a {}", of.as_str());
            return Err(codes::refused("NO_NAME", path, &message));
        }
        let (own, strangers) = self.by_own_names(&keys);
        let object = match self.meaning(&own, &keys, path)? {
            Some(object) => object,
            None => self.snapshot.create(of).ok_or_else(|| {
                codes::refused("TOO_MANY_OBJECTS", path, "the message names more objects than one message may")
            })?,
        };
        for (holder, key) in strangers {
            self.over_name(path, (object, holder), ConflictKind::Name, (&key, &keys));
        }
        let when = self.said.when();
        for (key, reference) in keys {
            // A name that is not shared stays with whom it names already; `name` itself knows one that the object bears.
            let taken = !key.kind.is_shared() && self.snapshot.meant(&key, when).iter().any(|other| *other != object);
            if !taken && !self.snapshot.is_disowned(object, &key, when) {
                self.snapshot.name(object, key, reference, &self.said);
            }
        }
        Ok(object)
    }

    fn meaning(
        &mut self,
        own: &[Led],
        keys: &[(NameKey, &Reference)],
        path: &str,
    ) -> Result<Option<ObjectId>, Refused> {
        let Some((first, _)) = own.first() else { return self.by_shared_names(keys, path) };
        let ids: Vec<ObjectId> = own.iter().map(|(id, _)| *id).collect();
        // Something is known of it: what only has a number is taken for that.
        let kept = ids.iter().copied().find(|id| !self.snapshot.is_bare(*id)).filter(|_| self.snapshot.is_bare(*first));
        let kept = kept.unwrap_or(*first);
        for (other, key) in own.iter().filter(|(id, _)| *id != kept) {
            match self.snapshot.joining(kept, *other) {
                Joining::Fits => self.snapshot.absorb(*other, kept),
                Joining::Refused(kind) => self.over_name(path, (kept, *other), kind, (key, keys)),
            }
        }
        Ok(Some(kept))
    }

    /// Two things are claimed to be one over a name.
    fn over_name(
        &mut self,
        path: &str,
        (claimant, holder): (ObjectId, ObjectId),
        kind: ConflictKind,
        (key, keys): (&NameKey, &[(NameKey, &Reference)]),
    ) {
        let Some((_, reference)) = keys.iter().find(|(have, _)| have == key) else { return };
        let message = match kind {
            ConflictKind::Customers => "these numbers name things of two customers",
            _ => "these numbers name different things already",
        };
        let over = Over { claimant, holder, kind, of: key.of, reference: (*reference).clone(), subject: None };
        self.conflict(path, message, over);
    }

    /// What the names that are one thing's alone lead to at this time, the best name's meaning first, each with the name that
    /// leads there; and apart from these the orders that bear another number where one of these names is: they are others. A name
    /// that was taken from the first of them does not count.
    fn by_own_names(&self, keys: &[(NameKey, &Reference)]) -> (Vec<Led>, Vec<Led>) {
        let when = self.said.when();
        let mut found: Vec<Led> = Vec::new();
        for (key, _) in keys.iter().filter(|(key, _)| !key.kind.is_shared()) {
            let disowned = found.first().is_some_and(|(first, _)| self.snapshot.is_disowned(*first, key, when));
            for id in self.snapshot.meant(key, when).into_iter().filter(|_| !disowned) {
                if found.iter().all(|(known, _)| *known != id) {
                    found.push((id, key.clone()));
                }
            }
        }
        found.into_iter().partition(|(id, _)| !self.is_another(*id, keys))
    }

    /// Whether an order bears a number of a kind and scope of which these names have others only. Parcels are labelled anew and
    /// shipments booked anew, but an order's number stays its own.
    fn is_another(&self, id: ObjectId, keys: &[(NameKey, &Reference)]) -> bool {
        if self.snapshot.of(id) != Some(ObjectKind::Order) {
            return false;
        }
        let bears_one_like = |key: &NameKey| {
            let alike = keys.iter().filter(|(other, _)| (other.kind, &other.scope) == (key.kind, &key.scope));
            alike.into_iter().any(|(other, _)| self.snapshot.bears(id, other))
        };
        keys.iter().any(|(key, _)| self.snapshot.contradicts(id, key) && !bears_one_like(key))
    }

    /// A shared number counts where no number of its own leads anywhere, and only towards what does not contradict those.
    fn by_shared_names(&self, keys: &[(NameKey, &Reference)], path: &str) -> Result<Option<ObjectId>, Refused> {
        let own: Vec<_> = keys.iter().filter(|(key, _)| !key.kind.is_shared()).collect();
        let shared = keys.iter().filter(|(key, _)| key.kind.is_shared());
        let candidates: BTreeSet<_> = shared
            .flat_map(|(key, _)| self.snapshot.meant(key, self.said.when()))
            .filter(|id| !own.iter().any(|(key, _)| self.snapshot.contradicts(*id, key)))
            .collect();
        if candidates.len() > 1 && own.is_empty() {
            let message = format!("the number names {} things", candidates.len());
            return Err(codes::refused("AMBIGUOUS_REFERENCE", path, &message));
        }
        Ok(candidates.into_iter().next())
    }
}
