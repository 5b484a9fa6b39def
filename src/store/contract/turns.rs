//! Turns of work, and what is made of messages that were in work when a process ended.

use super::{
    Engine,
    make::{accept, settle},
};
use crate::{
    domain::id::MessageId,
    store::{MessageState, Stores},
};

/// What is claimed: numbers and deaths.
async fn claim(stores: &Stores, limit: usize) -> Vec<(MessageId, u32)> {
    stores.inbox.claim(limit).await.unwrap().into_iter().map(|claimed| (claimed.id, claimed.deaths)).collect()
}

async fn three(stores: &Stores) -> [MessageId; 3] {
    [accept(stores, "a").await, accept(stores, "b").await, accept(stores, "c").await]
}

pub async fn the_oldest_come_first_and_once(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let [a, b, c] = three(&stores).await;
    assert_eq!(stores.inbox.recover().await.unwrap(), 0);
    let claimed = stores.inbox.claim(2).await.unwrap();
    assert_eq!(claimed.iter().map(|claimed| claimed.id).collect::<Vec<_>>(), [a, b]);
    assert_eq!(claimed[1].message.body, "body of b");
    assert_eq!(claim(&stores, 10).await, [(c, 0)]);
    assert_eq!(claim(&stores, 10).await, []);
    let d = accept(&stores, "d").await;
    assert_eq!(claim(&stores, 10).await, [(d, 0)]);
}

pub async fn what_is_given_back_comes_again(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let [a, b, c] = three(&stores).await;
    claim(&stores, 2).await;
    stores.inbox.release(&[a, b]).await.unwrap();
    assert_eq!(claim(&stores, 1).await, [(a, 0)]);
    assert_eq!(claim(&stores, 10).await, [(b, 0), (c, 0)]);
}

pub async fn a_settled_message_is_not_given_back(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let [a, ..] = three(&stores).await;
    claim(&stores, 1).await;
    settle(&stores, a, MessageState::Applied).await;
    stores.inbox.release(&[a]).await.unwrap();
    assert!(!claim(&stores, 10).await.contains(&(a, 0)));
    assert_eq!(stores.inbox.message(a).await.unwrap().unwrap().state, MessageState::Applied);
}

pub async fn after_a_crash_suspects_come_alone(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let [a, b, c] = three(&stores).await;
    claim(&stores, 2).await;
    let stores = engine.open().await;
    assert_eq!(stores.inbox.recover().await.unwrap(), 2);
    assert_eq!(claim(&stores, 10).await, [(a, 0)]);
    assert_eq!(claim(&stores, 10).await, [], "nothing beside a suspect");
    settle(&stores, a, MessageState::Applied).await;
    assert_eq!(claim(&stores, 10).await, [(b, 0)]);
    settle(&stores, b, MessageState::Applied).await;
    assert_eq!(claim(&stores, 10).await, [(c, 0)]);
}

pub async fn a_message_that_ends_the_process_is_counted(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let [a, ..] = three(&stores).await;
    claim(&stores, 1).await;
    for deaths in 0..4 {
        let stores = engine.open().await;
        assert_eq!(stores.inbox.recover().await.unwrap(), 1);
        assert_eq!(claim(&stores, 10).await, [(a, deaths)]);
    }
}

pub async fn a_suspect_that_went_wrong_waits_for_the_others(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let [a, b, c] = three(&stores).await;
    claim(&stores, 3).await;
    for expected in [(a, 0), (b, 0), (c, 0), (a, 1), (b, 1)] {
        let stores = engine.open().await;
        assert_eq!(stores.inbox.recover().await.unwrap(), 3);
        assert_eq!(claim(&stores, 10).await, [expected]);
    }
}

pub async fn giving_a_suspect_back_is_no_death(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let [a, ..] = three(&stores).await;
    claim(&stores, 1).await;
    let stores = engine.open().await;
    stores.inbox.recover().await.unwrap();
    assert_eq!(claim(&stores, 10).await, [(a, 0)]);
    stores.inbox.release(&[a]).await.unwrap();
    assert_eq!(claim(&stores, 10).await, [(a, 0)], "still a suspect, still alone");
}

pub async fn those_whose_reading_failed_come_alone_and_the_attempt_alone_is_counted(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let [a, b, c] = three(&stores).await;
    assert_eq!(claim(&stores, 2).await, [(a, 0), (b, 0)]);
    stores.inbox.suspect(&[a, b]).await.unwrap();
    assert_eq!(claim(&stores, 10).await, [(a, 0)], "alone, and before what came after it");
    stores.inbox.suspect(&[a]).await.unwrap();
    assert_eq!(claim(&stores, 10).await, [(b, 0)], "which went wrong less often");
    settle(&stores, b, MessageState::Applied).await;
    assert_eq!(claim(&stores, 10).await, [(a, 1)]);
    stores.inbox.suspect(&[a]).await.unwrap();
    assert_eq!(claim(&stores, 10).await, [(a, 2)]);
    settle(&stores, a, MessageState::Quarantined).await;
    stores.inbox.suspect(&[a]).await.unwrap();
    assert_eq!(claim(&stores, 10).await, [(c, 0)], "a settled message stays as it is");
}
