//! The view: what the fold makes of a scene. Pages, the API, search summaries and (later) effects are read from it.
//! It is data only, the same byte for byte for the same input.

use serde::{Deserialize, Serialize};

use super::{
    decimal::{Dec, Money},
    event::{
        Address, Carrier, Channel, Content, Customer, Direction, DocumentKind, Hazmat, LineQuantity, Mode, Place, Plan,
        Promise, Raw,
    },
    id::{EventId, ObjectId, SourceId},
    milestone::{Classifier, Extent, Milestone},
    ownership::{Row, System},
    reason::{Exception, Party, Reason},
    reference::{ObjectKind, Reference},
    time::{Moment, When},
};

/// An order as it is, was promised and is expected to become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The order.
    pub order: ObjectId,
    /// Its names, best first.
    pub refs: Vec<Reference>,
    /// Who bought; from the owner's statement.
    pub customer: Customer,
    /// Decides who may see it. `None` until the owner has stated it: then only admins and operators see it.
    pub sales_org: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Status in the owner's words.
    pub status: Option<String>,
    /// What blocks it.
    pub blocks: Vec<String>,
    /// Net value.
    pub value: Option<Money>,
    /// What the customer was promised.
    pub promise: Option<Promise>,
    /// The last instant at which the promise is kept (microseconds UTC), worked out of day, window and zone.
    pub promise_end: Option<i64>,
    /// Whether `promise_end` has passed without full delivery, as of the `now` of the fold; or delivery came after it.
    pub promise_missed: bool,
    /// Whether it came so near the end of the promise that the time zone decides whether it was kept, and nobody told the zone.
    #[serde(default)]
    pub promise_unclear: bool,
    /// When its owner called the order off, whatever became of the goods. `None`: never, or the order was opened again.
    #[serde(default)]
    pub cancelled_at: Option<Moment>,
    /// Where it ships from.
    pub ship_from: Option<Address>,
    /// Where it goes.
    pub ship_to: Option<Address>,
    /// Its lines with how far each has got.
    pub lines: Vec<LineView>,
    /// What is in shipments under the number of a line that the order does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmatched_lines: Vec<LineQuantity>,
    /// One word for the whole.
    pub state: State,
    /// What moved the headline last, over all shipments (or of the order itself while there are none).
    pub headline: Option<Headline>,
    /// Each shipment, in a stable order.
    pub shipments: Vec<ShipmentView>,
    /// Deliveries (warehouse orders), in a stable order.
    pub deliveries: Vec<DeliveryView>,
    /// Returns, in a stable order.
    pub returns: Vec<ReturnView>,
    /// Milestones, exceptions and unmapped codes of the order itself and of its deliveries and returns.
    pub entries: Vec<Entry>,
    /// Documents of the order that belong to no shipment.
    pub documents: Vec<DocumentView>,
    /// How many shipments, and how many of them are delivered in full.
    pub counts: Counts,
    /// Exceptions that still stand on the order itself, its deliveries and its returns.
    pub exceptions: Vec<ActiveException>,
    /// The exception that leads, over these and those of all shipments, if one is active: the gravest, then the latest.
    pub leading: Option<ActiveException>,
    /// What was said to and by the customer.
    pub contacts: Vec<ContactView>,
    /// Every name of every object, for the references block and for search.
    pub names: Vec<NameView>,
    /// How fresh each source is.
    pub sources: Vec<SourceView>,
    /// Where systems say different things, and who won and why.
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
    /// The customer's cases, by opening.
    #[serde(default)]
    pub cases: Vec<CaseView>,
    /// The destinations that have acknowledged anything of this order.
    #[serde(default)]
    pub destinations: Vec<String>,
    /// How many events there are, and how many of them are withdrawn.
    pub told: u32,
    /// Withdrawn events, shown when asked.
    pub withdrawn: u32,
}

