//! Counting how long news travel, behind the rounds and a few events at a time: figures never delay a message.

use std::time::Duration;

use tokio::sync::watch;

use crate::store::Stores;

/// How often it is looked for new events: the figures are as fresh as this.
const EVERY: Duration = Duration::from_secs(20);
/// A rest between two helpings while there are more.
const REST: Duration = Duration::from_millis(200);
/// Most events of one helping.
const BATCH: usize = 2_000;

/// Counts until `stop` turns true.
pub async fn run(stores: Stores, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let rest = match stores.insights.gather(BATCH).await {
            Ok(BATCH) => REST,
            Ok(_) => EVERY,
            Err(error) => {
                tracing::error!(%error, "could not count how long news travel");
                EVERY
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = stop.changed() => {}
        }
    }
}
