//! The inbox: one task that commits whatever waits ([`accept`]), turns of work ([`claim`]), and what pages ask ([`read`]).

mod accept;
mod backlog;
mod claim;
mod read;
mod refused;

use std::sync::{Arc, atomic::AtomicBool};

use async_trait::async_trait;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use self::accept::{Job, Pending};
use self::backlog::LAST_ID;
pub(super) use self::{
    accept::Intake,
    backlog::{Backlog, OPEN},
    read::{StatusRow as Row, claimed, refusals_json, standing},
};
use super::{
    Options,
    writer::{Writer, closed},
};
use crate::{
    domain::id::MessageId,
    store::{Accepted, Claimed, InboxStats, MessageRow, MessageState, NewMessage, StoreResult},
};

/// Every statement of this file and those below, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [backlog::statements(), accept::statements(), claim::statements(), read::statements(), refused::statements()]
        .concat()
}

/// The inbox of this engine.
pub(super) struct Inbox {
    jobs: mpsc::Sender<Job>,
    turns: claim::Turns,
    /// Of the main file, where messages stand.
    writer: Arc<Writer>,
    /// Of the inbox's file.
    messages: Arc<Writer>,
    readers: SqlitePool,
    backlog: Arc<Backlog>,
}

/// What [`start`] gives.
pub(super) struct Started {
    /// The inbox.
    pub inbox: Inbox,
    /// Ends the task that writes.
    pub intake: Intake,
    /// To be kept right by whatever settles messages.
    pub backlog: Arc<Backlog>,
}

/// Counts the backlog and starts the task that writes: `messages` is the writer of the inbox's file, `writer` that of the
/// main one.
pub(super) async fn start(
    messages: Arc<Writer>,
    writer: Arc<Writer>,
    readers: SqlitePool,
    options: &Options,
) -> StoreResult<Started> {
    let backlog = Arc::new(Backlog::default());
    backlog.count(&readers).await?;
    let (jobs, queue) = mpsc::channel(options.queue.max(1));
    let forgotten = Arc::new(AtomicBool::new(false));
    let acceptance = accept::Acceptance {
        messages: Arc::clone(&messages),
        forgotten: Arc::clone(&forgotten),
        states: Arc::clone(&writer),
        readers: readers.clone(),
        backlog: Arc::clone(&backlog),
        max_backlog: options.max_backlog,
    };
    let task = tokio::spawn(acceptance.run(queue));
    let turns = claim::Turns::new(forgotten);
    let inbox = Inbox { jobs: jobs.clone(), turns, writer, messages, readers, backlog: Arc::clone(&backlog) };
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
        self.turns.claim(&self.writer, &self.readers, &self.backlog, limit).await
    }

    async fn release(&self, messages: &[MessageId]) -> StoreResult<()> {
        self.turns.release(&self.writer, messages).await
    }

    async fn suspect(&self, messages: &[MessageId]) -> StoreResult<()> {
        self.turns.suspect(&self.writer, messages).await
    }

    async fn recover(&self) -> StoreResult<u64> {
        self.turns.recover(&self.writer, &self.readers, &self.backlog).await
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

    fn waiting(&self) -> u64 {
        self.backlog.waiting()
    }

    fn is_blocked(&self) -> bool {
        self.writer.is_blocked() || self.messages.is_blocked()
    }

    async fn stats(&self) -> StoreResult<InboxStats> {
        read::stats(&self.readers).await
    }
}
