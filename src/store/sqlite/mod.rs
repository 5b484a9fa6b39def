//! The embedded engine: two SQLite files in WAL mode, messages in one and what is made of them in the other; for each one
//! connection that writes, and a few that read both.
//!
//! SQLite has one writer at a time. Two writing connections would meet in its busy handler, which sleeps; so all writes
//! of the process to a file take turns on one connection, in the order in which they ask. Each hop to sqlx's connection thread
//! costs more than most statements: a transaction is therefore written as one or two scripts of several statements, whose
//! rows come in as JSON arrays or as many `values` at once. Their parameters are written `$1`, since sqlx miscounts `?1` where
//! a statement of a script leaves a number out; and a script is read with `fetch_all`, since `fetch_one` stops it half-way.

mod access;
mod audit;
mod backup;
mod checkpoint;
mod connect;
mod desk;
mod disputes;
mod error;
mod graph;
mod inbox;
mod inquiries;
mod insights;
mod lookup;
mod messages;
mod objects;
mod once;
mod outbox;
mod pair;
mod proof_links;
mod recents;
mod replay;
mod scope;
mod sides;
mod soundness;
mod sources;
#[cfg(test)]
mod tests;
mod worklist;
mod writer;

use std::{path::Path, sync::Arc};

use sqlx::SqlitePool;
use tokio::task::JoinHandle;

pub use self::{
    backup::{backup, check},
    connect::inbox_of,
};
use self::{inbox::Intake, recents::Recents, writer::Writer};
use super::{StoreResult, Stores};

/// How the engine is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Most messages that may wait unsettled; beyond it `accept` answers `Full`.
    pub max_backlog: u64,
    /// Connections that read.
    pub readers: u32,
    /// Messages that may wait for their commit before `accept` itself waits.
    pub queue: usize,
    /// Text that no other start has, from the process that holds the folder: it marks both files as those of this start.
    /// `None`: beside such a process, or to look only.
    pub start: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_backlog: 1_000_000, readers: 4, queue: 1_024, start: None }
    }
}

/// What closes the engine.
pub struct Handle {
    writer: Arc<Writer>,
    messages: Arc<Writer>,
    readers: SqlitePool,
    intake: Intake,
    recents: Arc<Recents>,
    tasks: [JoinHandle<()>; 3],
}

/// Opens the main file and the inbox's beside it ([`inbox_of`]), creates them where there are none, and brings their schemas
/// up to date.
///
/// # Errors
/// `Failed` when a file cannot be opened, is no database, was written by a newer version, was not closed cleanly and is damaged,
/// or does not belong to the other.
pub async fn open(path: &Path, options: Options) -> StoreResult<(Stores, Handle)> {
    if soundness::was_left_open(path) {
        soundness::check(path).await?;
    }
    pair::check(path).await?;
    let writer = Arc::new(Writer::new(connect::writer(path).await?));
    let messages = Arc::new(Writer::new(connect::inbox_writer(path).await?));
    if let Some(start) = &options.start {
        match pair::renew(path, &writer, &messages, start).await {
            Err(error) if error.is_full() => tracing::warn!(%error, "this start cannot be marked in the store's files"),
            renewed => renewed?,
        }
    }
    let readers = connect::readers(path, options.readers).await?;
    let recents = Arc::new(Recents::default());
    let tasks = [
        tokio::spawn(checkpoint::run(connect::checkpointer(path).await?, Arc::clone(&writer))),
        tokio::spawn(checkpoint::run(connect::checkpointer(&inbox_of(path)).await?, Arc::clone(&messages))),
        tokio::spawn(recents::run(Arc::clone(&recents), Arc::clone(&writer))),
    ];
    let inbox::Started { inbox, intake, backlog } =
        inbox::start(Arc::clone(&messages), Arc::clone(&writer), readers.clone(), &options).await?;
    let stores = Stores {
        graph: Arc::new(graph::Graph::new(Arc::clone(&writer), readers.clone(), backlog)),
        inbox: Arc::new(inbox),
        outbox: Arc::new(outbox::Outbox::new(readers.clone())),
        replays: Arc::new(replay::Replays::new(Arc::clone(&writer), readers.clone())),
        insights: Arc::new(insights::Insights::new(Arc::clone(&writer), readers.clone())),
        disputes: Arc::new(disputes::Disputes::new(Arc::clone(&writer), readers.clone())),
        messages: Arc::new(messages::Messages::new(readers.clone())),
        objects: Arc::new(objects::Objects::new(readers.clone())),
        sources: Arc::new(sources::Sources::new(Arc::clone(&writer), readers.clone())),
        worklist: Arc::new(worklist::Worklist::new(Arc::clone(&writer), readers.clone())),
        lookup: Arc::new(lookup::Lookup::new(readers.clone())),
        audit: Arc::new(audit::Audit::new(Arc::clone(&writer), readers.clone())),
        once: Arc::new(once::Once::new(Arc::clone(&writer))),
        tokens: Arc::new(access::Tokens::new(Arc::clone(&writer), readers.clone(), Arc::clone(&recents))),
        proof_links: Arc::new(proof_links::ProofLinks::new(Arc::clone(&writer), readers.clone())),
        desk: Arc::new(desk::Desk::new(Arc::clone(&writer), readers.clone())),
        inquiries: Arc::new(inquiries::Inquiries::new(Arc::clone(&writer), readers.clone())),
    };
    Ok((stores, Handle { writer, messages, readers, intake, recents, tasks }))
}

/// What tests do to the files.
#[cfg(test)]
impl Handle {
    /// Lets the main file and the inbox's file have no more than so many pages more than now; `None`: as many as they want.
    pub async fn room(&self, main: Option<i64>, inbox: Option<i64>) {
        for (writer, more) in [(&self.writer, main), (&self.messages, inbox)] {
            let mut turn = writer.turn().await;
            let connection = turn.connection().unwrap();
            let pages: i64 = sqlx::query_scalar("pragma page_count").fetch_one(&mut *connection).await.unwrap();
            let most = more.map_or(i64::from(u32::MAX) - 1, |more| pages + more);
            let limit = sqlx::AssertSqlSafe(format!("pragma max_page_count = {most}"));
            sqlx::query(limit).execute(connection).await.unwrap();
        }
    }

    /// The messages of all events, in the order in which they were applied.
    pub async fn applied(&self) -> Vec<i64> {
        sqlx::query_scalar("select message from event order by id").fetch_all(&self.readers).await.unwrap()
    }
}

impl Handle {
    /// Takes no more messages, commits those that wait, moves the write-ahead logs into the files and closes them.
    /// Every call on the stores fails from then on.
    pub async fn close(self) {
        self.intake.close().await;
        for task in &self.tasks {
            task.abort();
        }
        if let Err(error) = self.recents.write(&self.writer).await {
            tracing::warn!(%error, "what people looked at last is lost");
        }
        self.messages.close().await;
        self.writer.close().await;
        self.readers.close().await;
    }
}
