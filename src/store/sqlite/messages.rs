//! Messages as operators look for them, in this engine.

use async_trait::async_trait;
use sqlx::{SqliteConnection, SqlitePool};

use super::{
    error::{failed, unreadable},
    inbox::{Row, standing},
};
use crate::{
    domain::{
        id::{MessageId, ObjectId, SourceId},
        reference::{RefKind, Reference},
        unmapped,
    },
    store::{
        Changes, MOST_LOOKED_AT, MessageAsk, MessageList, MessageName, MessageRow, MessageState, StoreResult,
        UnmappedSum,
    },
};

/// Messages that are looked at at once.
const CHUNK: usize = 500;

/// $1 how many, $2 before which.
const LIST: &str = "
    select m.id, m.source, m.key, m.connector, coalesce(s.state, 'received'), m.received, s.settled, s.refusals
    from message m left join message_state s on s.id = m.id where m.id < $2 order by m.id desc limit $1";
/// $3 the state.
const LIST_IN: &str = "
    select m.id, m.source, m.key, m.connector, s.state, m.received, s.settled, s.refusals
    from message_state s join message m on m.id = s.id where s.state = $3 and s.id < $2 order by s.id desc limit $1";
/// As the inbox reads those that wait.
const LIST_WAITING: &str = "
    with waiting (id) as (
        select * from (
            select id from message where id > (select claimed from tally) and id < $2 and refusals is null
              and not exists (select 1 from message_state where message_state.id = message.id)
            order by id desc limit $1)
        union all
        select * from (select id from message_state where state = 'received' and id < $2 order by id desc limit $1)
    )
    select m.id, m.source, m.key, m.connector, 'received', m.received, null, null
    from waiting join message m on m.id = waiting.id order by m.id desc limit $1";
/// $1 normal forms, $2 a key, $3 how many.
const ABOUT: &str = "
    with recursive
        thing(id) as (
            select distinct name.object from json_each($1) as norm cross join name on name.norm = norm.value
            order by 1 desc limit 50),
        holder(name) as (
            select min(source) from message
            union all select (select min(source) from message where source > name) from holder where name is not null),
        hit(id) as (
            select * from (
                select distinct event.message from thing cross join event on event.object = thing.id order by 1 desc limit $3)
            union
            select message.id from holder cross join message on message.source = holder.name and message.key = $2)
    select m.id, m.source, m.key, m.connector, coalesce(s.state, 'received'), m.received, s.settled, s.refusals
    from hit cross join message m on m.id = hit.id left join message_state s on s.id = m.id order by m.id desc limit $3";
/// $1 messages, $2 how many.
const WAITS: &str = "
    select wait.message, wait.object, name.kind, name.sent_scope, name.sent
    from json_each($1) as asked cross join message_wait as wait on wait.message = asked.value
         cross join name on name.object = wait.object
    order by 1, 2 limit $2";
/// $1 a message, $2 how many.
const TOLD: &str = "
    select distinct event.message, event.object, name.kind, name.sent_scope, name.sent
    from event cross join name on name.object = event.object where event.message = $1 order by 2 limit $2";
/// Beside the one greatest time stand the columns of its row. $1 how many.
const UNMAPPED: &str = "
    select source, code, sent, sum(count), count(*), max(at), message, order_id from unmapped
    group by source, code order by max(at) desc, source, code limit $1";
/// $1 orders, $2 `[order, source, code, sent, count, at, message]`.
const WRITE: &str = "
    delete from unmapped where order_id in (select value from json_each($1));
    insert into unmapped (order_id, source, code, sent, count, at, message)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 from json_each($2)";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [LIST, LIST_IN, LIST_WAITING, ABOUT, WAITS, TOLD, UNMAPPED, WRITE].map(str::to_owned).into()
}

/// The codes that a round's views have and no table knows.
pub(super) struct Unmapped {
    orders: String,
    rows: String,
}

impl Unmapped {
    /// `None` where no view is written.
    pub fn of(changes: &Changes) -> StoreResult<Option<Self>> {
        if changes.orders.is_empty() {
            return Ok(None);
        }
        let text = |json: serde_json::Result<String>| json.map_err(|error| unreadable("a code", error));
        let orders: Vec<_> = changes.orders.iter().map(|write| write.expected.order).collect();
        let rows = changes.orders.iter().flat_map(|write| {
            let row = |one: unmapped::UnmappedCode| {
                (write.expected.order, one.source, one.code, one.text, one.count, one.at, one.message)
            };
            unmapped::of(&write.view).into_iter().map(row)
        });
        let rows: Vec<_> = rows.collect();
        Ok(Some(Self { orders: text(serde_json::to_string(&orders))?, rows: text(serde_json::to_string(&rows))? }))
    }

