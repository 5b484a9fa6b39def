//! What one milestone means for where something stands, in the words of the product's answers.

use crate::domain::milestone::Milestone;

/// One word for where something stands, as answers of the product have it. In order of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    Unknown,
    Ordered,
    Preparing,
    Moving,
    OutForDelivery,
    ReadyForCollection,
    Attempted,
    PartlyDelivered,
    Delivered,
    PartlyReturned,
    Returning,
    Returned,
    Cancelled,
}

impl Word {
    /// As answers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ordered => "ordered",
            Self::Preparing => "preparing",
            Self::Moving => "moving",
            Self::OutForDelivery => "out_for_delivery",
            Self::ReadyForCollection => "ready_for_collection",
            Self::Attempted => "attempted",
            Self::PartlyDelivered => "partly_delivered",
            Self::Delivered => "delivered",
            Self::PartlyReturned => "partly_returned",
            Self::Returning => "returning",
            Self::Returned => "returned",
            Self::Cancelled => "cancelled",
        }
    }

    /// Where something stands of which this happened last.
    pub fn after(milestone: Milestone) -> Self {
        use Milestone as M;
        match milestone {
            M::OrderCreated | M::OrderReleased | M::Booked => Self::Ordered,
            M::Picking | M::Packed | M::ArrivedPickup | M::Loaded => Self::Preparing,
            M::PickedUp | M::InTransit | M::HubArrived | M::HubDeparted | M::CustomsCleared => Self::Moving,
            M::OutForDelivery | M::ArrivedDelivery | M::Unloaded => Self::OutForDelivery,
            M::ReadyForCollection => Self::ReadyForCollection,
            M::DeliveryAttempted => Self::Attempted,
            M::Delivered => Self::Delivered,
            M::Returning => Self::Returning,
            M::Returned => Self::Returned,
            M::Cancelled => Self::Cancelled,
            _ => Self::Unknown,
        }
    }

    /// Where something stands that stood so, when `next` follows. Nothing that left stands where it was before it left. An
    /// attempt is shown until it goes out again, waits to be fetched, comes or turns back; what goes back does so until it
    /// comes or is back, also when it is called off; a part stays a part until the rest has come, or turns back.
    pub fn followed_by(self, next: Self) -> Self {
        let left = self.is_on_the_way() || self.is_back();
        let stays = match self {
            _ if left && matches!(next, Self::Unknown | Self::Ordered | Self::Preparing) => true,
            Self::Attempted => next == Self::Moving,
            Self::Returning => next.is_on_the_way() || next == Self::Cancelled,
            Self::Returned => next == Self::Cancelled,
            Self::PartlyDelivered | Self::PartlyReturned => next != Self::Delivered,
            _ => false,
        };
        match (self, next) {
            (Self::PartlyDelivered, next) if next.is_back() => Self::PartlyReturned,
            // Called returned when it turned back.
            (Self::Returned, next) if next.is_on_the_way() => Self::Returning,
            _ if stays => self,
            _ => next,
        }
    }

    /// Between pick-up and the door.
    pub fn is_on_the_way(self) -> bool {
        matches!(self, Self::Moving | Self::OutForDelivery | Self::ReadyForCollection | Self::Attempted)
    }

    /// Back, or on its way back.
    pub fn is_back(self) -> bool {
        matches!(self, Self::Returning | Self::Returned)
    }
}
