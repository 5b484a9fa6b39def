//! The order: its statements, its lanes, and what they come to.

use std::collections::BTreeSet;

use super::{
    Context, Folded,
    addresses::Ends,
    behind::{self, Behind},
    cases, conflicts, contradictions, documents, entries, estimates,
    evidence::Fact,
    exceptions,
    journey::{Journey, Step, headline},
    lines::{self, Tally},
    names,
    outcome::{Outcome, available_at, called_off, delivered_at},
    promise::{Limit, Timeliness},
    shipments::{Lane, Shown, own_journey, own_state},
    statements::{self, section},
    unmatched, voided,
    watch::{self, Where},
    whole::{is_on_the_way, whole},
};
use crate::domain::{
    event::{Address, Body, Delivery, Header, Order, OrderLine, Place, Promise, Relation},
    id::{EventId, ObjectId},
    milestone::{Extent, Milestone},
    ownership::Section,
    reference::ObjectKind,
    view::{ActiveException, Conflict, Counts, DeliveryView, Headline, ReturnView, ShipmentView, State, View},
    zone::destination,
};

/// Folds the order.
pub(super) fn folded(context: &Context, order: ObjectId) -> Folded {
    let stated = Stated::of(context, order);
    let delivery = delivery(&stated);
    let mut lanes: Vec<Lane> =
        context.graph.lanes().into_iter().map(|object| Lane::of(context, object, &delivery)).collect();
    let behind = behind::of(context, &lanes);
    let tally = Tally::of(context, (order, stated.lines), &lanes, &behind);
    for lane in &mut lanes {
        lane.is_superseded = tally.is_complete() && lane.is_silent() && !tally.carried(lane.object).is_empty();
    }
    let state = state(context, order, (&lanes, &behind), &tally);
    let shown: Vec<Shown> =
        lanes.iter().map(|lane| lane.shown(context, tally.carried(lane.object), &delivery)).collect();
    let delivered_at = delivered_at(context, order, (&lanes, &behind), state).filter(|_| !tally.came_short());
    let delivered_at = delivered_at.map(|at| delivery.read(at));
    let available_at = available_at((&lanes, &behind), &delivery).filter(|_| !tally.is_unshipped());
    let outcome = Outcome {
        state,
        limit: delivery.limit,
        available_at: available_at.filter(|_| delivered_at.is_some() || waits(&lanes)).or(delivered_at),
        cancelled_at: called_off(context, order),
    };
    let promise_passes = outcome.passes(context.now);
    let voided = voided::standing(order, &lanes, state, &tally);
    let mut beside = Beside::of(context, &lanes, (state, voided), &delivery);
    beside.raise(unmatched::lines(context, order, stated.lines));
    let next = shown.iter().filter_map(|shown| shown.next).chain(beside.next).chain(promise_passes).min();
    let view = assemble(context, order, (stated, &delivery), Parts { lanes, tally, shown, beside, outcome });
    Folded { view, next_change_at: next }
}

/// Whether some of it waits to be collected, and all else has come.
fn waits(lanes: &[Lane]) -> bool {
    let live = || lanes.iter().filter(|lane| lane.is_live());
    let is_near = |lane: &Lane| matches!(lane.state, State::ReadyForCollection | State::Delivered);
    live().all(is_near) && live().any(|lane| lane.state == State::ReadyForCollection)
}

/// The place and the promise of delivery.
fn delivery(stated: &Stated) -> estimates::Delivery {
    let zone = destination(stated.promise, stated.ship_to);
    let limit = stated.promise.and_then(|promise| Limit::of(promise, zone.as_ref()));
    estimates::Delivery { zone, to: stated.ship_to.map(place), limit }
}

/// Where the order ships from and where it goes, as its owner says.
pub(super) fn ends<'a>(context: &Context<'a>, order: ObjectId) -> Ends<'a> {
    let stated = Stated::of(context, order);
    Ends { ship_from: stated.ship_from, ship_to: stated.ship_to }
}

/// What the lanes come to.
struct Parts<'a> {
    lanes: Vec<Lane<'a>>,
    tally: Tally<'a>,
    shown: Vec<Shown>,
    beside: Beside<'a>,
    outcome: Outcome,
}

/// What was said, and found, of everything that is not in a lane.
struct Beside<'a> {
    facts: Vec<Fact<'a>>,
    exceptions: Vec<ActiveException>,
    conflicts: Vec<Conflict>,
    next: Option<i64>,
}

