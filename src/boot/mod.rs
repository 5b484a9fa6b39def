//! Starting, stopping, and naming the engines: the only room that knows which store, bus, clock and source of chance
//! there are.

mod backup;
mod chance;
mod check;
mod demo;
mod lock;
mod output;
mod private;
mod replay;
mod rules;
mod serve;
mod simulate;
mod tools;
mod work;

use std::{io, path::PathBuf, sync::LazyLock};

pub use backup::{backup, restore};
pub use check::every_fault;
pub use output::Unread;
pub use private::keep_private;
pub use replay::{list_outbox, rebuild_views, replay, replay_status, steer_replay};
pub use rules::ownership;
pub use serve::serve;
pub use simulate::{Trial, simulate};
pub use tools::{TokenRequest, create_token, import, list_messages, migrate, revoke_token, show_message, verify_audit};

use crate::{
    config::{Config, ConfigError},
    connector::LoadError,
    domain::tzdb,
    store::{
        StoreError, Stores,
        sqlite::{self, Handle, Options},
    },
    telemetry::TelemetryError,
    web::WebError,
};
pub use crate::{
    domain::{effect::Destination, id::MessageId},
    store::{MessageState, ReplayState, Selection},
};
pub use jiff::Timestamp;

/// The file of the embedded store, in the data folder.
const STORE_FILE: &str = "waypost.db";
/// The file of sessions, apart so that signing in never waits for the one writer of the store.
const SESSIONS_FILE: &str = "sessions.db";

/// The version of the program, with the release of its time zone data: `0.1.0 (time zone data 2026f)`.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> =
        LazyLock::new(|| format!("{} (time zone data {})", env!("CARGO_PKG_VERSION"), tzdb::release()));
    &VERSION
}

/// Why it did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum BootError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The runtime.
    #[error("the runtime does not start")]
    Runtime(#[source] io::Error),
    /// Telemetry.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sessions' file.
    #[error("the file of sessions cannot be opened")]
    Sessions(#[from] sqlx::Error),
    /// The data folder, or a file in it.
    #[error("{path}: cannot be used")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another process has the data folder.
    #[error(
        "{dir}: another waypost process uses this data folder (process {process}); stop it, or name another folder with --data"
    )]
    InUse {
        /// Which.
        dir: PathBuf,
        /// The process's number; empty where it is not known.
        process: String,
    },
    /// The connectors.
    #[error("the connectors cannot be used:\n{}", listed(.0))]
    Connectors(Vec<LoadError>),
    /// Pages, API and endpoints.
    #[error(transparent)]
    Web(#[from] WebError),
    /// The demo world is not for the open.
    #[error("the demo world is for loopback only: it lets anybody sign in, and {0} can be reached from elsewhere")]
    DemoInTheOpen(std::net::SocketAddr),
    /// The address.
    #[error("{address}: cannot listen there")]
    Listen {
        /// Which.
        address: std::net::SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Nobody reads the output any more: no fault, and nothing more to do.
    #[error("the reader of the output has left")]
    ReaderLeft,
    /// The output cannot be written.
    #[error("the output cannot be written")]
    Output(#[source] io::Error),
    /// Something else, in words.
    #[error("{0}")]
    Other(String),
}

fn listed(errors: &[LoadError]) -> String {
    errors.iter().map(|error| format!("  {error}")).collect::<Vec<_>>().join("\n")
}

/// Opens the stores beside whatever else uses the data folder.
async fn open_stores(config: &Config) -> Result<(Stores, Handle), BootError> {
    private::folder(&config.data.dir)?;
    open_with(config, None).await
}

/// Opens the stores as the one process that holds the data folder. Looser files of an earlier version are closed to others.
async fn open_alone(config: &Config) -> Result<(lock::Lock, Stores, Handle), BootError> {
    let lock = lock::take(&config.data.dir)?;
    let mut random = [0; 16];
    (chance::chance())(&mut random);
    let (stores, handle) = open_with(config, Some(hex::encode(random))).await?;
    let (data, documents) = (config.data.dir.clone(), config.documents_dir());
    // Many documents take their time, and nobody waits for that: their folder is closed at once.
    private::folder(&documents)?;
    tokio::task::spawn_blocking(move || {
        private::tighten_all(&data);
        if !documents.starts_with(&data) {
            private::tighten_all(&documents);
        }
    });
    Ok((lock, stores, handle))
}

async fn open_with(config: &Config, start: Option<String>) -> Result<(Stores, Handle), BootError> {
    let options = Options { max_backlog: config.limits.backlog, start, ..Options::default() };
    Ok(sqlite::open(&config.data.dir.join(STORE_FILE), options).await?)
}
