//! One order through everything that tells its days and hours: the customer is in Los Angeles, the readers are in Berlin and New York,
//! the server knows UTC. Each of them must tell the day and hour of Los Angeles, and a reader elsewhere their own beside it.

use std::{collections::BTreeMap, sync::Arc};

use app::model::{Asked, Detail, Viewer};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{answer, search};
use crate::{
    domain::{
        fold::testing::{ORDER, World},
        id::EventId,
        reference::{ObjectKind, RefKind},
        summary::Summary,
        view::View,
        worklist::conditions,
    },
    store::{
        LastDeed, LookupKind, LookupRow, Match, OrderDesk, OrderRow, OrderVersion, WorkFacts, WorkItem, WorkState,
        WorkVerb,
    },
    web::{
        find::Found,
        site::present::{self, Clock},
    },
};

/// Thursday evening in Los Angeles; Friday in UTC and in Berlin.
const NOW: &str = "2026-05-15T06:00:00Z";
/// 22:30 on Thursday in Los Angeles, as a sender in UTC writes it.
const AT_THE_DOOR: &str = "2026-05-15T05:30:00Z";

/// Promised for Thursday 14 May by 23:00, expected between 20:00 and 22:45 of that day, as the carrier names hours: without a zone.
fn world(to: Value, delivered: bool) -> World {
    let mut world = World::new();
    let ship = world.shipment(&[]);
    let promise = json!({"deliver_by": "2026-05-14", "window": {"to": "2026-05-14T23:00:00"}});
    let order = json!({"type": "order", "promise": promise, "ship_to": to});
    world.say("s4", ORDER, "2026-05-10T09:00:00Z", order);
    world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
    let expected = json!({
        "type": "milestone", "milestone": "DELIVERED", "classifier": "estimated",
        "place": {"city": "Columbus", "region": "OH", "country": "US"},
        "expected": {"from": "2026-05-14T20:00:00", "to": "2026-05-14T22:45:00"},
    });
    world.say("ups", ship, "2026-05-12T11:00:00Z", expected);
    if delivered {
        world.milestone("ups", ship, "DELIVERED", AT_THE_DOOR);
    }
    world
}

fn los_angeles() -> Value {
    json!({"city": "Los Angeles", "postal": "90001", "country": "USA"})
}

fn viewer(zone: &str) -> Viewer {
    Viewer { id: "m".into(), name: "M".into(), roles: Vec::new(), organisations: Vec::new(), zone: zone.into() }
}

/// Every text that tells a time of this delivery, by where it stands.
fn told(view: &View, zone: &str, now: &str) -> Vec<(&'static str, String)> {
    let now: Timestamp = now.parse().unwrap();
    let clock = Clock::new(zone, now);
    let link = |event: EventId| (format!("/documents/1/{}", event.message), now);
    let people = BTreeMap::new();
    let (viewer, desk) = (viewer(zone), OrderDesk::default());
    let asked = present::Order {
        view,
        viewer: &viewer,
        version: 1,
        detail: Detail::Milestones,
        audit: &[],
        desk: &desk,
        outbox: &[],
        wants: &[],
        sources_health: &[],
        proof_links: present::ProofLinks { own: &link, customer: &[] },
        people: &people,
        waiting: &[],
    };
    let page = present::order(&asked, &clock);
    let scans = present::order(&present::Order { detail: Detail::Scans, ..asked }, &clock);
    let widget = present::widget((view, 1, &[], &desk), String::new(), &link, &clock);
    let summary = Summary::of(view);
    let row = OrderRow {
        version: OrderVersion { order: view.order, version: 1 },
        view: Arc::new(view.clone()),
        updated: now.as_microsecond(),
    };
    let hit = || Match {
        object: view.order,
        row: LookupRow {
            norm: "4711".into(),
            kind: LookupKind::Ref(RefKind::Order),
            scope: "S4".into(),
            raw: "4711".into(),
            of: ObjectKind::Order,
            since: 0,
        },
        exact: true,
        earlier: false,
        summary: Some(summary.clone()),
    };
    let found = Found { read: vec![("4711".into(), vec![hit()])], ..Found::default() };
    let list = present::result(&Asked { query: "4711".into(), ..Asked::default() }, &found, &clock);
    let mut all = vec![
        ("sentence", format!("{:?}", page.sentence)),
        ("customer text", page.say.clone().unwrap_or_default()),
        ("widget", format!("{:?} {:?} {:?}", widget.sentence, widget.say, widget.latest)),
        ("list and type-ahead", format!("{list:?}")),
        ("api order", serde_json::to_string(&answer::Order::of(&row, &desk, now)).unwrap()),
        ("api search", serde_json::to_string(&search::Hit::of(hit()).unwrap()).unwrap()),
        ("timeline", format!("{:?}", page.shipments)),
        ("scans", format!("{:?}", scans.shipments)),
        ("lanes", format!("{:?}", page.lanes)),
    ];
    let facts = page.facts.iter().map(|fact| format!("{} {} {:?}; ", fact.label, fact.value, fact.when.as_ref()));
    all.push(("facts", facts.collect()));
    for condition in conditions(view) {
        let facts = WorkFacts { sales_org: None, due: 0, minutes: 60, print: String::new(), card: condition.card };
        let item = WorkItem {
            id: 1,
            order: view.order,
            cause: condition.cause,
            state: WorkState::Todo,
            facts,
            opened: 0,
            times: 1,
            assignee: None,
            until: None,
            reason: None,
            version: 1,
            last: LastDeed { by: None, at: 0, verb: WorkVerb::Opened },
        };
        all.push(("worklist CSV", present::file_row(&item, &clock).join(",")));
        let page =
            present::item(&present::Item { viewer: &viewer, of: &item, history: &[], people: &[], pairs: &[] }, &clock);
        all.push(("worklist", format!("{:?} {:?}", page.row, page.facts)));
    }
    all.into_iter().map(|(what, text)| (what, without_own_time(&text))).collect()
}

