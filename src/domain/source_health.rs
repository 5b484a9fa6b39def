//! Whether a source reports within its expected interval. Pure: what was remembered of it, when its last message came, and the time of
//! the check.
//!
//! A source is *overdue* when nothing has come from it for longer than its expected interval, and *recovering* with its first message
//! after that. It is *on schedule* again only with a later message in time: a source that comes and goes is one long outage and not many
//! short ones. Time in which nothing was received (the server was down) does not count.

use jiff::{SignedDuration, tz::TimeZone};

use super::{
    calendar::{Calendars, Counting, Place, Whose},
    id::SourceId,
    vocabulary::vocabulary,
};

/// Longer than this between two looks, and the time between them was nobody's silence.
const INATTENTION: i64 = 120_000_000;

vocabulary! {
    /// Whether a source reports as expected.
    HealthStatus {
        /// Nothing has ever come of it: not connected yet.
        NeverReported = "unheard",
        /// It reports on schedule, or no schedule is expected.
        OnSchedule = "speaking",
        /// Nothing came for longer than its expected interval.
        Overdue = "silent",
        /// It reports again; the next message in time ends the outage.
        Recovering = "returning",
    }
}

impl HealthStatus {
    /// Whether it is an outage that has not ended.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Overdue | Self::Recovering)
    }
}

/// How often a source is expected to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedInterval {
    /// The longest usual time without a message.
    pub longest: SignedDuration,
    /// Where it counts in working hours only: ISO 3166-1 alpha-2 of the country whose calendar it keeps, and the zone.
    pub working: Option<(String, TimeZone)>,
}

impl ExpectedInterval {
    /// When (microseconds since 1970 in UTC) a silence that counts from `from` is too long; `None`: never.
    fn ends(&self, from: i64, calendars: &Calendars) -> Option<i64> {
        let Some((country, zone)) = &self.working else {
            return Some(from.saturating_add(super::policy::micros(self.longest)));
        };
        let place = Place { country, zone: zone.clone() };
        calendars.after(from, self.longest, Whose::Country, &place, Counting::Hours)
    }
}

/// What is remembered of a source between two looks. Times are microseconds since 1970 in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHealth {
    /// Which.
    pub source: SourceId,
    /// How it stands.
    pub status: HealthStatus,
    /// Since when it stands so.
    pub since: i64,
    /// When it was heard last.
    pub heard: Option<i64>,
    /// From when its silence counts: when it was heard, and later where nobody listened.
    pub counts: i64,
}

impl SourceHealth {
    /// A source that was never looked at.
    pub fn new(source: SourceId, now: i64) -> Self {
        Self { source, status: HealthStatus::NeverReported, since: now, heard: None, counts: now }
    }

