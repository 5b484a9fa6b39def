//! A real file system that fills up under the real server, twenty times at different points and without a restart: nothing that was
//! accepted is lost, refused or out of order, and `/readyz` says when there is room. It needs to mount a small file system in
//! memory; where that is not allowed it is left out, and says so (the store's own tests fill its files by SQLite's page limit).
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its world is not as it says"
)]

mod support;

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use support::{ERP_SECRETS, TMS_SECRETS, database, deliver, http::Client, orders, server::Server, tms_milestone};

const ROUNDS: u64 = 20;
const SHIPMENTS: u64 = 20;
/// So many messages are refused in each round before there is room again.
const REFUSED: usize = 5;
/// More of them than the file system holds.
const MESSAGES: u64 = 1_000;

/// A file system of 96 MB: the messages of all rounds take half of it.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=96m", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Self(at.to_owned()))
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Fills it but for so many bytes.
    fn fill(&self, but: u64) {
        let mut ballast = OpenOptions::new().create(true).append(true).open(self.ballast()).unwrap();
        let block = vec![7; 4_096];
        while ballast.write_all(&block).is_ok() {}
        let length = ballast.metadata().unwrap().len();
        ballast.set_len(length.saturating_sub(but)).unwrap();
    }

    fn empty(&self) {
        File::create(self.ballast()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Waits until `/readyz` answers so.
fn readiness(client: &mut Client, status: u16) -> String {
    let mut last = String::new();
    for _ in 0..1_200 {
        let answer = client.get("/readyz").unwrap();
        last = answer.text();
        if answer.status == status {
            return last;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("/readyz never answered {status}: {last}");
}

/// A milestone with 64 kB that nobody reads, so that the inbox fills up within a round.
fn message(n: u64) -> String {
    let padding = "x".repeat(64 << 10);
    tms_milestone(&orders::shipment(n % SHIPMENTS), n).replacen('{', &format!("{{\"padding\":\"{padding}\","), 1)
}

#[test]
fn a_file_system_that_fills_up_twenty_times_costs_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::mount(&folder.path().join("disk")) else {
        eprintln!("left out: this machine does not let the test mount a file system");
        return;
    };
    let data = disk.0.join("data");
    let server = Server::start(&data, &[TMS_SECRETS, ERP_SECRETS]);
    let mut client = server.client();
    orders::send(&mut client, SHIPMENTS);
    let mut sent = 0;
    for round in 0..ROUNDS {
        // Some of what comes first is still being applied when the disk is full.
        for _ in 0..(round % 4) * 8 {
            let answer = deliver(&mut client, "tms_generic", &format!("m{sent}"), &message(sent)).unwrap();
            assert_eq!(answer.status, 202, "{}", answer.text());
            sent += 1;
        }
        disk.fill(round % 5 * 30_000);
        let (mut refused, mut unready) = (Vec::new(), None);
        let first = sent;
        while refused.len() < REFUSED {
            assert!(sent - first < MESSAGES, "the file system was not full");
            let answer = deliver(&mut client, "tms_generic", &format!("m{sent}"), &message(sent)).unwrap();
            match answer.status {
                202 => {}
                503 => {
                    assert!(answer.header("retry-after").is_some(), "{}", answer.text());
                    refused.push(sent);
                    let ready = client.get("/readyz").unwrap();
                    unready = unready.or((ready.status == 503).then(|| ready.text()));
                }
                status => panic!("{status}: {}", answer.text()),
            }
            sent += 1;
        }
        let why = unready.expect("/readyz says so while messages are refused");
        assert!(why.contains("\"room\":false") || why.contains("\"worker\":false"), "{why}");
        assert_eq!(client.get("/healthz").unwrap().status, 200);
        disk.empty();
        readiness(&mut client, 200);
        eprintln!("round {round}: {} sent, {} of them refused at first; {}", sent - first, refused.len(), why.trim());
        for n in refused {
            let answer = deliver(&mut client, "tms_generic", &format!("m{n}"), &message(n)).unwrap();
            assert_eq!(answer.status, 202, "{}", answer.text());
        }
    }
    database::settled(&data);
    let states = database::texts(&data, "select state || ' ' || count(*) from message_state group by state");
    assert_eq!(states, [format!("applied {}", sent + 2 * SHIPMENTS)]);
    let events = database::texts(&data, "select key from event where key like '%evt-%'");
    assert_eq!(events.len() as u64, sent, "each once");
    let late = "select cast(count(*) as text) from event one join event two on two.id = one.id + 1 where two.message < one.message";
    assert_eq!(database::texts(&data, late), ["0"], "in the order in which they came");
    assert_eq!(database::texts(&data, "pragma integrity_check"), ["ok"]);
}
