//! Conflicts as operators go through them, in this engine.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use serde::{Deserialize, de::DeserializeOwned};
use sqlx::SqlitePool;

use super::{
    error::{failed, unreadable},
    graph::ConflictRow,
    writer::Writer,
};
use crate::{
    domain::{
        id::ObjectId,
        reference::{ObjectKind, RefKind, Reference},
        scene::NameConflict,
    },
    store::{Dispute, LeftAlone, Side, StoreResult, dispute_name, dispute_sides},
};

const ROW: &str = "json_array(claimant, holder, kind, ref_kind, of, sent_scope, sent, source, subject, at, at_offset,
    zone_known, received, message, ordinal, generation)";
/// $1 objects, $2 how many names and orders in all. One row each: `[sort, json]`.
const SIDES: &str = "
    with recursive
    asked (id) as materialized (select value from json_each($1)),
    up (start, id) as materialized (
        select id, id from asked
        union select up.start, link.parent from up cross join link on link.child = up.id limit $2),
    above (start, id) as materialized (
        select up.start, up.id from up cross join object on object.id = up.id where object.kind = 'order'),
    told (id) as (select id from asked union select id from above)
    select 0, json_group_array(json_array(object.id, object.kind)) from asked cross join object on object.id = asked.id
    union all
    select 1, json_group_array(json_array(start, id)) from above
    union all
    select 2, json_group_array(json_array(object, kind, sent_scope, sent))
    from (select name.* from told cross join name on name.object = told.id limit $2)";
/// $1 names of disputes.
const LEFT: &str = "
    select dispute, person, name, at, reason from json_each($1) as asked
    cross join dispute_left on dispute = asked.value";
const LEAVE: &str = "
    insert into dispute_left (dispute, person, name, at, reason) values ($1, $2, $3, $4, $5) on conflict do nothing";

/// Most names and orders that are read for all sides together.
const MOST: i64 = 20_000;
/// Most names, and most orders, that are told of one side.
const TOLD: usize = 40;
/// Most conflicts between two things.
const BETWEEN: i64 = 500;

fn newest_sql() -> String {
    format!("select {ROW} from conflict where received > $1 order by received desc limit $2")
}

fn between_sql() -> String {
    format!("select {ROW} from conflict where claimant = $1 and holder = $2 limit $3")
}

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![newest_sql(), between_sql(), SIDES.to_owned(), LEFT.to_owned(), LEAVE.to_owned()]
}

#[derive(Deserialize)]
struct NameRow(ObjectId, RefKind, String, String);

/// Conflicts of this engine.
pub(super) struct Disputes {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

fn read<T: DeserializeOwned>(json: &str) -> StoreResult<T> {
    serde_json::from_str(json).map_err(|error| unreadable("a conflict", error))
}

/// What is told of the things on both sides.
#[derive(Default)]
struct Sides {
    kinds: HashMap<ObjectId, ObjectKind>,
    above: HashMap<ObjectId, Vec<ObjectId>>,
    names: HashMap<ObjectId, Vec<Reference>>,
}

impl Sides {
    fn side(&self, id: ObjectId) -> Option<Side> {
        let names = |id: &ObjectId| self.names.get(id).cloned().unwrap_or_default();
        let above = self.above.get(&id).map(Vec::as_slice).unwrap_or_default();
        let number = |order: &ObjectId| (*order, best(&names(order)).cloned());
        let mut own = names(&id);
        own.truncate(TOLD);
        Some(Side { id, of: *self.kinds.get(&id)?, names: own, orders: above.iter().take(TOLD).map(number).collect() })
    }
}

/// The number that people call an order by.
fn best(names: &[Reference]) -> Option<&Reference> {
    names.iter().find(|name| name.kind == RefKind::Order).or_else(|| names.first())
}

impl Disputes {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }

    async fn sides(&self, conflicts: &[NameConflict]) -> StoreResult<Sides> {
        let objects: Vec<ObjectId> = conflicts.iter().flat_map(|one| [one.claimant, one.holder]).collect();
        let query = sqlx::query_as::<_, (i64, String)>(SIDES).bind(serde_json::json!(objects).to_string()).bind(MOST);
        let mut sides = Sides::default();
        for (sort, json) in query.fetch_all(&self.readers).await.map_err(failed)? {
            match sort {
                0 => sides.kinds = read::<Vec<(ObjectId, ObjectKind)>>(&json)?.into_iter().collect(),
                1 => {
                    for (start, order) in read::<Vec<(ObjectId, ObjectId)>>(&json)? {
                        sides.above.entry(start).or_default().push(order);
                    }
                }
                _ => {
                    for NameRow(object, kind, scope, value) in read::<Vec<NameRow>>(&json)? {
                        sides.names.entry(object).or_default().push(Reference { kind, scope, value });
                    }
                }
            }
        }
        Ok(sides)
    }

    async fn told(&self, conflicts: Vec<String>) -> StoreResult<Vec<Dispute>> {
        let conflicts = conflicts.iter().map(|row| Ok(read::<ConflictRow>(row)?.known()));
        let conflicts: Vec<NameConflict> = conflicts.collect::<StoreResult<_>>()?;
        let sides = self.sides(&conflicts).await?;
        let names: Vec<String> = conflicts.iter().map(dispute_name).collect();
        let query = sqlx::query_as::<_, (String, String, String, i64, String)>(LEFT);
        let left = query.bind(serde_json::json!(names).to_string()).fetch_all(&self.readers).await.map_err(failed)?;
        let mut left: HashMap<String, LeftAlone> = left
            .into_iter()
            .map(|(dispute, person, name, at, reason)| (dispute, LeftAlone { person, name, at, reason }))
            .collect();
        let told = conflicts.into_iter().zip(names).filter_map(|(conflict, name)| {
            let (claimant, holder) = (sides.side(conflict.claimant)?, sides.side(conflict.holder)?);
            Some(Dispute { conflict, claimant, holder, left: left.remove(&name) })
        });
        Ok(told.collect())
    }
}

#[async_trait]
impl crate::store::Disputes for Disputes {
    async fn newest(&self, limit: usize) -> StoreResult<Vec<Dispute>> {
        let sql = newest_sql();
        let query = sqlx::query_scalar::<_, String>(&sql).bind(i64::MIN).bind(i64::try_from(limit).unwrap_or(i64::MAX));
        self.told(query.fetch_all(&self.readers).await.map_err(failed)?).await
    }

    async fn get(&self, name: &str) -> StoreResult<Option<Dispute>> {
        let Some((claimant, holder)) = dispute_sides(name) else { return Ok(None) };
        let sql = between_sql();
        let query = sqlx::query_scalar::<_, String>(&sql).bind(claimant.0).bind(holder.0).bind(BETWEEN);
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
