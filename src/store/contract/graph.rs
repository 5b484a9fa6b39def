//! Objects, names, links, events and views.

use std::collections::BTreeSet;

use super::{
    Engine,
    audit::record,
    make::{self, Round, accept, key, lookup, reference, settle},
};
use crate::{
    domain::{
        event::{EventKey, LineQuantity, Relation},
        id::ObjectId,
        reference::{ObjectKind, RefKind},
    },
    store::{KnownName, LinkRow, MessageState, NameKey, OrderVersion, StoreError, Stores, Subgraph},
};

async fn near(stores: &Stores, names: &[NameKey]) -> Subgraph {
    stores.graph.load_subgraph(names, &[], &[]).await.unwrap()
}

fn ids(near: &Subgraph) -> BTreeSet<ObjectId> {
    near.objects.iter().map(|object| object.id).collect()
}

fn set<const N: usize>(ids: [ObjectId; N]) -> BTreeSet<ObjectId> {
    ids.into()
}

/// An order with a delivery, a shipment and a package: `O<n>`, `D<n>`, `S<n>`, `P<n>`.
struct Chain {
    order: ObjectId,
    delivery: ObjectId,
    shipment: ObjectId,
    package: ObjectId,
}

async fn chain(stores: &Stores, round: &mut Round, n: u32) -> Chain {
    let order = round.object(stores, ObjectKind::Order, RefKind::Order, &format!("O{n}")).await;
    let delivery = round.object(stores, ObjectKind::Delivery, RefKind::Delivery, &format!("D{n}")).await;
    let shipment = round.object(stores, ObjectKind::Shipment, RefKind::Shipment, &format!("S{n}")).await;
    let package = round.object(stores, ObjectKind::Package, RefKind::Tracking, &format!("P{n}")).await;
    round.link(delivery, Relation::Carries, order);
    round.link(shipment, Relation::Carries, delivery);
    round.link(package, Relation::Contains, shipment);
    Chain { order, delivery, shipment, package }
}

fn package(n: u32) -> NameKey {
    key(ObjectKind::Package, RefKind::Tracking, &format!("P{n}"))
}

fn load() -> NameKey {
    key(ObjectKind::Load, RefKind::Load, "L")
}

/// Two orders whose shipments travel in one load.
async fn two_in_a_load(stores: &Stores) -> (Chain, Chain, ObjectId) {
    let mut round = Round::new(accept(stores, "m").await);
    let (one, two) = (chain(stores, &mut round, 1).await, chain(stores, &mut round, 2).await);
    let load = round.object(stores, ObjectKind::Load, RefKind::Load, "L").await;
    // A load contains shipments, and is farther from the order than they are.
    for shipment in [one.shipment, two.shipment] {
        let event = round.event_id();
        let link = LinkRow {
            from: load,
            relation: Relation::Contains,
            to: shipment,
            child: load,
            parent: shipment,
            lines: Vec::new(),
            source: make::source(),
        };
        round.changes.links.push(crate::store::NewLink { link, event });
    }
    round.write(stores).await;
    (one, two, load)
}

pub async fn numbers_are_reserved_once(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut given = BTreeSet::new();
    for count in [3, 1, 5_000, 2, 4_096, 1] {
        let first = stores.graph.reserve(count).await.unwrap().0;
        assert!((first..first + i64::from(count)).all(|id| given.insert(id)), "{first} {count}");
    }
    let stores = engine.open().await;
    assert!(stores.graph.reserve(1).await.unwrap().0 > *given.last().unwrap());
}

pub async fn unknown_names_have_no_neighbours(engine: &mut impl Engine) {
    let stores = engine.open().await;
    two_in_a_load(&stores).await;
    let other_scope = NameKey { scope: "OTHER".into(), ..package(1) };
    let other_kind = NameKey { kind: RefKind::Sscc, ..package(1) };
    let other_object = NameKey { of: ObjectKind::Shipment, ..package(1) };
    let near = near(&stores, &[package(9), other_scope, other_kind, other_object]).await;
    assert!(near.objects.is_empty() && near.links.is_empty() && !near.truncated);
}

pub async fn a_package_leads_up_to_its_order_and_down_again(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (one, _, load) = two_in_a_load(&stores).await;
    let mut round = Round::new(accept(&stores, "more").await);
    let sibling = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "sibling").await;
    round.link(sibling, Relation::Contains, one.shipment);
    let split = round.object(&stores, ObjectKind::Shipment, RefKind::Shipment, "split").await;
    round.link(split, Relation::Carries, one.order);
    round.write(&stores).await;
    let near = near(&stores, &[package(1)]).await;
    let expected = set([one.order, one.delivery, one.shipment, one.package, load, sibling, split]);
    assert_eq!(ids(&near), expected, "and not the other shipment of the load");
    assert_eq!(near.links.len(), 6);
}

