//! A store that was not closed cleanly is checked when it is opened: whatever ended the process may have hurt its files too.

use std::path::Path;

use sqlx::Connection;

use super::{
    connect::{checkpointer, inbox_of},
    error::failed,
};
use crate::store::{StoreError, StoreResult};

/// Pages and rows, but not whether each index has all of its rows: minutes less for a large file.
const QUICK_CHECK: &str = "pragma quick_check(1)";

/// Whether a file of the store has a write-ahead log with content: closing empties it.
pub(super) fn was_left_open(path: &Path) -> bool {
    [path.to_owned(), inbox_of(path)].iter().any(|file| {
        let mut log = file.clone().into_os_string();
        log.push("-wal");
        std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
    })
}

/// Reads both files of the store at `path` through, before anything is written to them.
///
/// # Errors
/// `Failed` when one is damaged; the text says what to do.
pub(super) async fn check(path: &Path) -> StoreResult<()> {
    for file in [path.to_owned(), inbox_of(path)] {
        if !file.is_file() {
            continue;
        }
        tracing::info!(file = %file.display(), "not closed cleanly the last time: checking the file");
        match verdict(&file).await {
            Ok(verdict) if verdict == "ok" => tracing::info!(file = %file.display(), "the file is sound"),
            Ok(verdict) => return Err(damaged(&file, &verdict)),
            Err(StoreError::Failed(reason)) => return Err(damaged(&file, &reason)),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// `ok`, or the first thing that is wrong. A file that is badly damaged cannot even be opened.
async fn verdict(file: &Path) -> StoreResult<String> {
    let mut connection = checkpointer(file).await?;
    let verdict = sqlx::query_scalar(QUICK_CHECK).fetch_one(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(verdict)
}

fn damaged(path: &Path, verdict: &str) -> StoreError {
    StoreError::Failed(format!(
        "{}: the file is damaged ({verdict}). Keep a copy of the data folder, then `waypost restore` the newest backup into an \
         empty one",
        path.display()
    ))
}
