//! What is sent: references and what changed. The reader fetches the rest.

use serde::{Deserialize, Serialize};

use super::EffectKey;
use crate::domain::{
    decimal::Dec,
    event::{Address, Carrier, Hazmat, Mode, Plan},
    id::EventId,
    milestone::Milestone,
    reason::{Exception, Party, Reason},
    reference::Reference,
    time::Moment,
};

/// What it is about, by the best name of each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// The order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Reference>,
    /// The shipment, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment: Option<Reference>,
}

/// A line of a shipment request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestLine {
    /// The order's line number.
    pub line: String,
    /// Item number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// How much.
    pub quantity: Dec,
    /// Unit of measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Dangerous goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hazmat: Option<Hazmat>,
    /// What must be kept in mind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<String>,
}

/// The content of an effect, by its sort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "there are few at a time, and not for long")]
pub enum Payload {
    /// Book transport.
    ShipmentRequest {
        /// What for.
        about: About,
        /// From where.
        ship_from: Option<Address>,
        /// To where.
        ship_to: Option<Address>,
        /// The last day of the promise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deliver_by: Option<jiff::civil::Date>,
        /// What.
        lines: Vec<RequestLine>,
    },
    /// A shipment is booked.
    Booking {
        /// What.
        about: About,
        /// By whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        carrier: Option<Carrier>,
        /// How.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mode: Option<Mode>,
        /// The carrier's service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<String>,
        /// When it is meant to be collected and delivered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<Plan>,
    },
    /// A milestone was reached.
    Milestone {
        /// Of what.
        about: About,
        /// Which.
        milestone: Milestone,
        /// When.
        at: Moment,
        /// The city.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        city: Option<String>,
    },
    /// Cartons are packed.
    Packed {
        /// Of what.
        about: About,
        /// When the last was.
        at: Moment,
        /// The packages' numbers.
        packages: Vec<Reference>,
    },
    /// Something is late or wrong: for the ERP by code, for the CRM in the customer's words.
    Trouble {
        /// What.
        about: About,
        /// The exception.
        exception: Exception,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
        /// Who could have done otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<Party>,
        /// Since when.
        since: Moment,
        /// The ERP's code, or the words for the customer.
        text: String,
    },
    /// Somebody should call the customer.
    Outreach {
        /// The order that showed it first.
        about: About,
        /// The customer's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<String>,
        /// The disruption.
        exception: Exception,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
        /// What to do.
        task: String,
    },
    /// A posting of money or stock.
    Posting {
        /// For what.
        about: About,
        /// The day that counts for the books is taken from it.
        at: Moment,
        /// Who signed, where that is what is posted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signed_by: Option<String>,
    },
    /// Where the proof of delivery is.
    PodLink {
        /// Of what.
        about: About,
        /// The event that brought it; the link is made for whoever opens it.
        document: EventId,
        /// Who signed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signed_by: Option<String>,
    },
    /// A posting is taken back.
    Reversal {
        /// Which.
        reverses: EffectKey,
    },
}
