//! A backup that is taken under load is a store that starts, and has every message that was accepted before it.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{
    refuses, says, serve,
    support::{database, deliver, orders, tms_milestone},
};

const SHIPMENTS: u64 = 50;
const SENDERS: usize = 4;

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_backup_under_load_is_restored_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy, restored) =
        (folder.path().join("data"), folder.path().join("backup"), folder.path().join("again"));
    let server = serve(&data, None);
    orders::send(&mut server.client(), SHIPMENTS);
    let (next, over, accepted) = (AtomicU64::new(0), AtomicBool::new(false), Mutex::new(Vec::new()));
    let before = thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                let mut client = server.client();
                while !over.load(Ordering::Relaxed) {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let body = tms_milestone(&orders::shipment(n % SHIPMENTS), n);
                    let answer = deliver(&mut client, "tms_generic", &format!("load-{n}"), &body).unwrap();
                    assert_eq!(answer.status, 202, "{}", answer.text());
                    accepted.lock().unwrap().push(format!("load-{n}"));
                }
            });
        }
        while accepted.lock().unwrap().len() < 300 {
            thread::sleep(Duration::from_millis(20));
        }
        let before: BTreeSet<String> = accepted.lock().unwrap().iter().cloned().collect();
        says(&data, &["backup", path(&copy)]);
        over.store(true, Ordering::Relaxed);
        before
    });
    drop(server);

    says(&restored, &["restore", path(&copy)]);
    assert!(refuses(&restored, &["restore", path(&copy)]).contains("exists already"));
    let waiting = "select cast((select max(id) from message) - claimed as text) from tally";
    let ahead: i64 = database::texts(&restored, waiting)[0].parse().unwrap();
    assert!(ahead >= 0, "the main file knows of no message that the inbox lacks");
    let _server = serve(&restored, None);
    database::settled(&restored);
    let keys: BTreeSet<String> = database::texts(
        &restored,
        "select m.key from message m join message_state s on s.id = m.id where s.state = 'applied'",
    )
    .into_iter()
    .collect();
    let lost: Vec<_> = before.difference(&keys).collect();
    assert!(lost.is_empty(), "accepted before the backup, and not in it: {lost:?}");
    let last: i64 = database::texts(&restored, "select cast(max(id) as text) from message")[0].parse().unwrap();
    let all = database::texts(&restored, "select cast(count(*) as text) from message");
    assert_eq!(all, [last.to_string()], "every message up to the last");
    let events = database::texts(&restored, "select key from event where key like '%evt-%'");
    assert_eq!(events.len(), keys.iter().filter(|key| key.starts_with("load-")).count(), "each applied once");
    assert_eq!(database::texts(&restored, "pragma integrity_check"), ["ok"]);
}

#[test]
fn a_backup_that_was_touched_is_refused_and_none_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy, restored) =
        (folder.path().join("data"), folder.path().join("backup"), folder.path().join("again"));
    let server = serve(&data, None);
    orders::send(&mut server.client(), 1);
    database::settled(&data);
    says(&data, &["backup", path(&copy)]);
    assert!(refuses(&data, &["backup", path(&copy)]).contains("exists already"));
    let file = copy.join("waypost-inbox.db");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    assert!(refuses(&restored, &["restore", path(&copy)]).contains("not what was backed up"));
    assert!(!restored.join("waypost.db").exists(), "nothing was restored");
}