/// Without what stands beside a time on the reader's own clock.
fn without_own_time(text: &str) -> String {
    let mut parts = text.split("Your time: ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('"').map_or("", |(_, rest)| rest))
}

/// What a surface must say, and that it tells no other day. When we heard of something is told on the reader's clock.
fn holds(all: &[(&'static str, String)], expected: &[(&str, &[&str])]) {
    for (what, texts) in expected {
        let (_, told) = all.iter().find(|(name, _)| name == what).unwrap_or_else(|| panic!("no {what}"));
        for text in *texts {
            assert!(told.contains(text), "{what} does not say {text:?}: {told}");
        }
    }
    for (what, told) in all.iter().filter(|(what, _)| !matches!(*what, "timeline" | "scans" | "widget")) {
        for other in ["Fri 15", "Friday", "15 May"] {
            assert!(!told.contains(other), "{what} says {other:?}: {told}");
        }
    }
}

const BERLIN: &str = "Europe/Berlin";
const NEW_YORK: &str = "America/New_York";

#[test]
fn promised_and_expected_are_told_on_the_clocks_of_the_destination_everywhere() {
    let view = world(los_angeles(), false).fold("2026-05-14T15:00:00Z").view;
    for zone in [BERLIN, NEW_YORK] {
        let all = told(&view, zone, "2026-05-14T15:00:00Z");
        holds(
            &all,
            &[
                ("facts", &["Thu 14 May, by 23:00 local", "Thu 14 May, 20:00–22:45 local"]),
                ("sentence", &["Thu 14 May"]),
                ("customer text", &["today, Thursday 14 May", "between 8 pm and 10:45 pm"]),
                ("list and type-ahead", &["promised Thu 14 May"]),
                ("timeline", &["Thu 14 · 20:00–22:45 local"]),
                ("scans", &["Thu 14 May, 20:00–22:45 local"]),
                ("api order", &["\"America/Los_Angeles\"", "2026-05-14T23:00:00-07:00", "2026-05-14T22:45:00-07:00"]),
                ("api search", &["2026-05-14T23:00:00-07:00", "2026-05-14T22:45:00-07:00"]),
            ],
        );
    }
    let here = told(&view, "America/Los_Angeles", "2026-05-14T15:00:00Z");
    let facts = &here.iter().find(|(what, _)| *what == "facts").unwrap().1;
    assert!(facts.contains("20:00–22:45") && !facts.contains("22:45 local"), "{facts}");
}

#[test]
fn delivered_is_told_on_the_clocks_of_the_destination_everywhere() {
    let view = world(los_angeles(), true).fold(NOW).view;
    assert!(!view.promise_missed);
    for zone in [BERLIN, NEW_YORK] {
        holds(
            &told(&view, zone, NOW),
            &[
                ("facts", &["Thu 14 May, by 23:00 local", "Delivered  Some", "Thu 14 May, 22:30 local"]),
                ("sentence", &["Thu 14 May at 22:30", "as promised"]),
                ("customer text", &["Thursday 14 May at 10:30 pm"]),
                ("list and type-ahead", &["Delivered Thu 14 May"]),
                ("timeline", &["Thu 14 · 22:30 local"]),
                ("scans", &["Thu 14 · 22:30 local"]),
                ("widget", &["Thu 14 · 22:30 local"]),
                ("api order", &["2026-05-14T22:30:00-07:00"]),
            ],
        );
    }
}

#[test]
fn a_late_order_in_a_worklist_has_the_days_of_the_destination() {
    let view = world(los_angeles(), false).fold("2026-05-15T12:00:00Z").view;
    assert!(view.promise_missed);
    holds(
        &told(&view, BERLIN, "2026-05-15T12:00:00Z")
            .into_iter()
            .filter(|(what, _)| what.starts_with("worklist"))
            .map(|(what, text)| (what, text.replace("Fri 15 May, ", "")))
            .collect::<Vec<_>>(),
        &[("worklist CSV", &["2026-05-14 23:00,2026-05-14 22:45"]), ("worklist", &["Thu 14 May"])],
    );
}

/// Where nothing tells the zone, a day is the day that was named and an hour the hour, marked as local.
#[test]
fn without_a_zone_times_are_told_as_they_were_sent() {
    let to = json!({"city": "Springfield", "country": "US"});
    let view = world(to.clone(), false).fold("2026-05-14T15:00:00Z").view;
    let all = told(&view, BERLIN, "2026-05-14T15:00:00Z");
    holds(
        &all,
        &[
            ("facts", &["Thu 14 May, by 23:00 local", "Thu 14 May, 20:00–22:45 local"]),
            ("sentence", &["Thu 14 May"]),
            ("customer text", &["Thursday 14 May", "between 8 pm and 10:45 pm"]),
            ("list and type-ahead", &["promised Thu 14 May"]),
            ("lanes", &["20:00–22:45"]),
            ("api order", &["\"time_zone\":null", "2026-05-14T23:00:00\"", "2026-05-14T22:45:00\""]),
        ],
    );
    // The scan's own clock tells the hour of delivery.
    let mut world = world(to, false);
    let ship = world.fold(NOW).view.shipments[0].object;
    world.milestone("ups", ship, "DELIVERED", "2026-05-15T00:30:00-05:00");
    let view = world.fold("2026-05-15T12:00:00Z").view;
    let all = told(&view, BERLIN, "2026-05-15T12:00:00Z");
    let said = |what: &str| all.iter().find(|(name, _)| *name == what).unwrap().1.clone();
    assert!(said("facts").contains("Fri 15 May, 00:30 local"), "{}", said("facts"));
    assert!(said("customer text").contains("Friday 15 May at 12:30 am"), "{}", said("customer text"));
}

/// A carrier writes UTC, and nothing tells the zone of the place: every reader, the customer and the API are told the same hour, marked
/// as what it is; whether that kept the promise nobody can say.
#[test]
fn an_instant_at_a_place_without_a_zone_is_told_in_utc_everywhere() {
    let to = json!({"city": "Springfield", "country": "US"});
    let view = world(to, true).fold(NOW).view;
    assert!(view.promise_unclear && !view.promise_missed);
    let expected: &[(&str, &[&str])] = &[
        ("facts", &["Fri 15 May, 05:30 UTC"]),
        ("sentence", &["Delivered Fri 15 May at 05:30 UTC, around the promised date."]),
        ("customer text", &["on Friday 15 May at 5:30 am UTC, around the promised date."]),
        ("list and type-ahead", &["Delivered Fri 15 May"]),
        ("timeline", &["Fri 15 · 05:30 UTC"]),
        ("scans", &["Fri 15 · 05:30 UTC"]),
        ("lanes", &["Fri 05:30 UTC"]),
        ("widget", &["Fri 15 · 05:30 UTC", "5:30 am UTC"]),
        ("api order", &["2026-05-15T05:30:00+00:00", "at 05:30 UTC", "\"promise_unclear\":true"]),
    ];
    for zone in [BERLIN, NEW_YORK, "UTC"] {
        let all = told(&view, zone, NOW);
        for (what, texts) in expected {
            let (_, told) = all.iter().find(|(name, _)| name == what).unwrap_or_else(|| panic!("no {what}"));
            for text in *texts {
                assert!(told.contains(text), "{what} does not say {text:?} to {zone}: {told}");
            }
        }
    }
}

/// A clock without an offset at a known destination is the clock there, for the API too.
#[test]
fn a_delivery_without_an_offset_has_that_of_the_destination() {
    let mut world = world(los_angeles(), false);
    world.milestone("ups", crate::domain::id::ObjectId(2), "DELIVERED", "2026-05-14T22:30:00");
    let view = world.fold(NOW).view;
    assert!(!view.promise_missed && !view.promise_unclear);
    holds(
        &told(&view, BERLIN, NOW),
        &[
            ("facts", &["Thu 14 May, 22:30 local"]),
            ("sentence", &["Thu 14 May at 22:30, as promised"]),
            ("customer text", &["Thursday 14 May at 10:30 pm"]),
            ("api order", &["\"at\":\"2026-05-14T22:30:00-07:00\"", "\"delivered\":\"2026-05-14T22:30:00-07:00\""]),
        ],
    );
}
