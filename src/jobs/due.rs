//! Folding what is due: a promise that passes, a carrier that falls silent. The fold itself says when its answer will
//! change (`next_change_at`); this folds again then.

use std::time::Duration;

use tokio::sync::watch;

use super::{Pace, repeat};
use crate::ingest::rounds::Rounds;

/// How often it is looked for what is due: a promise that passes shows within this time.
const EVERY: Duration = Duration::from_secs(5);
/// Most orders folded before others get their turn.
const BATCH: usize = 200;

/// Folds what is due until `stop` turns true.
pub async fn run(rounds: Rounds, stop: watch::Receiver<bool>) {
    let pace = Pace { every: EVERY, rest: Duration::ZERO, full: BATCH };
    repeat(pace, "fold what is due", stop, || rounds.fold_due(BATCH)).await;
}
