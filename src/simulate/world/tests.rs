use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use serde_json::Value;

use super::*;
use crate::{
    domain::{
        milestone::Milestone,
        reason::{Exception, Reason},
    },
    simulate::{
        partners::Partner,
        plot::mins,
        truth::{Deed, Proof, Step},
    },
};

fn now() -> Timestamp {
    "2026-05-14T13:40:00Z".parse().unwrap()
}

/// Every seventh hour of a week: nights and weekends are among them.
fn moments() -> impl Iterator<Item = Timestamp> {
    (0..24).map(|i| now() + mins(i * 420 + 7))
}

fn json(message: &Message) -> Value {
    serde_json::from_str(&message.body).unwrap()
}

fn said(world: &World, partner: Partner) -> impl Iterator<Item = (Message, Value)> {
    world.history().into_iter().filter(move |m| m.partner == partner).map(|m| (m.clone(), json(&m)))
}

#[test]
fn the_same_seed_and_moment_make_the_same_bytes() {
    let one = World::of(60, 7, now()).history();
    assert_eq!(one, World::of(60, 7, now()).history());
    assert_ne!(one, World::of(60, 8, now()).history());
}

#[test]
fn a_demo_world_has_its_size_and_its_messages_their_bounds() {
    let world = World::demo(1, now());
    let orders: usize = world.stories.iter().map(|story| story.orders.len()).sum();
    assert!((300..=370).contains(&orders), "{orders}");
    let history = world.history();
    assert!(history.iter().all(|m| m.body.len() < 200_000 && m.sent <= now() + mins(2)));
    assert!(history.is_sorted_by_key(|m| m.sent));
    // A scan is one message of each package, or two where the TMS repeats what the carrier says: some twenty an order, the most of
    // one in three shipments of several cartons.
    assert!(history.len() < 20 * orders, "{} of {orders} orders", history.len());
    let said = |story: &Story| (0..story.steps.len()).map(|step| world.office.tell(story, step).len()).sum::<usize>();
    let most = world.stories.iter().map(|story| (said(story), story.kind)).max();
    assert!(most < Some((80, Kind::Known)), "{most:?}");
    let organisations: BTreeSet<_> =
        world.stories.iter().flat_map(|story| &story.orders).map(|order| order.customer.sales_org).collect();
    assert_eq!(organisations, ["1010", "2000"].into());
    let mut seen = BTreeMap::new();
    for message in history {
        let body = seen.entry(message.id.clone()).or_insert_with(|| message.body.clone());
        assert_eq!(*body, message.body, "{} is one message", message.id);
    }
}

#[test]
fn numbers_are_nobody_elses() {
    let world = World::demo(2, now());
    let mut seen = BTreeSet::new();
    for story in &world.stories {
        let orders = story.orders.iter().map(|order| format!("order {}", order.number));
        let deliveries = story.deliveries.iter().map(|delivery| format!("delivery {}", delivery.number));
        let packages = story.shipments.iter().flat_map(|shipment| &shipment.packages);
        let codes = packages.flat_map(|p| [Some(p.sscc.clone()), p.tracking.clone()]).flatten();
        let shipments = story.shipments.iter().map(|shipment| shipment.number.clone());
        for number in orders.chain(deliveries).chain(codes).chain(shipments) {
            assert!(seen.insert(number.clone()), "{number} twice");
        }
    }
}

