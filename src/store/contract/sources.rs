//! How the sources stand.

use super::{Engine, make};
use crate::{
    domain::{
        id::MessageId,
        source_health::{HealthStatus, SourceHealth},
    },
    store::{Heard, Listening, NewMessage},
};

pub async fn words_are_counted_by_source_from_where_it_was_left_off(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let say = async |key: &str, source: &str, received: i64| {
        let message = NewMessage { source: source.into(), received, ..make::message(key, key) };
        make::id_of(stores.inbox.accept(message).await.unwrap())
    };
    assert_eq!(
        stores.sources.heard(MessageId(0), 10).await.unwrap(),
        Heard { cursor: MessageId(0), last: vec![], more: false }
    );
    for (key, source, received) in [("1", "tms", 5), ("2", "ups", 6), ("3", "tms", 9), ("4", "tms", 8)] {
        say(key, source, received).await;
    }
    let first = stores.sources.heard(MessageId(0), 3).await.unwrap();
    assert_eq!(first, Heard { cursor: MessageId(3), last: vec![("tms".into(), 9), ("ups".into(), 6)], more: true });
    let rest = stores.sources.heard(first.cursor, 3).await.unwrap();
    assert_eq!(rest, Heard { cursor: MessageId(4), last: vec![("tms".into(), 8)], more: false });
    let after = stores.sources.heard(rest.cursor, 3).await.unwrap();
    assert_eq!(after, Heard { cursor: MessageId(4), last: vec![], more: false });
}

pub async fn how_sources_stand_outlives_the_process(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let none = Listening { cursor: MessageId(0), looked: None, sources_health: vec![] };
    assert_eq!(stores.sources.listening().await.unwrap(), none);
    let source_health = |source: &str, status, heard| SourceHealth {
        status,
        since: 3,
        heard,
        counts: 4,
        ..SourceHealth::new(source.into(), 1)
    };
    let all = HealthStatus::ALL
        .iter()
        .enumerate()
        .map(|(n, status)| source_health(&format!("s{n}"), *status, (n > 0).then_some(2)));
    let kept = Listening { cursor: MessageId(7), looked: Some(9), sources_health: all.collect() };
    stores.sources.keep(&kept).await.unwrap();
    let stores = engine.open().await;
    assert_eq!(stores.sources.listening().await.unwrap(), kept);
    let fewer = Listening { sources_health: kept.sources_health[..1].to_vec(), ..kept };
    stores.sources.keep(&fewer).await.unwrap();
    assert_eq!(stores.sources.listening().await.unwrap(), fewer, "what is not said any more is gone");
}
