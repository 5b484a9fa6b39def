//! What is told of some objects: their kinds, their names, and the orders above them.

use std::collections::HashMap;

use serde::{Deserialize, de::DeserializeOwned};
use sqlx::{AssertSqlSafe, SqlitePool};

use super::error::{failed, unreadable};
use crate::{
    domain::{
        id::ObjectId,
        reference::{ObjectKind, RefKind, Reference},
    },
    store::{Side, StoreResult},
};

/// Most names and orders that are read for all objects together.
pub(super) const MOST: i64 = 20_000;
/// Most names, and most orders, that are told of one object.
const TOLD: usize = 40;

/// A statement over the objects that `asked` (the body of a table expression of one column) gives; one row each: `[sort, json]`.
/// $2 how many names and orders in all. `before` are expressions that stand before it, `more` further rows.
pub(super) fn sql(before: &str, asked: &str, more: &str) -> String {
    format!(
        "with recursive {before}
        asked (id) as materialized ({asked}),
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
        from (select name.* from told cross join name on name.object = told.id limit $2)
        {more}"
    )
}

/// $1 the objects.
fn of_these() -> String {
    sql("", "select value from json_each($1)", "")
}

#[derive(Deserialize)]
struct NameRow(ObjectId, RefKind, String, String);

/// What is told of some objects.
#[derive(Default)]
pub(super) struct Sides {
    kinds: HashMap<ObjectId, ObjectKind>,
    above: HashMap<ObjectId, Vec<ObjectId>>,
    names: HashMap<ObjectId, Vec<Reference>>,
}

impl Sides {
    /// Takes in a row of [`sql`].
    pub fn take(&mut self, sort: i64, json: &str) -> StoreResult<()> {
        match sort {
            0 => self.kinds = read::<Vec<(ObjectId, ObjectKind)>>(json)?.into_iter().collect(),
            1 => {
                for (start, order) in read::<Vec<(ObjectId, ObjectId)>>(json)? {
                    self.above.entry(start).or_default().push(order);
                }
            }
            _ => {
                for NameRow(object, kind, scope, value) in read::<Vec<NameRow>>(json)? {
                    self.names.entry(object).or_default().push(Reference { kind, scope, value });
                }
            }
        }
        Ok(())
    }

    /// What is told of one of them.
    pub fn side(&self, id: ObjectId) -> Option<Side> {
        let names = |id: &ObjectId| self.names.get(id).cloned().unwrap_or_default();
        let above = self.above.get(&id).map(Vec::as_slice).unwrap_or_default();
        let number = |order: &ObjectId| (*order, best(&names(order)).cloned());
        let mut own = names(&id);
        own.truncate(TOLD);
        Some(Side { id, of: *self.kinds.get(&id)?, names: own, orders: above.iter().take(TOLD).map(number).collect() })
    }

    /// All of them, the newest first.
    pub fn all(&self) -> Vec<Side> {
        let mut ids: Vec<ObjectId> = self.kinds.keys().copied().collect();
        ids.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
        ids.into_iter().filter_map(|id| self.side(id)).collect()
    }
}

/// The number that people call an order by.
fn best(names: &[Reference]) -> Option<&Reference> {
    names.iter().find(|name| name.kind == RefKind::Order).or_else(|| names.first())
}

/// What is told of these objects.
pub(super) async fn of(readers: &SqlitePool, objects: &[ObjectId]) -> StoreResult<Sides> {
    let sql = of_these();
    let query =
        sqlx::query_as::<_, (i64, String)>(AssertSqlSafe(sql)).bind(serde_json::json!(objects).to_string()).bind(MOST);
    let mut sides = Sides::default();
    for (sort, json) in query.fetch_all(readers).await.map_err(failed)? {
        sides.take(sort, &json)?;
    }
    Ok(sides)
}

/// A row.
pub(super) fn read<T: DeserializeOwned>(json: &str) -> StoreResult<T> {
    serde_json::from_str(json).map_err(|error| unreadable("the graph", error))
}

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![of_these()]
}
