//! What turns out to be one thing: names, links, events and conflicts of the one move to the other.

use super::GraphSnapshot;
use crate::{
    domain::{fold_input::NameConflict, id::ObjectId},
    store::{LinkRow, NewLink, conflict_key},
};

impl GraphSnapshot {
    /// `from` turned out to be `into`.
    pub fn absorb(&mut self, from: ObjectId, into: ObjectId) {
        if from == into || !self.nodes.contains_key(&into) {
            return;
        }
        self.touch(from);
        self.touch(into);
        let rows = self.touching(from);
        rows.iter().for_each(|row| self.detach(row));
        let Some(node) = self.nodes.remove(&from) else { return };
        for name in node.names {
            let bearers = self.by_name.entry(name.key.clone()).or_default();
            bearers.remove(&from);
            if bearers.insert(into)
                && let Some(kept) = self.nodes.get_mut(&into)
            {
                kept.names.push(name);
            }
        }
        let mut moved = self.events.remove(&from).unwrap_or_default();
        moved.iter_mut().for_each(|received| received.object = into);
        self.events.entry(into).or_default().append(&mut moved);
        let now = |id: ObjectId| if id == from { into } else { id };
        self.stale.extend(rows.iter().map(|row| now(row.from)));
        self.stale.extend(self.touching(into).iter().map(|row| row.from));
        self.stale.insert(into);
        for row in rows {
            let row = renamed(row, &now);
            if row.child != row.parent && !self.links.contains_key(&row.key()) {
                self.touch(row.child);
                self.touch(row.parent);
                self.join(row);
            }
        }
        self.rename_conflicts(&now);
        self.rename_fresh(&now);
        self.fresh.absorbed.push((from, into));
        self.renamed.insert(from, into);
    }

    fn rename_conflicts(&mut self, now: &impl Fn(ObjectId) -> ObjectId) {
        let all = std::mem::take(&mut self.conflicts).into_values().map(|conflict| renamed_conflict(conflict, now));
        let open = all.filter(|conflict| conflict.claimant != conflict.holder);
        self.conflicts = open.map(|conflict| (conflict_key(&conflict), conflict)).collect();
    }

    /// What is new already and not stored under the old number yet. The store renames what it is told of numbers that it knows;
    /// an object that is new itself is simply not made.
    fn rename_fresh(&mut self, now: &impl Fn(ObjectId) -> ObjectId) {
        let fresh = &mut self.fresh;
        fresh.objects.retain(|object| now(object.id) == object.id);
        fresh.names.iter_mut().for_each(|name| name.object = now(name.object));
        fresh.events.iter_mut().for_each(|event| event.object = now(event.object));
        for NewLink { link, .. } in &mut fresh.links {
            *link = renamed(link.clone(), now);
        }
        fresh.links.retain(|new| new.link.child != new.link.parent);
        let conflicts = std::mem::take(&mut fresh.conflicts).into_iter();
        let conflicts = conflicts.map(|conflict| renamed_conflict(conflict, now));
        fresh.conflicts = conflicts.filter(|conflict| conflict.claimant != conflict.holder).collect();
    }
}

fn renamed(row: LinkRow, now: &impl Fn(ObjectId) -> ObjectId) -> LinkRow {
    LinkRow { from: now(row.from), to: now(row.to), child: now(row.child), parent: now(row.parent), ..row }
}

fn renamed_conflict(conflict: NameConflict, now: &impl Fn(ObjectId) -> ObjectId) -> NameConflict {
    NameConflict {
        claimant: now(conflict.claimant),
        holder: now(conflict.holder),
        subject: conflict.subject.map(now),
        ..conflict
    }
}
