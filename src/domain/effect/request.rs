//! Order released → the TMS is asked to book transport, once it is known from where, to where and what.

use super::{
    EffectKind, Payload, Unmet,
    desired::{DesiredEffects, Readiness, first_reached},
    key::{Subject, day},
    payload::RequestLine,
};
use crate::domain::{
    milestone::Milestone,
    view::{LineView, State, View},
};

pub(super) fn wants(wants: &mut DesiredEffects) {
    let view = wants.view;
    let Some(released) = first_reached(&view.entries, Milestone::OrderReleased) else { return };
    if !view.shipments.is_empty() || view.state == State::Cancelled {
        return;
    }
    let unmet = unmet(view);
    let readiness = if unmet.is_empty() { Readiness::Due(request(wants)) } else { Readiness::Waits(unmet) };
    wants.add(EffectKind::ShipmentRequest, &Subject::Order(view.order), &day(released.at), readiness);
}

fn unmet(view: &View) -> Vec<Unmet> {
    let checks = [
        (!view.blocks.is_empty(), Unmet::Blocked),
        (view.ship_from.is_none(), Unmet::NoShipFrom),
        (view.ship_to.is_none(), Unmet::NoShipTo),
        (view.lines.is_empty(), Unmet::NoLines),
        (view.lines.iter().any(|line| line.ordered_as_sent.is_some()), Unmet::QuantityUnknown),
    ];
    checks.into_iter().filter(|(fails, _)| *fails).map(|(_, unmet)| unmet).collect()
}

fn request(wants: &DesiredEffects) -> Payload {
    let view = wants.view;
    Payload::ShipmentRequest {
        about: wants.about(None),
        ship_from: view.ship_from.clone(),
        ship_to: view.ship_to.clone(),
        deliver_by: view.promise.as_ref().and_then(|promise| promise.deliver_by),
        lines: view.lines.iter().map(line).collect(),
    }
}

fn line(line: &LineView) -> RequestLine {
    RequestLine {
        line: line.line.clone(),
        item: line.item.clone(),
        quantity: line.ordered,
        unit: line.unit.clone(),
        hazmat: line.hazmat.clone(),
        constraints: line.constraints.clone(),
    }
}
