//! A load of pages: so many connections, each asking again as soon as it was answered.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::support::http::Client;

/// How a path is made from a number that is never the same twice.
pub type Path<'a> = &'a (dyn Fn(u64) -> String + Sync);

/// What was measured: requests a second, median and 99th percentile in ms.
pub struct Measured {
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
}

/// Asks for `seconds`, as whoever has that session. Every answer must be 200.
#[allow(clippy::cast_precision_loss, reason = "a count of requests is small")]
pub fn load(
    host: &str,
    path: Path,
    session: Option<&(&'static str, String)>,
    connections: usize,
    seconds: u64,
) -> Measured {
    let (next, took) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                let (mut client, mut mine) = (Client::connect(host).unwrap(), Vec::new());
                while start.elapsed() < Duration::from_secs(seconds) {
                    let path = path(next.fetch_add(1, Ordering::Relaxed));
                    let sent = Instant::now();
                    let answer = client.get_as(&path, session.map(std::slice::from_ref).unwrap_or_default()).unwrap();
                    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                    mine.push(sent.elapsed().as_secs_f64() * 1_000.0);
                }
                took.lock().unwrap().extend(mine);
            });
        }
    });
    let seconds = start.elapsed().as_secs_f64();
    let mut took = took.into_inner().unwrap();
    took.sort_by(f64::total_cmp);
    let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or(f64::NAN);
    Measured { rate: took.len() as f64 / seconds, p50: at(50), p99: at(99) }
}
