//! A replay of many messages, dry and then for real: events a second, what live messages feel of it, and that no effect doubles.
//! `WAYPOST_MESSAGES` says how many (100,000 by default). A tenth of them is delivered with a code that the connector's table
//! lacks at first; live messages come at a steady pace before and during the replays.

use std::{
    env, fs,
    path::Path,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::support::{ERP_SECRETS, TMS_SECRETS, connectors, database, deliver, orders, server::Server, tms_milestone};

/// Messages of one shipment, its delivery among them.
const EACH: u64 = 10;
const SENDERS: u64 = 8;
/// Between two live messages.
const PACE: Duration = Duration::from_millis(20);
const QUIET: Duration = Duration::from_secs(20);

pub fn run() {
    let messages: u64 = env::var("WAYPOST_MESSAGES").map_or(100_000, |text| text.parse().expect("a number"));
    let shipments = messages / EACH;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (connectors, table, whole) = connectors::broken(folder.path());

    let server = serve(&data, &connectors);
    let begun = Instant::now();
    fill(&server, shipments);
    database::settled(&data);
    println!(
        "{messages} messages about {shipments} orders, told and applied in {:.0} s",
        begun.elapsed().as_secs_f64()
    );
    drop(server);
    fs::write(table, whole).unwrap();

    let server = serve(&data, &connectors);
    let live = Live { server: &server, shipments, next: AtomicU64::new(1 << 40) };
    live.tell("live, no replay", &live.during(|| thread::sleep(QUIET)));
    let keys = outbox(&data);
    for (name, arguments) in [("dry run", &["--dry-run"][..]), ("replay", &[]), ("replay again", &[])] {
        let begun = Instant::now();
        let mut said = String::new();
        let took = live.during(|| said = replay(&data, arguments));
        let seconds = begun.elapsed().as_secs_f64();
        println!("{name}: {seconds:.0} s, {:.0} messages/s", messages as f64 / seconds);
        said.lines().filter(|line| !line.starts_with("  ")).for_each(|line| println!("    {line}"));
        live.tell(&format!("live, during the {name}"), &took);
        database::settled(&data);
        let now = outbox(&data);
        println!("    outbox: {} effects, {} more than before, every key once", now, now - keys);
    }
}

/// Messages that come at a steady pace.
struct Live<'a> {
    server: &'a Server,
    shipments: u64,
    next: AtomicU64,
}

impl Live<'_> {
    /// How long each took to be answered while `work` went on, in milliseconds.
    fn during(&self, work: impl FnOnce()) -> Vec<f64> {
        let (over, took) = (AtomicBool::new(false), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut client = self.server.client();
                while !over.load(Ordering::Relaxed) {
                    let n = self.next.fetch_add(1, Ordering::Relaxed);
                    let body = tms_milestone(&orders::shipment(n % self.shipments), n);
                    let sent = Instant::now();
                    let answer = deliver(&mut client, "tms_generic", &format!("live-{n}"), &body).unwrap();
                    assert_eq!(answer.status, 202, "{}", answer.text());
                    took.lock().unwrap().push(sent.elapsed().as_secs_f64() * 1_000.0);
                    thread::sleep(PACE);
                }
            });
            work();
            over.store(true, Ordering::Relaxed);
        });
        let mut took = took.into_inner().unwrap();
        took.sort_by(f64::total_cmp);
        took
    }

    fn tell(&self, name: &str, took: &[f64]) {
        let at = |percent: usize| took[(took.len() - 1) * percent / 100];
        println!("    {name}: {} messages, p50 {:.2} ms, p99 {:.2} ms", took.len(), at(50), at(99));
    }
}

fn replay(data: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
    command.args(["replay", "--connector", "tms_generic", "--data"]).arg(data).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| !line.contains("running:"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// How many effects; a key is unique by the schema, and a key in two forms would show as more effects.
fn outbox(data: &Path) -> i64 {
    let counts = database::texts(data, "select count(*) || ' ' || count(distinct key) from outbox");
    let (all, distinct) = counts[0].split_once(' ').unwrap();
    assert_eq!(all, distinct);
    all.parse().unwrap()
}

fn fill(server: &Server, shipments: u64) {
    orders::send(&mut server.client(), shipments);
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                let mut client = server.client();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= shipments * EACH {
                        return;
                    }
                    let mut body = tms_milestone(&orders::shipment(n / EACH), n);
                    if n % EACH == EACH - 1 {
                        body = body.replace("HUB_ARRIVED", "DELIVERED");
                    }
                    let answer = deliver(&mut client, "tms_generic", &format!("fill-{n}"), &body).unwrap();
                    assert_eq!(answer.status, 202, "{}", answer.text());
                }
            });
        }
    });
}

fn serve(data: &Path, connectors: &Path) -> Server {
    let folder = connectors.to_string_lossy().into_owned();
    let env = [
        TMS_SECRETS,
        ERP_SECRETS,
        ("WAYPOST_CONNECTORS__DIR", folder.as_str()),
        ("WAYPOST_LIMITS__INGEST_PER_SECOND", "0"),
        ("WAYPOST_LIMITS__BACKLOG", "10000000"),
    ];
    Server::start(data, &env)
}
