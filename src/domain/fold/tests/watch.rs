//! Rule 6 by example: what silence and the passing of time find, on working days, to the microsecond.

use serde_json::{Value, json};

use crate::domain::{
    event::Relation,
    fold::testing::{NOW, ORDER, World, micros, name},
    id::ObjectId,
    reason::{Exception, Reason},
    reference::ObjectKind,
    time::UNKNOWN_ZONE_MARGIN,
};

/// A UPS parcel in Memphis, booked as one, under a tracking number.
pub(super) fn parcel() -> (World, ObjectId) {
    let mut world = World::new();
    let ship = world.shipment(&[]);
    world.package(ship);
    transport(&mut world, ship, "parcel", "UPSN");
    (world, ship)
}

pub(super) fn transport(world: &mut World, ship: ObjectId, mode: &str, scac: &str) {
    let transport = json!({"type": "shipment", "transport": {"mode": mode, "carrier": {"scac": scac}}});
    world.say("tms", ship, "2026-05-11T08:00:00Z", transport);
}

pub(super) fn scan(world: &mut World, source: &str, ship: ObjectId, milestone: &str, at: &str) {
    let place = json!({"city": "Chicago", "region": "IL", "country": "US"});
    world.say(source, ship, at, json!({"type": "milestone", "milestone": milestone, "place": place}));
}

fn raised(world: &World, now: &str) -> Vec<Exception> {
    let view = world.fold(now).view;
    let lanes = view.shipments.iter().flat_map(|shipment| &shipment.exceptions);
    view.exceptions.iter().chain(lanes).map(|active| active.exception).collect()
}

pub(super) fn stands(world: &World, exception: Exception, now: &str) -> bool {
    raised(world, now).contains(&exception)
}

/// It stands from `from` on, not a microsecond earlier, and the fold has said so before.
pub(super) fn begins(world: &World, exception: Exception, from: &str) {
    let at: jiff::Timestamp = from.parse().unwrap();
    let before = (at - jiff::SignedDuration::from_micros(1)).to_string();
    assert!(!stands(world, exception, &before), "{exception} before {from}: {:?}", raised(world, &before));
    assert_eq!(world.fold(&before).next_change_at, Some(micros(from)), "{exception}");
    assert!(stands(world, exception, from), "{exception} at {from}: {:?}", raised(world, from));
}

#[test]
fn a_parcel_is_not_stalled_on_sunday() {
    let (mut world, ship) = parcel();
    // Friday noon in Chicago: 36 hours until Sunday, which does not count, and 12 on Monday.
    scan(&mut world, "ups", ship, "HUB_ARRIVED", "2026-05-15T17:00:00Z");
    assert!(!stands(&world, Exception::Stalled, "2026-05-17T20:00:00Z"), "Sunday afternoon");
    begins(&world, Exception::Stalled, "2026-05-18T17:00:00Z");
    let active = world.fold("2026-05-19T00:00:00Z").view.leading.unwrap();
    assert_eq!((active.exception, active.since.micros), (Exception::Stalled, micros("2026-05-15T17:00:00Z")));
    assert_eq!(active.place.unwrap().city.as_deref(), Some("Chicago"));
}

#[test]
fn a_holiday_gives_it_another_day_and_freight_has_longer() {
    let (mut world, ship) = parcel();
    // The Friday before Memorial Day.
    scan(&mut world, "ups", ship, "HUB_ARRIVED", "2026-05-22T17:00:00Z");
    begins(&world, Exception::Stalled, "2026-05-26T17:00:00Z");
    let (mut freight, ship) = parcel();
    transport(&mut freight, ship, "ltl", "ODFL");
    scan(&mut freight, "ups", ship, "HUB_ARRIVED", "2026-05-18T17:00:00Z");
    begins(&freight, Exception::Stalled, "2026-05-21T17:00:00Z");
}

