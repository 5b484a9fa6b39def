//! The causes, each a list of its own.

use crate::domain::{
    reason::{Exception, Party, Reason},
    vocabulary::vocabulary,
};

vocabulary! {
    /// Why something stands on a worklist. The order is that of the lists.
    Cause {
        /// The estimate is past the promise, a delay was reported, or the promise has passed.
        Late = "late",
        /// A customer's case is older than the latest news.
        Case = "case",
        /// Nobody took the goods, or nobody can bring them there.
        Address = "address",
        /// Customs holds it.
        Customs = "customs",
        /// Lost, damaged, refused or short.
        Goods = "goods",
        /// Held until somebody lets it go.
        Held = "held",
        /// Shipped, and no number to follow.
        NoTracking = "no_tracking",
        /// Nothing moves.
        Stalled = "stalled",
        /// A source is overdue against its expected interval.
        Stale = "stale",
        /// Two systems, or one name for two things.
        Conflict = "conflict",
        /// A number that leads nowhere.
        Unmatched = "unmatched",
        /// A code that no table knows.
        Unmapped = "unmapped",
        /// An event from the future.
        Clock = "clock",
        /// A system refused what it was told.
        WriteFailed = "write_failed",
        /// Delivered, and the owner of the order does not say so.
        NotConfirmed = "not_confirmed",
        /// A system was told later than it should have been.
        ToldLate = "told_late",
        /// Delivered, and no proof.
        Proof = "proof",
    }
}

/// What the causes have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The customer is waiting.
    Customer,
    /// We do not know.
    Unsure,
    /// Others do not know.
    Others,
    /// Paper and money.
    Paper,
}

impl Cause {
    /// The group it is listed in.
    pub fn group(self) -> Group {
        match self {
            Self::Late | Self::Case | Self::Address | Self::Customs | Self::Goods | Self::Held => Group::Customer,
            Self::NoTracking
            | Self::Stalled
            | Self::Stale
            | Self::Conflict
            | Self::Unmatched
            | Self::Unmapped
            | Self::Clock => Group::Unsure,
            Self::WriteFailed | Self::NotConfirmed | Self::ToldLate => Group::Others,
            Self::Proof => Group::Paper,
        }
    }

    /// The list that an exception belongs to: of holds and delays the reason decides.
    pub fn of(exception: Exception, reason: Option<Reason>) -> Self {
        match exception {
            Exception::OnHold | Exception::Delayed => match reason.map(Reason::party) {
                Some(Party::Customs) => Self::Customs,
                Some(Party::Consignee) if reason != Some(Reason::Payment) => Self::Address,
                Some(Party::Quality) => Self::Goods,
                _ if exception == Exception::OnHold => Self::Held,
                _ => Self::Late,
            },
            Exception::AtRisk => Self::Late,
            Exception::Lost | Exception::Damaged | Exception::RefusedGoods | Exception::ShortShipped => Self::Goods,
            Exception::ShipmentCancelled => Self::Held,
            Exception::Stalled => Self::Stalled,
            Exception::NoTracking => Self::NoTracking,
            Exception::DeliveredNotConfirmed => Self::NotConfirmed,
            Exception::CaseBeforeEvent => Self::Case,
            Exception::PodMissing => Self::Proof,
            Exception::StaleSource => Self::Stale,
            Exception::SourceConflict => Self::Conflict,
            Exception::UnmatchedId => Self::Unmatched,
            Exception::Unmapped => Self::Unmapped,
            Exception::ClockSkew => Self::Clock,
            Exception::WriteFailed => Self::WriteFailed,
            Exception::SlaBreach => Self::ToldLate,
        }
    }

    /// Whether it is about the goods and their promise, and therefore over when the order is cancelled or has come back.
    pub(super) fn ends_with_the_goods(self) -> bool {
        !matches!(self, Self::Conflict | Self::Unmatched | Self::WriteFailed | Self::ToldLate | Self::Case)
    }
}
