//! What to do next, as actions: each of them either does its work or is not shown. What a form may ask for is worked out here
//! again when it comes, from the order as it is then.

use app::model::{Advice, Ask, OpenTask, Redeliver, Todo};
use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use super::{claim, clock::Clock, milestones::utc, names, proof, says, tasks, track};
use crate::{
    domain::{
        carriers,
        event::{Content, ContentState},
        fate,
        reason::{Exception, Reason},
        reference::{RefKind, Reference},
        view::{ActiveException, DocumentView, ShipmentView, State, View},
        words::{DeskFacts, delivery_zone},
    },
    store::{OrderDesk, Task, TaskKind},
    web::desk_facts,
};

/// Most carriers that are shown: an order in more shipments is asked about by its list.
const MOST_ASKED: usize = 3;
/// Most numbers to quote.
const MOST_QUOTED: usize = 6;
/// Most open tasks shown.
const MOST_OPEN: usize = 8;
/// How many days ahead another delivery may be offered.
const DAYS_AHEAD: i64 = 60;

/// What to do next.
pub fn todo(view: &View, desk: &OrderDesk, clock: &Clock) -> Todo {
    let open: Vec<&Task> = desk.tasks.iter().filter(|task| task.done.is_none()).collect();
    let is_open = |kind: TaskKind, title: &str| open.iter().any(|task| task.kind == kind && task.title == title);
    let mut advice: Vec<Advice> = says::says(view, desk, clock).advice;
    let facts = desk_facts::facts(view, desk, clock.now());
    advice.retain(|one| !is_open(TaskKind::FollowUp, &one.text));
    let lead = (!advice.is_empty()).then(|| advice.remove(0));
    let ask = view.shipments.iter().filter_map(|shipment| ask(view, shipment, facts, clock));
    let ask = ask.filter(|ask| !is_open(TaskKind::AskCarrier, &ask.title)).take(MOST_ASKED).collect();
    Todo {
        lead,
        advice,
        ask,
        not_received: claim::not_received(view, &open, clock),
        redeliver: if facts.agreed.is_some() { None } else { redeliver(view, clock) },
        open: open.into_iter().take(MOST_OPEN).map(|task| waiting(task, view, clock)).collect(),
    }
}

fn waiting(task: &Task, view: &View, clock: &Clock) -> OpenTask {
    OpenTask {
        id: task.id.to_string(),
        title: task.title.clone(),
        detail: task.detail.clone(),
        by: task.name.clone(),
        since: clock.table(utc(task.opened), None),
        due: tasks::due(task, Some(&delivery_zone(view)), clock),
    }
}

/// Who carries a shipment, what to ask them, and what to quote; nothing where there is nothing to ask.
fn ask(view: &View, shipment: &ShipmentView, desk: DeskFacts, clock: &Clock) -> Option<Ask> {
    let carrier = shipment.carrier.as_ref()?;
    let known = carriers::of_shipment(carrier);
    let countries = clock.countries(view);
    let name = carriers::shown_as(carrier)?;
    let title = question(view, shipment, desk, &name)?;
    let quote = quoted(shipment);
    let phone = known.and_then(|known| known.phone(&countries)).map(str::to_owned);
    let what = names::goods(&shipment.lines, view).unwrap_or_default();
    let note = match (&phone, view.shipments.len()) {
        (Some(phone), 1) => phone.clone(),
        (Some(phone), _) if !what.is_empty() => format!("{what}. {phone}"),
        (Some(phone), _) => phone.clone(),
        (None, _) => what,
    };
    Some(Ask {
        shipment: shipment.object.to_string(),
        title,
        note,
        carrier: name,
        phone,
        page: track::of_shipment(shipment, &countries).map(|track| track.href),
        quote,
    })
}

