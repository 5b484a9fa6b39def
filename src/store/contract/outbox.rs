//! Effects: written with the view they follow from, each once.

use super::{
    Engine,
    make::{self, Round, accept},
};
use crate::{
    domain::{
        effect::{DesiredEffect, Destination, Effect, EffectKind, IssuedEffects, Payload, Readiness, diff_effects},
        id::ObjectId,
        milestone::Milestone,
        time::Moment,
    },
    store::{Derived, OrderVersion, OutboxRow, OutboxState, StoreError, Stores},
};

/// What is derived for an order that wants these, each a key, after `before`.
fn derived(order: ObjectId, before: &IssuedEffects, wanted: &[(EffectKind, &str)]) -> Derived {
    let at = Moment { micros: 1, offset_seconds: 0, zone_known: true, day_only: false };
    let want = |(kind, key): &(EffectKind, &str)| DesiredEffect {
        key: crate::domain::effect::EffectKey((*key).to_owned()),
        kind: *kind,
        readiness: Readiness::Due(Payload::Milestone {
            about: Default::default(),
            milestone: Milestone::Booked,
            at,
            city: Some("Köln \"Süd\"".into()),
        }),
    };
    let wanted: Vec<_> = wanted.iter().map(want).collect();
    let (effects, posted) = diff_effects(before, order, &wanted);
    Derived { order, effects, posted }
}

const BOOKED: (EffectKind, &str) = (EffectKind::Milestone(Milestone::Booked), "crm:milestone:BOOKED:order-1:d");
const PROOF: (EffectKind, &str) = (EffectKind::ProofOfDelivery, "erp:proof_of_delivery:order-1:d");
const TASK: (EffectKind, &str) = (EffectKind::OutreachTask, "crm:outreach_task:customer-1:d");

/// Writes the order's next view, with what is derived.
async fn write(stores: &Stores, order: ObjectId, version: i64, derived: Derived) {
    let mut round = Round::new(accept(stores, &format!("{order} {version}")).await);
    round.view(order, version, None, vec![]);
    round.changes.derived.push(derived);
    round.write(stores).await;
}

async fn known(stores: &Stores, order: ObjectId) -> IssuedEffects {
    let near = stores.graph.load_subgraph(&[], &[order], &[]).await.unwrap();
    near.posted.into_iter().find(|(of, _)| *of == order).map(|(_, posted)| posted).unwrap_or_default()
}

async fn shown(stores: &Stores, order: ObjectId) -> Vec<OutboxRow> {
    stores.graph.details(order, "", 0).await.unwrap().unwrap().outbox
}

fn keys(effects: &[Effect]) -> Vec<String> {
    effects.iter().map(|effect| effect.key.0.clone()).collect()
}

pub async fn an_effect_is_written_with_its_view_and_read_back(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    assert!(shown(&stores, order).await.is_empty());
    let new = derived(order, &IssuedEffects::default(), &[BOOKED, PROOF]);
    write(&stores, order, 1, new.clone()).await;
    let stores = engine.open().await;
    assert_eq!(known(&stores, order).await, new.posted);
    let rows = shown(&stores, order).await;
    assert_eq!(rows.len(), 2);
    for (row, effect) in rows.iter().zip(&new.effects) {
        assert_eq!((&row.key, row.order, row.state), (&effect.key, order, OutboxState::Waiting));
        assert_eq!((row.destination, row.effect.as_str()), (effect.kind.destination(), effect.kind.as_str()));
        assert_eq!(row.payload, serde_json::to_value(&effect.payload).unwrap());
        assert_eq!((row.created, &row.reverses), (3_000, &None));
    }
}

pub async fn a_key_is_written_once_whoever_derives_it(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let one = make::order(&stores, "1", None, vec![]).await;
    let two = make::order(&stores, "2", None, vec![]).await;
    write(&stores, one, 1, derived(one, &IssuedEffects::default(), &[TASK])).await;
    write(&stores, two, 1, derived(two, &IssuedEffects::default(), &[TASK, BOOKED])).await;
    write(&stores, one, 2, derived(one, &IssuedEffects::default(), &[TASK])).await;
    let rows = stores.outbox.newest(Destination::Crm, None, 10).await.unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.key.0.as_str(), row.order)).collect::<Vec<_>>(),
        [(BOOKED.1, two), (TASK.1, one)]
    );
    let shared = shown(&stores, two).await;
    assert_eq!(shared.len(), 2, "an order shows what another showed first");
}

pub async fn what_is_not_true_any_more_is_reversed_once(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    write(&stores, order, 1, derived(order, &IssuedEffects::default(), &[BOOKED, PROOF])).await;
    let back = derived(order, &known(&stores, order).await, &[BOOKED]);
    assert_eq!(keys(&back.effects), [format!("{}:reversed", PROOF.1)]);
    write(&stores, order, 2, back).await;
    let again = derived(order, &known(&stores, order).await, &[BOOKED]);
    assert!(again.effects.is_empty());
    let rows = shown(&stores, order).await;
    let reversals: Vec<_> = rows.iter().filter_map(|row| row.reverses.as_ref()).map(|key| key.0.as_str()).collect();
    assert_eq!(reversals, [PROOF.1]);
}

pub async fn nothing_is_derived_from_a_round_that_is_not_written(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    let mut round = Round::new(accept(&stores, "stale").await);
    round.view(order, 7, None, vec![]);
    round.changes.derived.push(derived(order, &IssuedEffects::default(), &[BOOKED]));
    assert!(matches!(stores.graph.apply(round.changes).await, Err(StoreError::Conflict)));
    assert!(known(&stores, order).await.is_empty());
    assert!(stores.outbox.counts().await.unwrap().is_empty());
    let near = stores.graph.load_subgraph(&[], &[order], &[]).await.unwrap();
    assert_eq!(near.versions, [OrderVersion { order, version: 1 }]);
}

pub async fn effects_are_counted_and_paged_newest_first(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    let named: Vec<String> = (0..7).map(|n| format!("erp:booking:{n}")).collect();
    let wanted: Vec<_> = named.iter().map(|key| (EffectKind::Booking, key.as_str())).chain([TASK]).collect();
    write(&stores, order, 1, derived(order, &IssuedEffects::default(), &wanted)).await;
    let counts = stores.outbox.counts().await.unwrap();
    let counted: Vec<_> = counts.iter().map(|count| (count.destination, count.count)).collect();
    assert_eq!(counted, [(Destination::Crm, 1), (Destination::Erp, 7)]);
    let first = stores.outbox.newest(Destination::Erp, None, 4).await.unwrap();
    let rest = stores.outbox.newest(Destination::Erp, Some(first[3].id), 4).await.unwrap();
    let read: Vec<_> = first.iter().chain(&rest).map(|row| row.key.0.clone()).collect();
    assert_eq!(read, named.into_iter().rev().collect::<Vec<_>>());
}
