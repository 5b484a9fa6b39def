//! One object turned out to be another: everything told of it, its names and its links move over, and it is gone.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::rows;
use crate::{
    domain::id::ObjectId,
    store::{StoreResult, sqlite::error::failed},
};

/// $1 the pairs `[from, into]`. Where the other object has the same link already, that one stays.
const ABSORB: &str = "
    update name set object = (select value ->> 1 from json_each($1) where value ->> 0 = object)
    where object in (select value ->> 0 from json_each($1));
    update event set object = (select value ->> 1 from json_each($1) where value ->> 0 = object)
    where object in (select value ->> 0 from json_each($1));
    insert or ignore into message_wait (message, object)
    select message, pair.value ->> 1 from json_each($1) as pair
    join message_wait on message_wait.object = pair.value ->> 0;
    delete from message_wait where object in (select value ->> 0 from json_each($1));
    insert or ignore into link
    select coalesce((select value ->> 1 from json_each($1) where value ->> 0 = from_id), from_id), relation,
           coalesce((select value ->> 1 from json_each($1) where value ->> 0 = to_id), to_id), source,
           coalesce((select value ->> 1 from json_each($1) where value ->> 0 = child), child),
           coalesce((select value ->> 1 from json_each($1) where value ->> 0 = parent), parent),
           lines, message, ordinal, generation
    from link where child in (select value ->> 0 from json_each($1)) or parent in (select value ->> 0 from json_each($1));
    delete from link where child in (select value ->> 0 from json_each($1))
                        or parent in (select value ->> 0 from json_each($1));
    delete from link where child in (select value ->> 1 from json_each($1)) and child = parent;
    delete from lookup where object in (select value ->> 0 from json_each($1));
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
