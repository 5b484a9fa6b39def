//! What is good once only.

use std::sync::Arc;

use async_trait::async_trait;

use super::{error::failed, writer::Writer};
use crate::store::StoreResult;

/// A few at a time, so that no use waits for a thousand that are forgotten.
const FORGET: &str =
    "delete from used where hash in (select hash from used where until <= $1 order by until limit 100)";
const USE: &str = "insert into used (hash, until) values ($1, $2)
    on conflict (hash) do update set until = excluded.until where used.until <= $3";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [FORGET, USE].map(str::to_owned).into()
}

/// See [`crate::store::Once`].
pub(super) struct Once {
    writer: Arc<Writer>,
}

impl Once {
    pub fn new(writer: Arc<Writer>) -> Self {
        Self { writer }
    }
}

#[async_trait]
impl crate::store::Once for Once {
    async fn use_up(&self, hash: [u8; 32], now: i64, until: i64) -> StoreResult<bool> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::query(FORGET).bind(now).execute(&mut *connection).await.map_err(failed)?;
                    let used = sqlx::query(USE).bind(&hash[..]).bind(until).bind(now);
                    let done = used.execute(connection).await.map_err(failed)?;
                    Ok(done.rows_affected() > 0)
                })
            })
            .await
    }
}
