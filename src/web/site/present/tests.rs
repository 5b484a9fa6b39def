//! Pages of whole scenes, told as text: the geometry, the list and the words beside them. The snapshots are read by people.

use std::fmt::Write as _;

use app::model::{Detail, Knows, Mark, OrderPage, Role, Viewer};
use jiff::Timestamp;
use serde_json::json;

use super::{Clock, Order, ProofLinks, order};
use crate::{
    domain::{
        fold::testing::{ORDER, World},
        id::{EventId, ObjectId},
    },
    store::OrderDesk,
};

mod quantities;

const NOW: &str = "2026-05-14T13:40:00Z";

fn page(world: &World, detail: Detail, zone: &str) -> OrderPage {
    page_for(world, detail, zone, vec![Role::Operator])
}

fn page_for(world: &World, detail: Detail, zone: &str, roles: Vec<Role>) -> OrderPage {
    let view = world.fold(NOW).view;
    let until: Timestamp = "2026-05-14T13:55:00Z".parse().unwrap();
    let link = |event: EventId| (format!("/documents/1/{}", event.message), until);
    let viewer =
        Viewer { id: "marta".into(), name: "Marta Reyes".into(), roles, organisations: Vec::new(), zone: zone.into() };
    let desk = OrderDesk::default();
    let asked = Order {
        view: &view,
        viewer: &viewer,
        version: 3,
        detail,
        audit: &[],
        desk: &desk,
        outbox: &[],
        wants: &[],
        sources_health: &[],
        waiting: &[],
        proof_links: ProofLinks { own: &link, customer: &[] },
        people: &std::collections::BTreeMap::new(),
    };
    order(&asked, &Clock::new(zone, NOW.parse().unwrap()))
}

fn told(page: &OrderPage) -> String {
    let mut out = format!("{} | {:?}\n{}", page.who.name, page.who.customer, page.badge.text);
    for fact in &page.facts {
        let value = fact.when.as_ref().map_or(&fact.value, |when| &when.text);
        let _ = write!(out, "\n{}: {value} ({})", fact.label, fact.note);
    }
    if let Some(lanes) = &page.lanes {
        let days: Vec<String> =
            lanes.days.iter().map(|day| format!("{}{}@{:.1}", day.short, day.more, day.x)).collect();
        let _ = write!(out, "\n--- {}", days.join(" "));
        let promise = lanes.promise.as_ref().map(|flag| format!("{}{}@{:.1}", flag.short, flag.more, flag.x));
        let _ = write!(out, "\npromise {promise:?} now {:?}", lanes.now.map(|now| format!("{now:.1}")));
        for lane in &lanes.lanes {
            let _ = write!(
                out,
                "\n[{}] {} / {} => {} / {}",
                lane.anchor, lane.name, lane.by, lane.outcome.text, lane.outcome_note
            );
            for bar in &lane.bars {
                let _ = write!(out, "\n  {} {:.1}+{:.1}", bar.kind.class(), bar.span.x, bar.span.width);
            }
            for label in &lane.labels {
                let _ = write!(out, "\n  '{}' {}@{:.1}", label.text, label.anchor.value(), label.x);
            }
            let _ = write!(
                out,
                "\n  plan {:?} estimate {:?} done {:?}",
                lane.plan.map(span),
                lane.estimate.map(span),
                lane.done.map(round)
            );
            let _ = write!(out, "\n  {}", lane.sentence);
        }
    }
    for shipment in &page.shipments {
        let open = if shipment.open { "open" } else { "folded" };
        let _ = write!(out, "\n=== {} | {} | {} | {open}", shipment.name, shipment.number, shipment.status.text);
        for stage in &shipment.stages {
            let _ = write!(out, "\n{}", stage.name);
            for row in &stage.rows {
                let mark = match row.mark {
                    Mark::Past => "*",
                    Mark::Ahead => "o",
                    Mark::Exception => "!",
                    Mark::Delivered => "+",
                };
                let text =
                    |when: &Option<app::model::When>| when.as_ref().map_or("-", |when| when.text.as_str()).to_owned();
                let now = if row.now.is_some() { "(now) " } else { "" };
                let drift = row.drift.as_ref().map(|(text, _)| text.as_str()).unwrap_or_default();
                let erp = if row.knows.first() == Some(&Knows::Source) { " ERP said it" } else { "" };
                let _ = write!(
                    out,
                    "\n  {now}{mark} {} [{}] {} | {} | {} {drift} | {:?}{erp}",
                    row.name,
                    row.detail.as_deref().unwrap_or_default(),
                    text(&row.planned),
                    text(&row.estimated),
                    text(&row.actual),
                    row.said.witnesses,
                );
                for note in &row.callouts {
                    let _ = write!(out, "\n      > {} {:?}", note.lead, note.raw);
                }
            }
        }
        for scan in &shipment.scans {
            let note = scan.note.as_ref().map(|note| note.text.as_str()).unwrap_or_default();
            let _ = write!(
                out,
                "\n  {} {} [{:?}] {} {:?} {note}",
                scan.at.text, scan.name, scan.place, scan.said, scan.raw
            );
        }
    }
    for proof in &page.proofs {
        let _ = write!(out, "\nproof {}: {:?}", proof.what, proof.state);
    }
    out
}

