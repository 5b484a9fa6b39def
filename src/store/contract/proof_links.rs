//! Links to proofs of delivery.

use super::{
    Engine,
    make::{self, accept},
};
use crate::{
    domain::id::{EventId, MessageId, ObjectId},
    store::{Changes, Hand, Kept, MessageState, NewProofLink},
};

fn event(ordinal: u32) -> EventId {
    EventId { message: MessageId(7), ordinal, generation: 0 }
}

fn link(order: ObjectId, token: &str, ordinal: u32) -> NewProofLink {
    let (person, name) = ("ada".to_owned(), "Ada L.".to_owned());
    NewProofLink { token: token.to_owned(), order, event: event(ordinal), person, name, created: 10, expires: 100 }
}

fn hand(at: i64) -> Hand {
    Hand { person: "ada".to_owned(), name: "Ada L.".to_owned(), at }
}

pub async fn a_link_is_live_until_it_ends_or_is_revoked(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    let other = make::order(&stores, "2", None, vec![]).await;
    let Kept::New(id, written) = stores.proof_links.create(link(order, "one", 1)).await.unwrap() else { panic!() };
    assert_eq!(stores.proof_links.create(link(order, "two", 1)).await.unwrap(), Kept::Again, "one of a document");
    assert!(matches!(stores.proof_links.create(link(order, "three", 2)).await.unwrap(), Kept::New(..)));
    assert_eq!(stores.proof_links.create(link(ObjectId(99), "four", 1)).await.unwrap(), Kept::Unknown);

    let found = stores.proof_links.by_token("one").await.unwrap().unwrap();
    assert_eq!((found.id, found.order, found.event, found.name.as_str()), (id, order, event(1), "Ada L."));
    assert!(found.is_live(99) && !found.is_live(100));
    assert_eq!(stores.proof_links.by_token("two").await.unwrap(), None);
    let of_order = async || stores.graph.details(order, "order", 9).await.unwrap().unwrap().proof_links;
    assert_eq!(of_order().await.iter().map(|link| link.token.clone()).collect::<Vec<_>>(), ["three", "one"]);

    assert_eq!(stores.proof_links.revoke(other, id, hand(20)).await.unwrap(), Kept::Unknown, "of another order");
    let Kept::New(same, revoked) = stores.proof_links.revoke(order, id, hand(20)).await.unwrap() else { panic!() };
    assert_eq!((same, revoked.version), (id, written.version + 2), "open pages show it");
    assert_eq!(stores.proof_links.revoke(order, id, hand(30)).await.unwrap(), Kept::Again);
    let ended = stores.proof_links.by_token("one").await.unwrap().unwrap();
    assert!(!ended.is_live(50) && ended.revoked == Some(20));
    assert_eq!(of_order().await.len(), 1, "a revoked link is not shown");
    assert!(matches!(stores.proof_links.create(link(order, "five", 1)).await.unwrap(), Kept::New(..)), "a new one");
}

pub async fn links_move_with_what_is_absorbed(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let one = make::order(&stores, "1", None, vec![]).await;
    let two = make::order(&stores, "2", None, vec![]).await;
    stores.proof_links.create(link(two, "token", 1)).await.unwrap();
    let message = accept(&stores, "merge").await;
    let settled = vec![make::settled(message, MessageState::Applied)];
    let changes = Changes { absorbed: vec![(two, one)], settled, now: 9, ..Changes::default() };
    stores.graph.apply(changes).await.unwrap();
    assert_eq!(stores.proof_links.by_token("token").await.unwrap().unwrap().order, one);
}
