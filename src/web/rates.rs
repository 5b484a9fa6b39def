//! How often one credential may ask.

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use axum::http::StatusCode;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota};

use super::problem::Problem;

/// After so many checks, credentials that have been quiet are forgotten.
const FORGET_EVERY: u32 = 8_192;

/// A rate for each of many credentials.
pub struct Rates<K: Hash + Eq + Clone> {
    limiter: Option<DefaultKeyedRateLimiter<K>>,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> Rates<K> {
    /// So many a second, and four seconds' worth at once; 0: no limit.
    pub fn per_second(rate: u32) -> Self {
        Self::of(NonZeroU32::new(rate).map(|rate| burst(Quota::per_second(rate), rate.saturating_mul(FOUR))))
    }

    /// So many a minute, all of them at once if need be; 0: no limit.
    pub fn per_minute(rate: u32) -> Self {
        Self::of(NonZeroU32::new(rate).map(Quota::per_minute))
    }

    fn of(quota: Option<Quota>) -> Self {
        Self { limiter: quota.map(DefaultKeyedRateLimiter::keyed), checks: AtomicU32::new(0) }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// 429 when it is one too many.
    pub fn check(&self, key: &K) -> Result<(), Problem> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.checks.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        limiter.check_key(key).map_err(|_| too_many())
    }
}

/// A rate for one credential, known beforehand.
pub struct Rate(Option<DefaultDirectRateLimiter>);

impl Rate {
    /// So many a second, and four seconds' worth at once; 0: no limit.
    pub fn per_second(rate: u32) -> Self {
        let quota = NonZeroU32::new(rate).map(|rate| burst(Quota::per_second(rate), rate.saturating_mul(FOUR)));
        Self(quota.map(DefaultDirectRateLimiter::direct))
    }

    /// Counts one request.
    ///
    /// # Errors
    /// 429 when it is one too many.
    pub fn check(&self) -> Result<(), Problem> {
        match &self.0 {
            Some(limiter) => limiter.check().map_err(|_| too_many()),
            None => Ok(()),
        }
    }
}

const FOUR: NonZeroU32 = NonZeroU32::MIN.saturating_add(3);

fn burst(quota: Quota, most: NonZeroU32) -> Quota {
    quota.allow_burst(most)
}

fn too_many() -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY", "too many requests; come back in a moment").retry_after(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_credential_has_a_rate_of_its_own() {
        let rates = Rates::per_minute(2);
        assert!(rates.check(&"a").is_ok() && rates.check(&"a").is_ok());
        let refused = rates.check(&"a").unwrap_err();
        assert_eq!((refused.status, refused.retry_after), (429, Some(1)));
        assert!(rates.check(&"b").is_ok());
    }

    #[test]
    fn nought_is_no_limit() {
        let (rates, rate) = (Rates::per_second(0), Rate::per_second(0));
        assert!((0..10_000).all(|_| rates.check(&1).is_ok() && rate.check().is_ok()));
    }

    #[test]
    fn a_burst_is_four_seconds_worth() {
        let rate = Rate::per_second(1);
        let passed = (0..10).filter(|_| rate.check().is_ok()).count();
        assert!((4..10).contains(&passed), "{passed}");
    }
}