fn round(x: f64) -> String {
    format!("{x:.1}")
}

fn span(span: app::model::Span) -> String {
    format!("{:.1}+{:.1}", span.x, span.width)
}

fn step(world: &mut World, object: ObjectId, milestone: &str, at: &str, city: &str) {
    let place = json!({"city": city, "region": "TN", "country": "US"});
    world.say("ups", object, at, json!({"type": "milestone", "milestone": milestone, "place": place}));
}

/// Two shipments: one delivered, one held by weather with an estimate past the promise.
fn held() -> World {
    let mut world = World::ordered();
    let (done, late) = (world.shipment(&[("10", "4")]), world.shipment(&[("20", "2")]));
    step(&mut world, done, "PACKED", "2026-05-11T08:00:00-05:00", "DALLAS");
    step(&mut world, done, "PICKED_UP", "2026-05-11T10:40:00-05:00", "DALLAS");
    step(&mut world, done, "HUB_ARRIVED", "2026-05-12T02:15:00-05:00", "LITTLE ROCK");
    step(&mut world, done, "HUB_DEPARTED", "2026-05-12T03:15:00-05:00", "LITTLE ROCK");
    step(&mut world, done, "HUB_ARRIVED", "2026-05-12T19:40:00-05:00", "MEMPHIS");
    step(&mut world, done, "DELIVERED", "2026-05-13T10:21:00-05:00", "MEMPHIS");
    let transport = json!({"type": "shipment", "transport": {"mode": "parcel", "carrier": {"scac": "UPSN", "name": "UPS"}, "service": "ground"},
        "plan": {"pickup": {"from": "2026-05-12T16:00:00-05:00", "to": "2026-05-12T17:30:00-05:00"},
                 "delivery": {"from": "2026-05-14T09:00:00-05:00", "to": "2026-05-14T12:00:00-05:00"}}});
    world.say("tms", late, "2026-05-11T09:00:00Z", transport);
    step(&mut world, late, "PICKED_UP", "2026-05-12T17:48:00-05:00", "DALLAS");
    step(&mut world, late, "HUB_ARRIVED", "2026-05-13T00:52:00-05:00", "MEMPHIS");
    world.exception(late, "DELAYED", "WEATHER", "2026-05-13T03:10:00-05:00");
    world.say(
        "ups",
        late,
        "2026-05-13T06:15:00-05:00",
        json!({"type": "milestone", "milestone": "UNMAPPED",
        "raw": {"element": "status.code", "code": "ZZ", "text": "Something new"}}),
    );
    world.estimate(late, "2026-05-13T12:00:00Z", "2026-05-15T16:00:00-05:00", "2026-05-15T20:00:00-05:00");
    world
}

#[test]
fn an_order_in_two_shipments_one_of_them_held() {
    insta::assert_snapshot!(told(&page(&held(), Detail::Milestones, "America/Chicago")));
}

#[test]
fn the_same_among_all_scans_for_a_reader_elsewhere() {
    insta::assert_snapshot!(told(&page(&held(), Detail::Scans, "Europe/Berlin")));
}

#[test]
fn an_order_of_which_only_the_erp_spoke() {
    insta::assert_snapshot!(told(&page(&World::ordered(), Detail::Milestones, "America/Chicago")));
}

