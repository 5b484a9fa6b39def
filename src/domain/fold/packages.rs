//! The packages of a lane. What is said of the shipment holds for each of its packages: the truck that carries the
//! shipment carries them all.

use super::{
    Context,
    evidence::{Fact, Order},
    journey::{Journey, Leg, Step},
};
use crate::domain::{
    event::{Body, Package},
    id::ObjectId,
    milestone::{Extent, Milestone},
    ownership::Section,
    reference::Reference,
    view::{PackageView, State},
};

/// One package with its way.
pub(super) struct Parcel<'a> {
    pub object: ObjectId,
    /// What was said of this very package.
    pub own: Vec<Fact<'a>>,
    /// Its own way and the shipment's.
    pub journey: Journey<'a>,
    pub state: State,
}

/// The packages of `lane`, each with its own steps and those of the shipment and its loads that reach it.
pub(super) fn parcels<'a>(context: &Context<'a>, lane: ObjectId, shared: &[Step<'a>]) -> Vec<Parcel<'a>> {
    let objects = context.graph.packages(lane);
    let several = objects.len() > 1;
    let alone: Vec<Alone> = objects.into_iter().map(|object| Alone::of(context, object)).collect();
    // When all of them had left the common way; what is told of the shipment then is told of that.
    let live = || alone.iter().filter(|alone| alone.state != State::Cancelled);
    let all_left = live().map(|alone| alone.left).collect::<Option<Vec<_>>>().and_then(|left| left.into_iter().max());
    let reaches = |alone: &Alone, step: &Step| !several || alone.is_reached(step, all_left);
    let parcels = alone.iter().map(|alone| {
        let shared = shared.iter().copied().filter(|step| reaches(alone, step));
        let steps = alone.steps.iter().copied().chain(shared);
        let journey =
            if several { Journey::of_package(alone.object, steps, context) } else { Journey::of(steps, context) };
        Parcel { object: alone.object, own: alone.own.clone(), state: journey.state(), journey }
    });
    parcels.collect()
}

/// A package by its own word.
struct Alone<'a> {
    object: ObjectId,
    own: Vec<Fact<'a>>,
    steps: Vec<Step<'a>>,
    state: State,
    /// The step with which it turned back, if it did.
    left: Option<Order>,
}

impl<'a> Alone<'a> {
    fn of(context: &Context<'a>, object: ObjectId) -> Self {
        let own = context.evidence.about(object).to_vec();
        let steps: Vec<Step<'a>> = own.iter().filter_map(Step::of).collect();
        let journey = Journey::of(steps.iter().copied(), context);
        let state = journey.state();
        let turns_back = |step: &&Step| matches!(step.milestone, Milestone::Returning | Milestone::Returned);
        let way = journey.known().iter().rev().take_while(|step| !step.is_full_delivery() && step.leg != Leg::Reversal);
        let first = way.filter(turns_back).last().map(Step::order);
        Self { object, own, steps, state, left: first.filter(|_| is_turned_back(state)) }
    }

    /// Whether what is said of a shipment of several packages holds for this one. One that was called off or turned back has
    /// left the common way: scans of the others do not set it going again, and a delivery of the others is not one of it. And
    /// "part of the shipment was delivered" does not say which package.
    fn is_reached(&self, step: &Step, all_left: Option<Order>) -> bool {
        match (self.state, self.left) {
            (State::Cancelled, _) => false,
            (_, Some(left)) if step.is_full_delivery() => {
                step.order() < left || all_left.is_some_and(|all| all < step.order())
            }
            (_, Some(_)) => matches!(step.milestone, Milestone::Returning | Milestone::Returned),
            (_, None) => !is_partial_delivery(step),
        }
    }
}

pub(super) fn is_turned_back(state: State) -> bool {
    matches!(state, State::Returning | State::Returned | State::PartlyReturned)
}

pub(super) fn is_partial_delivery(step: &Step) -> bool {
    step.milestone == Milestone::Delivered && step.extent == Extent::Partial
}

/// What the packages' own steps say of a shipment of several packages: one delivered is a part of it delivered until all
/// are, and a scan of it afterwards says nothing; turning back and calling off say something of the shipment only when they are
/// true of all.
pub(super) fn lifted<'a>(parcels: &[Parcel<'a>]) -> Vec<Step<'a>> {
    let live = || parcels.iter().filter(|parcel| parcel.state != State::Cancelled);
    let all_back = live().all(|parcel| matches!(parcel.state, State::Returning | State::Returned));
    let all_cancelled = live().next().is_none();
    let steps = parcels.iter().flat_map(|parcel| {
        let own = parcel.journey.known().iter().copied().filter(|step| step.received.object == parcel.object);
        own.filter(|step| !parcel.journey.is_overtaken(step))
    });
    let steps = steps.filter(|step| match step.milestone {
        Milestone::Returning | Milestone::Returned => all_back,
        Milestone::Cancelled => all_cancelled,
        _ => true,
    });
    steps.map(|step| of_the_whole(step, parcels)).collect()
}

/// What is said of a shipment of several packages, as those read it whom it reaches.
pub(super) fn shared_by<'a>(parcels: &[Parcel<'a>], step: Step<'a>) -> Step<'a> {
    let received =
        |parcel: &Parcel<'a>| parcel.journey.known().iter().copied().find(|one| one.received.id == step.received.id);
    let readings: Vec<Step<'a>> = parcels.iter().filter_map(received).collect();
    // It repeats a delivery only where all of them had come.
    let counted = readings.iter().find(|reading| reading.leg != Leg::Repeated).or(readings.first());
    let same = counted.filter(|counted| readings.iter().all(|other| other.milestone == counted.milestone));
    of_the_whole(same.copied().unwrap_or(step), parcels)
}

fn of_the_whole<'a>(step: Step<'a>, parcels: &[Parcel]) -> Step<'a> {
    if step.is_full_delivery() && !all_delivered(parcels) { Step { extent: Extent::Partial, ..step } } else { step }
}

/// Whether every package that was not called off has been delivered in full (and there is one).
pub(super) fn all_delivered(parcels: &[Parcel]) -> bool {
    let mut live = parcels.iter().filter(|parcel| parcel.state != State::Cancelled).peekable();
    live.peek().is_some() && live.all(|parcel| parcel.journey.delivered().is_some())
}

/// What the owner of the packages says of this one.
pub(super) fn stated<'a>(context: &Context<'a>, lane: ObjectId, package: ObjectId) -> Option<&'a Package> {
    let packages = super::statements::section(context, lane, Section::ShipmentPackages, |body| match body {
        Body::Shipment(shipment) => shipment.packages.as_ref(),
        _ => None,
    })?;
    let names: Vec<_> = context.graph.names(package).iter().map(name).collect();
    packages.iter().find(|stated| stated.refs.iter().any(|reference| names.contains(&name(reference))))
}

fn name(reference: &Reference) -> (crate::domain::reference::RefKind, String, String) {
    (reference.kind, reference.norm_scope(), reference.norm())
}

pub(super) fn view(context: &Context, lane: ObjectId, parcel: &Parcel) -> PackageView {
    let stated = stated(context, lane, parcel.object);
    PackageView {
        object: parcel.object,
        refs: context.graph.names(parcel.object),
        lines: stated.map(|stated| stated.lines.clone()).unwrap_or_default(),
        weight: stated.and_then(|stated| stated.weight.clone()),
        state: parcel.state,
        headline: parcel.journey.headline(),
        delivered_at: parcel.journey.delivered().map(|step| step.received.at),
    }
}