/// One word for where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Known by number only: nothing has been said of it that tells where it stands.
    Unknown,
    /// Created or released; not in the warehouse yet.
    Ordered,
    /// Being picked, packed or loaded.
    Preparing,
    /// On its way.
    Moving,
    /// On the last vehicle.
    OutForDelivery,
    /// Waits at a collection point.
    ReadyForCollection,
    /// Tried, not delivered.
    Attempted,
    /// Some of it has been delivered.
    PartlyDelivered,
    /// All of it has been delivered.
    Delivered,
    /// Some of it is back at the sender or on its way there, and nothing of it is on its way to the customer: the rest has been
    /// delivered and stays there, or has not left yet, as far as anything is known of it.
    PartlyReturned,
    /// On the way back.
    Returning,
    /// Back at the sender.
    Returned,
    /// Will not be delivered.
    Cancelled,
}

/// What moved the headline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    /// The milestone.
    pub milestone: Milestone,
    /// How much of the object.
    pub extent: Extent,
    /// When it happened.
    pub at: Moment,
    /// Since when, where the same was reported several times on end: a parcel that waits is reported again and again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// Of what waits to be collected: the last day for that, as far as it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collect_by: Option<jiff::civil::Date>,
    /// Where.
    pub place: Option<Place>,
    /// Who said so.
    pub source: SourceId,
    /// Which event.
    pub event: EventId,
}

/// One shipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShipmentView {
    /// Which.
    pub object: ObjectId,
    /// Its names, best first.
    pub refs: Vec<Reference>,
    /// The carrier.
    pub carrier: Option<Carrier>,
    /// Mode of transport.
    pub mode: Option<Mode>,
    /// The carrier's service.
    pub service: Option<String>,
    /// When it is meant to be collected and delivered.
    pub plan: Option<Plan>,
    /// Which order lines it carries, and how much; from links, through deliveries where it carries those.
    pub lines: Vec<LineQuantity>,
    /// The deliveries (warehouse orders) it carries.
    #[serde(default)]
    pub deliveries: Vec<ObjectId>,
    /// One word for where it stands.
    pub state: State,
    /// What moved its headline last.
    pub headline: Option<Headline>,
    /// The carrier's estimate of delivery, where one counts (after the first movement, before delivery).
    pub estimate: Option<Estimate>,
    /// The day, where the goods arrive, on which it went out for delivery: set once that day is over and it is still to come.
    #[serde(default)]
    pub out_on: Option<jiff::civil::Date>,
    /// Where it was last seen.
    pub last_seen: Option<Seen>,
    /// When it was delivered in full.
    pub delivered_at: Option<Moment>,
    /// Its timeline, oldest first, its packages' and loads' entries among it.
    pub entries: Vec<Entry>,
    /// Its packages.
    pub packages: Vec<PackageView>,
    /// Exceptions that still stand.
    pub exceptions: Vec<ActiveException>,
    /// Its documents.
    pub documents: Vec<DocumentView>,
    /// Nothing was reported of its way, and all that was ordered came in other shipments.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_superseded: bool,
}

/// One package of a shipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackageView {
    /// Which.
    pub object: ObjectId,
    /// Its names.
    pub refs: Vec<Reference>,
    /// What is in it.
    pub lines: Vec<LineQuantity>,
    /// Its weight.
    pub weight: Option<super::decimal::Measure>,
    /// One word for where it stands.
    pub state: State,
    /// What moved its headline last.
    pub headline: Option<Headline>,
    /// When it was delivered in full; kept when it goes back.
    #[serde(default)]
    pub delivered_at: Option<Moment>,
}

/// One delivery (warehouse order).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// Which.
    pub object: ObjectId,
    /// Its names.
    pub refs: Vec<Reference>,
    /// Status in the owner's words.
    pub status: Option<String>,
    /// The planned day of goods issue.
    pub goods_issue: Option<jiff::civil::Date>,
    /// Which order lines, and how much.
    pub lines: Vec<LineQuantity>,
    /// One word for where it stands.
    pub state: State,
}

/// One return.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReturnView {
    /// Which.
    pub object: ObjectId,
    /// Its names.
    pub refs: Vec<Reference>,
    /// One word for where it stands.
    pub state: State,
}