#[test]
fn any_news_starts_the_clock_anew_and_an_explanation_stops_it() {
    let (mut world, ship) = parcel();
    scan(&mut world, "ups", ship, "HUB_ARRIVED", "2026-05-12T17:00:00Z");
    assert!(stands(&world, Exception::Stalled, NOW));
    let mut delayed = world.clone();
    delayed.exception(ship, "DELAYED", "WEATHER", "2026-05-13T17:00:00Z");
    assert!(!stands(&delayed, Exception::Stalled, NOW));
    begins(&delayed, Exception::Stalled, "2026-05-15T17:00:00Z");
    for (exception, reason) in [("ON_HOLD", "INSPECTION"), ("LOST", "OTHER"), ("DAMAGED", "DAMAGE")] {
        let mut explained = world.clone();
        explained.exception(ship, exception, reason, "2026-05-13T17:00:00Z");
        assert!(!stands(&explained, Exception::Stalled, "2026-06-20T00:00:00Z"), "{exception}");
    }
    for over in ["DELIVERED", "RETURNING", "CANCELLED"] {
        let mut over_with = world.clone();
        scan(&mut over_with, "ups", ship, over, "2026-05-13T17:00:00Z");
        assert!(!stands(&over_with, Exception::Stalled, "2026-06-20T00:00:00Z"), "{over}");
    }
}

/// Out for delivery on Friday: UPS works on Saturdays, and on Sunday nobody does.
#[test]
fn what_does_not_come_on_the_day_it_goes_out_is_stalled_on_the_next_working_day() {
    for milestone in ["OUT_FOR_DELIVERY", "ARRIVED_DELIVERY", "UNLOADED"] {
        let (mut world, ship) = parcel();
        scan(&mut world, "ups", ship, milestone, "2026-05-15T13:00:00Z");
        begins(&world, Exception::Stalled, "2026-05-16T05:00:00Z");
        let mut saturday = world.clone();
        scan(&mut saturday, "ups", ship, milestone, "2026-05-16T13:00:00Z");
        begins(&saturday, Exception::Stalled, "2026-05-18T05:00:00Z");
        transport(&mut world, ship, "parcel", "ODFL");
        begins(&world, Exception::Stalled, "2026-05-18T05:00:00Z");
    }
}

