//! Inquiries of this engine.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::SqlitePool;

use super::{error::failed, writer::Writer};
use crate::{
    domain::id::ObjectId,
    store::{Inquiry, StoreResult},
};

/// $1 the cases: those whose inquiry does not run.
const NEW: &str = "
    select value from json_each($1)
    where not exists (select 1 from inquiry where case_object = value and closed is null)";
/// $1 the cases, $2 at, $3 order, $4 person.
const BEGIN: &str = "
    insert into inquiry (case_object, opened, order_id, person)
    select value, $2, $3, $4 from json_each($1) where true on conflict do nothing";
const RUNNING: &str = "
    select case_object, order_id, person, opened, closed from inquiry
    where closed is null and order_id in (select value from json_each($1)) order by case_object";
const RUNNING_AFTER: &str = "
    select case_object, order_id, person, opened, closed from inquiry
    where closed is null and case_object > $1 order by case_object limit $2";
const CLOSE: &str = "update inquiry set closed = max(opened, $2) where case_object = $1 and closed is null";
const CLOSED: &str = "
    select case_object, order_id, person, opened, closed from inquiry
    where closed is not null and closed >= $1 and closed < $2 order by closed desc, case_object limit $3";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [NEW, BEGIN, RUNNING, RUNNING_AFTER, CLOSE, CLOSED].map(str::to_owned).into()
}

type Row = (i64, i64, String, i64, Option<i64>);

/// Inquiries of this engine.
pub(super) struct Inquiries {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl Inquiries {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }
}

fn read(rows: Vec<Row>) -> Vec<Inquiry> {
    let row = |(case, order, person, opened, closed)| Inquiry {
        case: ObjectId(case),
        order: ObjectId(order),
        person,
        opened,
        closed,
    };
    rows.into_iter().map(row).collect()
}

fn many(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[async_trait]
impl crate::store::Inquiries for Inquiries {
    async fn begin(&self, order: ObjectId, cases: &[ObjectId], person: &str, at: i64) -> StoreResult<()> {
        if cases.is_empty() {
            return Ok(());
        }
        let cases = serde_json::json!(cases).to_string();
        let new = sqlx::query_as::<_, (i64,)>(NEW).bind(cases).fetch_all(&self.readers).await.map_err(failed)?;
        if new.is_empty() {
            return Ok(());
        }
        let new: Vec<_> = new.into_iter().map(|(case,)| case).collect();
        let (new, person) = (serde_json::json!(new).to_string(), person.to_owned());
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let script = sqlx::query(BEGIN).bind(new).bind(at).bind(order.0).bind(person);
                    script.execute(connection).await.map_err(failed)?;
                    Ok(())
                })
            })
            .await
    }

    async fn running(&self, orders: &[ObjectId]) -> StoreResult<Vec<Inquiry>> {
        let orders = serde_json::json!(orders).to_string();
        let query = sqlx::query_as::<_, Row>(RUNNING).bind(orders);
        Ok(read(query.fetch_all(&self.readers).await.map_err(failed)?))
    }

    async fn running_after(&self, after: ObjectId, limit: usize) -> StoreResult<Vec<Inquiry>> {
        let query = sqlx::query_as::<_, Row>(RUNNING_AFTER).bind(after.0).bind(many(limit));
        Ok(read(query.fetch_all(&self.readers).await.map_err(failed)?))
    }

    async fn close(&self, case: ObjectId, at: i64) -> StoreResult<bool> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let done = sqlx::query(CLOSE).bind(case.0).bind(at).execute(connection).await.map_err(failed)?;
                    Ok(done.rows_affected() > 0)
                })
            })
            .await
    }

    async fn closed(&self, from: i64, to: i64, limit: usize) -> StoreResult<Vec<Inquiry>> {
        let query = sqlx::query_as::<_, Row>(CLOSED).bind(from).bind(to).bind(many(limit));
        Ok(read(query.fetch_all(&self.readers).await.map_err(failed)?))
    }
}
