//! A label, booking or manifest that was voided: the shipment is called off, the order is not. While nothing else carries its
//! goods, they are to be shipped again (`SHIPMENT_CANCELLED`). The same holds for one package of several, where it is told what was
//! in it.

use super::{journey::Step, lines::Tally, shipments::Lane, watch};
use crate::domain::{
    id::ObjectId,
    milestone::Milestone,
    reason::Exception,
    view::{ActiveException, State},
};

/// That goods of the order are to be shipped again, since the last shipment that was to carry them was called off. With unknown
/// quantities any live shipment is taken for the one that replaces it.
pub(super) fn standing(order: ObjectId, lanes: &[Lane], state: State, tally: &Tally) -> Option<ActiveException> {
    let is_open = state < State::Delivered;
    let none_lives = lanes.iter().all(|lane| !lane.is_live()) && state < State::Moving;
    let left = lanes.iter().filter(|lane| {
        let of_lane = !lane.is_live() && (none_lives || tally.is_left(lane.object));
        of_lane || (lane.is_live() && tally.is_left_of_voided(lane.object))
    });
    let called_off = left.filter_map(called_off).max_by_key(Step::order).filter(|_| is_open)?;
    Some(watch::exception(Exception::ShipmentCancelled, order, called_off.received.at))
}

fn called_off<'a>(lane: &Lane<'a>) -> Option<Step<'a>> {
    let of_packages = lane.parcels.iter().flat_map(|parcel| parcel.journey.known());
    let steps = lane.journey.known().iter().chain(of_packages);
    steps.filter(|step| step.milestone == Milestone::Cancelled).max_by_key(|step| step.order()).copied()
}
