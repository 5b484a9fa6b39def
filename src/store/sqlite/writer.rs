//! The one connection that writes, and whose turn it is.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::store::{StoreError, StoreResult};

/// Some work on the writing connection.
pub(super) type Work<'c, T> = Pin<Box<dyn Future<Output = StoreResult<T>> + Send + 'c>>;

/// The writing connection. Turns are given in the order in which they were asked for.
pub(super) struct Writer {
    connection: Arc<Mutex<Option<SqliteConnection>>>,
    turns: AtomicU64,
}

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
        Self { connection: Arc::new(Mutex::new(Some(connection))), turns: AtomicU64::new(0) }
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
            let result = work(turn.connection()?).await;
            if result.is_err() {
                turn.undo().await;
            }
            result
        });
        task.await.map_err(|error| StoreError::Failed(error.to_string()))?
    }

    /// Moves the write-ahead log into the file and closes it.
    pub async fn close(&self) {
        let connection = self.connection.lock().await.take();
        if let Some(mut connection) = connection {
            if let Err(error) = sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut connection).await {
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
