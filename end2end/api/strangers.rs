//! The real server and its memory: strangers send much and prove nothing.

#![allow(clippy::unwrap_used, reason = "a test stops where its world is not as it says")]

#[path = "support/mod.rs"]
mod support;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use support::server::Server;

const CONNECTIONS: usize = 60;
const BODY: usize = 16 << 20;
/// What they may cost together.
const MOST: usize = 64 << 20;
/// What may stay of that: the allocator gives back in time what it has no use for.
const STAYS: usize = 24 << 20;

const ENVIRONMENT: [(&str, &str); 5] = [
    ("WAYPOST_CONNECTORS__SECRETS__UPS", "[\"a-long-random-credential\"]"),
    support::TMS_SECRETS,
    ("WAYPOST_CONNECTORS__BODY_BYTES", "{ups=33554432,tms_generic=33554432}"),
    ("WAYPOST_LIMITS__ATTEMPTS_PER_MINUTE", "0"),
    ("WAYPOST_LIMITS__BODY_SECONDS", "5"),
];

/// Resident bytes of a process.
fn resident(process: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1_024
}

/// Sends a head, then as much of a body as is taken; gives the bytes that were, and the status.
fn send(host: &str, head: &str, taken: &AtomicUsize) -> Option<u16> {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let piece = vec![b' '; 64 * 1_024];
    for _ in 0..BODY / piece.len() {
        match stream.write_all(&piece) {
            Ok(()) => taken.fetch_add(piece.len(), Ordering::Relaxed),
            Err(_) => break,
        };
    }
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).ok()?;
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}

/// Sixty of them at once: what they cost at most and in the end, and their statuses.
fn flood(server: &Server, head: &str) -> (usize, usize, Vec<Option<u16>>) {
    let process = server.process();
    let before = resident(process);
    let taken = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (host, head, taken) = (server.host.clone(), head.to_owned(), taken.clone());
            thread::spawn(move || send(&host, &head, &taken))
        })
        .collect();
    let mut most = before;
    while !senders.iter().all(thread::JoinHandle::is_finished) {
        most = most.max(resident(process));
        thread::sleep(Duration::from_millis(10));
    }
    let statuses = senders.into_iter().map(|sender| sender.join().unwrap()).collect();
    let mut after = resident(process);
    for _ in 0..100 {
        if after.saturating_sub(before) <= STAYS {
            break;
        }
        thread::sleep(Duration::from_millis(100));
        after = resident(process);
    }
    let (most, after) = (most - before, after.saturating_sub(before));
    let sent = taken.load(Ordering::Relaxed);
    #[expect(clippy::print_stdout, reason = "the figures of a run")]
    {
        let [each, sent, most, after] = [BODY, sent, most, after].map(|bytes| bytes >> 20);
        println!(
            "{CONNECTIONS} connections of {each} MB, {sent} MB sent: {most} MB more at most, {after} MB afterwards"
        );
    }
    (most, after, statuses)
}

#[test]
#[cfg(target_os = "linux")]
fn much_without_a_proof_costs_little_memory_and_gives_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &ENVIRONMENT);
    let host = &server.host;
    let length = format!("host: {host}\r\ncontent-length: {BODY}\r\n");
    let now = support::sign::signed(support::SECRET, "1", b"another body");
    let signed: Vec<_> = now.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let signed = signed.concat();
    let chunked = format!("host: {host}\r\ntransfer-encoding: chunked\r\n");
    for (what, head) in [
        ("no key", format!("POST /ingest/ups HTTP/1.1\r\n{length}\r\n")),
        ("a wrong key", format!("POST /ingest/ups HTTP/1.1\r\n{length}x-api-key: wrong\r\n\r\n")),
        ("a signature of another body", format!("POST /ingest/tms_generic HTTP/1.1\r\n{length}{signed}\r\n")),
        // One chunk as long as the whole.
        ("the same in a chunk", format!("POST /ingest/tms_generic HTTP/1.1\r\n{chunked}{signed}\r\n{BODY:x}\r\n")),
        ("no token", format!("POST /api/v1/events HTTP/1.1\r\n{length}idempotency-key: 1\r\n\r\n")),
    ] {
        let (most, after, statuses) = flood(&server, &head);
        assert!(most <= MOST, "{what}: {most} bytes");
        assert!(after <= STAYS, "{what}: {after} bytes stay");
        // 408: sixty at once may take longer than the five seconds for a body.
        assert!(statuses.iter().flatten().all(|status| [401, 408, 503].contains(status)), "{what}: {statuses:?}");
    }
    // And it works as before.
    let body = support::tms_milestone("SHP-1", 1);
    let answer = support::deliver(&mut server.client(), "tms_generic", "m1", &body).unwrap();
    assert_eq!(answer.status, 202, "{}", answer.text());
}

/// Over a real connection, where nothing has read the head before us.
#[test]
fn a_connection_that_names_no_host_or_several_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let ask = |head: &str| {
        let mut stream = TcpStream::connect(&server.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[9..]).into_owned()
    };
    let host = &server.host;
    assert_eq!(ask(&format!("GET /signin HTTP/1.1\r\nHost: {host}\r\n")), "200");
    assert_eq!(ask(&format!("GET http://{host}/signin HTTP/1.1\r\nHost: {host}\r\n")), "200");
    for hosts in [
        String::new(),
        "Host:\r\n".to_owned(),
        format!("Host: {host}\r\nHost: {host}\r\n"),
        format!("Host: {host}\r\nHost: other.example\r\n"),
        format!("Host: {host}, other.example\r\n"),
    ] {
        assert_eq!(ask(&format!("GET /signin HTTP/1.1\r\n{hosts}")), "400", "{hosts:?}");
    }
    assert_eq!(ask(&format!("GET http://other.example/signin HTTP/1.1\r\nHost: {host}\r\n")), "400");
    assert_eq!(ask("GET /signin HTTP/1.0\r\n"), "400");
    assert_eq!(ask("GET /healthz HTTP/1.0\r\n"), "200", "nothing depends on it there");
}
