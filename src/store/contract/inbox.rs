//! Acceptance.

use futures::future::join_all;

use super::{
    Engine,
    make::{accept, id_of, message, settle},
};
use crate::store::{Accepted, Changes, MessageState, Refused, StoreError};

pub async fn what_was_accepted_is_there_after_a_restart(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let messages: Vec<_> = (0..300).map(|n| message(&format!("k{n}"), &format!("body {n} \u{0} ✓"))).collect();
    let accepted = join_all(messages.iter().map(|message| stores.inbox.accept(message.clone()))).await;
    let stores = engine.open().await;
    for (message, accepted) in messages.into_iter().zip(accepted) {
        let Accepted::New(id) = accepted.unwrap() else { panic!("{} is new", message.key) };
        let kept = stores.inbox.body(id).await.unwrap().unwrap();
        assert_eq!((kept.source, kept.connector, kept.key), (message.source, message.connector, message.key));
        assert_eq!((kept.digest, kept.body, kept.headers), (message.digest, message.body, message.headers));
        assert_eq!((kept.received, kept.correlation), (message.received, message.correlation));
    }
    assert_eq!(stores.inbox.stats().await.unwrap().total, 300);
}

pub async fn a_repetition_gets_the_number_of_the_first(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let first = stores.inbox.accept(message("k", "body")).await.unwrap();
    assert!(matches!(first, Accepted::New(_)));
    accept(&stores, "other").await;
    let stores = engine.open().await;
    assert_eq!(stores.inbox.accept(message("k", "body")).await.unwrap(), Accepted::Again(id_of(first)));
    assert_eq!(stores.inbox.stats().await.unwrap().total, 2);
}

pub async fn repetitions_that_wait_together_are_one_message(engine: &mut impl Engine) {
    let stores = engine.open().await;
    accept(&stores, "k1").await;
    let many = (0..120).map(|n| stores.inbox.accept(message(&format!("k{}", n % 3), &format!("body of k{}", n % 3))));
    let answers: Vec<_> = join_all(many).await.into_iter().map(Result::unwrap).collect();
    let new = answers.iter().filter(|answer| matches!(answer, Accepted::New(_))).count();
    assert_eq!(new, 2, "k1 was there");
    for (n, answer) in answers.iter().enumerate() {
        let row = stores.inbox.message(id_of(*answer)).await.unwrap().unwrap();
        assert_eq!(row.key, format!("k{}", n % 3));
    }
    assert_eq!(stores.inbox.stats().await.unwrap().received, 3);
}

pub async fn another_body_under_a_key_is_kept_in_quarantine(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let first = id_of(stores.inbox.accept(message("k", "body")).await.unwrap());
    let reused = stores.inbox.accept(message("k", "another")).await.unwrap();
    let Accepted::KeyReused(second) = reused else { panic!("{reused:?}") };
    assert_ne!(first, second);
    assert_eq!(stores.inbox.accept(message("k", "another")).await.unwrap(), Accepted::KeyReused(second));
    assert_eq!(stores.inbox.accept(message("k", "body")).await.unwrap(), Accepted::Again(first));
    let row = stores.inbox.message(second).await.unwrap().unwrap();
    assert_eq!(row.state, MessageState::Quarantined);
    assert_eq!(row.refusals.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["KEY_REUSED"]);
    assert_eq!(stores.inbox.body(second).await.unwrap().unwrap().body, "another");
    let claimed = stores.inbox.claim(10).await.unwrap();
    assert_eq!(claimed.iter().map(|c| c.id).collect::<Vec<_>>(), [first], "what is in quarantine gets no turn");
    let stats = stores.inbox.stats().await.unwrap();
    assert_eq!((stats.total, stats.received, stats.quarantined), (2, 1, 1));
}

pub async fn the_same_key_of_another_source_is_another_message(engine: &mut impl Engine) {
    let stores = engine.open().await;
    stores.inbox.accept(message("k", "body")).await.unwrap();
    let mut other = message("k", "another");
    other.source = "tms".into();
    assert!(matches!(stores.inbox.accept(other).await.unwrap(), Accepted::New(_)));
}

