//! What to do next. Texts only: a button comes with the action that does its work.

use jiff::{Timestamp, civil::Date};

use super::{
    DeskFacts,
    dates::{Expected, Today, capital, days_between, delivery_zone, zoned},
    parts::{Part, had_left, is_mixed, noun, parts, place_words, to_be_shipped_again, why_back},
    texts::{self, of_active},
};
use crate::domain::{
    event::{Content, ContentState, DocumentKind},
    fate::{self, Fate},
    id::ObjectId,
    milestone::Milestone,
    reason::{Exception, Reason},
    view::{ActiveException, LineView, State, View},
};

/// A recommended action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What to do, as a command.
    pub title: String,
    /// Why, for the agent.
    pub why: String,
}

/// Most advice that helps: more is a list nobody reads.
const MOST: usize = 4;

/// What to do next, the most pressing first; nothing when all is well. Once a day of delivery is
/// agreed with the customer, nothing asks for a day any more.
pub fn next_actions(view: &View, desk: DeskFacts, now: Timestamp) -> Vec<Advice> {
    let agreed = desk.agreed;
    let clock = &Present { now: now.as_microsecond(), today: Today::of(view, now) };
    let mut advice: Vec<Advice> = Vec::new();
    let causes = causes(view).into_iter().filter(|active| agreed.is_none() || !asks_for_day(active));
    let (pressing, upkeep): (Vec<_>, Vec<_>) = causes.partition(|active| !is_upkeep(active.exception));
    let advised = |active| advised(view, active, clock);
    let pressing = pressing.into_iter().map(advised);
    let state = by_state(view, agreed).into_iter().chain(agreed.map(confirm));
    let pressing = called_off(view).into_iter().chain(pressing).chain(state).chain(promise(view, agreed, clock));
    let all = pressing.chain(unshipped(view)).chain(label_only(view, clock)).chain(proof(view)).chain(units(view));
    for next in all.chain(upkeep.into_iter().map(advised)).chain(superseded(view)) {
        if advice.iter().all(|known| known.title != next.title) {
            advice.push(next);
        }
    }
    advice.truncate(MOST);
    advice
}

/// The present, as an instant and where the goods arrive.
struct Present {
    /// Microseconds UTC.
    now: i64,
    today: Today,
}

fn advice(title: &str, why: impl Into<String>) -> Advice {
    Advice { title: title.to_owned(), why: why.into() }
}

fn confirm(day: Date) -> Advice {
    let title = format!("Confirm delivery on {} with the carrier", day.strftime("%a %-d %b"));
    advice(&title, "That day was agreed with the customer.")
}

/// Whether what is recommended about it is to get or to offer a day.
fn asks_for_day(active: &ActiveException) -> bool {
    use Reason::{
        Appointment, Civil, Closed, ForceMajeure, Holiday, Rescheduled, Signature, Unavailable, Unreachable, Weather,
    };
    let wants = |reason| {
        matches!(
            reason,
            Appointment
                | Civil
                | Closed
                | ForceMajeure
                | Holiday
                | Rescheduled
                | Signature
                | Unavailable
                | Unreachable
                | Weather
        )
    };
    match active.exception {
        Exception::Delayed | Exception::OnHold => active.reason.map_or(active.exception == Exception::Delayed, wants),
        Exception::AtRisk => true,
        _ => false,
    }
}

/// What has to be put right between systems: after what the customer needs.
fn is_upkeep(exception: Exception) -> bool {
    matches!(
        exception,
        Exception::DeliveredNotConfirmed
            | Exception::PodMissing
            | Exception::WriteFailed
            | Exception::SlaBreach
            | Exception::ClockSkew
            | Exception::Unmapped
            | Exception::StaleSource
    )
}