/// What has to have been told of a story of each kind, and what not.
fn stands_as_its_kind_says(story: &Story, now: Timestamp) -> bool {
    let told = |what: &dyn Fn(&Step) -> bool| story.told(now).any(what);
    let scanned = |milestone| told(&|s| matches!(&s.deed, Deed::Scanned(scan) if scan.milestone == milestone));
    let trouble = |exception| told(&|s| matches!(&s.deed, Deed::Troubled(t) if t.exception == exception));
    let proved =
        |proof: &dyn Fn(Proof) -> bool| told(&|s| matches!(&s.deed, Deed::Proved { proof: p, .. } if proof(*p)));
    let delivered = scanned(Milestone::Delivered);
    let moving = scanned(Milestone::HubDeparted) && !delivered;
    match story.kind {
        Kind::Known => delivered && trouble(Exception::Delayed),
        Kind::Created => told(&|s| matches!(s.deed, Deed::Ordered { .. })) && story.told(now).count() == 1,
        Kind::Released => {
            told(&|s| matches!(s.deed, Deed::Released { .. })) && !told(&|s| matches!(s.deed, Deed::Picking { .. }))
        }
        Kind::Picking => {
            told(&|s| matches!(s.deed, Deed::Picking { .. })) && !told(&|s| matches!(s.deed, Deed::Packed { .. }))
        }
        Kind::Packed => told(&|s| matches!(s.deed, Deed::Packed { .. })) && !scanned(Milestone::PickedUp),
        Kind::InTransit | Kind::Missed => moving && !scanned(Milestone::OutForDelivery),
        Kind::OutForDelivery => scanned(Milestone::OutForDelivery) && !delivered,
        Kind::Split => delivered && story.shipments.len() > 1 && story.next(now).is_some(),
        Kind::Storm => moving && told(&|s| matches!(&s.deed, Deed::Troubled(t) if t.reason == Reason::Weather)),
        Kind::Delayed => moving && trouble(Exception::Delayed),
        Kind::Parked => moving && !told(&|s| matches!(s.deed, Deed::Ordered { .. })),
        Kind::DeliveredPdf | Kind::DeliveredPicture | Kind::DeliveredTiff | Kind::Duplicated => {
            delivered && proved(&|proof| matches!(proof, Proof::Paper(_)))
        }
        Kind::PodPending => delivered && proved(&|proof| proof == Proof::Pending),
        Kind::PodUnavailable => delivered && proved(&|proof| proof == Proof::Unavailable),
        Kind::AttemptedDelivered => scanned(Milestone::DeliveryAttempted) && delivered,
        Kind::AttemptedHeld => {
            scanned(Milestone::DeliveryAttempted) && scanned(Milestone::ReadyForCollection) && !delivered
        }
        Kind::Returned => scanned(Milestone::Returned),
        Kind::Returning => scanned(Milestone::Returning) && !scanned(Milestone::Returned),
        Kind::Refused => trouble(Exception::RefusedGoods) && !scanned(Milestone::Returning),
        Kind::Damaged => trouble(Exception::Damaged),
        Kind::Lost => trouble(Exception::Lost) && story.next(now).is_none(),
        Kind::Cancelled => told(&|s| matches!(s.deed, Deed::Cancelled { .. })),
        Kind::OnHold => {
            told(&|s| matches!(s.deed, Deed::Held { .. })) && !told(&|s| matches!(s.deed, Deed::Released { .. }))
        }
        Kind::Puzzled => told(&|s| matches!(s.deed, Deed::Puzzled { .. })),
        Kind::AtRisk => scanned(Milestone::PickedUp) && told(&|s| matches!(s.deed, Deed::Expected { .. })),
        Kind::ShortShipped => delivered && told(&|s| matches!(s.deed, Deed::Short { .. })),
        Kind::Customs => trouble(Exception::OnHold) && !scanned(Milestone::CustomsCleared),
        Kind::Consolidated => story.orders.len() == 2 && story.shipments.len() == 1,
        Kind::ToldLate => delivered && story.told(now).any(|s| s.said > s.at + mins(170)),
        Kind::OneOfTwo => delivered && story.next(now).is_some(),
        Kind::SentBackLater => delivered && scanned(Milestone::Returned),
        Kind::NoteAfterDelivery => delivered && (trouble(Exception::Delayed) || trouble(Exception::OnHold)),
        Kind::HoldLeft => moving && trouble(Exception::Delayed) && !scanned(Milestone::OutForDelivery),
        Kind::GoneQuiet => scanned(Milestone::OutForDelivery) && !delivered && story.next(now).is_none(),
        Kind::ReturnedAsDelivered => trouble(Exception::RefusedGoods) && scanned(Milestone::Returning) && delivered,
        Kind::ReturnReversed => scanned(Milestone::OutForDelivery) && delivered,
        Kind::OneReturned => trouble(Exception::RefusedGoods) && delivered,
        Kind::OneSentBack => scanned(Milestone::Returning) && delivered,
        Kind::OneLost => trouble(Exception::Lost) && delivered,
        Kind::Found => trouble(Exception::Lost) && !delivered,
        Kind::Voided => scanned(Milestone::Cancelled) && story.shipments.len() == 1,
        Kind::VoidedReplaced => scanned(Milestone::Cancelled) && story.shipments.len() == 2,
        Kind::OtherNames => story.spelling.carrier.is_some() && scanned(Milestone::PickedUp),
        Kind::OnlyTheTms => {
            scanned(Milestone::PickedUp) && !story.steps.iter().any(|s| matches!(s.deed, Deed::Allocated { .. }))
        }
        Kind::TwoTimes => !story.orders[0].names_zone && scanned(Milestone::PickedUp),
        Kind::PastMidnight => {
            story.orders[0].window == Some((20, 2)) && told(&|s| matches!(s.deed, Deed::Expected { .. }))
        }
        Kind::CaseOvertaken => delivered && told(&|s| matches!(s.deed, Deed::CaseChanged { .. })),
        Kind::Withdrawn => delivered && told(&|s| matches!(s.deed, Deed::Withdrawn { .. })),
    }
}

