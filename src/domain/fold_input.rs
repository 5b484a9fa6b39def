//! What the fold is given: the objects around one order, how they hang together, and what was said of them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    event::{Event, EventKey, LineQuantity, Relation},
    id::{EventId, ObjectId, SourceId},
    reference::{ObjectKind, Reference},
    time::Moment,
};

/// Everything that is known around one order. The fold is a pure function of it, the policy and the time.
#[derive(Debug, Clone, PartialEq)]
pub struct FoldInput {
    /// The order in the middle.
    pub order: ObjectId,
    /// The order itself and all that belongs to it: deliveries, shipments, packages, loads, returns …
    pub objects: Vec<InputObject>,
    /// How they belong together.
    pub links: Vec<InputLink>,
    /// What was said of them, in any order, perhaps repeatedly.
    pub events: Vec<ReceivedEvent>,
    /// Claims that were refused because they would have made one thing of two.
    pub conflicts: Vec<NameConflict>,
}

/// A claim that was not followed: it would have given one name to two things, or one thing to two that cannot both have
/// it (DOMAIN, "References"). It stands until the message is replayed, the two are merged, or what is in its way is unlinked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameConflict {
    /// What the message spoke of.
    pub claimant: ObjectId,
    /// What has it already.
    pub holder: ObjectId,
    /// What is claimed.
    pub kind: ConflictKind,
    /// The name over which they differ.
    pub reference: Reference,
    /// What that name names.
    pub of: ObjectKind,
    /// Who claimed it.
    pub source: SourceId,
    /// What both claim, where that is a thing of its own: the package that is said to be in two shipments.
    pub subject: Option<ObjectId>,
    /// When it was claimed.
    pub at: Moment,
    /// When we heard it: microseconds since 1970 in UTC.
    pub received: i64,
    /// Which event claimed it.
    pub event: EventId,
}

/// What was claimed in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// That two things are one.
    Name,
    /// That a thing belongs to another than the one it belongs to.
    Place,
    /// That things of two customers belong together.
    Customers,
}

impl ConflictKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Name, Self::Place, Self::Customers];

    /// The word in columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Place => "place",
            Self::Customers => "customers",
        }
    }
}

/// One object and its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputObject {
    /// Which.
    pub id: ObjectId,
    /// What it is.
    pub of: ObjectKind,
    /// Its names, as sent.
    pub names: Vec<Reference>,
}

/// `from` carries, contains, returns, pays or is about `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputLink {
    /// The object that makes the link (a shipment).
    pub from: ObjectId,
    /// How.
    pub relation: Relation,
    /// What it points at (a delivery or an order; a package).
    pub to: ObjectId,
    /// Which lines and how much; empty: all of it.
    pub lines: Vec<LineQuantity>,
    /// Who said so.
    pub source: SourceId,
}

/// An event as we heard it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedEvent {
    /// Its identity.
    pub id: EventId,
    /// When the same event was told again it has the same key.
    pub key: EventKey,
    /// The object it is about.
    pub object: ObjectId,
    /// Who said it.
    pub source: SourceId,
    /// When it happened, with the zone worked out; the time of receipt where the sender gave none.
    pub at: Moment,
    /// When we heard it: microseconds since 1970 in UTC.
    pub received_at: i64,
    /// What was said.
    pub event: Arc<Event>,
}
