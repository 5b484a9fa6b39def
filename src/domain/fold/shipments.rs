//! Lanes: each shipment with its packages and the trips it is on (rule 7).
//!
//! A trip (load) tells of movement only: its end is the end of a leg, not of the shipment.

use std::collections::BTreeSet;

use super::{
    Context, contradictions, documents, entries, estimates,
    evidence::Fact,
    exceptions,
    journey::{Journey, Step},
    packages::{self, Parcel},
    statements::section,
    watch::{self, Where},
    whole::whole,
};
use crate::domain::{
    event::{Body, LineQuantity, Place, Relation, Transport},
    id::{EventId, ObjectId},
    milestone::Milestone,
    ownership::Section,
    reference::ObjectKind,
    time::Moment,
    view::{Conflict, Seen, ShipmentView, State},
};

/// A shipment with its way, before it is made into a view.
pub(super) struct Lane<'a> {
    pub object: ObjectId,
    pub parcels: Vec<Parcel<'a>>,
    pub journey: Journey<'a>,
    pub state: State,
    /// When it was delivered in full; kept when it goes back.
    pub delivered_at: Option<Moment>,
    /// What was said of it, its packages and its loads, oldest first.
    pub facts: Vec<Fact<'a>>,
    /// Nothing was reported of its way, and all that was ordered came in other shipments: booked again, and never cancelled.
    pub is_superseded: bool,
}

/// What is shown of a lane, and when that changes by time alone (microseconds UTC).
pub(super) struct Shown {
    pub view: ShipmentView,
    pub conflicts: Vec<Conflict>,
    pub next: Option<i64>,
}

impl<'a> Lane<'a> {
    pub fn of(context: &Context<'a>, object: ObjectId, delivery: &estimates::Delivery) -> Self {
        let loads = context.graph.loads(object);
        let own = context.evidence.about(object).iter().filter_map(Step::of);
        let trips = context.evidence.about_all(loads.iter().copied());
        let shared: Vec<Step<'a>> = own.chain(trips.iter().filter_map(Step::of).filter(tells_of_movement)).collect();
        let parcels = packages::parcels(context, object, &shared);
        let several = parcels.len() > 1;
        let journey = if several {
            let common = shared.iter().map(|step| packages::shared_by(&parcels, *step));
            Journey::together(common.chain(packages::lifted(&parcels)), context.policy)
        } else {
            let own = parcels.iter().flat_map(|parcel| parcel.own.iter().filter_map(Step::of));
            Journey::of(shared.iter().copied().chain(own), context)
        };
        let state = if several { together(&parcels, &shared) } else { journey.state() };
        let objects = [object].into_iter().chain(parcels.iter().map(|parcel| parcel.object)).chain(loads);
        Self {
            object,
            state: with_deliveries(context, object, with_warehouse(context, object, state)),
            delivered_at: delivered_at(&parcels, &journey).map(|at| delivery.read(at)),
            facts: context.evidence.about_all(objects),
            parcels,
            journey,
            is_superseded: false,
        }
    }

    /// Whether it is still meant to arrive, or has.
    pub fn is_live(&self) -> bool {
        self.part() != State::Cancelled
    }

    /// How it stands as a part of the order.
    pub fn part(&self) -> State {
        if self.is_superseded { State::Cancelled } else { self.state }
    }

    /// Whether nobody has reported more of it than that it was booked.
    pub fn is_silent(&self) -> bool {
        matches!(self.state, State::Unknown | State::Ordered) && self.journey.first_movement().is_none()
    }

    /// What is shown of it. `lines` is what it carries of the order.
    pub fn shown(&self, context: &Context<'a>, lines: Vec<LineQuantity>, delivery: &estimates::Delivery) -> Shown {
        let transport = section(context, self.object, Section::ShipmentTransport, |body| match body {
            Body::Shipment(shipment) => shipment.transport.as_ref(),
            _ => None,
        });
        let plan = section(context, self.object, Section::ShipmentPlan, |body| match body {
            Body::Shipment(shipment) => shipment.plan.as_ref(),
            _ => None,
        });
        let reported = exceptions::of_lane(context, self, delivery);
        let estimate = estimates::of_lane(self, &reported, delivery);
        let found = contradictions::of_lane(context, self);
        let place = Where::of(self.last_seen().as_ref(), delivery.to.as_ref()).with_door(delivery.zone.clone());
        let of = watch::Of { lane: self, transport, place, standing: &reported, estimate: estimate.as_ref() };
        let watched = watch::of_lane(context, &of);
        let (out_on, out_until) = watch::out_on(context, &of);
        let mut exceptions = exceptions::with_risk(reported, self, estimate.as_ref());
        exceptions.extend(watched.raised.into_iter().chain(found.overlays()));
        let view = ShipmentView {
            object: self.object,
            refs: context.graph.names(self.object),
            carrier: transport.and_then(|transport| transport.carrier.clone()),
            mode: transport.and_then(|transport: &Transport| transport.mode),
            service: transport.and_then(|transport| transport.service.clone()),
            plan: plan.cloned(),
            lines,
            deliveries: context.graph.deliveries(self.object),
            state: self.state,
            headline: self.journey.headline().map(|headline| delivery.headline(headline)),
            last_seen: self.last_seen(),
            delivered_at: self.delivered_at,
            entries: entries::of(context, &self.facts, &self.returns()),
            packages: self
                .parcels
                .iter()
                .map(|parcel| packages::view(context, self.object, parcel, delivery))
                .collect(),
            exceptions: exceptions::sorted(exceptions),
            documents: documents::of(&self.facts),
            estimate,
            out_on,
            is_superseded: self.is_superseded,
        };
        let next = watched.next.into_iter().chain(found.next).chain(out_until).min();
        Shown { view, conflicts: found.conflicts, next }
    }

