//! How many messages are accepted and not settled.
//!
//! The two files are written by two writers, so the count has two halves: the number of the newest message, and what the
//! main file adds to it. Each is exact after every write of this process; both are read anew before anybody is refused, so
//! that a worker in another process is seen.

use std::sync::atomic::{AtomicI64, Ordering};

use sqlx::SqlitePool;

use crate::store::{StoreResult, sqlite::error::failed};

/// To be added to the newest message's number: those in work count, those with a state above `claimed` do not.
pub(in crate::store::sqlite) const OPEN: &str = "
    select (select count(*) from message_state where state = 'received') - claimed
         - (select count(*) from message_state where id > claimed)
    from tally";

/// The number of the newest message.
pub(super) const LAST_ID: &str = "select coalesce((select max(id) from message), 0)";

/// The backlog of this engine.
#[derive(Default)]
pub(in crate::store::sqlite) struct Backlog {
    newest: AtomicI64,
    open: AtomicI64,
}

impl Backlog {
    /// How many wait.
    pub fn waiting(&self) -> u64 {
        let sum = self.newest.load(Ordering::Acquire).saturating_add(self.open.load(Ordering::Acquire));
        u64::try_from(sum).unwrap_or(0)
    }

    /// A message of this number was written.
    pub fn accepted(&self, newest: i64) {
        self.newest.fetch_max(newest, Ordering::AcqRel);
    }

    /// What [`OPEN`] gave at the end of a write.
    pub fn settled(&self, open: i64) {
        self.open.store(open, Ordering::Release);
    }

    /// Reads both halves.
    ///
    /// # Errors
    /// The store's.
    pub async fn count(&self, readers: &SqlitePool) -> StoreResult<u64> {
        self.settled(sqlx::query_scalar(OPEN).fetch_one(readers).await.map_err(failed)?);
        self.look(readers).await?;
        Ok(self.waiting())
    }

    /// Reads which message is the newest.
    ///
    /// # Errors
    /// The store's.
    pub async fn look(&self, readers: &SqlitePool) -> StoreResult<()> {
        self.accepted(sqlx::query_scalar(LAST_ID).fetch_one(readers).await.map_err(failed)?);
        Ok(())
    }
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [OPEN, LAST_ID].map(str::to_owned).into()
}
