//! What owners say an object is now, section by section.

use std::{cmp::Reverse, collections::BTreeSet};

use serde::Serialize;

use super::{Context, claims};
use crate::domain::{
    event::Body,
    fold_input::ReceivedEvent,
    id::ObjectId,
    ownership::Section,
    reference::ObjectKind,
    view::{Conflict, EventStatus},
};

/// A source's latest statement of a section.
#[derive(Debug)]
pub(super) struct Stated<'a, T: ?Sized> {
    pub received: &'a ReceivedEvent,
    pub said: &'a T,
    /// How good the source's word is: 0 is the owner's.
    pub rank: usize,
}

/// The section of `object` as its best-ranked system states it; of that system's statements the latest, and of two of
/// the same time the one with the greater key. A statement cannot be later than our hearing of it, so one that claims
/// to come from the future does not stay on top until the future is here.
pub(super) fn section<'a, T: ?Sized>(
    context: &Context<'a>,
    object: ObjectId,
    section: Section,
    pick: impl Fn(&'a Body) -> Option<&'a T>,
) -> Option<&'a T> {
    latest(context, object, section, pick).map(|stated| stated.said)
}

/// The same with who stated it and when.
pub(super) fn latest<'a, T: ?Sized>(
    context: &Context<'a>,
    object: ObjectId,
    section: Section,
    pick: impl Fn(&'a Body) -> Option<&'a T>,
) -> Option<Stated<'a, T>> {
    stated(context, object, section, pick).min_by_key(order)
}

type Order<'a> = (usize, Reverse<i64>, Reverse<&'a crate::domain::event::EventKey>);

fn order<'a, T: ?Sized>(stated: &Stated<'a, T>) -> Order<'a> {
    let received = stated.received;
    (stated.rank, Reverse(received.at.micros.min(received.received_at)), Reverse(&received.key))
}

fn stated<'c, 'a: 'c, T: ?Sized + 'a>(
    context: &'c Context<'a>,
    object: ObjectId,
    section: Section,
    pick: impl Fn(&'a Body) -> Option<&'a T> + 'c,
) -> impl Iterator<Item = Stated<'a, T>> + 'c {
    let facts = context.evidence.about(object).iter().filter(|fact| fact.status != EventStatus::Withdrawn);
    facts.filter_map(move |fact| {
        let said = pick(&fact.received.event.body)?;
        Some(Stated { received: fact.received, said, rank: context.ownership.rank(section, &fact.received.source) })
    })
}

/// Whether anybody has stated what `object` is.
pub(super) fn is_stated(context: &Context, object: ObjectId) -> bool {
    let mut facts = context.evidence.about(object).iter();
    facts.any(|fact| fact.status != EventStatus::Withdrawn && fact.received.event.body.is_statement())
}

/// Where systems state other values of one section of one object.
pub(super) fn conflicts(context: &Context) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (object, kind) in context.graph.all().filter(|(object, _)| has_several_speakers(context, *object)) {
        let of = Compared { context, object, kind };
        of.order(&mut found);
        of.delivery(&mut found);
        of.shipment(&mut found);
    }
    found
}

fn has_several_speakers(context: &Context, object: ObjectId) -> bool {
    let facts = context.evidence.about(object).iter().filter(|fact| fact.received.event.body.is_statement());
    facts.map(|fact| &fact.received.source).collect::<BTreeSet<_>>().len() > 1
}

struct Compared<'c, 'a> {
    context: &'c Context<'a>,
    object: ObjectId,
    kind: ObjectKind,
}

impl<'a> Compared<'_, 'a> {
    /// Each source's latest statement, the one that is shown first.
    fn section<T: Serialize + 'a>(
        &self,
        section: Section,
        found: &mut Vec<Conflict>,
        pick: impl Fn(&'a Body) -> Option<&'a T>,
    ) {
        let mut all: Vec<Stated<'a, T>> = stated(self.context, self.object, section, pick).collect();
        all.sort_by(|one, other| order(one).cmp(&order(other)));
        let mut seen = BTreeSet::new();
        all.retain(|stated| seen.insert(&stated.received.source));
        found.extend(claims::of_section(self.context, (self.object, self.kind), section, &all));
    }

    fn order(&self, found: &mut Vec<Conflict>) {
        let order = |body: &'a Body| if let Body::Order(order) = body { Some(order) } else { None };
        self.section(Section::OrderHeader, found, |body| order(body)?.header.as_ref());
        self.section(Section::OrderPromise, found, |body| order(body)?.promise.as_ref());
        self.section(Section::OrderShipFrom, found, |body| order(body)?.ship_from.as_ref());
        self.section(Section::OrderShipTo, found, |body| order(body)?.ship_to.as_ref());
        self.section(Section::OrderLines, found, |body| order(body)?.lines.as_ref());
    }

    /// Its status is each system's own word.
    fn delivery(&self, found: &mut Vec<Conflict>) {
        let delivery = |body: &'a Body| if let Body::Delivery(delivery) = body { Some(delivery) } else { None };
        self.section(Section::DeliveryPlanned, found, |body| delivery(body)?.planned.as_ref());
    }

    fn shipment(&self, found: &mut Vec<Conflict>) {
        let shipment = |body: &'a Body| if let Body::Shipment(shipment) = body { Some(shipment) } else { None };
        self.section(Section::ShipmentTransport, found, |body| shipment(body)?.transport.as_ref());
        self.section(Section::ShipmentPlan, found, |body| shipment(body)?.plan.as_ref());
        self.section(Section::ShipmentPackages, found, |body| shipment(body)?.packages.as_ref());
    }
}
