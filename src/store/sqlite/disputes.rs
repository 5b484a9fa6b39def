//! Conflicts as operators go through them, in this engine.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, SqlitePool};

use super::{error::failed, graph::ConflictRow, sides, writer::Writer};
use crate::{
    domain::{fold_input::NameConflict, id::ObjectId},
    store::{Dispute, LeftAlone, StoreResult, dispute_name, dispute_sides},
};

const ROW: &str = "json_array(claimant, holder, kind, ref_kind, of, sent_scope, sent, source, subject, at, at_offset,
    zone_known, received, message, ordinal, generation)";
/// $1 names of disputes.
const LEFT: &str = "
    select dispute, person, name, at, reason from json_each($1) as asked
    cross join dispute_left on dispute = asked.value";
const LEAVE: &str = "
    insert into dispute_left (dispute, person, name, at, reason) values ($1, $2, $3, $4, $5) on conflict do nothing";

/// Every conflict: from the index, $1 before all of them.
const OPEN: &str = "select count(*) from conflict where received > $1";
const ALL_LEFT: &str = "select dispute from dispute_left";

/// Most conflicts between two things.
const BETWEEN: i64 = 500;

fn newest_sql() -> String {
    format!("select {ROW} from conflict where received > $1 order by received desc limit $2")
}

/// $1 pairs of claimants and holders.
fn pairs_sql() -> String {
    format!(
        "select {ROW} from json_each($1) as pair
         cross join conflict on claimant = pair.value ->> 0 and holder = pair.value ->> 1"
    )
}

fn between_sql() -> String {
    format!("select {ROW} from conflict where claimant = $1 and holder = $2 limit $3")
}

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![
        newest_sql(),
        between_sql(),
        pairs_sql(),
        OPEN.to_owned(),
        ALL_LEFT.to_owned(),
        LEFT.to_owned(),
        LEAVE.to_owned(),
    ]
}

/// Conflicts of this engine.
pub(super) struct Disputes {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl Disputes {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }

    async fn told(&self, conflicts: Vec<String>) -> StoreResult<Vec<Dispute>> {
        let conflicts = conflicts.iter().map(|row| Ok(sides::read::<ConflictRow>(row)?.known()));
        let conflicts: Vec<NameConflict> = conflicts.collect::<StoreResult<_>>()?;
        let objects: Vec<ObjectId> = conflicts.iter().flat_map(|one| [one.claimant, one.holder]).collect();
        let sides = sides::of(&self.readers, &objects).await?;
        let names: Vec<String> = conflicts.iter().map(dispute_name).collect();
        let query = sqlx::query_as::<_, (String, String, String, i64, String)>(LEFT);
        let left = query.bind(serde_json::json!(names).to_string()).fetch_all(&self.readers).await.map_err(failed)?;
        let mut left: HashMap<String, LeftAlone> = left
            .into_iter()
            .map(|(dispute, person, name, at, reason)| (dispute, LeftAlone { person, name, at, reason }))
            .collect();
        let received = conflicts.into_iter().zip(names).filter_map(|(conflict, name)| {
            let (claimant, holder) = (sides.side(conflict.claimant)?, sides.side(conflict.holder)?);
            Some(Dispute { conflict, claimant, holder, left: left.remove(&name) })
        });
        Ok(received.collect())
    }
}

#[async_trait]
impl crate::store::Disputes for Disputes {
    async fn newest(&self, limit: usize) -> StoreResult<Vec<Dispute>> {
        let sql = newest_sql();
        let query = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql))
            .bind(i64::MIN)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        self.told(query.fetch_all(&self.readers).await.map_err(failed)?).await
    }

    async fn open(&self) -> StoreResult<u64> {
        let all = sqlx::query_scalar::<_, i64>(OPEN).bind(i64::MIN).fetch_one(&self.readers).await.map_err(failed)?;
        let left: HashSet<String> =
            sqlx::query_scalar(ALL_LEFT).fetch_all(&self.readers).await.map_err(failed)?.into_iter().collect();
        let pairs: BTreeSet<_> = left.iter().filter_map(|name| dispute_sides(name)).collect();
        let sql = pairs_sql();
        let query = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).bind(serde_json::json!(pairs).to_string());
        let mut open = u64::try_from(all).unwrap_or_default();
        for row in query.fetch_all(&self.readers).await.map_err(failed)? {
            let is_left = left.contains(&dispute_name(&sides::read::<ConflictRow>(&row)?.known()));
            open = open.saturating_sub(u64::from(is_left));
        }
        Ok(open)
    }

    async fn get(&self, name: &str) -> StoreResult<Option<Dispute>> {
        let Some((claimant, holder)) = dispute_sides(name) else { return Ok(None) };
        let sql = between_sql();
        let query = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).bind(claimant.0).bind(holder.0).bind(BETWEEN);
        let found = self.told(query.fetch_all(&self.readers).await.map_err(failed)?).await?;
        Ok(found.into_iter().find(|one| dispute_name(&one.conflict) == name))
    }

    async fn leave(&self, name: &str, left: &LeftAlone) -> StoreResult<bool> {
        let (name, left) = (name.to_owned(), left.clone());
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let LeftAlone { person, name: who, at, reason } = left;
                    let query = sqlx::query(LEAVE).bind(name).bind(person).bind(who).bind(at).bind(reason);
                    let done = query.execute(connection).await.map_err(failed)?;
                    Ok(done.rows_affected() > 0)
                })
            })
            .await
    }
}