fn question(view: &View, shipment: &ShipmentView, desk: DeskFacts, carrier: &str) -> Option<String> {
    let wrong = |wanted| shipment.exceptions.iter().any(|active| active.exception == wanted);
    let late = view.promise_missed || shipment.estimate.as_ref().is_some_and(|estimate| estimate.past_promise);
    match shipment.state {
        State::Delivered if !is_proven(shipment) => Some(format!("Ask {carrier} for the proof of delivery")),
        State::Moving
        | State::OutForDelivery
        | State::Attempted
        | State::ReadyForCollection
        | State::PartlyDelivered => Some(if wrong(Exception::Lost) {
            format!("Ask {carrier} about the loss and the claim")
        } else if was_out(shipment) {
            format!("Ask {carrier} why it was not delivered")
        } else if desk.agreed.is_some() {
            format!("Contact {carrier}")
        } else if late || [Exception::Delayed, Exception::OnHold, Exception::Stalled].into_iter().any(wrong) {
            format!("Ask {carrier} for a firm time")
        } else {
            format!("Contact {carrier}")
        }),
        State::Returning | State::PartlyReturned => Some(format!("Contact {carrier}")),
        _ => None,
    }
}

/// Its proof is here, by the same rule by which the proofs are called complete, or its carrier has none.
fn is_proven(shipment: &ShipmentView) -> bool {
    let unavailable = Some(Content::State { state: ContentState::Unavailable });
    let has_none = |one: &DocumentView| proof::proves(one) && one.content == unavailable;
    proof::is_proven(shipment) || shipment.documents.iter().any(has_none)
}

fn carriers_own(reference: &Reference) -> bool {
    use RefKind::{BillOfLading, Booking, Container, Pro, Tracking};
    matches!(reference.kind, Tracking | Pro | BillOfLading | Booking | Container)
}

fn quoted(shipment: &ShipmentView) -> Vec<(String, String)> {
    let all = shipment.refs.iter().chain(shipment.packages.iter().flat_map(|package| &package.refs));
    let mut quote: Vec<(String, String)> = Vec::new();
    for reference in all.filter(|reference| carriers_own(reference)) {
        let one = (names::kind(reference.kind).to_owned(), reference.value.clone());
        if !quote.contains(&one) {
            quote.push(one);
        }
    }
    quote.truncate(MOST_QUOTED);
    quote
}

/// The first shipment that was tried, is held or is late, and when it may come instead: the working day after the estimate, or
/// after today.
fn redeliver(view: &View, clock: &Clock) -> Option<Redeliver> {
    let shipment = view.shipments.iter().find(|shipment| wants_another_day(view, shipment, clock));
    let shipment = shipment.filter(|_| desk_facts::can_come(view))?;
    let there = clock.elsewhere(delivery_zone(view));
    let today = there.at(clock.now()).date();
    let estimate = shipment.estimate.as_ref().and_then(|estimate| estimate.to.or(estimate.from));
    let estimate = estimate.map(|at| there.reading(at, Some(there.zone())).date());
    let day = next_working_day(estimate.map_or(today, |day| day.max(today)));
    let late = view.promise_missed;
    let note = match (shipment.state, estimate) {
        (State::Attempted, _) => "Delivery was tried and nobody took the goods".to_owned(),
        (_, Some(day)) if day >= today => format!("Now expected {}", there.day(day)),
        (_, Some(day)) => format!("It was expected {}, and there is no new date yet", there.day(day)),
        _ if was_out(shipment) => "It was not delivered on the day it was out, and there is no new date yet".to_owned(),
        _ if late => "It is late, and there is no new date yet".to_owned(),
        _ => "It is held up, and there is no new date yet".to_owned(),
    };
    let last = today.checked_add(DAYS_AHEAD.days()).unwrap_or(today);
    Some(Redeliver {
        shipment: shipment.object.to_string(),
        title: format!("Offer delivery on {}", there.day(day)),
        note,
        day: day.to_string(),
        bounds: (today.to_string(), last.to_string()),
    })
}

/// It was at the door on a day that is over, and nobody has reported why.
fn was_out(shipment: &ShipmentView) -> bool {
    shipment.out_on.is_some() && shipment.exceptions.iter().all(|active| active.source.is_none())
}

/// It is not to be delivered there another day.
fn goes_elsewhere(reason: Reason) -> bool {
    use Reason::{Cancelled, Collection, NotCollected, Prohibited, Restricted, Undeliverable};
    matches!(reason, Cancelled | Collection | NotCollected | Prohibited | Restricted | Undeliverable)
}

