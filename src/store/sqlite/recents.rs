//! What each person looked at last. A page must not wait for a commit to note that it was looked at, so notes are kept in
//! memory and written together once a second; a process that is killed loses the last of them, and nothing hangs on those.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sqlx::SqlitePool;
use tokio::time::MissedTickBehavior;

use super::{error::failed, writer::Writer};
use crate::{
    domain::id::ObjectId,
    store::{Recent, StoreError, StoreResult},
};

/// How many are kept for each person.
const KEPT: usize = 10;
/// How often notes are written.
const INTERVAL: Duration = Duration::from_secs(1);
/// People with notes that are not written yet; while there are so many, those of others are not taken.
const PEOPLE: usize = 10_000;

/// $1 `[person, object, at]`, $2 how many are kept for each person.
const WRITE: &str = "
    begin immediate;
    insert into recent (person, object, at)
    select value ->> 0, value ->> 1, value ->> 2 from json_each($1) where true
    on conflict (person, object) do update set at = max(at, excluded.at);
    delete from recent where person in (select value ->> 0 from json_each($1)) and $2 <= (
        select count(*) from recent as newer
        where newer.person = recent.person and (newer.at, newer.object) > (recent.at, recent.object));
    commit";
const LAST: &str = "select object, at from recent where person = $1 order by at desc, object desc limit $2";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [WRITE, LAST].map(str::to_owned).into()
}

/// Notes that wait to be written.
#[derive(Default)]
pub(super) struct Recents(Mutex<HashMap<String, HashMap<ObjectId, i64>>>);

impl Recents {
    /// Notes that a person looked at something.
    pub fn note(&self, person: &str, seen: Recent) {
        let mut waiting = self.waiting();
        if waiting.len() >= PEOPLE && !waiting.contains_key(person) {
            return;
        }
        let theirs = waiting.entry(person.to_owned()).or_default();
        let at = theirs.entry(seen.order).or_insert(seen.at);
        *at = seen.at.max(*at);
        if theirs.len() > KEPT {
            let oldest = theirs.iter().min_by_key(|(order, at)| (**at, **order)).map(|(order, _)| *order);
            oldest.map(|order| theirs.remove(&order));
        }
    }

    /// What a person looked at last, newest first.
    pub async fn of(&self, readers: &SqlitePool, person: &str) -> StoreResult<Vec<Recent>> {
        // Before the file is read: what is written in between is then seen twice and never missed.
        let mut last = self.waiting().get(person).cloned().unwrap_or_default();
        let kept = i64::try_from(KEPT).unwrap_or(i64::MAX);
        let query = sqlx::query_as::<_, (i64, i64)>(LAST).bind(person).bind(kept);
        for (order, at) in query.fetch_all(readers).await.map_err(failed)? {
            let newest = last.entry(ObjectId(order)).or_insert(at);
            *newest = at.max(*newest);
        }
        let mut last: Vec<_> = last.into_iter().map(|(order, at)| Recent { order, at }).collect();
        last.sort_unstable_by_key(|seen| std::cmp::Reverse((seen.at, seen.order)));
        last.truncate(KEPT);
        Ok(last)
    }

    /// Writes what waits. It is forgotten here once it is written.
    pub async fn write(&self, writer: &Arc<Writer>) -> StoreResult<()> {
        let written = self.waiting().clone();
        if written.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> =
            written.iter().flat_map(|(person, seen)| seen.iter().map(move |(order, at)| (person, order, at))).collect();
        let rows = serde_json::to_string(&rows).map_err(|error| StoreError::Failed(error.to_string()))?;
        let kept = i64::try_from(KEPT).unwrap_or(i64::MAX);
        writer
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::query(WRITE).bind(rows).bind(kept).execute(connection).await.map_err(failed)?;
                    Ok(())
                })
            })
            .await?;
        self.forget(&written);
        Ok(())
    }

    /// Forgets what was written, but not what was noted anew meanwhile.
    fn forget(&self, written: &HashMap<String, HashMap<ObjectId, i64>>) {
        self.waiting().retain(|person, theirs| {
            if let Some(old) = written.get(person) {
                theirs.retain(|order, at| old.get(order) != Some(at));
            }
            !theirs.is_empty()
        });
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, HashMap<ObjectId, i64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes notes until aborted.
pub(super) async fn run(recents: Arc<Recents>, writer: Arc<Writer>) {
    let mut ticks = tokio::time::interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = recents.write(&writer).await {
            tracing::warn!(%error, "what people looked at last could not be written; it is tried again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(order: i64, at: i64) -> Recent {
        Recent { order: ObjectId(order), at }
    }

    #[test]
    fn what_is_noted_while_others_are_written_is_kept() {
        let recents = Recents::default();
        recents.note("ada", seen(1, 1));
        recents.note("bob", seen(1, 1));
        let written = recents.waiting().clone();
        recents.note("ada", seen(1, 2));
        recents.note("ada", seen(2, 2));
        recents.forget(&written);
        let waiting = recents.waiting();
        assert_eq!(waiting.get("ada").unwrap(), &HashMap::from([(ObjectId(1), 2), (ObjectId(2), 2)]));
        assert!(!waiting.contains_key("bob"));
    }

    #[test]
    fn notes_are_bounded() {
        let recents = Recents::default();
        for order in 0..100 {
            recents.note("ada", seen(order, order));
        }
        assert_eq!(recents.waiting()["ada"].len(), KEPT);
        for person in 0..PEOPLE {
            recents.note(&person.to_string(), seen(1, 1));
        }
        assert_eq!(recents.waiting().len(), PEOPLE);
    }
}
