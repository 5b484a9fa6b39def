//! What is good once only.

use async_trait::async_trait;

use super::StoreResult;

/// Remembers what was used. Durable, so that nothing is good again after a restart.
#[async_trait]
pub trait Once: Send + Sync {
    /// Uses up what has this hash, and remembers that until `until`. True the first time, false as long as an earlier use
    /// is remembered. What was remembered until before `now` is forgotten. Both in microseconds since 1970 in UTC.
    ///
    /// # Errors
    /// `Failed`; `Full`.
    async fn use_up(&self, hash: [u8; 32], now: i64, until: i64) -> StoreResult<bool>;
}