impl<'a> Beside<'a> {
    fn of(
        context: &Context<'a>,
        lanes: &[Lane<'a>],
        (state, voided): (State, Option<ActiveException>),
        delivery: &estimates::Delivery,
    ) -> Self {
        let facts = beside_lanes(context, lanes);
        let all = everything(context);
        let mut found = contradictions::of_order(context, &facts, lanes);
        found.conflicts.extend(statements::conflicts(context));
        found.conflicts.extend(context.graph.conflicts(context.ownership));
        let is_over = matches!(state, State::Delivered | State::PartlyReturned | State::Returned | State::Cancelled);
        let watched = watch::of_order(context, &all, &Where::of(None, delivery.to.as_ref()), is_over);
        let is_done = |object: ObjectId| is_done(context, object, (lanes, state));
        let mut exceptions = exceptions::of_order(context, &facts, &all, is_done);
        exceptions.extend(voided);
        exceptions.extend(watched.raised.into_iter().chain(found.overlays()).chain(conflicts::standing(context)));
        let next = watched.next.into_iter().chain(found.next).min();
        Self { facts, exceptions: exceptions::sorted(exceptions), conflicts: found.conflicts, next }
    }
}

impl Beside<'_> {
    fn raise(&mut self, more: Vec<ActiveException>) {
        let all = std::mem::take(&mut self.exceptions).into_iter().chain(more);
        self.exceptions = exceptions::sorted(all.collect());
    }
}

fn place(address: &Address) -> Place {
    Place {
        city: address.city.clone(),
        region: address.region.clone(),
        postal: address.postal.clone(),
        country: address.country.clone(),
        ..Place::default()
    }
}

/// What owners say the order is.
struct Stated<'a> {
    header: Option<&'a Header>,
    promise: Option<&'a Promise>,
    ship_from: Option<&'a Address>,
    ship_to: Option<&'a Address>,
    lines: &'a [OrderLine],
}

impl<'a> Stated<'a> {
    fn of(context: &Context<'a>, order: ObjectId) -> Self {
        let lines = part(context, order, Section::OrderLines, |stated| stated.lines.as_ref());
        Self {
            header: part(context, order, Section::OrderHeader, |stated| stated.header.as_ref()),
            promise: part(context, order, Section::OrderPromise, |stated| stated.promise.as_ref()),
            ship_from: part(context, order, Section::OrderShipFrom, |stated| stated.ship_from.as_ref()),
            ship_to: part(context, order, Section::OrderShipTo, |stated| stated.ship_to.as_ref()),
            lines: lines.map_or(&[], Vec::as_slice),
        }
    }
}

fn part<'a, T>(
    context: &Context<'a>,
    order: ObjectId,
    of: Section,
    pick: impl Fn(&'a Order) -> Option<&'a T>,
) -> Option<&'a T> {
    section(context, order, of, |body| match body {
        Body::Order(stated) => pick(stated),
        _ => None,
    })
}

