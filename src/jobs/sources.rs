//! Checking whether each source reports within its expected interval (`stale` in its `connector.toml`): by when messages of it came in, behind the
//! endpoints and beside the rounds. What it finds stands in the store, so that pages, metrics and the next process know it.

use std::{collections::BTreeMap, time::Duration};

use tokio::sync::watch;

use super::{Pace, repeat};
use crate::{
    domain::{
        calendar::Calendars,
        id::SourceId,
        source_health::{ExpectedInterval, HealthStatus, SourceHealth},
    },
    ingest::rounds::Rounds,
    store::{Listening, StoreResult, Stores},
};

/// How often it is looked: silence shows within this time.
const EVERY: Duration = Duration::from_secs(20);
/// Messages that are gone through at once.
const BATCH: usize = 5_000;

/// Listens until `stop` turns true.
pub async fn run(rounds: Rounds, stop: watch::Receiver<bool>) {
    let intervals = rounds.registry.expected_intervals();
    let pace = Pace { every: EVERY, rest: Duration::ZERO, full: usize::MAX };
    let look = || look(&rounds.stores, &intervals, &rounds.rules.policy.calendars, (rounds.clock)().as_microsecond());
    repeat(pace, "tell which sources are silent", stop, look).await;
}

/// One look; gives how many sources stand otherwise than before. Sources that no connector reads (people, API tokens) have no
/// expected interval and are passed over, so what is kept is as large as the folder of connectors.
async fn look(
    stores: &Stores,
    intervals: &BTreeMap<SourceId, Option<ExpectedInterval>>,
    calendars: &Calendars,
    now: i64,
) -> StoreResult<usize> {
    let Listening { mut cursor, looked, sources_health } = stores.sources.listening().await?;
    let mut words: BTreeMap<SourceId, i64> = BTreeMap::new();
    loop {
        let heard = stores.sources.heard(cursor, BATCH).await?;
        for (source, at) in heard.last {
            let last = words.entry(source).or_insert(at);
            *last = at.max(*last);
        }
        cursor = heard.cursor;
        if !heard.more {
            break;
        }
        tokio::task::yield_now().await;
    }
    let mut known: BTreeMap<_, _> =
        sources_health.into_iter().map(|source_health| (source_health.source.clone(), source_health)).collect();
    let mut changed = 0;
    let sources_health = intervals.iter().map(|(source, interval)| {
        let before = known.remove(source).unwrap_or_else(|| SourceHealth::new(source.clone(), now));
        let stood = before.status;
        let source_health = before.look(words.get(source).copied(), (looked, now), interval.as_ref(), calendars);
        if source_health.status != stood {
            changed += 1;
            say(&source_health);
        }
        source_health
    });
    let listening = Listening { cursor, looked: Some(now), sources_health: sources_health.collect() };
    stores.sources.keep(&listening).await.map(|()| changed)
}

fn say(source_health: &SourceHealth) {
    let source = &source_health.source.0;
    match source_health.status {
        HealthStatus::Overdue => {
            tracing::warn!(
                source,
                heard = source_health.heard,
                "a source is overdue: nothing came within its expected interval"
            )
        }
        HealthStatus::Recovering => tracing::info!(source, "a source that was silent has spoken"),
        HealthStatus::OnSchedule | HealthStatus::NeverReported => tracing::info!(source, "a source is on schedule"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::id::MessageId,
        store::{
            NewMessage,
            contract::make,
            sqlite::{Options, open},
        },
    };

    const MINUTE: i64 = 60_000_000;

    #[tokio::test]
    async fn a_silent_source_is_found_and_so_is_its_return() {
        let folder = tempfile::tempdir().unwrap();
        let (stores, _handle) = open(&folder.path().join("store"), Options::default()).await.unwrap();
        let interval = ExpectedInterval { longest: jiff::SignedDuration::from_mins(15), working: None };
        let intervals = BTreeMap::from([("tms".into(), Some(interval)), ("ups".into(), None)]);
        let look = async |minute: i64| {
            look(&stores, &intervals, &Calendars::default(), minute * MINUTE).await.unwrap();
            let status = |source_health: &SourceHealth| (source_health.source.0.clone(), source_health.status);
            stores.sources.listening().await.unwrap().sources_health.iter().map(status).collect::<Vec<_>>()
        };
        let say = async |source: &str, minute: i64| {
            let key = format!("{source} {minute}");
            let message = NewMessage { source: source.into(), received: minute * MINUTE, ..make::message(&key, &key) };
            stores.inbox.accept(message).await.unwrap();
        };
        let both = |tms, ups| vec![("tms".to_owned(), tms), ("ups".to_owned(), ups)];
        assert_eq!(look(0).await, both(HealthStatus::NeverReported, HealthStatus::NeverReported));
        say("tms", 1).await;
        say("ups", 1).await;
        say("api:somebody", 1).await;
        for minute in 1..=16 {
            assert_eq!(look(minute).await, both(HealthStatus::OnSchedule, HealthStatus::OnSchedule), "{minute}");
        }
        assert_eq!(
            look(17).await,
            both(HealthStatus::Overdue, HealthStatus::OnSchedule),
            "UPS has no expected interval"
        );
        say("tms", 18).await;
        assert_eq!(look(18).await, both(HealthStatus::Recovering, HealthStatus::OnSchedule));
        say("tms", 19).await;
        assert_eq!(look(19).await, both(HealthStatus::OnSchedule, HealthStatus::OnSchedule));
        assert_eq!(stores.sources.listening().await.unwrap().cursor, MessageId(5));
    }
}
