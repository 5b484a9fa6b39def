//! Replays: what they select, how far they have come, who may stop them.

use super::{
    Engine,
    make::{self, Round, accept, settle},
};
use crate::{
    domain::{
        id::MessageId,
        reference::{ObjectKind, RefKind},
    },
    store::{Changes, MessageState, NewReplay, Refused, Replay, ReplayReport, ReplayState, Selection, Stores},
};

async fn start(stores: &Stores, selection: Selection) -> Replay {
    let new = NewReplay { selection, dry_run: false, actor: "token:t".into(), at: 5 };
    stores.replays.start(new).await.unwrap()
}

/// All that a replay selects, two at a time.
async fn selected(stores: &Stores, selection: Selection) -> Vec<MessageId> {
    let mut replay = start(stores, selection).await;
    let mut found = Vec::new();
    while replay.cursor < replay.last {
        let batch = stores.replays.batch(&replay, 2).await.unwrap();
        assert!(batch.messages.len() <= 2 && batch.cursor > replay.cursor);
        found.extend(batch.messages.into_iter().map(|(claimed, _)| claimed.id));
        replay.cursor = batch.cursor;
    }
    found
}

async fn quarantine(stores: &Stores, message: MessageId, code: &str) {
    let refused = Refused { code: code.into(), position: "/0".into(), message: "m".into(), remedy: "r".into() };
    let mut settled = make::settled(message, MessageState::Quarantined);
    settled.refused = vec![refused];
    stores.graph.apply(Changes { settled: vec![settled], now: 1, ..Changes::default() }).await.unwrap();
}

pub async fn every_part_of_a_selection_must_fit(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut ids = Vec::new();
    for (n, connector) in ["ups", "tms", "ups", "ups", "ups", "tms"].into_iter().enumerate() {
        let mut message = make::message(&format!("k{n}"), "body");
        message.connector = connector.into();
        message.received = i64::try_from(n).unwrap() * 10;
        ids.push(make::id_of(stores.inbox.accept(message).await.unwrap()));
    }
    for id in &ids[..5] {
        settle(&stores, *id, MessageState::Applied).await;
    }
    quarantine(&stores, ids[2], "A").await;
    quarantine(&stores, ids[3], "B").await;
    let all = Selection::default();
    assert_eq!(selected(&stores, all.clone()).await, ids[..5], "what waits is read anyway");
    let ups = Selection { connector: Some("ups".into()), ..all.clone() };
    assert_eq!(selected(&stores, ups.clone()).await, [ids[0], ids[2], ids[3], ids[4]]);
    let quarantined = Selection { state: Some("quarantined".into()), ..all.clone() };
    assert_eq!(selected(&stores, quarantined).await, [ids[2], ids[3]]);
    let coded = Selection { code: Some("B".into()), ..ups.clone() };
    assert_eq!(selected(&stores, coded).await, [ids[3]]);
    let while_then = Selection { from: Some(20), to: Some(40), ..all.clone() };
    assert_eq!(selected(&stores, while_then).await, [ids[2], ids[3]]);
    let named = Selection { messages: vec![ids[4], ids[1], ids[5]], ..all };
    assert_eq!(selected(&stores, named).await, [ids[1], ids[4]]);
}

pub async fn a_taken_key_is_replayed_only_when_asked_for(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let first = accept(&stores, "k").await;
    settle(&stores, first, MessageState::Applied).await;
    let second = make::id_of(stores.inbox.accept(make::message("k", "another")).await.unwrap());
    assert_eq!(selected(&stores, Selection::default()).await, [first]);
    let coded = Selection { code: Some("KEY_REUSED".into()), ..Selection::default() };
    assert_eq!(selected(&stores, coded).await, [second]);
    let named = Selection { messages: vec![second], ..Selection::default() };
    assert_eq!(selected(&stores, named).await, [second]);
}

pub async fn a_message_comes_as_it_was_sent(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let sent = make::message("k", "body \u{0} ✓");
    let id = make::id_of(stores.inbox.accept(sent.clone()).await.unwrap());
    settle(&stores, id, MessageState::Ignored).await;
    let replay = start(&stores, Selection::default()).await;
    let batch = stores.replays.batch(&replay, 10).await.unwrap();
    let (claimed, state) = &batch.messages[0];
    assert_eq!((claimed.id, *state, batch.cursor), (id, MessageState::Ignored, id));
    assert_eq!((&claimed.message.body, &claimed.message.headers), (&sent.body, &sent.headers));
    assert_eq!((claimed.message.received, &claimed.message.source), (sent.received, &sent.source));
}

