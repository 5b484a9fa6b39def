//! The outbox of this engine. Its rows are written by a round of applying, in the round's own transaction.

use async_trait::async_trait;
use sqlx::{SqliteConnection, SqlitePool};

use super::error::{failed, unreadable};
use crate::{
    domain::{
        effect::{Destination, EffectKey},
        id::ObjectId,
    },
    store::{Changes, OutboxCount, OutboxRow, OutboxState, StoreResult},
};

/// $1 `[order, posted]`, $2 effects, $3 now.
const WRITE: &str = "
    insert into posted (id, keys) select value ->> 0, value -> 1 from json_each($1) where true
    on conflict (id) do update set keys = excluded.keys;
    insert into outbox (key, destination, effect, order_id, payload, reverses, created, state)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4, value ->> 5, $3, 'waiting'
    from json_each($2) where true on conflict (key) do nothing";

const NEWEST: &str = "
    select id, key, destination, effect, order_id, payload, reverses, created, state from outbox
    where destination = $1 and state = $2 and id < $3 order by id desc limit $4";
const COUNTS: &str = "select destination, state, count(*) from outbox group by destination, state";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [WRITE, NEWEST, COUNTS].map(str::to_owned).into()
}

/// What a round writes here.
pub(super) struct Derived {
    posted: String,
    effects: String,
    now: i64,
    any: bool,
}

impl Derived {
    pub fn of(changes: &Changes) -> StoreResult<Self> {
        let text = |rows: serde_json::Result<String>| rows.map_err(|error| unreadable("an effect", error));
        let posted: Vec<_> = changes.derived.iter().map(|one| (one.order, &one.posted)).collect();
        let effects = changes.derived.iter().flat_map(|one| &one.effects).map(|effect| {
            let destination = effect.kind.destination().as_str();
            (&effect.key, destination, effect.kind.as_str(), effect.order, &effect.payload, &effect.reverses)
        });
        Ok(Self {
            posted: text(serde_json::to_string(&posted))?,
            effects: text(serde_json::to_string(&effects.collect::<Vec<_>>()))?,
            now: changes.now,
            any: !changes.derived.is_empty(),
        })
    }

    /// Writes into the open transaction.
    pub async fn write(&self, connection: &mut SqliteConnection) -> StoreResult<()> {
        if self.any {
            let query = sqlx::query(WRITE).bind(&self.posted).bind(&self.effects).bind(self.now);
            query.execute(connection).await.map_err(failed)?;
        }
        Ok(())
    }
}

/// The outbox of this engine.
pub(super) struct Outbox {
    readers: SqlitePool,
}

impl Outbox {
    pub fn new(readers: SqlitePool) -> Self {
        Self { readers }
    }
}

/// A row as it is read.
pub(super) type Row = (i64, String, String, String, i64, String, Option<String>, i64, String);

#[async_trait]
impl crate::store::Outbox for Outbox {
    async fn newest(&self, destination: Destination, before: Option<i64>, limit: usize) -> StoreResult<Vec<OutboxRow>> {
        let query = sqlx::query_as::<_, Row>(NEWEST)
            .bind(destination.as_str())
            .bind(OutboxState::Waiting.as_str())
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(row).collect()
    }

    async fn counts(&self) -> StoreResult<Vec<OutboxCount>> {
        let found = sqlx::query_as::<_, (String, String, i64)>(COUNTS).fetch_all(&self.readers).await;
        let count = |(destination, state, count): (String, String, i64)| {
            Ok(OutboxCount {
                destination: to(&destination)?,
                state: standing(&state)?,
                count: count.try_into().unwrap_or(0),
            })
        };
        found.map_err(failed)?.into_iter().map(count).collect()
    }
}

/// Reads a row.
pub(super) fn row(
    (id, key, destination, effect, order, payload, reverses, created, state): Row,
) -> StoreResult<OutboxRow> {
    Ok(OutboxRow {
        id,
        key: EffectKey(key),
        destination: to(&destination)?,
        effect,
        order: ObjectId(order),
        payload: serde_json::from_str(&payload).map_err(|error| unreadable("an effect", error))?,
        reverses: reverses.map(EffectKey),
        created,
        state: standing(&state)?,
    })
}

fn to(word: &str) -> StoreResult<Destination> {
    Destination::parse(word).ok_or_else(|| unreadable("a destination", word))
}

fn standing(word: &str) -> StoreResult<OutboxState> {
    OutboxState::parse(word).ok_or_else(|| unreadable("a state of the outbox", word))
}
