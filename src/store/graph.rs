//! Objects, their names and links, the events told of them, and the views folded from those.
//!
//! Applying messages is: load the subgraph around the names they use, plan in memory (pure), write the changes in one
//! transaction. The order's version makes it optimistic: who comes second reads again.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;

use super::{AuditRecord, KnownWork, LookupRow, MessageState, OrderDesk, OutboxRow, ProofLink, StoreResult, WorkWrite};
use crate::domain::{
    effect::{Effect, IssuedEffects},
    event::{EventKey, LineQuantity, Relation},
    fold_input::{ConflictKind, NameConflict, ReceivedEvent},
    id::{EventId, MessageId, ObjectId, SourceId},
    master::{MasterKey, MasterRow},
    reference::{ObjectKind, RefKind, Reference},
    summary::Summary,
    view::View,
};

/// A name as it is matched: what it names, kind, scope and value in normal form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey {
    /// What sort of object it names.
    pub of: ObjectKind,
    /// Kind of number.
    pub kind: RefKind,
    /// Scope in normal form.
    pub scope: String,
    /// Value in normal form.
    pub norm: String,
}

impl NameKey {
    /// The key of a reference that names an object of this kind.
    pub fn new(of: ObjectKind, reference: &Reference) -> Self {
        Self { of, kind: reference.kind, scope: reference.norm_scope(), norm: reference.norm() }
    }
}

/// An object that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownObject {
    /// Which.
    pub id: ObjectId,
    /// What it is.
    pub of: ObjectKind,
    /// Its names.
    pub names: Vec<KnownName>,
}

/// A name that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownName {
    /// What it is matched by.
    pub key: NameKey,
    /// As sent.
    pub reference: Reference,
    /// When the event that gave it happened: microseconds since 1970 in UTC. Of a number that is used again after months
    /// ([`RefKind::is_used_again`]) this tells the older bearer from the newer.
    pub since: i64,
}

/// What tells a link from others.
pub type LinkKey = (ObjectId, Relation, ObjectId, SourceId);

/// What tells a conflict from others: the same claim again is the same conflict.
pub type ConflictKey = (ObjectId, ObjectId, ConflictKind, NameKey, SourceId);

/// The key of a conflict.
pub fn conflict_key(conflict: &NameConflict) -> ConflictKey {
    let key = NameKey::new(conflict.of, &conflict.reference);
    (conflict.claimant, conflict.holder, conflict.kind, key, conflict.source.clone())
}

/// A link that is known. `child` and `parent` are the same two objects as `from` and `to`, the parent being nearer to
/// the order (shipment → order: the order; shipment → package: the shipment; load → shipment: the shipment).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// Who makes the link.
    pub from: ObjectId,
    /// How.
    pub relation: Relation,
    /// What it points at.
    pub to: ObjectId,
    /// Farther from the order.
    pub child: ObjectId,
    /// Nearer to the order.
    pub parent: ObjectId,
    /// Which lines and how much; empty: all.
    pub lines: Vec<LineQuantity>,
    /// Who said so.
    pub source: SourceId,
}

impl LinkRow {
    /// What tells it from others.
    pub fn key(&self) -> LinkKey {
        (self.from, self.relation, self.to, self.source.clone())
    }
}

/// An order's version; 0 when it has no view yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderVersion {
    /// Which.
    pub order: ObjectId,
    /// Raised with every write of its view.
    pub version: i64,
}

/// What is known around some names: every object they name, everything above those up to the orders, and everything
/// below all of these (so below the orders, and below objects that belong to no order yet); with all links among them,
/// all events of them and all conflicts over them. What is in conflict with a named object,
/// and what a known event of an asked key is told of, counts as named. Going down never turns up again: a load leads to its shipments only when it was asked for.
#[derive(Debug, Clone, Default)]
pub struct Subgraph {
    /// The objects.
    pub objects: Vec<KnownObject>,
    /// The links among them.
    pub links: Vec<LinkRow>,
    /// The events told of them.
    pub events: Vec<ReceivedEvent>,
    /// The versions of the orders among them.
    pub versions: Vec<OrderVersion>,
    /// What was derived for the orders among them so far; one for which nothing was is absent.
    pub posted: Vec<(ObjectId, IssuedEffects)>,
    /// The items of worklists that are not closed, of the orders among them.
    pub work: Vec<KnownWork>,
    /// Which of the asked event keys are known already.
    pub known_keys: Vec<EventKey>,
    /// Claims on them, or on what they have, that were refused.
    pub conflicts: Vec<NameConflict>,
    /// The master data that the events name.
    pub master: Vec<MasterRow>,
    /// There was more than an engine's bound; the rest is left out.
    pub truncated: bool,
}

