//! Names that several objects bear, claims that were refused, and what is taken back.

use std::collections::BTreeSet;

use super::{
    Engine,
    make::{self, Round, accept, key, lookup, reference, source},
};
use crate::{
    domain::{
        event::Relation,
        fold_input::{ConflictKind, NameConflict},
        id::{EventId, ObjectId},
        master::MasterRow,
        reference::{ObjectKind, RefKind},
        time::Moment,
    },
    store::{LookupRow, NameKey, NewName, Scope, StoreError, Stores, Subgraph, conflict_key},
};

async fn near(stores: &Stores, of: ObjectKind, kind: RefKind, value: &str) -> Subgraph {
    stores.graph.load_subgraph(&[key(of, kind, value)], &[], &[]).await.unwrap()
}

fn bearers(near: &Subgraph, name: &NameKey) -> BTreeSet<ObjectId> {
    let bears = |names: &[crate::store::KnownName]| names.iter().any(|known| known.key == *name);
    near.objects.iter().filter(|object| bears(&object.names)).map(|object| object.id).collect()
}

pub async fn a_shared_number_names_several(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (of, kind) = (ObjectKind::Order, RefKind::PurchaseOrder);
    let mut expected = BTreeSet::new();
    for n in ["1", "2"] {
        let mut round = Round::new(accept(&stores, n).await);
        let order = round.object(&stores, of, RefKind::Order, n).await;
        round.name(order, of, kind, "PO");
        round.write(&stores).await;
        expected.insert(order);
    }
    assert_eq!(bearers(&near(&stores, of, kind, "PO").await, &key(of, kind, "PO")), expected);
}

pub async fn a_number_used_again_has_as_many_bearers_as_are_known(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (of, kind) = (ObjectKind::Package, RefKind::Tracking);
    let mut round = Round::new(accept(&stores, "m").await);
    let first = round.object(&stores, of, kind, "P1").await;
    round.write(&stores).await;
    for (others, taken) in [(0, true), (1, false), (1, true)] {
        let mut round = Round::new(accept(&stores, &format!("{others}{taken}")).await);
        let object = round.object(&stores, of, kind, &format!("other {others}{taken}")).await;
        let reference = reference(kind, "P1");
        let name = NewName { object, key: key(of, kind, "P1"), reference, source: source(), since: 9_000, others };
        round.changes.names.push(name);
        let written = stores.graph.apply(round.changes).await;
        assert_eq!(matches!(written, Err(StoreError::Conflict)), taken, "{others}: {written:?}");
    }
    let near = near(&stores, of, kind, "P1").await;
    let known = near.objects.iter().flat_map(|object| object.names.iter().map(move |name| (object.id, name)));
    let since: Vec<_> =
        known.filter(|(_, name)| name.key == key(of, kind, "P1")).map(|(id, n)| (id, n.since)).collect();
    assert_eq!(since.len(), 2);
    assert!(since.contains(&(first, 7_000)) && since.iter().any(|(_, since)| *since == 9_000), "{since:?}");
}

fn conflict(claimant: ObjectId, holder: ObjectId, subject: Option<ObjectId>) -> NameConflict {
    NameConflict {
        claimant,
        holder,
        kind: ConflictKind::Place,
        reference: reference(RefKind::Tracking, "p-\"1\""),
        of: ObjectKind::Package,
        source: source(),
        subject,
        at: Moment { micros: 5, offset_seconds: -18_000, zone_known: true, day_only: false },
        received: 6,
        event: EventId { message: crate::domain::id::MessageId(1), ordinal: 2, generation: 3 },
    }
}

/// Two shipments in conflict over a package that the second has.
async fn in_conflict(stores: &Stores) -> (ObjectId, ObjectId, ObjectId) {
    let mut round = Round::new(accept(stores, "m").await);
    let one = round.object(stores, ObjectKind::Shipment, RefKind::Shipment, "S1").await;
    let two = round.object(stores, ObjectKind::Shipment, RefKind::Shipment, "S2").await;
    let package = round.object(stores, ObjectKind::Package, RefKind::Tracking, "P1").await;
    round.link(package, Relation::Contains, two);
    round.changes.conflicts.push(conflict(one, two, Some(package)));
    round.write(stores).await;
    (one, two, package)
}

pub async fn a_conflict_is_found_from_each_of_its_sides(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (one, two, package) = in_conflict(&stores).await;
    let mut again = Round::new(accept(&stores, "n").await);
    again.changes.conflicts.push(NameConflict { received: 99, ..conflict(one, two, Some(package)) });
    again.write(&stores).await;
    let names = [
        (ObjectKind::Shipment, RefKind::Shipment, "S1"),
        (ObjectKind::Shipment, RefKind::Shipment, "S2"),
        (ObjectKind::Package, RefKind::Tracking, "P1"),
    ];
    for (of, kind, value) in names {
        let near = near(&stores, of, kind, value).await;
        assert_eq!(near.conflicts, [conflict(one, two, Some(package))], "{value}: the first claim stays");
        let ids: BTreeSet<_> = near.objects.iter().map(|object| object.id).collect();
        assert_eq!(ids, BTreeSet::from([one, two, package]), "{value}: both sides are here");
    }
}

pub async fn a_conflict_goes_when_its_sides_become_one(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (one, two, _) = in_conflict(&stores).await;
    let mut round = Round::new(accept(&stores, "n").await);
    round.changes.absorbed.push((one, two));
    round.write(&stores).await;
    let near = near(&stores, ObjectKind::Shipment, RefKind::Shipment, "S1").await;
    assert!(near.conflicts.is_empty());
    assert_eq!(near.objects.iter().filter(|object| object.of == ObjectKind::Shipment).count(), 1);
}

