//! The outbox: what other systems are to be told, each effect once. It is written by [`super::Graph::apply`], in the
//! transaction that writes the view from which the effect follows.

use async_trait::async_trait;

use super::StoreResult;
use crate::domain::{
    effect::{Destination, EffectKey},
    id::ObjectId,
    vocabulary::vocabulary,
};

vocabulary! {
    /// How it stands with an effect.
    OutboxState {
        /// It waits to be sent.
        Waiting = "waiting",
    }
}

/// An effect as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// Its number; grows.
    pub id: i64,
    /// Under which it is sent at most once.
    pub key: EffectKey,
    /// Who is told.
    pub destination: Destination,
    /// The word of its sort: `proof_of_delivery`.
    pub effect: String,
    /// The order whose view showed it first.
    pub order: ObjectId,
    /// What is sent, as JSON.
    pub payload: serde_json::Value,
    /// The effect that it takes back.
    pub reverses: Option<EffectKey>,
    /// When it was derived: microseconds since 1970 in UTC.
    pub created: i64,
    /// How it stands.
    pub state: OutboxState,
}

/// How many effects of one destination stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxCount {
    /// Who is told.
    pub destination: Destination,
    /// How they stand.
    pub state: OutboxState,
    /// How many.
    pub count: u64,
}

/// The outbox.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The newest effects of one destination, with smaller numbers than `before` (all when `None`), at most `limit`, newest
    /// first.
    ///
    /// # Errors
    /// `Failed`.
    async fn newest(&self, destination: Destination, before: Option<i64>, limit: usize) -> StoreResult<Vec<OutboxRow>>;

    /// How many effects each destination has in each state; none: absent.
    ///
    /// # Errors
    /// `Failed`.
    async fn counts(&self) -> StoreResult<Vec<OutboxCount>>;
}
