//! Milestones, in order of progress (DOMAIN, "Milestones").

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What has been reached on the way from order to delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Milestone {
    /// The order exists.
    OrderCreated,
    /// The order may be worked on.
    OrderReleased,
    /// A carrier has taken the booking.
    Booked,
    /// Goods are being picked.
    Picking,
    /// Goods are packed.
    Packed,
    /// The vehicle is at the place of pick-up.
    ArrivedPickup,
    /// Goods are on the vehicle.
    Loaded,
    /// The carrier has the goods.
    PickedUp,
    /// The goods move.
    InTransit,
    /// At a hub or terminal: a step of being in transit.
    HubArrived,
    /// Left a hub or terminal: a step of being in transit.
    HubDeparted,
    /// Customs has let it go.
    CustomsCleared,
    /// On the vehicle that delivers.
    OutForDelivery,
    /// The vehicle is at the place of delivery.
    ArrivedDelivery,
    /// Goods are off the vehicle.
    Unloaded,
    /// Waits for the consignee at a collection point.
    ReadyForCollection,
    /// Tried, not delivered.
    DeliveryAttempted,
    /// Delivered, in full unless the event's [`Extent`] says partial.
    Delivered,
    /// On the way back.
    Returning,
    /// Back at the sender.
    Returned,
    /// Will not be delivered.
    Cancelled,
    /// Document track: a proof of delivery is expected.
    PodPending,
    /// Document track: a proof of delivery is here.
    PodAvailable,
    /// Document track: the carrier has none.
    PodUnavailable,
    /// Finance track: goods issue is posted.
    GoodsIssuePosted,
    /// Finance track: freight is accrued.
    FreightAccrued,
    /// Finance track: the invoice is released.
    InvoiceReleased,
    /// A code that no table knows; the raw code and text tell what was said.
    Unmapped,
    /// The sender's own words beside the way of the goods (a claim, a request, a label): nothing moved, and nothing is to be done.
    Note,
}

/// On which track a milestone stands. Only progress moves the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Track {
    /// From order to delivery.
    Progress,
    /// Proof of delivery.
    Documents,
    /// Goods issue, accrual, invoice.
    Finance,
    /// The sender's words beside the way of the goods.
    Notes,
    /// We cannot tell.
    Unmapped,
}

/// The part of the journey under which a page lists a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Created, released, booked.
    Order,
    /// Picked, packed, loaded, handed over.
    Warehouse,
    /// Between hand-over and the last vehicle.
    Transit,
    /// The last vehicle and the door.
    Delivery,
    /// The way back.
    Return,
    /// Proof and money.
    Finance,
    /// Not known.
    Unmapped,
}

impl Milestone {
    /// Every milestone, in order of progress; the side tracks follow.
    pub const ALL: [Self; 29] = [
        Self::OrderCreated,
        Self::OrderReleased,
        Self::Booked,
        Self::Picking,
        Self::Packed,
        Self::ArrivedPickup,
        Self::Loaded,
        Self::PickedUp,
        Self::InTransit,
        Self::HubArrived,
        Self::HubDeparted,
        Self::CustomsCleared,
        Self::OutForDelivery,
        Self::ArrivedDelivery,
        Self::Unloaded,
        Self::ReadyForCollection,
        Self::DeliveryAttempted,
        Self::Delivered,
        Self::Returning,
        Self::Returned,
        Self::Cancelled,
        Self::PodPending,
        Self::PodAvailable,
        Self::PodUnavailable,
        Self::GoodsIssuePosted,
        Self::FreightAccrued,
        Self::InvoiceReleased,
        Self::Unmapped,
        Self::Note,
    ];

