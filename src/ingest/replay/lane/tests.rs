//! Rounds of a dry run over the embedded engine: later ones see what earlier ones would have changed.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use super::*;
use crate::{
    bus::local::LocalBus,
    connector::Registry,
    documents::Documents,
    ingest::{
        plan::{Rules, plan},
        read::{API_CONNECTOR, read_all},
    },
    store::{
        NewMessage, NewReplay, Selection,
        contract::make,
        sqlite::{Handle, Options, open},
    },
};

const NOW: &str = "2026-05-15T12:00:00Z";

struct World {
    lane: Lane,
    handle: Handle,
    _folder: tempfile::TempDir,
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let (stores, handle) = open(&folder.path().join("store"), Options::default()).await.unwrap();
    let rounds = Rounds {
        stores,
        documents: Arc::new(Documents::open(&folder.path().join("documents")).unwrap()),
        registry: Arc::new(Registry::default()),
        reader: read_all,
        bus: Arc::new(LocalBus::default()),
        rules: Rules { ownership: Arc::default(), policy: Arc::default() },
        clock: Arc::new(|| NOW.parse().unwrap()),
    };
    let lane = Lane { rounds, budget: Budget { round: 1, busy_percent: 100, idle_percent: 100 } };
    World { lane, handle, _folder: folder }
}

impl World {
    /// A message that told `old` when it was read first, and tells `new` today.
    async fn told(&self, source: &str, old: Value, new: &Value) {
        let rounds = &self.lane.rounds;
        let received = NOW.parse::<Timestamp>().unwrap().as_microsecond();
        let key = new.to_string();
        let message = NewMessage {
            source: source.into(),
            connector: API_CONNECTOR.to_owned(),
            headers: BTreeMap::new(),
            received,
            ..make::message(&key, &key)
        };
        rounds.stores.inbox.accept(message).await.unwrap();
        let claimed = rounds.stores.inbox.claim(1).await.unwrap();
        let mut reads = rounds.read(claimed.into(), false).await.unwrap();
        reads[0].events[0].event = Arc::new(crate::domain::event::Event::from_value(old).unwrap());
        let wanted = crate::ingest::plan::wanted(&reads);
        let first = rounds.stores.graph.reserve(wanted.objects).await.unwrap().0;
        let known = rounds.around(&wanted).await.unwrap();
        let ids = first..first + i64::from(wanted.objects);
        rounds.stores.graph.apply(plan(reads, known, ids, &rounds.rules, NOW.parse().unwrap())).await.unwrap();
    }

    async fn replay(&self, dry_run: bool) -> ReplayReport {
        let new = NewReplay { selection: Selection::default(), dry_run, actor: "tom".into(), at: 0 };
        let id = self.lane.rounds.stores.replays.start(new).await.unwrap().id;
        let mut desk = Desk::default();
        while self.lane.round(&mut desk).await.unwrap() {}
        let replay = self.lane.rounds.stores.replays.get(id).await.unwrap().unwrap();
        assert_eq!(replay.state, ReplayState::Done);
        replay.report
    }
}

fn named(kind: &str, scope: &str, value: &str) -> Value {
    json!({"kind": kind, "scope": scope, "value": value})
}

fn ordered() -> Value {
    json!({"type": "order", "of": "order", "at": "2026-05-10T08:00:00Z", "refs": [named("order", "S4", "4711")],
        "header": {"customer": {"name": "Acme"}, "sales_org": "1010"},
        "lines": [{"line": "10", "item": "WID-1", "quantity": "4", "unit": "EA"}]})
}

fn booked(order: &str) -> Value {
    json!({"type": "shipment", "of": "shipment", "at": "2026-05-11T08:00:00Z", "refs": [named("shipment", "TMS", "S1")],
        "links": [{"relation": "carries", "of": "order", "ref": named("order", "S4", order)}],
        "packages": [{"refs": [named("tracking", "UPSN", "1Z1")]}]})
}

fn scanned(milestone: &str) -> Value {
    json!({"type": "milestone", "of": "package", "refs": [named("tracking", "UPSN", "1Z1")], "milestone": milestone,
        "at": "2026-05-12T08:00:00Z", "raw": {"code": "ZZ"}})
}

#[tokio::test]
async fn two_messages_of_one_order_in_different_rounds_are_seen_together() {
    let world = world().await;
    world.told("erp", ordered(), &ordered()).await;
    world.told("tms", booked("0815"), &booked("4711")).await;
    world.told("ups", scanned("UNMAPPED"), &scanned("DELIVERED")).await;
    let dry = world.replay(true).await;
    assert_eq!((dry.messages, dry.events_changed, dry.events_same), (3, 2, 1), "{dry:?}");
    assert_eq!(dry.unseen, Vec::<String>::new());
    let of_4711 = dry.samples.iter().find(|line| line.starts_with("order 1:"));
    assert!(of_4711.is_some_and(|line| line.contains("state") && line.contains("shipments")), "{dry:?}");
    assert!(dry.effects.keys().any(|sort| sort.contains("milestone")), "{dry:?}");
    let real = world.replay(false).await;
    assert_eq!((&real.effects, real.events_changed), (&dry.effects, dry.events_changed));
    assert!(world.replay(true).await.is_unchanged());
}