pub async fn a_load_leads_to_all_its_orders_only_when_asked_for(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (one, two, load_id) = two_in_a_load(&stores).await;
    let near = near(&stores, &[load()]).await;
    let of = |chain: &Chain| [chain.order, chain.delivery, chain.shipment, chain.package];
    let expected: BTreeSet<_> = [of(&one), of(&two)].concat().into_iter().chain([load_id]).collect();
    assert_eq!(ids(&near), expected);
}

pub async fn a_consolidated_shipment_leads_to_both_orders(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let one = chain(&stores, &mut round, 1).await;
    let two = round.object(&stores, ObjectKind::Order, RefKind::Order, "O2").await;
    let only_two = round.object(&stores, ObjectKind::Delivery, RefKind::Delivery, "only two").await;
    round.link(one.shipment, Relation::Carries, two);
    round.link(only_two, Relation::Carries, two);
    round.view(one.order, 0, None, vec![]);
    round.view(two, 0, None, vec![]);
    round.write(&stores).await;
    let from_package = near(&stores, &[package(1)]).await;
    assert_eq!(ids(&from_package), set([one.order, one.delivery, one.shipment, one.package, two, only_two]));
    let versions: BTreeSet<_> = from_package.versions.iter().map(|v| (v.order, v.version)).collect();
    assert_eq!(versions, BTreeSet::from([(one.order, 1), (two, 1)]));
    let from_order = near(&stores, &[key(ObjectKind::Delivery, RefKind::Delivery, "only two")]).await;
    assert_eq!(ids(&from_order), set([two, only_two, one.shipment, one.package]), "down, and not up again");
}

pub async fn what_belongs_to_no_order_comes_with_what_is_below_it(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let shipment = round.object(&stores, ObjectKind::Shipment, RefKind::Shipment, "S").await;
    let parcel = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "P1").await;
    round.link(parcel, Relation::Contains, shipment);
    round.event(parcel, "scan");
    round.write(&stores).await;
    let near = near(&stores, &[key(ObjectKind::Shipment, RefKind::Shipment, "S")]).await;
    assert_eq!(ids(&near), set([shipment, parcel]));
    assert_eq!(near.events.len(), 1);
}

pub async fn an_order_is_found_by_its_number_alone(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (one, _, load) = two_in_a_load(&stores).await;
    let near = stores.graph.load_subgraph(&[], &[one.order, ObjectId(999_999)], &[]).await.unwrap();
    assert_eq!(ids(&near), set([one.order, one.delivery, one.shipment, one.package, load]));
}

pub async fn everything_comes_back_as_it_was_written(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let shipment = round.object(&stores, ObjectKind::Shipment, RefKind::Shipment, " s-0\"ü\" ").await;
    let order = round.object(&stores, ObjectKind::Order, RefKind::Order, "O").await;
    let lines = serde_json::from_value(
        serde_json::json!([{"line": "10", "quantity": "2.50", "unit": "EA"}, {"line": "2\"0", "quantity": "1"}]),
    );
    let lines: Vec<LineQuantity> = lines.unwrap();
    round.link_lines(shipment, Relation::Carries, order, lines);
    round.event(shipment, "scan \u{1f} ✓");
    let written = round.changes.clone();
    round.write(&stores).await;
    let stores = engine.open().await;
    let name = key(ObjectKind::Shipment, RefKind::Shipment, "S0\"Ü\"");
    let near = near(&stores, std::slice::from_ref(&name)).await;
    let known = near.objects.iter().find(|object| object.id == shipment).unwrap();
    assert_eq!(known.of, ObjectKind::Shipment);
    let sent = reference(RefKind::Shipment, " s-0\"ü\" ");
    assert_eq!(known.names, [KnownName { key: name, reference: sent, since: 7_000 }]);
    assert_eq!(near.links, [written.links[0].link.clone()]);
    let (received, new) = (&near.events[0], &written.events[0]);
    assert_eq!(
        (received.id, &received.key, received.object, &received.source),
        (new.id, &new.key, new.object, &new.source)
    );
    assert_eq!((received.at, received.received_at, &received.event), (new.at, new.received_at, &new.event));
}

