//! Messages as operators look for them: by state and source, by a number, and the codes in them that no table knows.

use async_trait::async_trait;

use super::{MessageRow, MessageState, StoreResult};
use crate::domain::{
    id::{MessageId, ObjectId, SourceId},
    reference::Reference,
};

/// Most messages that are looked at for one page: a source that sends little is not looked for in all that others sent.
pub const MOST_LOOKED_AT: usize = 5_000;

/// Which messages are asked for.
#[derive(Debug, Clone, Copy)]
pub struct MessageAsk<'a> {
    /// In which state; all when `None`.
    pub state: Option<MessageState>,
    /// Of whom; of all when `None`.
    pub source: Option<&'a str>,
    /// Older than that one.
    pub before: Option<MessageId>,
    /// At most so many.
    pub limit: usize,
}

/// Some messages, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageList {
    /// The messages.
    pub rows: Vec<MessageRow>,
    /// Before which one to ask for more; `None`: there are no more.
    pub next: Option<MessageId>,
}

/// A thing that a message is about, by one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageName {
    /// The message.
    pub message: MessageId,
    /// The thing.
    pub object: ObjectId,
    /// A name of it.
    pub name: Reference,
}

/// A code that no table knows, over all orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmappedSum {
    /// Who sends it.
    pub source: SourceId,
    /// Field and code as sent.
    pub code: String,
    /// The sender's words in the latest report.
    pub text: String,
    /// How often it came.
    pub count: u64,
    /// On how many orders.
    pub orders: u64,
    /// When it came last: microseconds since 1970 in UTC.
    pub at: i64,
    /// The message of that report.
    pub message: MessageId,
    /// Its order.
    pub order: ObjectId,
}

/// Messages as operators look for them.
#[async_trait]
pub trait Messages: Send + Sync {
    /// A page of messages, the newest first. Of one source, [`MOST_LOOKED_AT`] messages of all sources are looked at: the page may be
    /// short, and go on.
    ///
    /// # Errors
    /// `Failed`.
    async fn list(&self, ask: MessageAsk<'_>) -> StoreResult<MessageList>;

    /// Messages that told of a thing with one of these numbers (normal forms), or have that key: the newest first, at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn about(&self, norms: &[String], key: &str, limit: usize) -> StoreResult<Vec<MessageRow>>;

    /// The things that these messages wait for to belong to an order, at most `limit` names.
    ///
    /// # Errors
    /// `Failed`.
    async fn waits(&self, messages: &[MessageId], limit: usize) -> StoreResult<Vec<MessageName>>;

    /// The things that a message told of, at most `limit` names.
    ///
    /// # Errors
    /// `Failed`.
    async fn told(&self, message: MessageId, limit: usize) -> StoreResult<Vec<MessageName>>;

    /// Codes that no table knows and that orders have now, the latest first, at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn unmapped(&self, limit: usize) -> StoreResult<Vec<UnmappedSum>>;
}
