//! What can be owned, and by what kind of system.

use serde::{Deserialize, Serialize};

use crate::domain::{milestone::Milestone, reference::ObjectKind, vocabulary::vocabulary};

vocabulary! {
    /// One part of a statement that is replaced whole.
    Section {
        /// Customer, organisation, status, blocks, value.
        OrderHeader = "order.header",
        /// What the customer was promised.
        OrderPromise = "order.promise",
        /// Where it ships from.
        OrderShipFrom = "order.ship_from",
        /// Where it goes.
        OrderShipTo = "order.ship_to",
        /// What was ordered.
        OrderLines = "order.lines",
        /// When a delivery is meant to leave.
        DeliveryPlanned = "delivery.planned",
        /// A delivery's status.
        DeliveryStatus = "delivery.status",
        /// Carrier, mode, service.
        ShipmentTransport = "shipment.transport",
        /// When a shipment is meant to be collected and delivered.
        ShipmentPlan = "shipment.plan",
        /// Its handling units.
        ShipmentPackages = "shipment.packages",
        /// What it carries.
        ShipmentLinks = "shipment.links",
        /// A customer's case.
        Case = "case",
    }
}

vocabulary! {
    /// A group of milestones: what happens to an object, seen from whoever is answerable for it.
    StatusDomain {
        /// The order as such: created, released, called off.
        Order = "order",
        /// In the warehouse: picking, packed, loaded.
        Warehouse = "warehouse",
        /// On the road: booked, collected, moving.
        Transport = "transport",
        /// At the door: arrived, attempted, delivered.
        Delivery = "delivery",
        /// The way back.
        Return = "return",
        /// Proof of delivery.
        Documents = "documents",
        /// Goods issue, accrual, invoice.
        Finance = "finance",
    }
}

impl StatusDomain {
    /// The group to which a milestone of an object of this kind belongs; `None` for a code that nobody mapped, and for a note.
    ///
    /// Calling off belongs to whoever made the thing: an order or a delivery to the order's owner, a shipment to transport.
    pub fn of(milestone: Milestone, kind: ObjectKind) -> Option<Self> {
        Some(match milestone {
            Milestone::OrderCreated | Milestone::OrderReleased => Self::Order,
            Milestone::Cancelled if matches!(kind, ObjectKind::Order | ObjectKind::Delivery) => Self::Order,
            Milestone::Picking | Milestone::Packed | Milestone::Loaded => Self::Warehouse,
            Milestone::Booked
            | Milestone::ArrivedPickup
            | Milestone::PickedUp
            | Milestone::InTransit
            | Milestone::HubArrived
            | Milestone::HubDeparted
            | Milestone::CustomsCleared
            | Milestone::OutForDelivery
            | Milestone::Cancelled => Self::Transport,
            Milestone::ArrivedDelivery
            | Milestone::Unloaded
            | Milestone::ReadyForCollection
            | Milestone::DeliveryAttempted
            | Milestone::Delivered => Self::Delivery,
            Milestone::Returning | Milestone::Returned => Self::Return,
            Milestone::PodPending | Milestone::PodAvailable | Milestone::PodUnavailable => Self::Documents,
            Milestone::GoodsIssuePosted | Milestone::FreightAccrued | Milestone::InvoiceReleased => Self::Finance,
            Milestone::Unmapped | Milestone::Note => return None,
        })
    }
}

vocabulary! {
    /// A kind of system.
    System {
        /// Orders and money.
        Erp = "erp",
        /// Transport.
        Tms = "tms",
        /// Whoever moves the goods.
        Carrier = "carrier",
        /// A gateway that passes on what carriers send as EDI.
        Edi = "edi",
        /// The warehouse.
        Wms = "wms",
        /// Customers and their cases.
        Crm = "crm",
        /// The shop.
        Storefront = "storefront",
        /// A supplier's portal.
        Supplier = "supplier",
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    /// Of statements.
    Section(Section),
    /// Of happenings.
    Status(StatusDomain),
}

impl Row {
    /// Every row that a table must have.
    pub fn all() -> impl Iterator<Item = Self> {
        let sections = Section::ALL.iter().copied().map(Self::Section);
        sections.chain(StatusDomain::ALL.iter().copied().map(Self::Status))
    }

    /// The row of that kind and name, if there is one.
    pub(super) fn parse(kind: &str, name: &str) -> Option<Self> {
        match kind {
            "section" => Section::parse(name).map(Self::Section),
            "status" => StatusDomain::parse(name).map(Self::Status),
            _ => None,
        }
    }

    /// Its kind and name in the table.
    pub fn as_str(self) -> (&'static str, &'static str) {
        match self {
            Self::Section(section) => ("section", section.as_str()),
            Self::Status(domain) => ("status", domain.as_str()),
        }
    }
}

impl From<Section> for Row {
    fn from(section: Section) -> Self {
        Self::Section(section)
    }
}

impl From<StatusDomain> for Row {
    fn from(domain: StatusDomain) -> Self {
        Self::Status(domain)
    }
}
