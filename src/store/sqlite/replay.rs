//! The replays of this engine.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, SqlitePool};

use super::{
    error::{failed, unreadable},
    graph::{TOLD, told_rows},
    inbox::claimed,
    writer::Writer,
};
use crate::{
    domain::{fold_input::ReceivedEvent, id::MessageId},
    store::{Batch, MessageState, NewReplay, Replay, ReplayState, Selection, StoreError, StoreResult},
};

/// How many numbers of messages are looked through at once: few enough that no statement reads for long.
const WINDOW: i64 = 20_000;
/// Why a message was refused as it came: it has a key that another one took.
const KEY_REUSED: &str = "KEY_REUSED";

const START: &str = "
    insert into replay (selection, dry_run, actor, created, updated, state, cursor, last, report)
    values ($1, $2, $3, $4, $4, 'running', 0, $5, '{}') returning id";
const LAST: &str = "select coalesce((select max(id) from message), 0)";
const COLUMNS: &str = "id, selection, dry_run, actor, created, updated, state, cursor, last, attempts, report, error";
const ATTEMPT: &str = "
    update replay set attempts = attempts + 1
    where id = (select id from replay where state = 'running' order by id limit 1) returning id";
const STEER: &str = "
    update replay set state = $2, updated = $3, attempts = 0
    where id = $1 and state in ('running', 'paused')";
const ADVANCE: &str = "
    update replay set cursor = $2, report = $3, updated = $4, attempts = 0, error = $6,
        state = case when state = 'running' then $5 else state end
    where id = $1";

fn one() -> String {
    format!("select {COLUMNS} from replay where id = $1")
}

fn newest() -> String {
    format!("select {COLUMNS} from replay order by id desc limit $1")
}

/// $1 after, $2 up to, $3 connector, $4 state, $5 code, $6 from, $7 to, $8 limit; $9 whether messages whose key was taken count.
/// `{AMONG}` may hold it to some numbers.
fn batch(among: &str) -> String {
    format!(
        "select m.id, m.source, m.key, m.connector, m.digest, m.received, m.correlation, m.headers, m.body, s.state
        from message m join message_state s on s.id = m.id
        where m.id > $1 and m.id <= $2 {among} and s.state <> 'received'
          and ($3 is null or m.connector = $3) and ($4 is null or s.state = $4)
          and ($5 is null or exists (select 1 from json_each(s.refusals) where value ->> 0 = $5))
          and ($6 is null or m.received >= $6) and ($7 is null or m.received < $7)
          and ($9 or not exists (select 1 from json_each(s.refusals) where value ->> 0 = '{KEY_REUSED}'))
        order by m.id limit $8"
    )
}

const AMONG: &str = "and m.id in (select value from json_each($10))";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    let fixed = [START, LAST, ATTEMPT, STEER, ADVANCE].map(str::to_owned);
    fixed.into_iter().chain([one(), newest(), batch(""), batch(AMONG)]).collect()
}

/// The replays of this engine.
pub(super) struct Replays {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl Replays {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }

    async fn one(&self, id: i64) -> StoreResult<Option<Replay>> {
        let found = sqlx::query_as::<_, Row>(AssertSqlSafe(one()))
            .bind(id)
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
        found.map(replay).transpose()
    }
}

type Row = (i64, String, bool, String, i64, i64, String, i64, i64, i64, String, Option<String>);
type MessageRow = (i64, String, String, String, Vec<u8>, i64, String, String, Vec<u8>, String);

#[async_trait]
impl crate::store::Replays for Replays {
    async fn start(&self, new: NewReplay) -> StoreResult<Replay> {
        let last: i64 = sqlx::query_scalar(LAST).fetch_one(&self.readers).await.map_err(failed)?;
        let selection = json(&new.selection)?;
        let id: i64 = self
            .writer
            .write(move |connection| {
                let query = sqlx::query_scalar(START).bind(selection).bind(new.dry_run).bind(new.actor);
                let query = query.bind(new.at).bind(last);
                Box::pin(async move { query.fetch_one(connection).await.map_err(failed) })
            })
            .await?;
        self.one(id).await?.ok_or_else(|| unreadable("a replay", "it is gone"))
    }

    async fn get(&self, id: i64) -> StoreResult<Option<Replay>> {
        self.one(id).await
    }

