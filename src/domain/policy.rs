//! What may be tuned about the rules of truth. Data, so that a deployment can differ without another fold.

use jiff::SignedDuration;

use super::{
    effect::EffectPolicy,
    time::{SKEW_TOLERANCE, UNKNOWN_ZONE_MARGIN},
};

/// The tolerances of the fold, and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How far in the future of its receipt an event may lie before it is only evidence (DOMAIN, "Time": 15 minutes).
    pub skew_tolerance: SignedDuration,
    /// How much older an event of known zone must be before one of unknown zone takes its headline, and how much an
    /// unknown zone excuses an event from the future (DOMAIN, "Time": 14 hours, the widest offset from UTC).
    pub unknown_zone_margin: SignedDuration,
    /// What other systems are told, and when.
    pub effects: EffectPolicy,
    /// How long after the last that was heard of a thing its tracking or PRO number still names it. A carrier uses the number
    /// again after months; what is said of it later is of another thing.
    pub name_validity: SignedDuration,
}

/// 120 days: shorter than the time after which carriers use a number again, longer than any way of goods.
const NAME_VALIDITY: SignedDuration = SignedDuration::from_hours(120 * 24);

impl Default for Policy {
    fn default() -> Self {
        Self {
            skew_tolerance: SKEW_TOLERANCE,
            unknown_zone_margin: UNKNOWN_ZONE_MARGIN,
            effects: EffectPolicy::default(),
            name_validity: NAME_VALIDITY,
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
}

fn micros(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