/// One line of the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineView {
    /// Its number.
    pub line: String,
    /// Item number.
    pub item: Option<String>,
    /// What it is, in words.
    pub text: Option<String>,
    /// How much was ordered.
    pub ordered: Dec,
    /// That as it was sent, where it cannot be read: then `ordered` is 0 and means nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered_as_sent: Option<String>,
    /// Unit of measure.
    pub unit: Option<String>,
    /// How much the owner committed to.
    pub committed: Option<Dec>,
    /// How much is in shipments, or arrived without one.
    pub shipped: Dec,
    /// How much has been delivered.
    pub delivered: Dec,
    /// How much is back at the sender, as far as it is known what turned back.
    #[serde(default)]
    pub returned: Dec,
    /// How much is on its way back to the sender.
    #[serde(default)]
    pub returning: Dec,
    /// What is in shipments in units that do not convert into `unit`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shipped_otherwise: Vec<LineQuantity>,
    /// What has been delivered in such units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivered_otherwise: Vec<LineQuantity>,
    /// Dangerous goods.
    pub hazmat: Option<Hazmat>,
    /// What must be kept in mind.
    pub constraints: Vec<String>,
}

/// One row of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Which event.
    pub event: EventId,
    /// The object it is about.
    pub object: ObjectId,
    /// What that object is.
    pub of: ObjectKind,
    /// What was said.
    pub what: EntryKind,
    /// When it happened (or, for estimates and plans, when it was said).
    pub at: Moment,
    /// When we heard it first: microseconds since 1970 in UTC.
    pub received: i64,
    /// Where.
    pub place: Option<Place>,
    /// Who said it.
    pub source: SourceId,
    /// As sent.
    pub raw: Option<Raw>,
    /// Who else told the same happening.
    pub witnesses: Vec<Witness>,
    /// How it stands.
    pub status: EventStatus,
    /// Its sender's system concluded it; nobody scanned the goods.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub logical: bool,
    /// Which destinations know of it, from their acknowledgements only; a destination that has said nothing is not here.
    #[serde(default)]
    pub known: Vec<Known>,
}

/// What a destination answered when it was told of a milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Which system, as its acknowledgements name it.
    pub destination: String,
    /// The idempotency key of what it was told.
    pub effect: String,
    /// Whether it took it.
    pub ok: bool,
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
    /// Why not, in its own code and words.
    pub error: Option<String>,
}

/// What a row of the timeline tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntryKind {
    /// A milestone; `UNMAPPED` ones too.
    Milestone {
        /// Which.
        milestone: Milestone,
        /// Took place, is expected, was planned.
        classifier: Classifier,
        /// How much of the object.
        extent: Extent,
        /// For an estimate or plan: not before.
        from: Option<When>,
        /// For an estimate or plan: not after.
        to: Option<When>,
    },
    /// An exception.
    Exception {
        /// What.
        exception: Exception,
        /// Why.
        reason: Option<Reason>,
        /// Who could have done otherwise.
        party: Option<Party>,
        /// The sender says that it is over.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        resolved: bool,
    },
}

/// How an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// It counts.
    Counts,
    /// It is kept and shown, and moves nothing: the word is another system's, or it cannot be true.
    Evidence,
    /// It is kept and shown, and moves nothing: from the future by more than the tolerance.
    ClockSkew,
    /// Its sender withdrew it.
    Withdrawn,
}

/// Somebody else who told the same happening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Who.
    pub source: SourceId,
    /// When we heard it from them.
    pub received: i64,
}

/// Systems say different things of one matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The object it is about.
    pub object: ObjectId,
    /// What that object is.
    pub of: ObjectKind,
    /// The row of the ownership table that decides.
    pub row: Row,
    /// Who has the word by that row.
    pub owners: Vec<System>,
    /// What it is about.
    pub matter: Matter,
    /// What is shown.
    pub shown: Claim,
    /// What others say, which is kept as evidence.
    pub others: Vec<Claim>,
    /// Why that is shown.
    pub why: Why,
}

/// What a conflict is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// A milestone: whether, or when, it was reached.
    Milestone(Milestone),
    /// A field of a statement: `customer.name`, `deliver_by`.
    Field(String),
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub source: SourceId,
    /// What.
    pub says: ClaimedValue,
    /// When it happened, or was said; `None` where that is not known.
    pub at: Option<Moment>,
    /// When we heard it: microseconds since 1970 in UTC.
    pub received: Option<i64>,
    /// By which event.
    pub event: Option<EventId>,
}