/// Everything that is wrong, the gravest first.
fn causes(view: &View) -> Vec<&ActiveException> {
    let lanes = view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled);
    let all = view.exceptions.iter().chain(lanes.flat_map(|shipment| &shipment.exceptions));
    let mut all: Vec<&ActiveException> = view.leading.iter().chain(all).collect();
    if matches!(view.state, State::Cancelled | State::Returned) {
        all.clear();
    }
    // What turned back is not delivered again, and nothing lets it go on.
    let returned = turned_back(view);
    let goes_on = |active: &ActiveException| {
        use Exception::{AtRisk, Delayed, OnHold, RefusedGoods};
        let is_back = view.state == State::Returning || returned.contains(&active.object);
        !(is_back && matches!(active.exception, RefusedGoods | OnHold | Delayed | AtRisk))
    };
    all.retain(|active| goes_on(active));
    // What waits at a collection point has come as far as the carrier brings it.
    let is_ready =
        |object| view.shipments.iter().any(|one| one.object == object && one.state == State::ReadyForCollection);
    all.retain(|active| !(active.exception == Exception::AtRisk && is_ready(active.object)));
    // Of several attempts the latest tells what has to be done.
    let attempts: Vec<&ActiveException> = all.iter().copied().filter(|active| is_of_attempt(active)).collect();
    let is_older = |active: &ActiveException| {
        let newer =
            |other: &&&ActiveException| other.object == active.object && other.since.micros > active.since.micros;
        is_of_attempt(active) && attempts.iter().any(|other| newer(&other))
    };
    all.retain(|active| !is_older(active));
    // A key account gets a call of its own for that ([`promise`]).
    all.retain(|active| !(active.exception == Exception::AtRisk && is_key(view)));
    all
}

/// The packages that turned back, and the shipments of which all did.
fn turned_back(view: &View) -> Vec<ObjectId> {
    let of_shipment = |shipment| {
        let pieces = fate::of_shipment(shipment);
        let back = || pieces.iter().filter(|piece| piece.fate.is_return());
        let whole = (back().count() == pieces.len()).then_some(shipment.object);
        let packages: Vec<ObjectId> = back().filter_map(|piece| piece.package).map(|package| package.object).collect();
        packages.into_iter().chain(whole)
    };
    view.shipments.iter().flat_map(of_shipment).collect()
}

/// Why the goods could not be handed over at the door.
fn is_of_attempt(active: &ActiveException) -> bool {
    let at_door =
        matches!(active.reason, Some(Reason::Closed | Reason::Unavailable | Reason::Access | Reason::Refused));
    active.source.is_some() && (at_door || active.exception == Exception::RefusedGoods)
}

/// What to tell the customer of a promise that is missed: the new day, or the new hours of the promised day. `None`: nobody has
/// named a day that is still to come.
fn new_day(view: &View, active: &ActiveException, clock: &Present) -> Option<Advice> {
    let shipment = view.shipments.iter().find(|shipment| shipment.object == active.object)?;
    let expected = Expected::of(shipment.estimate.as_ref()?, &clock.today).filter(|one| one.last >= clock.now)?;
    let day = expected.short(clock.today.date);
    let promised = super::sentence::promise_day(view, &clock.today)?;
    let hours = expected.hours.as_ref().map(|(from, to)| format!(" between {from} and {to}")).unwrap_or_default();
    let what = if days_between(promised, expected.day) > 0 { "day" } else { "time" };
    let title = format!("Tell the customer the new {what}: {day}{}", if what == "time" { &hours } else { "" });
    Some(advice(&title, format!("Now expected {day}{hours}, after the promise.")))
}

fn advised(view: &View, active: &ActiveException, clock: &Present) -> Advice {
    if let Some(advice) = stalled(view, active) {
        return advice;
    }
    if active.exception == Exception::AtRisk && view.promise_missed {
        let none =
            || advice("Get a new delivery day", "The promise is missed, and the expected day has passed as well.");
        return new_day(view, active, clock).unwrap_or_else(none);
    }
    if active.exception == Exception::ShipmentCancelled && had_left(view) {
        let why = "The shipment was cancelled after it had left. Book a new one only once that is clear.";
        return advice("Ask the carrier whether it is still on its way", why);
    }
    let texts = of_active(active);
    let place = active.place.as_ref().and_then(place_words);
    let why = capital(&texts::fill(&texts.agent, place.as_deref(), None));
    advice(&texts.action, format!("{why}."))
}

