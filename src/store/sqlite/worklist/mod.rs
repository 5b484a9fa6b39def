//! The worklists of this engine: what a round of applying writes ([`write`]), the lists ([`list`]), what people do ([`act`]), and
//! views and people ([`views`]).

mod act;
mod list;
mod row;
mod views;
mod write;

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::SqlitePool;

pub(super) use self::{row::known, write::Work};
use super::writer::Writer;
use crate::store::{
    Act, Acted, Person, Scope, StoreResult, WorkAsk, WorkCount, WorkEvent, WorkFacets, WorkItem, WorkView,
};

/// Every statement of this folder, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [act::statements(), list::statements(), views::statements(), write::statements()].concat()
}

/// The worklists of this engine.
pub(super) struct Worklist {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl Worklist {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }
}

#[async_trait]
impl crate::store::Worklist for Worklist {
    async fn list(&self, ask: WorkAsk<'_>) -> StoreResult<Vec<WorkItem>> {
        list::list(&self.readers, ask).await
    }

    async fn open(&self, scope: &Scope) -> StoreResult<u64> {
        list::open(&self.readers, scope).await
    }

    async fn counts(&self, scope: &Scope, now: i64) -> StoreResult<Vec<WorkCount>> {
        list::counts(&self.readers, scope, now).await
    }

    async fn facets(&self, scope: &Scope, limit: usize) -> StoreResult<WorkFacets> {
        list::facets(&self.readers, scope, limit).await
    }

    async fn items(&self, ids: &[i64], scope: &Scope) -> StoreResult<Vec<WorkItem>> {
        list::items(&self.readers, ids, scope).await
    }

    async fn history(&self, item: i64, limit: usize) -> StoreResult<Vec<WorkEvent>> {
        list::history(&self.readers, item, limit).await
    }

    async fn act(&self, act: Act) -> StoreResult<Vec<Acted>> {
        self.writer.write(move |connection| Box::pin(act::act(connection, act))).await
    }

    async fn expire_snoozes(&self, now: i64, limit: usize) -> StoreResult<usize> {
        if !act::any_to_wake(&self.readers, now).await? {
            return Ok(0);
        }
        self.writer.write(move |connection| Box::pin(act::expire_snoozes(connection, now, limit))).await
    }

    async fn views(&self, person: &str, limit: usize) -> StoreResult<Vec<WorkView>> {
        views::views(&self.readers, person, limit).await
    }

    async fn keep_view(&self, view: WorkView) -> StoreResult<bool> {
        self.writer.write(move |connection| Box::pin(views::keep(connection, view))).await
    }

    async fn drop_view(&self, person: &str, id: i64) -> StoreResult<bool> {
        let person = person.to_owned();
        self.writer.write(move |connection| Box::pin(views::forget(connection, person, id))).await
    }

    async fn know(&self, person: Person) -> StoreResult<()> {
        self.writer.write(move |connection| Box::pin(views::know(connection, person))).await
    }

    async fn people(&self, limit: usize) -> StoreResult<Vec<Person>> {
        views::people(&self.readers, limit).await
    }
}