pub async fn a_backlog_past_its_bound_is_refused_and_opens_again(engine: &mut impl Engine) {
    let stores = engine.open_with(2).await;
    let first = accept(&stores, "a").await;
    accept(&stores, "b").await;
    let refused = stores.inbox.accept(message("c", "body")).await.unwrap_err();
    assert!(matches!(refused, StoreError::Full { retry_after: 1.., .. }), "{refused:?}");
    assert_eq!(stores.inbox.stats().await.unwrap().total, 2, "what was refused is not kept");
    stores.inbox.claim(1).await.unwrap();
    assert!(stores.inbox.accept(message("c", "body")).await.is_err(), "in work is not settled");
    assert_eq!(stores.inbox.waiting(), 2);
    settle(&stores, first, MessageState::Applied).await;
    assert!(matches!(stores.inbox.accept(message("c", "body")).await.unwrap(), Accepted::New(_)));
    assert!(stores.inbox.accept(message("d", "body")).await.is_err());
}

pub async fn the_backlog_is_counted_anew_after_a_restart(engine: &mut impl Engine) {
    let stores = engine.open().await;
    for key in ["a", "b", "c"] {
        accept(&stores, key).await;
    }
    stores.inbox.claim(1).await.unwrap();
    let stores = engine.open_with(3).await;
    assert!(matches!(stores.inbox.accept(message("d", "body")).await, Err(StoreError::Full { .. })));
    assert_eq!(stores.inbox.stats().await.unwrap().received, 3);
    let stores = engine.open_with(4).await;
    assert!(stores.inbox.accept(message("d", "body")).await.is_ok());
}

pub async fn a_settled_message_says_how_it_ended(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let id = accept(&stores, "k").await;
    let waiting = stores.inbox.message(id).await.unwrap().unwrap();
    assert_eq!((waiting.state, waiting.settled), (MessageState::Received, None));
    let refused = ["A", "B"].map(|code| Refused {
        code: code.into(),
        position: "/lines/0".into(),
        message: "not a \"number\"".into(),
        remedy: "write one".into(),
    });
    let mut changes = Changes { now: 77, ..Changes::default() };
    changes.settled.push(super::make::settled(id, MessageState::Quarantined));
    changes.settled[0].refused = refused.to_vec();
    stores.graph.apply(changes).await.unwrap();
    let row = stores.inbox.message(id).await.unwrap().unwrap();
    assert_eq!((row.state, row.settled), (MessageState::Quarantined, Some(77)));
    assert_eq!(row.refusals, refused);
    assert!(stores.inbox.claim(10).await.unwrap().is_empty(), "settled before its turn");
    settle(&stores, id, MessageState::Applied).await;
    let row = stores.inbox.message(id).await.unwrap().unwrap();
    assert_eq!((row.state, row.refusals), (MessageState::Applied, vec![]), "the last word stands");
}

pub async fn the_newest_are_listed_by_state(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut ids = Vec::new();
    for key in ["a", "b", "c", "d", "e"] {
        ids.push(accept(&stores, key).await);
    }
    stores.inbox.claim(3).await.unwrap();
    settle(&stores, ids[0], MessageState::Applied).await;
    settle(&stores, ids[1], MessageState::Ignored).await;
    let listed = async |state, limit| {
        let rows = stores.inbox.newest(state, limit).await.unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(None, 2).await, [ids[4], ids[3]]);
    assert_eq!(listed(Some(MessageState::Received), 10).await, [ids[4], ids[3], ids[2]]);
    assert_eq!(listed(Some(MessageState::Applied), 10).await, [ids[0]]);
    assert_eq!(listed(Some(MessageState::Parked), 10).await, []);
    let stats = stores.inbox.stats().await.unwrap();
    assert_eq!((stats.total, stats.received, stats.applied, stats.ignored), (5, 3, 1, 1));
}

pub async fn a_closed_store_accepts_nothing(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let id = accept(&stores, "k").await;
    engine.close().await;
    assert!(matches!(stores.inbox.accept(message("l", "body")).await, Err(StoreError::Failed(_))));
    let stores = engine.open().await;
    assert_eq!(stores.inbox.stats().await.unwrap().total, 1);
    assert!(stores.inbox.message(id).await.unwrap().is_some());
}
