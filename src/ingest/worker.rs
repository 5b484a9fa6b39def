//! Rounds of applying, until told to stop: claim, read, load, plan, write, tell. Messages of one round are applied
//! together in one transaction; a round that cannot be written is tried again message by message, so that one that the
//! store cannot take never holds up its neighbours.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, watch};

use super::{
    codes, plan,
    read::Read,
    rounds::{Numbers, Rounds, TRIES},
};
use crate::{
    domain::id::MessageId,
    store::{Changes, Claimed, MessageState, Refused, Settled, StoreError, StoreResult},
};

/// Most messages of one round: enough to share what a round costs, few enough that what follows is seen soon.
const ROUND: usize = 256;
/// How long to wait for news when there is nothing to do.
const IDLE: Duration = Duration::from_millis(250);
/// How long to wait after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Applies what comes in.
pub struct Worker {
    /// What rounds are done with.
    pub rounds: Rounds,
    /// Rung when a message was accepted.
    pub news: Arc<Notify>,
}

/// Messages that have been read and wait to be applied together.
#[derive(Default)]
struct Round {
    ids: Vec<MessageId>,
    reads: Vec<Read>,
}

impl Worker {
    /// Works until `stop` turns true; what is in work then is finished. While one round is applied the next one is read, and
    /// the one after that is claimed: a claim waits for the writer that applying holds, and reading must not wait with it.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut numbers = Numbers::default();
        if let Err(error) = self.rounds.stores.inbox.recover().await {
            tracing::error!(%error, "could not look for interrupted messages");
        }
        let (mut claimed, mut round) = (Vec::new(), Round::default());
        loop {
            let more = !*stop.borrow();
            let worked = !(round.ids.is_empty() && claimed.is_empty());
            let (applied, read, next) =
                tokio::join!(self.settle(round, &mut numbers), self.read(claimed), self.claim(more));
            let failed = applied.and(next.as_ref().map(|_| ()).map_err(ToString::to_string));
            if let Err(error) = &failed {
                tracing::error!(error, "a round of applying failed");
            }
            (round, claimed) = (read, next.unwrap_or_default());
            let nothing = round.ids.is_empty() && claimed.is_empty();
            if !more && nothing {
                return;
            }
            let pause = match (failed, worked || !nothing) {
                (Err(_), _) => AFTER_FAILURE,
                // Also when there was nothing to read ahead: a message that is tried alone has none beside it.
                (Ok(()), true) => continue,
                (Ok(()), false) => IDLE,
            };
            tokio::select! {
                () = self.news.notified(), if nothing => {}
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Claims the messages of a round; none when no more is to be begun.
    ///
    /// # Errors
    /// The store's.
    async fn claim(&self, more: bool) -> StoreResult<Vec<Claimed>> {
        if more { self.rounds.stores.inbox.claim(ROUND).await } else { Ok(Vec::new()) }
    }

    /// Reads what was claimed.
    async fn read(&self, claimed: Vec<Claimed>) -> Round {
        let ids = claimed.iter().map(|claimed| claimed.id).collect();
        let reads = if claimed.is_empty() { Vec::new() } else { self.rounds.read(claimed, false).await };
        Round { ids, reads }
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
        match self.rounds.stores.inbox.release(&round.ids).await {
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
        let changes = Changes { settled, now: (self.rounds.clock)().as_microsecond(), ..Changes::default() };
        self.rounds.stores.graph.apply(changes).await.map(|_| ())
    }

    async fn apply(&self, reads: Vec<Read>, numbers: &mut Numbers) -> StoreResult<()> {
        let rounds = &self.rounds;
        let wanted = plan::wanted(&reads);
        for _ in 0..TRIES {
            let ids = numbers.take(&rounds.stores, wanted.objects).await?;
            let known = rounds.around(&wanted).await?;
            if known.truncated {
                return self.too_much(reads).await;
            }
            let changes = plan::plan(reads.clone(), known, ids, &rounds.rules, (rounds.clock)());
            if rounds.write(changes).await? {
                return Ok(());
            }
        }
        Err(StoreError::Conflict)
    }
}
