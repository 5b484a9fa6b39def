//! Conflicts over names, as operators go through them. The conflicts are facts of the graph and derived; that somebody has looked at
//! one and left it as it is stands beside them.

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};

use super::{StoreResult, conflict_key};
use crate::domain::{
    fold_input::NameConflict,
    id::ObjectId,
    reference::{ObjectKind, Reference},
};

/// A conflict with its two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The claim.
    pub conflict: NameConflict,
    /// What the message spoke of.
    pub claimant: Side,
    /// What has it already.
    pub holder: Side,
    /// Who left it as it is; `None` while nobody has.
    pub left: Option<LeftAlone>,
}

/// One side of a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Which.
    pub id: ObjectId,
    /// What it is.
    pub of: ObjectKind,
    /// Its names as sent, at most a few dozen.
    pub names: Vec<Reference>,
    /// The orders above it, at most a few dozen, each with a number of it.
    pub orders: Vec<(ObjectId, Option<Reference>)>,
}

/// That somebody left a dispute as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAlone {
    /// Who: the identity.
    pub person: String,
    /// Their name.
    pub name: String,
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
    /// Why.
    pub reason: String,
}

/// What tells a dispute from others in an address: both sides and a hash of the claim. It is another one when a side turns out to be
/// another thing.
pub fn dispute_name(conflict: &NameConflict) -> String {
    let (claimant, holder, kind, key, source) = conflict_key(conflict);
    let mut digest = Sha256::new();
    for part in [kind.as_str(), &key.norm, key.kind.as_str(), &key.scope, key.of.as_str(), &source.0] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let hash: String = hex::encode(digest.finalize()).chars().take(16).collect();
    format!("{claimant}-{holder}-{hash}")
}

/// The two sides in such a name.
pub fn dispute_sides(name: &str) -> Option<(ObjectId, ObjectId)> {
    let mut parts = name.split('-');
    let mut number = || parts.next()?.parse::<i64>().ok().filter(|number| *number > 0).map(ObjectId);
    number().zip(number())
}

/// Conflicts as operators go through them.
#[async_trait]
pub trait Disputes: Send + Sync {
    /// The latest claimed, at most `limit`; those that were left are among them.
    ///
    /// # Errors
    /// `Failed`.
    async fn newest(&self, limit: usize) -> StoreResult<Vec<Dispute>>;

    /// How many there are that nobody has left as they are.
    ///
    /// # Errors
    /// `Failed`.
    async fn open(&self) -> StoreResult<u64>;

    /// One of them, by its name ([`dispute_name`]); `None`: it is settled, or there never was such a one.
    ///
    /// # Errors
    /// `Failed`.
    async fn get(&self, name: &str) -> StoreResult<Option<Dispute>>;

    /// Leaves one as it is. False: somebody has before.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn leave(&self, name: &str, left: &LeftAlone) -> StoreResult<bool>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_its_sides() {
        assert_eq!(dispute_sides("12-9-00ff"), Some((ObjectId(12), ObjectId(9))));
        for wrong in ["", "12", "-1-2", "x-9-1", "12-99999999999999999999-1"] {
            assert_eq!(dispute_sides(wrong), None, "{wrong}");
        }
    }
}