fn assemble(
    context: &Context,
    order: ObjectId,
    (stated, delivery): (Stated, &estimates::Delivery),
    parts: Parts,
) -> View {
    let (state, timeliness) = (parts.outcome.state, parts.outcome.timeliness(context.now));
    let header = stated.header.cloned().unwrap_or_default();
    let Beside { facts: rest, exceptions, conflicts, .. } = parts.beside;
    let of_lanes = parts.shown.iter().flat_map(|shown| &shown.conflicts);
    let conflicts = contradictions::tidy(conflicts.into_iter().chain(of_lanes.cloned()));
    let shipments: Vec<ShipmentView> = parts.shown.into_iter().map(|shown| shown.view).collect();
    let every = exceptions.iter().chain(shipments.iter().flat_map(|shipment| &shipment.exceptions));
    let leading = exceptions::leading(every);
    View {
        order,
        refs: context.graph.names(order),
        customer: header.customer.unwrap_or_default(),
        sales_org: header.sales_org,
        region: header.region,
        status: header.status,
        blocks: header.blocks,
        value: header.value,
        promise: stated.promise.cloned(),
        promise_end: parts.outcome.limit.map(Limit::end),
        promise_missed: timeliness == Some(Timeliness::Missed),
        promise_unclear: timeliness == Some(Timeliness::Unclear),
        cancelled_at: parts.outcome.cancelled_at,
        ship_from: stated.ship_from.cloned(),
        ship_to: stated.ship_to.cloned(),
        lines: parts.tally.views(),
        unmatched_lines: parts.tally.unmatched(),
        state,
        headline: order_headline(context, order, &parts.lanes, state).map(|headline| delivery.headline(headline)),
        counts: counts(&parts.lanes, &parts.tally),
        shipments,
        deliveries: deliveries(context, order, stated.lines, &parts.lanes),
        returns: returns(context),
        entries: entries::of(context, &rest, &returned_beside(context)),
        documents: documents::of(&rest),
        exceptions,
        leading,
        contacts: names::contacts(context),
        names: names::names(context),
        sources: names::sources(context),
        conflicts,
        cases: cases::views(context),
        destinations: context.ledger.destinations(),
        told: count(context.evidence.all().len()),
        withdrawn: count(context.evidence.all().iter().filter(|fact| fact.is_withdrawn()).count()),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// One word for the whole (rule 7). The parts are the shipments, and the deliveries that none of them carries, where it
/// is told which delivery a shipment carries. Then:
/// - while nothing is known of any part, the order's own happenings tell (a shop that says "delivered");
/// - before anything moves, it is as far as the order's own happenings say, if they say more;
/// - all parts delivered while quantities show that something is missing: partly delivered;
/// - called off by its owner: cancelled, unless goods have arrived or are on their way back. That every shipment of it was called
///   off does not call off the order: it is to be shipped again ([`voided`]).
fn state(context: &Context, order: ObjectId, (lanes, behind): (&[Lane], &[Behind]), tally: &Tally) -> State {
    let own = own_state(context, order);
    let parts: Vec<State> = lanes.iter().map(Lane::part).chain(behind.iter().map(|behind| behind.state)).collect();
    let together = whole(&parts);
    match together {
        State::Delivered if tally.is_short() => State::PartlyDelivered,
        State::PartlyReturned if tally.is_unshipped() && some_came(lanes, behind) => State::PartlyDelivered,
        State::PartlyDelivered | State::Delivered | State::PartlyReturned | State::Returning | State::Returned => {
            together
        }
        _ if own == State::Cancelled => own,
        State::Unknown => own,
        State::Cancelled => own.max(State::Ordered),
        _ if together < State::Moving && own < State::Moving => together.max(own),
        _ => together,
    }
}

/// Whether something of it is with the customer.
fn some_came(lanes: &[Lane], behind: &[Behind]) -> bool {
    let came = |lane: &Lane| match lane.state {
        State::Delivered | State::PartlyDelivered => true,
        State::PartlyReturned => lane.journey.known().iter().any(|step| step.milestone == Milestone::Delivered),
        _ => false,
    };
    lanes.iter().any(came) || behind.iter().any(|behind| behind.state == State::Delivered)
}

/// What moved the headline last, over all live shipments; of the order and its deliveries while no shipment has moved. That
/// the order was called off is news beside that of its shipments whatever they do, and theirs never takes its place by being
/// older; while nothing but that is true of the order, it leads.
fn order_headline(context: &Context, order: ObjectId, lanes: &[Lane], state: State) -> Option<Headline> {
    let own = own_journey(context, order);
    let called_off = own.last().copied().filter(|step| step.milestone == Milestone::Cancelled);
    if let Some(step) = called_off.filter(|_| state == State::Cancelled) {
        return Some(headline(&step));
    }
    let live = lanes.iter().filter(|lane| lane.is_live() || state == State::Cancelled);
    let mut steps: Vec<Step> = live.filter_map(|lane| lane.journey.last().copied()).collect();
    if !steps.iter().any(|step| step.milestone.is_movement()) {
        let deliveries = context.graph.objects(ObjectKind::Delivery).map(|delivery| own_journey(context, delivery));
        // One that was called off is no news of the others.
        let live = deliveries.filter(|journey| state == State::Cancelled || journey.state() != State::Cancelled);
        steps.extend(live.filter_map(|journey| journey.last().copied()));
        steps.extend(own.last().copied());
    }
    for step in &mut steps {
        if step.is_full_delivery() && state != State::Delivered {
            step.extent = Extent::Partial;
        }
    }
    let news = Journey::together(steps, context.policy).last().copied();
    let stands = news.filter(Step::is_full_delivery);
    stands.or_else(|| news.into_iter().chain(called_off).max_by_key(Step::order)).as_ref().map(headline)
}

fn counts(lanes: &[Lane], tally: &Tally) -> Counts {
    let live = lanes.iter().filter(|lane| lane.is_live());
    let delivered = live.clone().filter(|lane| lane.state == State::Delivered).count();
    let [units, units_delivered, units_returned, units_returning] = tally.units();
    let (shipments, delivered) = (count(live.count()), count(delivered));
    Counts { shipments, delivered, units, units_delivered, units_returned, units_returning }
}

fn deliveries(context: &Context, order: ObjectId, ordered: &[OrderLine], lanes: &[Lane]) -> Vec<DeliveryView> {
    let view = |object: ObjectId| DeliveryView {
        object,
        refs: context.graph.names(object),
        status: stated_delivery(context, object, Section::DeliveryStatus, |stated| stated.status.as_ref()).cloned(),
        goods_issue: stated_delivery(context, object, Section::DeliveryPlanned, |stated| stated.planned.as_ref())
            .and_then(|planned| planned.goods_issue),
        lines: lines::delivery_lines(context, object, order, ordered),
        state: delivery_state(context, object, lanes),
    };
    context.graph.objects(ObjectKind::Delivery).map(view).collect()
}

fn stated_delivery<'a, T>(
    context: &Context<'a>,
    delivery: ObjectId,
    of: Section,
    pick: impl Fn(&'a Delivery) -> Option<&'a T>,
) -> Option<&'a T> {
    section(context, delivery, of, |body| match body {
        Body::Delivery(stated) => pick(stated),
        _ => None,
    })
}

/// A delivery is as far as the shipments that carry it, or as its own happenings say when that is further.
fn delivery_state(context: &Context, delivery: ObjectId, lanes: &[Lane]) -> State {
    let own = behind::own_state(context, delivery);
    let holders: Vec<ObjectId> = context.graph.holders(delivery, Relation::Carries).collect();
    let carried: Vec<State> = lanes.iter().filter(|lane| holders.contains(&lane.object)).map(Lane::part).collect();
    match whole(&carried) {
        State::Unknown | State::Cancelled => own,
        _ if own == State::Cancelled => own,
        state if is_on_the_way(own) || own < State::Moving => state.max(own),
        state => state,
    }
}

fn returns(context: &Context) -> Vec<ReturnView> {
    let view =
        |object: ObjectId| ReturnView { object, refs: context.graph.names(object), state: own_state(context, object) };
    context.graph.objects(ObjectKind::Return).map(view).collect()
}

/// The events of the order, its deliveries and its returns that tell of a delivery and mean the end of a way back.
fn returned_beside(context: &Context) -> BTreeSet<EventId> {
    let kinds = [ObjectKind::Order, ObjectKind::Delivery, ObjectKind::Return];
    let journeys = kinds.into_iter().flat_map(|kind| context.graph.objects(kind)).map(|one| own_journey(context, one));
    let of = |journey: Journey| -> Vec<EventId> {
        journey.known().iter().filter(|step| step.is_read_as_return()).map(|step| step.received.id).collect()
    };
    journeys.flat_map(of).collect()
}

/// What was said of everything that is not in a lane, oldest first.
fn beside_lanes<'a>(context: &Context<'a>, lanes: &[Lane<'a>]) -> Vec<Fact<'a>> {
    let in_lanes: BTreeSet<_> = lanes.iter().flat_map(|lane| lane.facts.iter().map(|fact| fact.received.id)).collect();
    context.evidence.all().iter().filter(|fact| !in_lanes.contains(&fact.received.id)).copied().collect()
}

/// Whether all of the order, of a delivery or of a return has arrived, or is back.
fn is_done(context: &Context, object: ObjectId, (lanes, order): (&[Lane], State)) -> bool {
    let state = match context.graph.kind(object) {
        Some(ObjectKind::Order) => order,
        Some(ObjectKind::Delivery) => delivery_state(context, object, lanes),
        _ => own_state(context, object),
    };
    matches!(state, State::Delivered | State::Returned)
}

/// The way of everything around the order.
fn everything<'a>(context: &Context<'a>) -> Journey<'a> {
    Journey::together(context.evidence.all().iter().filter_map(Step::of), context.policy)
}
