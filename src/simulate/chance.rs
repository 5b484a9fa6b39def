//! Chance that can be repeated: the same seed tells the same world, byte for byte, on every machine and for every version of
//! any crate. Hence a small generator of our own (`SplitMix64`, Steele, Lea and Flood 2014) and not one that may change below us.

use jiff::SignedDuration;

const MILLION: u32 = 1_000_000;

/// How many of a million.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share(u32);

impl Share {
    /// A share from 0 to 1; `None` for anything else.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and a million")]
    pub fn of(share: f64) -> Option<Self> {
        (0.0..=1.0).contains(&share).then(|| Self((share * f64::from(MILLION)).round() as u32))
    }
}

impl std::str::FromStr for Share {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().ok().and_then(Self::of).ok_or("a share is a number from 0 to 1, for example 0.02")
    }
}

/// A stream of numbers that its seed decides.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream of that seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `from` to `to`, both included. `from` where the range is empty.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = to.saturating_sub(from).max(0).unsigned_abs().saturating_add(1);
        from.saturating_add_unsigned(self.bits() % width)
    }

    /// True `percent` times of a hundred.
    pub fn percent(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// True in that share of cases.
    pub fn falls(&mut self, share: Share) -> bool {
        self.between(1, i64::from(MILLION)) <= i64::from(share.0)
    }

    /// A position below `length`; 0 where there is none.
    pub fn below(&mut self, length: usize) -> usize {
        let last = i64::try_from(length).unwrap_or(i64::MAX).saturating_sub(1);
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }

    /// One of the items. The lists it is used on are written in this room and never empty.
    #[expect(clippy::indexing_slicing, reason = "below() stays below the length of a list that is never empty")]
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// A time of so many seconds.
    pub fn seconds(&mut self, from: i64, to: i64) -> SignedDuration {
        SignedDuration::from_secs(self.between(from, to))
    }

    /// A time of so many minutes, with odd seconds.
    pub fn minutes(&mut self, from: i64, to: i64) -> SignedDuration {
        self.seconds(from.saturating_mul(60), to.saturating_mul(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_between_nothing_and_all() {
        let mut chance = Chance::new(7);
        let share: Share = "0.25".parse().unwrap();
        let fell = (0..10_000).filter(|_| chance.falls(share)).count();
        assert!((2_300..2_700).contains(&fell), "{fell}");
        assert!(!chance.falls(Share::default()) && chance.falls(Share::of(1.0).unwrap()));
        for wrong in ["1.1", "-0.1", "NaN", "x"] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_published_stream_and_its_bounds() {
        // Reference values of SplitMix64 for the seed 1234567.
        let mut chance = Chance::new(1_234_567);
        assert_eq!(chance.bits(), 6_457_827_717_110_365_317);
        assert_eq!(chance.bits(), 3_203_168_211_198_807_973);
        assert!((0..1000).all(|_| (-3..=4).contains(&chance.between(-3, 4))));
        assert_eq!(chance.between(5, 1), 5);
    }
}
