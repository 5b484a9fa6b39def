//! What a trial is about: how many orders, and how badly their partners behave.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::simulate::{chance::Share, partners::Partner};

/// The most orders of a trial: tracking numbers have only so many digits.
pub const MOST_ORDERS: usize = 100_000;

/// The terms of a trial. The same terms tell the same stories and messages, byte for byte.
#[derive(Debug, Clone)]
pub struct Terms {
    pub seed: u64,
    /// About so many orders, at most [`MOST_ORDERS`].
    pub orders: usize,
    /// The moment at which the stories stand: what happens later is not told.
    pub at: Timestamp,
    /// Messages that come hours or days late.
    pub disorder: Share,
    /// Messages that come a second time, byte for byte.
    pub duplicates: Share,
    /// Stories in which partners contradict each other.
    pub contradictions: Share,
    /// Stories in which the TMS says something wrong and withdraws it.
    pub withdrawn: Share,
    /// Stories whose parcel bears a number that another one bore months ago.
    pub reuse: Share,
    /// Stories in which a carrier's clock runs days ahead.
    pub skew: Share,
    pub outages: Vec<Outage>,
    /// The first so many cases have pictures as proof of delivery; later ones have small receipts.
    pub pictures: u64,
}

/// A time in which a partner cannot send; then everything comes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    pub partner: Partner,
    pub start: Start,
    pub length: SignedDuration,
}

/// When an outage begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    At(Timestamp),
    /// So long before the moment of the trial.
    Before(SignedDuration),
}

impl Outage {
    /// When what was to be sent at `sent` is sent instead; `at` is the moment of the trial.
    pub fn delays(&self, partner: Partner, sent: Timestamp, at: Timestamp) -> Option<Timestamp> {
        let start = match self.start {
            Start::At(start) => start,
            Start::Before(before) => at - before,
        };
        let end = start + self.length;
        (partner == self.partner && (start..end).contains(&sent)).then_some(end)
    }
}

/// Why an outage cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an outage is PARTNER:START+DURATION, for example ups:-26h+1h or tms:2026-05-14T08:00:00Z+90m: {0}")]
pub struct BadOutage(&'static str);

impl FromStr for Outage {
    type Err = BadOutage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (partner, when) = text.split_once(':').ok_or(BadOutage("there is no colon"))?;
        let partner = match partner {
            "erp" => Partner::Erp,
            "tms" => Partner::Tms,
            "ups" => Partner::Ups,
            "crm" => Partner::Crm,
            _ => return Err(BadOutage("the partner is erp, tms or ups")),
        };
        let (start, length) = when.rsplit_once('+').ok_or(BadOutage("there is no plus before the duration"))?;
        let hours = |text: &str| text.parse::<SignedDuration>().ok().filter(SignedDuration::is_positive);
        let length = hours(length).ok_or(BadOutage("the duration cannot be read"))?;
        if length > SignedDuration::from_hours(24 * 7) {
            return Err(BadOutage("an outage lasts a week at most"));
        }
        let start = match start.strip_prefix('-') {
            Some(before) => Start::Before(hours(before).ok_or(BadOutage("how long before cannot be read"))?),
            None => Start::At(start.parse().map_err(|_| BadOutage("the start is neither -DURATION nor RFC 3339"))?),
        };
        Ok(Self { partner, start, length })
    }
}

#[cfg(test)]
pub mod testing {
    use super::*;

    /// A trial with every fault often enough to be met in a few hundred orders.
    pub fn terms(orders: usize) -> Terms {
        let share = |share| Share::of(share).unwrap();
        Terms {
            seed: 7,
            orders,
            at: "2026-05-14T13:40:00Z".parse().unwrap(),
            disorder: share(0.2),
            duplicates: share(0.1),
            contradictions: share(0.1),
            withdrawn: share(0.1),
            reuse: share(0.1),
            skew: share(0.1),
            outages: vec!["ups:-26h+1h".parse().unwrap()],
            pictures: 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_read_and_what_falls_into_it_comes_at_its_end() {
        let at: Timestamp = "2026-05-14T13:40:00Z".parse().unwrap();
        let outage: Outage = "ups:-26h+1h".parse().unwrap();
        let (start, end) = (at - SignedDuration::from_hours(26), at - SignedDuration::from_hours(25));
        assert_eq!(outage.delays(Partner::Ups, start, at), Some(end));
        assert_eq!(outage.delays(Partner::Ups, end, at), None);
        assert_eq!(outage.delays(Partner::Tms, start, at), None);
        let named: Outage = "tms:2026-05-13T08:00:00+02:00+90m".parse().unwrap();
        assert_eq!(named.start, Start::At("2026-05-13T06:00:00Z".parse().unwrap()));
        for wrong in ["ups", "fax:-1h+1h", "ups:-1h", "ups:-1h+x", "ups:-x+1h", "ups:yesterday+1h", "ups:-1h+999d"] {
            assert!(wrong.parse::<Outage>().is_err(), "{wrong}");
        }
    }
}
