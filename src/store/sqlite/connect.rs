//! The connections and their pragmas.
//!
//! Messages are in a file of their own beside the main one, so that accepting a message never waits for the transaction that
//! applies others (SQLite has one writer *a file*). Only what reads sees both: a writer that had the other file attached
//! would lock it too.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::error::failed;
use crate::store::StoreResult;

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static INBOX_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite/inbox");

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
    write_with(path, &MIGRATIONS).await
}

/// The connection that writes messages: the same for the inbox's file.
pub(super) async fn inbox_writer(path: &Path) -> StoreResult<SqliteConnection> {
    write_with(&inbox_of(path), &INBOX_MIGRATIONS).await
}

/// Where the messages of a store are: `waypost.db` has `waypost-inbox.db` beside it.
pub fn inbox_of(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-inbox{extension}"))
}

async fn write_with(path: &Path, migrations: &Migrator) -> StoreResult<SqliteConnection> {
    let options = common(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", "0")
        .pragma("journal_size_limit", "67108864")
        // What a row leaves behind in a page that is written anyway is overwritten; erasing overwrites the rest too.
        .pragma("secure_delete", "fast");
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    migrations.run_direct(None, &mut connection, false).await.map_err(|error| failed(error.into()))?;
    Ok(connection)
}

/// Connections that read both files and cannot write.
pub(super) async fn readers(path: &Path, count: u32) -> StoreResult<SqlitePool> {
    let options = common(path).pragma("mmap_size", "268435456").pragma("query_only", "on");
    let inbox = inbox_of(path).to_string_lossy().into_owned();
    SqlitePoolOptions::new()
        .after_connect(move |connection, _| {
            let inbox = inbox.clone();
            Box::pin(async move {
                sqlx::query("attach database $1 as inbox").bind(inbox).execute(connection).await.map(|_| ())
            })
        })
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
