//! What of a view is work for somebody: pure, the same for the same view.

use std::collections::{BTreeMap, BTreeSet};

use super::{Card, Cause};
use crate::domain::{
    carriers,
    id::ObjectId,
    reason::{Exception, Reason},
    summary::There,
    view::{ActiveException, ShipmentView, State, View},
};

/// A condition that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The list.
    pub cause: Cause,
    /// Which exceptions, reasons and objects: while it stays the same, what a person decided about the item stands.
    pub print: String,
    /// What the list shows.
    pub card: Card,
}

/// One thing that is wrong.
struct Sign<'a> {
    exception: Option<Exception>,
    reason: Option<Reason>,
    place: Option<String>,
    since: i64,
    object: ObjectId,
    shipment: Option<&'a ShipmentView>,
}

/// The conditions of an order, at most one a cause, in the order of the causes.
pub fn conditions(view: &View) -> Vec<Condition> {
    let mut signs: BTreeMap<Cause, Vec<Sign>> = BTreeMap::new();
    let is_over = matches!(view.state, State::Cancelled | State::Returned);
    for (cause, sign) in signs_of(view) {
        // A code that no table knows is for those who keep the tables (`domain::unmapped`): a supervisor cannot do anything about it.
        if cause != Cause::Unmapped && !(is_over && cause.ends_with_the_goods()) {
            signs.entry(cause).or_default().push(sign);
        }
    }
    signs.into_iter().map(|(cause, signs)| condition(view, cause, &signs)).collect()
}

fn signs_of(view: &View) -> Vec<(Cause, Sign<'_>)> {
    let lanes = || view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled);
    let of_order = view.exceptions.iter().map(|active| (None, active));
    let of_lanes = lanes().flat_map(|shipment| shipment.exceptions.iter().map(move |active| (Some(shipment), active)));
    // What leads may stand nowhere else: a conflict is found around the order.
    let leading = view.leading.iter().map(|active| (None, active));
    let mut all: Vec<(Cause, Sign)> =
        of_lanes.chain(of_order).map(|(shipment, active)| reported(shipment, active)).collect();
    for (shipment, active) in leading {
        let (cause, sign) = reported(shipment, active);
        if all.iter().all(|(other, known)| (*other, known.object) != (cause, sign.object)) {
            all.push((cause, sign));
        }
    }
    all.extend(lanes().filter(|shipment| shipment.state == State::Attempted).map(attempted));
    all.extend(overdue(view));
    all
}

fn reported<'a>(shipment: Option<&'a ShipmentView>, active: &ActiveException) -> (Cause, Sign<'a>) {
    let place = active.place.as_ref().and_then(|place| place.city.clone());
    let sign = Sign {
        exception: Some(active.exception),
        reason: active.reason,
        place,
        since: active.since.micros,
        object: active.object,
        shipment,
    };
    (Cause::of(active.exception, active.reason), sign)
}

/// Somebody rang and nobody opened.
fn attempted(shipment: &ShipmentView) -> (Cause, Sign<'_>) {
    let headline = shipment.headline.as_ref();
    let sign = Sign {
        exception: None,
        reason: None,
        place: headline.and_then(|headline| headline.place.as_ref()?.city.clone()),
        since: headline.map_or(0, |headline| headline.at.micros),
        object: shipment.object,
        shipment: Some(shipment),
    };
    (Cause::Address, sign)
}

/// The promise has passed and not everything is there.
fn overdue(view: &View) -> Option<(Cause, Sign<'_>)> {
    let is_open = !matches!(view.state, State::Delivered | State::PartlyReturned | State::Returning | State::Unknown);
    let since = view.promise_end.filter(|_| view.promise_missed && is_open)?;
    let shipment = view.shipments.iter().find(|shipment| !is_done(shipment));
    Some((Cause::Late, Sign { exception: None, reason: None, place: None, since, object: view.order, shipment }))
}

fn is_done(shipment: &ShipmentView) -> bool {
    matches!(shipment.state, State::Delivered | State::PartlyReturned | State::Returned | State::Cancelled)
}

fn condition(view: &View, cause: Cause, signs: &[Sign]) -> Condition {
    // An exception says more than a state; of several the one that has a reason, then the oldest.
    let leading = signs.iter().min_by_key(|sign| (sign.exception.is_none(), sign.reason.is_none(), sign.since));
    let hit: BTreeSet<ObjectId> =
        signs.iter().filter(|sign| sign.object != view.order).filter_map(|sign| Some(sign.shipment?.object)).collect();
    let shipment = leading.and_then(|sign| sign.shipment).or_else(|| view.shipments.iter().find(|one| !is_done(one)));
    let shipment = shipment.or(view.shipments.first());
    let (from, to) = (view.ship_from.as_ref(), view.ship_to.as_ref());
    let best = view.refs.first();
    let estimates = view.shipments.iter().filter_map(|shipment| shipment.estimate.as_ref());
    let card = Card {
        number: best.map_or_else(|| view.order.to_string(), |reference| reference.value.clone()),
        scope: best.map_or_else(String::new, |reference| reference.scope.clone()),
        customer: view.customer.name.clone().or_else(|| to?.name.clone()),
        tier: view.customer.tier.as_deref().map(str::to_lowercase).filter(|tier| !tier.is_empty()),
        carrier: shipment.and_then(|shipment| shipment.carrier.as_ref()).and_then(carriers::shown_as),
        from: from.and_then(|address| address.city.clone().or_else(|| address.site.clone())),
        to: to.and_then(|address| address.city.clone()),
        site: from.and_then(|address| address.site.clone()),
        region: view.region.clone(),
        value: view.value.clone(),
        exception: leading.and_then(|sign| sign.exception),
        reason: leading.and_then(|sign| sign.reason),
        place: leading.and_then(|sign| sign.place.clone()),
        hits: u32::try_from(hit.len()).unwrap_or(u32::MAX),
        of: view.counts.shipments,
        since: signs.iter().map(|sign| sign.since).min().unwrap_or_default(),
        promised: view.promise_end,
        expected: estimates.filter_map(|said| said.to.or(said.from)).map(|at| at.micros).max(),
        there: There::of(view),
    };
    Condition { cause, print: print(signs), card }
}

fn print(signs: &[Sign]) -> String {
    let word = |sign: &Sign| {
        let exception = sign.exception.map_or("-", Exception::as_str);
        let reason = sign.reason.map_or("-", Reason::as_str);
        format!("{exception}/{reason}/{}", sign.object)
    };
    let words: BTreeSet<String> = signs.iter().map(word).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}
