//! Replays: a selection of messages that run again from the inbox. A replay is a row that says how far it has come, so that it
//! is worked off in small rounds, can be stopped and gone on with, and outlives the process.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Claimed, MessageState, StoreResult};
use crate::domain::{fold_input::ReceivedEvent, id::MessageId, vocabulary::vocabulary};

/// Which messages. Every part that is given must fit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Selection {
    /// Of this connector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connector: Option<String>,
    /// In this state, by its word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Refused, in whole or in part, with this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Received from then on: microseconds since 1970 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// Received before then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
    /// These; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageId>,
}

/// A replay that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReplay {
    /// Which messages.
    pub selection: Selection,
    /// Whether it only tells what it would change.
    pub dry_run: bool,
    /// Who asks: `user:…`, `token:…`, `system`.
    pub actor: String,
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
}

vocabulary! {
    /// How a replay stands.
    ReplayState {
        /// It goes on whenever there is room beside live messages.
        Running = "running",
        /// Somebody stopped it for now.
        Paused = "paused",
        /// Somebody ended it; what it has written stays.
        Stopped = "stopped",
        /// Every message has been read again.
        Done = "done",
        /// It cannot go on.
        Failed = "failed",
    }
}

/// What a replay changed, or would change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplayReport {
    /// Messages read again.
    pub messages: u64,
    /// Of them, in quarantine before and not any more.
    pub mended: u64,
    /// Of them, in quarantine afterwards.
    pub refused: u64,
    /// Events that were not told before.
    pub events_added: u64,
    /// Events that are not told any more.
    pub events_removed: u64,
    /// Events that say something else than before.
    pub events_changed: u64,
    /// Events that say the same.
    pub events_same: u64,
    /// Views written (for a dry run: that would differ).
    pub views: u64,
    /// Of a dry run: how many views differ in which field.
    pub fields: BTreeMap<String, u64>,
    /// Effects by destination and sort: `erp proof_of_delivery`.
    pub effects: BTreeMap<String, u64>,
    /// A few of the differences, in words.
    pub samples: Vec<String>,
    /// Of a dry run: what the difference does not include, in words.
    pub unseen: Vec<String>,
}

/// Most samples that a report keeps.
pub const MOST_SAMPLES: usize = 60;
/// Most lines of what a difference does not include; the first and the last of them are kept.
const MOST_UNSEEN: usize = 12;

impl ReplayReport {
    /// Adds a round's to the whole.
    pub fn add(&mut self, round: Self) {
        self.messages += round.messages;
        self.mended += round.mended;
        self.refused += round.refused;
        self.events_added += round.events_added;
        self.events_removed += round.events_removed;
        self.events_changed += round.events_changed;
        self.events_same += round.events_same;
        self.views += round.views;
        for (field, count) in round.fields {
            *self.fields.entry(field).or_default() += count;
        }
        for (effect, count) in round.effects {
            *self.effects.entry(effect).or_default() += count;
        }
        self.samples.extend(round.samples);
        self.samples.truncate(MOST_SAMPLES);
        self.unseen.extend(round.unseen);
        if self.unseen.len() > MOST_UNSEEN {
            let last = self.unseen.split_off(self.unseen.len() - MOST_UNSEEN / 2);
            self.unseen.truncate(MOST_UNSEEN / 2);
            self.unseen.extend(last);
        }
    }

    /// Whether nothing differs.
    pub fn is_unchanged(&self) -> bool {
        let (messages, events_same, refused) = (self.messages, self.events_same, self.refused);
        let unseen = self.unseen.clone();
        *self == Self { messages, refused, events_same, unseen, ..Self::default() }
    }
}

/// A replay as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Its number.
    pub id: i64,
    /// Which messages.
    pub selection: Selection,
    /// Whether it only tells what it would change.
    pub dry_run: bool,
    /// Who asked.
    pub actor: String,
    /// When: microseconds since 1970 in UTC.
    pub created: i64,
    /// When it last went on.
    pub updated: i64,
    /// How it stands.
    pub state: ReplayState,
    /// Every selected message up to this one has been read again.
    pub cursor: MessageId,
    /// The newest message when it was asked for: later ones are read with today's connectors anyway.
    pub last: MessageId,
    /// Rounds that were begun and not ended.
    pub attempts: u32,
    /// What it changed so far.
    pub report: ReplayReport,
    /// Why it failed.
    pub error: Option<String>,
}

/// Some of the selected messages.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The messages and where they stand, oldest first.
    pub messages: Vec<(Claimed, MessageState)>,
    /// Every selected message up to this one is among them or was before.
    pub cursor: MessageId,
}

/// Replays.
#[async_trait]
pub trait Replays: Send + Sync {
    /// Asks for a replay; it runs from then on.
    ///
    /// # Errors
    /// `Failed`.
    async fn start(&self, replay: NewReplay) -> StoreResult<Replay>;

    /// One of them.
    ///
    /// # Errors
    /// `Failed`.
    async fn get(&self, id: i64) -> StoreResult<Option<Replay>>;

    /// The newest, at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn newest(&self, limit: usize) -> StoreResult<Vec<Replay>>;

    /// The replay whose turn it is: the oldest that runs. Counts the attempt durably before it is made.
    ///
    /// # Errors
    /// `Failed`.
    async fn attempt(&self) -> StoreResult<Option<Replay>>;

    /// Pauses, goes on with or stops a replay. What is not over may be turned into anything; what is over stays. Gives how it
    /// stands then; `None` when there is none.
    ///
    /// # Errors
    /// `Failed`.
    async fn steer(&self, id: i64, to: ReplayState, now: i64) -> StoreResult<Option<Replay>>;

    /// Keeps how far a replay has come, and ends the attempt. Its state changes only while it runs: who paused it meanwhile
    /// wins.
    ///
    /// # Errors
    /// `Failed`.
    async fn advance(&self, replay: &Replay) -> StoreResult<()>;

    /// The next selected messages of a replay, at most `limit`. Messages that wait for their first reading are left out, and
    /// those whose key was taken unless they are asked for by number or by that code.
    ///
    /// # Errors
    /// `Failed`.
    async fn batch(&self, replay: &Replay, limit: usize) -> StoreResult<Batch>;

    /// The events that these messages told, in all generations.
    ///
    /// # Errors
    /// `Failed`.
    async fn told_by(&self, messages: &[MessageId]) -> StoreResult<Vec<ReceivedEvent>>;
}
