//! The worker over the embedded engine, where there is no room and where reading fails.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::{
    bus::local::LocalBus,
    connector::Registry,
    documents::Documents,
    ingest::{
        plan::Rules,
        read::{API_CONNECTOR, read_all},
        rounds::Reader,
    },
    store::{
        Accepted, NewMessage,
        contract::make,
        sqlite::{Handle, Options, open},
    },
};

mod full;
mod reading;

const NOW: &str = "2026-05-15T12:00:00Z";

/// A store with a worker at work.
struct World {
    rounds: Rounds,
    news: Arc<Notify>,
    held: Arc<AtomicBool>,
    stop: watch::Sender<bool>,
    work: tokio::task::JoinHandle<()>,
    handle: Handle,
    folder: tempfile::TempDir,
}

async fn world(reader: Reader) -> World {
    let folder = tempfile::tempdir().unwrap();
    let (stores, handle) = open(&folder.path().join("store.db"), Options::default()).await.unwrap();
    let rounds = Rounds {
        stores,
        documents: Arc::new(Documents::open(&folder.path().join("documents")).unwrap()),
        registry: Arc::new(Registry::default()),
        reader,
        bus: Arc::new(LocalBus::default()),
        rules: Rules { ownership: Arc::default(), policy: Arc::default() },
        clock: Arc::new(|| NOW.parse().unwrap()),
    };
    let (news, held) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
    let (stop, stopped) = watch::channel(false);
    let worker = Worker { rounds: rounds.clone(), news: news.clone(), held: held.clone() };
    let work = tokio::spawn(worker.run(stopped));
    World { rounds, news, held, stop, work, handle, folder }
}

impl World {
    /// Sends a message that holds this event.
    async fn send(&self, event: &Value) -> StoreResult<MessageId> {
        let body = event.to_string();
        let message = NewMessage {
            source: "erp".into(),
            connector: API_CONNECTOR.to_owned(),
            headers: BTreeMap::new(),
            received: NOW.parse::<jiff::Timestamp>().unwrap().as_microsecond(),
            ..make::message(&body, &body)
        };
        let accepted = self.rounds.stores.inbox.accept(message).await?;
        self.news.notify_one();
        let (Accepted::New(id) | Accepted::Again(id) | Accepted::KeyReused(id)) = accepted;
        Ok(id)
    }

    /// Waits until no message waits.
    async fn settled(&self) {
        while self.rounds.stores.inbox.stats().await.unwrap().received > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn codes(&self) -> Vec<(MessageId, String)> {
        let rows = self.rounds.stores.inbox.newest(Some(MessageState::Quarantined), 1_000).await.unwrap();
        rows.into_iter().map(|row| (row.id, row.refusals[0].code.clone())).collect()
    }

    async fn end(self) {
        self.stop.send_replace(true);
        self.work.await.unwrap();
        self.handle.close().await;
    }
}

fn named(kind: &str, scope: &str, value: &str) -> Value {
    json!({"kind": kind, "scope": scope, "value": value})
}

fn order(number: usize) -> Value {
    json!({"type": "order", "of": "order", "at": "2026-05-10T08:00:00Z",
        "refs": [named("order", "S4", &format!("45{number:05}"))],
        "header": {"customer": {"name": "Acme"}, "sales_org": "1010"},
        "lines": [{"line": "10", "item": "WID-1", "quantity": "4", "unit": "EA"}]})
}

fn shipment(number: usize) -> Value {
    json!({"type": "shipment", "of": "shipment", "at": "2026-05-11T08:00:00Z",
        "refs": [named("shipment", "TMS", &format!("S{number}"))],
        "links": [{"relation": "carries", "of": "order", "ref": named("order", "S4", &format!("45{number:05}"))}],
        "packages": [{"refs": [named("tracking", "UPSN", &format!("1Z{number}"))]}]})
}

fn scan(number: usize, milestone: &str) -> Value {
    json!({"type": "milestone", "of": "package", "refs": [named("tracking", "UPSN", &format!("1Z{number}"))],
        "milestone": milestone, "at": "2026-05-12T08:00:00Z"})
}
