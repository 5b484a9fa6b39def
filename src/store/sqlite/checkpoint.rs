//! Moving the write-ahead log into the file, off the write path: a committing writer never pays for it. And looking whether a
//! file that had no room has some again.

use std::{sync::Arc, time::Duration};

use sqlx::SqliteConnection;
use tokio::time::MissedTickBehavior;

use super::writer::Writer;

/// How often it is looked whether there is something to move.
const INTERVAL: Duration = Duration::from_secs(1);
/// Frames (pages of 4 KiB) of log from which the writer is held for the rest: while it keeps writing the log never comes to
/// an end and never starts over.
const LONG: i64 = 16_384;

/// `pragma wal_checkpoint`: whether it was hindered, frames in the log, frames moved.
pub(super) const CHECKPOINT: &str = "pragma wal_checkpoint(passive)";

/// Runs until aborted.
pub(super) async fn run(mut connection: SqliteConnection, writer: Arc<Writer>) {
    let mut ticks = tokio::time::interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = 0;
    loop {
        ticks.tick().await;
        writer.empty_log_if_owed().await;
        writer.probe().await;
        let turns = writer.turns();
        if turns == seen {
            continue;
        }
        // What could not be moved is tried again, also when nobody writes.
        let Some(frames) = checkpoint(&mut connection).await else { continue };
        seen = turns;
        if frames > LONG {
            // Most of it has just been moved, so the writer waits for little.
            let _turn = writer.turn().await;
            checkpoint(&mut connection).await;
        }
    }
}

/// Moves what can be moved; gives the length of the log in frames, or nothing when it failed.
async fn checkpoint(connection: &mut SqliteConnection) -> Option<i64> {
    match sqlx::query_as::<_, (i64, i64, i64)>(CHECKPOINT).fetch_one(connection).await {
        Ok((_, frames, _)) => Some(frames),
        Err(error) => {
            tracing::warn!(%error, "could not move the write-ahead log into the database");
            None
        }
    }
}
