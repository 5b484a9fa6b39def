//! Objects as operators look at them.

use super::{
    Engine,
    make::{self, Round, accept},
};
use crate::{
    domain::{
        event::Relation,
        reference::{ObjectKind, RefKind},
    },
    store::{ObjectFile, Stores},
};

async fn file(stores: &Stores, id: crate::domain::id::ObjectId) -> ObjectFile {
    stores.objects.file(id, 10).await.unwrap().unwrap()
}

pub async fn whatever_bears_a_number_is_found_by_it(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let shipment = round.object(&stores, ObjectKind::Shipment, RefKind::Tracking, "1Z-1").await;
    let package = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "1Z1").await;
    let order = round.object(&stores, ObjectKind::Order, RefKind::Order, "4711").await;
    round.link(package, Relation::Contains, shipment);
    round.link(shipment, Relation::Carries, order);
    round.write(&stores).await;
    let bearing = async |norms: &[&str], limit| {
        let norms: Vec<String> = norms.iter().map(ToString::to_string).collect();
        stores.objects.bearing(&norms, limit).await.unwrap()
    };
    let found = bearing(&["1Z1"], 9).await;
    let received: Vec<_> = found.iter().map(|side| (side.id, side.of, side.orders[0].0)).collect();
    assert_eq!(received, [(package, ObjectKind::Package, order), (shipment, ObjectKind::Shipment, order)]);
    assert_eq!(found[1].orders[0].1, Some(make::reference(RefKind::Order, "4711")));
    assert_eq!(bearing(&["1Z1"], 1).await.len(), 1);
    assert_eq!(bearing(&["4711", "1Z1"], 9).await.len(), 3);
    for nothing in [&["1Z"][..], &["%"], &[""], &[]] {
        assert_eq!(bearing(nothing, 9).await, [], "{nothing:?}");
    }
}

pub async fn an_object_is_told_with_its_names_and_links_and_who_said_so(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let message = accept(&stores, "m").await;
    let mut round = Round::new(message);
    let shipment = round.object(&stores, ObjectKind::Shipment, RefKind::Shipment, "S1").await;
    round.name(shipment, ObjectKind::Shipment, RefKind::Pro, "900");
    let package = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "1Z1").await;
    let order = round.object(&stores, ObjectKind::Order, RefKind::Order, "4711").await;
    round.link(shipment, Relation::Carries, order);
    round.link(package, Relation::Contains, shipment);
    round.write(&stores).await;

    let received = file(&stores, shipment).await;
    let names: Vec<_> =
        received.names.iter().map(|name| (name.reference.value.as_str(), name.source.0.as_str(), name.since)).collect();
    assert_eq!(names, [("S1", "ups", 7_000), ("900", "ups", 7_000)]);
    let links: Vec<_> = received.links.iter().map(|one| (one.link.relation, one.other.id, one.event.message)).collect();
    assert_eq!(links, [(Relation::Carries, order, message), (Relation::Contains, package, message)]);
    assert_eq!((received.side.of, received.side.orders[0].0, received.more), (ObjectKind::Shipment, order, false));
    let few = stores.objects.file(shipment, 1).await.unwrap().unwrap();
    assert_eq!((few.links.len(), few.more), (1, true));
    assert_eq!(stores.objects.file(crate::domain::id::ObjectId(order.0 + 99), 9).await.unwrap(), None);

    let print = received.print();
    let mut round = Round::new(accept(&stores, "n").await);
    round.event(shipment, "scan");
    round.write(&stores).await;
    assert_eq!(file(&stores, shipment).await.print(), print, "a scan changes neither names nor links");
    let mut round = Round::new(accept(&stores, "o").await);
    round.changes.gone.links = vec![received.links[0].link.key()];
    round.write(&stores).await;
    let after = file(&stores, shipment).await;
    assert_ne!(after.print(), print);
    assert_eq!((after.links.len(), after.side.orders.len()), (1, 0));
    let mut round = Round::new(accept(&stores, "p").await);
    round.name(shipment, ObjectKind::Shipment, RefKind::Booking, "B1");
    round.write(&stores).await;
    assert_ne!(file(&stores, shipment).await.print(), after.print());
}