pub async fn a_known_event_is_not_written_again(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let parcel = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "P1").await;
    round.event(parcel, "scan");
    let first = round.changes.events[0].id;
    round.write(&stores).await;
    let mut again = Round::new(accept(&stores, "n").await);
    again.event(parcel, "scan");
    again.event(parcel, "another");
    again.write(&stores).await;
    let keys = [EventKey("scan".into()), EventKey("unknown".into())];
    let near = stores.graph.load_subgraph(&[package(1)], &[], &keys).await.unwrap();
    assert_eq!(near.known_keys, keys[..1]);
    assert_eq!(near.events.len(), 2);
    assert_eq!(near.events.iter().find(|received| received.key == keys[0]).unwrap().id, first);
}

pub async fn a_stale_version_changes_nothing(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "O", None, vec![]).await;
    for stale in [0, 2] {
        let message = accept(&stores, "m").await;
        let mut round = Round::new(message);
        round.object(&stores, ObjectKind::Package, RefKind::Tracking, "P1").await;
        round.view(order, stale, None, vec![]);
        assert!(matches!(stores.graph.apply(round.changes).await, Err(StoreError::Conflict)));
        assert!(near(&stores, &[package(1)]).await.objects.is_empty());
        assert_eq!(stores.inbox.message(message).await.unwrap().unwrap().state, MessageState::Received);
        assert_eq!(stores.graph.order(order).await.unwrap().unwrap().version.version, 1);
    }
    let mut round = Round::new(accept(&stores, "m").await);
    round.view(order, 1, None, vec![]);
    let outcome = stores.graph.apply(round.changes).await.unwrap();
    assert_eq!(outcome.orders, [OrderVersion { order, version: 2 }]);
}

pub async fn a_name_that_is_taken_changes_nothing(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let parcel = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "P1").await;
    round.write(&stores).await;
    let mut other = Round::new(accept(&stores, "n").await);
    other.object(&stores, ObjectKind::Package, RefKind::Tracking, "P2").await;
    other.object(&stores, ObjectKind::Package, RefKind::Tracking, "p-1").await;
    assert!(matches!(stores.graph.apply(other.changes).await, Err(StoreError::Conflict)));
    assert!(near(&stores, &[package(2)]).await.objects.is_empty());
    let mut same = Round::new(accept(&stores, "o").await);
    same.name(parcel, ObjectKind::Package, RefKind::Tracking, "P1");
    same.name(parcel, ObjectKind::Package, RefKind::Tracking, "P3");
    same.write(&stores).await;
    assert_eq!(near(&stores, &[package(3)]).await.objects[0].names.len(), 2);
}

pub async fn a_link_said_again_replaces_its_lines(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let one = chain(&stores, &mut round, 1).await;
    round.write(&stores).await;
    let lines =
        vec![LineQuantity { line: "10".into(), quantity: "3".parse().unwrap(), quantity_as_sent: None, unit: None }];
    let mut again = Round::new(accept(&stores, "n").await);
    again.link_lines(one.delivery, Relation::Carries, one.order, lines.clone());
    again.write(&stores).await;
    let near = near(&stores, &[package(1)]).await;
    assert_eq!(near.links.len(), 3);
    assert_eq!(near.links.iter().find(|link| link.to == one.order).unwrap().lines, lines);
}

pub async fn an_absorbed_object_leaves_everything_to_the_other(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let one = chain(&stores, &mut round, 1).await;
    let twin = round.object(&stores, ObjectKind::Shipment, RefKind::Tracking, "master").await;
    let twin_package = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "P2").await;
    round.link(twin_package, Relation::Contains, twin);
    round.link(one.package, Relation::Contains, twin);
    round.event(twin, "scan");
    round.changes.parked_lookups.push((twin, vec![lookup(RefKind::Tracking, "MASTER")]));
    round.write(&stores).await;
    // The round that finds out has given the one that goes a name, an event and a package before.
    let mut round = Round::new(accept(&stores, "n").await);
    round.name(twin, ObjectKind::Shipment, RefKind::Pro, "pro");
    round.event(twin, "another scan");
    round.changes.absorbed.push((twin, one.shipment));
    let third = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "P3").await;
    round.link(third, Relation::Contains, twin);
    round.write(&stores).await;
    let near = near(&stores, &[key(ObjectKind::Shipment, RefKind::Tracking, "master")]).await;
    assert_eq!(ids(&near), set([one.order, one.delivery, one.shipment, one.package, twin_package, third]));
    let kept = near.objects.iter().find(|object| object.id == one.shipment).unwrap();
    assert_eq!(kept.names.len(), 3);
    assert_eq!(near.events.iter().map(|received| received.object).collect::<Vec<_>>(), [one.shipment; 2]);
    assert_eq!(near.links.len(), 5, "the link that both had is there once");
    assert!(near.links.iter().all(|link| link.from != twin && link.to != twin));
    assert_eq!(stores.lookup.find("MASTER", &crate::store::Scope::All, 10).await.unwrap(), []);
}