#[test]
fn a_later_day_that_is_named_since_and_a_reported_hold_put_it_off() {
    let (mut world, ship) = parcel();
    scan(&mut world, "ups", ship, "OUT_FOR_DELIVERY", "2026-05-12T13:00:00Z");
    let mut before = world.clone();
    before.estimate(ship, "2026-05-12T12:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
    begins(&before, Exception::Stalled, "2026-05-13T05:00:00Z");
    let mut since = world.clone();
    since.estimate(ship, "2026-05-12T20:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
    begins(&since, Exception::Stalled, "2026-05-15T05:00:00Z");
    world.exception(ship, "ON_HOLD", "BAD_ADDRESS", "2026-05-12T20:00:00Z");
    assert!(!stands(&world, Exception::Stalled, "2026-06-20T00:00:00Z"));
}

/// The day that is over is told, in the zone of the door, also where it is not a working day that follows.
#[test]
fn the_day_on_which_it_was_out_is_told_once_it_is_over() {
    let (mut world, ship) = parcel();
    scan(&mut world, "ups", ship, "OUT_FOR_DELIVERY", "2026-05-16T13:00:00Z");
    let out_on = |now: &str| world.fold(now).view.shipments[0].out_on.map(|day| day.to_string());
    assert_eq!(out_on("2026-05-17T04:59:59Z"), None);
    assert_eq!(world.fold("2026-05-17T04:59:59Z").next_change_at, Some(micros("2026-05-17T05:00:00Z")));
    assert_eq!(out_on("2026-05-17T05:00:00Z").as_deref(), Some("2026-05-16"));
    assert!(!stands(&world, Exception::Stalled, "2026-05-17T05:00:00Z"), "Sunday");
    scan(&mut world, "ups", ship, "DELIVERED", "2026-05-17T13:00:00Z");
    assert_eq!(world.fold(NOW).view.shipments[0].out_on, None);
}

#[test]
fn each_package_at_the_door_has_a_day_of_its_own() {
    let (mut world, ship) = parcel();
    let packages = [world.package(ship), world.package(ship)];
    scan(&mut world, "ups", packages[0], "OUT_FOR_DELIVERY", "2026-05-12T13:00:00Z");
    scan(&mut world, "ups", packages[1], "OUT_FOR_DELIVERY", "2026-05-13T13:00:00Z");
    let first = world.input.objects.iter().find(|object| object.of == ObjectKind::Package).unwrap().id;
    scan(&mut world, "ups", first, "DELIVERED", "2026-05-13T15:00:00Z");
    let view = world.fold("2026-05-13T16:00:00Z").view;
    assert_eq!(view.shipments[0].out_on.map(|day| day.to_string()).as_deref(), Some("2026-05-12"));
    assert!(
        stands(&world, Exception::Stalled, "2026-05-13T16:00:00Z"),
        "the other one was delivered, this one was not"
    );
}

/// Five working days in the country of the collection point.
#[test]
fn what_nobody_collects_is_stalled_when_its_time_is_over() {
    let (mut world, ship) = parcel();
    scan(&mut world, "ups", ship, "READY_FOR_COLLECTION", "2026-05-12T17:00:00Z");
    begins(&world, Exception::Stalled, "2026-05-19T17:00:00Z");
    scan(&mut world, "ups", ship, "DELIVERED", "2026-05-19T18:00:00Z");
    assert!(!stands(&world, Exception::Stalled, "2026-06-20T00:00:00Z"));
}

#[test]
fn an_estimate_is_news_and_a_plan_is_none() {
    for (classifier, stalled) in [("planned", true), ("estimated", false)] {
        let (mut world, ship) = parcel();
        scan(&mut world, "ups", ship, "HUB_ARRIVED", "2026-05-12T17:00:00Z");
        let expected = json!({"to": "2026-05-16T17:00:00Z"});
        let received =
            json!({"type": "milestone", "milestone": "DELIVERED", "classifier": classifier, "expected": expected});
        world.say("ups", ship, "2026-05-13T17:00:00Z", received);
        assert_eq!(stands(&world, Exception::Stalled, NOW), stalled, "{classifier}");
    }
}

#[test]
fn what_has_not_left_is_not_stalled() {
    let (mut world, ship) = parcel();
    scan(&mut world, "tms", ship, "BOOKED", "2026-05-11T17:00:00Z");
    assert!(!stands(&world, Exception::Stalled, "2026-06-20T00:00:00Z"));
}

#[test]
fn a_parcel_that_has_left_wants_a_number() {
    let mut world = World::new();
    let ship = world.shipment(&[]);
    scan(&mut world, "ups", ship, "PICKED_UP", "2026-05-12T17:00:00Z");
    assert!(!stands(&world, Exception::NoTracking, "2026-05-13T00:00:00Z"), "nobody has said that it is a parcel");
    let mut truck = world.clone();
    transport(&mut truck, ship, "ftl", "ODFL");
    assert!(!stands(&truck, Exception::NoTracking, "2026-05-13T00:00:00Z"), "a full truck has none");
    transport(&mut world, ship, "parcel", "UPSN");
    begins(&world, Exception::NoTracking, "2026-05-12T21:00:00Z");
    let mut arrived = world.clone();
    scan(&mut arrived, "ups", ship, "DELIVERED", "2026-05-13T17:00:00Z");
    assert!(!stands(&arrived, Exception::NoTracking, NOW), "nobody looks for what has arrived");
    world.package(ship);
    assert!(!stands(&world, Exception::NoTracking, NOW));
}

#[test]
fn a_delivery_that_left_in_no_shipment_wants_a_number_too() {
    let mut world = World::new();
    let delivery = world.delivery(&[]);
    // A Saturday: the office is there on Monday.
    world.milestone("s4", delivery, "GOODS_ISSUE_POSTED", "2026-05-16T12:00:00Z");
    begins(&world, Exception::NoTracking, "2026-05-18T04:00:00Z");
    let ship = world.object(ObjectKind::Shipment, vec![name("shipment", "TMS", "SH9")]);
    world.link(ship, Relation::Carries, delivery, &[]);
    assert!(!stands(&world, Exception::NoTracking, "2026-05-20T00:00:00Z"));
}

#[test]
fn a_delivery_that_has_arrived_in_no_shipment_wants_no_number() {
    let mut world = World::new();
    let (arrived, waits) = (world.delivery(&[]), world.delivery(&[]));
    for delivery in [arrived, waits] {
        world.milestone("s4", delivery, "GOODS_ISSUE_POSTED", "2026-05-12T12:00:00Z");
    }
    world.milestone("s4", arrived, "DELIVERED", "2026-05-13T12:00:00Z");
    let view = world.view();
    let wanting = view.exceptions.iter().filter(|active| active.exception == Exception::NoTracking);
    assert_eq!(wanting.map(|active| active.object).collect::<Vec<_>>(), [waits]);
}

pub(super) fn delivered(at: &str) -> (World, ObjectId) {
    let (mut world, ship) = parcel();
    scan(&mut world, "ups", ship, "DELIVERED", at);
    (world, ship)
}

pub(super) fn pod(content: Value) -> Value {
    json!({"type": "document", "document": "pod", "content": content})
}

#[test]
fn a_delivery_wants_its_proof() {
    let (mut world, ship) = delivered("2026-05-12T17:00:00Z");
    begins(&world, Exception::PodMissing, "2026-05-13T17:00:00Z");
    world.say("ups", ship, "2026-05-12T18:00:00Z", pod(json!({"state": "pending"})));
    assert!(stands(&world, Exception::PodMissing, NOW), "pending is not here");
    for content in [json!({"sha256": "aa", "media": "application/pdf", "size": 9}), json!({"state": "unavailable"})] {
        let mut settled = world.clone();
        settled.say("ups", ship, "2026-05-12T19:00:00Z", pod(content));
        assert!(!stands(&settled, Exception::PodMissing, NOW));
    }
    scan(&mut world, "ups", ship, "RETURNING", "2026-05-13T17:00:00Z");
    assert!(!stands(&world, Exception::PodMissing, NOW), "it is no longer delivered");
}

#[test]
fn a_delivery_wants_to_be_known_to_the_owner_of_the_order() {
    let (mut world, ship) = delivered("2026-05-12T17:00:00Z");
    assert!(!stands(&world, Exception::DeliveredNotConfirmed, NOW), "no ERP has ever spoken");
    world.say("s4", ORDER, "2026-05-10T08:00:00Z", json!({"type": "order", "header": {"status": "released"}}));
    begins(&world, Exception::DeliveredNotConfirmed, "2026-05-12T19:00:00Z");
    let knows: [fn(&mut World, ObjectId); 4] = [
        |world, _| {
            world.milestone("s4", ORDER, "GOODS_ISSUE_POSTED", "2026-05-12T17:30:00Z");
        },
        |world, ship| {
            world.milestone("s4", ship, "DELIVERED", "2026-05-12T17:30:00Z");
        },
        |world, _| {
            let closed = json!({"type": "order", "header": {"status": "Closed"}});
            world.say("s4", ORDER, "2026-05-12T17:30:00Z", closed);
        },
        |world, ship| {
            let ack = json!({"type": "ack", "destination": "erp", "effect": "milestone:DELIVERED", "ok": true});
            world.say("erp", ship, "2026-05-12T17:30:00Z", ack);
        },
    ];
    for (index, know) in knows.iter().enumerate() {
        let mut world = world.clone();
        know(&mut world, ship);
        assert!(!stands(&world, Exception::DeliveredNotConfirmed, NOW), "{index}");
    }
    world.milestone("crm", ORDER, "GOODS_ISSUE_POSTED", "2026-05-12T17:30:00Z");
    assert!(stands(&world, Exception::DeliveredNotConfirmed, NOW), "the CRM does not own money");
}

#[test]
fn a_source_is_stale_when_it_is_silent_against_its_rhythm() {
    let (mut world, ship) = parcel();
    // Every ten hours, heard a minute later; three times ten is more than the floor of a day.
    for at in ["2026-05-11T10:00:00Z", "2026-05-11T20:00:00Z", "2026-05-12T06:00:00Z"] {
        scan(&mut world, "ups", ship, "HUB_ARRIVED", at);
    }
    assert!(!stands(&world, Exception::StaleSource, "2026-05-14T00:00:00Z"), "three times are no rhythm");
    scan(&mut world, "ups", ship, "HUB_DEPARTED", "2026-05-12T16:00:00Z");
    begins(&world, Exception::StaleSource, "2026-05-13T22:01:00Z");
    scan(&mut world, "tms", ship, "HUB_DEPARTED", "2026-05-13T16:00:00Z");
    assert!(stands(&world, Exception::StaleSource, "2026-05-13T22:01:00Z"), "another source does not speak for it");
    scan(&mut world, "ups", ship, "DELIVERED", "2026-05-13T21:00:00Z");
    assert!(!stands(&world, Exception::StaleSource, "2026-05-20T00:00:00Z"));
}

#[test]
fn a_quick_rhythm_is_not_broken_within_a_day() {
    let (mut world, ship) = parcel();
    for at in ["10:00", "11:00", "12:00", "13:00"] {
        scan(&mut world, "ups", ship, "HUB_ARRIVED", &format!("2026-05-12T{at}:00Z"));
    }
    begins(&world, Exception::StaleSource, "2026-05-13T13:01:00Z");
}

#[test]
fn a_case_is_behind_until_it_is_updated_or_the_customer_was_told() {
    let (mut world, ship) = parcel();
    let case = world.object(ObjectKind::Case, vec![name("case", "SF", "00048213")]);
    world.link(case, Relation::About, ORDER, &[]);
    let stated = |status: &str| json!({"type": "case", "status": status, "subject": "Where is it?", "opened_at": "2026-05-12T09:00:00Z"});
    world.say("crm", case, "2026-05-12T09:00:00Z", stated("open"));
    scan(&mut world, "ups", ship, "PICKED_UP", "2026-05-12T08:00:00Z");
    assert!(!stands(&world, Exception::CaseBeforeEvent, NOW));
    scan(&mut world, "ups", ship, "HUB_ARRIVED", "2026-05-13T10:00:00Z");
    assert!(stands(&world, Exception::CaseBeforeEvent, NOW));
    assert!(world.view().cases[0].is_open);
    let contact =
        |direction: &str| json!({"type": "contact", "channel": "phone", "direction": direction, "summary": "…"});
    let mut called = world.clone();
    called.say("crm", ORDER, "2026-05-13T11:00:00Z", contact("in"));
    assert!(stands(&called, Exception::CaseBeforeEvent, NOW), "the customer asked again");
    called.say("crm", ORDER, "2026-05-13T11:00:00Z", contact("out"));
    assert!(!stands(&called, Exception::CaseBeforeEvent, NOW));
    for status in ["open", "Closed"] {
        let mut updated = world.clone();
        updated.say(
            "crm",
            case,
            if status == "open" { "2026-05-13T11:00:00Z" } else { "2026-05-13T09:00:00Z" },
            stated(status),
        );
        assert!(!stands(&updated, Exception::CaseBeforeEvent, NOW), "{status}");
    }
}

#[test]
fn a_code_that_no_table_knows_stands_until_there_is_progress() {
    let (mut world, ship) = parcel();
    let unknown = json!({"type": "milestone", "milestone": "UNMAPPED", "raw": {"element": "code", "code": "ZZ", "text": "Zapped"}});
    scan(&mut world, "ups", ship, "PICKED_UP", "2026-05-14T08:00:00Z");
    world.say("ups", ship, "2026-05-14T09:00:00Z", unknown);
    let leading = world.view().leading.unwrap();
    assert_eq!((leading.exception, leading.raw.unwrap().code.as_deref()), (Exception::Unmapped, Some("ZZ")));
    for (over, raised) in [("HUB_ARRIVED", true), ("DELIVERED", false), ("CANCELLED", false)] {
        let mut before = world.clone();
        scan(&mut before, "ups", ship, over, "2026-05-14T08:30:00Z");
        assert_eq!(stands(&before, Exception::Unmapped, NOW), raised, "after {over}");
    }
    scan(&mut world, "ups", ship, "HUB_ARRIVED", "2026-05-14T10:00:00Z");
    assert!(!stands(&world, Exception::Unmapped, NOW));
}

#[test]
fn a_clock_that_runs_ahead_is_told_until_it_is_right_again() {
    let (mut world, ship) = parcel();
    let out = json!({"type": "milestone", "milestone": "OUT_FOR_DELIVERY"});
    world.say_heard("ups", ship, "2026-05-14T12:00:00Z", Some("2026-05-14T10:00:00Z"), out);
    assert!(stands(&world, Exception::ClockSkew, NOW));
    scan(&mut world, "tms", ship, "PICKED_UP", "2026-05-14T11:00:00Z");
    assert!(stands(&world, Exception::ClockSkew, NOW), "another clock");
    scan(&mut world, "ups", ship, "PICKED_UP", "2026-05-14T10:30:00Z");
    assert!(!stands(&world, Exception::ClockSkew, NOW));
}

#[test]
fn an_estimate_in_the_year_2062_is_evidence_and_never_a_risk() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
    for year in ["2062", "1970"] {
        world.estimate(
            ships[0],
            "2026-05-12T11:00:00Z",
            &format!("{year}-05-15T13:00:00Z"),
            &format!("{year}-05-15T20:00:00Z"),
        );
    }
    let shipment = world.shipment_view(ships[0]);
    assert_eq!(shipment.estimate, None);
    assert!(shipment.exceptions.iter().all(|active| active.exception != Exception::AtRisk));
    assert_eq!(shipment.entries.len(), 3, "both are kept");
    let evidence = shipment.entries.iter().filter(|entry| entry.status == crate::domain::view::EventStatus::Evidence);
    assert_eq!(evidence.count(), 2);
    world.estimate(ships[0], "2026-05-12T10:30:00Z", "2026-05-15T13:00:00Z", "2026-05-15T20:00:00Z");
    assert!(world.shipment_view(ships[0]).estimate.unwrap().past_promise, "a believable one counts");
}

#[test]
fn the_owners_estimate_goes_before_a_later_one_of_somebody_else() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
    let expected = |day: &str| json!({"type": "milestone", "milestone": "DELIVERED", "classifier": "estimated", "expected": {"to": day}});
    world.say("crm", ships[0], "2026-05-12T13:00:00Z", expected("2026-05-16T20:00:00Z"));
    assert_eq!(world.shipment_view(ships[0]).estimate.unwrap().source.0, "crm");
    world.say("ups", ships[0], "2026-05-12T11:00:00Z", expected("2026-05-14T20:00:00Z"));
    assert_eq!(world.shipment_view(ships[0]).estimate.unwrap().source.0, "ups");
}

