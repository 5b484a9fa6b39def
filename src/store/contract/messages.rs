//! Messages as operators look for them.

use super::{
    Engine,
    make::{self, Round, accept, id_of, message, settle},
};
use crate::{
    domain::{
        id::{EventId, MessageId, ObjectId},
        milestone::{Classifier, Extent, Milestone},
        reference::{ObjectKind, RefKind},
        time::Moment,
        view::{Entry, EntryKind, EventStatus, View},
    },
    store::{MessageAsk, MessageRow, MessageState, OrderVersion, OrderWrite, Stores},
};

fn ids(rows: &[MessageRow]) -> Vec<MessageId> {
    rows.iter().map(|row| row.id).collect()
}

pub async fn a_list_goes_on_page_by_page_in_a_state_and_of_a_source(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut own = Vec::new();
    for key in ["a", "b", "c"] {
        own.push(accept(&stores, key).await);
        let other = crate::store::NewMessage { source: "tms".into(), ..message(key, "body") };
        id_of(stores.inbox.accept(other).await.unwrap());
    }
    let list = async |state, source, before, limit| {
        let found = stores.messages.list(MessageAsk { state, source, before, limit }).await.unwrap();
        (ids(&found.rows), found.next)
    };
    assert_eq!(list(None, None, None, 10).await.0.len(), 6);
    assert_eq!(list(Some(MessageState::Received), Some("ups"), None, 2).await, (vec![own[2], own[1]], Some(own[1])));
    assert_eq!(list(None, Some("ups"), Some(own[1]), 2).await, (vec![own[0]], None));
    assert_eq!(list(None, Some("nobody"), None, 2).await, (vec![], None));
    settle(&stores, own[0], MessageState::Ignored).await;
    settle(&stores, own[2], MessageState::Ignored).await;
    let stores = engine.open().await;
    let ask = MessageAsk { state: Some(MessageState::Ignored), source: None, before: Some(own[2]), limit: 5 };
    assert_eq!(ids(&stores.messages.list(ask).await.unwrap().rows), [own[0]]);
}

pub async fn messages_are_found_by_the_number_they_told_of_and_by_their_key(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (first, second) = (accept(&stores, "first").await, accept(&stores, "second").await);
    let mut round = Round::new(first);
    let package = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "1Z").await;
    round.event(package, "1Z");
    round.write(&stores).await;
    let found = async |norm: &str, key: &str| ids(&stores.messages.about(&[norm.to_owned()], key, 10).await.unwrap());
    assert_eq!(found("1Z", "1Z").await, [first]);
    assert_eq!(found("1Z", "second").await, [second, first]);
    assert_eq!(found("SECOND", "second").await, [second]);
    assert_eq!(found("2Z", "").await, []);
    let received = stores.messages.told(first, 10).await.unwrap();
    assert_eq!(received.iter().map(|one| (one.object, one.name.value.as_str())).collect::<Vec<_>>(), [(package, "1Z")]);
    assert_eq!(stores.messages.told(second, 10).await.unwrap(), []);
}

pub async fn a_parked_message_names_what_it_waits_for(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let id = accept(&stores, "m").await;
    let mut round = Round::new(id);
    let package = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "1Z").await;
    round.event(package, "1Z");
    round.changes.settled[0].state = MessageState::Parked;
    round.changes.settled[0].waits = vec![package];
    round.write(&stores).await;
    let waits = stores.messages.waits(&[id], 10).await.unwrap();
    assert_eq!(waits.iter().map(|one| (one.message, one.object)).collect::<Vec<_>>(), [(id, package)]);
    assert_eq!(waits[0].name.value, "1Z");
    assert_eq!(stores.messages.waits(&[], 10).await.unwrap(), []);
}

/// The view of an order that has a code of a source, `at` a time.
fn with_code(order: ObjectId, code: &str, at: i64) -> View {
    let raw = crate::domain::event::Raw { element: None, code: Some(code.into()), text: Some("Words".into()) };
    let what = EntryKind::Milestone {
        milestone: Milestone::Unmapped,
        classifier: Classifier::Actual,
        extent: Extent::Full,
        from: None,
        to: None,
    };
    let entry = Entry {
        event: EventId { message: MessageId(at), ordinal: 0, generation: 0 },
        object: order,
        of: ObjectKind::Order,
        what,
        at: Moment { micros: at, offset_seconds: 0, zone_known: true, day_only: false },
        received: at,
        place: None,
        source: "ups".into(),
        raw: Some(raw),
        witnesses: vec![],
        status: EventStatus::Counts,
        logical: false,
        known: vec![],
    };
    View { entries: vec![entry], ..make::view(order, None) }
}

async fn write(stores: &Stores, order: ObjectId, version: i64, view: View) {
    let mut round = Round::new(accept(stores, &format!("{order} {version}")).await);
    round.changes.orders.push(OrderWrite {
        expected: OrderVersion { order, version },
        summary: crate::domain::summary::Summary::of(&view),
        view: std::sync::Arc::new(view),
        next_change_at: None,
        lookups: vec![],
    });
    round.write(stores).await;
}

pub async fn codes_that_no_table_knows_stand_while_an_order_has_them(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut orders = Vec::new();
    for number in ["1", "2"] {
        let mut round = Round::new(accept(&stores, number).await);
        orders.push(round.object(&stores, ObjectKind::Order, RefKind::Order, number).await);
        round.write(&stores).await;
    }
    write(&stores, orders[0], 0, with_code(orders[0], "ZZ", 7)).await;
    write(&stores, orders[1], 0, with_code(orders[1], "ZZ", 9)).await;
    let found = stores.messages.unmapped(10).await.unwrap();
    let received: Vec<_> =
        found.iter().map(|one| (one.code.as_str(), one.count, one.orders, one.at, one.message.0)).collect();
    assert_eq!((received, found[0].order), (vec![("ZZ", 2, 2, 9, 9)], orders[1]));
    write(&stores, orders[1], 1, make::view(orders[1], None)).await;
    assert_eq!(stores.messages.unmapped(10).await.unwrap()[0].orders, 1);
    write(&stores, orders[0], 1, make::view(orders[0], None)).await;
    assert_eq!(stores.messages.unmapped(10).await.unwrap(), []);
}
