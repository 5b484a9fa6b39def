//! What an order contributes to the figures once all of it is delivered or its promise has passed, and how waiting times are counted.

use serde::{Deserialize, Serialize};

use super::{
    carriers,
    id::ObjectId,
    milestone::{Classifier, Milestone},
    view::{Entry, EntryKind, EventStatus, ShipmentView, State, View},
};

/// A day in UTC: days since 1970.
pub type Day = i64;

/// How long a day is.
pub const MICROS_A_DAY: i64 = 86_400_000_000;

/// The day of an instant (microseconds since 1970 in UTC).
pub fn day_of(micros: i64) -> Day {
    micros.div_euclid(MICROS_A_DAY)
}

/// What an order contributes that is delivered, or whose promise has passed without that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Which.
    pub order: ObjectId,
    /// Whether all of it is delivered.
    pub delivered: bool,
    /// The day on which the last of it was delivered, else the day on which the promise passed.
    pub day: Day,
    /// Whose; `None` while nobody has stated it.
    pub sales_org: Option<String>,
    /// The carrier of the shipment that came last, or that has not come.
    pub carrier: Option<String>,
    /// From where to where.
    pub lane: Option<String>,
    /// The site that shipped.
    pub site: Option<String>,
    /// Whether it came within the promise; `None` without a promise.
    pub on_time: Option<bool>,
    /// Whether its way was seen from end to end: its release, and of every shipment that it was picked up and delivered.
    pub visible: bool,
}

impl Fact {
    /// The fact of a view; `None` while it is neither delivered nor late, and of an order that was called off.
    pub fn of(view: &View) -> Option<Self> {
        match view.state {
            State::Delivered => Self::delivered(view),
            State::Cancelled => None,
            _ => Self::overdue(view),
        }
    }

    fn delivered(view: &View) -> Option<Self> {
        let lanes: Vec<&ShipmentView> = lanes(view).collect();
        let last = lanes
            .iter()
            .filter(|one| one.delivered_at.is_some())
            .max_by_key(|one| one.delivered_at.map(|at| at.micros));
        let delivered =
            last.and_then(|one| one.delivered_at).or_else(|| view.headline.as_ref().map(|headline| headline.at))?;
        let released = heard(&view.entries, |milestone| milestone == Milestone::OrderReleased);
        Some(Self {
            delivered: true,
            day: day_of(delivered.micros),
            on_time: view.promise_end.map(|end| delivered.micros <= end),
            visible: released && !lanes.is_empty() && lanes.iter().all(|one| is_seen(one)),
            ..Self::new(view, last.copied())
        })
    }

    /// Late, although nobody can say yet how late.
    fn overdue(view: &View) -> Option<Self> {
        let end = view.promise_end.filter(|_| view.promise_missed)?;
        let open = lanes(view).find(|one| one.delivered_at.is_none()).or_else(|| lanes(view).next());
        Some(Self { day: day_of(end), on_time: Some(false), ..Self::new(view, open) })
    }

    /// Whose, by whom and from where to where; that it is delivered is not told yet.
    fn new(view: &View, shipment: Option<&ShipmentView>) -> Self {
        let carrier = shipment.and_then(|one| one.carrier.as_ref());
        let from = view.ship_from.as_ref();
        let set_out = from.and_then(|from| from.city.clone().or_else(|| from.site.clone()));
        let to = view.ship_to.as_ref().and_then(|to| to.city.clone());
        Self {
            order: view.order,
            delivered: false,
            day: 0,
            sales_org: view.sales_org.clone(),
            carrier: carrier.and_then(carriers::shown_as),
            lane: set_out.zip(to).map(|(from, to)| format!("{from}–{to}")),
            site: from.and_then(|from| from.site.clone()),
            on_time: None,
            visible: false,
        }
    }
}

/// The shipments that were not called off.
fn lanes(view: &View) -> impl Iterator<Item = &ShipmentView> {
    view.shipments.iter().filter(|one| one.state != State::Cancelled)
}

/// A way that was told from its first movement to its end.
fn is_seen(shipment: &ShipmentView) -> bool {
    let moved = |milestone: Milestone| milestone.is_movement() && milestone != Milestone::Delivered;
    heard(&shipment.entries, moved) && heard(&shipment.entries, |milestone| milestone == Milestone::Delivered)
}

fn heard(entries: &[Entry], fits: impl Fn(Milestone) -> bool) -> bool {
    entries.iter().filter(|entry| entry.status == EventStatus::Counts).any(|entry| {
        matches!(&entry.what, EntryKind::Milestone { milestone, classifier: Classifier::Actual, .. } if fits(*milestone))
    })
}

/// Waiting times are counted in steps of a quarter of a doubling: step 0 is under a second, step `n` ends at 2^(n/4) seconds.
pub const STEPS_A_DOUBLING: f64 = 4.0;
/// The step of what was heard more than a day after it happened: history that is told afterwards, and no measure of how fast
/// news travel.
pub const HISTORY: i64 = 1_000;
const LONGEST_SECONDS: f64 = 86_400.0;

