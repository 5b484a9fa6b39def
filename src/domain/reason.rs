//! Exceptions and their reasons (DOMAIN, "Exceptions"): an overlay on the journey, never a milestone.

use schemars::JsonSchema;

use super::vocabulary::vocabulary;

vocabulary! {
    /// What is wrong.
    #[derive(JsonSchema)]
    Exception {
        /// Held until somebody lets it go.
        OnHold = "ON_HOLD",
        /// Will come later than planned.
        Delayed = "DELAYED",
        /// Cannot be found.
        Lost = "LOST",
        /// Is damaged.
        Damaged = "DAMAGED",
        /// The consignee did not take it.
        RefusedGoods = "REFUSED_GOODS",
        /// Less came than was sent.
        ShortShipped = "SHORT_SHIPPED",
        /// Found by us: the estimate is past the promise.
        AtRisk = "AT_RISK",
        /// Found by us: a label or booking was voided, the order stands and is to be shipped again.
        ShipmentCancelled = "SHIPMENT_CANCELLED",
        /// Found by us: nothing moves.
        Stalled = "STALLED",
        /// Found by us: shipped, and no tracking number.
        NoTracking = "NO_TRACKING",
        /// Found by us: delivered, and the owner of the order does not say so.
        DeliveredNotConfirmed = "DELIVERED_NOT_CONFIRMED",
        /// Found by us: a case is older than the latest event.
        CaseBeforeEvent = "CASE_BEFORE_EVENT",
        /// Found by us: delivered, and no proof.
        PodMissing = "POD_MISSING",
        /// Found by us: a source is silent against its rhythm.
        StaleSource = "STALE_SOURCE",
        /// Found by us: two sources, or one name for two things.
        SourceConflict = "SOURCE_CONFLICT",
        /// Found by us: a number that leads nowhere.
        UnmatchedId = "UNMATCHED_ID",
        /// Found by us: a code that no table knows.
        Unmapped = "UNMAPPED",
        /// Found by us: an event from the future.
        ClockSkew = "CLOCK_SKEW",
        /// Found by us: a system could not be told.
        WriteFailed = "WRITE_FAILED",
        /// Found by us: a promise about time between systems was not kept.
        SlaBreach = "SLA_BREACH",
    }
}

impl Exception {
    /// Whether partners report it (with a reason and a party), as against what we find ourselves.
    pub fn is_reported(self) -> bool {
        matches!(
            self,
            Self::OnHold | Self::Delayed | Self::Lost | Self::Damaged | Self::RefusedGoods | Self::ShortShipped
        )
    }
}

vocabulary! {
    /// Who could have done otherwise.
    #[derive(JsonSchema)]
    Party {
        /// The carrier.
        Carrier = "carrier",
        /// The shipper.
        Shipper = "shipper",
        /// The consignee.
        Consignee = "consignee",
        /// Customs.
        Customs = "customs",
        /// Nobody.
        External = "external",
        /// The goods themselves.
        Quality = "quality",
    }
}

vocabulary! {
    /// Why.
    #[derive(JsonSchema)]
    Reason {
        /// Carrier: sent the wrong way.
        Missort = "MISSORT",
        /// Carrier: a vehicle or machine broke.
        Mechanical = "MECHANICAL",
        /// Carrier: no room.
        Capacity = "CAPACITY",
        /// Carrier: the driver.
        Driver = "DRIVER",
        /// Carrier: an accident.
        Accident = "ACCIDENT",
        /// Carrier: collected late.
        LatePickup = "LATE_PICKUP",
        /// Carrier: the day was too short.
        InsufficientTime = "INSUFFICIENT_TIME",
        /// Carrier: the collection point is closed, or cannot take it.
        CollectionPoint = "COLLECTION_POINT",
        /// Carrier: something else.
        Other = "OTHER",
        /// Shipper: goods were not ready.
        NotReady = "NOT_READY",
        /// Shipper: wrong or missing data.
        BadData = "BAD_DATA",
        /// Shipper: packed badly.
        Packaging = "PACKAGING",
        /// Shipper: called off.
        Cancelled = "CANCELLED",
        /// Shipper: told to hold it.
        Held = "HELD",
        /// Shipper: handed over after the pick-up time.
        LateHandover = "LATE_HANDOVER",
        /// Shipper: contents that the carrier takes only in certain ways, or not at all (dangerous goods, alcohol, animals).
        Restricted = "RESTRICTED",
        /// Consignee: would not take it.
        Refused = "REFUSED",
        /// Consignee: closed.
        Closed = "CLOSED",
        /// Consignee: nobody there.
        Unavailable = "UNAVAILABLE",
        /// Consignee: the address is wrong or incomplete.
        BadAddress = "BAD_ADDRESS",
        /// Consignee: asked for another day.
        Rescheduled = "RESCHEDULED",
        /// Consignee: no way in.
        Access = "ACCESS",
        /// Consignee: an appointment is needed.
        Appointment = "APPOINTMENT",
        /// Consignee: payment is due first.
        Payment = "PAYMENT",
        /// Consignee: away, or cannot be reached.
        Unreachable = "UNREACHABLE",
        /// Consignee: nobody who may sign: an adult, a PIN or identification is needed.
        Signature = "SIGNATURE",
        /// Consignee: to be collected instead of delivered.
        Collection = "COLLECTION",
        /// Consignee: not collected in time.
        NotCollected = "NOT_COLLECTED",
        /// Consignee: cannot be delivered, for whatever reason.
        Undeliverable = "UNDELIVERABLE",
        /// Customs: papers.
        Documents = "DOCUMENTS",
        /// Customs: looks inside.
        Inspection = "INSPECTION",
        /// Customs: has to release it; nothing else is known to be wrong.
        Clearance = "CLEARANCE",
        /// Customs: duties are due.
        Duties = "DUTIES",
        /// Customs: may not enter.
        Prohibited = "PROHIBITED",
        /// External: weather.
        Weather = "WEATHER",
        /// External: strike, unrest.
        Civil = "CIVIL",
        /// External: the road.
        Road = "ROAD",
        /// External: security screening, which is no customs inspection.
        Security = "SECURITY",
        /// External: a holiday.
        Holiday = "HOLIDAY",
        /// External: beyond anybody's power.
        ForceMajeure = "FORCE_MAJEURE",
        /// Quality: too little.
        Short = "SHORT",
        /// Quality: contents that went missing on the way.
        ContentsMissing = "CONTENTS_MISSING",
        /// Quality: too much.
        Over = "OVER",
        /// Quality: not what was ordered.
        WrongProduct = "WRONG_PRODUCT",
        /// Quality: damaged.
        Damage = "DAMAGE",
    }
}

