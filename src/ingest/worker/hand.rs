//! What the worker has in hand: rounds that are claimed, rounds that are read, and messages it has to give back.

use std::{collections::VecDeque, sync::Arc};

use crate::{
    domain::id::MessageId,
    ingest::{read::Read, rounds::Numbers},
    store::{Claimed, Inbox, StoreResult},
};

/// See the module. What is claimed came after what is read.
#[derive(Default)]
pub(super) struct Hand {
    pub numbers: Numbers,
    /// Rounds to read, the first one first.
    pub claimed: VecDeque<Arc<[Claimed]>>,
    /// Rounds to apply, the first one first.
    pub read: VecDeque<Vec<Read>>,
    /// To be given back as suspects.
    suspects: Vec<MessageId>,
    /// To be given back without suspicion.
    others: Vec<MessageId>,
}

impl Hand {
    pub fn is_empty(&self) -> bool {
        self.claimed.is_empty() && self.read.is_empty() && self.suspects.is_empty() && self.others.is_empty()
    }

    /// The round to read next; none while one that was read before waits.
    pub fn next_to_read(&mut self) -> Arc<[Claimed]> {
        if self.read.is_empty() { self.claimed.pop_front().unwrap_or_default() } else { Arc::default() }
    }

    pub fn claim(&mut self, claimed: Vec<Claimed>) {
        if !claimed.is_empty() {
            self.claimed.push_back(claimed.into());
        }
    }

    pub fn take(&mut self, reads: Vec<Read>) {
        if !reads.is_empty() {
            self.read.push_back(reads);
        }
    }

    /// One of these made reading fail. What was claimed after them goes back too, so that they come first.
    pub fn suspect(&mut self, claimed: &[Claimed]) {
        self.suspects.extend(claimed.iter().map(|one| one.id));
        self.others.extend(self.claimed.drain(..).flat_map(|round| ids(&round)));
    }

    /// Everything is to be given back.
    pub fn release_all(&mut self) {
        self.others.extend(self.read.drain(..).flatten().map(|read| read.id));
        self.others.extend(self.claimed.drain(..).flat_map(|round| ids(&round)));
    }

    /// Gives back what is to be given back; what could not be is tried again with the next call.
    ///
    /// # Errors
    /// The store's.
    pub async fn give_back(&mut self, inbox: &dyn Inbox) -> StoreResult<()> {
        if !self.suspects.is_empty() {
            inbox.suspect(&self.suspects).await?;
            self.suspects.clear();
        }
        if !self.others.is_empty() {
            inbox.release(&self.others).await?;
            self.others.clear();
        }
        Ok(())
    }
}

fn ids(claimed: &[Claimed]) -> Vec<MessageId> {
    claimed.iter().map(|one| one.id).collect()
}
