//! What is wrong around the order as a whole.

use super::{Watch, Watched, Where, at_once, destinations, exception};
use crate::domain::{
    calendar::{Counting, Whose},
    event::{Body, Direction, Raw, Relation},
    fold::{Context, cases, evidence::Fact, journey::Journey, shipments::own_journey, statements},
    id::ObjectId,
    milestone::Milestone,
    ownership::Section,
    reason::{Exception, Reason},
    reference::{ObjectKind, RefKind},
    time::Moment,
    view::ActiveException,
};

/// The conditions of the order, its deliveries and its cases. `all`: the way of everything around it.
pub(in crate::domain::fold) fn of_order(context: &Context, all: &Journey, place: &Where, is_over: bool) -> Watched {
    let mut watches: Vec<Watch> = ahead_of_cases(context, all);
    if !is_over && all.first_movement().is_none() {
        watches.extend(blocked(context));
    }
    if !is_over {
        watches.extend(left_without_number(context, place));
    }
    watches.extend(destinations::refused(context));
    watches.extend(destinations::late(context, place));
    Watched::of(context, watches)
}

/// A block that the owner of the order has set, until the goods move or a later statement lists none. One that was reported as a
/// hold of the order is told by that report.
fn blocked(context: &Context) -> Option<Watch> {
    let order = context.graph.order();
    let stated = statements::latest(context, order, Section::OrderHeader, |body| match body {
        Body::Order(order) => order.header.as_ref(),
        _ => None,
    })?;
    let block = stated.said.blocks.first()?;
    let is_hold =
        |fact: &Fact| fact.counts() && fact.exception().is_some_and(|said| said.exception == Exception::OnHold);
    if context.evidence.about(order).iter().any(is_hold) {
        return None;
    }
    let hold = exception(Exception::OnHold, order, stated.received.at);
    let raw = Raw { code: Some(block.clone()), ..Raw::default() };
    let source = Some(stated.received.source.clone());
    Some(at_once(ActiveException { reason: reason_of_block(block), source, raw: Some(raw), ..hold }))
}

/// Why an order is blocked, where the code says it in words; ERP systems have their own codes.
fn reason_of_block(code: &str) -> Option<Reason> {
    let code = code.to_uppercase();
    let is_of_money = ["CREDIT", "PAYMENT", "BILLING"].iter().any(|word| code.contains(word));
    is_of_money.then_some(Reason::Payment)
}

/// Open cases that are older than the latest news, unless the customer has been told since.
fn ahead_of_cases(context: &Context, all: &Journey) -> Vec<Watch> {
    let Some(news) = all.last().map(|step| step.received.at) else { return Vec::new() };
    let told_out = context.evidence.all().iter().filter(|fact| fact.counts()).filter(|fact| is_contact_out(fact));
    let contacted = told_out.map(|fact| fact.received.at.micros).max();
    let open = context
        .graph
        .objects(ObjectKind::Case)
        .filter(|case| cases::stated(context, *case).is_some_and(cases::is_open));
    let behind = open.filter(|case| {
        let updated = cases::last_told(context, *case).map(|received| received.at.micros);
        updated.max(contacted) < Some(news.micros)
    });
    behind.map(|case| at_once(exception(Exception::CaseBeforeEvent, case, news))).collect()
}

fn is_contact_out(fact: &Fact) -> bool {
    matches!(&fact.received.event.body, Body::Contact(contact) if contact.direction == Direction::Out)
}

/// Deliveries that have left the warehouse in no shipment that we know of, under no number to follow.
fn left_without_number(context: &Context, place: &Where) -> Vec<Watch> {
    let mut objects = context.graph.all();
    let followed = [RefKind::Tracking, RefKind::Pro, RefKind::Container, RefKind::Booking];
    if objects.any(|(object, _)| context.graph.names(object).iter().any(|name| followed.contains(&name.kind))) {
        return Vec::new();
    }
    let alone = |delivery: &ObjectId| context.graph.holders(*delivery, Relation::Carries).next().is_none();
    let watch = |delivery: ObjectId| {
        let since = left(context, delivery)?;
        let limit = context.policy.no_tracking;
        let due = place.after(context, since.micros, limit, Whose::Country, Counting::WholeDays)?;
        Some(Watch { active: exception(Exception::NoTracking, delivery, since), due })
    };
    context.graph.objects(ObjectKind::Delivery).filter(alone).filter_map(watch).collect()
}

/// When a delivery left: its first movement, or the posting of its goods issue.
fn left(context: &Context, delivery: ObjectId) -> Option<Moment> {
    let journey = own_journey(context, delivery);
    if journey.delivered().is_some() {
        return None;
    }
    let moved = journey.first_movement().map(|step| step.received.at);
    let posted = context.evidence.about(delivery).iter().filter(|fact| fact.counts() && !fact.is_witness);
    let posted =
        posted.filter(|fact| fact.milestone().is_some_and(|said| said.milestone == Milestone::GoodsIssuePosted));
    moved.into_iter().chain(posted.map(|fact| fact.received.at)).min_by_key(|at| at.micros)
}
