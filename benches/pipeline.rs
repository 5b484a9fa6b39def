//! The whole pipeline on the embedded store, accepted → applied: how many messages and events a second, and how that changes
//! while the store grows from ten thousand orders on. Each order is told by three messages, four events: the ERP's order, the
//! TMS's booking (a shipment and a milestone) and a scan. `WAYPOST_BENCH_ORDERS` says up to how many orders (100,000 by default),
//! `WAYPOST_BENCH_STORE` an empty folder where the store is to be left for the bench `people`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a bench measures time, reports, and stops where it cannot"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::sync::{Notify, watch};
use waypost::{
    bus::local::LocalBus,
    connector::Registry,
    documents::Documents,
    domain::{ownership::Ownership, policy::Policy},
    ingest::{plan::Rules, rounds::Rounds, worker::Worker},
    store::{
        NewMessage, Stores,
        sqlite::{self, Options},
    },
};

/// Orders whose messages are measured, at the end of each tenfold growth.
const MEASURED: u64 = 5_000;
/// Messages that are accepted at the same time.
const SENDERS: usize = 64;
const EVENTS_AN_ORDER: usize = 4;
const MESSAGES_AN_ORDER: usize = 3;

fn main() {
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
            rate(MESSAGES_AN_ORDER),
            rate(EVENTS_AN_ORDER),
            megabytes(&folder)
        );
        (told, size) = (size, size * 10);
    }
    stop.send_replace(true);
    worker.await.unwrap();
    handle.close().await;
}

fn worker(stores: &Stores, folder: &Path, news: Arc<Notify>) -> Worker {
    let rounds = Rounds {
        stores: stores.clone(),
        documents: Arc::new(Documents::open(&folder.join("documents")).unwrap()),
        registry: Arc::new(Registry::load(Path::new("connectors")).unwrap()),
        bus: Arc::new(LocalBus::default()),
        rules: Rules { ownership: Arc::new(Ownership::default()), policy: Arc::new(Policy::default()) },
        clock: Arc::new(Timestamp::now),
    };
    Worker { rounds, news }
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

fn messages(n: u64) -> [NewMessage; MESSAGES_AN_ORDER] {
    let order = format!(
        r#"{{"specversion":"1.0","id":"order-{n}","source":"/erp/S4","type":"waypost.erp.order.created.v1","time":"2026-05-10T08:00:00Z","data":{{"order":{{"system":"S4","number":"45{n:08}","created_at":"2026-05-10T07:58:00Z","sales_org":"1010","customer":{{"name":"Acme"}},"lines":[{{"line":"10","quantity":"4","unit":"EA"}}]}}}}}}"#
    );
    let shipment =
        format!(r#""shipment":{{"system":"TMS1","number":"SHP-{n}","carrier":"UPSN","tracking":"1Z{n:016}"}}"#);
    let booking = format!(
        r#"{{"type":"shipment.created","timestamp":"2026-05-11T09:00:00Z","data":{{"event_id":"b-{n}",{shipment},"booked_at":"2026-05-11T08:59:30Z","orders":[{{"system":"S4","number":"45{n:08}"}}]}}}}"#
    );
    let scan = format!(
        r#"{{"type":"shipment.milestone","timestamp":"2026-05-14T12:15:03Z","data":{{"event_id":"s-{n}",{shipment},"milestone":"HUB_ARRIVED","occurred_at":"2026-05-14T07:01:00-05:00","place":{{"city":"Memphis","region":"TN","country":"US"}}}}}}"#
    );
    [("erp_generic", order), ("tms_generic", booking), ("tms_generic", scan)].map(|(connector, body)| NewMessage {
        source: connector.into(),
        connector: connector.to_owned(),
        key: hex::encode(&Sha256::digest(&body)[..16]),
        digest: Sha256::digest(&body).into(),
        body: body.into(),
        headers: BTreeMap::from([("content-type".to_owned(), "application/cloudevents+json".to_owned())]),
        received: Timestamp::now().as_microsecond(),
        correlation: "bench".to_owned(),
    })
}

fn megabytes(folder: &Path) -> u64 {
    let sizes = fs::read_dir(folder).unwrap().filter_map(|entry| entry.ok()?.metadata().ok());
    sizes.map(|metadata| metadata.len()).sum::<u64>() >> 20
}
