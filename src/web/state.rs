//! What the web room works with: handed over by `boot`, which alone names engines, clocks and sources of chance.

use std::{net::SocketAddr, sync::Arc};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Notify;
use url::Url;

use super::{drain::Drain, session::Sessions};
pub use crate::ingest::rounds::Clock;
use crate::{
    bus::Bus,
    config::Config,
    connector::Registry,
    documents::Documents,
    domain::{ownership::Ownership, policy::Policy},
    store::Stores,
};

/// Fills a buffer with unpredictable bytes.
pub type Chance = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Everything the web room needs.
#[derive(Clone)]
pub struct WebState {
    /// The configuration.
    pub config: Arc<Config>,
    /// The stores.
    pub stores: Stores,
    /// Tells which orders changed.
    pub bus: Arc<dyn Bus>,
    /// Rung when a message has come in: the worker need not wait.
    pub news: Arc<Notify>,
    /// Documents that partners sent.
    pub documents: Arc<Documents>,
    /// The loaded connectors.
    pub connectors: Arc<Registry>,
    /// Who has the word on what.
    pub ownership: Arc<Ownership>,
    /// What is tolerated, and for how long.
    pub policy: Arc<Policy>,
    /// Where sessions are kept.
    pub sessions: Sessions,
    /// What time it is.
    pub clock: Clock,
    /// Unpredictable bytes: correlation ids.
    pub chance: Chance,
    /// Writes out the metrics; `None` where they are not collected.
    pub metrics: Option<PrometheusHandle>,
    /// Tells open streams that the server stops.
    pub drain: Drain,
    /// Whether the worker that reads the inbox is alive and not held up for want of room.
    pub worker_alive: Arc<dyn Fn() -> bool + Send + Sync>,
    /// The address it is bound to.
    pub bound: SocketAddr,
}

impl WebState {
    /// Microseconds since 1970 in UTC.
    pub fn now(&self) -> i64 {
        (self.clock)().as_microsecond()
    }

    /// The address people use: configured, else the one it is bound to.
    pub fn public_url(&self) -> Option<Url> {
        let configured = self.config.server.public_url.clone();
        configured.or_else(|| format!("http://{}/", self.bound).parse().ok())
    }

    /// Whether people reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.config.server.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// A fresh correlation id: 16 hexadecimal digits.
    pub fn correlation(&self) -> String {
        let mut bytes = [0; 8];
        (self.chance)(&mut bytes);
        hex::encode(bytes)
    }
}
