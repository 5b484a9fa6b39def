//! What sorts of effects there are, to whom they go, and the keys under which each is sent at most once.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::{id::ObjectId, milestone::Milestone, ownership::System, time::Moment, vocabulary::vocabulary};

vocabulary! {
    /// A system that is told.
    Destination {
        /// Orders and money.
        Erp = "erp",
        /// Transport.
        Tms = "tms",
        /// Customers and their cases.
        Crm = "crm",
    }
}

impl Destination {
    /// Which kind of system it is.
    pub fn system(self) -> System {
        match self {
            Self::Erp => System::Erp,
            Self::Tms => System::Tms,
            Self::Crm => System::Crm,
        }
    }
}

/// A sort of effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectKind {
    /// TMS: book transport for a released order.
    ShipmentRequest,
    /// TMS: the cartons are packed.
    PackedUpdate,
    /// ERP: a shipment is booked.
    Booking,
    /// ERP: the carrier has the goods.
    DeliveryStatus,
    /// ERP: why something is late or wrong, by its own code.
    ExceptionCode,
    /// ERP, financial: goods issue.
    GoodsIssue,
    /// ERP, financial: proof of delivery.
    ProofOfDelivery,
    /// ERP, financial: freight is accrued.
    FreightAccrual,
    /// ERP, financial: the invoice may go out.
    InvoiceRelease,
    /// CRM: a milestone was reached.
    Milestone(Milestone),
    /// CRM: why something is late or wrong, in the customer's words.
    Explanation,
    /// CRM: somebody should call this customer.
    OutreachTask,
    /// CRM: where the proof of delivery is.
    PodLink,
}

impl EffectKind {
    /// Who is told.
    pub fn destination(self) -> Destination {
        match self {
            Self::ShipmentRequest | Self::PackedUpdate => Destination::Tms,
            Self::Booking
            | Self::DeliveryStatus
            | Self::ExceptionCode
            | Self::GoodsIssue
            | Self::ProofOfDelivery
            | Self::FreightAccrual
            | Self::InvoiceRelease => Destination::Erp,
            Self::Milestone(_) | Self::Explanation | Self::OutreachTask | Self::PodLink => Destination::Crm,
        }
    }

    /// The word in keys and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ShipmentRequest => "shipment_request",
            Self::PackedUpdate => "packed",
            Self::Booking => "booking",
            Self::DeliveryStatus => "delivery_status",
            Self::ExceptionCode => "exception_code",
            Self::GoodsIssue => "goods_issue",
            Self::ProofOfDelivery => "proof_of_delivery",
            Self::FreightAccrual => "freight_accrual",
            Self::InvoiceRelease => "invoice_release",
            Self::Milestone(_) => "milestone",
            Self::Explanation => "explanation",
            Self::OutreachTask => "outreach_task",
            Self::PodLink => "pod_link",
        }
    }

    /// The milestone that is made known by it, if one is: what an acknowledgement of it says the destination knows.
    pub fn milestone(self) -> Option<Milestone> {
        Some(match self {
            Self::Milestone(milestone) => milestone,
            Self::PackedUpdate => Milestone::Packed,
            Self::Booking => Milestone::Booked,
            Self::DeliveryStatus => Milestone::PickedUp,
            Self::ProofOfDelivery => Milestone::Delivered,
            Self::PodLink => Milestone::PodAvailable,
            Self::GoodsIssue => Milestone::GoodsIssuePosted,
            Self::FreightAccrual => Milestone::FreightAccrued,
            Self::InvoiceRelease => Milestone::InvoiceReleased,
            Self::ShipmentRequest | Self::ExceptionCode | Self::Explanation | Self::OutreachTask => return None,
        })
    }

    /// Whether it posts money or stock: then it is reversed when what it rests on is withdrawn.
    pub fn is_financial(self) -> bool {
        matches!(self, Self::GoodsIssue | Self::ProofOfDelivery | Self::FreightAccrual | Self::InvoiceRelease)
    }

    /// The financial kind whose keys begin so, if one has.
    pub(super) fn financial_of(key: &str) -> Option<Self> {
        let kinds = [Self::GoodsIssue, Self::ProofOfDelivery, Self::FreightAccrual, Self::InvoiceRelease];
        kinds.into_iter().find(|kind| key.starts_with(&kind.prefix()))
    }

    fn prefix(self) -> String {
        match self {
            Self::Milestone(milestone) => format!("{}:milestone:{milestone}:", self.destination().as_str()),
            _ => format!("{}:{}:", self.destination().as_str(), self.as_str()),
        }
    }
}

