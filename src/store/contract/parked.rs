//! Messages that wait for objects to belong to an order.

use super::{
    Engine,
    make::{Round, accept, lookup, settle},
};
use crate::{
    domain::{
        id::{MessageId, ObjectId},
        reference::{ObjectKind, RefKind},
    },
    store::{Changes, MessageState, Scope, Stores},
};

/// A message that tells something of new packages of these numbers, which belong to no order.
async fn parked(stores: &Stores, message: &str, numbers: &[&str]) -> (MessageId, Vec<ObjectId>) {
    let id = accept(stores, message).await;
    let mut round = Round::new(id);
    let mut objects = Vec::new();
    for number in numbers {
        let object = round.object(stores, ObjectKind::Package, RefKind::Tracking, number).await;
        round.event(object, number);
        round.changes.parked_lookups.push((object, vec![lookup(RefKind::Tracking, number)]));
        objects.push(object);
    }
    park(&mut round, &objects);
    round.write(stores).await;
    (id, objects)
}

fn park(round: &mut Round, waits: &[ObjectId]) {
    round.changes.settled[0].state = MessageState::Parked;
    round.changes.settled[0].waits = waits.to_vec();
}

async fn unpark(stores: &Stores, objects: &[ObjectId]) {
    let changes = Changes { unparked: objects.to_vec(), now: 9_000, ..Changes::default() };
    stores.graph.apply(changes).await.unwrap();
}

async fn state(stores: &Stores, message: MessageId) -> MessageState {
    stores.inbox.message(message).await.unwrap().unwrap().state
}

pub async fn a_parked_message_is_applied_when_all_it_waits_for_belong(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (message, objects) = parked(&stores, "m", &["P1", "P2"]).await;
    let (other, _) = parked(&stores, "n", &["P3"]).await;
    assert_eq!(state(&stores, message).await, MessageState::Parked);
    unpark(&stores, &objects[..1]).await;
    assert_eq!(state(&stores, message).await, MessageState::Parked, "P2 belongs nowhere yet");
    assert_eq!(stores.lookup.find("P1", &Scope::All, 10).await.unwrap(), [], "found by its order from now on");
    let stores = engine.open().await;
    unpark(&stores, &objects[1..]).await;
    let row = stores.inbox.message(message).await.unwrap().unwrap();
    assert_eq!((row.state, row.settled), (MessageState::Applied, Some(9_000)));
    assert_eq!(state(&stores, other).await, MessageState::Parked);
}

pub async fn a_repetition_of_parked_events_is_applied_with_them(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (first, objects) = parked(&stores, "m", &["P1"]).await;
    let second = accept(&stores, "n").await;
    let mut round = Round::new(second);
    round.event(objects[0], "P1");
    park(&mut round, &objects);
    round.write(&stores).await;
    unpark(&stores, &objects).await;
    assert_eq!([state(&stores, first).await, state(&stores, second).await], [MessageState::Applied; 2]);
}

pub async fn waiting_moves_with_what_is_absorbed(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (message, objects) = parked(&stores, "m", &["P1", "P2"]).await;
    let absorb = Changes { absorbed: vec![(objects[0], objects[1])], now: 1, ..Changes::default() };
    stores.graph.apply(absorb).await.unwrap();
    assert_eq!(state(&stores, message).await, MessageState::Parked);
    unpark(&stores, &objects[1..]).await;
    assert_eq!(state(&stores, message).await, MessageState::Applied);
}

pub async fn a_message_settled_again_waits_no_more(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (message, objects) = parked(&stores, "m", &["P1"]).await;
    settle(&stores, message, MessageState::Quarantined).await;
    unpark(&stores, &objects).await;
    assert_eq!(state(&stores, message).await, MessageState::Quarantined);
}
