//! Messages that were refused as they came, because another body had their key. The inbox's file says why; where they stand
//! is said in the main file, right after. Should the process end between the two, the next start says it.

use std::sync::Arc;

use sqlx::SqlitePool;

use super::{Backlog, OPEN};
use crate::{
    domain::id::MessageId,
    store::{
        StoreResult,
        sqlite::{error::failed, writer::Writer},
    },
};

/// Those among $1, a JSON array: number, when it came, why it was refused.
const AMONG: &str = "
    select id, received, refusals from message
    where refusals is not null and id in (select value from json_each($1))";

/// Those of which nobody has said where they stand.
const FORGOTTEN: &str = "
    select id, received, refusals from message
    where refusals is not null and not exists (select 1 from message_state where message_state.id = message.id)";

/// $1 such rows, as a JSON array of arrays.
const SETTLE: &str = "
    begin immediate;
    insert into message_state (id, state, settled, refusals)
    select value ->> 0, 'quarantined', value ->> 1, value ->> 2 from json_each($1) where true on conflict (id) do nothing;
    {OPEN};
    commit";

type Row = (i64, i64, String);

/// Says where these stand.
pub(super) async fn settle(
    writer: &Arc<Writer>,
    readers: &SqlitePool,
    backlog: &Backlog,
    messages: &[MessageId],
) -> StoreResult<()> {
    let ids: Vec<_> = messages.iter().map(|id| id.0).collect();
    let found = sqlx::query_as(AMONG).bind(serde_json::json!(ids).to_string()).fetch_all(readers).await;
    write(writer, backlog, found.map_err(failed)?).await
}

/// Says where those stand that an end of the process left without a word.
pub(super) async fn settle_forgotten(writer: &Arc<Writer>, readers: &SqlitePool, backlog: &Backlog) -> StoreResult<()> {
    let found: Vec<Row> = sqlx::query_as(FORGOTTEN).fetch_all(readers).await.map_err(failed)?;
    if found.is_empty() { Ok(()) } else { write(writer, backlog, found).await }
}

async fn write(writer: &Arc<Writer>, backlog: &Backlog, rows: Vec<Row>) -> StoreResult<()> {
    let rows = serde_json::json!(rows).to_string();
    let open: Vec<i64> = writer
        .write(move |connection| {
            let query = sqlx::query_scalar(sql()).bind(rows);
            Box::pin(async move { query.fetch_all(connection).await.map_err(failed) })
        })
        .await?;
    if let Some(open) = open.first() {
        backlog.settled(*open);
    }
    Ok(())
}

fn sql() -> &'static str {
    static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| SETTLE.replace("{OPEN}", OPEN));
    &SQL
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [AMONG, FORGOTTEN, sql()].map(str::to_owned).into()
}
