//! Objects as operators look at them, in this engine.

use async_trait::async_trait;
use serde::Deserialize;
use sqlx::{AssertSqlSafe, SqlitePool};

use super::{
    error::failed,
    sides::{self, MOST, Sides},
};
use crate::{
    domain::{
        event::{LineQuantity, Relation},
        id::{EventId, MessageId, ObjectId, SourceId},
        reference::{RefKind, Reference},
    },
    store::{GivenLink, GivenName, LinkRow, ObjectFile, Side, StoreResult},
};

/// $1 normal forms, $3 how many objects.
fn bearing_sql() -> String {
    let asked = "select distinct name.object from json_each($1) as norm cross join name on name.norm = norm.value
                 order by 1 desc limit $3";
    sides::sql("", asked, "")
}

/// $1 the object, $3 how many links.
fn file_sql() -> String {
    let linked = "linked as materialized (
            select * from (select * from link where child = $1 order by parent limit $3)
            union all select * from (select * from link where parent = $1 order by child limit $3)),";
    let asked = "select $1 union select child from linked union select parent from linked";
    let more = "union all
        select 3, json_group_array(json_array(kind, sent_scope, sent, source, since)) from name where object = $1
        union all
        select 4, json_group_array(
            json_array(from_id, relation, to_id, child, parent, json(lines), source, message, ordinal, generation))
        from linked";
    sides::sql(linked, asked, more)
}

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![bearing_sql(), file_sql()]
}

/// kind, scope and value as sent, source, since.
#[derive(Deserialize)]
struct NameRow(RefKind, String, String, SourceId, i64);

/// from, relation, to, child, parent, lines, source, message, ordinal, generation.
#[derive(Deserialize)]
struct LinkJson(ObjectId, Relation, ObjectId, ObjectId, ObjectId, Vec<LineQuantity>, SourceId, MessageId, u32, u32);

impl LinkJson {
    fn known(self) -> (LinkRow, EventId) {
        let Self(from, relation, to, child, parent, lines, source, message, ordinal, generation) = self;
        (LinkRow { from, relation, to, child, parent, lines, source }, EventId { message, ordinal, generation })
    }
}

/// Objects of this engine.
pub(super) struct Objects {
    readers: SqlitePool,
}

impl Objects {
    pub fn new(readers: SqlitePool) -> Self {
        Self { readers }
    }
}

fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[async_trait]
impl crate::store::Objects for Objects {
    async fn bearing(&self, norms: &[String], limit: usize) -> StoreResult<Vec<Side>> {
        let sql = bearing_sql();
        let query = sqlx::query_as::<_, (i64, String)>(AssertSqlSafe(sql))
            .bind(serde_json::json!(norms).to_string())
            .bind(MOST);
        let mut sides = Sides::default();
        for (sort, json) in query.bind(rows(limit)).fetch_all(&self.readers).await.map_err(failed)? {
            sides.take(sort, &json)?;
        }
        Ok(sides.all())
    }

    async fn file(&self, id: ObjectId, limit: usize) -> StoreResult<Option<ObjectFile>> {
        let sql = file_sql();
        let query = sqlx::query_as::<_, (i64, String)>(AssertSqlSafe(sql))
            .bind(id.0)
            .bind(MOST)
            .bind(rows(limit).saturating_add(1));
        let (mut sides, mut names, mut links) = (Sides::default(), Vec::new(), Vec::new());
        for (sort, json) in query.fetch_all(&self.readers).await.map_err(failed)? {
            match sort {
                3 => names = sides::read::<Vec<NameRow>>(&json)?,
                4 => links = sides::read::<Vec<LinkJson>>(&json)?,
                _ => sides.take(sort, &json)?,
            }
        }
        let Some(side) = sides.side(id) else { return Ok(None) };
        let given = |NameRow(kind, scope, value, source, since)| GivenName {
            reference: Reference { kind, scope, value },
            source,
            since,
        };
        let mut names: Vec<GivenName> = names.into_iter().map(given).collect();
        names.sort();
        let more = links.len() > limit;
        let links = links.into_iter().map(LinkJson::known).filter_map(|(link, event)| {
            let other = sides.side(if link.child == id { link.parent } else { link.child })?;
            Some(GivenLink { link, event, other })
        });
        Ok(Some(ObjectFile { side, names, links: links.take(limit).collect(), more }))
    }
}
