//! What people wait for when a million orders are stored: finding an order by its whole number and by the beginning of one, the
//! order page, a worklist. Over the store that the bench `pipeline` left in `WAYPOST_BENCH_STORE` (four events an order;
//! `WAYPOST_BENCH_ORDERS` says how many orders): each page is asked for at one connection and at eight, every time for another
//! order, the load on one core and the server on the other.

use std::{env, process::Command};

use crate::load::{Measured, Path, load};
use crate::support::{person, server::Server};

const SECONDS: u64 = 5;
/// How many orders' pages are opened in turn.
const PAGES: u64 = 2_000;

pub fn run() {
    let Some(folder) = env::var_os("WAYPOST_BENCH_STORE") else {
        println!("people: WAYPOST_BENCH_STORE is not set: there is no store to ask");
        return;
    };
    let orders: u64 = env::var("WAYPOST_BENCH_ORDERS").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let mut command = Command::new("taskset");
    command.args(["-c", "0", env!("CARGO_BIN_EXE_waypost"), "serve", "--demo", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder);
    let server = Server::from(command, &[("WAYPOST_LIMITS__PAGES_PER_SECOND", "0")]);
    let agent = person::sign_in(&mut server.client(), &server.host, "marta");
    let supervisor = person::sign_in(&mut server.client(), &server.host, "priya");

    // A stride that is coprime with the count visits every order before it comes back.
    let number = |n: u64| format!("45{:08}", n.wrapping_mul(7_919) % orders);
    let mut client = server.client();
    let ids: Vec<String> =
        (0..PAGES).map(|n| person::order_id(&mut client, &agent, &number(n)).expect("known")).collect();
    let page = |n: u64| format!("/orders/{}", ids.get(usize::try_from(n % PAGES).unwrap()).unwrap());
    let exact = |n: u64| format!("/fn/suggest?q={}", number(n));
    let prefix = |n: u64| format!("/fn/suggest?q={}", number(n).get(..8).unwrap());
    let worklist =
        |n: u64| if n.is_multiple_of(2) { "/worklist".to_owned() } else { "/worklist?cause=STALLED".to_owned() };

    println!("people: {orders} orders stored, {SECONDS} s each, server on one core");
    let measured: [(&str, &str, Path, _); 4] = [
        ("search, whole number", "p99 5 ms", &exact, &agent),
        ("search, beginning", "p99 20 ms", &prefix, &agent),
        ("order page", "4000/s", &page, &agent),
        ("worklist", "p99 20 ms", &worklist, &supervisor),
    ];
    for (name, aim, path, session) in measured {
        for connections in [1, 8] {
            let Measured { rate, p50, p99 } = load(&server.host, path, Some(session), connections, SECONDS);
            println!("{name:<22} {connections} conn {rate:>7.0}/s  p50 {p50:>6.2} ms  p99 {p99:>6.2} ms  (aim {aim})");
        }
    }
}
