//! The inbox: every message as it came, durable before it is answered.

use std::collections::BTreeMap;

use async_trait::async_trait;
use bytes::Bytes;

use super::StoreResult;
use crate::domain::{
    id::{MessageId, SourceId},
    vocabulary::vocabulary,
};

/// A message that has been authenticated and is to be kept.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Who sent it.
    pub source: SourceId,
    /// The connector that reads it.
    pub connector: String,
    /// What identifies it within its source: sent again it is the same message (DOMAIN, "Accepting").
    pub key: String,
    /// SHA-256 of the body: tells a repetition from another message under the same key.
    pub digest: [u8; 32],
    /// The body as sent (after content decoding).
    pub body: Bytes,
    /// The headers that reading it needs; never credentials.
    pub headers: BTreeMap<String, String>,
    /// Microseconds since 1970 in UTC.
    pub received: i64,
    /// Goes with it through all steps and logs.
    pub correlation: String,
}

/// Kept headers as people may see them: a header that may be a credential is named and not shown, and no value moves a terminal.
pub fn shown_headers(kept: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let secret = ["authorization", "cookie", "credential", "key", "password", "secret", "signature", "token"];
    let hidden = |name: &str| !name.starts_with("ce-") && secret.iter().any(|word| name.contains(word));
    let shown = |name: &str, value: &str| {
        if hidden(name) { "(not shown)".to_owned() } else { value.escape_debug().to_string() }
    };
    kept.iter().map(|(name, value)| (name.clone(), shown(name, value))).collect()
}

/// What became of a message on acceptance. All of these are answered alike by an ingest endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// New, and durable now.
    New(MessageId),
    /// The same message is here already.
    Again(MessageId),
    /// Another body under a key that is taken: kept, in quarantine with the code `KEY_REUSED`.
    KeyReused(MessageId),
}

vocabulary! {
    /// Where a message stands.
    MessageState {
        /// Waits to be read.
        Received = "received",
        /// All its events are in views.
        Applied = "applied",
        /// At least one of its events names something that belongs to no order yet; the message that links it applies it.
        Parked = "parked",
        /// Could not be read, in whole or in part; kept for a replay.
        Quarantined = "quarantined",
        /// Read, and nothing in it is for us (a test, a receipt).
        Ignored = "ignored",
    }
}

/// A message whose turn it is.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Which.
    pub id: MessageId,
    /// The message.
    pub message: NewMessage,
    /// How often the process ended while this message was alone in work; 0 for one that was merely near others then.
    /// See [`Inbox::claim`].
    pub deaths: u32,
}

/// A message for a page or a test: where it stands and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Which.
    pub id: MessageId,
    /// Who sent it.
    pub source: SourceId,
    /// The connector that reads it.
    pub connector: String,
    /// Its key.
    pub key: String,
    /// Where it stands.
    pub state: MessageState,
    /// Microseconds since 1970 in UTC.
    pub received: i64,
    /// When it was settled.
    pub settled: Option<i64>,
    /// Why it is quarantined: `(code, position, message, remedy)` for each refusal.
    pub refusals: Vec<super::Refused>,
}

/// Counts for health and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InboxStats {
    /// All messages.
    pub total: u64,
    /// Waiting.
    pub received: u64,
    /// Settled by state.
    pub applied: u64,
    /// Parked.
    pub parked: u64,
    /// Quarantined.
    pub quarantined: u64,
    /// Ignored.
    pub ignored: u64,
}

/// The inbox.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Keeps a message. When this returns `Ok`, it is on disk. Calls that wait together are committed together.
    ///
    /// # Errors
    /// `Full` when the backlog is past its bound or the disk is full; `Failed` otherwise.
    async fn accept(&self, message: NewMessage) -> StoreResult<Accepted>;

    /// The messages whose turn it is, oldest first, at most `limit`, and marks them as in work. When messages are found
    /// that were in work when the process ended, they are handed out one at a time, each with its death count raised
    /// durably before it is handed out: so a message that kills its mapping is told from those that were near it. While
    /// such a one is in work, nothing else is handed out.
    ///
    /// # Errors
    /// `Failed`.
    async fn claim(&self, limit: usize) -> StoreResult<Vec<Claimed>>;

    /// Gives messages back that were claimed and could not be settled, without suspicion: the store failed, not they.
    /// A settled message is left as it is.
    ///
    /// # Errors
    /// `Full`, `Failed`: they stay in work, so that it must be tried again.
    async fn release(&self, messages: &[MessageId]) -> StoreResult<()>;

    /// Gives messages back that were claimed and whose reading ended in a fault of ours, as if the process had ended: from now
    /// on they are handed out one at a time, and a message for which that happens alone has one death more.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn suspect(&self, messages: &[MessageId]) -> StoreResult<()>;

    /// Marks what a former process left in work as suspect. Called at start, before the first claim, until it succeeds.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn recover(&self) -> StoreResult<u64>;

    /// One message.
    ///
    /// # Errors
    /// `Failed`.
    async fn message(&self, id: MessageId) -> StoreResult<Option<MessageRow>>;

    /// The body and kept headers of one message.
    ///
    /// # Errors
    /// `Failed`.
    async fn body(&self, id: MessageId) -> StoreResult<Option<NewMessage>>;

    /// The newest messages in a state (all when `None`), at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn newest(&self, state: Option<MessageState>, limit: usize) -> StoreResult<Vec<MessageRow>>;

    /// How many messages wait to be settled, as this process knows it: counted nowhere, so that it can be asked often.
    fn waiting(&self) -> u64;

    /// Whether the last write of this process found no room (a full disk, one that takes no writes). It turns false by
    /// itself when there is room again, also while nobody else writes.
    fn is_blocked(&self) -> bool;

    /// Counts.
    ///
    /// # Errors
    /// `Failed`.
    async fn stats(&self) -> StoreResult<InboxStats>;
}