/// What is stalled at the door or at a collection point wants another question than what is stalled on the way.
fn stalled(view: &View, active: &ActiveException) -> Option<Advice> {
    let shipment = view.shipments.iter().find(|shipment| shipment.object == active.object)?;
    if active.exception != Exception::Stalled {
        return None;
    }
    if shipment.out_on.is_some() {
        return Some(advice("Ask the carrier why it was not delivered", "Out for delivery, and no update since."));
    }
    let waits = shipment.state == State::ReadyForCollection;
    waits.then(|| {
        advice("Remind the customer to collect it", "It has not been collected, and is sent back after a while.")
    })
}

/// What to do about an order that was cancelled, where its goods are with the customer, on their way or back.
fn called_off(view: &View) -> Vec<Advice> {
    let Some(off) = view.cancelled_at else { return Vec::new() };
    let parts = parts(view);
    let has = |fate: Fate| parts.iter().any(|part| part.fate == fate);
    let day = zoned(off, &delivery_zone(view)).strftime("%a %-d %b").to_string();
    let mut list = Vec::new();
    let moves = |part: &Part| (State::Moving..=State::Attempted).contains(&part.state) && !part.fate.is_over();
    if parts.iter().any(moves) {
        list.push(advice("Stop the shipment", "The order is cancelled, and goods are still moving."));
    }
    if view.state == State::Delivered || has(Fate::Delivered) {
        let why = format!("Goods were delivered, and the order was cancelled on {day}.");
        list.push(advice("Agree with the customer on keeping or returning the goods", why));
    }
    if has(Fate::Returned) {
        list.push(advice(
            "Confirm the refund with the customer",
            format!("Goods are back, and the order was cancelled on {day}."),
        ));
    } else if has(Fate::Returning) {
        list.push(advice("Tell the customer when the refund comes", "The goods are on their way back."));
    }
    list
}

fn by_state(view: &View, agreed: Option<Date>) -> Vec<Advice> {
    if view.cancelled_at.is_some() {
        return Vec::new();
    }
    let state = |wanted| parts(view).iter().any(|part| part.state == wanted);
    let has_cause = view.leading.is_some();
    match view.state {
        State::Unknown => {
            vec![advice("Check the number with the customer", "No system has said anything but the number.")]
        }
        State::Returned => vec![advice("Agree on a refund or a replacement", "The goods are back.")],
        State::Returning => returning(view),
        State::PartlyReturned => in_part(view),
        _ if is_mixed(&parts(view)) && parts(view).iter().any(|part| part.fate.is_return()) => in_part(view),
        _ if state(State::Attempted) && !has_cause && agreed.is_none() => {
            vec![advice("Offer a new day or a collection point", "Delivery was tried and nobody took the goods.")]
        }
        _ if state(State::ReadyForCollection) => {
            vec![advice("Tell the customer where to collect it", "The goods wait at a collection point.")]
        }
        _ => Vec::new(),
    }
}

/// What the customer gets instead of goods that are on their way back.
fn returning(view: &View) -> Vec<Advice> {
    let mut list = vec![advice("Tell the customer when the refund comes", "The goods are on their way back.")];
    let cause = parts(view).into_iter().find_map(|part| part.cause);
    if cause.is_none_or(|cause| cause.reason != Some(Reason::Prohibited)) {
        let why = cause.and_then(why_back).unwrap_or_else(|| "What was ordered does not reach the customer.".into());
        list.push(advice("Agree on a replacement or a new order", why));
    }
    list
}

/// From how many days on a label whose goods nobody has handed over is asked about.
const LABEL_WAITS: i32 = 2;

