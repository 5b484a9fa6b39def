//! What one event costs before anything is stored: mapping it, and folding the order it belongs to. In µs on one core.
use std::{
    collections::BTreeMap,
    fs,
    hint::black_box,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use waypost::{
    connector::Registry,
    domain::{
        event::{Event, Relation},
        fold::fold,
        fold_input::{FoldInput, InputLink, InputObject, ReceivedEvent},
        id::{EventId, MessageId, ObjectId},
        ownership::Ownership,
        policy::Policy,
        reference::ObjectKind,
        time::Moment,
    },
};

/// How long each thing is repeated; the best of three such stretches counts, since others use the machine too.
const STRETCH: Duration = Duration::from_millis(700);

pub fn run() {
    mapping();
    folding();
}

fn mapping() {
    println!("mapping, µs an event (decode, inbound.jq, reading what it wrote)");
    let registry = Registry::load(Path::new("connectors")).unwrap();
    for connector in registry.iter() {
        let folder = Path::new("connectors").join(connector.name()).join("samples");
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let is_message = |path: &std::path::PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.ends_with(".json") && !name.contains(".expected.") && !name.contains(".headers.")
        };
        let headers = BTreeMap::from([("content-type".to_owned(), "application/cloudevents+json".to_owned())]);
        let bodies: Vec<_> = names.filter(is_message).map(|path| fs::read(path).unwrap()).collect();
        let run = || {
            let documents = bodies.iter().filter_map(|body| connector.decode(&headers, body).ok()).flatten();
            documents.map(|document| connector.map(&document).events.len()).sum::<usize>()
        };
        let events = u32::try_from(run()).unwrap();
        println!(
            "  {:<12} {:>7.1}  over {} samples, {events} events",
            connector.name(),
            each(run) / f64::from(events),
            bodies.len()
        );
    }
}

fn folding() {
    println!("fold, µs an order");
    let (ownership, policy) = (Ownership::default(), Policy::default());
    let now: Timestamp = "2026-05-20T12:00:00Z".parse().unwrap();
    for events in [10, 100, 1_000] {
        let input = input(events);
        let took = each(|| fold(black_box(&input), &ownership, &policy, now));
        println!("  {events:>5} events {took:>9.1}");
    }
}

/// An order with one shipment of one parcel, and scans of the parcel.
fn input(events: i64) -> FoldInput {
    let object = |id, of| InputObject { id: ObjectId(id), of, names: Vec::new() };
    let link = |from, relation, to| InputLink {
        from: ObjectId(from),
        relation,
        to: ObjectId(to),
        lines: Vec::new(),
        source: "tms".into(),
    };
    let order = told(
        0,
        1,
        "erp",
        r#"{"type":"order","of":"order","refs":[{"kind":"order","scope":"S4","value":"4711"}],"at":"2026-05-10T08:00:00Z","header":{"customer":{"name":"Acme"},"sales_org":"1010","status":"released"},"promise":{"deliver_by":"2026-05-14","zone":"America/Chicago"},"lines":[{"line":"10","quantity":"4","unit":"EA"}]}"#,
    );
    let scans = (1..events).map(|n| {
        let body = format!(
            r#"{{"type":"milestone","of":"package","refs":[{{"kind":"tracking","scope":"UPSN","value":"1Z1"}}],"milestone":"HUB_ARRIVED","key":"{n}","at":"2026-05-12T{:02}:{:02}:00-05:00","place":{{"city":"Memphis","region":"TN","country":"US"}}}}"#,
            n / 60 % 24,
            n % 60
        );
        told(n, 3, "ups", &body)
    });
    FoldInput {
        order: ObjectId(1),
        objects: vec![object(1, ObjectKind::Order), object(2, ObjectKind::Shipment), object(3, ObjectKind::Package)],
        links: vec![link(2, Relation::Carries, 1), link(2, Relation::Contains, 3)],
        events: std::iter::once(order).chain(scans).collect(),
        conflicts: Vec::new(),
    }
}

fn told(n: i64, object: i64, source: &str, json: &str) -> ReceivedEvent {
    let event = Event::from_value(serde_json::from_str(json).unwrap()).unwrap();
    let source = source.into();
    let at: Moment = event.at.unwrap().resolve(None);
    ReceivedEvent {
        id: EventId { message: MessageId(n + 1), ordinal: 0, generation: 0 },
        key: event.identity(&source),
        object: ObjectId(object),
        source,
        at,
        received_at: at.micros + 60_000_000,
        event: Arc::new(event),
    }
}

/// Microseconds for one call, the best of three stretches.
fn each<T>(mut run: impl FnMut() -> T) -> f64 {
    let stretch = |run: &mut dyn FnMut()| {
        let (start, mut calls) = (Instant::now(), 0_u32);
        while start.elapsed() < STRETCH {
            run();
            calls += 1;
        }
        start.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
    };
    (0..3).map(|_| stretch(&mut || drop(black_box(run())))).fold(f64::INFINITY, f64::min)
}
