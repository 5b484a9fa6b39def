//! The canonical events (EVENTS): what a mapping writes, what `/api/v1/events` takes and what `/schemas/v1` describes.
//!
//! An event is *read* through [`Event::from_value`], which says precisely what is wrong and where; the derived
//! `Deserialize` is for what we stored ourselves.

mod aside;
mod bounds;
mod happening;
mod identity;
mod part;
mod read;
mod schema;
mod statement;

pub use aside::Aside;
pub use bounds::CUT;
pub use happening::{
    Ack, Channel, Charge, Contact, Content, ContentState, Direction, Document, DocumentKind, ExceptionEvent, Expected,
    Joined, Merged, MilestoneEvent, Retraction, Unlinked,
};
pub use identity::EventKey;
pub use part::{LineQuantity, Link, Place, Raw, Relation};
pub use read::EventError;
pub use schema::{SCHEMA_NAMES, schema};
pub use statement::{
    Address, Carrier, CaseStatement, Customer, Delivery, DeliveryPlan, Dimensions, Hazmat, Header, Item, ItemStatement,
    Mode, Order, OrderLine, Package, PartyStatement, Plan, Promise, Shipment, SiteStatement, Stop, Tax, Transport,
    Window,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    reference::{ObjectKind, Reference},
    time::When,
};

/// One thing that a source says: a statement about what an object is now, or a happening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// What is said.
    #[serde(flatten)]
    pub body: Body,
    /// What the message is about.
    pub of: ObjectKind,
    /// The names this message gives it, the best first. Several names in one event say: these name the same thing.
    #[serde(default)]
    pub refs: Vec<Reference>,
    /// How it belongs to other objects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// When it happened. Absent only where the sender gives no time at all; then the time of receipt stands in for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<When>,
    /// The sender knows the day only: the time of day in `at` orders it among the others of that day, and is not shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub day_only: bool,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The sender's own identity of this event, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What the sender's code was, as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
    /// Keys of earlier events of this source that this one withdraws or corrects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retracts: Vec<String>,
}

/// What is said, by `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    /// What its owner says an order is now.
    Order(Box<Order>),
    /// What a warehouse is told to ship.
    Delivery(Delivery),
    /// What a carrier is booked to move.
    Shipment(Box<Shipment>),
    /// A case of a CRM.
    Case(CaseStatement),
    /// Master data: an item.
    Item(Box<ItemStatement>),
    /// Master data: a site.
    Site(Box<SiteStatement>),
    /// Master data: a customer or partner.
    Party(Box<PartyStatement>),
    /// Something was reached, is expected or was planned.
    Milestone(MilestoneEvent),
    /// Something is wrong.
    Exception(ExceptionEvent),
    /// A document exists, is pending or cannot be had.
    Document(Document),
    /// A charge.
    Charge(Charge),
    /// What was already said to the customer.
    Contact(Contact),
    /// A partner's acknowledgement of what we sent.
    Ack(Ack),
    /// Earlier events are withdrawn.
    Retraction(Retraction),
    /// Things belong together.
    Link(Joined),
    /// Things do not belong together, or a name is not theirs.
    Unlink(Unlinked),
    /// Several things are one.
    Merge(Merged),
}

impl Body {
    /// Every `type`, in the order of EVENTS.
    pub const TYPES: [&'static str; 17] = [
        "order",
        "delivery",
        "shipment",
        "case",
        "item",
        "site",
        "party",
        "milestone",
        "exception",
        "document",
        "charge",
        "contact",
        "ack",
        "retraction",
        "link",
        "unlink",
        "merge",
    ];

    /// The `type` of this event.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::Delivery(_) => "delivery",
            Self::Shipment(_) => "shipment",
            Self::Case(_) => "case",
            Self::Item(_) => "item",
            Self::Site(_) => "site",
            Self::Party(_) => "party",
            Self::Milestone(_) => "milestone",
            Self::Exception(_) => "exception",
            Self::Document(_) => "document",
            Self::Charge(_) => "charge",
            Self::Contact(_) => "contact",
            Self::Ack(_) => "ack",
            Self::Retraction(_) => "retraction",
            Self::Link(_) => "link",
            Self::Unlink(_) => "unlink",
            Self::Merge(_) => "merge",
        }
    }

    /// Whether it says only how things hang together.
    pub fn is_about_the_graph(&self) -> bool {
        matches!(self, Self::Link(_) | Self::Unlink(_) | Self::Merge(_))
    }

    /// Whether it states what an object is now (and replaces what the same source stated before), as against something
    /// that happened and is never changed.
    pub fn is_statement(&self) -> bool {
        matches!(
            self,
            Self::Order(_)
                | Self::Delivery(_)
                | Self::Shipment(_)
                | Self::Case(_)
                | Self::Item(_)
                | Self::Site(_)
                | Self::Party(_)
        )
    }
}
