//! Who did what: append-only, each row carrying the hash of the row before it, so that a changed or missing row shows.

use async_trait::async_trait;

use super::StoreResult;

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Microseconds since 1970 in UTC.
    pub at: i64,
    /// Who: `user:…`, `token:…` or `system`.
    pub actor: String,
    /// What: `document.view`, `sign_in` …
    pub action: String,
    /// To what: `order:12`, `document:…`.
    pub subject: String,
    /// More, without personal data.
    pub detail: String,
}

/// A row of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its number, from 1 without gaps.
    pub sequence: i64,
    /// What was done.
    pub entry: AuditEntry,
    /// SHA-256 over the hash before it and this entry, in hexadecimal.
    pub hash: String,
}

/// What a walk over the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditChain {
    /// How many rows it has.
    pub rows: i64,
    /// The hash of the last of them; empty where there is none.
    pub hash: String,
    /// The number of the first row that does not fit those before it.
    pub broken: Option<i64>,
    /// The number of the row that has the hash that was expected.
    pub expected: Option<i64>,
}

/// The audit.
#[async_trait]
pub trait Audit: Send + Sync {
    /// Appends an entry. It is durable when this returns.
    ///
    /// # Errors
    /// `Failed`.
    async fn record(&self, entry: AuditEntry) -> StoreResult<AuditRecord>;

    /// The newest rows about a subject (all when `None`), at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn newest(&self, subject: Option<&str>, limit: usize) -> StoreResult<Vec<AuditRecord>>;

    /// Walks the chain, to its first row that does not fit. Rows that were cut off at its end leave no trace in it: whether
    /// they are there is told by a hash that was kept elsewhere, `expect` (in hexadecimal, as [`AuditRecord::hash`]).
    ///
    /// # Errors
    /// `Failed`.
    async fn verify(&self, expect: Option<&str>) -> StoreResult<AuditChain>;
}
