//! What is read seldom and asked for often.

use tokio::sync::Mutex;

use crate::store::StoreResult;

/// What was read last, good for some time; one request at a time reads.
pub(super) struct Fresh<T>(Mutex<Option<(i64, T)>>);

impl<T> Default for Fresh<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Fresh<T> {
    /// What was read at most `good` microseconds before `now`; else what `read` gives.
    ///
    /// # Errors
    /// What reading says.
    pub async fn of(&self, now: i64, good: i64, read: impl Future<Output = StoreResult<T>>) -> StoreResult<T> {
        let mut known = self.0.lock().await;
        if let Some((at, value)) = known.as_ref()
            && (0..good).contains(&(now - at))
        {
            return Ok(value.clone());
        }
        let value = read.await?;
        *known = Some((now, value.clone()));
        Ok(value)
    }
}