/// What one side of a conflict says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimedValue {
    /// That this was reached.
    Milestone {
        /// What.
        milestone: Milestone,
        /// How much of the object.
        extent: Extent,
    },
    /// This value.
    Value(String),
}

/// Why one side of a conflict is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is the owner's word.
    Owner,
    /// No owner has spoken, and this system ranks before the others.
    Rank,
    /// Both rank alike, and this was said later.
    Later,
    /// Both rank alike, or one system says both, and the first delivery in full stands until it is withdrawn or the goods turn back.
    Stands,
}

/// A customer's case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// Which.
    pub object: ObjectId,
    /// Its names.
    pub refs: Vec<Reference>,
    /// `open`, `closed` … in the owner's words.
    pub status: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// When it was opened.
    pub opened: Option<Moment>,
    /// Whether it is still open.
    pub is_open: bool,
    /// When it was closed: as its owner says, else when they last spoke of it. `None` while it is open.
    #[serde(default)]
    pub closed: Option<Moment>,
    /// Who works on it.
    pub owner: Option<String>,
}

/// When delivery is expected by whoever moves the goods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Not before.
    pub from: Option<Moment>,
    /// Not after.
    pub to: Option<Moment>,
    /// Who says so.
    pub source: SourceId,
    /// When it was said.
    pub said: Moment,
    /// Whether it surely lies after the promise.
    pub past_promise: bool,
    /// Whether it lies so near the end of the promise that the time zone decides, and nobody told the zone.
    #[serde(default)]
    pub near_promise: bool,
}

/// Where and when something was last seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Where.
    pub place: Place,
    /// When.
    pub at: Moment,
}

/// An exception that still stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActiveException {
    /// What.
    pub exception: Exception,
    /// Why.
    pub reason: Option<Reason>,
    /// Who could have done otherwise.
    pub party: Option<Party>,
    /// Since when.
    pub since: Moment,
    /// Where.
    pub place: Option<Place>,
    /// Who said so; `None` when found by us.
    pub source: Option<SourceId>,
    /// As sent.
    pub raw: Option<Raw>,
    /// The object it is about.
    pub object: ObjectId,
}

/// One document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentView {
    /// Which event brought it.
    pub event: EventId,
    /// What it is.
    pub document: DocumentKind,
    /// The object it is about.
    pub object: ObjectId,
    /// Who signed.
    pub signed_by: Option<String>,
    /// Who took the goods, where that is known without a signature.
    #[serde(default)]
    pub received_by: Option<String>,
    /// Where the goods were left, in the sender's words.
    #[serde(default)]
    pub left_at: Option<String>,
    /// When.
    pub at: Moment,
    /// Who sent it.
    pub source: SourceId,
    /// Where its bytes are, or how it stands with them. Never the bytes themselves.
    pub content: Option<Content>,
}

/// Something said to or by the customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactView {
    /// When.
    pub at: Moment,
    /// By what means.
    pub channel: Channel,
    /// From us or to us.
    pub direction: Direction,
    /// What.
    pub summary: String,
    /// Who of us.
    pub by: Option<String>,
    /// Which system told us.
    pub source: SourceId,
}

/// One name of one object around the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameView {
    /// What it names.
    pub of: ObjectKind,
    /// Which.
    pub object: ObjectId,
    /// The name.
    pub reference: Reference,
}

/// How fresh a source is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// Who.
    pub source: SourceId,
    /// When we last heard of this order from it: microseconds since 1970 in UTC.
    pub heard: i64,
    /// How many events it told.
    pub events: u32,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Shipments that are not cancelled.
    pub shipments: u32,
    /// Of them, delivered in full.
    pub delivered: u32,
    /// Units ordered; 0 where the lines' units of measure differ.
    pub units: Dec,
    /// Units delivered, of those ordered.
    pub units_delivered: Dec,
    /// Units that are back at the sender.
    #[serde(default)]
    pub units_returned: Dec,
    /// Units that are on their way back to the sender.
    #[serde(default)]
    pub units_returning: Dec,
}
