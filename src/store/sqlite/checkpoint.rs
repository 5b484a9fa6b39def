//! Moving the write-ahead log into the file, off the write path: a committing writer never pays for it.

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
        let turns = writer.turns();
        if turns == seen {
            continue;
        }
        seen = turns;
        let frames = checkpoint(&mut connection).await;
        if frames > LONG {
            // Most of it has just been moved, so the writer waits for little.
            let _turn = writer.turn().await;
            checkpoint(&mut connection).await;
        }
    }
}

/// Moves what can be moved; gives the length of the log in frames.
async fn checkpoint(connection: &mut SqliteConnection) -> i64 {
    match sqlx::query_as::<_, (i64, i64, i64)>(CHECKPOINT).fetch_one(connection).await {
        Ok((_, frames, _)) => frames,
        Err(error) => {
            tracing::warn!(%error, "could not move the write-ahead log into the database");
            0
        }
    }
}
