//! The whole pipeline on the embedded store, accepted → applied: how many messages and events a second, and how that changes
//! while the store grows from ten thousand orders on. Each order is told by three messages, four events: the ERP's order, the
//! TMS's booking (a shipment and a milestone) and a scan. `WAYPOST_BENCH_ORDERS` says up to how many orders (100,000 by default),
//! `WAYPOST_BENCH_STORE` an empty folder where the store is to be left for the bench `people`.

use std::{
    env,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::told::{MESSAGES, megabytes, messages, worker};
use futures::{StreamExt as _, stream};
use tokio::sync::{Notify, watch};
use waypost::store::{
    Stores,
    sqlite::{self, Options},
};

/// Orders whose messages are measured, at the end of each tenfold growth.
const MEASURED: u64 = 5_000;
/// Messages that are accepted at the same time.
const SENDERS: usize = 64;
const EVENTS_AN_ORDER: usize = 4;

pub fn run() {
    let most = env::var("WAYPOST_BENCH_ORDERS").ok().and_then(|most| most.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(grow(most));
}

async fn grow(most: u64) {
    let passing = tempfile::tempdir().unwrap();
    let folder = env::var_os("WAYPOST_BENCH_STORE").map_or_else(|| passing.path().to_owned(), PathBuf::from);
    let options = Options { max_backlog: u64::MAX >> 1, ..Options::default() };
    let (stores, handle) = sqlite::open(&folder.join("waypost.db"), options).await.unwrap();
    let news = Arc::new(Notify::new());
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(worker(&stores, &folder, Arc::clone(&news)).run(stopped));

    println!("pipeline: accepted and applied, {MEASURED} orders at each size, synchronous=FULL");
    let (mut told, mut size) = (0, 10_000);
    while size <= most {
        tell(&stores, &news, told..size - MEASURED).await;
        let start = Instant::now();
        tell(&stores, &news, size - MEASURED..size).await;
        let seconds = start.elapsed().as_secs_f64();
        let rate = |each: usize| MEASURED as f64 * each as f64 / seconds;
        println!(
            "{size:>9} orders  {:>6.0} messages/s  {:>6.0} events/s (aim 8000)  files {:>5} MB",
            rate(MESSAGES),
            rate(EVENTS_AN_ORDER),
            megabytes(&folder)
        );
        (told, size) = (size, size * 10);
    }
    stop.send_replace(true);
    worker.await.unwrap();
    handle.close().await;
}

/// Accepts the messages of these orders and waits until all are applied.
async fn tell(stores: &Stores, news: &Notify, orders: std::ops::Range<u64>) {
    stream::iter(orders.flat_map(messages))
        .for_each_concurrent(SENDERS, |message| async {
            stores.inbox.accept(message).await.unwrap();
            news.notify_one();
        })
        .await;
    while stores.inbox.stats().await.unwrap().received > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
