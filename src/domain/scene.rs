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
pub struct Scene {
    /// The order in the middle.
    pub order: ObjectId,
    /// The order itself and all that belongs to it: deliveries, shipments, packages, loads, returns …
    pub objects: Vec<SceneObject>,
    /// How they belong together.
    pub links: Vec<SceneLink>,
    /// What was said of them, in any order, perhaps repeatedly.
    pub events: Vec<Told>,
}

/// One object and its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SceneObject {
    /// Which.
    pub id: ObjectId,
    /// What it is.
    pub of: ObjectKind,
    /// Its names, as sent.
    pub names: Vec<Reference>,
}

/// `from` carries, contains, returns, pays or is about `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SceneLink {
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
pub struct Told {
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
    pub received: i64,
    /// What was said.
    pub event: Arc<Event>,
}
