//! What people read, scene by scene. The snapshots are read by people too: they are the wording.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

use super::{DeskFacts, delivery_zone, next_actions, sentence, what_to_say};
use crate::domain::{
    fold::testing::{ORDER, World, name},
    id::ObjectId,
    reference::ObjectKind,
    view::View,
};

mod actions;

const NOW: &str = "2026-05-14T13:40:00Z";

fn told(view: &View, now: &str) -> String {
    let now: Timestamp = now.parse().unwrap();
    let said = sentence(view, DeskFacts::default(), now);
    let emphasis = said.emphasis.as_deref().map(|emphasis| format!(" *{emphasis}*")).unwrap_or_default();
    let badge = format!("[{} {}] {}", said.badge.tone.as_str(), said.badge.icon.as_str(), said.badge.words);
    let actions = next_actions(view, DeskFacts::default(), now);
    let actions: Vec<String> = actions.iter().map(|next| format!("\n  > {} ({})", next.title, next.why)).collect();
    let actions = actions.concat();
    format!("{badge}\n  {}{emphasis}\n  \"{}\"{actions}", said.text, what_to_say(view, DeskFacts::default(), now))
}

type Scene = (&'static str, fn() -> World);

/// One shipment, with what has happened to it.
fn one(steps: &[(&str, &str)]) -> (World, ObjectId) {
    let (mut world, ships) = World::shipped(1);
    for (milestone, at) in steps {
        step(&mut world, ships[0], milestone, at);
    }
    (world, ships[0])
}

fn step(world: &mut World, object: ObjectId, milestone: &str, at: &str) {
    let place = json!({"city": "MEMPHIS", "region": "TN", "country": "US"});
    world.say("ups", object, at, json!({"type": "milestone", "milestone": milestone, "place": place}));
}

/// Packages of one shipment, each of which ended so.
fn packages(ends: &[&str]) -> World {
    let (mut world, ship) = one(&[PICKED]);
    let packages: Vec<ObjectId> = ends.iter().map(|_| world.package(ship)).collect();
    for (package, end) in packages.into_iter().zip(ends) {
        step(&mut world, package, end, DONE.1);
    }
    world
}

/// Shipments that ended so, each picked up before where it says so.
fn shipments(ends: &[(&str, bool)]) -> World {
    let (mut world, ships) = World::shipped(i64::try_from(ends.len()).unwrap());
    for (ship, (end, left)) in ships.into_iter().zip(ends) {
        if *left {
            step(&mut world, ship, PICKED.0, PICKED.1);
        }
        step(&mut world, ship, end, DONE.1);
    }
    world
}

/// A shipment of two packages. The first, with two pieces of line 10, was called off; the second is given.
fn voided_package() -> (World, ObjectId) {
    let mut world = World::ordered();
    let ship = world.shipment(&[]);
    let packages = world.packages_holding(ship, &[&[("10", "2")], &[("10", "2"), ("20", "2")]]);
    step(&mut world, packages[0], "CANCELLED", "2026-05-11T10:00:00-05:00");
    (world, packages[1])
}

fn estimate(world: &mut World, ship: ObjectId, day: &str) {
    let at = |hour: &str| format!("2026-05-{day}T{hour}:00:00-05:00");
    world.estimate(ship, "2026-05-13T12:00:00Z", &at("16"), &at("20"));
}

#[test]
fn a_window_over_days_is_told_with_both_ends_on_the_clocks_of_the_destination() {
    let over = |from: &str, to: &str| {
        let (mut world, ship) = one(&[PICKED]);
        let promise = json!({"type": "order", "promise": {"deliver_by": "2026-05-20", "zone": "Europe/Berlin"}});
        world.say("s4", ORDER, "2026-05-10T09:00:00Z", promise);
        world.estimate(ship, "2026-05-13T12:00:00Z", from, to);
        told(&world.view(), NOW)
    };
    let days = over("2026-05-18T00:00:00", "2026-05-20T23:59:00");
    assert!(days.contains("expected between Mon 18 May and Wed 20 May"), "{days}");
    assert!(days.contains("We expect it between Monday 18 May and Wednesday 20 May, as promised."), "{days}");
    let night = over("2026-05-18T22:00:00-05:00", "2026-05-19T01:00:00-05:00");
    assert!(night.contains("between 10 pm on Monday 18 May and 1 am on Tuesday 19 May"), "{night}");
}

fn pod(world: &mut World, ship: ObjectId, content: serde_json::Value) {
    let pod = json!({"type": "document", "document": "pod", "signed_by": "D. Ortiz", "content": content});
    world.say("ups", ship, "2026-05-13T16:00:00Z", pod);
}

const PICKED: (&str, &str) = ("PICKED_UP", "2026-05-12T10:00:00-05:00");
const OUT: (&str, &str) = ("OUT_FOR_DELIVERY", "2026-05-14T07:00:00-05:00");
const DONE: (&str, &str) = ("DELIVERED", "2026-05-13T10:21:00-05:00");

const QUIET: &[Scene] = &[
    ("known by number only", World::new),
    ("ordered", World::ordered),
    ("booked", || one(&[("BOOKED", "2026-05-11T10:00:00-05:00")]).0),
    ("being picked", || one(&[("PICKING", "2026-05-11T10:00:00-05:00")]).0),
    ("packed", || one(&[("PACKED", "2026-05-11T10:00:00-05:00")]).0),
    ("moving without estimate", || one(&[PICKED, ("HUB_ARRIVED", "2026-05-13T01:00:00-05:00")]).0),
    ("moving in time", || {
        let (mut world, ship) = one(&[PICKED]);
        estimate(&mut world, ship, "14");
        world
    }),
    ("out for delivery", || one(&[PICKED, OUT]).0),
    ("ready for collection", || one(&[PICKED, ("READY_FOR_COLLECTION", "2026-05-14T07:00:00-05:00")]).0),
    ("delivered early with proof", || {
        let (mut world, ship) = one(&[PICKED, DONE]);
        pod(&mut world, ship, json!({"sha256": "aa", "media": "application/pdf", "size": 9}));
        world
    }),
    ("delivered today", || one(&[PICKED, ("DELIVERED", "2026-05-14T08:05:00-05:00")]).0),
    ("three moving", || {
        let (mut world, ships) = World::shipped(3);
        for ship in &ships {
            step(&mut world, *ship, "PICKED_UP", "2026-05-12T10:00:00-05:00");
        }
        world
    }),
    ("three in different places", || {
        let (mut world, ships) = World::shipped(3);
        step(&mut world, ships[0], "PICKED_UP", "2026-05-12T10:00:00-05:00");
        step(&mut world, ships[1], "OUT_FOR_DELIVERY", "2026-05-14T07:00:00-05:00");
        step(&mut world, ships[2], "PACKED", "2026-05-12T10:00:00-05:00");
        world
    }),
    ("two of three delivered, one under way", || {
        let (mut world, ships) = World::shipped(3);
        for ship in &ships[..2] {
            step(&mut world, *ship, DONE.0, DONE.1);
        }
        step(&mut world, ships[2], OUT.0, OUT.1);
        world
    }),
    ("one of three delivered, two under way", || {
        let (mut world, ships) = World::shipped(3);
        step(&mut world, ships[0], DONE.0, DONE.1);
        step(&mut world, ships[1], OUT.0, OUT.1);
        step(&mut world, ships[2], PICKED.0, PICKED.1);
        world
    }),
    ("one of two packages delivered", || {
        let (mut world, ship) = one(&[PICKED]);
        let (first, second) = (world.package(ship), world.package(ship));
        step(&mut world, first, DONE.0, DONE.1);
        step(&mut world, second, OUT.0, OUT.1);
        world
    }),
    ("all shipments delivered, units missing", || {
        let mut world = World::ordered();
        let ship = world.shipment(&[("10", "4")]);
        step(&mut world, ship, DONE.0, DONE.1);
        world
    }),
    ("all three delivered", || {
        let (mut world, ships) = World::shipped(3);
        for ship in &ships {
            step(&mut world, *ship, DONE.0, DONE.1);
        }
        world
    }),
];

const TROUBLED: &[Scene] = &[
    ("held by weather, past the promise", || {
        let (mut world, ships) = World::shipped(3);
        for ship in &ships[..2] {
            step(&mut world, *ship, DONE.0, DONE.1);
        }
        step(&mut world, ships[2], PICKED.0, PICKED.1);
        world.exception(ships[2], "DELAYED", "WEATHER", "2026-05-13T03:10:00-05:00");
        estimate(&mut world, ships[2], "15");
        world
    }),
    ("held by weather before, past the promise", || {
        let (mut world, ship) = one(&[PICKED]);
        world.exception(ship, "DELAYED", "WEATHER", "2026-05-13T03:10:00-05:00");
        estimate(&mut world, ship, "15");
        step(&mut world, ship, "HUB_DEPARTED", "2026-05-14T03:10:00-05:00");
        world
    }),
    ("one of two held by weather before", || {
        let (mut world, ships) = World::shipped(2);
        for ship in &ships {
            step(&mut world, *ship, PICKED.0, PICKED.1);
            estimate(&mut world, *ship, "15");
        }
        world.exception(ships[1], "DELAYED", "WEATHER", "2026-05-13T03:10:00-05:00");
        step(&mut world, ships[1], "HUB_DEPARTED", "2026-05-14T03:10:00-05:00");
        world
    }),
    ("at risk", || {
        let (mut world, ship) = one(&[PICKED]);
        estimate(&mut world, ship, "16");
        world
    }),
    ("delayed, no reason, no estimate", || {
        let (mut world, ship) = one(&[PICKED]);
        world.say("ups", ship, "2026-05-13T03:10:00-05:00", json!({"type": "exception", "exception": "DELAYED"}));
        world
    }),
    ("rescheduled", || {
        let (mut world, ship) = one(&[PICKED]);
        world.exception(ship, "DELAYED", "RESCHEDULED", "2026-05-13T03:10:00-05:00");
        estimate(&mut world, ship, "18");
        world
    }),
    ("attempted", || one(&[PICKED, ("DELIVERY_ATTEMPTED", "2026-05-14T08:10:00-05:00")]).0),
    ("attempted, nobody there", || {
        let (mut world, ship) = one(&[PICKED, ("DELIVERY_ATTEMPTED", "2026-05-13T08:10:00-05:00")]);
        world.exception(ship, "DELAYED", "UNAVAILABLE", "2026-05-13T08:10:00-05:00");
        world
    }),
    ("lost", || {
        let (mut world, ship) = one(&[PICKED]);
        world.exception(ship, "LOST", "OTHER", "2026-05-13T08:10:00-05:00");
        world
    }),
    ("the rest damaged", || {
        let (mut world, ships) = World::shipped(2);
        step(&mut world, ships[0], DONE.0, DONE.1);
        step(&mut world, ships[1], PICKED.0, PICKED.1);
        world.exception(ships[1], "DAMAGED", "DAMAGE", "2026-05-13T08:10:00-05:00");
        world
    }),
    ("delivered damaged", || {
        let (mut world, ship) = one(&[PICKED, DONE]);
        world.exception(ship, "DAMAGED", "DAMAGE", DONE.1);
        world
    }),
    ("refused and returning", || {
        let (mut world, ship) = one(&[PICKED]);
        world.exception(ship, "REFUSED_GOODS", "REFUSED", "2026-05-13T08:10:00-05:00");
        step(&mut world, ship, "RETURNING", "2026-05-13T12:00:00-05:00");
        world
    }),
    ("returned", || one(&[PICKED, ("RETURNED", "2026-05-14T07:00:00-05:00")]).0),
    ("order on hold for payment", || {
        let mut world = World::ordered();
        world.say(
            "s4",
            ORDER,
            "2026-05-11T10:00:00Z",
            json!({"type": "exception", "exception": "ON_HOLD", "reason": "PAYMENT"}),
        );
        world
    }),
    ("short shipped", || {
        let mut world = World::ordered();
        let delivery = world.delivery(&[("10", "4"), ("20", "2")]);
        world.say(
            "s4",
            delivery,
            "2026-05-11T10:00:00Z",
            json!({"type": "exception", "exception": "SHORT_SHIPPED", "reason": "SHORT"}),
        );
        world
    }),
    ("cancelled", || {
        let mut world = World::ordered();
        world.milestone("s4", ORDER, "CANCELLED", "2026-05-11T10:00:00Z");
        world
    }),
    ("cancelled, yet moving", || {
        let (mut world, _) = one(&[PICKED]);
        world.milestone("s4", ORDER, "CANCELLED", "2026-05-11T10:00:00Z");
        world
    }),
    ("two of four held, one of them for customs", || {
        let (mut world, ships) = World::shipped(4);
        for ship in &ships {
            step(&mut world, *ship, PICKED.0, PICKED.1);
        }
        world.exception(ships[1], "DELAYED", "WEATHER", "2026-05-13T03:10:00-05:00");
        world.exception(ships[2], "ON_HOLD", "INSPECTION", "2026-05-13T03:10:00-05:00");
        world
    }),
    ("back at the sender after a refusal", || {
        let (mut world, ship) = one(&[PICKED]);
        world.exception(ship, "REFUSED_GOODS", "REFUSED", "2026-05-13T08:10:00-05:00");
        step(&mut world, ship, "RETURNING", "2026-05-13T12:00:00-05:00");
        world.milestone("ups", ship, "DELIVERED", "2026-05-14T07:00:00-05:00");
        world
    }),
    ("one of two packages is back", || packages(&["DELIVERED", "RETURNED"])),
    ("one of three packages is on its way back", || packages(&["DELIVERED", "DELIVERED", "RETURNING"])),
    ("one of two packages was refused and is back", || {
        let (mut world, ship) = one(&[PICKED]);
        let (first, second) = (world.package(ship), world.package(ship));
        step(&mut world, first, DONE.0, DONE.1);
        world.exception(second, "REFUSED_GOODS", "REFUSED", "2026-05-13T08:10:00-05:00");
        step(&mut world, second, "RETURNED", "2026-05-14T07:00:00-05:00");
        world
    }),
    ("one delivered, one back, one under way", || packages(&["DELIVERED", "RETURNED", "HUB_ARRIVED"])),
    ("one of two is back, the other under way", || packages(&["RETURNED", "HUB_ARRIVED"])),
    ("one of two is lost", || {
        let (mut world, ship) = one(&[PICKED]);
        let (first, second) = (world.package(ship), world.package(ship));
        step(&mut world, first, DONE.0, DONE.1);
        world.exception(second, "LOST", "OTHER", "2026-05-13T18:10:00-05:00");
        world
    }),
    ("both delivered, one is coming back", || {
        let (mut world, ship) = one(&[PICKED]);
        let (_, second) = (world.package(ship), world.package(ship));
        step(&mut world, ship, DONE.0, DONE.1);
        step(&mut world, second, "RETURNING", "2026-05-14T07:00:00-05:00");
        world
    }),
    ("of two shipments one is back", || {
        let (mut world, ships) = World::shipped(2);
        step(&mut world, ships[0], DONE.0, DONE.1);
        step(&mut world, ships[1], "RETURNED", "2026-05-14T07:00:00-05:00");
        world
    }),
    ("delivered in part, the rest sent back", || {
        let (mut world, ship) = one(&[PICKED]);
        let part = json!({"type": "milestone", "milestone": "DELIVERED", "extent": "partial"});
        world.say("ups", ship, DONE.1, part);
        step(&mut world, ship, "RETURNING", "2026-05-14T07:00:00-05:00");
        world
    }),
    ("destroyed", || {
        let (mut world, ship) = one(&[PICKED]);
        world.exception(ship, "LOST", "DAMAGE", "2026-05-13T08:10:00-05:00");
        world
    }),
    ("label voided after the pick-up", || {
        one(&[("BOOKED", "2026-05-11T10:00:00-05:00"), PICKED, ("CANCELLED", "2026-05-13T10:00:00-05:00")]).0
    }),
    ("label voided", || one(&[("BOOKED", "2026-05-11T10:00:00-05:00"), ("CANCELLED", "2026-05-12T10:00:00-05:00")]).0),
    ("one package called off, the other delivered", || {
        let (mut world, package) = voided_package();
        step(&mut world, package, DONE.0, DONE.1);
        world
    }),
    ("one package called off, the other under way", || {
        let (mut world, package) = voided_package();
        step(&mut world, package, PICKED.0, PICKED.1);
        world
    }),
    ("one of two packages is back, nothing heard of the other", || {
        let mut world = World::ordered();
        let ship = world.shipment(&[]);
        let (first, _) = (world.package(ship), world.package(ship));
        step(&mut world, first, "RETURNED", "2026-05-13T07:00:00-05:00");
        world
    }),
    ("held before anything else was heard", || {
        let (mut world, ships) = World::shipped(1);
        world.exception(ships[0], "ON_HOLD", "WEATHER", "2026-05-14T03:10:00-05:00");
        world
    }),
    ("held for days", || {
        let (mut world, ship) = one(&[PICKED]);
        world.exception(ship, "ON_HOLD", "WEATHER", "2026-05-12T13:10:00-05:00");
        world
    }),
    ("on its way back for days", || one(&[PICKED, ("RETURNING", "2026-05-12T14:00:00-05:00")]).0),
    ("one of two bookings called off", || {
        let mut world = World::ordered();
        let ships = [world.shipment(&[("10", "4")]), world.shipment(&[("20", "2")])];
        step(&mut world, ships[0], PICKED.0, PICKED.1);
        world.milestone("tms", ships[1], "CANCELLED", "2026-05-12T10:00:00-05:00");
        world
    }),
    ("cancelled, and delivered afterwards", || {
        let (mut world, _) = one(&[PICKED, DONE]);
        world.milestone("s4", ORDER, "CANCELLED", "2026-05-12T22:00:00Z");
        world
    }),
    ("delivered, and cancelled afterwards", || {
        let (mut world, _) = one(&[PICKED, DONE]);
        world.milestone("s4", ORDER, "CANCELLED", "2026-05-13T22:00:00Z");
        world
    }),
    ("cancelled, one of two delivered, one under way", || {
        let (mut world, ships) = World::shipped(2);
        step(&mut world, ships[0], DONE.0, DONE.1);
        step(&mut world, ships[1], PICKED.0, PICKED.1);
        world.milestone("s4", ORDER, "CANCELLED", "2026-05-12T22:00:00Z");
        world
    }),
    ("cancelled, and back at the sender", || {
        let (mut world, _) = one(&[PICKED, ("RETURNED", "2026-05-14T07:00:00-05:00")]);
        world.milestone("s4", ORDER, "CANCELLED", "2026-05-12T22:00:00Z");
        world
    }),
    ("of three shipments one delivered, one back, one cancelled", || {
        shipments(&[("DELIVERED", true), ("RETURNED", true), ("CANCELLED", false)])
    }),
    ("of three shipments one back, one under way, one cancelled", || {
        shipments(&[("RETURNED", true), ("HUB_ARRIVED", true), ("CANCELLED", false)])
    }),
    ("of two shipments one back, one cancelled", || shipments(&[("RETURNED", true), ("CANCELLED", false)])),
    ("of four shipments one delivered, one lost, one under way, one back", || {
        let mut world =
            shipments(&[("DELIVERED", true), ("HUB_ARRIVED", true), ("HUB_ARRIVED", true), ("RETURNED", true)]);
        world.exception(ObjectId(3), "LOST", "OTHER", "2026-05-14T03:10:00-05:00");
        world
    }),
    ("of three shipments one back, one lost, one under way", || {
        let mut world = shipments(&[("RETURNED", true), ("HUB_ARRIVED", true), ("HUB_ARRIVED", true)]);
        world.exception(ObjectId(3), "LOST", "OTHER", "2026-05-14T03:10:00-05:00");
        world
    }),
    ("of two shipments one is back, one not heard of", || {
        let (mut world, ships) = World::shipped(2);
        step(&mut world, ships[0], PICKED.0, PICKED.1);
        step(&mut world, ships[0], "RETURNED", "2026-05-14T07:00:00-05:00");
        world
    }),
    ("of two shipments one is lost, one not heard of", || {
        let (mut world, ships) = World::shipped(2);
        step(&mut world, ships[0], PICKED.0, PICKED.1);
        world.exception(ships[0], "LOST", "OTHER", "2026-05-14T03:10:00-05:00");
        world
    }),
    ("one of two packages held by weather", || {
        let (mut world, ship) = one(&[PICKED]);
        let (_, second) = (world.package(ship), world.package(ship));
        world.exception(second, "DELAYED", "WEATHER", "2026-05-14T03:10:00-05:00");
        world
    }),
    ("one of two shipments held at customs", || {
        let (mut world, ships) = World::shipped(2);
        for ship in &ships {
            step(&mut world, *ship, PICKED.0, PICKED.1);
        }
        world.exception(ships[1], "ON_HOLD", "DOCUMENTS", "2026-05-14T03:10:00-05:00");
        world
    }),
    ("both packages held by weather", || {
        let (mut world, ship) = one(&[PICKED]);
        for package in [world.package(ship), world.package(ship)] {
            world.exception(package, "DELAYED", "WEATHER", "2026-05-14T03:10:00-05:00");
        }
        world
    }),
    ("both packages delivered, one damaged", || {
        let (mut world, ship) = one(&[PICKED]);
        let (first, second) = (world.package(ship), world.package(ship));
        for package in [first, second] {
            step(&mut world, package, DONE.0, DONE.1);
        }
        world.exception(second, "DAMAGED", "DAMAGE", "2026-05-13T15:10:00-05:00");
        world
    }),
    ("delivered, a return on its way", || {
        let (mut world, _) = one(&[PICKED, DONE]);
        let back = world.object(ObjectKind::Return, vec![name("rma", "S4", "R1")]);
        world.milestone("ups", back, "RETURNING", "2026-05-14T07:00:00-05:00");
        world
    }),
];

fn all(scenes: &[Scene], now: &str) -> String {
    let each = scenes.iter().map(|(title, world)| format!("{title}\n  {}\n", told(&world().fold(now).view, now)));
    each.collect::<Vec<_>>().concat()
}

#[test]
fn when_all_is_well() {
    insta::assert_snapshot!(all(QUIET, NOW));
}

#[test]
fn when_something_is_wrong() {
    insta::assert_snapshot!(all(TROUBLED, NOW));
}

#[test]
fn two_days_after_the_promise() {
    let now = "2026-05-16T13:40:00Z";
    insta::assert_snapshot!(format!("{}{}", all(QUIET, now), all(TROUBLED, now)));
}

/// What went back, or is lost, is no part delivery: nothing of it is still to come, and somebody has to do something about it.
#[test]
fn what_does_not_come_is_not_promised_and_has_a_next_step() {
    let scenes =
        TROUBLED.iter().filter(|(title, _)| ["back", "lost", "destroyed"].iter().any(|word| title.contains(word)));
    let over: Vec<_> =
        scenes.filter(|(title, _)| !["under way", "heard"].iter().any(|word| title.contains(word))).collect();
    assert!(over.len() > 8);
    for (title, world) in over {
        let view = world().fold(NOW).view;
        let at: Timestamp = NOW.parse().unwrap();
        let desk = DeskFacts::default();
        let agent = sentence(&view, desk, at).whole();
        let said = [agent, what_to_say(&view, desk, at)].concat();
        for never in ["still to come", "delivered in part.", "promise", "expect"] {
            assert!(!said.contains(never), "{title}: `{never}` in {said}");
        }
        assert!(!next_actions(&view, desk, at).is_empty(), "{title}");
    }
}

/// Neither an agent nor a customer reads a placeholder, a doubled blank or a sentence without an end.
#[test]
fn every_text_is_whole() {
    for now in [NOW, "2026-05-16T13:40:00Z", "2027-02-01T00:00:00Z"] {
        for (title, world) in QUIET.iter().chain(TROUBLED) {
            let view = world().fold(now).view;
            let at: Timestamp = now.parse().unwrap();
            let agent = sentence(&view, DeskFacts::default(), at).whole();
            let customer = what_to_say(&view, DeskFacts::default(), at);
            for text in [&agent, &customer] {
                assert!(text.ends_with('.'), "{title}: {text}");
                for wrong in ["{", "}", "  ", " .", " ,", "..", ",.", ";.", " ;"] {
                    assert!(!text.contains(wrong), "{title}: `{wrong}` in {text}");
                }
            }
            assert!(!customer.contains("UPS") && !customer.contains(';'), "{title}: {customer}");
        }
    }
}

#[test]
fn the_day_is_that_of_the_customer() {
    let (mut world, ship) = one(&[PICKED]);
    world.estimate(ship, "2026-05-13T12:00:00Z", "2026-05-14T20:00:00-05:00", "2026-05-14T22:00:00-05:00");
    let view = world.fold(NOW).view;
    assert!(sentence(&view, DeskFacts::default(), NOW.parse().unwrap()).text.contains("expected Thu 14 May"));
    assert_eq!(delivery_zone(&view).iana_name(), Some("America/Chicago"));
    assert_eq!(delivery_zone(&World::new().fold(NOW).view), TimeZone::UTC);
}

fn desk_told(world: &World, desk: DeskFacts) -> String {
    let (view, now) = (world.fold(NOW).view, NOW.parse().unwrap());
    let actions: Vec<String> = next_actions(&view, desk, now).into_iter().map(|next| next.title).collect();
    let said = sentence(&view, desk, now);
    let say = what_to_say(&view, desk, now);
    format!("{} | {} | {say} | {}", said.badge.words, said.whole(), actions.join(", "))
}

#[test]
fn an_agreed_day_is_told_and_no_day_is_asked_for() {
    let (mut world, ship) = one(&[PICKED]);
    world.exception(ship, "DELAYED", "WEATHER", "2026-05-13T03:10:00-05:00");
    let agreed = |day| DeskFacts { agreed: Some(jiff::civil::date(2026, 5, day)), ..DeskFacts::default() };
    assert_eq!(
        desk_told(&world, agreed(19)),
        "Held by weather | Held in Memphis by weather. Agreed: Tue 19 May, five days past the promise. | \
         Your order is on its way. Severe weather in Memphis is holding up deliveries. We agreed to deliver it on \
         Tuesday 19 May. That is five days later than we promised, and I am sorry. | \
         Confirm delivery on Tue 19 May with the carrier"
    );
    let (mut kept, ship) = one(&[PICKED]);
    step(&mut kept, ship, "DELIVERY_ATTEMPTED", "2026-05-13T15:00:00-05:00");
    let text = desk_told(&kept, agreed(14));
    assert!(text.contains(". Agreed: Thu 14 May. |"), "{text}");
    assert!(text.contains("We agreed to deliver it today, Thursday 14 May."), "{text}");
    assert!(!text.contains("Offer a new day"), "{text}");
}

#[test]
fn what_the_customer_says_was_not_received_is_told_beside_the_delivery() {
    let (mut world, ship) = one(&[PICKED, DONE]);
    pod(&mut world, ship, json!({"state": "unavailable"}));
    let text = desk_told(&world, DeskFacts { not_received: true, ..DeskFacts::default() });
    assert!(text.starts_with("Delivered, customer says not received | Delivered Wed 13 May at 10:21"), "{text}");
    assert!(text.contains("The customer says it was not received."), "{text}");
    assert!(
        text.contains("Our records show a delivery on Wednesday 13 May at 10:21 am, signed for by D. Ortiz."),
        "{text}"
    );
    assert!(!text.contains("has arrived") && !text.contains("receipt"), "{text}");
}

/// An order of which nothing tells the zone.
fn nowhere(delivered: &str) -> View {
    let mut world = World::new();
    let promise = json!({"type": "order", "promise": {"deliver_by": "2026-05-14"}});
    world.say("s4", ORDER, "2026-05-10T08:00:00Z", promise);
    let ship = world.shipment(&[]);
    world.milestone("ups", ship, "DELIVERED", delivered);
    world.fold("2026-05-20T00:00:00Z").view
}

#[test]
fn a_time_at_a_place_whose_zone_nobody_told_is_marked_and_compared_with_care() {
    let now = "2026-05-14T20:00:00Z".parse().unwrap();
    let told = |delivered: &str| {
        let view = nowhere(delivered);
        let desk = DeskFacts::default();
        format!("{} | {}", sentence(&view, desk, now).whole(), what_to_say(&view, desk, now))
    };
    assert_eq!(
        told("2026-05-14T19:21:00Z"),
        "Delivered Thu 14 May at 19:21 UTC, around the promised date. | \
         Your order arrived on Thursday 14 May at 7:21 pm UTC, around the promised date."
    );
    assert_eq!(
        told("2026-05-14T19:21:00"),
        "Delivered Thu 14 May at 19:21 local time, as promised. | \
         Your order arrived on Thursday 14 May at 7:21 pm local time."
    );
    // The clock of whoever was at the door.
    assert!(told("2026-05-14T19:21:00-05:00").starts_with("Delivered Thu 14 May at 19:21, around the promised date."));
    assert!(told("2026-05-16T19:21:00Z").contains("That was two days past the promise."));
}

/// Every fate of several shipments is named to agent and customer, whichever come together.
#[test]
fn every_fate_is_named_to_agent_and_customer() {
    let ends = ["DELIVERED", "RETURNED", "RETURNING", "LOST", "HUB_ARRIVED", "CANCELLED", "UNHEARD"];
    let agent = |end: &str| match end {
        "DELIVERED" => "1 of 3 delivered",
        "RETURNED" => "back at the sender",
        "RETURNING" => "on its way back",
        "LOST" => "lost",
        "HUB_ARRIVED" => "on its way",
        "CANCELLED" => "cancelled",
        _ => "not heard of yet",
    };
    let customer = |end: &str| match end {
        "DELIVERED" => "of your three shipments has arrived",
        "RETURNED" => "has come back to us",
        "RETURNING" => "is on its way back to us",
        "LOST" => "is not arriving as planned",
        "HUB_ARRIVED" => "is on its way",
        "CANCELLED" => "was cancelled",
        _ => "There is no news yet of",
    };
    for (first, one) in ends.iter().enumerate() {
        for (second, two) in ends.iter().enumerate().skip(first + 1) {
            for three in ends.iter().skip(second + 1) {
                let three = [*one, *two, *three];
                let (mut world, ships) = World::shipped(3);
                for (ship, end) in ships.iter().zip(three) {
                    if !["CANCELLED", "UNHEARD"].contains(&end) {
                        step(&mut world, *ship, PICKED.0, PICKED.1);
                    }
                    match end {
                        "LOST" => drop(world.exception(*ship, "LOST", "OTHER", "2026-05-13T08:10:00-05:00")),
                        "UNHEARD" => {}
                        end => step(&mut world, *ship, end, DONE.1),
                    }
                }
                let said = desk_told(&world, DeskFacts::default());
                for end in three {
                    // What is still to come and has not been heard of is told as one.
                    let is_open = |end: &str| ["HUB_ARRIVED", "UNHEARD"].contains(&end);
                    let both = three.iter().filter(|end| is_open(end)).count() > 1;
                    let customer = if both && is_open(end) { "The others are still to come" } else { customer(end) };
                    assert!(said.contains(agent(end)), "{three:?}: {} in {said}", agent(end));
                    assert!(said.contains(customer), "{three:?}: {customer} in {said}");
                }
            }
        }
    }
}

#[test]
fn of_lines_in_containers_the_next_step_is_told_too() {
    let ordered = |world: &mut World| {
        let line = |number: &str, unit: &str| json!({"line": number, "quantity": "4", "unit": unit});
        let lines = [line("10", "CS"), line("20", "EA"), line("30", "PAL"), line("40", "CT")];
        world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "lines": lines}));
    };
    let carries = |world: &mut World, lines: &[(&str, &str)]| {
        let ship = world.shipment(&[]);
        let link = world.input.links.last_mut().unwrap();
        let one = |(line, unit): &(&str, &str)| crate::domain::event::LineQuantity {
            quantity_as_sent: None,
            line: (*line).to_owned(),
            quantity: "4".parse().unwrap(),
            unit: Some((*unit).to_owned()),
        };
        link.lines = lines.iter().map(one).collect();
        step(world, ship, PICKED.0, PICKED.1);
        step(world, ship, DONE.0, DONE.1);
    };
    let mut short = World::ordered();
    ordered(&mut short);
    carries(&mut short, &[("10", "CS"), ("20", "EA")]);
    let said = desk_told(&short, DeskFacts::default());
    assert!(said.contains("Ask the warehouse when the rest is shipped"), "{said}");
    let mut other = World::ordered();
    ordered(&mut other);
    carries(&mut other, &[("10", "EA"), ("20", "EA"), ("30", "CT"), ("40", "CT")]);
    let view = other.fold(NOW).view;
    let next = next_actions(&view, DeskFacts::default(), NOW.parse().unwrap());
    assert_eq!(next[0].title, "Compare the quantities of order and shipment");
    assert_eq!(next[0].why, "Line 10 was ordered in CS and shipped in EA.");
}