/// That a shipment was booked days ago and the carrier does not have it.
fn label_only(view: &View, clock: &Present) -> Option<Advice> {
    let booked = view.shipments.iter().filter(|shipment| shipment.state == State::Ordered);
    let mut since = booked.filter_map(|shipment| shipment.headline.as_ref());
    let waits = |at| days_between(clock.today.day(at), clock.today.date) >= LABEL_WAITS;
    let label = since.find(|headline| headline.milestone == Milestone::Booked && waits(headline.at))?;
    let day = clock.today.short(clock.today.day(label.at));
    let why = format!("It was booked on {day}, and the carrier does not have it yet.");
    (view.cancelled_at.is_none()).then(|| advice("Ask the warehouse when it is handed over", why))
}

/// That what was ordered is in no shipment, while all that was shipped has come.
fn unshipped(view: &View) -> Option<Advice> {
    let is_open = |state: State| state < State::Delivered;
    // Where a shipment does not tell what it carries, nobody can say what is missing.
    let is_told = view.shipments.iter().all(|one| one.state == State::Cancelled || !one.lines.is_empty());
    let waits = fate::is_to_come(view) || view.deliveries.iter().any(|delivery| is_open(delivery.state));
    let is_settled = view.state != State::PartlyDelivered || view.cancelled_at.is_some();
    if is_settled || !is_told || (waits && !view.promise_missed) {
        return None;
    }
    let missing = |line: &&LineView| line.shipped < line.ordered && line.shipped_otherwise.is_empty();
    let lines: Vec<&str> = view.lines.iter().filter(missing).map(|line| line.line.as_str()).collect();
    let lines = match lines.as_slice() {
        [] => return None,
        [one] => format!("Line {one} has"),
        several => format!("{} lines have", several.len()),
    };
    let is_planned = to_be_shipped_again(view).is_some();
    (!is_planned)
        .then(|| advice("Ask the warehouse when the rest is shipped", format!("{lines} not been shipped in full.")))
}

/// That a shipment was booked for goods that came in another one, and was never cancelled.
fn superseded(view: &View) -> Option<Advice> {
    let shipment = view.shipments.iter().find(|shipment| shipment.is_superseded)?;
    let name = shipment.refs.first().map(|one| format!(" {}", one.value)).unwrap_or_default();
    let why = "All that was ordered was delivered, and nothing was reported of this shipment.";
    Some(advice(&format!("Have shipment{name} cancelled or removed from the order"), why))
}

/// That a line is shipped in a unit that does not convert into the one in which it was ordered: nobody can say how much has come.
fn units(view: &View) -> Option<Advice> {
    let other = |line: &LineView| Some((line.shipped_otherwise.first()?.unit.clone()?, line.unit.clone()?));
    let (line, (shipped, ordered)) = view.lines.iter().find_map(|line| Some((&line.line, other(line)?)))?;
    let why = format!("Line {line} was ordered in {ordered} and shipped in {shipped}.");
    (view.state != State::Cancelled).then(|| advice("Compare the quantities of order and shipment", why))
}

/// A part of it turned back.
fn in_part(view: &View) -> Vec<Advice> {
    let parts = parts(view);
    let count = |fate: Fate| parts.iter().filter(|part| part.fate == fate).count();
    let why = |count: usize, one: &str, many: &str| match (count, parts.len()) {
        (_, 1) => format!("A part of the order is {one}."),
        (1, all) => format!("1 of {all} {} is {one}.", noun(view)),
        (several, all) => format!("{several} of {all} {} are {many}.", noun(view)),
    };
    let (back, coming) = (count(Fate::Returned), count(Fate::Returning));
    if back > 0 {
        vec![advice("Agree on a refund or a replacement", why(back, "back at the sender", "back at the sender"))]
    } else {
        vec![advice("Tell the customer when the refund comes", why(coming, "on its way back", "on their way back"))]
    }
}

