//! How the sources stand: who has been silent for too long.

use async_trait::async_trait;

use super::StoreResult;
use crate::domain::{
    id::{MessageId, SourceId},
    source_health::SourceHealth,
};

/// What is remembered between two looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listening {
    /// Every message up to this one has been heard.
    pub cursor: MessageId,
    /// When it was looked last: microseconds since 1970 in UTC.
    pub looked: Option<i64>,
    /// Each source, by name.
    pub sources_health: Vec<SourceHealth>,
}

/// What came in after some message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Every message up to this one has been heard.
    pub cursor: MessageId,
    /// When each source was heard last among them: microseconds since 1970 in UTC.
    pub last: Vec<(SourceId, i64)>,
    /// Whether there is more.
    pub more: bool,
}

/// How the sources stand.
#[async_trait]
pub trait Sources: Send + Sync {
    /// What came in after that message, looking at no more than about `limit` messages.
    ///
    /// # Errors
    /// `Failed`.
    async fn heard(&self, after: MessageId, limit: usize) -> StoreResult<Heard>;

    /// How they stood at the last look.
    ///
    /// # Errors
    /// `Failed`.
    async fn listening(&self) -> StoreResult<Listening>;

    /// Keeps how they stand, in the place of what was there.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn keep(&self, listening: &Listening) -> StoreResult<()>;
}