#[tokio::test]
async fn what_was_carried_by_another_process_is_said_to_be_unseen() {
    let world = world().await;
    world.told("erp", ordered(), &ordered()).await;
    world.told("tms", booked("0815"), &booked("4711")).await;
    world.told("ups", scanned("UNMAPPED"), &scanned("DELIVERED")).await;
    let new = NewReplay { selection: Selection::default(), dry_run: true, actor: "tom".into(), at: 0 };
    let id = world.lane.rounds.stores.replays.start(new).await.unwrap().id;
    let mut desk = Desk::default();
    for _ in 0..2 {
        assert!(world.lane.round(&mut desk).await.unwrap());
    }
    let mut desk = Desk::default();
    while world.lane.round(&mut desk).await.unwrap() {}
    let report = world.lane.rounds.stores.replays.get(id).await.unwrap().unwrap().report;
    assert_eq!((report.messages, report.events_changed), (3, 2));
    assert_eq!(report.unseen.len(), 1, "{report:?}");
    assert!(report.unseen[0].contains("up to 2 ") && report.unseen[0].contains("interrupted"), "{:?}", report.unseen);
}

/// Reads, and ends in a panic where a scan is among what is read.
fn fragile(registry: &Registry, claimed: &[Claimed]) -> std::io::Result<Vec<crate::ingest::read::Read>> {
    let bad = claimed.iter().any(|one| String::from_utf8_lossy(&one.message.body).contains("\"raw\""));
    assert!(!bad, "a fault of ours");
    read_all(registry, claimed)
}

#[tokio::test]
async fn messages_whose_reading_fails_are_not_passed_by_silently() {
    let mut world = world().await;
    world.told("erp", ordered(), &ordered()).await;
    world.told("ups", scanned("UNMAPPED"), &scanned("DELIVERED")).await;
    world.told("tms", booked("0815"), &booked("4711")).await;
    (world.lane.rounds.reader, world.lane.budget.round) = (fragile, 64);
    let new = NewReplay { selection: Selection::default(), dry_run: false, actor: "tom".into(), at: 0 };
    let replays = world.lane.rounds.stores.replays.clone();
    let id = replays.start(new).await.unwrap().id;
    let mut desk = Desk::default();
    assert!(world.lane.round(&mut desk).await.is_err(), "all together");
    assert_eq!(replays.get(id).await.unwrap().unwrap().cursor, MessageId(0));
    assert!(world.lane.round(&mut desk).await.unwrap(), "the order alone");
    assert_eq!(replays.get(id).await.unwrap().unwrap().cursor, MessageId(1));
    for _ in 0..3 {
        assert!(world.lane.round(&mut desk).await.is_err(), "what cannot be read");
        assert_eq!(replays.get(id).await.unwrap().unwrap().cursor, MessageId(1));
    }
    while world.lane.round(&mut desk).await.unwrap() {}
    let replay = replays.get(id).await.unwrap().unwrap();
    assert_eq!((replay.state, replay.report.messages, replay.report.refused), (ReplayState::Done, 3, 1));
    assert!(replay.report.samples.iter().any(|line| line.starts_with("message 2 ended")), "{:?}", replay.report);
    assert_eq!(replay.report.events_changed, 1, "the shipment after it was read again");
}

#[tokio::test]
async fn a_replay_on_a_full_disk_passes_nothing_over_and_goes_on_when_there_is_room() {
    let world = world().await;
    world.told("erp", ordered(), &ordered()).await;
    let mut large = booked("4711");
    let packages = (0..200).map(|number| json!({"refs": [named("tracking", "UPSN", &format!("1Z{number}"))]}));
    large["packages"] = packages.collect();
    world.told("tms", booked("0815"), &large).await;
    world.told("ups", scanned("UNMAPPED"), &scanned("DELIVERED")).await;
    let new = NewReplay { selection: Selection::default(), dry_run: false, actor: "tom".into(), at: 0 };
    let replays = world.lane.rounds.stores.replays.clone();
    let id = replays.start(new).await.unwrap().id;
    let mut desk = Desk::default();
    world.handle.room(Some(0), None).await;
    for _ in 0..10 {
        if let Err(error) = world.lane.round(&mut desk).await {
            assert!(error.is_full(), "{error}");
        }
    }
    let before = replays.get(id).await.unwrap().unwrap();
    assert!(before.state == ReplayState::Running && before.report.refused == 0, "{before:?}");
    world.handle.room(None, None).await;
    while world.lane.round(&mut desk).await.unwrap() {}
    let replay = replays.get(id).await.unwrap().unwrap();
    assert_eq!((replay.state, replay.report.messages, replay.report.refused), (ReplayState::Done, 3, 0), "{replay:?}");
    assert_eq!(replay.report.events_changed, 2);
}
