//! Counting how long news travel, behind the rounds and a few events at a time: figures never delay a message.

use std::time::Duration;

use tokio::sync::watch;

use super::{Pace, repeat};
use crate::store::Stores;

/// How often it is looked for new events: the figures are as fresh as this.
const EVERY: Duration = Duration::from_secs(20);
/// A rest between two helpings while there are more.
const REST: Duration = Duration::from_millis(200);
/// Most events of one helping.
const BATCH: usize = 2_000;

/// Counts until `stop` turns true.
pub async fn run(stores: Stores, stop: watch::Receiver<bool>) {
    let pace = Pace { every: EVERY, rest: REST, full: BATCH };
    repeat(pace, "count how long news travel", stop, || stores.insights.roll_up(BATCH)).await;
}
