//! What pages, metrics and the worker read of messages.

use std::collections::BTreeMap;

use sqlx::SqlitePool;

use super::{LAST_ID, OPEN};
use crate::{
    domain::id::{MessageId, SourceId},
    store::{
        Claimed, InboxStats, MessageRow, MessageState, NewMessage, Refused, StoreResult,
        sqlite::error::{failed, unreadable},
    },
};

/// A row of `message`, whole: id, source, key, connector, digest, received, correlation, headers, body.
pub(in crate::store::sqlite) type Stored = (i64, String, String, String, Vec<u8>, i64, String, String, Vec<u8>);

/// Where a message stands: id, source, key, connector, state, received, settled, refusals.
pub(in crate::store::sqlite) type StatusRow = (i64, String, String, String, String, i64, Option<i64>, Option<String>);

const BODY: &str =
    "select id, source, key, connector, digest, received, correlation, headers, body from message where id = $1";
const ONE: &str = "
    select m.id, m.source, m.key, m.connector, coalesce(s.state, 'received'), m.received, s.settled, s.refusals
    from message m left join message_state s on s.id = m.id where m.id = $1";
const NEWEST: &str = "
    select m.id, m.source, m.key, m.connector, coalesce(s.state, 'received'), m.received, s.settled, s.refusals
    from message m left join message_state s on s.id = m.id order by m.id desc limit $1";
const NEWEST_IN: &str = "
    select m.id, m.source, m.key, m.connector, s.state, m.received, s.settled, s.refusals
    from message_state s join message m on m.id = s.id where s.state = $2 order by s.id desc limit $1";
/// Those without a turn yet all have higher numbers than those that are in work.
const NEWEST_WAITING: &str = "
    with waiting (id) as (
        select * from (
            select id from message where id > (select claimed from tally) and refusals is null
              and not exists (select 1 from message_state where message_state.id = message.id)
            order by id desc limit $1)
        union all
        select * from (select id from message_state where state = 'received' order by id desc limit $1)
    )
    select m.id, m.source, m.key, m.connector, 'received', m.received, null, null
    from waiting join message m on m.id = waiting.id order by m.id desc limit $1";
const COUNTS: &str = "select state, count(*) from message_state where state <> 'received' group by state";

pub(super) async fn message(readers: &SqlitePool, id: MessageId) -> StoreResult<Option<MessageRow>> {
    let found = sqlx::query_as::<_, StatusRow>(ONE).bind(id.0).fetch_optional(readers).await.map_err(failed)?;
    found.map(standing).transpose()
}

pub(super) async fn body(readers: &SqlitePool, id: MessageId) -> StoreResult<Option<NewMessage>> {
    let found = sqlx::query_as::<_, Stored>(BODY).bind(id.0).fetch_optional(readers).await.map_err(failed)?;
    found.map(|row| claimed(row, 0).map(|claimed| claimed.message)).transpose()
}

pub(super) async fn newest(
    readers: &SqlitePool,
    state: Option<MessageState>,
    limit: usize,
) -> StoreResult<Vec<MessageRow>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let query = match state {
        None => sqlx::query_as::<_, StatusRow>(NEWEST).bind(limit),
        Some(MessageState::Received) => sqlx::query_as(NEWEST_WAITING).bind(limit),
        Some(state) => sqlx::query_as(NEWEST_IN).bind(limit).bind(state.as_str()),
    };
    query.fetch_all(readers).await.map_err(failed)?.into_iter().map(standing).collect()
}

pub(super) async fn stats(readers: &SqlitePool) -> StoreResult<InboxStats> {
    let mut transaction = readers.begin().await.map_err(failed)?;
    let counts = sqlx::query_as::<_, (String, i64)>(COUNTS).fetch_all(&mut *transaction).await.map_err(failed)?;
    let open: i64 = sqlx::query_scalar(OPEN).fetch_one(&mut *transaction).await.map_err(failed)?;
    let newest: i64 = sqlx::query_scalar(LAST_ID).fetch_one(&mut *transaction).await.map_err(failed)?;
    let count = |state: MessageState| {
        let found = counts.iter().find(|(name, _)| name == state.as_str());
        found.and_then(|(_, count)| u64::try_from(*count).ok()).unwrap_or(0)
    };
    let stats = InboxStats {
        total: 0,
        received: newest.saturating_add(open).try_into().unwrap_or(0),
        applied: count(MessageState::Applied),
        parked: count(MessageState::Parked),
        quarantined: count(MessageState::Quarantined),
        ignored: count(MessageState::Ignored),
    };
    let total = stats.received + stats.applied + stats.parked + stats.quarantined + stats.ignored;
    Ok(InboxStats { total, ..stats })
}

/// A stored row as a claimed message.
pub(in crate::store::sqlite) fn claimed(row: Stored, deaths: u32) -> StoreResult<Claimed> {
    let (id, source, key, connector, digest, received, correlation, headers, body) = row;
    let headers: BTreeMap<String, String> =
        serde_json::from_str(&headers).map_err(|error| unreadable("headers", error))?;
    let digest = digest.try_into().map_err(|_| unreadable("a digest", "it has another length"))?;
    let message = NewMessage {
        source: SourceId(source),
        connector,
        key,
        digest,
        body: body.into(),
        headers,
        received,
        correlation,
    };
    Ok(Claimed { id: MessageId(id), message, deaths })
}

pub(in crate::store::sqlite) fn standing(row: StatusRow) -> StoreResult<MessageRow> {
    let (id, source, key, connector, state, received, settled, refusals) = row;
    Ok(MessageRow {
        id: MessageId(id),
        source: SourceId(source),
        connector,
        key,
        state: MessageState::parse(&state).ok_or_else(|| unreadable("a state", state))?,
        received,
        settled,
        refusals: refusals.map_or_else(|| Ok(Vec::new()), |json| refusals_from(&json))?,
    })
}

/// Refusals as they stand in the column: an array of `[code, position, message, remedy]`.
pub(in crate::store::sqlite) fn refusals_json(refusals: &[Refused]) -> String {
    let rows: Vec<_> = refusals.iter().map(|r| [&r.code, &r.position, &r.message, &r.remedy]).collect();
    serde_json::json!(rows).to_string()
}

fn refusals_from(json: &str) -> StoreResult<Vec<Refused>> {
    let rows: Vec<[String; 4]> = serde_json::from_str(json).map_err(|error| unreadable("refusals", error))?;
    Ok(rows.into_iter().map(|[code, position, message, remedy]| Refused { code, position, message, remedy }).collect())
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [BODY, ONE, NEWEST, NEWEST_IN, NEWEST_WAITING, COUNTS].map(str::to_owned).into()
}
