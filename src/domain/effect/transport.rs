//! What happens to the goods: booked, packed, picked up, and the milestones a CRM keeps beside its cases.

use super::{
    EffectKind, Payload,
    desired::{DesiredEffects, Readiness, reached, reached_at},
    key::{Destination, Subject, day},
};
use crate::domain::{
    milestone::Milestone,
    time::Moment,
    view::{Entry, ShipmentView},
};

/// The milestones that a CRM is told of a shipment, besides its delivery. Everything else is a scan.
const FOR_CRM: [Milestone; 7] = [
    Milestone::Booked,
    Milestone::PickedUp,
    Milestone::OutForDelivery,
    Milestone::DeliveryAttempted,
    Milestone::Returning,
    Milestone::Returned,
    Milestone::Cancelled,
];

pub(super) fn wants(wants: &mut DesiredEffects) {
    let view = wants.view;
    for shipment in &view.shipments {
        let carried = Subject::Carried(view.order, shipment.object);
        booked(wants, shipment, &carried);
        packed(wants, shipment);
        picked_up(wants, shipment, &carried);
        for milestone in FOR_CRM {
            if let Some(entry) = reached(&shipment.entries, milestone) {
                tell_crm(wants, Some(shipment), &carried, milestone, entry.at, Some(entry));
            }
        }
        if let Some(at) = shipment.delivered_at {
            let entry = reached_at(&shipment.entries, Milestone::Delivered, at);
            let entry = entry.or_else(|| reached(&shipment.entries, Milestone::Delivered));
            tell_crm(wants, Some(shipment), &carried, Milestone::Delivered, at, entry);
        }
    }
    if let Some(entry) = reached(&view.entries, Milestone::Cancelled) {
        tell_crm(wants, None, &Subject::Order(view.order), Milestone::Cancelled, entry.at, Some(entry));
    }
}

fn booked(wants: &mut DesiredEffects, shipment: &ShipmentView, carried: &Subject) {
    let Some(entry) = reached(&shipment.entries, Milestone::Booked) else { return };
    if wants.is_own(Destination::Erp, &entry.source) {
        return;
    }
    let payload = Payload::Booking {
        about: wants.about(Some(shipment)),
        carrier: shipment.carrier.clone(),
        mode: shipment.mode,
        service: shipment.service.clone(),
        plan: shipment.plan.clone(),
    };
    wants.add(EffectKind::Booking, carried, &day(entry.at), Readiness::Due(payload));
}

fn packed(wants: &mut DesiredEffects, shipment: &ShipmentView) {
    let Some(entry) = reached(&shipment.entries, Milestone::Packed) else { return };
    if wants.is_own(Destination::Tms, &entry.source) {
        return;
    }
    let payload = Payload::Packed {
        about: wants.about(Some(shipment)),
        at: entry.at,
        packages: shipment.packages.iter().filter_map(|package| package.refs.first().cloned()).collect(),
    };
    let subject = Subject::Shipment(shipment.object);
    wants.add(EffectKind::PackedUpdate, &subject, &day(entry.at), Readiness::Due(payload));
}

fn picked_up(wants: &mut DesiredEffects, shipment: &ShipmentView, carried: &Subject) {
    let Some(entry) = reached(&shipment.entries, Milestone::PickedUp) else { return };
    if wants.is_own(Destination::Erp, &entry.source) {
        return;
    }
    let payload = milestone(wants, Some(shipment), Milestone::PickedUp, entry.at, Some(entry));
    wants.add(EffectKind::DeliveryStatus, carried, &day(entry.at), Readiness::Due(payload));
}

fn tell_crm(
    wants: &mut DesiredEffects,
    shipment: Option<&ShipmentView>,
    subject: &Subject,
    which: Milestone,
    at: Moment,
    entry: Option<&Entry>,
) {
    if entry.is_some_and(|entry| wants.is_own(Destination::Crm, &entry.source)) {
        return;
    }
    let payload = milestone(wants, shipment, which, at, entry);
    wants.add(EffectKind::Milestone(which), subject, &day(at), Readiness::Due(payload));
}

fn milestone(
    wants: &DesiredEffects,
    shipment: Option<&ShipmentView>,
    milestone: Milestone,
    at: Moment,
    entry: Option<&Entry>,
) -> Payload {
    let city = entry.and_then(|entry| entry.place.as_ref()).and_then(|place| place.city.clone());
    Payload::Milestone { about: wants.about(shipment), milestone, at, city }
}
