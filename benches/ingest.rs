//! Ingest with signature and durable commit, beside the least that an honest endpoint must do, in the same minute with the same
//! load. `WAYPOST_REFERENCE` names the folder with the two programs `ceiling` (that endpoint) and `load`; their ratio is what
//! counts, for both suffer alike from whatever else the machine does. Once with applying put off (`server.apply`), which is what
//! the door itself costs, and once with the worker applying on the same cores at the same time, which the ceiling does not do.

use std::{
    env, fs, io,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::support::{SECRET, TMS_SECRETS, orders, server::Server};

const CEILING_PORT: u16 = 5_921;
const SECONDS: &str = "5";
const ROUNDS: usize = 3;

/// What one run of the load said.
#[derive(Clone, Copy)]
struct Run {
    per_second: f64,
    p99: f64,
}

pub fn run() {
    let reference =
        PathBuf::from(env::var("WAYPOST_REFERENCE").expect("WAYPOST_REFERENCE names the folder of ceiling and load"));
    println!("ingest: requests/s and p99 of {ROUNDS} rounds of {SECONDS} s, waypost / ceiling, alternating");
    for (apply, connections) in [false, true].into_iter().flat_map(|apply| [1, 8, 64].map(|c| (apply, c))) {
        let runs: Vec<(Run, Run)> = (0..ROUNDS).map(|_| round(&reference, connections, apply)).collect();
        let middle = |of: fn(&(Run, Run)) -> f64| median(runs.iter().map(of).collect());
        let (ours, theirs) = (middle(|(o, _)| o.per_second), middle(|(_, t)| t.per_second));
        let (our_p99, their_p99) = (middle(|(o, _)| o.p99), middle(|(_, t)| t.p99));
        println!(
            "{} {connections:>3} connections  {ours:>7.0} / {theirs:>7.0} = {:.2} (aim 0.80)   p99 {our_p99:.2} / {their_p99:.2} ms = {:.2} (aim 1.20)",
            if apply { "applying too" } else { "door alone  " },
            ours / theirs,
            our_p99 / their_p99
        );
    }
}

/// Both, each with an empty file of its own.
fn round(reference: &Path, connections: u32, apply: bool) -> (Run, Run) {
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("template");
    fs::write(&template, orders::shipment_of_its_own("{id}")).unwrap();
    let load = |url: &str| measured(&reference.join("load"), url, connections, &template);

    let ceiling = ceiling(&reference.join("ceiling"), &folder.path().join("ceiling.db"));
    let theirs = load(&format!("http://127.0.0.1:{CEILING_PORT}/in"));
    stop(ceiling);
    let settings = [
        TMS_SECRETS,
        ("WAYPOST_LIMITS__INGEST_PER_SECOND", "0"),
        ("WAYPOST_LIMITS__BACKLOG", "100000000"),
        ("WAYPOST_SERVER__APPLY", if apply { "true" } else { "false" }),
    ];
    let server = Server::start(&folder.path().join("data"), &settings);
    let ours = load(&format!("http://{}/ingest/tms_generic", server.host));
    (ours, theirs)
}

fn ceiling(program: &Path, database: &Path) -> Child {
    let port = CEILING_PORT.to_string();
    let child = Command::new(program).arg(database).arg(port).stdout(Stdio::null()).spawn().expect("ceiling starts");
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", CEILING_PORT)).is_ok() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    child
}

fn stop(mut child: Child) {
    child.kill().and_then(|()| child.wait()).map_or_else(|error: io::Error| panic!("{error}"), drop);
}

/// Runs the load and reads `N requests/s  p50 A ms  p99 B ms … statuses {202: N}`.
fn measured(load: &Path, url: &str, connections: u32, template: &Path) -> Run {
    let output = Command::new(load)
        .args([url, "--secret", SECRET, "-s", SECONDS, "-c", &connections.to_string(), "--template"])
        .arg(template)
        .output()
        .expect("load runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let words: Vec<&str> = said.split_whitespace().collect();
    let after = |name: &str| words.iter().position(|word| *word == name).and_then(|at| words.get(at + 1));
    let number = |word: Option<&&str>| word.and_then(|word| word.parse().ok());
    let (Some(per_second), Some(p99)) = (number(words.first()), number(after("p99"))) else {
        panic!("load said {said}")
    };
    let all_accepted = said.contains("statuses {202:") && said.contains("broken connections 0");
    assert!(all_accepted && !said.contains(", 4") && !said.contains(", 5"), "not everything was accepted: {said}");
    Run { per_second, p99 }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