pub async fn what_is_taken_back_is_gone(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let (one, two, package) = in_conflict(&stores).await;
    let mut round = Round::new(accept(&stores, "n").await);
    round.name(two, ObjectKind::Shipment, RefKind::Pro, "9");
    round.event(one, "stays");
    round.event(one, "moves");
    round.event(one, "goes");
    let [stays, moves, goes] = [0, 1, 2].map(|at| round.changes.events[at].id);
    round.write(&stores).await;
    let mut round = Round::new(accept(&stores, "o").await);
    let gone = &mut round.changes.gone;
    gone.names.push((key(ObjectKind::Shipment, RefKind::Pro, "9"), two));
    gone.links.push((two, Relation::Contains, package, source()));
    gone.events.push(goes);
    gone.moved.push((moves, two));
    gone.conflicts.push(conflict_key(&conflict(one, two, None)));
    round.write(&stores).await;
    let stores = engine.open().await;
    let near = stores
        .graph
        .load_subgraph(
            &[key(ObjectKind::Shipment, RefKind::Shipment, "S1"), key(ObjectKind::Shipment, RefKind::Shipment, "S2")],
            &[],
            &[],
        )
        .await
        .unwrap();
    assert!(near.links.is_empty() && near.conflicts.is_empty());
    assert!(near.objects.iter().all(|object| object.names.len() == 1));
    let received: BTreeSet<_> = near.events.iter().map(|received| (received.id, received.object)).collect();
    assert_eq!(received, BTreeSet::from([(stays, one), (moves, two)]));
}

fn item(scope: &str, source: &str, version: u32) -> MasterRow {
    let event = serde_json::json!({"type":"item","of":"item","refs":[{"kind":"item","scope":scope,"value":"WID-1"}],
        "item":{"text":format!("Widget \"{version}\"")}});
    let event = crate::domain::event::Event::from_value(event).unwrap();
    MasterRow {
        of: ObjectKind::Item,
        scope: scope.into(),
        norm: "WID1".into(),
        source: source.into(),
        at: i64::from(version),
        version,
        event: event.into(),
    }
}

pub async fn master_data_is_found_by_its_number_and_replaced(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let object = round.object(&stores, ObjectKind::Item, RefKind::Item, "WID-1").await;
    round.changes.master.push((object, vec![item("S4", "s4", 1), item("S4", "pim", 1)]));
    round.write(&stores).await;
    let mut round = Round::new(accept(&stores, "n").await);
    round.changes.master.push((object, vec![item("S4", "s4", 2)]));
    round.write(&stores).await;
    let stores = engine.open().await;
    let keys = [(ObjectKind::Item, "WID1".to_owned()), (ObjectKind::Site, "WID1".to_owned())];
    assert_eq!(stores.graph.master(&keys).await.unwrap(), [item("S4", "s4", 2)]);
    assert_eq!(stores.graph.master(&keys[1..]).await.unwrap(), []);
    assert_eq!(stores.graph.master(&[]).await.unwrap(), []);
}

pub async fn an_order_that_is_postponed_is_not_due(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let order = round.object(&stores, ObjectKind::Order, RefKind::Order, "1").await;
    round.view(order, 0, None, vec![]);
    round.changes.orders[0].next_change_at = Some(50);
    round.write(&stores).await;
    stores.graph.postpone(order).await.unwrap();
    assert_eq!(stores.graph.due(i64::MAX, 10).await.unwrap(), []);
    assert_eq!(stores.graph.order(order).await.unwrap().unwrap().version.version, 1);
}

pub async fn who_bears_a_number_now_comes_before_who_bore_it(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let since = |since: i64| vec![LookupRow { since, ..lookup(RefKind::Tracking, "1Z1") }];
    let now = make::order(&stores, "now", None, since(900)).await;
    let also = make::order(&stores, "also", None, since(900)).await;
    let earlier = make::order(&stores, "earlier", None, since(100)).await;
    let found = stores.lookup.find("1Z1", &Scope::All, 10).await.unwrap();
    let found: Vec<_> = found.iter().map(|hit| (hit.object, hit.earlier)).collect();
    assert_eq!(found, [(also, false), (now, false), (earlier, true)]);
}

pub async fn what_does_not_all_fit_is_said_to_be_cut_off(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let load = round.object(&stores, ObjectKind::Load, RefKind::Load, "L").await;
    for n in 0..4_000 {
        let shipment = round.object(&stores, ObjectKind::Shipment, RefKind::Shipment, &format!("S{n}")).await;
        round.link(load, Relation::Carries, shipment);
    }
    round.write(&stores).await;
    assert!(near(&stores, ObjectKind::Load, RefKind::Load, "L").await.truncated);
    assert!(!near(&stores, ObjectKind::Shipment, RefKind::Shipment, "S1").await.truncated);
}

pub async fn an_event_leads_to_what_it_is_told_of(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let parcel = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "P1").await;
    round.event(parcel, "scan");
    round.write(&stores).await;
    let near = stores.graph.load_subgraph(&[], &[], &[crate::domain::event::EventKey("scan".into())]).await.unwrap();
    assert_eq!(near.objects.iter().map(|object| object.id).collect::<Vec<_>>(), [parcel]);
    assert_eq!(near.events.len(), 1);
}
