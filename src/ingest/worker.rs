//! Rounds of applying, until told to stop: claim, read, load, plan, write, tell. Messages of one round are applied
//! together in one transaction; a round that cannot be written is tried again message by message, so that one that the
//! store cannot take never holds up its neighbours.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use super::{
    codes,
    plan::{self, Rules},
    read::{self, Read},
};
use crate::{
    bus::Bus,
    connector::Registry,
    documents::Documents,
    domain::{
        event::{Body, Content},
        id::{MessageId, ObjectId},
    },
    store::{Changes, Claimed, MessageState, Refused, Settled, StoreError, StoreResult, Stores},
};

/// Most messages of one round: enough to share what a round costs, few enough that what follows is seen soon.
const ROUND: usize = 256;
/// How often a round that somebody else's write made stale is planned anew.
const TRIES: usize = 5;
/// How long to wait for news when there is nothing to do.
const IDLE: Duration = Duration::from_millis(250);
/// How long to wait after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Object numbers are reserved in blocks, so that most rounds need no write for them.
const BLOCK: u32 = 4_096;

/// The time, as a parameter.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Everything a worker needs.
pub struct Worker {
    /// Where messages and views are.
    pub stores: Stores,
    /// Where documents are.
    pub documents: Arc<Documents>,
    /// The connectors.
    pub registry: Arc<Registry>,
    /// Who is told of changed orders.
    pub bus: Arc<dyn Bus>,
    /// What the fold is told besides events.
    pub rules: Rules,
    /// The time.
    pub clock: Clock,
    /// Rung when a message was accepted.
    pub news: Arc<Notify>,
}

/// Object numbers that are reserved and not given yet.
#[derive(Default)]
pub(super) struct Numbers(std::ops::Range<i64>);

/// Messages that have been read and wait to be applied together.
#[derive(Default)]
struct Round {
    ids: Vec<MessageId>,
    reads: Vec<Read>,
}