#[test]
fn an_unknown_zone_widens_what_agrees() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T20:00:00Z");
    world.milestone("s4", ships[0], "PICKED_UP", "2026-05-12T05:00:00");
    assert!(UNKNOWN_ZONE_MARGIN.as_hours() + 2 > 15 && world.view().conflicts.is_empty());
    world.milestone("s4", ships[0], "PICKED_UP", "2026-05-12T05:00:00Z");
    assert_eq!(world.view().conflicts.len(), 1);
}

#[test]
fn an_order_that_the_erp_blocks_is_on_hold_until_it_is_released_or_moves() {
    let header = |blocks: &[&str]| json!({"type": "order", "header": {"status": "blocked", "blocks": blocks}});
    let holds = |world: &World| -> Vec<_> {
        let exceptions = world.view().exceptions.into_iter().filter(|active| active.exception == Exception::OnHold);
        exceptions.map(|active| (active.reason, active.raw.and_then(|raw| raw.code))).collect()
    };
    let (mut world, ships) = World::shipped(1);
    world.say("s4", ORDER, "2026-05-11T08:00:00Z", header(&["CREDIT_LIMIT"]));
    assert_eq!(holds(&world), [(Some(Reason::Payment), Some("CREDIT_LIMIT".to_owned()))]);
    world.say("s4", ORDER, "2026-05-11T09:00:00Z", header(&["Z7"]));
    assert_eq!(holds(&world), [(None, Some("Z7".to_owned()))], "an ERP's own code has no reason that we know");
    let mut released = world.clone();
    released.say("s4", ORDER, "2026-05-11T10:00:00Z", header(&[]));
    assert_eq!(holds(&released), []);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
    assert_eq!(holds(&world), [], "what moves is not held by a block");
}
