//! What sources state of items, sites and parties now.

use std::sync::Arc;

use sqlx::{SqliteConnection, SqlitePool};

use super::rows;
use crate::{
    domain::{
        id::ObjectId,
        master::{MasterKey, MasterRow},
        reference::ObjectKind,
    },
    store::{
        Changes, StoreResult,
        sqlite::error::{failed, unreadable},
    },
};

/// Most rows of one question: a number that hundreds of scopes use tells nothing.
const MOST: i64 = 20_000;

/// $1 the keys `[of, norm]`, $2 how many.
const FIND: &str = "
    select master.of, master.scope, master.norm, source, at, version, body
    from json_each($1) as asked cross join master
        on master.of = asked.value ->> 0 and master.norm = asked.value ->> 1 limit $2";

/// $1 the objects, $2 rows `[of, norm, scope, source, object, at, version, body]`.
const WRITE: &str = "
    delete from master where object in (select value from json_each($1));
    insert into master (of, norm, scope, source, object, at, version, body)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value -> 7
    from json_each($2) where true
    on conflict (of, norm, scope, source) do update set
        object = excluded.object, at = excluded.at, version = excluded.version, body = excluded.body";

type Row = (String, String, String, String, i64, u32, String);

pub(super) async fn find(readers: &SqlitePool, keys: impl Iterator<Item = &MasterKey>) -> StoreResult<Vec<MasterRow>> {
    let asked = rows::json(keys.map(|(of, norm)| (of.as_str(), norm)))?;
    if asked == "[]" {
        return Ok(Vec::new());
    }
    let found: Vec<Row> = sqlx::query_as(FIND).bind(asked).bind(MOST).fetch_all(readers).await.map_err(failed)?;
    found.into_iter().map(row).collect()
}

fn row((of, scope, norm, source, at, version, body): Row) -> StoreResult<MasterRow> {
    let of = ObjectKind::parse(&of).ok_or_else(|| unreadable("a kind of object", &of))?;
    let event = serde_json::from_str(&body).map_err(|error| unreadable("master data", error))?;
    Ok(MasterRow { of, scope, norm, source: source.as_str().into(), at, version, event: Arc::new(event) })
}

/// What a round writes.
pub(super) struct MasterData {
    objects: String,
    rows: String,
}

impl MasterData {
    pub fn of(changes: &Changes) -> StoreResult<Option<Self>> {
        if changes.master.is_empty() {
            return Ok(None);
        }
        let all = changes.master.iter().flat_map(|(object, rows)| rows.iter().map(move |row| (object, row)));
        let rows = rows::json(all.map(|(object, row): (&ObjectId, &MasterRow)| {
            let (of, event) = (row.of.as_str(), &*row.event);
            (of, &row.norm, &row.scope, &row.source, object, row.at, row.version, event)
        }))?;
        Ok(Some(Self { objects: rows::ids(changes.master.iter().map(|(object, _)| *object)), rows }))
    }

    pub async fn write(&self, connection: &mut SqliteConnection) -> StoreResult<()> {
        let query = sqlx::query(WRITE).bind(&self.objects).bind(&self.rows);
        query.execute(connection).await.map_err(failed).map(|_| ())
    }
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [FIND, WRITE].map(str::to_owned).into()
}