    /// The name in messages and columns: `OUT_FOR_DELIVERY`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrderCreated => "ORDER_CREATED",
            Self::OrderReleased => "ORDER_RELEASED",
            Self::Booked => "BOOKED",
            Self::Picking => "PICKING",
            Self::Packed => "PACKED",
            Self::ArrivedPickup => "ARRIVED_PICKUP",
            Self::Loaded => "LOADED",
            Self::PickedUp => "PICKED_UP",
            Self::InTransit => "IN_TRANSIT",
            Self::HubArrived => "HUB_ARRIVED",
            Self::HubDeparted => "HUB_DEPARTED",
            Self::CustomsCleared => "CUSTOMS_CLEARED",
            Self::OutForDelivery => "OUT_FOR_DELIVERY",
            Self::ArrivedDelivery => "ARRIVED_DELIVERY",
            Self::Unloaded => "UNLOADED",
            Self::ReadyForCollection => "READY_FOR_COLLECTION",
            Self::DeliveryAttempted => "DELIVERY_ATTEMPTED",
            Self::Delivered => "DELIVERED",
            Self::Returning => "RETURNING",
            Self::Returned => "RETURNED",
            Self::Cancelled => "CANCELLED",
            Self::PodPending => "POD_PENDING",
            Self::PodAvailable => "POD_AVAILABLE",
            Self::PodUnavailable => "POD_UNAVAILABLE",
            Self::GoodsIssuePosted => "GOODS_ISSUE_POSTED",
            Self::FreightAccrued => "FREIGHT_ACCRUED",
            Self::InvoiceReleased => "INVOICE_RELEASED",
            Self::Unmapped => "UNMAPPED",
            Self::Note => "NOTE",
        }
    }

    /// The milestone of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|milestone| milestone.as_str() == name)
    }

    /// How far it is on the way; compares two milestones of the same time. Hub arrivals and departures are steps of
    /// being in transit and weigh the same. Side tracks weigh nothing.
    pub fn progress(self) -> u8 {
        match self {
            Self::OrderCreated => 1,
            Self::OrderReleased => 2,
            Self::Booked => 3,
            Self::Picking => 4,
            Self::Packed => 5,
            Self::ArrivedPickup => 6,
            Self::Loaded => 7,
            Self::PickedUp => 8,
            Self::InTransit | Self::HubArrived | Self::HubDeparted => 9,
            Self::CustomsCleared => 10,
            Self::OutForDelivery => 11,
            Self::ArrivedDelivery => 12,
            Self::Unloaded => 13,
            Self::ReadyForCollection => 14,
            Self::DeliveryAttempted => 15,
            Self::Delivered => 17,
            Self::Returning => 18,
            Self::Returned => 19,
            Self::Cancelled => 20,
            Self::PodPending
            | Self::PodAvailable
            | Self::PodUnavailable
            | Self::GoodsIssuePosted
            | Self::FreightAccrued
            | Self::InvoiceReleased
            | Self::Unmapped
            | Self::Note => 0,
        }
    }

    /// Its track.
    pub fn track(self) -> Track {
        match self {
            Self::PodPending | Self::PodAvailable | Self::PodUnavailable => Track::Documents,
            Self::GoodsIssuePosted | Self::FreightAccrued | Self::InvoiceReleased => Track::Finance,
            Self::Unmapped => Track::Unmapped,
            Self::Note => Track::Notes,
            _ => Track::Progress,
        }
    }

    /// The part of the journey it belongs to.
    pub fn stage(self) -> Stage {
        match self {
            Self::OrderCreated | Self::OrderReleased | Self::Booked => Stage::Order,
            Self::Picking | Self::Packed | Self::ArrivedPickup | Self::Loaded | Self::PickedUp => Stage::Warehouse,
            Self::InTransit | Self::HubArrived | Self::HubDeparted | Self::CustomsCleared => Stage::Transit,
            Self::OutForDelivery
            | Self::ArrivedDelivery
            | Self::Unloaded
            | Self::ReadyForCollection
            | Self::DeliveryAttempted
            | Self::Delivered => Stage::Delivery,
            Self::Returning | Self::Returned | Self::Cancelled => Stage::Return,
            Self::PodPending
            | Self::PodAvailable
            | Self::PodUnavailable
            | Self::GoodsIssuePosted
            | Self::FreightAccrued
            | Self::InvoiceReleased => Stage::Finance,
            Self::Unmapped | Self::Note => Stage::Unmapped,
        }
    }

    /// Whether the goods are moving or have moved: from here on a carrier's estimate counts (fold rule 5).
    pub fn is_movement(self) -> bool {
        (8..=19).contains(&self.progress())
    }
}

impl fmt::Display for Milestone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a happening was planned, is estimated, or took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Classifier {
    /// It took place.
    #[default]
    Actual,
    /// Whoever moves the goods expects it.
    Estimated,
    /// It was planned so.
    Planned,
}

/// How much of the object a happening is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it.
    #[default]
    Full,
    /// Some of it: more is to come.
    Partial,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_progress_never_falls() {
        let mut before = 0;
        for milestone in Milestone::ALL {
            assert_eq!(Milestone::parse(milestone.as_str()), Some(milestone));
            assert_eq!(serde_json::to_value(milestone).unwrap(), milestone.as_str());
            if milestone.track() == Track::Progress {
                assert!(milestone.progress() >= before, "{milestone}");
                before = milestone.progress();
            } else {
                assert_eq!(milestone.progress(), 0);
            }
        }
    }
}
