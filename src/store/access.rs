//! API tokens, stored as hashes, and what each person looked at last.

use async_trait::async_trait;

use super::StoreResult;
use crate::domain::id::ObjectId;

/// An API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// What it is called; the actor in the audit.
    pub name: String,
    /// What it may do: `orders:read`, `events:write`.
    pub scopes: Vec<String>,
    /// The sales organisations it sees; `None`: all.
    pub organisations: Option<Vec<String>>,
    /// Microseconds since 1970 in UTC.
    pub created: i64,
    /// When it ends.
    pub expires: Option<i64>,
}

/// Something a person looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent {
    /// Which order.
    pub order: ObjectId,
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
}

/// API tokens and recently seen orders.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// Keeps a token; the same hash again replaces it.
    ///
    /// # Errors
    /// `Failed`.
    async fn put(&self, token: ApiToken) -> StoreResult<()>;

    /// The token of that hash. Expired and revoked ones are not given.
    ///
    /// # Errors
    /// `Failed`.
    async fn find(&self, hash: &[u8; 32], now: i64) -> StoreResult<Option<ApiToken>>;

    /// Ends a token. True when there was one.
    ///
    /// # Errors
    /// `Failed`.
    async fn revoke(&self, name: &str) -> StoreResult<bool>;

    /// Notes that `user` looked at `order`; the last ten are kept. Seen by [`Tokens::recent`] at once, on disk a little
    /// later, so that a page never waits for it; a process that is killed loses the last moment of it.
    ///
    /// # Errors
    /// `Failed`.
    async fn looked_at(&self, user: &str, seen: Recent) -> StoreResult<()>;

    /// What `user` looked at last, newest first, at most ten.
    ///
    /// # Errors
    /// `Failed`.
    async fn recent(&self, user: &str) -> StoreResult<Vec<Recent>>;
}
