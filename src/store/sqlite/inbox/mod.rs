//! The inbox: one task that commits whatever waits ([`accept`]), turns of work ([`claim`]), and what pages ask ([`read`]).

mod accept;
mod claim;
mod read;

use std::sync::{Arc, atomic::AtomicU64};

use async_trait::async_trait;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use self::accept::{Job, Pending};
pub(super) use self::{accept::Intake, read::refusals_json};
use super::{
    Options,
    error::failed,
    writer::{Writer, closed},
};
use crate::{
    domain::id::MessageId,
    store::{Accepted, Claimed, InboxStats, MessageRow, MessageState, NewMessage, StoreResult},
};

/// How many messages are accepted and not settled. Exact after every write of this process; read anew with each round, so
/// that a worker in another process is seen.
pub(super) type Backlog = Arc<AtomicU64>;

/// How many messages are not settled: those that have a state, and those above `claimed` that have none yet.
pub(super) const BACKLOG: &str = "
    select (select count(*) from message_state where state = 'received')
         + coalesce((select max(id) from message), 0) - claimed
         - (select count(*) from message_state where id > claimed)
    from tally";

/// Every statement of this file and those below, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [vec![BACKLOG.to_owned()], accept::statements(), claim::statements(), read::statements()].concat()
}

/// The inbox of this engine.
pub(super) struct Inbox {
    jobs: mpsc::Sender<Job>,
    turns: claim::Turns,
    writer: Arc<Writer>,
    readers: SqlitePool,
}

/// What [`start`] gives.
pub(super) struct Started {
    /// The inbox.
    pub inbox: Inbox,
    /// Ends the task that writes.
    pub intake: Intake,
    /// To be kept right by whatever settles messages.
    pub backlog: Backlog,
}

/// Counts the backlog and starts the task that writes.
pub(super) async fn start(writer: Arc<Writer>, readers: SqlitePool, options: &Options) -> StoreResult<Started> {
    let waiting: i64 = sqlx::query_scalar(BACKLOG).fetch_one(&readers).await.map_err(failed)?;
    let backlog: Backlog = Arc::new(AtomicU64::new(waiting.try_into().unwrap_or(0)));
    let (jobs, queue) = mpsc::channel(options.queue.max(1));
    let task = tokio::spawn(accept::run(Arc::clone(&writer), queue, Arc::clone(&backlog), options.max_backlog));
    let inbox = Inbox { jobs: jobs.clone(), turns: claim::Turns::default(), writer, readers };
    Ok(Started { inbox, intake: Intake::new(jobs, task), backlog })
}

#[async_trait]
impl crate::store::Inbox for Inbox {
    async fn accept(&self, message: NewMessage) -> StoreResult<Accepted> {
        let (answer, answered) = oneshot::channel();
        self.jobs.send(Job::Accept(Pending { message, answer })).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    async fn claim(&self, limit: usize) -> StoreResult<Vec<Claimed>> {
        self.turns.claim(&self.writer, &self.readers, limit).await
    }

    async fn release(&self, messages: &[MessageId]) -> StoreResult<()> {
        self.turns.release(&self.writer, messages).await
    }

    async fn recover(&self) -> StoreResult<u64> {
        self.turns.recover(&self.writer).await
    }

    async fn message(&self, id: MessageId) -> StoreResult<Option<MessageRow>> {
        read::message(&self.readers, id).await
    }

    async fn body(&self, id: MessageId) -> StoreResult<Option<NewMessage>> {
        read::body(&self.readers, id).await
    }

    async fn newest(&self, state: Option<MessageState>, limit: usize) -> StoreResult<Vec<MessageRow>> {
        read::newest(&self.readers, state, limit).await
    }

    async fn stats(&self) -> StoreResult<InboxStats> {
        read::stats(&self.readers).await
    }
}
