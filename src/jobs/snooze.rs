//! Bringing back what people put off, or called resolved for a time.

use std::time::Duration;

use tokio::sync::watch;

use super::{Pace, repeat};
use crate::{ingest::rounds::Clock, store::Stores};

/// How often it is looked for what comes back: it shows within this time.
const EVERY: Duration = Duration::from_secs(15);
/// Most items of one transaction.
const BATCH: usize = 500;

/// Brings back what is due until `stop` turns true.
pub async fn run(stores: Stores, clock: Clock, stop: watch::Receiver<bool>) {
    let pace = Pace { every: EVERY, rest: Duration::ZERO, full: BATCH };
    let snooze = || stores.worklist.expire_snoozes((clock)().as_microsecond(), BATCH);
    repeat(pace, "bring back what was put off", stop, snooze).await;
}
