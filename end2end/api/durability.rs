//! An accepted message is on the disk before its sender hears so. A kill cannot show that (the page cache survives it), so the
//! system calls of a real server are read: `fdatasync` of the write-ahead log ends between the request and the answer.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its world is not as it says"
)]

mod support;

use std::{fs, path::Path, process::Command, thread, time::Duration};

use support::{TMS_SECRETS, database, deliver, server::Server, tms_milestone};

const CALLS: &str = "trace=fdatasync,fsync,read,recvfrom,recvmsg,readv,write,writev,sendto,sendmsg";

#[test]
fn the_log_is_synced_before_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("calls");
    let server = Server::from(traced(folder.path(), &trace), &[TMS_SECRETS]);
    let mut client = server.client();
    let body = tms_milestone("SHP-1", 1);
    let answer = deliver(&mut client, "tms_generic", "msg_durable", &body).unwrap();
    assert_eq!(answer.status, 202, "{}", answer.text());
    let calls = written(&trace, "HTTP/1.1 202");
    drop(server);
    let asked =
        position(&calls, 0, |line| line.contains("POST /ingest/tms_generic")).expect("the request is in the trace");
    let answered = position(&calls, asked, |line| line.contains("HTTP/1.1 202")).expect("the answer is in the trace");
    let synced = synced(&calls[asked..answered]);
    assert!(synced, "no fdatasync of the log between request and answer:\n{}", calls[asked..=answered].join("\n"));
}

/// The server as the child, its tracer beside it, so that a kill reaches the server.
fn traced(data: &Path, trace: &Path) -> Command {
    let version = Command::new("strace").arg("-V").output();
    assert!(version.is_ok(), "this test reads system calls: install strace");
    let mut command = Command::new("strace");
    command.args(["-D", "-f", "-qq", "-y", "-s", "48", "-e", CALLS, "-o"]).arg(trace);
    command
        .arg(env!("CARGO_BIN_EXE_waypost"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data.join("data"));
    command
}

/// The lines of the trace, as soon as `last` is among them: the tracer writes behind the server's back.
fn written(trace: &Path, last: &str) -> Vec<String> {
    for _ in 0..200 {
        let text = fs::read_to_string(trace).unwrap_or_default();
        if text.contains(last) {
            return text.lines().map(str::to_owned).collect();
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("the trace never showed {last}");
}

fn position(lines: &[String], from: usize, fits: impl Fn(&str) -> bool) -> Option<usize> {
    (from..lines.len()).find(|&i| fits(&lines[i]))
}

/// Whether a sync of a write-ahead log began and ended in these lines. Another thread's call may stand between the two halves.
fn synced(lines: &[String]) -> bool {
    let thread_of = |line: &str| line.split_whitespace().next().map(str::to_owned);
    lines.iter().enumerate().any(|(i, line)| {
        let sync = (line.contains("fdatasync(") || line.contains("fsync(")) && line.contains("-wal>");
        let whole = line.trim_end().ends_with("= 0");
        let resumed = || {
            lines[i + 1..].iter().any(|later| {
                thread_of(later) == thread_of(line) && later.contains("sync resumed") && later.ends_with("= 0")
            })
        };
        sync && (whole || resumed())
    })
}

#[test]
fn the_reader_of_traces_tells_a_sync_from_its_absence() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(synced(&lines("7 fdatasync(9</d/w.db-wal>) = 0")));
    assert!(synced(&lines(
        "7 fdatasync(9</d/w.db-wal> <unfinished ...>\n8 read(3) = 1\n7 <... fdatasync resumed>) = 0"
    )));
    assert!(!synced(&lines("7 fdatasync(9</d/w.db-wal> <unfinished ...>\n8 <... fdatasync resumed>) = 0")));
    assert!(!synced(&lines("7 fdatasync(9</d/other>) = 0\n7 write(9</d/w.db-wal>, \"x\", 1) = 1")));
}

#[test]
fn what_came_while_applying_was_put_off_is_applied_later() {
    const EVENTS: &str = "select cast(count(*) as text) from event";
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[TMS_SECRETS, ("WAYPOST_SERVER__APPLY", "false")]);
    let answer = deliver(&mut server.client(), "tms_generic", "msg_waits", &tms_milestone("SHP-1", 1)).unwrap();
    assert_eq!(answer.status, 202, "{}", answer.text());
    thread::sleep(Duration::from_millis(600));
    assert_eq!(database::texts(folder.path(), EVENTS), ["0"]);
    drop(server);
    let _server = Server::start(folder.path(), &[TMS_SECRETS]);
    database::settled(folder.path());
    assert_eq!(database::texts(folder.path(), EVENTS), ["1"]);
}