/// What an effect is about, as keys name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// An order.
    Order(ObjectId),
    /// A shipment, whatever it carries.
    Shipment(ObjectId),
    /// What a shipment carries of an order.
    Carried(ObjectId, ObjectId),
    /// A customer, by number or name in normal form.
    Customer(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(order) => write!(f, "order-{order}"),
            Self::Shipment(shipment) => write!(f, "shipment-{shipment}"),
            Self::Carried(order, shipment) => write!(f, "order-{order}/shipment-{shipment}"),
            Self::Customer(customer) => write!(f, "customer-{customer}"),
        }
    }
}

/// The idempotency key of an effect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EffectKey(pub String);

impl fmt::Display for EffectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl EffectKey {
    pub(super) fn new(kind: EffectKind, subject: &Subject, version: &str) -> Self {
        Self(format!("{}{subject}:{version}", kind.prefix()))
    }

    /// The key under which it is sent for the `times`-th time: after it was reversed and became true again.
    pub(super) fn again(&self, times: u32) -> Self {
        if times <= 1 { self.clone() } else { Self(format!("{}#{times}", self.0)) }
    }

    /// The key that means the same after objects turned out to be others: those that its subject names are as they are `now`.
    pub(super) fn renamed(&self, now: &impl Fn(ObjectId) -> ObjectId) -> Self {
        let mut parts: Vec<String> = self.0.split(':').map(str::to_owned).collect();
        // The subject comes after the names of destination and sort. What a customer is called may look like anything.
        let customer = parts.iter().position(|part| part.starts_with("customer-")).unwrap_or(parts.len());
        for part in parts.iter_mut().take(customer) {
            if let Some(renamed) = renamed_subject(part, now) {
                *part = renamed;
                break;
            }
        }
        Self(parts.join(":"))
    }

    /// The key of what takes it back.
    pub(super) fn reversal(&self) -> Self {
        Self(format!("{}:reversed", self.0))
    }
}

/// A subject of orders and shipments, as [`Subject`] writes it; `None` for any other text.
fn renamed_subject(part: &str, now: &impl Fn(ObjectId) -> ObjectId) -> Option<String> {
    let object = |name: &str| {
        let (what, number) = name.split_once('-').filter(|(what, _)| ["order", "shipment"].contains(what))?;
        // What is no number is no object.
        let id = number.parse().ok()?;
        Some(format!("{what}-{}", now(ObjectId(id))))
    };
    part.split('/').map(object).collect::<Option<Vec<_>>>().map(|names| names.join("/"))
}

/// The day (UTC) of an instant: the version of what follows from it.
pub(super) fn day(at: Moment) -> String {
    let at = at.timestamp();
    jiff::tz::Offset::UTC.to_datetime(at).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_renamed_where_it_names_objects_and_nowhere_else() {
        let now = |id: ObjectId| if id == ObjectId(2) { ObjectId(1) } else { id };
        for (key, renamed) in [
            ("erp:goods_issue:order-2/shipment-2:2026-05-12", "erp:goods_issue:order-1/shipment-1:2026-05-12"),
            ("erp:goods_issue:order-22/shipment-2:2026-05-12", "erp:goods_issue:order-22/shipment-1:2026-05-12"),
            ("erp:freight_accrual:shipment-2:2026-05-12", "erp:freight_accrual:shipment-1:2026-05-12"),
            ("crm:milestone:DELIVERED:order-2:2026-05-12", "crm:milestone:DELIVERED:order-1:2026-05-12"),
            ("crm:explanation:order-2:DELAYED/order-2", "crm:explanation:order-1:DELAYED/order-2"),
            ("crm:outreach_task:customer-order-2:order-2:x", "crm:outreach_task:customer-order-2:order-2:x"),
            ("crm:outreach_task:customer-a:order-2:x", "crm:outreach_task:customer-a:order-2:x"),
            ("erp:booking:d", "erp:booking:d"),
        ] {
            assert_eq!(EffectKey(key.into()).renamed(&now).0, renamed);
        }
    }
}
