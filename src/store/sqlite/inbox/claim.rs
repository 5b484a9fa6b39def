//! Whose turn it is to be applied, and what is made of messages that were in work when a process ended.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use sqlx::SqlitePool;
use tokio::sync::Mutex;

use super::{
    Backlog,
    read::{self, Stored},
    refused,
};
use crate::{
    domain::id::MessageId,
    store::{
        Claimed, StoreResult,
        sqlite::{
            error::{failed, unreadable},
            writer::Writer,
        },
    },
};

/// Released messages, then those that never had a turn, oldest first; with everything that reading them needs.
const TURN: &str = "
    with turn (id) as (
        select id from message_state where state = 'received' and work = 0
        union all
        select * from (
            select id from message
            where id > (select claimed from tally) and refusals is null
              and not exists (select 1 from message_state where message_state.id = message.id)
            order by id limit $1)
    )
    select message.id, source, key, connector, digest, received, correlation, headers, body
    from turn join message on message.id = turn.id order by message.id limit $1";

/// $1 the messages as a JSON array, $2 the highest of them. Gives those that nobody else took meanwhile.
const TAKE: &str = "
    begin immediate;
    insert into message_state (id, state, work)
    select value, 'received', 1 from json_each($1) where true
    on conflict (id) do update set work = 1 where state = 'received' and work = 0
    returning id;
    update tally set claimed = max(claimed, $2);
    commit";

/// The next suspect, with one in work alone before those that wait, and of these the one that went wrong least, then the
/// oldest: when the process is ended from outside again and again shortly after its start, no single message is in work
/// each time and blamed for it.
const SUSPECT: &str = "
    select id, work from message_state where state = 'received' and work in (2, 3)
    order by work desc, deaths, id limit 1";

/// Counts the attempt before it is made; gives how many went wrong before it.
const TAKE_SUSPECT: &str = "
    update message_state set work = 3, deaths = deaths + 1
    where id = $1 and state = 'received' and work = 2 returning deaths - 1";

/// An attempt that was given back did not end the process.
const RELEASE: &str = "
    update message_state set deaths = deaths - (work = 3), work = case work when 3 then 2 else 0 end
    where state = 'received' and work in (1, 3) and id in (select value from json_each($1))";

/// An attempt alone that went wrong was counted before it was made.
const SUSPECTED: &str = "
    update message_state set work = 2
    where state = 'received' and work in (1, 3) and id in (select value from json_each($1))";

const RECOVER: &str = "
    begin immediate;
    update message_state set work = 2 where state = 'received' and work in (1, 3);
    select count(*) from message_state where state = 'received' and work = 2;
    commit";

const WITH_BODY: &str = "
    select id, source, key, connector, digest, received, correlation, headers, body from message where id = $1";

/// Turns of work. Claims of one process come one after the other.
#[derive(Default)]
pub(super) struct Turns {
    claiming: Mutex<()>,
    /// False once it is known that no suspect is left.
    suspects: AtomicBool,
    /// Whether a message was refused as it came and it could not be said where it stands.
    forgotten: Arc<AtomicBool>,
}

impl Turns {
    /// `forgotten` is raised by whoever could not say where a refused message stands.
    pub fn new(forgotten: Arc<AtomicBool>) -> Self {
        Self { forgotten, ..Self::default() }
    }

    pub async fn claim(
        &self,
        writer: &Arc<Writer>,
        readers: &SqlitePool,
        backlog: &Backlog,
        limit: usize,
    ) -> StoreResult<Vec<Claimed>> {
        let _one_at_a_time = self.claiming.lock().await;
        if self.forgotten.swap(false, Ordering::AcqRel) {
            let said = refused::settle_forgotten(writer, readers, backlog).await;
            said.inspect_err(|_| self.forgotten.store(true, Ordering::Release))?;
        }
        if self.suspects.load(Ordering::Acquire) {
            let found = sqlx::query_as::<_, (i64, i64)>(SUSPECT).fetch_optional(readers).await.map_err(failed)?;
            match found {
                Some((_, 3)) => return Ok(Vec::new()),
                Some((id, _)) => return claim_suspect(writer, readers, id).await,
                None => self.suspects.store(false, Ordering::Release),
            }
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let stored = sqlx::query_as::<_, Stored>(TURN).bind(limit).fetch_all(readers).await.map_err(failed)?;
        let mut claimed = stored.into_iter().map(|row| read::claimed(row, 0)).collect::<StoreResult<Vec<_>>>()?;
        let Some(highest) = claimed.last().map(|last| last.id.0) else { return Ok(Vec::new()) };
        let ids = ids_json(claimed.iter().map(|claimed| claimed.id));
        let taken: BTreeSet<i64> = writer
            .write(move |connection| {
                Box::pin(async move {
                    let query = sqlx::query_scalar(TAKE).bind(ids).bind(highest);
                    query.fetch_all(connection).await.map_err(failed)
                })
            })
            .await?
            .into_iter()
            .collect();
        claimed.retain(|claimed| taken.contains(&claimed.id.0));
        Ok(claimed)
    }

    pub async fn release(&self, writer: &Arc<Writer>, messages: &[MessageId]) -> StoreResult<()> {
        let ids = ids_json(messages.iter().copied());
        writer
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::query(RELEASE).bind(ids).execute(connection).await.map_err(failed)?;
                    Ok(())
                })
            })
            .await
    }

    pub async fn suspect(&self, writer: &Arc<Writer>, messages: &[MessageId]) -> StoreResult<()> {
        let ids = ids_json(messages.iter().copied());
        writer
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::query(SUSPECTED).bind(ids).execute(connection).await.map_err(failed)?;
                    Ok(())
                })
            })
            .await?;
        self.suspects.store(true, Ordering::Release);
        Ok(())
    }

    pub async fn recover(&self, writer: &Arc<Writer>, readers: &SqlitePool, backlog: &Backlog) -> StoreResult<u64> {
        refused::settle_forgotten(writer, readers, backlog).await?;
        let counts: Vec<i64> = writer
            .write(|connection| {
                Box::pin(async move { sqlx::query_scalar(RECOVER).fetch_all(connection).await.map_err(failed) })
            })
            .await?;
        let suspects = counts.first().and_then(|count| u64::try_from(*count).ok());
        let suspects = suspects.ok_or_else(|| unreadable("the inbox", "suspects cannot be counted"))?;
        self.suspects.store(suspects > 0, Ordering::Release);
        Ok(suspects)
    }
}

/// Read first and taken then: one that is taken and not handed out would be in the way of all others until the next start.
async fn claim_suspect(writer: &Arc<Writer>, readers: &SqlitePool, id: i64) -> StoreResult<Vec<Claimed>> {
    let stored = sqlx::query_as::<_, Stored>(WITH_BODY).bind(id).fetch_optional(readers).await.map_err(failed)?;
    let stored = stored.ok_or_else(|| unreadable("the inbox", format!("message {id} is not in it")))?;
    let claimed = read::claimed(stored, 0)?;
    let deaths: Option<u32> = writer
        .write(move |connection| {
            Box::pin(async move {
                sqlx::query_scalar(TAKE_SUSPECT).bind(id).fetch_optional(connection).await.map_err(failed)
            })
        })
        .await?;
    Ok(deaths.map(|deaths| Claimed { deaths, ..claimed }).into_iter().collect())
}

fn ids_json(ids: impl Iterator<Item = MessageId>) -> String {
    let ids: Vec<_> = ids.map(|id| id.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [TURN, TAKE, SUSPECT, TAKE_SUSPECT, RELEASE, SUSPECTED, RECOVER, WITH_BODY].map(str::to_owned).into()
}