pub async fn progress_outlives_the_process(engine: &mut impl Engine) {
    let stores = engine.open().await;
    accept(&stores, "k").await;
    let asked = start(&stores, Selection { connector: Some("ups".into()), ..Selection::default() }).await;
    assert_eq!((asked.state, asked.cursor, asked.last), (ReplayState::Running, MessageId(0), MessageId(1)));
    let mut replay = stores.replays.attempt().await.unwrap().unwrap();
    assert_eq!((replay.id, replay.attempts), (asked.id, 1));
    assert_eq!(stores.replays.attempt().await.unwrap().unwrap().attempts, 2, "an attempt that did not end");
    replay.cursor = MessageId(1);
    replay.report = ReplayReport { messages: 3, samples: vec!["a \"ü\"".into()], ..ReplayReport::default() };
    replay.updated = 77;
    stores.replays.advance(&replay).await.unwrap();
    let stores = engine.open().await;
    let found = stores.replays.get(asked.id).await.unwrap().unwrap();
    assert_eq!(found, Replay { attempts: 0, ..replay.clone() });
    replay.state = ReplayState::Done;
    stores.replays.advance(&replay).await.unwrap();
    assert_eq!(stores.replays.attempt().await.unwrap(), None);
    assert_eq!(stores.replays.newest(5).await.unwrap().len(), 1);
    assert_eq!(stores.replays.get(99).await.unwrap(), None);
}

pub async fn who_pauses_a_replay_wins_and_an_end_is_an_end(engine: &mut impl Engine) {
    let stores = engine.open().await;
    accept(&stores, "k").await;
    let first = start(&stores, Selection::default()).await;
    let second = start(&stores, Selection::default()).await;
    let mut working = stores.replays.attempt().await.unwrap().unwrap();
    assert_eq!(working.id, first.id, "one after the other");
    let paused = stores.replays.steer(first.id, ReplayState::Paused, 9).await.unwrap().unwrap();
    assert_eq!((paused.state, paused.updated), (ReplayState::Paused, 9));
    working.cursor = MessageId(1);
    working.state = ReplayState::Done;
    stores.replays.advance(&working).await.unwrap();
    let now = stores.replays.get(first.id).await.unwrap().unwrap();
    assert_eq!((now.state, now.cursor), (ReplayState::Paused, MessageId(1)), "what was done is kept");
    assert_eq!(stores.replays.attempt().await.unwrap().unwrap().id, second.id);
    let on = stores.replays.steer(first.id, ReplayState::Running, 10).await.unwrap().unwrap();
    assert_eq!(on.state, ReplayState::Running);
    stores.replays.steer(first.id, ReplayState::Stopped, 11).await.unwrap();
    let over = stores.replays.steer(first.id, ReplayState::Running, 12).await.unwrap().unwrap();
    assert_eq!(over.state, ReplayState::Stopped);
    assert_eq!(stores.replays.steer(99, ReplayState::Paused, 1).await.unwrap(), None);
}

pub async fn what_messages_told_is_found_by_them(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let message = accept(&stores, "m").await;
    let mut round = Round::new(message);
    let order = round.object(&stores, ObjectKind::Order, RefKind::Order, "1").await;
    round.event(order, "e1");
    round.event(order, "e2");
    let expected = round.changes.events.clone();
    round.write(&stores).await;
    let other = accept(&stores, "other").await;
    let received = stores.replays.told_by(&[message, other]).await.unwrap();
    assert_eq!(received.len(), 2);
    for (received, new) in received.iter().zip(&expected) {
        assert_eq!(
            (received.id, &received.key, received.object, &received.event),
            (new.id, &new.key, new.object, &new.event)
        );
        assert_eq!((received.at, received.received_at, &received.source), (new.at, new.received_at, &new.source));
    }
    assert!(stores.replays.told_by(&[other]).await.unwrap().is_empty());
}
