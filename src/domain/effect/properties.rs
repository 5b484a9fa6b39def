//! The rules of effects over any scene that partners can bring about.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{
    DesiredEffect, Destination, EffectKey, EffectKind, IssuedEffects,
    desired::{DesiredEffects, Readiness},
    diff_effects, effects, wanted,
};
use crate::domain::{
    fold::{arbitrary::input, fold},
    fold_input::FoldInput,
    ownership::Ownership,
    policy::Policy,
    view::View,
};

const NOW: &str = "2026-05-12T12:00:00Z";

fn view(input: &FoldInput) -> View {
    fold(input, &Ownership::default(), &Policy::default(), NOW.parse::<Timestamp>().unwrap()).view
}

fn wants(view: &View) -> Vec<DesiredEffect> {
    wanted(view, &Ownership::default(), &Policy::default())
}

fn change(before: Option<&View>, after: &View) -> Vec<super::Effect> {
    effects(before, after, &Ownership::default(), &Policy::default())
}

/// Folds after every event; gives every key that was sent under, in the order of sending, and what stands at the end.
fn step_by_step(whole: &FoldInput) -> (Vec<EffectKey>, IssuedEffects) {
    let mut input = FoldInput { events: Vec::new(), ..whole.clone() };
    let (mut sent, mut posted) = (Vec::new(), IssuedEffects::default());
    for received in &whole.events {
        input.events.push(received.clone());
        let (new, now) = diff_effects(&posted, input.order, &wants(&view(&input)));
        sent.extend(new.into_iter().map(|effect| effect.key));
        posted = now;
    }
    (sent, posted)
}

fn base(key: &EffectKey) -> EffectKey {
    EffectKey(key.0.split('#').next().unwrap_or_default().to_owned())
}

fn due(view: &View) -> BTreeSet<EffectKey> {
    wants(view).into_iter().filter(|want| matches!(want.readiness, Readiness::Due(_))).map(|want| want.key).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_change_of_view_has_no_effects(input in input()) {
        let view = view(&input);
        prop_assert_eq!(change(Some(&view), &view), vec![]);
    }

    #[test]
    fn all_at_once_gives_what_is_due_and_reverses_nothing(input in input()) {
        let view = view(&input);
        let new = change(None, &view);
        prop_assert!(new.iter().all(|effect| effect.reverses.is_none()));
        prop_assert_eq!(new.into_iter().map(|effect| effect.key).collect::<BTreeSet<_>>(), due(&view));
    }

    /// Whatever came first: what is due in the end stands, and no money stands that is not wanted.
    #[test]
    fn any_order_of_arrival_ends_in_what_the_last_view_wants(input in input(), turn in any::<prop::sample::Index>()) {
        let mut turned = input.clone();
        if !turned.events.is_empty() {
            let by = turn.index(turned.events.len());
            turned.events.rotate_left(by);
        }
        let last = view(&input);
        let asked: BTreeSet<_> = wants(&last).into_iter().map(|want| want.key).collect();
        for path in [input, turned] {
            let (_, posted) = step_by_step(&path);
            let standing: BTreeSet<_> = posted.standing().map(|key| base(&key)).collect();
            prop_assert!(due(&last).is_subset(&standing), "{:?}", due(&last).difference(&standing));
            for key in standing.iter().filter(|key| EffectKind::financial_of(&key.0).is_some()) {
                prop_assert!(asked.contains(key), "{} stands and is not true", key);
            }
        }
    }

    /// Applied again and again, event by event, nothing is sent twice under a key.
    #[test]
    fn no_key_is_ever_doubled(input in input()) {
        let (sent, posted) = step_by_step(&input);
        let once: BTreeSet<_> = sent.iter().cloned().collect();
        prop_assert_eq!(once.len(), sent.len());
        prop_assert_eq!(posted.keys().into_iter().collect::<BTreeSet<_>>(), once, "what was sent is known from the last");
        let (again, same) = diff_effects(&posted, input.order, &wants(&view(&input)));
        prop_assert_eq!(again, vec![]);
        prop_assert_eq!(same, posted);
    }

    /// Keys hold neither message nor generation: a replay that maps everything as before has no effects.
    #[test]
    fn another_generation_has_no_effects(input in input()) {
        let mut replayed = input.clone();
        for received in &mut replayed.events {
            received.id.generation += 1;
        }
        prop_assert_eq!(change(Some(&view(&input)), &view(&replayed)), vec![]);
    }

    /// Keys name their destination, and read back from JSON as they were.
    #[test]
    fn what_was_posted_reads_back(input in input()) {
        let (_, posted) = step_by_step(&input);
        let text = serde_json::to_string(&posted).unwrap();
        prop_assert_eq!(&serde_json::from_str::<IssuedEffects>(&text).unwrap(), &posted);
        for key in posted.keys() {
            let to = key.0.split(':').next().and_then(Destination::parse);
            prop_assert!(to.is_some(), "{}", key);
        }
    }
}

#[test]
fn a_thing_is_wanted_once() {
    fn add(wants: &mut DesiredEffects) {
        use super::key::Subject;
        wants.add(EffectKind::Booking, &Subject::Order(crate::domain::id::ObjectId(1)), "x", Readiness::Done);
    }
    let view = view(&crate::domain::fold::testing::World::ordered().input);
    let (ownership, policy) = (Ownership::default(), Policy::default());
    let mut gathered = DesiredEffects::of(&view, &ownership, &policy);
    add(&mut gathered);
    add(&mut gathered);
    assert_eq!(gathered.into_all().len(), 1);
}
