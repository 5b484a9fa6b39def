//! Saying daily how far the audit goes: its last hash in the log, kept elsewhere as logs are, shows when rows were cut off at
//! its end, which the chain itself cannot show.

use std::time::Duration;

use tokio::sync::{Mutex, watch};

use super::{Pace, repeat};
use crate::store::{StoreResult, Stores};

const DAILY: Duration = Duration::from_hours(24);

/// Says it at start, and every day until `stop` turns true.
pub async fn run(stores: Stores, stop: watch::Receiver<bool>) {
    let last = Mutex::default();
    let pace = Pace { every: DAILY, rest: DAILY, full: usize::MAX };
    repeat(pace, "walk the audit", stop, || look(&stores, &last)).await;
}

/// How many faults were found. `last` is the last hash that was said.
async fn look(stores: &Stores, last: &Mutex<Option<String>>) -> StoreResult<usize> {
    let mut last = last.lock().await;
    let chain = stores.audit.verify(last.as_deref()).await?;
    let is_cut = last.is_some() && chain.expected.is_none();
    if let Some(row) = chain.broken {
        tracing::error!(row, "a row of the audit does not fit the rows before it");
    } else if let Some(hash) = last.as_deref().filter(|_| is_cut) {
        tracing::error!(hash, rows = chain.rows, "no row of the audit has the hash that was last a day ago");
    }
    tracing::info!(rows = chain.rows, hash = chain.hash, "the audit's last hash");
    let faults = usize::from(chain.broken.is_some()) + usize::from(is_cut);
    *last = Some(chain.hash).filter(|hash| !hash.is_empty());
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        AuditEntry,
        sqlite::{Options, open},
    };

    #[tokio::test]
    async fn a_chain_that_lost_what_was_said_of_it_is_a_fault() {
        let folder = tempfile::tempdir().unwrap();
        let (stores, _handle) = open(&folder.path().join("store"), Options::default()).await.unwrap();
        let last = Mutex::default();
        assert_eq!(look(&stores, &last).await.unwrap(), 0, "an empty one");
        for at in 1..4 {
            let entry = AuditEntry {
                at,
                actor: "system".into(),
                action: "test".into(),
                subject: "a".into(),
                detail: String::new(),
            };
            stores.audit.record(entry).await.unwrap();
            assert_eq!(look(&stores, &last).await.unwrap(), 0, "it grew");
        }
        assert_eq!(look(&stores, &Mutex::new(Some("another".into()))).await.unwrap(), 1);
    }
}
