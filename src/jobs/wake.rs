//! Bringing back what people put off, or called resolved for a time.

use std::time::Duration;

use tokio::sync::watch;

use crate::{ingest::rounds::Clock, store::Stores};

/// How often it is looked for what comes back: it shows within this time.
const EVERY: Duration = Duration::from_secs(15);
/// Most items of one transaction.
const BATCH: usize = 500;

/// Brings back what is due until `stop` turns true.
pub async fn run(stores: Stores, clock: Clock, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match stores.worklist.wake((clock)().as_microsecond(), BATCH).await {
            Ok(BATCH) => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "could not bring back what was put off"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}