impl Reason {
    /// Who could have done otherwise: each reason has one party.
    pub fn party(self) -> Party {
        match self {
            Self::Missort
            | Self::Mechanical
            | Self::Capacity
            | Self::Driver
            | Self::Accident
            | Self::LatePickup
            | Self::InsufficientTime
            | Self::CollectionPoint
            | Self::Other => Party::Carrier,
            Self::NotReady
            | Self::BadData
            | Self::Packaging
            | Self::Cancelled
            | Self::Held
            | Self::LateHandover
            | Self::Restricted => Party::Shipper,
            Self::Refused
            | Self::Closed
            | Self::Unavailable
            | Self::BadAddress
            | Self::Rescheduled
            | Self::Access
            | Self::Appointment
            | Self::Payment
            | Self::Unreachable
            | Self::Signature
            | Self::Collection
            | Self::NotCollected
            | Self::Undeliverable => Party::Consignee,
            Self::Documents | Self::Inspection | Self::Clearance | Self::Duties | Self::Prohibited => Party::Customs,
            Self::Weather | Self::Civil | Self::Road | Self::Security | Self::Holiday | Self::ForceMajeure => {
                Party::External
            }
            Self::Short | Self::ContentsMissing | Self::Over | Self::WrongProduct | Self::Damage => Party::Quality,
        }
    }

    /// Whether a hold or delay for this reason belongs to the place where the goods are, also where the report names none: a storm,
    /// a strike, a full terminal, an inspection.
    pub fn is_tied_to_place(self) -> bool {
        match self {
            Self::Missort
            | Self::Mechanical
            | Self::Capacity
            | Self::Driver
            | Self::Accident
            | Self::InsufficientTime
            | Self::Other
            | Self::NotReady
            | Self::BadData
            | Self::Packaging
            | Self::Held
            | Self::Inspection
            | Self::Clearance
            | Self::Weather
            | Self::Civil
            | Self::Road
            | Self::Security
            | Self::Holiday
            | Self::ForceMajeure => true,
            Self::LatePickup
            | Self::LateHandover
            | Self::CollectionPoint
            | Self::Restricted
            | Self::Cancelled
            | Self::Refused
            | Self::Closed
            | Self::Unavailable
            | Self::BadAddress
            | Self::Rescheduled
            | Self::Access
            | Self::Appointment
            | Self::Payment
            | Self::Unreachable
            | Self::Signature
            | Self::Collection
            | Self::NotCollected
            | Self::Undeliverable
            | Self::Documents
            | Self::Duties
            | Self::Prohibited
            | Self::Short
            | Self::ContentsMissing
            | Self::Over
            | Self::WrongProduct
            | Self::Damage => false,
        }
    }

    /// Whether customs letting the goods go ends it.
    pub fn ends_with_clearance(self) -> bool {
        self.party() == Party::Customs
    }

    /// Whether it can be found out when the goods have arrived, or later: what is wrong with them, or that nobody wants them.
    pub fn can_follow_delivery(self) -> bool {
        self == Self::Refused || self.party() == Party::Quality
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for word in Exception::ALL {
            assert_eq!(Exception::parse(word.as_str()), Some(*word));
            assert_eq!(serde_json::to_value(word).unwrap(), word.as_str());
        }
        for word in Reason::ALL {
            assert_eq!(Reason::parse(word.as_str()), Some(*word));
            assert_eq!(serde_json::to_value(word).unwrap(), word.as_str());
        }
    }
}
