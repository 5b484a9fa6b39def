//! What may be tuned about the rules of truth. Data, so that a deployment can differ without another fold.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{
    calendar::Calendars,
    effect::EffectPolicy,
    event::Mode,
    time::{SKEW_TOLERANCE, UNKNOWN_ZONE_MARGIN},
    worklist::ServiceLevels,
};

/// The tolerances of the fold, and how long silence may last. *Working* times pass on the days on which whoever is concerned
/// works ([`Calendars`]): a day of theirs has 24 hours, for goods move at night too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How far in the future of its receipt an event may lie before it is only evidence (DOMAIN, "Time": 15 minutes).
    pub skew_tolerance: SignedDuration,
    /// How much older an event of known zone must be before one of unknown zone takes its headline, and how much an
    /// unknown zone excuses an event from the future (DOMAIN, "Time": 14 hours, the widest offset from UTC).
    pub unknown_zone_margin: SignedDuration,
    /// How far apart two tellings of one happening may lie (DOMAIN, "The fold", rule 9: 2 minutes).
    pub together: SignedDuration,
    /// How far apart two systems may date the same happening before they contradict each other, and how long the owner may
    /// stay silent on what another system asserts.
    pub agreement: SignedDuration,
    /// How far from its saying an expected time may lie; past that it is a mistake and only evidence.
    pub estimate_horizon: SignedDuration,
    /// Working time without news after which goods on the way are `STALLED`.
    pub stalled: Stalled,
    /// Working time for which goods wait at a collection point without news before they are `STALLED`: parcel shops keep them
    /// for five working days or a week, and send back what nobody collects.
    pub collection: SignedDuration,
    /// Working time after which goods that have left want a tracking number.
    pub no_tracking: SignedDuration,
    /// Working time after which a delivery wants its proof.
    pub pod_missing: SignedDuration,
    /// Working time after which a delivery wants to be known to the owner of the order.
    pub delivered_not_confirmed: SignedDuration,
    /// A source is stale when it is silent so many times its longest silence so far …
    pub stale_times: i32,
    /// … but not before this much working time has passed.
    pub stale_floor: SignedDuration,
    /// Working time within which a destination must know what we heard, from its acknowledgement.
    pub known_within: SignedDuration,
    /// What other systems are told, and when.
    pub effects: EffectPolicy,
    /// How long after the last that was heard of a thing its tracking or PRO number still names it. A carrier uses the number
    /// again after months; what is said of it later is of another thing.
    pub name_validity: SignedDuration,
    /// Who works when.
    pub calendars: Arc<Calendars>,
    /// How soon somebody acts on what stands on a worklist.
    pub service_levels: Arc<ServiceLevels>,
}

/// Working time without news after which goods are stalled, by mode of transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stalled {
    /// Parcels, by air, and where the mode is not known.
    pub parcel: SignedDuration,
    /// By truck or rail.
    pub freight: SignedDuration,
    /// By ship.
    pub ocean: SignedDuration,
}

impl Stalled {
    /// The time for a mode.
    pub fn of(&self, mode: Option<Mode>) -> SignedDuration {
        match mode {
            None | Some(Mode::Parcel | Mode::Air) => self.parcel,
            Some(Mode::Ltl | Mode::Ftl | Mode::Rail) => self.freight,
            Some(Mode::Ocean) => self.ocean,
        }
    }
}

/// 120 days: shorter than the time after which carriers use a number again, longer than any way of goods.
const NAME_VALIDITY: SignedDuration = SignedDuration::from_hours(120 * 24);

impl Default for Policy {
    fn default() -> Self {
        let hours = SignedDuration::from_hours;
        Self {
            skew_tolerance: SKEW_TOLERANCE,
            unknown_zone_margin: UNKNOWN_ZONE_MARGIN,
            together: SignedDuration::from_mins(2),
            agreement: hours(2),
            estimate_horizon: hours(180 * 24),
            stalled: Stalled { parcel: hours(48), freight: hours(72), ocean: hours(10 * 24) },
            collection: hours(5 * 24),
            no_tracking: hours(4),
            pod_missing: hours(24),
            delivered_not_confirmed: hours(2),
            stale_times: 3,
            stale_floor: hours(24),
            known_within: hours(4),
            effects: EffectPolicy::default(),
            name_validity: NAME_VALIDITY,
            calendars: Arc::default(),
            service_levels: Arc::default(),
        }
    }
}

impl Policy {
    /// The latest instant (microseconds UTC) that an event heard at `received` may claim.
    pub(super) fn latest_credible(&self, received: i64, zone_known: bool) -> i64 {
        let excuse = if zone_known { 0 } else { micros(self.unknown_zone_margin) };
        received.saturating_add(micros(self.skew_tolerance)).saturating_add(excuse)
    }

    /// [`Policy::name_validity`] in microseconds.
    pub fn name_validity_micros(&self) -> i64 {
        micros(self.name_validity)
    }

    /// [`Policy::unknown_zone_margin`] in microseconds.
    pub(super) fn margin_micros(&self) -> i64 {
        micros(self.unknown_zone_margin)
    }

    /// [`Policy::together`] in microseconds.
    pub(super) fn together_micros(&self) -> i64 {
        micros(self.together)
    }

    /// [`Policy::agreement`] in microseconds; wider by what an unknown zone can hide.
    pub(super) fn agreement_micros(&self, zones_known: bool) -> i64 {
        let excuse = if zones_known { 0 } else { micros(self.unknown_zone_margin) };
        micros(self.agreement).saturating_add(excuse)
    }
}

/// A duration in microseconds.
pub(super) fn micros(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