/// A new object, with an id from [`Graph::reserve`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewObject {
    /// Which.
    pub id: ObjectId,
    /// What it is.
    pub of: ObjectKind,
}

/// A new name of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewName {
    /// Whose.
    pub object: ObjectId,
    /// What it is matched by.
    pub key: NameKey,
    /// As sent.
    pub reference: Reference,
    /// Who said so.
    pub source: SourceId,
    /// See [`KnownName::since`].
    pub since: i64,
    /// How many other objects bear it, as far as the planner knows: earlier bearers of a number that is used again. More of
    /// them when it is written are a conflict, unless the kind is shared ([`RefKind::is_shared`]).
    pub others: u32,
}

/// A new link; the same `(from, relation, to, source)` again replaces its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// The link.
    pub link: LinkRow,
    /// Which event said so.
    pub event: EventId,
}

/// The new view of one order, and what is found by it.
#[derive(Debug, Clone)]
pub struct OrderWrite {
    /// Which order, and the version its view had when it was read.
    pub expected: OrderVersion,
    /// The new view.
    pub view: Arc<View>,
    /// What a list shows of it.
    pub summary: Summary,
    /// When the fold's answer changes by itself: microseconds since 1970 in UTC.
    pub next_change_at: Option<i64>,
    /// Everything it is found by; replaces what was there.
    pub lookups: Vec<LookupRow>,
}

/// What follows from the new view of one order for other systems.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// Which order.
    pub order: ObjectId,
    /// What is new. A key that is in the outbox already is not written again.
    pub effects: Vec<Effect>,
    /// What has been derived for it then; replaces what was there.
    pub posted: IssuedEffects,
}

/// Why a message, or one event of it, was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// A code with a page.
    pub code: String,
    /// Where: a JSON pointer into the document, or a byte offset.
    pub position: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub remedy: String,
}

/// How a message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Which.
    pub message: MessageId,
    /// Where it stands now.
    pub state: MessageState,
    /// What of it was refused.
    pub refused: Vec<Refused>,
    /// For a parked message: the objects its events are about that belong to no order. When all of them have been named
    /// in [`Changes::unparked`], the message becomes applied; also when its events had been told by another message.
    pub waits: Vec<ObjectId>,
}

/// What a round takes back: by an unlinking, or because a replay supersedes what said it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gone {
    /// Names of objects.
    pub names: Vec<(NameKey, ObjectId)>,
    /// Links.
    pub links: Vec<LinkKey>,
    /// Events.
    pub events: Vec<EventId>,
    /// Conflicts.
    pub conflicts: Vec<ConflictKey>,
    /// Objects of which nothing is left, with their views.
    pub objects: Vec<ObjectId>,
    /// Events that turned out to be told of another object.
    pub moved: Vec<(EventId, ObjectId)>,
}

/// Everything that one round of applying writes, in one transaction.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Objects that were not known.
    pub objects: Vec<NewObject>,
    /// Objects that turned out to be another one: names, links, events and conflicts move `(from, into)`.
    pub absorbed: Vec<(ObjectId, ObjectId)>,
    /// What is taken back, before anything below is written.
    pub gone: Gone,
    /// Names.
    pub names: Vec<NewName>,
    /// Links.
    pub links: Vec<NewLink>,
    /// Events. One whose key is known already is not written again.
    pub events: Vec<ReceivedEvent>,
    /// Claims that were refused. One that is known already stays as it is.
    pub conflicts: Vec<NameConflict>,
    /// What items, sites and parties are now; replaces what was there for each of these objects.
    pub master: Vec<(ObjectId, Vec<MasterRow>)>,
    /// Views.
    pub orders: Vec<OrderWrite>,
    /// What follows from the views for other systems.
    pub derived: Vec<Derived>,
    /// What follows from them for people.
    pub work: Vec<WorkWrite>,
    /// What objects that belong to no order are found by; replaces what was there for the object.
    pub parked_lookups: Vec<(ObjectId, Vec<LookupRow>)>,
    /// Objects that belonged to no order and do now: messages that are parked only for them become applied.
    pub unparked: Vec<ObjectId>,
    /// How the messages ended.
    pub settled: Vec<Settled>,
    /// The time of the round: microseconds since 1970 in UTC.
    pub now: i64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The orders whose views changed, with their new versions.
    pub orders: Vec<OrderVersion>,
}