    /// The events that tell of a delivery and mean the end of a way back.
    pub fn returns(&self) -> BTreeSet<EventId> {
        let of_packages = self
            .parcels
            .iter()
            .flat_map(|parcel| parcel.journey.known().iter().filter(|step| step.received.object == parcel.object));
        let steps = self.journey.known().iter().chain(of_packages);
        steps.filter(|step| step.is_read_as_return()).map(|step| step.received.id).collect()
    }

    /// The latest place of a happening from the pick-up on, or of an exception.
    pub fn last_seen(&self) -> Option<Seen> {
        let seen = |fact: &&Fact| {
            let moved = fact.progress().is_some_and(|said| said.milestone >= Milestone::ArrivedPickup);
            let said = moved || (fact.exception().is_some() && fact.counts());
            said && fact.place.is_some_and(is_somewhere)
        };
        let fact = self.facts.iter().rev().find(seen)?;
        fact.place.cloned().map(|place| Seen { place, at: fact.received.at })
    }
}

fn is_somewhere(place: &Place) -> bool {
    *place != Place::default()
}

fn tells_of_movement(step: &Step) -> bool {
    !matches!(step.milestone, Milestone::Delivered | Milestone::Returning | Milestone::Returned | Milestone::Cancelled)
}

fn together(parcels: &[Parcel], shared: &[Step]) -> State {
    let states: Vec<State> = parcels.iter().map(|parcel| parcel.state).collect();
    let state = whole(&states);
    let is_open = state < State::PartlyDelivered;
    if is_open && shared.iter().any(packages::is_partial_delivery) { State::PartlyDelivered } else { state }
}

/// A shipment that has not moved is as far as the warehouse is with what it carries.
fn with_warehouse(context: &Context, lane: ObjectId, state: State) -> State {
    if state >= State::Moving {
        return state;
    }
    let carried = context.graph.targets(lane, Relation::Carries).map(|link| link.to);
    carried
        .filter(|to| context.graph.kind(*to) == Some(ObjectKind::Delivery))
        .map(|delivery| own_state(context, delivery))
        .filter(|warehouse| *warehouse < State::Moving)
        .fold(state, State::max)
}

/// A shipment that has not moved is called off with the deliveries that it was to carry, where it carries nothing else.
fn with_deliveries(context: &Context, lane: ObjectId, state: State) -> State {
    let deliveries = context.graph.deliveries(lane);
    let all_off = !deliveries.is_empty() && deliveries.iter().all(|delivery| is_called_off(context, *delivery));
    let carried = context.graph.targets(lane, Relation::Carries).map(|link| link.to);
    let only =
        carried.into_iter().all(|to| deliveries.contains(&to) || context.graph.kind(to) == Some(ObjectKind::Order));
    if all_off && only && state < State::Moving { State::Cancelled } else { state }
}

/// Whether a delivery was called off by its own word.
pub(super) fn is_called_off(context: &Context, delivery: ObjectId) -> bool {
    own_state(context, delivery) == State::Cancelled
}

/// How far an object is by what was said of itself alone.
pub(super) fn own_state(context: &Context, object: ObjectId) -> State {
    own_journey(context, object).state()
}

/// The way of an object by what was said of itself alone.
pub(super) fn own_journey<'a>(context: &Context<'a>, object: ObjectId) -> Journey<'a> {
    let steps = context.evidence.about(object).iter().filter_map(Step::of);
    match context.graph.kind(object) {
        Some(ObjectKind::Return) => Journey::of_return(steps, context),
        _ => Journey::of(steps, context),
    }
}

fn delivered_at(parcels: &[Parcel], journey: &Journey) -> Option<Moment> {
    if parcels.len() < 2 {
        return journey.delivered().map(|step| step.received.at);
    }
    let live = parcels.iter().filter(|parcel| parcel.state != State::Cancelled);
    let times = live.filter_map(|parcel| parcel.journey.delivered()).map(|step| step.received.at);
    if packages::all_delivered(parcels) { times.max() } else { None }
}
