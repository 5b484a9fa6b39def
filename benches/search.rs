//! Finding a number among ten million orders, each with three (order, shipment, tracking). `WAYPOST_BENCH_STORE` names an empty
//! folder with room for some 20 GB, `WAYPOST_BENCH_ORDERS` says how many orders (10,000,000 by default). One order is told by its
//! partners and folded; the others are written through the store as it stands, with numbers of their own, and without events: a
//! search reads none. A folder that is filled already is asked as it is.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::load::{Measured, load};
use crate::support::{person, server::Server};
use crate::told::{megabytes, messages, worker};
use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use waypost::{
    domain::{id::ObjectId, reference::ObjectKind, summary::Summary, view::View},
    ingest::lookups,
    store::{
        Changes, NewObject, OrderVersion, OrderWrite, Scope, Stores,
        sqlite::{self, Options},
    },
};

const SECONDS: u64 = 5;
/// Orders of one transaction.
const ROUND: u32 = 2_000;

pub fn run() {
    let Some(folder) = env::var_os("WAYPOST_BENCH_STORE").map(PathBuf::from) else {
        println!("search: WAYPOST_BENCH_STORE is not set: there is nowhere to put millions of orders");
        return;
    };
    let orders = env::var("WAYPOST_BENCH_ORDERS").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000_000);
    if !folder.join("waypost.db").exists() {
        tokio::runtime::Runtime::new().unwrap().block_on(fill(&folder, orders));
    }
    ask(&folder, orders);
}

async fn fill(folder: &Path, orders: u64) {
    let start = Instant::now();
    let (stores, handle) = sqlite::open(&folder.join("waypost.db"), Options::default()).await.unwrap();
    let first = tell_one(&stores, folder).await;
    let mut number = 1;
    while number < orders {
        let ids = stores.graph.reserve(ROUND).await.unwrap();
        let writes: Vec<_> = (0..i64::from(ROUND)).map(|n| ObjectId(ids.0 + n)).zip(number..orders).collect();
        let changes = Changes {
            objects: writes.iter().map(|(id, _)| NewObject { id: *id, of: ObjectKind::Order }).collect(),
            orders: writes.iter().map(|(id, n)| another(&first, *id, *n)).collect(),
            now: Timestamp::now().as_microsecond(),
            ..Changes::default()
        };
        number += writes.len() as u64;
        stores.graph.apply(changes).await.unwrap();
    }
    handle.close().await;
    println!("search: {orders} orders written in {:.0} s, {} MB", start.elapsed().as_secs_f64(), megabytes(folder));
}

/// The view of order 0, without what a search does not show.
async fn tell_one(stores: &Stores, folder: &Path) -> View {
    let (stop, stopped) = watch::channel(false);
    let work = tokio::spawn(worker(stores, folder, Arc::new(Notify::new())).run(stopped));
    for message in messages(0) {
        stores.inbox.accept(message).await.unwrap();
    }
    while stores.inbox.stats().await.unwrap().received > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stop.send_replace(true);
    work.await.unwrap();
    let found = stores.lookup.find("4500000000", &Scope::All, 1).await.unwrap();
    let row = stores.graph.order(found.first().expect("found").object).await.unwrap().expect("an order");
    let view = Arc::unwrap_or_clone(row.view);
    View { shipments: Vec::new(), entries: Vec::new(), lines: Vec::new(), ..view }
}

/// Order `n`: as the first, with its own numbers.
fn another(first: &View, order: ObjectId, n: u64) -> OrderWrite {
    let mut view = View { order, ..first.clone() };
    let own = |value: &mut String| {
        for (zero, own) in [("4500000000", format!("45{n:08}")), ("SHP-0", format!("SHP-{n}"))] {
            if value == zero {
                *value = own;
            }
        }
        if value.starts_with("1Z") {
            *value = format!("1Z{n:016}");
        }
    };
    view.refs.iter_mut().for_each(|reference| own(&mut reference.value));
    view.names.iter_mut().for_each(|name| own(&mut name.reference.value));
    view.customer.name = None;
    let lookups = lookups::of_view(&view, |_, _| 0);
    let summary = Summary::of(&view);
    let expected = OrderVersion { order, version: 0 };
    OrderWrite { expected, view: Arc::new(view), summary, next_change_at: None, lookups }
}

fn ask(folder: &Path, orders: u64) {
    let mut command = Command::new("taskset");
    command.args(["-c", "0", env!("CARGO_BIN_EXE_waypost"), "serve", "--demo", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder);
    let server = Server::from(command, &[("WAYPOST_LIMITS__PAGES_PER_SECOND", "0")]);
    let agent = person::sign_in(&mut server.client(), &server.host, "marta");
    // A stride that is coprime with the count visits every order before it comes back.
    let number = |n: u64| format!("45{:08}", n.wrapping_mul(7_919) % orders);
    let tracking = |n: u64| format!("1Z{:016}", n.wrapping_mul(7_919) % orders);
    let cut = |text: String, from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
    println!("search: {orders} orders stored, {SECONDS} s each, server on one core");
    let asked = |query: String| format!("/fn/suggest?q={query}");
    let paths: [(&str, &str, crate::load::Path); 4] = [
        ("order number, whole", "p99 5 ms", &|n| asked(number(n))),
        ("tracking number, whole", "p99 5 ms", &|n| asked(tracking(n))),
        ("order number, beginning", "p99 20 ms", &|n| asked(cut(number(n), 0, 8))),
        ("tracking number, last six", "p99 20 ms", &|n| asked(cut(tracking(n), 12, 18))),
    ];
    for (name, aim, path) in paths {
        for connections in [1, 8] {
            let Measured { rate, p50, p99 } = load(&server.host, path, Some(&agent), connections, SECONDS);
            println!("{name:<25} {connections} conn {rate:>7.0}/s  p50 {p50:>6.2} ms  p99 {p99:>6.2} ms  (aim {aim})");
        }
    }
}
