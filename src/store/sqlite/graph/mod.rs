//! Objects, names, links, events and views: what is around some names ([`near`]), a round of applying ([`apply`]), and the
//! rest here.

mod absorb;
mod apply;
mod details;
mod master;
mod packed;
mod rows;
mod subgraph;
mod views;

use std::{
    collections::BTreeSet,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use sqlx::SqlitePool;

pub(super) use self::subgraph::{ConflictRow, TOLD, told_rows};
use super::{
    error::{failed, unreadable},
    inbox::Backlog,
    writer::Writer,
};
use crate::{
    domain::{
        event::EventKey,
        id::ObjectId,
        master::{MasterKey, MasterRow, named_by},
    },
    store::{Changes, NameKey, ObjectDetails, OrderRow, OrderVersion, Outcome, StoreResult, Subgraph},
};

/// Object numbers are taken from the file in blocks: most reservations write nothing. What is left of a block when the
/// process ends is never given.
const BLOCK: i64 = 4_096;

const RESERVE: &str = "update tally set objects = objects + $1 returning objects - $1";
const VERSIONS: &str = "select id, version from order_view where id in (select value from json_each($1)) order by id";
const DUE: &str = "
    select id from order_view where next_change_at is not null and next_change_at <= $1
    order by next_change_at limit $2";
const POSTPONE: &str = "update order_view set next_change_at = null where id = $1";
const AFTER: &str = "select id from object where id > $1 and kind = 'order' order by id limit $2";
const CHANGED: &str = "select id, version, change from order_view where change > $1 order by change limit $2";

/// Every statement of this folder, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    let own = [RESERVE, VERSIONS, DUE, POSTPONE, AFTER, CHANGED].map(str::to_owned).to_vec();
    let parts = [apply::statements(), absorb::statements(), details::statements(), master::statements()].concat();
    [own, subgraph::statements(), parts].concat()
}

/// The graph of this engine.
pub(super) struct Graph {
    writer: Arc<Writer>,
    readers: SqlitePool,
    backlog: Arc<Backlog>,
    numbers: Mutex<Range<i64>>,
    views: views::Views,
}

impl Graph {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool, backlog: Arc<Backlog>) -> Self {
        Self { writer, readers, backlog, numbers: Mutex::new(0..0), views: views::Views::default() }
    }

    /// Takes from the block at hand.
    fn take(&self, count: i64) -> Option<ObjectId> {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let first = numbers.start;
        (numbers.end - first >= count).then(|| {
            numbers.start += count;
            ObjectId(first)
        })
    }
}

#[async_trait]
impl crate::store::Graph for Graph {
    async fn reserve(&self, count: u32) -> StoreResult<ObjectId> {
        let count = i64::from(count);
        if let Some(first) = self.take(count) {
            return Ok(first);
        }
        let block = BLOCK + count;
        let first: i64 = self
            .writer
            .write(move |connection| {
                Box::pin(async move {
                    let numbers =
                        sqlx::query_scalar(RESERVE).bind(block).fetch_all(connection).await.map_err(failed)?;
                    numbers.first().copied().ok_or_else(|| unreadable("the tally", "it is empty"))
                })
            })
            .await?;
        *self.numbers.lock().unwrap_or_else(PoisonError::into_inner) = first + count..first + block;
        Ok(ObjectId(first))
    }

    async fn load_subgraph(&self, names: &[NameKey], orders: &[ObjectId], keys: &[EventKey]) -> StoreResult<Subgraph> {
        let mut near = subgraph::load_subgraph(&self.readers, names, orders, keys).await?;
        let named: BTreeSet<MasterKey> = near.events.iter().flat_map(|received| named_by(&received.event)).collect();
        near.master = master::find(&self.readers, named.iter()).await?;
        Ok(near)
    }

    async fn master(&self, keys: &[MasterKey]) -> StoreResult<Vec<MasterRow>> {
        master::find(&self.readers, keys.iter()).await
    }

    async fn postpone(&self, order: ObjectId) -> StoreResult<()> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::query(POSTPONE).bind(order.0).execute(connection).await.map_err(failed).map(|_| ())
                })
            })
            .await
    }

    async fn apply(&self, changes: Changes) -> StoreResult<Outcome> {
        apply::apply(&self.writer, &self.backlog, changes).await
    }

    async fn order(&self, order: ObjectId) -> StoreResult<Option<OrderRow>> {
        details::order(&self.readers, &self.views, order).await
    }

    async fn details(&self, order: ObjectId, subject: &str, audit: usize) -> StoreResult<Option<ObjectDetails>> {
        details::details(&self.readers, &self.views, order, subject, audit).await
    }

    async fn versions(&self, orders: &[ObjectId]) -> StoreResult<Vec<OrderVersion>> {
        let query = sqlx::query_as::<_, (i64, i64)>(VERSIONS).bind(rows::ids(orders.iter().copied()));
        let found = query.fetch_all(&self.readers).await.map_err(failed)?;
        Ok(found.into_iter().map(|(id, version)| OrderVersion { order: ObjectId(id), version }).collect())
    }

    async fn orders_after(&self, order: ObjectId, limit: usize) -> StoreResult<Vec<ObjectId>> {
        let query = sqlx::query_scalar::<_, i64>(AFTER).bind(order.0).bind(i64::try_from(limit).unwrap_or(i64::MAX));
        Ok(query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(ObjectId).collect())
    }

    async fn due(&self, now: i64, limit: usize) -> StoreResult<Vec<ObjectId>> {
        let query = sqlx::query_scalar::<_, i64>(DUE).bind(now).bind(i64::try_from(limit).unwrap_or(i64::MAX));
        Ok(query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(ObjectId).collect())
    }

    async fn changed_since(&self, change: i64, limit: usize) -> StoreResult<(Vec<OrderVersion>, i64)> {
        let query = sqlx::query_as::<_, (i64, i64, i64)>(CHANGED);
        let query = query.bind(change).bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let found = query.fetch_all(&self.readers).await.map_err(failed)?;
        let last = found.last().map_or(change, |(_, _, change)| *change);
        Ok((found.into_iter().map(|(id, version, _)| OrderVersion { order: ObjectId(id), version }).collect(), last))
    }
}