#[test]
fn a_delivered_order_with_its_proof() {
    let (mut world, ships) = World::shipped(1);
    step(&mut world, ships[0], "PICKED_UP", "2026-05-11T10:40:00-05:00", "DALLAS");
    step(&mut world, ships[0], "DELIVERED", "2026-05-12T11:48:00-05:00", "MEMPHIS");
    let content = json!({"sha256": "aa", "media": "image/png", "size": 12_345});
    let pod = json!({"type": "document", "document": "pod", "signed_by": "J. Okafor", "content": content});
    world.say("ups", ships[0], "2026-05-12T11:50:00-05:00", pod);
    insta::assert_snapshot!(told(&page(&world, Detail::Milestones, "America/Chicago")));
}

/// From Reno to Memphis, refused there, and delivered to the sender, who signed.
fn returned() -> World {
    let (mut world, ships) = World::shipped(1);
    let from = json!({"name": "DC", "city": "Reno", "region": "NV", "country": "US"});
    world.say("s4", ORDER, "2026-05-10T08:10:00Z", json!({"type": "order", "ship_from": from}));
    step(&mut world, ships[0], "PICKED_UP", "2026-05-11T08:40:00-05:00", "RENO");
    world.exception(ships[0], "REFUSED_GOODS", "REFUSED", "2026-05-12T11:48:00-05:00");
    step(&mut world, ships[0], "RETURNING", "2026-05-12T15:00:00-05:00", "MEMPHIS");
    let home = json!({"type": "milestone", "milestone": "DELIVERED", "place": {"city": "RENO", "region": "NV"}});
    world.say("ups", ships[0], "2026-05-14T08:00:00-05:00", home);
    let content = json!({"sha256": "aa", "media": "image/png", "size": 12_345});
    let pod = json!({"type": "document", "document": "pod", "signed_by": "DC dock", "content": content});
    world.say("ups", ships[0], "2026-05-14T08:05:00-05:00", pod);
    world
}

#[test]
fn a_way_back_is_drawn_and_its_receipt_proves_no_delivery() {
    let page = page(&returned(), Detail::Milestones, "America/Chicago");
    let lane = &page.lanes.as_ref().unwrap().lanes[0];
    let bars: Vec<&str> = lane.bars.iter().map(|bar| bar.kind.class()).collect();
    assert_eq!((bars, lane.done), (vec!["go", "back"], None));
    assert!(lane.sentence.contains("Back at the sender"), "{}", lane.sentence);
    let stops: Vec<&str> = page.shipments[0].route.iter().map(|stop| stop.name.as_str()).collect();
    assert!(stops.first().unwrap().contains("Reno") && stops.last().unwrap().contains("Reno"), "{stops:?}");
    assert_eq!((page.proofs_note.as_str(), page.proofs.len()), ("Of the return", 1));
    assert!(page.proofs[0].what.ends_with("return"), "{}", page.proofs[0].what);
    let rows = page.shipments[0].stages.iter().flat_map(|stage| &stage.rows);
    assert!(rows.clone().all(|row| row.mark != Mark::Delivered && row.mark != Mark::Ahead));
    assert_eq!(page.shipments[0].status.text, "Returned to sender");
    assert!(!page.facts.iter().any(|fact| fact.value.contains("0 of")), "{:?}", page.facts);
}