/// An order as it is stored.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// Which, and its version.
    pub version: OrderVersion,
    /// The view.
    pub view: Arc<View>,
    /// When it was last written: microseconds since 1970 in UTC.
    pub updated: i64,
}

/// All that a page shows of an order.
#[derive(Debug, Clone)]
pub struct ObjectDetails {
    /// The order.
    pub row: OrderRow,
    /// What was done with it, newest first.
    pub audit: Vec<AuditRecord>,
    /// Everything that was derived for it, reversals too, in the order in which it was derived. What another order shares with
    /// it (an outreach to the same customer) is among it.
    pub outbox: Vec<OutboxRow>,
    /// What people wrote down around it, newest first.
    pub desk: OrderDesk,
    /// Links to its proofs that were not revoked, the newest first; those that have ended among them.
    pub proof_links: Vec<ProofLink>,
    /// The names of those whose identities stand in `audit`, as far as they signed in here.
    pub people: BTreeMap<String, String>,
}

/// Objects, names, links, events and views.
#[async_trait]
pub trait Graph: Send + Sync {
    /// Reserves `count` object numbers and gives the first.
    ///
    /// # Errors
    /// `Failed`.
    async fn reserve(&self, count: u32) -> StoreResult<ObjectId>;

    /// What is known around these names, orders and events, read at one point in time.
    ///
    /// # Errors
    /// `Failed`.
    async fn load_subgraph(&self, names: &[NameKey], orders: &[ObjectId], keys: &[EventKey]) -> StoreResult<Subgraph>;

    /// The master data of these numbers, of every scope.
    ///
    /// # Errors
    /// `Failed`.
    async fn master(&self, keys: &[MasterKey]) -> StoreResult<Vec<MasterRow>>;

    /// Writes a round.
    ///
    /// # Errors
    /// `Conflict` when an order's version is not the expected one or a name is taken by another object meanwhile;
    /// `Full`, `Failed`. Nothing is written then.
    async fn apply(&self, changes: Changes) -> StoreResult<Outcome>;

    /// One order.
    ///
    /// # Errors
    /// `Failed`.
    async fn order(&self, order: ObjectId) -> StoreResult<Option<OrderRow>>;

    /// An order with what stands elsewhere about it, at one moment: with at most `audit` rows of the audit of `subject`,
    /// and as many notes and tasks.
    ///
    /// # Errors
    /// `Failed`.
    async fn details(&self, order: ObjectId, subject: &str, audit: usize) -> StoreResult<Option<ObjectDetails>>;

    /// The present versions of these orders; one that has no view is absent.
    ///
    /// # Errors
    /// `Failed`.
    async fn versions(&self, orders: &[ObjectId]) -> StoreResult<Vec<OrderVersion>>;

    /// Orders with larger numbers than `order`, at most `limit`, in the order of their numbers.
    ///
    /// # Errors
    /// `Failed`.
    async fn orders_after(&self, order: ObjectId, limit: usize) -> StoreResult<Vec<ObjectId>>;

    /// Orders whose fold would answer differently at `now`, at most `limit`, the longest due first.
    ///
    /// # Errors
    /// `Failed`.
    async fn due(&self, now: i64, limit: usize) -> StoreResult<Vec<ObjectId>>;

    /// An order is not due until something is said of it: it cannot be folded by itself.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn postpone(&self, order: ObjectId) -> StoreResult<()>;

    /// Orders whose views were written after this change number, in order, with the number of the last. For a server
    /// whose worker is another process.
    ///
    /// # Errors
    /// `Failed`.
    async fn changed_since(&self, change: i64, limit: usize) -> StoreResult<(Vec<OrderVersion>, i64)>;
}
