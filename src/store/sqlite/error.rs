//! What SQLite's errors mean to whoever asked.

use crate::store::StoreError;

/// Seconds after which a sender may find room on the disk again: somebody has to make it.
const DISK_RETRY: u32 = 30;
/// Seconds after which another process has finished its write.
const BUSY_RETRY: u32 = 1;

/// Primary result codes (<https://sqlite.org/rescode.html>); the upper bits of a code say more.
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const NO_MEMORY: u32 = 7;
const READ_ONLY: u32 = 8;
const IO_ERROR: u32 = 10;
const FULL: u32 = 13;
const CANNOT_OPEN: u32 = 14;
const PROTOCOL: u32 = 15;

/// What says nothing about the rows that were to be written or read is `Full`, since coming back later may help: a full
/// disk, one that takes no writes or fails, no memory, another process's lock, no connection to be had. Everything else failed.
pub(super) fn failed(error: sqlx::Error) -> StoreError {
    let full = |retry_after| StoreError::Full { retry_after, reason: error.to_string() };
    match &error {
        sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => return full(BUSY_RETRY),
        sqlx::Error::Io(_) => return full(DISK_RETRY),
        _ => {}
    }
    match code(&error) {
        Some(FULL | IO_ERROR | NO_MEMORY | READ_ONLY | CANNOT_OPEN) => full(DISK_RETRY),
        Some(BUSY | LOCKED | PROTOCOL) => full(BUSY_RETRY),
        _ => StoreError::Failed(error.to_string()),
    }
}

fn code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    // One that is no number is no code of SQLite's.
    code.parse::<u32>().ok().map(|code| code & 0xff)
}

/// Something in a column that this engine did not write there.
pub(super) fn unreadable(what: &str, detail: impl std::fmt::Display) -> StoreError {
    StoreError::Failed(format!("{what} cannot be read back: {detail}"))
}