/// The step of a waiting time in microseconds. News from the future waited for nothing.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "steps are coarser than the loss")]
pub fn step(micros: i64) -> i64 {
    let seconds = micros as f64 / 1e6;
    if seconds < 1.0 {
        0
    } else if seconds > LONGEST_SECONDS {
        HISTORY
    } else {
        (seconds.log2() * STEPS_A_DOUBLING).ceil().max(1.0) as i64
    }
}

/// Within how many seconds `share` (0 to 1) of the counted times lie; `None` of none. `counts` are pairs of step and number, in the
/// order of steps, without [`HISTORY`].
#[allow(clippy::cast_precision_loss, reason = "numbers of events are far from the edge")]
pub fn within(counts: &[(i64, u64)], share: f64) -> Option<f64> {
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let wanted = all as f64 * share;
    let mut passed = 0.0;
    for (step, count) in counts.iter().filter(|(_, count)| *count > 0) {
        let count = *count as f64;
        if passed + count >= wanted {
            let (from, to) = (start(*step), end(*step));
            return Some(from + (to - from) * ((wanted - passed) / count).clamp(0.0, 1.0));
        }
        passed += count;
    }
    None
}

#[allow(clippy::cast_precision_loss, reason = "a step is a small number")]
fn end(step: i64) -> f64 {
    (step as f64 / STEPS_A_DOUBLING).exp2().min(LONGEST_SECONDS)
}

fn start(step: i64) -> f64 {
    if step <= 0 { 0.0 } else { end(step - 1) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::fold::testing::World;

    #[test]
    fn an_order_counts_once_it_is_delivered_and_tells_how_it_was_seen() {
        let (mut world, ships) = World::shipped(2);
        assert_eq!(Fact::of(&world.view()), None);
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
        for ship in &ships {
            world.milestone("ups", *ship, "DELIVERED", "2026-05-13T10:00:00Z");
        }
        let fact = Fact::of(&world.view()).unwrap();
        assert_eq!((fact.on_time, fact.visible, fact.sales_org.as_deref()), (Some(true), false, Some("1010")));
        assert_eq!(fact.day, day_of(crate::domain::fold::testing::micros("2026-05-13T00:00:00Z")));
        world.milestone("ups", ships[1], "HUB_ARRIVED", "2026-05-12T10:00:00Z");
        assert!(Fact::of(&world.view()).unwrap().visible, "now the way of both was seen");
    }

    #[test]
    fn what_came_after_the_promise_was_late() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-19T10:00:00Z");
        assert_eq!(Fact::of(&world.view()).unwrap().on_time, Some(false));
    }

    #[test]
    fn an_order_that_is_not_delivered_is_late_once_its_promise_has_passed() {
        let mut world = World::ordered();
        let ship = world.shipment(&[]);
        world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        let of = |world: &World, now: &str| Fact::of(&world.fold(now).view);
        assert_eq!(of(&world, "2026-05-14T18:00:00Z"), None, "the day of the promise is not over");
        let late = of(&world, "2026-05-16T18:00:00Z").unwrap();
        assert_eq!((late.delivered, late.on_time, late.visible), (false, Some(false), false));
        assert_eq!(late.day, day_of(crate::domain::fold::testing::micros("2026-05-15T05:00:00Z")), "14 May in Chicago");
        world.milestone("ups", ship, "DELIVERED", "2026-05-17T10:00:00Z");
        let came = of(&world, "2026-05-18T18:00:00Z").unwrap();
        assert_eq!((came.delivered, came.on_time), (true, Some(false)), "and stays late");
        let mut gone = World::ordered();
        gone.milestone("s4", crate::domain::fold::testing::ORDER, "CANCELLED", "2026-05-13T10:00:00Z");
        assert_eq!(of(&gone, "2026-05-16T18:00:00Z"), None, "what was called off is not late");
    }

    #[test]
    fn steps_and_days_at_their_edges() {
        assert_eq!((step(-5), step(0), step(999_999), step(1_000_000), step(1_100_000)), (0, 0, 0, 1, 1));
        assert_eq!((step(2_000_000), step(86_400_000_000), step(86_400_000_001)), (4, 66, HISTORY));
        assert_eq!((day_of(-1), day_of(0), day_of(MICROS_A_DAY)), (-1, 0, 1));
        assert_eq!(within(&[], 0.5), None);
        assert_eq!(within(&[(4, 0)], 0.5), None);
        assert_eq!(within(&[(4, 10)], 1.0), Some(2.0));
    }

    proptest! {
        #[test]
        fn a_share_is_told_within_a_fifth_of_the_truth(mut times in proptest::collection::vec(2_000_000i64..80_000_000_000, 1..200),
                                                      share in 0.05f64..1.0) {
            let mut counts = std::collections::BTreeMap::<i64, u64>::new();
            for time in &times {
                *counts.entry(step(*time)).or_default() += 1;
            }
            times.sort_unstable();
            let counts: Vec<_> = counts.into_iter().collect();
            let told = within(&counts, share).unwrap();
            #[allow(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "there are few times"
            )]
            let at = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1;
            #[allow(clippy::cast_precision_loss, reason = "as the figure it is compared with")]
            let truth = times[at] as f64 / 1e6;
            prop_assert!(told <= truth * 1.2 && told >= truth / 1.2, "{told} for {truth}");
        }
    }
}
