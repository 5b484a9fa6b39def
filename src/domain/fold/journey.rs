//! One object's way: its happenings in the order of time, its headline, and its state in one word.

use jiff::civil::Date;

use super::{
    Context,
    evidence::{Fact, Order},
    repeated, way_back,
};
use crate::domain::{
    event::{Body, Place},
    fold_input::ReceivedEvent,
    id::ObjectId,
    milestone::{Extent, Milestone},
    policy::Policy,
    time::Moment,
    view::{Headline, State},
};

/// One happening that may move a headline, with how much of the object it is about. The extent can differ from the
/// event's own: one package of three makes a shipment partly delivered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    pub received: &'a ReceivedEvent,
    pub milestone: Milestone,
    pub extent: Extent,
    pub place: Option<&'a Place>,
    pub leg: Leg,
}

/// On which part of the way a step is, as [`way_back`] and [`repeated`] find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Leg {
    /// To the consignee.
    #[default]
    Out,
    /// To the sender: the last vehicle brings the goods there.
    Back,
    /// Goods that had turned back go to the consignee again.
    Reversal,
    /// After the delivery to the sender: nothing moves any more.
    Ended,
    /// Another delivery of what has been delivered: it is no arrival.
    Repeated,
}

impl<'a> Step<'a> {
    /// The step that a fact makes, if it makes one.
    pub fn of(fact: &Fact<'a>) -> Option<Self> {
        let said = fact.progress()?;
        Some(Self {
            received: fact.received,
            milestone: said.milestone,
            extent: said.extent,
            place: fact.place,
            leg: Leg::Out,
        })
    }

    /// The carrier called it a delivery, and it is the end of a way back.
    pub fn is_read_as_return(&self) -> bool {
        matches!(&self.received.event.body, Body::Milestone(said) if said.milestone == Milestone::Delivered)
            && matches!(self.milestone, Milestone::Returning | Milestone::Returned)
    }

    pub fn order(&self) -> Order {
        (self.received.at.micros, self.milestone.progress(), self.received.id)
    }

    pub fn is_full_delivery(&self) -> bool {
        self.milestone == Milestone::Delivered && self.extent == Extent::Full
    }
}

/// The steps that count, oldest first: the last of them is the headline.
#[derive(Debug, Clone, Default)]
pub(super) struct Journey<'a> {
    steps: Vec<Step<'a>>,
    known: Vec<Step<'a>>,
}

impl<'a> Journey<'a> {
    /// The way of one object: its deliveries are read as [`way_back`] and [`repeated`] say.
    pub fn of(steps: impl IntoIterator<Item = Step<'a>>, context: &Context) -> Self {
        Self::read(steps, (false, None), context)
    }

    /// The way of one package of several: its own deliveries come before those of the whole shipment.
    pub fn of_package(package: ObjectId, steps: impl IntoIterator<Item = Step<'a>>, context: &Context) -> Self {
        Self::read(steps, (false, Some(package)), context)
    }

    /// The way of a return: from the customer to the sender.
    pub fn of_return(steps: impl IntoIterator<Item = Step<'a>>, context: &Context) -> Self {
        Self::read(steps, (true, None), context)
    }

    fn read(
        steps: impl IntoIterator<Item = Step<'a>>,
        (is_return, package): (bool, Option<ObjectId>),
        context: &Context,
    ) -> Self {
        let mut known = in_order(steps);
        way_back::read(&mut known, is_return, &context.ends);
        repeated::mark(&mut known, package, context.policy);
        Self::counted(known, context.policy)
    }

    /// The way of several objects together, each of whose steps was read beside its own already.
    pub fn together(steps: impl IntoIterator<Item = Step<'a>>, policy: &Policy) -> Self {
        Self::counted(in_order(steps), policy)
    }

    /// Sets aside what must not move the headline:
    /// - what is scanned after the delivery to the sender, and a delivery of what has been delivered;
    /// - once there is a full delivery, everything but deliveries in full, RETURNING and RETURNED (rule 2): goods on
    ///   their way back do not "move" again, and a late scan changes nothing;
    /// - what has no known zone and follows less than the margin after a step of known zone. A full delivery is not
    ///   held up by that: it stands whatever is older or newer, so the order of the two does not matter.
    fn counted(known: Vec<Step<'a>>, policy: &Policy) -> Self {
        let mut steps = known.clone();
        steps.retain(|step| !matches!(step.leg, Leg::Ended | Leg::Repeated));
        if steps.iter().any(Step::is_full_delivery) {
            let stays = |step: &Step| matches!(step.milestone, Milestone::Returning | Milestone::Returned);
            steps.retain(|step| step.is_full_delivery() || stays(step));
        }
        Self { steps: without_doubtful(steps, policy), known }
    }

    /// Every step, also those that must not move the headline, oldest first.
    pub fn known(&self) -> &[Step<'a>] {
        &self.known
    }

