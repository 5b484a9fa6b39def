//! What is taken back: names that were given wrongly, and everything that only a message said which is read anew.

use std::collections::BTreeSet;

use super::GraphSnapshot;
use crate::{
    domain::{
        event::{Body, Event},
        fold_input::{NameConflict, ReceivedEvent},
        id::{EventId, MessageId, ObjectId},
        reference::{ObjectKind, Reference},
    },
    ingest::resolve::names_of,
    store::NameKey,
};

impl GraphSnapshot {
    /// Forgets what a message said: its events, and the names, links and conflicts that only they made. Gives the objects its
    /// events were told of. What it joined stays joined: that two things are one is not unsaid by reading a message again.
    pub fn forget(&mut self, message: MessageId) -> BTreeSet<ObjectId> {
        let gone = self.withdraw(message, &BTreeSet::new());
        self.clear(&gone);
        gone.into_iter().map(|received| received.object).collect()
    }

    /// The first half of forgetting: the events of a message but for those that it tells again, and the conflicts it made. What is
    /// read anew is put into the world next, while names and links still lead where they did; [`Self::clear`] ends it. Gives
    /// what is gone.
    pub fn withdraw(&mut self, message: MessageId, kept: &BTreeSet<EventId>) -> Vec<ReceivedEvent> {
        let goes = |received: &ReceivedEvent| received.id.message == message && !kept.contains(&received.id);
        let mut all = Vec::new();
        for id in self.objects_of(message) {
            let Some(events) = self.events.get_mut(&id) else { continue };
            let (gone, kept): (Vec<ReceivedEvent>, Vec<ReceivedEvent>) =
                std::mem::take(events).into_iter().partition(goes);
            *events = kept;
            for received in &gone {
                self.keys.remove(&received.key);
                self.fresh.gone.events.push(received.id);
                self.touch(id);
            }
            all.extend(gone);
        }
        self.settle(|conflict| conflict.event.message == message);
        all
    }

    /// The second half of forgetting: names and links that only these events gave.
    pub fn clear(&mut self, gone: &[ReceivedEvent]) {
        let objects: BTreeSet<ObjectId> = gone.iter().map(|received| self.now(received.object)).collect();
        for id in objects {
            self.reconcile(id, &BTreeSet::new());
        }
        let names: BTreeSet<NameKey> = gone.iter().flat_map(|received| names_of(&received.event)).collect();
        for key in names {
            for bearer in self.named(&key) {
                if !self.is_said(bearer, &key) {
                    self.unname(bearer, &key);
                }
            }
        }
    }

    /// Whether nothing is left of an object: no name, no event, no link.
    pub fn is_nothing(&self, id: ObjectId) -> bool {
        self.nodes.get(&id).is_some_and(|node| node.names.is_empty())
            && self.events.get(&id).is_none_or(Vec::is_empty)
            && self.touching(id).is_empty()
            && !self.conflicts.values().any(|conflict| [conflict.claimant, conflict.holder].contains(&id))
    }

    fn objects_of(&self, message: MessageId) -> BTreeSet<ObjectId> {
        let said = |events: &Vec<ReceivedEvent>| events.iter().any(|received| received.id.message == message);
        self.events.iter().filter(|(_, events)| said(events)).map(|(id, _)| *id).collect()
    }

    /// Whether any event gives the object that name: one told of it, or one that links it.
    fn is_said(&self, id: ObjectId, key: &NameKey) -> bool {
        let linked = self.touching(id).into_iter().flat_map(|row| [row.from, row.to]);
        let around: BTreeSet<ObjectId> = linked.chain([id]).collect();
        let mut events = around.iter().filter_map(|id| self.events.get(id)).flatten();
        events.any(|received| {
            names_of(&received.event).contains(key) && (received.object == id || !is_own(&received.event, key))
        })
    }

    fn unname(&mut self, id: ObjectId, key: &NameKey) {
        self.touch(id);
        if let Some(bearers) = self.by_name.get_mut(key) {
            bearers.remove(&id);
        }
        if let Some(node) = self.nodes.get_mut(&id) {
            node.names.retain(|name| name.key != *key);
        }
        self.fresh.names.retain(|name| name.object != id || name.key != *key);
        self.fresh.gone.names.push((key.clone(), id));
        self.settle(|conflict| conflict.holder == id && NameKey::new(conflict.of, &conflict.reference) == *key);
    }

    /// The name is not `id`'s: it goes to an object of its own, with what was told under it alone and with the links that others
    /// make by it. Gives that object; `None` when `id` does not bear it, or numbers for objects have run out.
    pub fn disown(
        &mut self,
        id: ObjectId,
        key: &NameKey,
        reference: &Reference,
        said: &super::Provenance,
    ) -> Option<ObjectId> {
        if !self.bears(id, key) {
            return None;
        }
        let other = self.create(self.of(id)?)?;
        let rows = self.touching(id);
        self.touch(id);
        self.unname(id, key);
        self.name(other, key.clone(), reference, said);
        self.hand_over(id, other, key);
        let makers: BTreeSet<ObjectId> = rows.iter().map(|row| row.from).filter(|from| *from != id).collect();
        let targets: BTreeSet<ObjectId> = rows.iter().map(|row| row.to).filter(|to| *to != id).collect();
        self.reconcile(id, &BTreeSet::new());
        self.reconcile(other, &targets);
        for maker in makers {
            self.reconcile(maker, &BTreeSet::from([other]));
        }
        Some(other)
    }

    /// Moves what was told of `id` under no name that it still bears.
    fn hand_over(&mut self, id: ObjectId, other: ObjectId, key: &NameKey) {
        let theirs = |received: &ReceivedEvent| {
            let own = |reference: &Reference| NameKey::new(received.event.of, reference);
            let names = || received.event.refs.iter().map(own);
            names().any(|name| name == *key) && !names().any(|name| self.bears(id, &name))
        };
        let events = self.events.get(&id).cloned().unwrap_or_default();
        let (mut moved, kept): (Vec<ReceivedEvent>, Vec<ReceivedEvent>) = events.into_iter().partition(theirs);
        self.events.insert(id, kept);
        for received in &mut moved {
            received.object = other;
            match self.fresh.events.iter_mut().find(|event| event.id == received.id) {
                Some(event) => event.object = other,
                None => self.fresh.gone.moved.push((received.id, other)),
            }
        }
        self.events.entry(other).or_default().extend(moved);
    }

    /// Ends conflicts.
    pub(super) fn settle(&mut self, over: impl Fn(&NameConflict) -> bool) {
        let ended: Vec<_> =
            self.conflicts.iter().filter(|(_, conflict)| over(conflict)).map(|(key, _)| key.clone()).collect();
        for key in ended {
            if let Some(conflict) = self.conflicts.remove(&key) {
                self.touch(conflict.claimant);
                self.touch(conflict.holder);
                self.fresh.conflicts.retain(|fresh| crate::store::conflict_key(fresh) != key);
                self.fresh.gone.conflicts.push(key);
            }
        }
    }
}

/// Whether the name is one that the event gives to what it is about, and not to what it links.
fn is_own(event: &Event, key: &NameKey) -> bool {
    let is = |of: ObjectKind, reference: &Reference| NameKey::new(of, reference) == *key;
    let more = match &event.body {
        Body::Merge(merged) => merged.duplicates.as_slice(),
        _ => &[],
    };
    event.refs.iter().chain(more).any(|reference| is(event.of, reference))
        && !event.links.iter().any(|link| is(link.of, &link.reference))
}
