//! Rounds of applying, until told to stop: claim, read, load, plan, write, tell. Messages of one round are applied
//! together in one transaction; a round that cannot be written is tried again message by message, so that one that the
//! store cannot take never holds up its neighbours.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Notify, watch};

use self::hand::Hand;
use super::{
    codes, plan,
    read::Read,
    rounds::{Numbers, ReadError, Rounds, TRIES},
};
use crate::{
    domain::id::MessageId,
    store::{Changes, Claimed, MessageState, Refused, Settled, StoreError, StoreResult},
};

mod hand;
#[cfg(test)]
mod tests;

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
    /// Raised while messages wait because the store or the documents take no writes.
    pub held: Arc<AtomicBool>,
}

impl Worker {
    /// Works until `stop` turns true; what is in work then is finished. While one round is applied the next one is read, and
    /// the one after that is claimed: a claim waits for the writer that applying holds, and reading must not wait with it.
    ///
    /// A round that finds no room stays in hand and is tried again before anything that came after it, until there is room:
    /// so messages are applied in their order, and none is blamed for a full disk.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        if !self.recover(&mut stop).await {
            return;
        }
        let mut hand = Hand::default();
        loop {
            let more = !*stop.borrow();
            let (worked, done) = self.turn(&mut hand, more).await;
            self.say(&done);
            if !more && (done.is_err() || hand.is_empty()) {
                return self.leave(hand).await;
            }
            let pause = match (done, worked || !hand.is_empty()) {
                (Err(_), _) => AFTER_FAILURE,
                // Also when there was nothing to read ahead: a message that is tried alone has none beside it.
                (Ok(()), true) => continue,
                (Ok(()), false) => IDLE,
            };
            tokio::select! {
                () = self.news.notified(), if pause == IDLE => {}
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Looks for what a former process left in work; without that such messages would wait until the next start. False when
    /// it was told to stop before that could be done.
    async fn recover(&self, stop: &mut watch::Receiver<bool>) -> bool {
        loop {
            let done = self.rounds.stores.inbox.recover().await.map(|_| ());
            self.say(&done);
            if done.is_ok() {
                return true;
            }
            tokio::select! {
                () = tokio::time::sleep(AFTER_FAILURE) => {}
                _ = stop.changed() => {}
            }
            if *stop.borrow() {
                return false;
            }
        }
    }

    /// Tells whether the work is held up; the log hears of it once.
    fn say(&self, done: &StoreResult<()>) {
        match (self.held.swap(done.is_err(), Ordering::Relaxed), done) {
            (false, Err(error)) => tracing::error!(%error, "messages wait: applying them failed and is tried again"),
            (true, Err(error)) => tracing::debug!(%error, "messages still wait"),
            (true, Ok(())) => tracing::info!("messages are applied again"),
            (false, Ok(())) => {}
        }
    }

    /// Applies the first round in hand, reads the next one and claims the one after that; whether there was anything to do.
    async fn turn(&self, hand: &mut Hand, more: bool) -> (bool, StoreResult<()>) {
        if let Err(error) = hand.give_back(self.rounds.stores.inbox.as_ref()).await {
            return (true, Err(error));
        }
        let round = hand.read.pop_front().unwrap_or_default();
        let claimed = hand.next_to_read();
        let more = more && hand.claimed.is_empty();
        let worked = !(round.is_empty() && claimed.is_empty());
        let (applied, read, next) =
            tokio::join!(self.apply_round(round, &mut hand.numbers), self.read(Arc::clone(&claimed)), self.claim(more));
        let applied = applied.map_err(|(error, rest)| {
            hand.read.push_front(rest);
            error
        });
        let next = next.map(|next| hand.claim(next));
        let read = match read {
            Ok(reads) => {
                hand.take(reads);
                Ok(())
            }
            Err(ReadError::Held(error)) => {
                hand.claimed.push_front(claimed);
                Err(error)
            }
            Err(error @ ReadError::Broken(_)) => {
                tracing::error!(%error, messages = claimed.len(), "messages could not be read; one by one now");
                hand.suspect(&claimed);
                Ok(())
            }
        };
        (worked, applied.and(read).and(next))
    }

    /// Claims the messages of a round; none when no more is to be begun.
    ///
    /// # Errors
    /// The store's.
    async fn claim(&self, more: bool) -> StoreResult<Vec<Claimed>> {
        if more { self.rounds.stores.inbox.claim(ROUND).await } else { Ok(Vec::new()) }
    }

    /// Reads what was claimed.
    async fn read(&self, claimed: Arc<[Claimed]>) -> Result<Vec<Read>, ReadError> {
        if claimed.is_empty() { Ok(Vec::new()) } else { self.rounds.read(claimed, false).await }
    }

    /// Gives back what is in hand when the work ends and it cannot be applied. Where that fails too, the next start finds it.
    async fn leave(&self, mut hand: Hand) {
        hand.release_all();
        if let Err(error) = hand.give_back(self.rounds.stores.inbox.as_ref()).await {
            tracing::error!(%error, "messages in work could not be given back: the next start tries them one by one");
        }
    }

    /// Applies a round together, or one message after the other when that fails.
    ///
    /// # Errors
    /// What failed, with the messages that are not settled yet.
    async fn apply_round(&self, reads: Vec<Read>, numbers: &mut Numbers) -> Result<(), (StoreError, Vec<Read>)> {
        if reads.is_empty() {
            return Ok(());
        }
        match self.apply(reads.clone(), numbers).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_full() => return Err((error, reads)),
            Err(error) => {
                tracing::warn!(%error, messages = reads.len(), "a round could not be written; one by one now");
            }
        }
        let mut left = VecDeque::from(reads);
        while let Some(read) = left.front() {
            if let Err(error) = self.apply_alone(read.clone(), numbers).await {
                return Err((error, left.into()));
            }
            left.pop_front();
        }
        Ok(())
    }

    /// Applies one message, or quarantines it when the store takes other writes but not this one.
    async fn apply_alone(&self, read: Read, numbers: &mut Numbers) -> StoreResult<()> {
        let id = read.id;
        match self.apply(vec![read], numbers).await {
            Err(error) if !error.is_full() => self.quarantine(id, &error).await,
            done => done,
        }
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