#[test]
fn every_kind_stands_as_it_says_at_every_hour() {
    let mut wrong = BTreeMap::new();
    for at in moments() {
        let world = World::of(90, 11, at);
        let kinds: BTreeSet<_> = world.stories.iter().map(|story| story.kind).collect();
        assert_eq!(kinds.len(), Kind::SHARES.len());
        for story in world.stories.iter().filter(|story| !stands_as_its_kind_says(story, at)) {
            wrong.entry(story.kind).or_insert_with(Vec::new).push(at.to_string());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_told_before_it_happens_and_scans_keep_their_order() {
    for at in moments().step_by(4) {
        for story in World::of(90, 13, at).stories {
            assert!(story.told(at).all(|step| step.at <= at && step.at <= step.said), "{story:#?}");
            for shipment in 0..story.shipments.len() {
                let mut scans: Vec<_> = story
                    .steps
                    .iter()
                    .filter(|s| matches!(&s.deed, Deed::Scanned(scan) if scan.shipment == shipment))
                    .collect();
                scans.sort_by_key(|step| step.id);
                assert!(scans.is_sorted_by_key(|step| step.at), "{:?}: {scans:#?}", story.kind);
            }
        }
    }
}

#[test]
fn the_known_order_is_as_everybody_tells_it() {
    let world = World::of(1, 1, now());
    let story = world.stories.iter().find(|story| story.kind == Kind::Known).unwrap();
    let order = story.orders.first().unwrap();
    assert_eq!((order.number.as_str(), order.purchase_order.as_str()), ("4711", "PO-88-1"));
    assert_eq!(order.ship_to.name.as_deref(), Some("Acme Store 7"));
    assert_eq!(order.deliver_by.to_string(), "2026-05-13");
    let delivered: Vec<_> = story
        .told(now())
        .filter_map(|step| match &step.deed {
            Deed::Scanned(scan) if scan.milestone == Milestone::Delivered => {
                Some((scan.shipment, scan.place.city.written(step.at)))
            }
            _ => None,
        })
        .collect();
    assert_eq!(delivered, [(0, "2026-05-12T14:06:00-05:00".to_owned()), (1, "2026-05-13T10:21:00-05:00".to_owned())]);
    let estimate = story.told(now()).filter_map(|step| match &step.deed {
        Deed::Troubled(trouble) if trouble.shipment == 2 => trouble.estimate,
        _ => None,
    });
    let (from, _) = estimate.last().unwrap();
    assert_eq!(order.ship_to.city.written(from), "2026-05-14T16:00:00-05:00");
}

#[test]
fn several_orders_of_acme_are_held_by_one_storm() {
    let world = World::demo(4, now());
    let held = world.stories.iter().filter(|story| story.kind == Kind::Storm);
    let names: BTreeSet<_> = held.flat_map(|story| &story.orders).map(|order| order.customer.name).collect();
    assert_eq!(names, ["Acme"].into());
}

#[test]
fn what_the_erp_says_has_what_its_format_requires() {
    let world = World::of(90, 5, now());
    let mut kinds = BTreeSet::new();
    let check = |event: &Value, kinds: &mut BTreeSet<String>| {
        assert_eq!(event["specversion"], "1.0");
        for field in ["id", "source", "type", "time"] {
            assert!(event[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {event}");
        }
        assert!(event["time"].as_str().unwrap().parse::<Timestamp>().is_ok());
        let kind = event["type"].as_str().unwrap();
        let about = kind.split('.').nth(2).unwrap();
        let data = &event["data"][about];
        assert!(data["number"].as_str().is_some(), "{event}");
        if kind == "waypost.erp.order.created.v1" {
            assert!(
                data["lines"].as_array().unwrap().iter().all(|l| l["line"].is_string() && l["quantity"].is_string())
            );
            assert!(data["promise"]["deliver_by"].is_string() && data["customer"]["email"].is_string());
        }
        if kind == "waypost.erp.delivery.created.v1" {
            assert!(data["orders"][0]["number"].is_string() && data["orders"][0]["lines"][0]["quantity"].is_string());
        }
        kinds.insert(kind.to_owned());
    };
    for (message, body) in said(&world, Partner::Erp) {
        match body.as_array() {
            Some(batch) => {
                assert_eq!(message.media, "application/cloudevents-batch+json");
                for event in batch {
                    check(event, &mut kinds);
                }
            }
            None => check(&body, &mut kinds),
        }
    }
    for kind in [
        "order.created",
        "order.changed",
        "order.cancelled",
        "delivery.created",
        "delivery.changed",
        "site.changed",
        "item.changed",
        "party.changed",
    ] {
        assert!(kinds.contains(&format!("waypost.erp.{kind}.v1")), "{kind}");
    }
}

#[test]
fn what_the_tms_says_has_what_its_format_requires() {
    let world = World::of(90, 5, now());
    let mut kinds = BTreeSet::new();
    for (_, body) in said(&world, Partner::Tms) {
        let (kind, data) = (body["type"].as_str().unwrap(), &body["data"]);
        assert!(body["timestamp"].as_str().unwrap().parse::<Timestamp>().is_ok());
        assert!(data["shipment"]["number"].is_string() && data["event_id"].is_string());
        match kind {
            "shipment.created" => {
                assert!(data["deliveries"][0]["number"].is_string() && data["packages"][0]["sscc"].is_string());
            }
            "shipment.cancelled" => assert!(data["occurred_at"].is_string()),
            "shipment.milestone" | "shipment.exception" => {
                let at = data["occurred_at"].as_str().unwrap();
                // With an offset, or as the clocks of a place show it that is named.
                let local = |at: &str| data["place"]["city"].is_string() && at.parse::<DateTime>().is_ok();
                assert!(at.parse::<Timestamp>().map_or_else(|_| local(at), |at| at <= now()), "{at}");
                let known = |list: &[&str], field: &str| list.contains(&data[field].as_str().unwrap());
                if kind == "shipment.exception" {
                    let reasons: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
                    assert!(known(&reasons, "reason"));
                }
            }
            "shipment.estimate" => assert!(data["expected"]["from"].is_string()),
            "shipment.document" => {
                assert!(data["content"]["base64"].is_string() || data["content"]["state"].is_string());
            }
            "shipment.retraction" => assert!(data["retracts"][0].is_string()),
            "shipment.charge" => assert!(data["charges"][0]["amount"].is_string()),
            other => panic!("{other}"),
        }
        kinds.insert(kind.to_owned());
    }
    assert_eq!(kinds.len(), 8, "{kinds:?}");
}

#[test]
fn what_is_taken_back_was_said() {
    let world = World::demo(6, now());
    let said: Vec<_> = said(&world, Partner::Tms).map(|(_, body)| body).collect();
    let names: BTreeSet<_> = said.iter().filter_map(|body| body["data"]["event_id"].as_str()).collect();
    let taken: Vec<_> = said.iter().filter_map(|body| body["data"]["retracts"].as_array()).flatten().collect();
    assert!(!taken.is_empty() && taken.iter().all(|name| names.contains(name.as_str().unwrap())), "{taken:?}");
}

#[test]
fn what_ups_says_has_the_shape_of_its_interface() {
    let world = World::of(90, 5, now());
    let mut photos = 0;
    for (_, body) in said(&world, Partner::Ups) {
        assert!(body["trackingNumber"].as_str().unwrap().len() == 18);
        assert!(["M", "I", "D", "X", "U", "MV"].contains(&body["activityStatus"]["type"].as_str().unwrap()));
        for (field, length) in
            [("localActivityDate", 8), ("localActivityTime", 6), ("gmtActivityDate", 8), ("gmtOffset", 6)]
        {
            assert_eq!(body[field].as_str().unwrap().len(), length, "{field}");
        }
        photos += usize::from(body["deliveryPhoto"].is_string());
    }
    assert!(photos > 0);
}

#[test]
fn parked_numbers_are_spoken_of_and_their_order_is_not() {
    let world = World::of(90, 5, now());
    let story = world.stories.iter().find(|story| story.kind == Kind::Parked).unwrap();
    let number = story.shipments[0].packages[0].tracking.clone().unwrap();
    let order = format!("\"number\":\"{}\"", story.orders[0].number);
    assert!(said(&world, Partner::Ups).any(|(m, _)| m.body.contains(&number)));
    assert!(!said(&world, Partner::Erp).any(|(m, _)| m.body.contains(&order)));
}
