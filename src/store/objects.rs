//! Objects as operators look at them: what bears a number, and what is known of one object and of what it is linked with.

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};

use super::{LinkRow, Side, StoreResult};
use crate::domain::{
    id::{EventId, ObjectId, SourceId},
    reference::Reference,
};

/// A name of an object, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GivenName {
    /// As sent.
    pub reference: Reference,
    /// Who said so first.
    pub source: SourceId,
    /// When the event that gave it happened: microseconds since 1970 in UTC; 0 where that is not known any more.
    pub since: i64,
}

/// A link that an object makes or is pointed at by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenLink {
    /// The link.
    pub link: LinkRow,
    /// Which event said so last.
    pub event: EventId,
    /// What is at its other end.
    pub other: Side,
}

impl GivenLink {
    /// What tells a link from the others of an object, whoever said so: `from-relation-to`.
    pub fn name(&self) -> String {
        format!("{}-{}-{}", self.link.from, self.link.relation.as_str(), self.link.to)
    }
}

/// What is known of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectFile {
    /// The object, with its orders.
    pub side: Side,
    /// Its names and who gave them, by kind and number.
    pub names: Vec<GivenName>,
    /// Its links, as many as were asked for.
    pub links: Vec<GivenLink>,
    /// Whether there are more links.
    pub more: bool,
}

impl ObjectFile {
    /// Stands for the names and links that are shown: it is another when one of them is.
    pub fn print(&self) -> String {
        let mut digest = Sha256::new();
        let mut part = |text: &str| {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        };
        part(&self.side.id.to_string());
        for GivenName { reference, .. } in &self.names {
            [reference.kind.as_str(), reference.norm_scope().as_str(), reference.norm().as_str()]
                .into_iter()
                .for_each(&mut part);
        }
        part("links");
        let mut links: Vec<_> = self.links.iter().map(|one| one.link.key()).collect();
        links.sort();
        for (from, relation, to, source) in links {
            [from.to_string().as_str(), relation.as_str(), to.to_string().as_str(), source.0.as_str()]
                .into_iter()
                .for_each(&mut part);
        }
        hex::encode(digest.finalize()).chars().take(16).collect()
    }
}

/// Objects as operators look at them.
#[async_trait]
pub trait Objects: Send + Sync {
    /// What bears one of these numbers (normal forms), of whatever kind and whosever number it is: at most `limit`, the newest
    /// first.
    ///
    /// # Errors
    /// `Failed`.
    async fn bearing(&self, norms: &[String], limit: usize) -> StoreResult<Vec<Side>>;

    /// One object with at most `limit` of its links; `None`: there is none, or it turned out to be another.
    ///
    /// # Errors
    /// `Failed`.
    async fn file(&self, id: ObjectId, limit: usize) -> StoreResult<Option<ObjectFile>>;
}