pub async fn a_view_is_read_back_with_its_version(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "O", Some("1010"), vec![]).await;
    let row = stores.graph.order(order).await.unwrap().unwrap();
    assert_eq!(*row.view, make::view(order, Some("1010")));
    assert_eq!((row.version, row.updated), (OrderVersion { order, version: 1 }, 3_000));
    assert!(stores.graph.order(ObjectId(order.0 + 1)).await.unwrap().is_none());
    let versions = stores.graph.versions(&[ObjectId(order.0 + 1), order]).await.unwrap();
    assert_eq!(versions, [OrderVersion { order, version: 1 }]);
}

pub async fn the_details_are_the_order_with_what_was_done_with_it(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "O", Some("1010"), vec![]).await;
    assert!(stores.graph.details(ObjectId(order.0 + 1), "order:1", 9).await.unwrap().is_none());
    for (subject, detail) in [("order:1", "a"), ("order:2", "b"), ("order:1", "c"), ("order:1", "d")] {
        record(&stores, subject, detail).await;
    }
    // Whatever was read before: what is stored now is what is read.
    for (version, org) in [(1, "1010"), (2, "1020"), (3, "1010")] {
        if version > 1 {
            let mut round = Round::new(accept(&stores, &format!("m{version}")).await);
            round.view(order, version - 1, Some(org), vec![]);
            round.write(&stores).await;
        }
        for _ in 0..2 {
            let details = stores.graph.details(order, "order:1", 2).await.unwrap().unwrap();
            assert_eq!(*details.row.view, make::view(order, Some(org)));
            assert_eq!(details.row.version, OrderVersion { order, version });
            assert_eq!(details.audit, stores.audit.newest(Some("order:1"), 2).await.unwrap());
            assert_eq!(details.audit.iter().map(|row| row.entry.detail.as_str()).collect::<Vec<_>>(), ["d", "c"]);
            assert!(details.outbox.is_empty());
        }
    }
}

pub async fn orders_are_due_in_order(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let mut orders = Vec::new();
    for (n, due) in [Some(50), None, Some(20), Some(90)].into_iter().enumerate() {
        let order = round.object(&stores, ObjectKind::Order, RefKind::Order, &format!("O{n}")).await;
        round.view(order, 0, None, vec![]);
        round.changes.orders[n].next_change_at = due;
        orders.push(order);
    }
    round.write(&stores).await;
    assert_eq!(stores.graph.due(19, 10).await.unwrap(), []);
    assert_eq!(stores.graph.due(50, 10).await.unwrap(), [orders[2], orders[0]]);
    assert_eq!(stores.graph.due(100, 1).await.unwrap(), [orders[2]]);
    let mut round = Round::new(accept(&stores, "n").await);
    round.view(orders[2], 1, None, vec![]);
    round.write(&stores).await;
    assert_eq!(stores.graph.due(50, 10).await.unwrap(), [orders[0]], "folded anew, it is not due any more");
}

pub async fn changes_are_followed_in_order(engine: &mut impl Engine) {
    let stores = engine.open().await;
    assert_eq!(stores.graph.changed_since(0, 10).await.unwrap(), (vec![], 0));
    // More than one statement of views takes.
    let mut round = Round::new(accept(&stores, "m").await);
    let mut orders = Vec::new();
    for n in 0..40 {
        let order = round.object(&stores, ObjectKind::Order, RefKind::Order, &format!("O{n}")).await;
        round.view(order, 0, None, vec![]);
        orders.push(OrderVersion { order, version: 1 });
    }
    round.write(&stores).await;
    let numbers: Vec<_> = orders.iter().map(|version| version.order).collect();
    assert_eq!(stores.graph.orders_after(ObjectId(0), 100).await.unwrap(), numbers);
    assert_eq!(stores.graph.orders_after(numbers[2], 3).await.unwrap(), numbers[3..6]);
    let (first, seen) = stores.graph.changed_since(0, 30).await.unwrap();
    let (rest, seen) = stores.graph.changed_since(seen, 30).await.unwrap();
    assert_eq!([first, rest].concat(), orders);
    let mut round = Round::new(accept(&stores, "n").await);
    round.view(orders[3].order, 1, None, vec![]);
    round.write(&stores).await;
    settle(&stores, accept(&stores, "o").await, MessageState::Ignored).await;
    let (changed, last) = stores.graph.changed_since(seen, 30).await.unwrap();
    assert_eq!(changed, [OrderVersion { order: orders[3].order, version: 2 }]);
    assert!(last > seen);
    assert_eq!(stores.graph.changed_since(last, 30).await.unwrap(), (vec![], last));
}