fn wants_another_day(view: &View, shipment: &ShipmentView, clock: &Clock) -> bool {
    // What is lost, destroyed or on its way back is not delivered another day.
    if fate::of_shipment(shipment).iter().all(|piece| piece.fate.is_over()) {
        return false;
    }
    let under_way = matches!(shipment.state, State::Moving | State::OutForDelivery | State::Attempted);
    let held =
        shipment.exceptions.iter().any(|active| matches!(active.exception, Exception::Delayed | Exception::OnHold));
    let late = view.promise_missed || shipment.estimate.as_ref().is_some_and(|estimate| estimate.past_promise);
    let cannot_come = shipment.exceptions.iter().any(|active| {
        matches!(active.exception, Exception::Lost | Exception::Damaged)
            || matches!(active.reason, Some(reason) if goes_elsewhere(reason))
            || is_kept_back(active)
    });
    if is_out_today(shipment, clock.elsewhere(delivery_zone(view))) {
        return false;
    }
    // The customer has asked for that day, and it is named.
    let moved = |active: &ActiveException| active.reason == Some(Reason::Rescheduled);
    let named = shipment.estimate.is_some() && shipment.exceptions.iter().any(moved);
    let wants = shipment.state == State::Attempted || held || late || shipment.out_on.is_some();
    under_way && wants && !cannot_come && !named
}

/// Nobody can name a day while customs, papers, charges or a payment keep it back.
fn is_kept_back(active: &ActiveException) -> bool {
    use Reason::{BadData, Documents, Duties, Held, Inspection, Payment};
    let is_held = matches!(active.exception, Exception::Delayed | Exception::OnHold);
    is_held && matches!(active.reason, Some(BadData | Documents | Duties | Held | Inspection | Payment))
}

/// On the vehicle that brings it, today, and nothing was reported to stop that.
fn is_out_today(shipment: &ShipmentView, there: Clock) -> bool {
    let day = |at| there.reading(at, Some(there.zone())).date();
    let today = there.at(there.now()).date();
    let went_out = shipment.headline.as_ref().is_some_and(|headline| day(headline.at) == today);
    shipment.state == State::OutForDelivery && went_out && shipment.exceptions.iter().all(|one| one.source.is_none())
}

