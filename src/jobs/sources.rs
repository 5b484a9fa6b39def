//! Listening whether each source keeps its rhythm (`stale` in its `connector.toml`): by when messages of it came in, behind the
//! endpoints and beside the rounds. What it finds stands in the store, so that pages, metrics and the next process know it.

use std::{collections::BTreeMap, time::Duration};

use tokio::sync::watch;

use super::{Pace, repeat};
use crate::{
    domain::{
        calendar::Calendars,
        id::SourceId,
        pulse::{Pulse, Rhythm, Speech},
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
    let rhythms = rounds.registry.rhythms();
    let pace = Pace { every: EVERY, rest: Duration::ZERO, full: usize::MAX };
    let look = || look(&rounds.stores, &rhythms, &rounds.rules.policy.calendars, (rounds.clock)().as_microsecond());
    repeat(pace, "tell which sources are silent", stop, look).await;
}

/// One look; gives how many sources stand otherwise than before. Sources that no connector reads (people, API tokens) have no
/// rhythm and are passed over, so what is kept is as large as the folder of connectors.
async fn look(
    stores: &Stores,
    rhythms: &BTreeMap<SourceId, Option<Rhythm>>,
    calendars: &Calendars,
    now: i64,
) -> StoreResult<usize> {
    let Listening { mut cursor, looked, pulses } = stores.sources.listening().await?;
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
    let mut known: BTreeMap<_, _> = pulses.into_iter().map(|pulse| (pulse.source.clone(), pulse)).collect();
    let mut changed = 0;
    let pulses = rhythms.iter().map(|(source, rhythm)| {
        let before = known.remove(source).unwrap_or_else(|| Pulse::new(source.clone(), now));
        let stood = before.speech;
        let pulse = before.look(words.get(source).copied(), (looked, now), rhythm.as_ref(), calendars);
        if pulse.speech != stood {
            changed += 1;
            say(&pulse);
        }
        pulse
    });
    let listening = Listening { cursor, looked: Some(now), pulses: pulses.collect() };
    stores.sources.keep(&listening).await.map(|()| changed)
}

fn say(pulse: &Pulse) {
    let source = &pulse.source.0;
    match pulse.speech {
        Speech::Silent => tracing::warn!(source, heard = pulse.heard, "a source is silent against its rhythm"),
        Speech::Returning => tracing::info!(source, "a source that was silent has spoken"),
        Speech::Speaking | Speech::Unheard => tracing::info!(source, "a source keeps its rhythm"),
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
        let rhythm = Rhythm { longest: jiff::SignedDuration::from_mins(15), working: None };
        let rhythms = BTreeMap::from([("tms".into(), Some(rhythm)), ("ups".into(), None)]);
        let look = async |minute: i64| {
            look(&stores, &rhythms, &Calendars::default(), minute * MINUTE).await.unwrap();
            let speech = |pulse: &Pulse| (pulse.source.0.clone(), pulse.speech);
            stores.sources.listening().await.unwrap().pulses.iter().map(speech).collect::<Vec<_>>()
        };
        let say = async |source: &str, minute: i64| {
            let key = format!("{source} {minute}");
            let message = NewMessage { source: source.into(), received: minute * MINUTE, ..make::message(&key, &key) };
            stores.inbox.accept(message).await.unwrap();
        };
        let both = |tms, ups| vec![("tms".to_owned(), tms), ("ups".to_owned(), ups)];
        assert_eq!(look(0).await, both(Speech::Unheard, Speech::Unheard));
        say("tms", 1).await;
        say("ups", 1).await;
        say("api:somebody", 1).await;
        for minute in 1..=16 {
            assert_eq!(look(minute).await, both(Speech::Speaking, Speech::Speaking), "{minute}");
        }
        assert_eq!(look(17).await, both(Speech::Silent, Speech::Speaking), "UPS has no rhythm");
        say("tms", 18).await;
        assert_eq!(look(18).await, both(Speech::Returning, Speech::Speaking));
        say("tms", 19).await;
        assert_eq!(look(19).await, both(Speech::Speaking, Speech::Speaking));
        assert_eq!(stores.sources.listening().await.unwrap().cursor, MessageId(5));
    }
}
