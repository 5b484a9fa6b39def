//! What follows from a view for people: which items of worklists open, read differently, or close. Pure; what people decided
//! about an item is not known here and never touched.

use crate::{
    domain::{
        event::Address,
        id::ObjectId,
        policy::Policy,
        view::View,
        worklist::{Condition, ServiceLevels, conditions},
    },
    store::{KnownWork, WorkFacts, WorkStep, WorkWrite},
};

/// What becomes of the items of an order whose view this is. `known` are its items that are not closed.
///
/// The clock of an item starts when it opens, and goes on from there when the customer turns out to be of another tier; so
/// folding again as of another time gives the same due time.
pub(super) fn of_view(view: &View, known: &[KnownWork], policy: &Policy, now: i64) -> Vec<WorkWrite> {
    let own = || known.iter().filter(|item| item.order == view.order);
    let holds = conditions(view);
    let gone = own().filter(|item| holds.iter().all(|condition| condition.cause != item.cause));
    let closed: Vec<_> = gone.map(closes).collect();
    let to = view.ship_to.as_ref();
    let open = holds.into_iter().filter_map(|condition| {
        let known = own().find(|item| item.cause == condition.cause);
        step(view, condition, known, (policy, to, now))
    });
    open.chain(closed).collect()
}

/// Closes every known item of orders that are orders no more.
pub(super) fn of_gone(known: &[KnownWork], is_gone: impl Fn(ObjectId) -> bool) -> Vec<WorkWrite> {
    known.iter().filter(|item| is_gone(item.order)).map(closes).collect()
}

fn closes(item: &KnownWork) -> WorkWrite {
    WorkWrite { order: item.order, cause: item.cause, step: WorkStep::Closes }
}

fn step(
    view: &View,
    condition: Condition,
    known: Option<&KnownWork>,
    (policy, to, now): (&Policy, Option<&Address>, i64),
) -> Option<WorkWrite> {
    let Condition { cause, print, card } = condition;
    let minutes = policy.service_levels.minutes(cause, card.tier.as_deref());
    let opened = known.map_or(now, |item| item.opened);
    let due = ServiceLevels::due(&policy.calendars, opened, minutes, to);
    let facts = WorkFacts { sales_org: view.sales_org.clone(), due, minutes, print, card };
    let step = match known {
        None => WorkStep::Opens(Box::new(facts)),
        Some(item) if item.facts == facts => return None,
        Some(item) => {
            let stirs = item.facts.print != facts.print;
            WorkStep::Changes { facts: Box::new(facts), stirs }
        }
    };
    Some(WorkWrite { order: view.order, cause, step })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        fold::testing::{World, micros},
        worklist::Cause,
    };

    fn late() -> (World, i64) {
        let (mut world, ships) = World::shipped(2);
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
        world.estimate(ships[0], "2026-05-12T11:00:00Z", "2026-05-15T13:00:00Z", "2026-05-15T20:00:00Z");
        (world, micros("2026-05-12T12:00:00Z"))
    }

    /// What becomes of that one list.
    fn late_of(view: &View, known: &[KnownWork], policy: &Policy, now: i64) -> Vec<WorkWrite> {
        of_view(view, known, policy, now).into_iter().filter(|write| write.cause == Cause::Late).collect()
    }

    fn known(writes: &[WorkWrite], opened: i64) -> Vec<KnownWork> {
        let facts = |step: &WorkStep| match step {
            WorkStep::Opens(facts) | WorkStep::Changes { facts, .. } => Some(facts.as_ref().clone()),
            WorkStep::Closes => None,
        };
        let item = |write: &WorkWrite| {
            Some(KnownWork { order: write.order, cause: write.cause, opened, facts: facts(&write.step)? })
        };
        writes.iter().filter_map(item).collect()
    }

    #[test]
    fn an_item_opens_once_stands_and_closes_by_itself() {
        let policy = Policy::default();
        let (mut world, now) = late();
        let opened = late_of(&world.view(), &[], &policy, now);
        let [WorkWrite { cause: Cause::Late, step: WorkStep::Opens(facts), .. }] = &opened[..] else {
            panic!("{opened:?}")
        };
        assert_eq!((facts.minutes, facts.sales_org.as_deref()), (120, Some("1010")), "a key account");
        assert!(facts.due > now);
        let items = known(&opened, now);
        assert_eq!(late_of(&world.view(), &items, &policy, now + 86_400_000_000), [], "folded again, nothing differs");
        let ship = world.view().shipments[0].object;
        world.estimate(ship, "2026-05-12T13:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T14:00:00Z");
        let closed = late_of(&world.view(), &items, &policy, now);
        assert!(matches!(closed[..], [WorkWrite { cause: Cause::Late, step: WorkStep::Closes, .. }]), "{closed:?}");
    }

    #[test]
    fn what_only_reads_differently_does_not_stir_and_another_condition_does() {
        let policy = Policy::default();
        let (mut world, now) = late();
        let items = known(&late_of(&world.view(), &[], &policy, now), now);
        let ship = world.view().shipments[0].object;
        world.estimate(ship, "2026-05-12T13:00:00Z", "2026-05-16T13:00:00Z", "2026-05-16T20:00:00Z");
        let changed = late_of(&world.view(), &items, &policy, now + 5);
        let [WorkWrite { step: WorkStep::Changes { facts, stirs: false }, .. }] = &changed[..] else {
            panic!("{changed:?}")
        };
        assert_eq!(facts.due, items[0].facts.due, "the clock goes on");
        world.exception(ship, "DELAYED", "WEATHER", "2026-05-12T14:00:00Z");
        let changed = late_of(&world.view(), &items, &policy, now + 5);
        assert!(matches!(changed[..], [WorkWrite { step: WorkStep::Changes { stirs: true, .. }, .. }]), "{changed:?}");
    }

    #[test]
    fn items_of_what_is_no_order_any_more_close() {
        let (world, now) = late();
        let items = known(&late_of(&world.view(), &[], &Policy::default(), now), now);
        assert_eq!(of_gone(&items, |_| false), []);
        assert!(matches!(of_gone(&items, |_| true)[..], [WorkWrite { step: WorkStep::Closes, .. }]));
    }
}