fn promise(view: &View, agreed: Option<Date>, clock: &Present) -> Vec<Advice> {
    let is_open = view.state < State::Delivered || (view.state == State::PartlyReturned && fate::is_to_come(view));
    if !is_open || view.state == State::Unknown || view.cancelled_at.is_some() {
        return Vec::new();
    }
    let mut list = Vec::new();
    let at_risk = view.shipments.iter().flat_map(|shipment| &shipment.exceptions);
    let at_risk = at_risk.into_iter().any(|active| active.exception == Exception::AtRisk);
    if is_key(view) && (view.promise_missed || at_risk) {
        let name = view.customer.name.as_deref().unwrap_or("the customer");
        let why = if view.promise_missed { "the promise is missed" } else { "the promise is at risk" };
        list.push(advice(&format!("Call {name} before they call us"), format!("Key account, and {why}.")));
    }
    if agreed.is_none() && can_still_come(view) {
        list.extend(day_wanted(view, clock));
    }
    list
}

/// What to ask for while nobody knows when the rest comes.
fn day_wanted(view: &View, clock: &Present) -> Option<Advice> {
    let parts = parts(view);
    let open: Vec<&Part> = parts.iter().filter(|part| part.state < State::Delivered && !part.fate.is_over()).collect();
    let has_passed = |part: &&&Part| {
        let expected = part.estimate.and_then(|estimate| Expected::of(estimate, &clock.today));
        part.state != State::ReadyForCollection && expected.is_some_and(|one| one.last < clock.now)
    };
    let passed = open.iter().find(|part| has_passed(part));
    let is_today = !open.is_empty() && open.iter().all(|part| part.is_out_today(&clock.today));
    if is_today {
        let why = "It is out for delivery today, and later than the hour that was promised or expected.";
        let is_late = passed.is_some() || (view.promise_missed && open.iter().any(|part| part.estimate.is_none()));
        return is_late.then(|| advice("Ask the carrier when it arrives today", why));
    }
    if view.promise_missed {
        let is_partly = view.state == State::PartlyDelivered;
        let title = if is_partly { "Get a new day for the rest" } else { "Get a new delivery day" };
        let wanted = open.iter().any(|part| has_no_day(part)) || (open.is_empty() && is_partly);
        return wanted.then(|| advice(title, "The promise is missed, and there is no new date yet."));
    }
    let expected = passed.and_then(|part| Expected::of(part.estimate?, &clock.today))?;
    let day = expected.short(clock.today.date);
    Some(advice("Ask the carrier for a new delivery day", format!("It was expected {day} and has not arrived.")))
}

/// Still to come, and nobody says when: an estimate within a promise that is missed has passed as well.
fn has_no_day(part: &Part) -> bool {
    let is_at_collection_point = part.state == State::ReadyForCollection;
    !is_at_collection_point && part.estimate.is_none_or(|estimate| !estimate.past_promise)
}

/// Nobody asks for a day of what is lost or broken.
fn can_still_come(view: &View) -> bool {
    let gone = |exception| matches!(exception, Exception::Lost | Exception::Damaged);
    !view.leading.as_ref().is_some_and(|leading| gone(leading.exception))
}

fn is_key(view: &View) -> bool {
    view.customer.tier.as_deref().is_some_and(|tier| tier.eq_ignore_ascii_case("key"))
}

fn proof(view: &View) -> Vec<Advice> {
    if view.state != State::Delivered {
        return Vec::new();
    }
    let documents = view.shipments.iter().flat_map(|shipment| &shipment.documents).chain(&view.documents);
    let pods: Vec<_> = documents.filter(|document| document.document == DocumentKind::Pod).collect();
    if let Some(pod) = pods.iter().find(|pod| matches!(pod.content, Some(Content::Stored { .. }))) {
        let signed = pod.signed_by.as_deref().map_or("It is here.".to_owned(), |by| format!("Signed by {by}."));
        return vec![advice("Send the proof of delivery", signed)];
    }
    let unavailable = Some(Content::State { state: ContentState::Unavailable });
    if pods.iter().any(|pod| pod.content == unavailable) {
        return vec![advice("Ask the recipient to confirm the delivery", "The carrier has no proof of delivery.")];
    }
    Vec::new()
}
