//! Copies of the files while they are written.
//!
//! `vacuum into` reads one consistent state of a file and holds up nobody (only the write-ahead log grows meanwhile). The main
//! file is copied before the inbox's: so what the copy of the main file knows of messages is in the copy of the inbox, and the
//! messages that came between the two are simply applied when the copies are opened.

use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{
    connect::inbox_of,
    error::{failed, unreadable},
};
use crate::store::{StoreError, StoreResult};

const COPY: &str = "vacuum into $1";
const SOUND: &str = "pragma integrity_check(1)";
const CLAIMED: &str = "select claimed from tally";
const LAST: &str = "select coalesce(max(id), 0) from message";

/// Copies the store at `path` into the folder `into`, under the same names; gives the files. They must not exist.
///
/// # Errors
/// `Failed`, `Full`.
pub async fn backup(path: &Path, into: &Path) -> StoreResult<Vec<PathBuf>> {
    let mut copies = Vec::new();
    for file in [path.to_owned(), inbox_of(path)] {
        let name = file.file_name().ok_or_else(|| StoreError::Failed("the store has no name".into()))?;
        let copy = into.join(name);
        let mut connection = open(&file).await?;
        let done = sqlx::query(COPY).bind(copy.to_string_lossy().into_owned()).execute(&mut connection).await;
        connection.close().await.map_err(failed)?;
        done.map_err(failed)?;
        copies.push(copy);
    }
    Ok(copies)
}

/// Whether the copy at `path` is sound, its files belong together, and the main one knows of no message that the inbox lacks.
///
/// # Errors
/// `Failed` when it is not; the text says why.
pub async fn check(path: &Path) -> StoreResult<()> {
    super::pair::check(path).await?;
    let (mut main, mut inbox) = (open(path).await?, open(&inbox_of(path)).await?);
    for connection in [&mut main, &mut inbox] {
        let verdict: String = sqlx::query_scalar(SOUND).fetch_one(connection).await.map_err(failed)?;
        if verdict != "ok" {
            return Err(unreadable("the copy", verdict));
        }
    }
    let claimed: i64 = sqlx::query_scalar(CLAIMED).fetch_one(&mut main).await.map_err(failed)?;
    let last: i64 = sqlx::query_scalar(LAST).fetch_one(&mut inbox).await.map_err(failed)?;
    main.close().await.map_err(failed)?;
    inbox.close().await.map_err(failed)?;
    if claimed > last {
        return Err(unreadable(
            "the copy",
            format!("it knows of message {claimed}, and the last in its inbox is {last}"),
        ));
    }
    Ok(())
}

async fn open(file: &Path) -> StoreResult<SqliteConnection> {
    if !file.is_file() {
        return Err(StoreError::Failed(format!("{}: there is no such file", file.display())));
    }
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(std::time::Duration::from_secs(5));
    SqliteConnection::connect_with(&options.disable_statement_logging()).await.map_err(failed)
}