    /// Writes into the open transaction.
    pub async fn write(&self, connection: &mut SqliteConnection) -> StoreResult<()> {
        let query = sqlx::query(WRITE).bind(&self.orders).bind(&self.rows);
        query.execute(connection).await.map_err(failed).map(|_| ())
    }
}

/// Messages of this engine.
pub(super) struct Messages {
    readers: SqlitePool,
}

impl Messages {
    pub fn new(readers: SqlitePool) -> Self {
        Self { readers }
    }

    /// The next messages in that state, of whomever.
    async fn chunk(&self, state: Option<MessageState>, before: i64) -> StoreResult<Vec<MessageRow>> {
        let sql = match state {
            None => LIST,
            Some(MessageState::Received) => LIST_WAITING,
            Some(_) => LIST_IN,
        };
        let query = sqlx::query_as::<_, Row>(sql).bind(rows(CHUNK)).bind(before);
        let query = if sql == LIST_IN { query.bind(state.map(MessageState::as_str)) } else { query };
        query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(standing).collect()
    }
}

/// message, object, kind, scope, number.
type NameRow = (i64, i64, String, String, String);

fn named((message, object, kind, scope, value): NameRow) -> StoreResult<MessageName> {
    let kind = RefKind::parse(&kind).ok_or_else(|| unreadable("a kind of name", &kind))?;
    Ok(MessageName { message: MessageId(message), object: ObjectId(object), name: Reference { kind, scope, value } })
}

fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[async_trait]
impl crate::store::Messages for Messages {
    async fn list(&self, ask: MessageAsk<'_>) -> StoreResult<MessageList> {
        let mut before = ask.before.map_or(i64::MAX, |before| before.0);
        let mut list = MessageList::default();
        for _ in 0..MOST_LOOKED_AT / CHUNK {
            let chunk = self.chunk(ask.state, before).await?;
            let is_last = chunk.len() < CHUNK;
            for row in chunk {
                let is_asked = ask.source.is_none_or(|source| row.source.0 == source);
                if is_asked && list.rows.len() == ask.limit {
                    list.next = list.rows.last().map(|last| last.id);
                    return Ok(list);
                }
                before = row.id.0;
                list.rows.extend(is_asked.then_some(row));
            }
            if is_last {
                return Ok(list);
            }
        }
        list.next = Some(MessageId(before));
        Ok(list)
    }

    async fn about(&self, norms: &[String], key: &str, limit: usize) -> StoreResult<Vec<MessageRow>> {
        let norms = serde_json::json!(norms).to_string();
        let query = sqlx::query_as::<_, Row>(ABOUT).bind(norms).bind(key).bind(rows(limit));
        query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(standing).collect()
    }

    async fn waits(&self, messages: &[MessageId], limit: usize) -> StoreResult<Vec<MessageName>> {
        let query = sqlx::query_as::<_, NameRow>(WAITS).bind(serde_json::json!(messages).to_string()).bind(rows(limit));
        query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(named).collect()
    }

    async fn told(&self, message: MessageId, limit: usize) -> StoreResult<Vec<MessageName>> {
        let query = sqlx::query_as::<_, NameRow>(TOLD).bind(message.0).bind(rows(limit));
        query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(named).collect()
    }

    async fn unmapped(&self, limit: usize) -> StoreResult<Vec<UnmappedSum>> {
        type Sum = (String, String, String, i64, i64, i64, i64, i64);
        let found = sqlx::query_as::<_, Sum>(UNMAPPED).bind(rows(limit)).fetch_all(&self.readers).await;
        let number = |number: i64| u64::try_from(number).unwrap_or_default();
        let sum = |(source, code, text, count, orders, at, message, order): Sum| UnmappedSum {
            source: SourceId(source),
            code,
            text,
            count: number(count),
            orders: number(orders),
            at,
            message: MessageId(message),
            order: ObjectId(order),
        };
        Ok(found.map_err(failed)?.into_iter().map(sum).collect())
    }
}