impl Worker {
    /// Works until `stop` turns true; what is in work then is finished. While one round is applied the next one is read.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut numbers = Numbers(0..0);
        if let Err(error) = self.stores.inbox.recover().await {
            tracing::error!(%error, "could not look for interrupted messages");
        }
        let mut round = Round::default();
        loop {
            let more = !*stop.borrow();
            let worked = !round.ids.is_empty();
            let (applied, next) = tokio::join!(self.settle(round, &mut numbers), self.take(more));
            let failed = applied.and(next.as_ref().map(|_| ()).map_err(ToString::to_string));
            if let Err(error) = &failed {
                tracing::error!(error, "a round of applying failed");
            }
            round = next.unwrap_or_default();
            if !more && round.ids.is_empty() {
                return;
            }
            let pause = match (failed, worked || !round.ids.is_empty()) {
                (Err(_), _) => AFTER_FAILURE,
                // Also when there was nothing to read ahead: a message that is tried alone has none beside it.
                (Ok(()), true) => continue,
                (Ok(()), false) => IDLE,
            };
            tokio::select! {
                () = self.news.notified(), if round.ids.is_empty() => {}
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Claims and reads the next round; nothing when no more is to be begun.
    ///
    /// # Errors
    /// The store's.
    async fn take(&self, more: bool) -> StoreResult<Round> {
        if !more {
            return Ok(Round::default());
        }
        let claimed = self.stores.inbox.claim(ROUND).await?;
        let ids = claimed.iter().map(|claimed| claimed.id).collect();
        let reads = if claimed.is_empty() { Vec::new() } else { self.read(claimed).await };
        Ok(Round { ids, reads })
    }

    /// Applies a round, or gives it back when the store failed, for another turn.
    ///
    /// # Errors
    /// What failed, in words.
    async fn settle(&self, round: Round, numbers: &mut Numbers) -> Result<(), String> {
        if round.ids.is_empty() {
            return Ok(());
        }
        let Err(error) = self.apply_round(round.reads, numbers).await else { return Ok(()) };
        match self.stores.inbox.release(&round.ids).await {
            Ok(()) => Err(error.to_string()),
            Err(release) => Err(format!("{error}; and the messages could not be given back: {release}")),
        }
    }

    /// Applies a round together, or one message after the other when that fails.
    async fn apply_round(&self, reads: Vec<Read>, numbers: &mut Numbers) -> StoreResult<()> {
        let Err(error) = self.apply(reads.clone(), numbers).await else { return Ok(()) };
        tracing::warn!(%error, messages = reads.len(), "a round could not be written; one by one now");
        for read in reads {
            let id = read.id;
            if let Err(error) = self.apply(vec![read], numbers).await {
                // If this much can be written, the store is well and the message is at fault.
                self.quarantine(id, &error).await?;
            }
        }
        Ok(())
    }

    async fn quarantine(&self, message: MessageId, error: &StoreError) -> StoreResult<()> {
        self.keep_apart(message, vec![codes::refused("APPLY_FAILED", "", &error.to_string())]).await
    }

    /// Not all that hangs together with a message could be loaded: nothing is worked out from a part. Of several messages each
    /// is tried by itself; one by itself is kept apart.
    async fn too_much(&self, reads: Vec<Read>) -> StoreResult<()> {
        let mut reads = reads.into_iter();
        match (reads.next(), reads.next()) {
            (Some(read), None) => {
                let message = "more hangs together with what it names than one round takes in";
                let mut refused = read.refused;
                refused.push(codes::refused("TOO_MUCH_AROUND", "", message));
                self.keep_apart(read.id, refused).await
            }
            _ => Err(StoreError::Failed("more hangs together with these messages than one round takes in".into())),
        }
    }

    async fn keep_apart(&self, message: MessageId, refused: Vec<Refused>) -> StoreResult<()> {
        let settled = vec![Settled { message, state: MessageState::Quarantined, refused, waits: Vec::new() }];
        let changes = Changes { settled, now: (self.clock)().as_microsecond(), ..Changes::default() };
        self.stores.graph.apply(changes).await.map(|_| ())
    }

    async fn read(&self, claimed: Vec<Claimed>) -> Vec<Read> {
        let registry = Arc::clone(&self.registry);
        let work = move || read::read_all(&registry, &claimed);
        let mut reads = tokio::task::spawn_blocking(work).await.unwrap_or_default();
        for read in &mut reads {
            keep_documents(&self.documents, read, false).await;
        }
        reads
    }

    async fn apply(&self, reads: Vec<Read>, numbers: &mut Numbers) -> StoreResult<()> {
        let wanted = plan::wanted(&reads);
        for _ in 0..TRIES {
            let ids = numbers.take(&self.stores, wanted.objects).await?;
            let mut known = self.stores.graph.neighbourhood(&wanted.names, &[], &wanted.keys).await?;
            known.master.extend(self.stores.graph.master(&wanted.master).await?);
            if known.truncated {
                return self.too_much(reads).await;
            }
            let changes = plan::plan(reads.clone(), known, ids, &self.rules, (self.clock)());
            match self.stores.graph.apply(changes).await {
                Ok(outcome) => {
                    if !outcome.orders.is_empty() {
                        self.bus.publish(outcome.orders);
                    }
                    return Ok(());
                }
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }
}

/// Puts the bytes of documents where documents are (a dry run leaves them), and their digests in place of the bytes.
pub(super) async fn keep_documents(documents: &Documents, read: &mut Read, dry_run: bool) {
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
            Err(error) => {
                refused.push((part.ordinal, codes::refused("DOCUMENT_REFUSED", &part.position, &error.to_string())))
            }
        }
    }
    read.events.retain(|part| refused.iter().all(|(ordinal, _)| *ordinal != part.ordinal));
    read.refused.extend(refused.into_iter().map(|(_, refused)| refused));
}

/// Folds the orders whose answer changed with time alone; gives how many.
///
/// # Errors
/// The store's.
pub async fn fold_due(
    stores: &Stores,
    bus: &dyn Bus,
    rules: &Rules,
    now: Timestamp,
    limit: usize,
) -> StoreResult<usize> {
    let due: Vec<ObjectId> = stores.graph.due(now.as_microsecond(), limit).await?;
    for order in &due {
        let known = stores.graph.neighbourhood(&[], &[*order], &[]).await?;
        if known.truncated {
            // Nothing is folded from a part.
            tracing::error!(%order, "more hangs together with this order than can be folded");
            stores.graph.postpone(*order).await?;
            continue;
        }
        match stores.graph.apply(plan::refold(*order, known, rules, now)).await {
            Ok(outcome) => bus.publish(outcome.orders),
            // A message came meanwhile and folded it.
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(due.len())
}

impl Numbers {
    pub async fn take(&mut self, stores: &Stores, count: u32) -> StoreResult<std::ops::Range<i64>> {
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