fn next_working_day(after: Date) -> Date {
    let mut day = after.tomorrow().unwrap_or(after);
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.tomorrow().unwrap_or(day);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold::testing::World;

    const NOW: &str = "2026-05-14T13:40:00Z";

    fn of(world: &World, desk: &OrderDesk) -> Todo {
        todo(&world.fold(NOW).view, desk, &Clock::new("America/Chicago", NOW.parse().unwrap()))
    }

    fn by_ups() -> (World, crate::domain::id::ObjectId) {
        let (mut world, ships) = World::shipped(1);
        let transport = serde_json::json!({"type": "shipment",
            "transport": {"mode": "parcel", "carrier": {"scac": "UPSN", "name": "UPS"}}});
        world.say("tms", ships[0], "2026-05-11T09:00:00Z", transport);
        (world, ships[0])
    }

    fn late() -> World {
        let (mut world, ship) = by_ups();
        world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        world.exception(ship, "DELAYED", "WEATHER", "2026-05-13T03:10:00-05:00");
        world.estimate(ship, "2026-05-13T12:00:00Z", "2026-05-15T16:00:00-05:00", "2026-05-15T20:00:00-05:00");
        world
    }

    #[test]
    fn a_telephone_number_of_another_country_is_not_given_but_the_carriers_page() {
        let mut world = late();
        let ship = world.input.objects.last().unwrap().id;
        world.package(ship);
        let mut view = world.fold(NOW).view;
        let of = |view: &View, zone: &str| {
            todo(view, &OrderDesk::default(), &Clock::new(zone, NOW.parse().unwrap())).ask.remove(0)
        };
        assert_eq!(of(&view, "America/Chicago").phone.as_deref(), Some("+1 800 742 5877"));
        let from_berlin = of(&view, "Europe/Berlin");
        assert_eq!((from_berlin.phone, from_berlin.note.as_str()), (None, "4 Widget, 2 Battery pack"));
        view.ship_to.as_mut().unwrap().country = Some("Germany".into());
        let to_germany = of(&view, "America/Chicago");
        assert_eq!(to_germany.phone, None);
        assert!(to_germany.page.unwrap().starts_with("https://www.ups.com/track?loc=de_DE&tracknum=1Z"));
    }

    fn task(kind: TaskKind, title: &str, done: Option<(i64, String)>) -> Task {
        let (person, name) = ("ada".into(), "Ada".into());
        Task { id: 4, kind, title: title.into(), detail: "PRO 1".into(), person, name, opened: 0, due: 0, done }
    }

    #[test]
    fn what_is_late_can_be_asked_for_and_offered_for_the_next_working_day() {
        let todo = of(&late(), &OrderDesk::default());
        assert!(todo.lead.is_some() && todo.open.is_empty());
        assert_eq!(todo.ask[0].title, "Ask UPS for a firm time");
        assert_eq!(todo.ask[0].phone.as_deref(), Some("+1 800 742 5877"));
        let offer = todo.redeliver.unwrap();
        assert_eq!((offer.title.as_str(), offer.day.as_str()), ("Offer delivery on Mon 18 May", "2026-05-18"));
        assert_eq!(offer.bounds, ("2026-05-14".to_owned(), "2026-07-13".to_owned()));
    }

    #[test]
    fn what_is_being_done_is_not_offered_again_until_it_is_done() {
        let before = of(&late(), &OrderDesk::default());
        let lead = before.lead.unwrap().text;
        let due = "2026-05-18T23:00:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond();
        let tasks = vec![
            task(TaskKind::FollowUp, &lead, None),
            task(TaskKind::AskCarrier, &before.ask[0].title, None),
            Task { due, ..task(TaskKind::Redelivery, "Deliver on Mon 18 May", None) },
        ];
        let todo = of(&late(), &OrderDesk { tasks, ..OrderDesk::default() });
        assert!(todo.lead.is_none_or(|next| next.text != lead));
        assert!(todo.ask.iter().all(|ask| ask.title != before.ask[0].title) && todo.redeliver.is_none());
        assert_eq!(todo.open.len(), 3);
        let tasks = vec![task(TaskKind::FollowUp, &lead, Some((9, "Bob".into())))];
        let todo = of(&late(), &OrderDesk { tasks, ..OrderDesk::default() });
        assert!(todo.lead.is_some_and(|next| next.text == lead) && todo.open.is_empty());
    }

    #[test]
    fn no_day_is_offered_for_what_cannot_come_or_after_one_was_agreed() {
        for (exception, reason) in [("LOST", "OTHER"), ("DAMAGED", "DAMAGE"), ("ON_HOLD", "PROHIBITED")] {
            let mut world = late();
            let ship = world.input.objects.last().unwrap().id;
            world.exception(ship, exception, reason, "2026-05-13T12:00:00-05:00");
            assert_eq!(of(&world, &OrderDesk::default()).redeliver, None, "{exception}");
        }
        let mut agreed = task(TaskKind::Redelivery, "Deliver on Tue 19 May", Some((9, "Bob".into())));
        agreed.due = "2026-05-19T23:00:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond();
        let todo = of(&late(), &OrderDesk { tasks: vec![agreed], ..OrderDesk::default() });
        assert_eq!((todo.redeliver, todo.ask[0].title.as_str()), (None, "Contact UPS"));
        let confirm = "Confirm delivery on Tue 19 May with the carrier";
        assert!(todo.lead.into_iter().chain(todo.advice).any(|one| one.text == confirm));
        let mut asked_for = by_ups().0;
        let ship = asked_for.input.objects.last().unwrap().id;
        asked_for.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        asked_for.exception(ship, "DELAYED", "RESCHEDULED", "2026-05-13T03:10:00-05:00");
        assert!(of(&asked_for, &OrderDesk::default()).redeliver.is_some(), "no day is named yet");
        asked_for.estimate(ship, "2026-05-13T12:00:00Z", "2026-05-18T16:00:00-05:00", "2026-05-18T20:00:00-05:00");
        assert_eq!(of(&asked_for, &OrderDesk::default()).redeliver, None);
    }

    #[test]
    fn no_day_is_offered_while_customs_or_a_payment_holds_it_or_it_is_on_the_van_today() {
        for reason in ["DUTIES", "DOCUMENTS", "INSPECTION", "PAYMENT"] {
            let (mut world, ship) = by_ups();
            world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
            world.exception(ship, "ON_HOLD", reason, "2026-05-13T03:10:00-05:00");
            assert_eq!(of(&world, &OrderDesk::default()).redeliver, None, "{reason}");
        }
        let (mut world, ship) = by_ups();
        world.milestone("ups", ship, "OUT_FOR_DELIVERY", "2026-05-14T07:00:00-05:00");
        world.estimate(ship, "2026-05-14T12:10:00Z", "2026-05-14T18:00:00-05:00", "2026-05-14T20:00:00-05:00");
        let promise = serde_json::json!({"window": {"to": "2026-05-14T08:00:00"}, "zone": "America/Chicago"});
        let order = crate::domain::fold::testing::ORDER;
        world.say("s4", order, "2026-05-10T09:00:00Z", serde_json::json!({"type": "order", "promise": promise}));
        assert!(world.fold(NOW).view.promise_missed);
        assert_eq!(of(&world, &OrderDesk::default()).redeliver, None);
        world.exception(ship, "DELAYED", "WEATHER", "2026-05-14T07:10:00-05:00");
        assert!(of(&world, &OrderDesk::default()).redeliver.is_some(), "what holds it up was reported since");
    }

    #[test]
    fn the_reason_of_an_offer_agrees_with_the_facts() {
        let note = |world: &World| of(world, &OrderDesk::default()).redeliver.unwrap().note;
        let (mut held, ship) = by_ups();
        held.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        held.exception(ship, "DELAYED", "WEATHER", "2026-05-13T03:10:00-05:00");
        assert_eq!(note(&held), "It is held up, and there is no new date yet", "the promise has not passed");
        held.estimate(ship, "2026-05-14T12:00:00Z", "2026-05-14T22:00:00-05:00", "2026-05-15T01:00:00-05:00");
        assert_eq!(note(&held), "Now expected Fri 15 May");
        let mut today = late();
        today.estimate(ship, "2026-05-14T12:00:00Z", "2026-05-14T16:00:00-05:00", "2026-05-14T23:59:00-05:00");
        today.exception(ship, "ON_HOLD", "CAPACITY", "2026-05-14T07:10:00-05:00");
        assert_eq!(note(&today), "Now expected Thu 14 May", "today is a day as well");
    }

    #[test]
    fn a_picture_proves_as_well_as_a_receipt() {
        for document in ["pod", "signature", "photo"] {
            let (mut world, ship) = by_ups();
            world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
            let content = serde_json::json!({"sha256": "aa", "media": "image/png", "size": 12});
            let proof = serde_json::json!({"type": "document", "document": document, "content": content});
            world.say("ups", ship, "2026-05-12T11:50:00-05:00", proof);
            assert!(of(&world, &OrderDesk::default()).ask.is_empty(), "{document}");
        }
    }

    #[test]
    fn what_has_come_with_its_proof_needs_nobody() {
        let (mut world, ship) = by_ups();
        world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        let todo = of(&world, &OrderDesk::default());
        assert_eq!(todo.ask[0].title, "Ask UPS for the proof of delivery");
        assert_eq!(todo.redeliver, None);
        let content = serde_json::json!({"sha256": "aa", "media": "image/png", "size": 12});
        let pod = serde_json::json!({"type": "document", "document": "pod", "content": content});
        world.say("ups", ship, "2026-05-12T11:50:00-05:00", pod);
        assert!(of(&world, &OrderDesk::default()).ask.is_empty());
    }
}
