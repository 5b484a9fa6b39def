//! Periodic work, one job a file. A job knows when it is due from the store, so that it survives a restart.

pub mod audit;
pub mod due;
pub mod inquiries;
pub mod metrics_rollup;
pub mod retention;
pub mod snooze;
pub mod sources;

use std::time::Duration;

use tokio::sync::watch;

use crate::store::StoreResult;

/// How work that is done in helpings goes on.
struct Pace {
    /// After a helping that was not full, or that failed.
    every: Duration,
    /// After a full one: there is more.
    rest: Duration,
    /// How much a full one is.
    full: usize,
}

/// Does helpings until `stop` turns true. `what` completes "could not …" in the log.
async fn repeat<F: Future<Output = StoreResult<usize>>>(
    pace: Pace,
    what: &str,
    mut stop: watch::Receiver<bool>,
    helping: impl Fn() -> F,
) {
    while !*stop.borrow() {
        let pause = match helping().await {
            Ok(done) if done == pace.full => pace.rest,
            Ok(_) => pace.every,
            Err(error) => {
                tracing::error!(%error, "could not {what}");
                pace.every
            }
        };
        if !pause.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
