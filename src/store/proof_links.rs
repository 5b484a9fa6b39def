//! Links to one proof of delivery that open without signing in, so that an agent can send it to the customer. Each ends by itself and
//! can be revoked. Making or revoking one raises the order's version: open pages show it.

use async_trait::async_trait;

use super::{Hand, Kept, StoreResult};
use crate::domain::id::{EventId, ObjectId};

/// A link that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProofLink {
    /// What stands in its address: nobody can guess it.
    pub token: String,
    /// Whose proof.
    pub order: ObjectId,
    /// The event that brought the document.
    pub event: EventId,
    /// Who makes it: the identity.
    pub person: String,
    /// Who makes it: the name.
    pub name: String,
    /// When: microseconds since 1970 in UTC.
    pub created: i64,
    /// Until when it opens, likewise.
    pub expires: i64,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofLink {
    /// Its number: what the audit calls it.
    pub id: i64,
    /// What stands in its address.
    pub token: String,
    /// Whose proof.
    pub order: ObjectId,
    /// The event that brought the document.
    pub event: EventId,
    /// Who made it: the name.
    pub name: String,
    /// Until when it opens: microseconds since 1970 in UTC.
    pub expires: i64,
    /// When it was revoked, likewise.
    pub revoked: Option<i64>,
}

impl ProofLink {
    /// Whether it opens at this time.
    pub fn is_live(&self, now: i64) -> bool {
        self.revoked.is_none() && now < self.expires
    }
}

/// The links of all orders.
#[async_trait]
pub trait ProofLinks: Send + Sync {
    /// Makes a link. `Again` where one to the same document is live already.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn create(&self, link: NewProofLink) -> StoreResult<Kept>;

    /// Ends a link of that order. `Again` where it was revoked before.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn revoke(&self, order: ObjectId, link: i64, by: Hand) -> StoreResult<Kept>;

    /// The link with that token, ended or not.
    ///
    /// # Errors
    /// `Failed`.
    async fn by_token(&self, token: &str) -> StoreResult<Option<ProofLink>>;
}
