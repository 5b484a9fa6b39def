//! The one connection that writes, and whose turn it is.

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use futures::FutureExt as _;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::error::failed;
use crate::store::{StoreError, StoreResult};

/// Whether it was hindered, frames in the log, frames moved. Waits for readers as long as for another process.
const EMPTY_LOG: &str = "pragma wal_checkpoint(truncate)";

/// Some work on the writing connection.
pub(super) type Work<'c, T> = Pin<Box<dyn Future<Output = StoreResult<T>> + Send + 'c>>;

/// The writing connection. Turns are given in the order in which they were asked for.
pub(super) struct Writer {
    connection: Arc<Mutex<Option<SqliteConnection>>>,
    turns: AtomicU64,
    /// Whether the write-ahead log may still hold what was erased.
    log_holds_erased: AtomicBool,
    /// Whether the last write found no room.
    blocked: AtomicBool,
}

/// Takes some pages and gives them back, so that it tells whether there is room for more than a few bytes.
pub(super) const PROBE: &str = "
    begin immediate;
    insert into room (one, filler) values (1, zeroblob(65536));
    delete from room;
    commit";

/// The connection, for one turn.
pub(super) struct Turn(OwnedMutexGuard<Option<SqliteConnection>>);

impl Turn {
    /// The connection.
    ///
    /// # Errors
    /// `Failed` when the store is closed.
    pub fn connection(&mut self) -> StoreResult<&mut SqliteConnection> {
        self.0.as_mut().ok_or_else(closed)
    }

    /// Ends a transaction that a failed script left open.
    pub async fn undo(&mut self) {
        if let Ok(connection) = self.connection() {
            // Fails when none is open, which is as good.
            let _ = sqlx::query("rollback").execute(connection).await;
        }
    }
}

impl Writer {
    pub fn new(connection: SqliteConnection) -> Self {
        Self {
            connection: Arc::new(Mutex::new(Some(connection))),
            turns: AtomicU64::new(0),
            log_holds_erased: AtomicBool::new(false),
            blocked: AtomicBool::new(false),
        }
    }

    /// Whether the last write found no room.
    pub fn is_blocked(&self) -> bool {
        self.blocked.load(Ordering::Relaxed)
    }

    /// Notes of a write whether it found room.
    pub fn note<T>(&self, written: &StoreResult<T>) {
        let blocked = written.as_ref().err().is_some_and(StoreError::is_full);
        if self.blocked.swap(blocked, Ordering::Relaxed) != blocked {
            let reason = written.as_ref().err().map(ToString::to_string);
            match reason {
                Some(reason) => {
                    tracing::error!(reason, "nothing can be written: messages are refused or wait for room")
                }
                None => tracing::info!("there is room again"),
            }
        }
    }

    /// Looks whether there is room again, where the last write found none.
    pub async fn probe(self: &Arc<Self>) {
        if self.is_blocked() {
            let written = self.write(|connection| {
                Box::pin(async move { sqlx::query(PROBE).execute(connection).await.map(|_| ()).map_err(failed) })
            });
            // What came of it is noted, and logged when it changed.
            drop(written.await);
        }
    }

    /// How many turns were taken: whether a checkpoint has anything to do.
    pub fn turns(&self) -> u64 {
        self.turns.load(Ordering::Relaxed)
    }

    /// Waits for a turn. Only for tasks that are never dropped half-way; others use [`Self::write`].
    pub async fn turn(&self) -> Turn {
        let turn = Turn(Arc::clone(&self.connection).lock_owned().await);
        self.turns.fetch_add(1, Ordering::Relaxed);
        turn
    }

    /// Does `work` in a turn of its own and undoes it when it fails.
    ///
    /// It runs as a task: a caller that goes away (a request whose client hung up) must not leave a script half done and
    /// its transaction open on the connection that everybody else writes with.
    ///
    /// # Errors
    /// The work's own; `Failed` when the store is closed.
    pub async fn write<T, F>(self: &Arc<Self>, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, T> + Send + 'static,
    {
        let writer = Arc::clone(self);
        let task = tokio::spawn(async move {
            let mut turn = writer.turn().await;
            // A panic must not leave its transaction open for whoever writes next.
            let done = AssertUnwindSafe(work(turn.connection()?)).catch_unwind().await;
            let result = done.unwrap_or_else(|_| Err(StoreError::Failed("a write ended in a panic".into())));
            if result.is_err() {
                turn.undo().await;
            }
            writer.note(&result);
            result
        });
        task.await.map_err(|error| StoreError::Failed(error.to_string()))?
    }

    /// As [`Self::write`], and what `work` deletes leaves the files: freed pages are overwritten, and the write-ahead log,
    /// which still holds the pages as they were, is emptied. Where a reader hinders that, [`super::checkpoint`] tries again.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn erase<T, F>(self: &Arc<Self>, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, T> + Send + 'static,
    {
        let done = self
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::query("pragma secure_delete = on").execute(&mut *connection).await.map_err(failed)?;
                    let result = work(&mut *connection).await;
                    sqlx::query("pragma secure_delete = fast").execute(connection).await.map_err(failed)?;
                    result
                })
            })
            .await?;
        self.log_holds_erased.store(true, Ordering::Release);
        self.empty_log_if_owed().await;
        Ok(done)
    }

    /// Moves the write-ahead log into the file and empties it, where it still holds what was erased.
    pub async fn empty_log_if_owed(&self) {
        if !self.log_holds_erased.load(Ordering::Acquire) {
            return;
        }
        let mut turn = self.turn().await;
        let Ok(connection) = turn.connection() else { return };
        match sqlx::query_as::<_, (i64, i64, i64)>(EMPTY_LOG).fetch_one(connection).await {
            Ok((0, ..)) => self.log_holds_erased.store(false, Ordering::Release),
            Ok(_) => tracing::info!("a reader uses the write-ahead log, which still holds erased text; trying again"),
            Err(error) => tracing::warn!(%error, "the write-ahead log still holds erased text; trying again"),
        }
    }

    /// Moves the write-ahead log into the file and closes it.
    pub async fn close(&self) {
        let connection = self.connection.lock().await.take();
        if let Some(mut connection) = connection {
            if let Err(error) = sqlx::query(EMPTY_LOG).execute(&mut connection).await {
                tracing::warn!(%error, "the write-ahead log stays beside the database; the next start reads it");
            }
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "the database did not close cleanly");
            }
        }
    }
}

/// The answer of a store that has been closed.
pub(super) fn closed() -> StoreError {
    StoreError::Failed("the store is closed".into())
}