#[test]
fn what_is_lost_is_lost_everywhere_on_the_page() {
    let (mut world, ships) = World::shipped(1);
    world.package(ships[0]);
    let plan = json!({"delivery": {"from": "2026-05-13T09:00:00-05:00", "to": "2026-05-13T12:00:00-05:00"}});
    world.say("tms", ships[0], "2026-05-11T09:00:00Z", json!({"type": "shipment", "plan": plan}));
    step(&mut world, ships[0], "PICKED_UP", "2026-05-11T08:40:00-05:00", "DALLAS");
    world.estimate(ships[0], "2026-05-11T15:00:00Z", "2026-05-15T16:00:00-05:00", "2026-05-15T20:00:00-05:00");
    world.exception(ships[0], "LOST", "OTHER", "2026-05-12T12:00:00-05:00");
    let lost = page(&world, Detail::Milestones, "America/Chicago");
    assert_eq!((lost.badge.text.as_str(), lost.packages[0].status.text.as_str()), ("Lost", "Lost"));
    assert_eq!(lost.shipments[0].status.text, "Lost");
    assert!(lost.todo.redeliver.is_none());
    let lane = &lost.lanes.as_ref().unwrap().lanes[0];
    let end = lane.bars.iter().map(|bar| bar.span.x + bar.span.width).fold(0.0, f64::max);
    assert!(end < lost.lanes.as_ref().unwrap().now.unwrap_or(100.0), "the way ends where it was lost");
    assert!(lost.shipments[0].stages.iter().flat_map(|stage| &stage.rows).all(|row| row.mark != Mark::Ahead));
    let said = [lost.sentence.text.clone(), lost.say.clone().unwrap()].concat();
    assert!(!said.contains("search") && !said.contains("15 May") && !said.contains("expect"), "{said}");
    step(&mut world, ships[0], "HUB_ARRIVED", "2026-05-14T06:00:00-05:00", "MEMPHIS");
    let found = page(&world, Detail::Milestones, "America/Chicago");
    assert_eq!(found.packages[0].status.text, "On its way");
}

#[test]
fn an_order_known_by_its_number_only_is_a_page() {
    let page = page(&World::new(), Detail::Milestones, "UTC");
    assert_eq!(page.who.name, "Order 4711");
    assert!(page.lanes.is_none() && page.shipments.is_empty());
    assert_eq!(page.references.len(), 1);
    assert_eq!(page.id, ORDER.to_string());
}

#[test]
fn every_lane_stays_inside_its_axis() {
    for zone in ["America/Chicago", "Asia/Kathmandu", "Pacific/Auckland"] {
        let page = page(&held(), Detail::Milestones, zone);
        for lane in page.lanes.unwrap().lanes {
            let spans = lane.bars.iter().map(|bar| bar.span).chain(lane.plan).chain(lane.estimate);
            for span in spans {
                assert!(span.x >= 0.0 && span.x + span.width <= 100.5, "{zone}: {span:?}");
            }
        }
    }
}

#[test]
fn what_is_not_connected_is_for_operators() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
    let of = |role: Role| page_for(&world, Detail::Milestones, "America/Chicago", vec![role]);
    for role in [Role::Agent, Role::Supervisor] {
        let page = of(role);
        assert!(page.destinations.is_empty() && page.outbound.is_empty(), "{role:?}");
        let rows = page.shipments.iter().flat_map(|one| &one.stages).flat_map(|stage| &stage.rows);
        assert!(rows.clone().count() > 0 && rows.into_iter().all(|row| row.knows.is_empty()), "{role:?}");
    }
    let page = of(Role::Operator);
    assert_eq!(page.destinations.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["ERP", "CRM"]);
    assert!(!page.outbound.is_empty());
}

#[test]
fn a_credit_hold_is_a_matter_of_the_order() {
    let (mut world, ships) = World::shipped(1);
    world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
    world.say(
        "s4",
        ORDER,
        "2026-05-12T12:00:00Z",
        json!({"type": "exception", "exception": "ON_HOLD", "reason": "PAYMENT"}),
    );
    let stage_of_hold = |page: &OrderPage| {
        let stages = page.shipments.iter().flat_map(|one| &one.stages);
        let held = stages.filter(|stage| stage.rows.iter().any(|row| row.mark == Mark::Exception));
        held.map(|stage| stage.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(stage_of_hold(&page(&world, Detail::Milestones, "America/Chicago")), ["Order"]);
    let mut alone = World::new();
    alone.say(
        "s4",
        ORDER,
        "2026-05-12T12:00:00Z",
        json!({"type": "exception", "exception": "ON_HOLD", "reason": "PAYMENT"}),
    );
    assert_eq!(stage_of_hold(&page(&alone, Detail::Milestones, "America/Chicago")), ["Order"]);
    let mut delivery = World::ordered();
    let goods = delivery.delivery(&[("10", "4")]);
    delivery.say(
        "s4",
        goods,
        "2026-05-12T12:00:00Z",
        json!({"type": "exception", "exception": "ON_HOLD", "reason": "PAYMENT"}),
    );
    assert_eq!(stage_of_hold(&page(&delivery, Detail::Milestones, "America/Chicago")), ["Order"]);
}
