//! How the sources stand, in this engine.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::SqlitePool;

use super::{
    error::{failed, unreadable},
    writer::Writer,
};
use crate::{
    domain::{
        id::{MessageId, SourceId},
        source_health::{HealthStatus, SourceHealth},
    },
    store::{Heard, Listening, StoreResult},
};

/// `+source`: by the numbers of the messages, never by the index of all their keys. $1 after, $2 up to.
const HEARD: &str = "select source, max(received) from message where id > $1 and id <= $2 group by +source order by 1";
const LAST: &str = "select coalesce(max(id), 0) from message";
const LOOK: &str = "select message, looked from source_look where one = 1";
const PULSES: &str = "select source, speech, since, heard, counts from source_pulse order by source";
/// $1 the message, $2 when, $3 the pulses as JSON.
const KEEP: &str = "
    begin immediate;
    update source_look set message = $1, looked = $2 where one = 1;
    delete from source_pulse;
    insert into source_pulse (source, speech, since, heard, counts)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each($3);
    commit";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [HEARD, LAST, LOOK, PULSES, KEEP].map(str::to_owned).into()
}

type Row = (String, String, i64, Option<i64>, i64);

/// How the sources stand, in this engine.
pub(super) struct Sources {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl Sources {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }
}

fn source_health((source, status, since, heard, counts): Row) -> StoreResult<SourceHealth> {
    let status = HealthStatus::parse(&status).ok_or_else(|| unreadable("how a source stands", status))?;
    Ok(SourceHealth { source: SourceId(source), status, since, heard, counts })
}

#[async_trait]
impl crate::store::Sources for Sources {
    async fn heard(&self, after: MessageId, limit: usize) -> StoreResult<Heard> {
        let last: i64 = sqlx::query_scalar(LAST).fetch_one(&self.readers).await.map_err(failed)?;
        let cursor = last.min(after.0.saturating_add(i64::try_from(limit).unwrap_or(i64::MAX))).max(after.0);
        let query = sqlx::query_as::<_, (String, i64)>(HEARD).bind(after.0).bind(cursor);
        let found = query.fetch_all(&self.readers).await.map_err(failed)?;
        let heard = found.into_iter().map(|(source, at)| (SourceId(source), at)).collect();
        Ok(Heard { cursor: MessageId(cursor), last: heard, more: cursor < last })
    }

    async fn listening(&self) -> StoreResult<Listening> {
        let look = sqlx::query_as::<_, (i64, Option<i64>)>(LOOK).fetch_one(&self.readers).await.map_err(failed)?;
        let rows = sqlx::query_as::<_, Row>(PULSES).fetch_all(&self.readers).await.map_err(failed)?;
        let sources_health = rows.into_iter().map(source_health).collect::<StoreResult<_>>()?;
        Ok(Listening { cursor: MessageId(look.0), looked: look.1, sources_health })
    }

    async fn keep(&self, listening: &Listening) -> StoreResult<()> {
        let row = |source_health: &SourceHealth| {
            let SourceHealth { source, status, since, heard, counts } = source_health;
            serde_json::json!([source.0, status.as_str(), since, heard, counts])
        };
        let rows: Vec<_> = listening.sources_health.iter().map(row).collect();
        let (rows, cursor, looked) = (serde_json::json!(rows).to_string(), listening.cursor.0, listening.looked);
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let script = sqlx::query(KEEP).bind(cursor).bind(looked).bind(rows);
                    script.execute(connection).await.map_err(failed).map(|_| ())
                })
            })
            .await
    }
}
