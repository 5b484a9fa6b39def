//! The way back to the sender, and its end.
//!
//! Carriers end a return as they end every way: with a delivery. So a full delivery is read as [`Milestone::Returned`]
//! - where it took place at the sender's, by the town or postcode of the order's two addresses;
//! - while the goods are on their way back (RETURNING or RETURNED before it), unless it took place at the consignee's: then the
//!   return was reversed;
//! - where RETURNED is told within the hour after it: nothing comes back that fast.
//!
//! A way back ends otherwise when a vehicle goes out at the consignee's town again, or when goods that were back are picked up
//! anew. All other scans are steps of it; after a delivery to the sender they say nothing any more.

use super::{
    addresses::{End, Ends},
    journey::{Leg, Step},
};
use crate::domain::milestone::{Extent, Milestone};

/// Returned within that time (microseconds) after a delivery, goods were never with the consignee.
const AT_ONCE: i64 = 3_600_000_000;

/// Where goods go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    Back,
    /// Called returned: some say so when it turns back.
    Home,
    /// Delivered to the sender.
    Ended,
}

/// Reads the steps of one object, which are in the order of time. What is a return by its name is on its way back from the start.
pub(super) fn read(steps: &mut [Step], is_return: bool, ends: &Ends) {
    let mut way = if is_return { Way::Back } else { Way::Out };
    for step in steps.iter_mut() {
        way = follow(step, way, ends);
    }
    for index in 0..steps.len() {
        let (before, after) = steps.split_at_mut(index.saturating_add(1));
        let Some(step) = before.last_mut().filter(|step| step.is_full_delivery()) else { continue };
        if ends.surely(step.place) != Some(End::Consignee) && is_back_at_once(step, after) {
            step.milestone = Milestone::Returned;
        }
    }
}

/// Marks a step that follows while the goods go `way`, and tells which way they go then.
fn follow(step: &mut Step, way: Way, ends: &Ends) -> Way {
    let goes_out = (Milestone::OutForDelivery..=Milestone::DeliveryAttempted).contains(&step.milestone);
    match step.milestone {
        Milestone::Returning if step.extent == Extent::Full => Way::Back,
        Milestone::Returned if step.extent == Extent::Full && way == Way::Ended => way,
        Milestone::Returned if step.extent == Extent::Full => Way::Home,
        Milestone::Delivered => delivered(step, way, ends),
        _ if way == Way::Out => Way::Out,
        _ if goes_out && ends.surely(step.place) == Some(End::Consignee) => {
            step.leg = Leg::Reversal;
            Way::Out
        }
        Milestone::PickedUp if way != Way::Back => Way::Out,
        _ if way == Way::Ended => {
            step.leg = Leg::Ended;
            way
        }
        _ => {
            step.leg = Leg::Back;
            if step.milestone.is_movement() { Way::Back } else { way }
        }
    }
}

fn delivered(step: &mut Step, way: Way, ends: &Ends) -> Way {
    let end = if way == Way::Out { ends.surely(step.place) } else { ends.likely(step.place) };
    let is_full = step.extent == Extent::Full;
    match end {
        Some(End::Consignee) => Way::Out,
        None if way == Way::Out || !is_full => way,
        Some(End::Sender) if !is_full => {
            step.milestone = Milestone::Returning;
            Way::Back
        }
        Some(End::Sender) | None => {
            step.milestone = Milestone::Returned;
            Way::Ended
        }
    }
}

fn is_back_at_once(delivered: &Step, after: &[Step]) -> bool {
    let near = |step: &&Step| step.received.at.micros.saturating_sub(delivered.received.at.micros) <= AT_ONCE;
    let mut soon = after.iter().take_while(near);
    soon.any(|step| step.milestone == Milestone::Returned && step.extent == Extent::Full)
}
