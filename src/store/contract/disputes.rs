//! Conflicts as operators go through them.

use super::{
    Engine,
    make::{Round, accept},
};
use crate::{
    domain::{
        fold_input::{ConflictKind, NameConflict},
        id::EventId,
        reference::{ObjectKind, RefKind, Reference},
        time::Moment,
    },
    store::{LeftAlone, NewObject, dispute_name},
};

pub async fn a_dispute_is_told_with_its_sides_until_it_is_settled_and_may_be_left(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let message = accept(&stores, "m").await;
    let first = stores.graph.reserve(2).await.unwrap();
    let other = crate::domain::id::ObjectId(first.0 + 1);
    let claim = |value: &str, received: i64| NameConflict {
        claimant: other,
        holder: first,
        kind: ConflictKind::Name,
        reference: Reference::new(RefKind::Pro, "ODFL", value),
        of: ObjectKind::Shipment,
        source: "tms".into(),
        subject: None,
        at: Moment { micros: 5, offset_seconds: 0, zone_known: true, day_only: false },
        received,
        event: EventId { message, ordinal: 0, generation: 0 },
    };
    let (older, newer) = (claim("900", 7), claim("901", 8));
    let mut round = Round::new(message);
    round.changes.objects = [first, other].map(|id| NewObject { id, of: ObjectKind::Shipment }).into();
    round.changes.conflicts = vec![older.clone(), newer.clone()];
    round.write(&stores).await;

    let found = stores.disputes.newest(10).await.unwrap();
    let received: Vec<_> = found.iter().map(|one| (one.conflict.clone(), one.claimant.id, one.holder.id)).collect();
    assert_eq!(received, [(newer.clone(), other, first), (older.clone(), other, first)]);
    assert_eq!((found[0].holder.of, found[0].left.clone()), (ObjectKind::Shipment, None));
    assert_eq!(stores.disputes.newest(1).await.unwrap().len(), 1);
    let name = dispute_name(&older);
    assert_eq!(stores.disputes.get(&name).await.unwrap().unwrap().conflict, older);
    assert_eq!(stores.disputes.get("1-2-0").await.unwrap(), None);

    assert_eq!(stores.disputes.open().await.unwrap(), 2);
    let left = LeftAlone { person: "tom".into(), name: "Tom".into(), at: 9, reason: "two parcels".into() };
    assert!(stores.disputes.leave(&name, &left).await.unwrap());
    let second = LeftAlone { person: "ada".into(), ..left.clone() };
    assert!(!stores.disputes.leave(&name, &second).await.unwrap(), "who was first stays");
    let stores = engine.open().await;
    assert_eq!(stores.disputes.open().await.unwrap(), 1, "one of them is left");
    assert_eq!(stores.disputes.get(&name).await.unwrap().unwrap().left, Some(left));
    assert_eq!(stores.disputes.get(&dispute_name(&newer)).await.unwrap().unwrap().left, None);

    let mut round = Round::new(accept(&stores, "n").await);
    round.changes.gone.conflicts = vec![crate::store::conflict_key(&older)];
    round.write(&stores).await;
    assert_eq!(stores.disputes.get(&name).await.unwrap(), None);
    assert_eq!(stores.disputes.open().await.unwrap(), 1, "what was left and is settled counts no more");
}
