//! Kills the server (-9) at random points under load, again and again, and then counts: every message that was answered 2xx is
//! stored once and applied once, whatever moment the kill hit. `WAYPOST_KILLS` says how often (a few by default, `make crash`
//! does a hundred), `WAYPOST_SEED` repeats the points of a run as far as the machine allows.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its world is not as it says")]

mod support;

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

use support::{
    ERP_SECRETS, SECRET, TMS_SECRETS, database, deliver, http::Client, orders, server::Server, tms_milestone,
};

/// How many partners send at once.
const SENDERS: usize = 4;
/// How many shipments their messages are about, each of an order of its own: enough that none has thousands of scans.
const SHIPMENTS: u64 = 200;

/// One sender: what it was promised, and what it still has to send again because no answer came.
#[derive(Default)]
struct Sender {
    accepted: Vec<u64>,
    unanswered: Option<u64>,
}

#[test]
fn what_was_accepted_is_stored_and_applied_once_after_any_kill() {
    let kills = kills();
    let mut chance = Chance::new();
    eprintln!("{kills} kills, WAYPOST_SEED={}", chance.seed);
    let folder = tempfile::tempdir().unwrap();
    let (next, mut senders) = (AtomicU64::new(0), <[Sender; SENDERS]>::default());

    let server = start(folder.path());
    orders::send(&mut server.client(), SHIPMENTS);
    drop(server);
    for _ in 0..kills {
        let server = start(folder.path());
        let host = server.host.clone();
        let wait = Duration::from_millis(chance.between(20, 900));
        thread::scope(|scope| {
            for sender in &mut senders {
                scope.spawn(|| sender.work(&host, &next));
            }
            thread::sleep(wait);
            server.kill();
        });
    }

    let server = start(folder.path());
    for sender in &mut senders {
        sender.send_again(&mut server.client());
    }
    database::settled(folder.path());
    let accepted: Vec<u64> = senders.iter().flat_map(|sender| sender.accepted.iter().copied()).collect();
    eprintln!("{} messages accepted", accepted.len());
    assert!(accepted.len() as u64 > kills, "the load was too small to say anything");
    drop(server);
    counted(folder.path(), &accepted);
}

/// The same under another program's load: `WAYPOST_LOAD` names one that is called as `load URL --secret S -c N -s SECONDS
/// --template FILE --accepted FILE` and writes the id of every message that was answered 2xx, one a line, as the answer arrives.
#[test]
#[ignore = "wants WAYPOST_LOAD; make crash runs it where that is set"]
fn what_another_load_was_promised_is_there() {
    let load = env::var("WAYPOST_LOAD").expect("WAYPOST_LOAD names a program");
    let mut chance = Chance::new();
    eprintln!("{} kills, WAYPOST_SEED={}", kills(), chance.seed);
    let (folder, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let template = folder.path().join("template");
    fs::write(&template, orders::shipment_of_its_own("{id}")).unwrap();
    let mut promised = BTreeSet::new();
    for round in 0..kills() {
        let server = start(data.path());
        let list = folder.path().join(format!("accepted-{round}"));
        let mut sender = Command::new(&load)
            .arg(format!("http://{}/ingest/tms_generic", server.host))
            .args(["--secret", SECRET, "-c", "8", "-s", "60", "--template"])
            .arg(&template)
            .arg("--accepted")
            .arg(&list)
            .stdout(Stdio::null())
            .spawn()
            .expect("the load starts");
        thread::sleep(Duration::from_millis(chance.between(50, 1_500)));
        server.kill();
        sender.wait().unwrap();
        promised.extend(fs::read_to_string(list).unwrap_or_default().lines().map(str::to_owned));
    }
    let server = start(data.path());
    database::settled(data.path());
    drop(server);
    eprintln!("{} messages accepted", promised.len());
    assert!(promised.len() as u64 > kills(), "the load was too small to say anything");
    let keys = database::texts(data.path(), "select key from message");
    let stored: BTreeSet<String> = keys.iter().cloned().collect();
    assert_eq!(keys.len(), stored.len(), "a message is stored twice");
    let lost: Vec<_> = promised.difference(&stored).collect();
    assert!(lost.is_empty(), "accepted and lost: {lost:?}");
    applied(data.path(), 2);
}

fn kills() -> u64 {
    env::var("WAYPOST_KILLS").map_or(4, |text| text.parse().expect("WAYPOST_KILLS is a number"))
}

fn start(data: &Path) -> Server {
    Server::start(data, &[TMS_SECRETS, ERP_SECRETS])
}

fn counted(data: &Path, accepted: &[u64]) {
    let keys = database::texts(data, "select key from message where key like 'crash-%'");
    let stored: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
    assert_eq!(keys.len(), stored.len(), "a message is stored twice");
    let promised: BTreeSet<String> = accepted.iter().map(|n| message_id(*n)).collect();
    assert_eq!(promised.len(), accepted.len(), "a message was sent as two");
    let lost: Vec<_> = promised.iter().filter(|id| !stored.contains(id.as_str())).collect();
    assert!(lost.is_empty(), "accepted and lost: {lost:?}");
    assert_eq!(stored.len(), promised.len(), "every message got its answer in the end, so nothing else is stored");

    applied(data, 1);
}

/// Every message is applied, and its events are there as often as it has them; the file is sound.
fn applied(data: &Path, events: u64) {
    let elsewhere = "select m.key || ' ' || coalesce(s.state, 'received') || ' ' || coalesce(s.refusals, '') from message m left join message_state s using (id) where coalesce(s.state, '') <> 'applied'";
    assert_eq!(database::texts(data, elsewhere), Vec::<String>::new(), "every message is applied");
    let counts = "select m.key || ' ' || count(e.id) from message m left join event e on e.message = m.id where m.key not like '%order-%' and m.key not like 'shipment-%' group by m.id";
    let uneven: Vec<String> =
        database::texts(data, counts).into_iter().filter(|row| !row.ends_with(&format!(" {events}"))).collect();
    assert_eq!(uneven, Vec::<String>::new(), "every message has its {events} events, once");
    assert_eq!(database::texts(data, "pragma integrity_check"), ["ok"]);
}

fn message_id(n: u64) -> String {
    format!("crash-{n}")
}

impl Sender {
    /// Sends one message after the other until the connection breaks.
    fn work(&mut self, host: &str, next: &AtomicU64) {
        let Ok(mut client) = Client::connect(host) else { return };
        self.send_again(&mut client);
        while self.unanswered.is_none() {
            self.unanswered = Some(next.fetch_add(1, Ordering::Relaxed));
            self.send_again(&mut client);
        }
    }

    /// Sends what was not answered, if anything: as partners do, under the same id.
    fn send_again(&mut self, client: &mut Client) {
        if let Some(n) = self.unanswered
            && send(client, n).is_ok()
        {
            self.accepted.push(n);
            self.unanswered = None;
        }
    }
}

fn send(client: &mut Client, n: u64) -> io::Result<()> {
    let body = tms_milestone(&orders::shipment(n % SHIPMENTS), n);
    let answer = deliver(client, "tms_generic", &message_id(n), &body)?;
    assert_eq!(answer.status, 202, "{}", answer.text());
    Ok(())
}

/// A small generator (`SplitMix64`): good enough to choose moments.
struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    fn new() -> Self {
        use std::hash::{BuildHasher as _, RandomState};
        let seed = env::var("WAYPOST_SEED").ok().and_then(|text| text.parse().ok());
        let seed = seed.unwrap_or_else(|| RandomState::new().hash_one("moments"));
        Self { seed, state: seed }
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        low + (z ^ (z >> 31)) % (high - low)
    }
}
