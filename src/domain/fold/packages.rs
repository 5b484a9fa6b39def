//! The packages of a lane. What is said of the shipment holds for each of its packages: the truck that carries the
//! shipment carries them all.

use super::{
    Context,
    evidence::Fact,
    journey::{Journey, Step},
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
    let spread = |own: &[Step<'a>]| -> Vec<Step<'a>> {
        let state = Journey::of(own.iter().copied(), context.policy).state();
        shared.iter().copied().filter(|step| !several || reaches(step, state)).collect()
    };
    objects
        .into_iter()
        .map(|object| {
            let own = context.evidence.about(object).to_vec();
            let steps: Vec<Step<'a>> = own.iter().filter_map(Step::of).collect();
            let shared = spread(&steps);
            let journey = Journey::of(steps.into_iter().chain(shared), context.policy);
            let state = journey.state();
            Parcel { object, own, journey, state }
        })
        .collect()
}

/// Whether what is said of a shipment of several packages holds for one that is, by its own word, in `state`. One that
/// was called off or turned back has left the common way: scans of the others do not set it going again. And "part of the
/// shipment was delivered" does not say which package.
fn reaches(step: &Step, state: State) -> bool {
    match state {
        State::Cancelled => false,
        State::Returning | State::Returned => {
            step.is_full_delivery() || matches!(step.milestone, Milestone::Returning | Milestone::Returned)
        }
        _ => !is_partial_delivery(step),
    }
}

pub(super) fn is_partial_delivery(step: &Step) -> bool {
    step.milestone == Milestone::Delivered && step.extent == Extent::Partial
}

/// What the packages' own steps say of a shipment of several packages: one delivered is a part of it delivered until all
/// are; turning back and calling off say something of the shipment only when they are true of all.
pub(super) fn lifted<'a>(parcels: &[Parcel<'a>]) -> Vec<Step<'a>> {
    let all_delivered = all_delivered(parcels);
    let live = || parcels.iter().filter(|parcel| parcel.state != State::Cancelled);
    let all_back = live().all(|parcel| matches!(parcel.state, State::Returning | State::Returned));
    let all_cancelled = live().next().is_none();
    let steps = parcels.iter().flat_map(|parcel| parcel.own.iter().filter_map(Step::of));
    steps
        .filter(|step| match step.milestone {
            Milestone::Returning | Milestone::Returned => all_back,
            Milestone::Cancelled => all_cancelled,
            _ => true,
        })
        .map(
            |step| {
                if step.is_full_delivery() && !all_delivered { Step { extent: Extent::Partial, ..step } } else { step }
            },
        )
        .collect()
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
    }
}