    async fn newest(&self, limit: usize) -> StoreResult<Vec<Replay>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = sqlx::query_as::<_, Row>(AssertSqlSafe(newest()))
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        found.into_iter().map(replay).collect()
    }

    async fn attempt(&self) -> StoreResult<Option<Replay>> {
        let running = "select count(*) from replay where state = 'running'";
        let any: i64 = sqlx::query_scalar(running).fetch_one(&self.readers).await.map_err(failed)?;
        if any == 0 {
            return Ok(None);
        }
        let id: Option<i64> = self
            .writer
            .write(|connection| {
                Box::pin(async move { sqlx::query_scalar(ATTEMPT).fetch_optional(connection).await.map_err(failed) })
            })
            .await?;
        match id {
            Some(id) => self.one(id).await,
            None => Ok(None),
        }
    }

    async fn steer(&self, id: i64, to: ReplayState, now: i64) -> StoreResult<Option<Replay>> {
        self.writer
            .write(move |connection| {
                let query = sqlx::query(STEER).bind(id).bind(to.as_str()).bind(now);
                Box::pin(async move { query.execute(connection).await.map(|_| ()).map_err(failed) })
            })
            .await?;
        self.one(id).await
    }

    async fn advance(&self, replay: &Replay) -> StoreResult<()> {
        let report = json(&replay.report)?;
        let (id, cursor, updated) = (replay.id, replay.cursor.0, replay.updated);
        let (state, error) = (replay.state.as_str(), replay.error.clone());
        self.writer
            .write(move |connection| {
                let query =
                    sqlx::query(ADVANCE).bind(id).bind(cursor).bind(report).bind(updated).bind(state).bind(error);
                Box::pin(async move { query.execute(connection).await.map(|_| ()).map_err(failed) })
            })
            .await
    }

    async fn batch(&self, replay: &Replay, limit: usize) -> StoreResult<Batch> {
        let Selection { connector, state, code, from, to, messages } = &replay.selection;
        let named = !messages.is_empty();
        let end = if named { replay.last.0 } else { replay.last.0.min(replay.cursor.0.saturating_add(WINDOW)) };
        let sql = batch(if named { AMONG } else { "" });
        let mut query = sqlx::query_as::<_, MessageRow>(AssertSqlSafe(sql))
            .bind(replay.cursor.0)
            .bind(end)
            .bind(connector)
            .bind(state)
            .bind(code)
            .bind(from)
            .bind(to)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .bind(named || code.as_deref() == Some(KEY_REUSED));
        if named {
            query = query.bind(json(messages)?);
        }
        let found = query.fetch_all(&self.readers).await.map_err(failed)?;
        let full = found.len() >= limit;
        let messages: Vec<_> = found.into_iter().map(message).collect::<StoreResult<_>>()?;
        let last = messages.last().filter(|_| full).map_or(MessageId(end), |(claimed, _)| claimed.id);
        Ok(Batch { messages, cursor: last })
    }

    async fn told_by(&self, messages: &[MessageId]) -> StoreResult<Vec<ReceivedEvent>> {
        let ids = json(&messages)?;
        let found: String = sqlx::query_scalar(TOLD).bind(ids).fetch_one(&self.readers).await.map_err(failed)?;
        told_rows(&found)
    }
}

fn message(row: MessageRow) -> StoreResult<(crate::store::Claimed, MessageState)> {
    let (id, source, key, connector, digest, received, correlation, headers, body, state) = row;
    let stored = (id, source, key, connector, digest, received, correlation, headers, body);
    let state = MessageState::parse(&state).ok_or_else(|| unreadable("a state", &state))?;
    Ok((claimed(stored, 0)?, state))
}

fn replay(row: Row) -> StoreResult<Replay> {
    let (id, selection, dry_run, actor, created, updated, state, cursor, last, attempts, report, error) = row;
    let bad = |what: serde_json::Error| unreadable("a replay", what);
    Ok(Replay {
        id,
        selection: serde_json::from_str(&selection).map_err(bad)?,
        dry_run,
        actor,
        created,
        updated,
        state: ReplayState::parse(&state).ok_or_else(|| unreadable("a state of a replay", &state))?,
        cursor: MessageId(cursor),
        last: MessageId(last),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        report: serde_json::from_str(&report).map_err(bad)?,
        error,
    })
}

fn json(value: &impl serde::Serialize) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))
}