/// The sentence for the agent and what is said to the customer.
fn both(world: &World) -> (String, String) {
    let (view, now) = (world.fold(NOW).view, NOW.parse::<Timestamp>().unwrap());
    let said = sentence(&view, DeskFacts::default(), now);
    (said.whole(), what_to_say(&view, DeskFacts::default(), now))
}

#[test]
fn a_delivery_without_its_hour_is_told_without_one() {
    let (mut world, ship) = one(&[PICKED]);
    let day = json!({"type": "milestone", "milestone": "DELIVERED", "day_only": true});
    world.say("ups", ship, "2026-05-13T00:00:00-05:00", day);
    let (agent, customer) = both(&world);
    assert!(agent.starts_with("Delivered Wed 13 May, one day before the promise."), "{agent}");
    assert!(customer.starts_with("Your order arrived on Wednesday 13 May, one day early."), "{customer}");
}

#[test]
fn who_took_it_and_where_it_was_left_is_told() {
    let (mut world, ship) = one(&[PICKED, DONE]);
    let receipt = json!({"type": "document", "document": "receipt", "received_by": "GARCIA", "left_at": "Neighbor"});
    world.say("ups", ship, DONE.1, receipt);
    let (agent, customer) = both(&world);
    assert!(agent.contains("Received by GARCIA (neighbor)."), "{agent}");
    assert!(customer.contains("It was received by GARCIA (neighbor)."), "{customer}");
    assert!(!customer.contains("signed"), "{customer}");
}

#[test]
fn what_waits_is_told_with_its_first_and_its_last_day_and_what_was_reported() {
    let (mut world, ship) = one(&[PICKED]);
    let ready = json!({"type": "milestone", "milestone": "READY_FOR_COLLECTION", "collect_by": "2026-05-19"});
    world.say("ups", ship, "2026-05-12T14:00:00-05:00", ready);
    world.milestone("ups", ship, "READY_FOR_COLLECTION", "2026-05-13T14:00:00-05:00");
    world.say(
        "ups",
        ship,
        "2026-05-13T15:00:00-05:00",
        json!({"type": "exception", "exception": "ON_HOLD", "reason": "NOT_COLLECTED"}),
    );
    let (agent, customer) = both(&world);
    let expected = "Ready for collection in Memphis since Tue 12 May, until Tue 19 May, about to be sent back because nobody has collected it";
    assert!(agent.starts_with(expected), "{agent}");
    assert!(customer.contains("since Tuesday 12 May. It can be collected until Tuesday 19 May."), "{customer}");
    assert!(customer.contains("It is sent back soon if nobody collects it."), "{customer}");
}
