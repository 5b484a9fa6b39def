//! One object turned out to be another: everything told of it, its names and its links move over, and it is gone.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::rows;
use crate::{
    domain::id::ObjectId,
    store::{Changes, NewLink, StoreResult, sqlite::error::failed},
};

/// $1 the pairs `[from, into]`. Columns are qualified, for `json_each` has a `parent` and an `id` of its own. Where the other object has the same link already, that one stays.
const ABSORB: &str = "
    update or ignore name set object = (select value ->> 1 from json_each($1) where value ->> 0 = name.object)
    where object in (select value ->> 0 from json_each($1));
    delete from name where object in (select value ->> 0 from json_each($1));
    update event set object = (select value ->> 1 from json_each($1) where value ->> 0 = event.object)
    where object in (select value ->> 0 from json_each($1));
    insert or ignore into message_wait (message, object)
    select message, pair.value ->> 1 from json_each($1) as pair
    join message_wait on message_wait.object = pair.value ->> 0;
    delete from message_wait where object in (select value ->> 0 from json_each($1));
    insert or ignore into link
    select coalesce((select value ->> 1 from json_each($1) where value ->> 0 = link.from_id), link.from_id), relation,
           coalesce((select value ->> 1 from json_each($1) where value ->> 0 = link.to_id), link.to_id), source,
           coalesce((select value ->> 1 from json_each($1) where value ->> 0 = link.child), link.child),
           coalesce((select value ->> 1 from json_each($1) where value ->> 0 = link.parent), link.parent),
           lines, message, ordinal, generation
    from link where child in (select value ->> 0 from json_each($1)) or parent in (select value ->> 0 from json_each($1));
    delete from link where child in (select value ->> 0 from json_each($1))
                        or parent in (select value ->> 0 from json_each($1));
    delete from link where child in (select value ->> 1 from json_each($1)) and child = parent;
    update or ignore conflict set claimant = (select value ->> 1 from json_each($1) where value ->> 0 = conflict.claimant)
    where claimant in (select value ->> 0 from json_each($1));
    update or ignore conflict set holder = (select value ->> 1 from json_each($1) where value ->> 0 = conflict.holder)
    where holder in (select value ->> 0 from json_each($1));
    update conflict set subject = (select value ->> 1 from json_each($1) where value ->> 0 = conflict.subject)
    where subject in (select value ->> 0 from json_each($1));
    delete from conflict where claimant in (select value ->> 0 from json_each($1));
    delete from conflict where holder in (select value ->> 0 from json_each($1));
    delete from conflict where claimant in (select value ->> 1 from json_each($1)) and claimant = holder;
    update note set order_id = (select value ->> 1 from json_each($1) where value ->> 0 = note.order_id)
    where order_id in (select value ->> 0 from json_each($1));
    update proof_link set order_id = (select value ->> 1 from json_each($1) where value ->> 0 = proof_link.order_id)
    where order_id in (select value ->> 0 from json_each($1));
    update or ignore task set order_id = (select value ->> 1 from json_each($1) where value ->> 0 = task.order_id)
    where order_id in (select value ->> 0 from json_each($1));
    delete from task where order_id in (select value ->> 0 from json_each($1));
    update inquiry set order_id = (select value ->> 1 from json_each($1) where value ->> 0 = inquiry.order_id)
    where order_id in (select value ->> 0 from json_each($1)) and closed is null;
    update or ignore inquiry set case_object = (select value ->> 1 from json_each($1) where value ->> 0 = inquiry.case_object)
    where case_object in (select value ->> 0 from json_each($1));
    delete from inquiry where case_object in (select value ->> 0 from json_each($1));
    delete from lookup where object in (select value ->> 0 from json_each($1));
    delete from master where object in (select value ->> 0 from json_each($1));
    delete from posted where id in (select value ->> 0 from json_each($1));
    delete from order_fact where order_id in (select value ->> 0 from json_each($1));
    delete from unmapped where order_id in (select value ->> 0 from json_each($1));
    delete from order_view where id in (select value ->> 0 from json_each($1));
    delete from object where id in (select value ->> 0 from json_each($1))";

/// Who became whom, chains followed to their end.
pub(super) struct Absorbed(HashMap<ObjectId, ObjectId>);

impl Absorbed {
    pub fn new(pairs: &[(ObjectId, ObjectId)]) -> Self {
        Self(pairs.iter().filter(|(from, into)| from != into).copied().collect())
    }

    /// What an object is now.
    pub fn now(&self, id: ObjectId) -> ObjectId {
        let mut now = id;
        // A ring, which nobody should ask for, ends after everybody in it was met.
        for _ in 0..self.0.len() {
            match self.0.get(&now) {
                Some(into) => now = *into,
                None => break,
            }
        }
        now
    }

    /// What a round writes, of those that remain: it may have named an object before it turned out to be another.
    pub fn rename(&self, changes: &mut Changes) {
        if self.0.is_empty() {
            return;
        }
        let now = |id: &mut ObjectId| *id = self.now(*id);
        changes.names.iter_mut().for_each(|name| now(&mut name.object));
        changes.events.iter_mut().for_each(|event| now(&mut event.object));
        changes.unparked.iter_mut().for_each(now);
        changes.settled.iter_mut().flat_map(|settled| &mut settled.waits).for_each(now);
        for NewLink { link, .. } in &mut changes.links {
            [&mut link.from, &mut link.to, &mut link.child, &mut link.parent].into_iter().for_each(now);
        }
        changes.links.retain(|new| new.link.child != new.link.parent);
        changes.gone.names.iter_mut().for_each(|(_, object)| now(object));
        changes.gone.moved.iter_mut().for_each(|(_, object)| now(object));
        for (from, _, to, _) in &mut changes.gone.links {
            [from, to].into_iter().for_each(now);
        }
        for (claimant, holder, ..) in &mut changes.gone.conflicts {
            [claimant, holder].into_iter().for_each(now);
        }
        for conflict in &mut changes.conflicts {
            [&mut conflict.claimant, &mut conflict.holder].into_iter().chain(&mut conflict.subject).for_each(now);
        }
        changes.conflicts.retain(|conflict| conflict.claimant != conflict.holder);
        changes.parked_lookups.retain(|(object, _)| !self.0.contains_key(object));
    }

    /// Moves everything over.
    pub async fn write(&self, connection: &mut SqliteConnection) -> StoreResult<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let pairs = rows::json(self.0.keys().map(|from| (*from, self.now(*from))))?;
        sqlx::query(ABSORB).bind(pairs).execute(connection).await.map_err(failed)?;
        Ok(())
    }
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![ABSORB.to_owned()]
}
