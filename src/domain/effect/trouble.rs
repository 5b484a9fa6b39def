//! What is late or wrong: the ERP is told its code, the CRM the customer's words, and somebody is asked to call a customer of
//! high value, once for a disruption and not for each shipment it hits.

use super::{
    EffectKind, Payload,
    desired::{DesiredEffects, Readiness},
    key::{Destination, Subject, day},
};
use crate::domain::{
    event::Customer,
    reference::normalise_text,
    view::{ActiveException, ShipmentView},
    words::texts,
};

/// The tier of customers who are called.
const HIGH_VALUE: &str = "key";

pub(super) fn wants(wants: &mut DesiredEffects) {
    let view = wants.view;
    let of_order = view.exceptions.iter().map(|active| (None, active));
    let of_shipments = view
        .shipments
        .iter()
        .flat_map(|shipment| shipment.exceptions.iter().map(move |active| (Some(shipment), active)));
    for (shipment, active) in of_order.chain(of_shipments).filter(|(_, active)| active.exception.is_reported()) {
        explain(wants, shipment, active);
        call(wants, active);
    }
}

/// Exception, reason and day: what tells one disruption from the next.
fn disruption(active: &ActiveException) -> String {
    let reason = active.reason.map_or("-", crate::domain::reason::Reason::as_str);
    format!("{}/{reason}/{}", active.exception, day(active.since))
}

fn explain(wants: &mut DesiredEffects, shipment: Option<&ShipmentView>, active: &ActiveException) {
    let subject = match shipment {
        Some(shipment) => Subject::Carried(wants.view.order, shipment.object),
        None => Subject::Order(wants.view.order),
    };
    let texts = texts::of_active(active);
    let place = active.place.as_ref().and_then(|place| place.city.as_ref()).map(|city| format!("in {city}"));
    let customer = texts::fill(&texts.customer, place.as_deref(), None);
    for (kind, text) in [(EffectKind::ExceptionCode, texts.erp_code.clone()), (EffectKind::Explanation, customer)] {
        let is_own = active.source.as_ref().is_some_and(|source| wants.is_own(kind.destination(), source));
        if is_own && kind.destination() == Destination::Erp {
            continue;
        }
        let payload = Payload::Trouble {
            about: wants.about(shipment),
            exception: active.exception,
            reason: active.reason,
            party: active.party,
            since: active.since,
            text,
        };
        wants.add(kind, &subject, &disruption(active), Readiness::Due(payload));
    }
}

fn call(wants: &mut DesiredEffects, active: &ActiveException) {
    let customer = &wants.view.customer;
    let is_high_value = customer.tier.as_deref().is_some_and(|tier| tier.eq_ignore_ascii_case(HIGH_VALUE));
    let Some(name) = name(customer).filter(|_| is_high_value) else { return };
    let payload = Payload::Outreach {
        about: wants.about(None),
        customer: customer.number.clone(),
        exception: active.exception,
        reason: active.reason,
        task: texts::of_active(active).action.clone(),
    };
    wants.add(EffectKind::OutreachTask, &Subject::Customer(name), &disruption(active), Readiness::Due(payload));
}

/// What tells one customer from another: the number, else the name.
fn name(customer: &Customer) -> Option<String> {
    let received = customer.number.as_deref().or(customer.name.as_deref())?;
    Some(normalise_text(received)).filter(|name| !name.is_empty())
}
