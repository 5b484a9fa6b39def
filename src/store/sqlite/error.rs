//! What SQLite's errors mean to whoever asked.

use crate::store::StoreError;

/// Seconds after which a sender may find room on the disk again: somebody has to make it.
const DISK_RETRY: u32 = 30;
/// Seconds after which another process has finished its write.
const BUSY_RETRY: u32 = 1;

/// Primary result codes (<https://sqlite.org/rescode.html>); the upper bits of a code say more.
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const IO_ERROR: u32 = 10;
const FULL: u32 = 13;

/// A full disk and one that does not take writes are `Full`, since coming back later may help; everything else failed.
pub(super) fn failed(error: sqlx::Error) -> StoreError {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .and_then(|code| code.parse::<u32>().ok())
        .map(|code| code & 0xff);
    match code {
        Some(FULL | IO_ERROR) => StoreError::Full { retry_after: DISK_RETRY, reason: error.to_string() },
        Some(BUSY | LOCKED) => StoreError::Full { retry_after: BUSY_RETRY, reason: error.to_string() },
        _ => StoreError::Failed(error.to_string()),
    }
}

/// Something in a column that this engine did not write there.
pub(super) fn unreadable(what: &str, detail: impl std::fmt::Display) -> StoreError {
    StoreError::Failed(format!("{what} cannot be read back: {detail}"))
}
