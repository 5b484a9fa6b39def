//! Folding what is due: a promise that passes, a carrier that falls silent. The fold itself says when its answer will
//! change (`next_change_at`); this folds again then.

use std::time::Duration;

use tokio::sync::watch;

use crate::ingest::rounds::Rounds;

/// How often it is looked for what is due: a promise that passes shows within this time.
const EVERY: Duration = Duration::from_secs(5);
/// Most orders folded before others get their turn.
const BATCH: usize = 200;

/// Folds what is due until `stop` turns true.
pub async fn run(rounds: Rounds, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match rounds.fold_due(BATCH).await {
            Ok(BATCH) => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "could not fold what is due"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}
