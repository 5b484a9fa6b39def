//! Several deliveries of one thing: which of them is the arrival.
//!
//! Goods arrive once. The first delivery in full is the arrival until it is undone: by a return, or by a vehicle that takes the goods
//! to the door again and delivers them. (What its sender withdraws, or corrects with a retraction, was never there.) A later delivery is the
//! carrier's duplicate or late correction: it stays on the timeline and dates nothing, whichever of the two was heard first.
//!
//! Two things come before being the first:
//! - of one package of several, what is told of this very package comes before what is told of the shipment;
//! - a time of known zone comes before one of unknown zone that is nearer than the margin: nobody knows which of them is earlier.

use super::journey::{Leg, Step};
use crate::domain::{
    id::ObjectId,
    milestone::{Extent, Milestone},
    policy::Policy,
};

/// Marks the deliveries that repeat another one. `package`: whose steps these are, where the shipment has several.
pub(super) fn mark(steps: &mut [Step], package: Option<ObjectId>, policy: &Policy) {
    let mut alike: Vec<usize> = Vec::new();
    for index in 0..steps.len() {
        let Some(step) = steps.get(index) else { continue };
        if step.is_full_delivery() {
            alike.push(index);
        } else if undoes(step) {
            keep_one(steps, &std::mem::take(&mut alike), package, policy);
        }
    }
    keep_one(steps, &alike, package, policy);
}

/// The arrival: the latest delivery in full that repeats none.
pub(super) fn arrival<'s, 'a>(steps: &'s [Step<'a>]) -> Option<&'s Step<'a>> {
    steps.iter().rev().find(|step| step.is_full_delivery() && step.leg != Leg::Repeated)
}

/// Whether a delivery that follows is another one: the goods turned back, or went out for delivery again.
fn undoes(step: &Step) -> bool {
    match step.milestone {
        Milestone::Returning | Milestone::Returned => step.extent == Extent::Full,
        milestone => (Milestone::OutForDelivery..=Milestone::DeliveryAttempted).contains(&milestone),
    }
}

fn keep_one(steps: &mut [Step], alike: &[usize], package: Option<ObjectId>, policy: &Policy) {
    let kept = {
        let all: Vec<(usize, &Step)> = alike.iter().filter_map(|index| Some((*index, steps.get(*index)?))).collect();
        let is_own = |step: &Step| package == Some(step.received.object);
        let any_own = all.iter().any(|(_, step)| is_own(step));
        let candidates: Vec<(usize, &Step)> = all.into_iter().filter(|(_, step)| !any_own || is_own(step)).collect();
        first(&candidates, policy)
    };
    for index in alike.iter().filter(|index| Some(**index) != kept) {
        if let Some(step) = steps.get_mut(*index) {
            step.leg = Leg::Repeated;
        }
    }
}

fn first(candidates: &[(usize, &Step)], policy: &Policy) -> Option<usize> {
    let (index, first) = candidates.first()?;
    let at = first.received.at;
    let near = |step: &Step| step.received.at.micros.saturating_sub(at.micros) < policy.margin_micros();
    let known = candidates.iter().find(|(_, step)| step.received.at.zone_known && near(step));
    Some(known.filter(|_| !at.zone_known).map_or(*index, |(known, _)| *known))
}