    /// How it stands now. `heard`: the last word since the last look, if there was one; `looked`: when that look was; `interval`:
    /// `None` where it has none.
    #[must_use]
    pub fn look(
        mut self,
        heard: Option<i64>,
        (looked, now): (Option<i64>, i64),
        interval: Option<&ExpectedInterval>,
        calendars: &Calendars,
    ) -> Self {
        let before = self.heard;
        if let Some(heard) = heard.filter(|heard| before.is_none_or(|before| *heard > before)) {
            (self.heard, self.counts) = (Some(heard), heard);
        } else if let Some(away) = looked.map(|looked| now.saturating_sub(looked)).filter(|away| *away > INATTENTION) {
            self.counts = self.counts.saturating_add(away).min(now);
        }
        let spoke = self.heard != before;
        let silent = self.heard.is_some()
            && interval.is_some_and(|interval| interval.ends(self.counts, calendars).is_some_and(|end| end < now));
        let status = match self.status {
            _ if interval.is_none() && self.heard.is_some() => HealthStatus::OnSchedule,
            _ if silent => HealthStatus::Overdue,
            HealthStatus::NeverReported if self.heard.is_none() => HealthStatus::NeverReported,
            HealthStatus::Overdue if !spoke => HealthStatus::Overdue,
            HealthStatus::Overdue => HealthStatus::Recovering,
            HealthStatus::Recovering if !spoke => HealthStatus::Recovering,
            HealthStatus::NeverReported | HealthStatus::OnSchedule | HealthStatus::Recovering => {
                HealthStatus::OnSchedule
            }
        };
        if status != self.status {
            let word = self.heard.filter(|_| spoke && status != HealthStatus::Overdue);
            (self.status, self.since) = (status, word.unwrap_or(now));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000_000;

    fn interval(minutes: i64) -> ExpectedInterval {
        ExpectedInterval { longest: SignedDuration::from_mins(minutes), working: None }
    }

    /// Looks every minute from minute 0 until before `end`; the source speaks at these minutes. Gives how it stood at each.
    fn told(words: &[i64], end: i64) -> Vec<HealthStatus> {
        static CALENDARS: LazyLock<Calendars> = LazyLock::new(Calendars::default);
        let mut source_health = SourceHealth::new("tms".into(), 0);
        (0..end)
            .map(|minute| {
                let heard = words.contains(&minute).then_some(minute * MINUTE);
                let looked = (minute > 0).then_some((minute - 1) * MINUTE);
                source_health =
                    source_health.clone().look(heard, (looked, minute * MINUTE), Some(&interval(15)), &CALENDARS);
                source_health.status
            })
            .collect()
    }

    #[test]
    fn what_was_never_heard_is_not_silent() {
        assert!(told(&[], 600).iter().all(|status| *status == HealthStatus::NeverReported));
    }

    #[test]
    fn an_outage_begins_after_the_interval_and_ends_with_the_second_message_in_time() {
        let told = told(&[1, 10, 40, 50], 60);
        assert_eq!(told[0], HealthStatus::NeverReported);
        assert!(
            told[1..=25].iter().all(|status| *status == HealthStatus::OnSchedule),
            "15 minutes are usual: {told:?}"
        );
        assert!(told[26..40].iter().all(|status| *status == HealthStatus::Overdue));
        assert!(told[40..50].iter().all(|status| *status == HealthStatus::Recovering));
        assert!(told[50..].iter().all(|status| *status == HealthStatus::OnSchedule));
    }

    #[test]
    fn a_source_that_stammers_is_one_trouble() {
        let words: Vec<_> = (0..20).map(|n| 1 + n * 17).collect();
        let told = told(&words, 320);
        let first = told.iter().position(|status| status.is_trouble()).unwrap();
        assert!(told[first..].iter().all(|status| status.is_trouble()));
    }

    #[test]
    fn time_in_which_nobody_listened_is_not_silence() {
        let look = |source_health: SourceHealth, heard, looked, now| {
            source_health.look(heard, (looked, now * MINUTE), Some(&interval(15)), &Calendars::default())
        };
        let spoke = look(SourceHealth::new("tms".into(), 0), Some(MINUTE), None, 1);
        let back = look(spoke.clone(), None, Some(5 * MINUTE), 120);
        assert_eq!(back.status, HealthStatus::OnSchedule, "four minutes of silence, then the server was down");
        assert_eq!(look(back, None, Some(120 * MINUTE), 121).status, HealthStatus::OnSchedule);
        let other = look(spoke, None, Some(119 * MINUTE), 120);
        assert_eq!((other.status, other.since, other.heard), (HealthStatus::Overdue, 120 * MINUTE, Some(MINUTE)));
    }

    #[test]
    fn nights_and_sundays_are_not_silence_where_it_works_by_day() {
        let zone = crate::domain::tzdb::named("America/Chicago").unwrap();
        let interval =
            ExpectedInterval { longest: SignedDuration::from_hours(1), working: Some(("US".to_owned(), zone)) };
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        // Friday 15 May 2026, half past five in the afternoon in Chicago.
        let spoke = SourceHealth {
            heard: Some(at("2026-05-15T22:30:00Z")),
            ..SourceHealth::new("erp".into(), at("2026-05-15T22:30:00Z"))
        };
        let look = |now: &str| {
            let now = at(now);
            spoke.clone().look(None, (Some(now), now), Some(&interval), &Calendars::default()).status
        };
        assert_eq!(look("2026-05-17T20:00:00Z"), HealthStatus::OnSchedule, "Sunday");
        assert_eq!(look("2026-05-18T20:00:00Z"), HealthStatus::Overdue, "Monday afternoon");
    }

    #[test]
    fn without_an_expected_interval_nothing_is_overdue() {
        let source_health =
            SourceHealth { status: HealthStatus::Overdue, heard: Some(0), ..SourceHealth::new("ups".into(), 0) };
        assert_eq!(
            source_health.look(None, (Some(0), i64::MAX), None, &Calendars::default()).status,
            HealthStatus::OnSchedule
        );
    }

    proptest! {
        #[test]
        fn whoever_reports_within_the_interval_is_never_overdue(gaps in proptest::collection::vec(1..=15i64, 1..40)) {
            let words: Vec<i64> = gaps.iter().scan(0, |at, gap| { *at += gap; Some(*at) }).collect();
            let end = words.last().copied().unwrap_or_default();
            prop_assert!(told(&words, end).iter().all(|status| !status.is_trouble()));
        }

        #[test]
        fn a_trouble_begins_only_after_a_longer_silence(words in proptest::collection::btree_set(0..400i64, 0..30)) {
            let words: Vec<i64> = words.into_iter().collect();
            let told = told(&words, 420);
            for (minute, pair) in told.windows(2).enumerate() {
                if pair[1] == HealthStatus::Overdue && pair[0] != HealthStatus::Overdue {
                    let now = i64::try_from(minute).unwrap() + 1;
                    let last = words.iter().rev().find(|word| **word <= now).copied().unwrap();
                    prop_assert_eq!(now - last, 16);
                }
            }
        }
    }
}
