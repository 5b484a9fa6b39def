//! The connections and their pragmas.

use std::{path::Path, time::Duration};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::error::failed;
use crate::store::StoreResult;

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How long a connection waits for one of another process.
const BUSY: Duration = Duration::from_secs(5);
/// How long a read waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(10);
/// Prepared statements kept by each connection: the inbox alone has one for each size of batch.
const STATEMENTS: usize = 400;

fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .statement_cache_capacity(STATEMENTS)
        .pragma("cache_size", "-32768")
        .pragma("temp_store", "memory")
        .disable_statement_logging()
}

/// The connection that writes. `synchronous=FULL` is what makes an answered message durable; checkpoints are
/// [`super::checkpoint`]'s.
pub(super) async fn writer(path: &Path) -> StoreResult<SqliteConnection> {
    let options = common(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", "0")
        .pragma("journal_size_limit", "67108864");
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    MIGRATIONS.run_direct(&mut connection).await.map_err(|error| failed(error.into()))?;
    Ok(connection)
}

/// Connections that read and cannot write.
pub(super) async fn readers(path: &Path, count: u32) -> StoreResult<SqlitePool> {
    let options = common(path).pragma("mmap_size", "268435456").pragma("query_only", "on");
    SqlitePoolOptions::new()
        .max_connections(count.max(1))
        .acquire_timeout(ACQUIRE)
        // A local file does not go away between two reads; asking costs a hop.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(failed)
}

/// The connection that moves the write-ahead log into the file.
pub(super) async fn checkpointer(path: &Path) -> StoreResult<SqliteConnection> {
    SqliteConnection::connect_with(&common(path).pragma("wal_autocheckpoint", "0")).await.map_err(failed)
}
