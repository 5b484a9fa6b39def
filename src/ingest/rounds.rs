//! What a round needs, whether its messages are live or run again: reading, what is known around them, writing, telling.

use std::{ops::Range, sync::Arc};

use jiff::Timestamp;

use super::{
    codes,
    plan::{self, Rules, Wanted},
    read::Read,
};
use crate::{
    bus::Bus,
    connector::Registry,
    documents::{DocumentError, Documents},
    domain::{
        event::{Body, Content},
        id::ObjectId,
    },
    store::{Changes, Claimed, StoreError, StoreResult, Stores, Subgraph},
};

/// How often a round that somebody else's write made stale is planned anew.
pub(super) const TRIES: usize = 5;
/// Object numbers are reserved in blocks, so that most rounds need no write for them.
const BLOCK: u32 = 4_096;

/// Seconds after which there may be a thread again.
const THREADS_RETRY: u32 = 5;
/// Seconds after which there may be room for documents again.
const DOCUMENTS_RETRY: u32 = 30;

/// The time, as a parameter.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How messages are read: [`super::read::read_all`], or what a test puts in its place.
pub type Reader = fn(&Registry, &[Claimed]) -> std::io::Result<Vec<Read>>;

/// What rounds are done with.
#[derive(Clone)]
pub struct Rounds {
    /// Where messages and views are.
    pub stores: Stores,
    /// Where documents are.
    pub documents: Arc<Documents>,
    /// The connectors.
    pub registry: Arc<Registry>,
    /// How messages are read.
    pub reader: Reader,
    /// Who is told of changed orders.
    pub bus: Arc<dyn Bus>,
    /// What the fold is told besides events.
    pub rules: Rules,
    /// The time.
    pub clock: Clock,
}

impl Rounds {
    /// Reads messages: as many reads as messages, in their order. A dry run leaves their documents where they are.
    ///
    /// # Errors
    /// See [`ReadError`]; nothing is said of any of the messages then.
    pub(super) async fn read(&self, claimed: Arc<[Claimed]>, dry_run: bool) -> Result<Vec<Read>, ReadError> {
        let (registry, reader) = (Arc::clone(&self.registry), self.reader);
        let mut reads = reading(move || reader(&registry, &claimed)).await?;
        for read in &mut reads {
            keep_documents(&self.documents, read, dry_run).await.map_err(ReadError::Held)?;
        }
        Ok(reads)
    }

    /// What is known around what a round wants.
    pub(super) async fn around(&self, wanted: &Wanted) -> StoreResult<Subgraph> {
        let mut known = self.stores.graph.load_subgraph(&wanted.names, &[], &wanted.keys).await?;
        known.master.extend(self.stores.graph.master(&wanted.master).await?);
        Ok(known)
    }

    /// Writes what was planned and tells of the orders that changed; false when somebody else's write came first.
    pub(super) async fn write(&self, changes: Changes) -> StoreResult<bool> {
        match self.stores.graph.apply(changes).await {
            Ok(outcome) => {
                if !outcome.orders.is_empty() {
                    self.bus.publish(outcome.orders);
                }
                Ok(true)
            }
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Folds at most `limit` orders whose answer changed with time alone; gives how many.
    ///
    /// # Errors
    /// The store's.
    pub async fn fold_due(&self, limit: usize) -> StoreResult<usize> {
        let now = (self.clock)();
        let due: Vec<ObjectId> = self.stores.graph.due(now.as_microsecond(), limit).await?;
        for order in &due {
            let known = self.stores.graph.load_subgraph(&[], &[*order], &[]).await?;
            if known.truncated {
                // Nothing is folded from a part.
                tracing::error!(%order, "more hangs together with this order than can be folded");
                self.stores.graph.postpone(*order).await?;
                continue;
            }
            // Where a message came meanwhile, it folded the order.
            self.write(plan::refold(*order, known, &self.rules, now)).await?;
        }
        Ok(due.len())
    }
}

/// Why messages could not be read. It is no answer about them: they are in work still.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    /// For want of room or threads, or because the process ends: they may be read later, none of them is at fault.
    #[error("messages cannot be read for now: {0}")]
    Held(StoreError),
    /// The task that reads ended in a panic: one of them may be at fault.
    #[error("the task that reads messages ended: {0}")]
    Broken(String),
}

impl From<ReadError> for StoreError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Held(error) => error,
            ReadError::Broken(what) => Self::Failed(what),
        }
    }
}

/// Reads on a pool thread.
async fn reading(work: impl FnOnce() -> std::io::Result<Vec<Read>> + Send + 'static) -> Result<Vec<Read>, ReadError> {
    let held = |reason: String| ReadError::Held(StoreError::Full { retry_after: THREADS_RETRY, reason });
    match tokio::task::spawn_blocking(work).await {
        Ok(reads) => reads.map_err(|error| held(format!("no thread to map on: {error}"))),
        Err(error) if error.is_cancelled() => Err(held(error.to_string())),
        Err(error) => Err(ReadError::Broken(error.to_string())),
    }
}

/// Object numbers that are reserved and not given yet.
#[derive(Default)]
pub(super) struct Numbers(Range<i64>);

impl Numbers {
    pub async fn take(&mut self, stores: &Stores, count: u32) -> StoreResult<Range<i64>> {
        let count = i64::from(count);
        if self.0.end - self.0.start < count {
            let block = i64::from(BLOCK).max(count);
            let first = stores.graph.reserve(u32::try_from(block).unwrap_or(u32::MAX)).await?.0;
            self.0 = first..first + block;
        }
        let taken = self.0.start..self.0.start + count;
        self.0.start += count;
        Ok(taken)
    }
}

/// Puts the bytes of documents where documents are (a dry run leaves them), and their digests in place of the bytes.
///
/// # Errors
/// `Full` when they cannot be written for now, which says nothing about the document.
async fn keep_documents(documents: &Documents, read: &mut Read, dry_run: bool) -> StoreResult<()> {
    let mut refused = Vec::new();
    for part in &mut read.events {
        let Body::Document(document) = &part.event.body else { continue };
        let Some(Content::Inline { base64, .. }) = &document.content else { continue };
        let kept = if dry_run { documents.describe_base64(base64) } else { documents.put_base64(base64).await };
        match kept {
            Ok(stored) => {
                if let Body::Document(document) = &mut Arc::make_mut(&mut part.event).body {
                    document.content =
                        Some(Content::Stored { sha256: stored.sha256, media: stored.media, size: stored.size });
                }
            }
            Err(DocumentError::Store(reason)) => return Err(StoreError::Full { retry_after: DOCUMENTS_RETRY, reason }),
            Err(error) => {
                refused.push((part.ordinal, codes::refused("DOCUMENT_REFUSED", &part.position, &error.to_string())))
            }
        }
    }
    read.events.retain(|part| refused.iter().all(|(ordinal, _)| *ordinal != part.ordinal));
    read.refused.extend(refused.into_iter().map(|(_, refused)| refused));
    Ok(())
}
