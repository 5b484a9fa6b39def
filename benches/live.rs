//! From an accepted message to the open page: how long after the 202 the live stream names the order's new version, at a hundred
//! and at a thousand messages a second. Each order gets at most one message at a time, so that no two answers are mixed up.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::support::{ERP_SECRETS, TMS_SECRETS, deliver, http::Client, orders, person, server::Server, tms_milestone};

const SENDERS: u64 = 16;
const SECONDS: u64 = 10;
/// As many orders as one stream may name, on as many streams as one person may have open.
const ORDERS_A_STREAM: u64 = 50;
const STREAMS: u64 = 16;

/// One order of the bench: what it waits for, since when.
#[derive(Default)]
struct Waiting {
    sent: bool,
    accepted: Option<Instant>,
    seen: Option<Instant>,
}

#[derive(Default)]
struct Board {
    orders: Mutex<HashMap<String, Waiting>>,
    took: Mutex<Vec<f64>>,
    skipped: AtomicU64,
}

impl Board {
    /// Whether the order is free for a message; marks it as having one under way.
    fn take(&self, order: &str) -> bool {
        let mut orders = self.orders.lock().unwrap();
        let waiting = orders.entry(order.to_owned()).or_default();
        !std::mem::replace(&mut waiting.sent, true)
    }

    fn note(&self, order: &str, set: impl FnOnce(&mut Waiting)) {
        let mut orders = self.orders.lock().unwrap();
        let Some(waiting) = orders.get_mut(order).filter(|waiting| waiting.sent) else { return };
        set(waiting);
        if let (Some(accepted), Some(seen)) = (waiting.accepted, waiting.seen) {
            *waiting = Waiting::default();
            self.took.lock().unwrap().push(seen.saturating_duration_since(accepted).as_secs_f64() * 1_000.0);
        }
    }
}

pub fn run() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
    let unlimited = [
        TMS_SECRETS,
        ERP_SECRETS,
        ("WAYPOST_LIMITS__INGEST_PER_SECOND", "0"),
        ("WAYPOST_LIMITS__PAGES_PER_SECOND", "0"),
    ];
    let server = Server::from(command, &unlimited);
    let count = ORDERS_A_STREAM * STREAMS;
    let session = person::sign_in(&mut server.client(), &server.host, "ana");
    orders::send(&mut server.client(), count);
    let ids: Vec<String> = (0..count).map(|n| known(&server, &session, n)).collect();
    println!("accepted → visible on the live stream, {count} orders on {STREAMS} streams, {SECONDS} s each");
    let board = Arc::new(Board::default());
    for some in ids.chunks(usize::try_from(ORDERS_A_STREAM).unwrap()) {
        listen(&server.host, &session, some, Arc::clone(&board));
    }
    thread::sleep(Duration::from_secs(1));
    for rate in [100, 1_000] {
        load(&server.host, &ids, rate, &board);
        thread::sleep(Duration::from_secs(2));
        let mut took = std::mem::take(&mut *board.took.lock().unwrap());
        took.sort_by(f64::total_cmp);
        let at = |share: usize| {
            took.get((took.len() * share / 1_000).min(took.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
        };
        println!(
            "{rate:>5}/s  p50 {:.1} ms  p99 {:.1} ms (aim 50)  {} seen, {} not sent because the order still waited",
            at(500),
            at(990),
            took.len(),
            board.skipped.swap(0, Ordering::Relaxed)
        );
    }
}

fn known(server: &Server, session: &(&'static str, String), n: u64) -> String {
    for _ in 0..600 {
        if let Some(id) = person::order_id(&mut server.client(), session, &orders::number(n)) {
            return id;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("order {n} is not known");
}

/// Hears the stream of some orders for as long as the server lives.
fn listen(host: &str, session: &(&'static str, String), orders: &[String], board: Arc<Board>) {
    // As a page that knows nothing yet: what is told at connect comes before anything was sent, and counts for nothing.
    let asked: Vec<String> = orders.iter().map(|order| format!("{order}@0")).collect();
    let mut stream = TcpStream::connect(host).unwrap();
    let request =
        format!("GET /live?o={} HTTP/1.1\r\nhost: {host}\r\n{}: {}\r\n\r\n", asked.join(","), session.0, session.1);
    stream.write_all(request.as_bytes()).unwrap();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let seen = Instant::now();
            let Some(data) = line.strip_prefix("data:") else { continue };
            let Ok(data) = serde_json::from_str::<serde_json::Value>(data) else { continue };
            if let Some(order) = data.get("order").and_then(serde_json::Value::as_i64) {
                board.note(&order.to_string(), |waiting| waiting.seen = Some(seen));
            }
        }
    });
}

/// Sends `rate` messages a second, each at its moment whatever became of the one before.
fn load(host: &str, ids: &[String], rate: u64, board: &Board) {
    let (next, start) = (AtomicU64::new(0), Instant::now());
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                let mut client = Client::connect(host).unwrap();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= rate * SECONDS {
                        return;
                    }
                    let due = start + Duration::from_micros(n * 1_000_000 / rate);
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    send(&mut client, ids, rate * 1_000_000 + n, board);
                }
            });
        }
    });
}

fn send(client: &mut Client, ids: &[String], n: u64, board: &Board) {
    let which = n % ids.len() as u64;
    let Some(order) = usize::try_from(which).ok().and_then(|at| ids.get(at)) else { return };
    if !board.take(order) {
        board.skipped.fetch_add(1, Ordering::Relaxed);
        return;
    }
    let answer =
        deliver(client, "tms_generic", &format!("live-{n}"), &tms_milestone(&orders::shipment(which), n)).unwrap();
    let accepted = Instant::now();
    assert_eq!(answer.status, 202, "{}", answer.text());
    board.note(order, |waiting| waiting.accepted = Some(accepted));
}
