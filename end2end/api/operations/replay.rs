//! A row that is missing in a table of codes: seen, mended, tried dry, replayed; nothing is told twice, and live messages are
//! taken all the while.

use std::{
    fs,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

use crate::{
    says, serve,
    support::{connectors, database, deliver, orders, tms_milestone},
};

/// How many orders are delivered with a code that no table knows.
const DELIVERED: u64 = 70;

const UNMAPPED: &str = "select cast(count(*) as text) from event where body like '%\"UNMAPPED\"%'";
const OUTBOX: &str = "select key from outbox order by key";
const GENERATIONS: &str = "select cast(generation as text) from event group by generation order by generation";

fn delivered(n: u64) -> String {
    tms_milestone(&orders::shipment(n), n).replace("HUB_ARRIVED", "DELIVERED")
}

#[test]
fn a_mended_table_is_replayed_and_nothing_is_told_twice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (connectors, table, whole) = connectors::broken(folder.path());

    let server = serve(&data, Some(&connectors));
    let mut client = server.client();
    orders::send(&mut client, DELIVERED);
    for n in 0..DELIVERED {
        let answer = deliver(&mut client, "tms_generic", &format!("delivered-{n}"), &delivered(n)).unwrap();
        assert_eq!(answer.status, 202, "{}", answer.text());
    }
    database::settled(&data);
    drop(server);
    assert_eq!(database::texts(&data, UNMAPPED), [DELIVERED.to_string()]);
    let before = database::texts(&data, OUTBOX);
    assert!(!before.is_empty() && before.iter().all(|key| !key.contains("DELIVERED")), "{before:?}");

    fs::write(&table, whole).unwrap();
    let server = serve(&data, Some(&connectors));
    let dry = says(&data, &["replay", "--connector", "tms_generic", "--dry-run"]);
    assert!(dry.contains(&format!("{DELIVERED} would be changed")), "{dry}");
    assert!(dry.contains("0 would be added") && dry.contains("0 would be removed"), "{dry}");
    assert!(dry.contains(&format!("views: {DELIVERED} would be written")), "{dry}");
    assert!(dry.contains(&format!("crm milestone: {DELIVERED}")), "{dry}");
    assert!(dry.contains("UNMAPPED (`DELIVERED`) of shipment SHP-") && dry.contains("becomes DELIVERED"), "{dry}");
    assert_eq!(database::texts(&data, UNMAPPED), [DELIVERED.to_string()], "a dry run writes nothing");
    assert_eq!(database::texts(&data, OUTBOX), before);

    let (over, taken) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut client = server.client();
            while !over.load(Ordering::Relaxed) {
                let n = 10_000 + taken.load(Ordering::Relaxed);
                let body = tms_milestone(&orders::shipment(n % DELIVERED), n);
                let answer = deliver(&mut client, "tms_generic", &format!("live-{n}"), &body).unwrap();
                assert_eq!(answer.status, 202, "{}", answer.text());
                taken.fetch_add(1, Ordering::Relaxed);
                // A trickle: what is shown is that it is taken, not how much.
                thread::sleep(Duration::from_millis(25));
            }
        });
        let real = says(&data, &["replay", "--connector", "tms_generic"]);
        over.store(true, Ordering::Relaxed);
        assert!(real.contains(&format!("{DELIVERED} changed")), "{real}");
        assert!(real.contains(&format!("crm milestone: {DELIVERED}")), "{real}");
    });
    assert!(taken.load(Ordering::Relaxed) > 0, "live messages were taken beside it");
    database::settled(&data);

    assert_eq!(database::texts(&data, UNMAPPED), ["0"]);
    assert_eq!(database::texts(&data, GENERATIONS), ["0", "1"]);
    let after = database::texts(&data, OUTBOX);
    let told = after.iter().filter(|key| key.starts_with("crm:milestone:DELIVERED:")).count() as u64;
    assert_eq!((told, after.len() as u64), (DELIVERED, before.len() as u64 + DELIVERED));
    let states = "select s.state from message_state s join message m on m.id = s.id group by s.state";
    assert_eq!(database::texts(&data, states), ["applied"]);

    let again = says(&data, &["replay", "--all"]);
    assert!(again.contains("events: 0 added, 0 removed, 0 changed"), "{again}");
    assert_eq!(database::texts(&data, OUTBOX), after);
    assert!(says(&data, &["replay", "status"]).contains("done"));
    let outbox = says(&data, &["outbox", "list", "--destination", "crm", "--limit", "1"]);
    assert!(outbox.contains("not connected") && outbox.contains("crm:milestone:DELIVERED"), "{outbox}");
}

#[test]
fn a_replay_that_nobody_works_off_waits_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = serve(data, None);
    orders::send(&mut server.client(), 3);
    database::settled(data);
    drop(server);
    says(data, &["replay", "--all", "--detach"]);
    assert!(says(data, &["replay", "status", "1"]).contains("running: 0 messages"));
    says(data, &["replay", "pause", "1"]);
    says(data, &["replay", "resume", "1"]);
    let _server = serve(data, None);
    for _ in 0..200 {
        if says(data, &["replay", "status", "1"]).contains("done: 6 messages") {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("{}", says(data, &["replay", "status", "1"]));
}

#[test]
fn a_replay_of_nothing_named_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let why = crate::refuses(folder.path(), &["replay"]);
    assert!(why.contains("say which messages"), "{why}");
}