    /// What moved the headline last.
    pub fn last(&self) -> Option<&Step<'a>> {
        self.steps.last()
    }

    pub fn headline(&self) -> Option<Headline> {
        let headline = headline(self.last()?);
        Some(Headline { since: self.waits_since(), collect_by: self.collect_by(), ..headline })
    }

    /// Since when it waits to be collected: since the first of the reports of that on end.
    pub fn waits_since(&self) -> Option<Moment> {
        self.waiting().last().map(|step| step.received.at)
    }

    /// The last day to collect it, as the latest of these reports says that says one.
    fn collect_by(&self) -> Option<Date> {
        self.waiting().find_map(|step| match &step.received.event.body {
            Body::Milestone(said) => said.collect_by,
            _ => None,
        })
    }

    /// The reports at the end of the way that it waits to be collected, the latest first.
    fn waiting(&self) -> impl Iterator<Item = &Step<'a>> {
        self.steps.iter().rev().take_while(|step| step.milestone == Milestone::ReadyForCollection)
    }

    /// The arrival: the latest delivery in full that repeats none, also of goods that went back afterwards.
    pub fn delivered(&self) -> Option<&Step<'a>> {
        repeated::arrival(&self.known)
    }

    /// Whether a step follows a delivery in full and changes nothing any more: the scan of an empty carton, or of a wrong label.
    pub fn is_overtaken(&self, step: &Step) -> bool {
        let is_later = self.delivered().is_some_and(|delivered| delivered.order() < step.order());
        let turns_back = matches!(step.milestone, Milestone::Returning | Milestone::Returned);
        is_later && !step.is_full_delivery() && !turns_back
    }

    /// When the goods first moved.
    pub fn first_movement(&self) -> Option<&Step<'a>> {
        self.known.iter().find(|step| step.milestone.is_movement())
    }

    /// One word for where it stands. The headline decides, except that
    /// - what has moved is not undone by what is booked or packed at a later time;
    /// - an attempt is shown until the goods go out again, wait for collection, are delivered or turn back;
    /// - goods on their way back stay so through all of that way, which has a last vehicle too, until they are delivered or
    ///   back, or go out to the consignee again; calling them off then changes nothing any more;
    /// - what was delivered in part stays so until all of it is; where a part turns back, so much is returned.
    pub fn state(&self) -> State {
        self.steps.iter().fold(State::Unknown, after)
    }
}

/// Steps in the order of time, each once.
fn in_order<'a>(steps: impl IntoIterator<Item = Step<'a>>) -> Vec<Step<'a>> {
    let mut known: Vec<Step<'a>> = steps.into_iter().collect();
    known.sort_by_key(Step::order);
    known.dedup_by_key(|step| step.received.id);
    known
}

/// The state when `step` follows in `state`.
fn after(state: State, step: &Step) -> State {
    let next = state_of(step);
    let turns_back = matches!(next, State::Returning | State::Returned);
    let is_under_way = (State::Moving..=State::Attempted).contains(&next);
    let came = matches!(state, State::PartlyDelivered | State::PartlyReturned);
    if step.leg == Leg::Reversal {
        next
    } else if turns_back && (came || (state == State::Delivered && step.extent == Extent::Partial)) {
        State::PartlyReturned
    } else if turns_back && step.extent == Extent::Partial {
        state
    } else if state == State::Returned && step.leg == Leg::Back && is_under_way {
        State::Returning
    } else if outlasts(state, next) {
        state
    } else {
        next
    }
}

/// Whether `state` is still the truth when `next` follows.
fn outlasts(state: State, next: State) -> bool {
    match state {
        State::Moving | State::OutForDelivery | State::ReadyForCollection => next < State::Moving,
        State::Attempted => next <= State::Moving,
        State::PartlyDelivered | State::PartlyReturned => next != State::Delivered,
        State::Returning => next < State::PartlyDelivered || next == State::Cancelled,
        State::Returned => next < State::Moving || next == State::Cancelled,
        State::Unknown | State::Ordered | State::Preparing | State::Delivered | State::Cancelled => false,
    }
}

/// Takes out steps of unknown zone that follow a step of known zone by less than the margin.
fn without_doubtful<'a>(steps: Vec<Step<'a>>, policy: &Policy) -> Vec<Step<'a>> {
    let mut last_known: Option<i64> = None;
    let mut kept = Vec::with_capacity(steps.len());
    for step in steps {
        let at = step.received.at.micros;
        if step.received.at.zone_known {
            last_known = Some(at);
        } else if last_known.is_some_and(|known| at.saturating_sub(known) < policy.margin_micros()) {
            continue;
        }
        kept.push(step);
    }
    kept
}

pub(super) fn headline(step: &Step) -> Headline {
    Headline {
        milestone: step.milestone,
        extent: step.extent,
        at: step.received.at,
        since: None,
        collect_by: None,
        place: step.place.cloned(),
        source: step.received.source.clone(),
        event: step.received.id,
    }
}

fn state_of(step: &Step) -> State {
    match step.milestone {
        Milestone::OrderCreated | Milestone::OrderReleased | Milestone::Booked => State::Ordered,
        Milestone::Picking | Milestone::Packed | Milestone::ArrivedPickup | Milestone::Loaded => State::Preparing,
        Milestone::PickedUp
        | Milestone::InTransit
        | Milestone::HubArrived
        | Milestone::HubDeparted
        | Milestone::CustomsCleared => State::Moving,
        Milestone::OutForDelivery | Milestone::ArrivedDelivery | Milestone::Unloaded => State::OutForDelivery,
        Milestone::ReadyForCollection => State::ReadyForCollection,
        Milestone::DeliveryAttempted => State::Attempted,
        Milestone::Delivered if step.extent == Extent::Partial => State::PartlyDelivered,
        Milestone::Delivered => State::Delivered,
        Milestone::Returning => State::Returning,
        Milestone::Returned => State::Returned,
        Milestone::Cancelled => State::Cancelled,
        Milestone::PodPending
        | Milestone::PodAvailable
        | Milestone::PodUnavailable
        | Milestone::GoodsIssuePosted
        | Milestone::FreightAccrued
        | Milestone::InvoiceReleased
        | Milestone::Unmapped
        | Milestone::Note => State::Unknown,
    }
}
