//! How long an inquiry takes: from the first look at the order (page or widget) while a case is open, to the end of the case.

use async_trait::async_trait;

use super::StoreResult;
use crate::domain::id::ObjectId;

/// One case being answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// The case.
    pub case: ObjectId,
    /// The order that was looked at first.
    pub order: ObjectId,
    /// Who looked first: the identity.
    pub person: String,
    /// When they looked: microseconds since 1970 in UTC.
    pub opened: i64,
    /// When the case was closed; `None` while it is open. Never before `opened`.
    pub closed: Option<i64>,
}

/// Inquiries.
#[async_trait]
pub trait Inquiries: Send + Sync {
    /// Somebody looks at an order with these open cases. A case whose inquiry runs already keeps it: who looked first counts.
    /// Cheap where nothing is to be written.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn begin(&self, order: ObjectId, cases: &[ObjectId], person: &str, at: i64) -> StoreResult<()>;

    /// Of these orders, the inquiries that run.
    ///
    /// # Errors
    /// `Failed`.
    async fn running(&self, orders: &[ObjectId]) -> StoreResult<Vec<Inquiry>>;

    /// Inquiries that run, of cases with larger numbers than `after`, at most `limit`, by case.
    ///
    /// # Errors
    /// `Failed`.
    async fn running_after(&self, after: ObjectId, limit: usize) -> StoreResult<Vec<Inquiry>>;

    /// The case was closed at that time (not before its inquiry began). False: none runs.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn close(&self, case: ObjectId, at: i64) -> StoreResult<bool>;

    /// Inquiries closed from `from` until before `to`, at most `limit`, the latest closed first.
    ///
    /// # Errors
    /// `Failed`.
    async fn closed(&self, from: i64, to: i64, limit: usize) -> StoreResult<Vec<Inquiry>>;
}
