//! `waypost serve`: pages, API, ingest endpoints and the worker in one process.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
};

use super::{BootError, SESSIONS_FILE, chance, check, demo, open_alone, output::notice, rules::rules, work::Work};
use crate::{
    bus::{Bus, local::LocalBus},
    config::{self, Config, LogFormat},
    documents::Documents,
    ingest::{read::read_all, replay::lane::Budget, rounds::Rounds},
    telemetry,
    web::{self, Connections, Sessions, WebState},
};

/// Serves until told to stop (Ctrl-C or SIGTERM), then lets open requests end and what is in work finish.
///
/// # Errors
/// Why it could not start.
pub async fn serve(mut config: Config) -> Result<(), BootError> {
    let registry = Arc::new(check::check(&config)?);
    telemetry::log(config.log.format == LogFormat::Json, &config.log.filter)?;
    let metrics = telemetry::metrics()?;
    let (clock, chance) = (chance::clock(), chance::chance());
    if config.demo.enabled {
        demo::prepare(&mut config, &chance)?;
    }
    let (lock, stores, store) = open_alone(&config).await?;
    let documents = Arc::new(documents(&config)?);
    let sessions = Sessions::open(&config.data.dir.join(SESSIONS_FILE)).await?;
    let bus: Arc<dyn Bus> = Arc::new(LocalBus::default());
    let news = Arc::new(Notify::new());

    let listener = listen(config.server.listen).await?;
    let bound = listener.local_addr().map_err(|source| BootError::Listen { address: config.server.listen, source })?;
    let (stop, stopped) = watch::channel(false);
    let rules = rules(&config, &registry)?;
    let (ownership, policy) = (rules.ownership.clone(), rules.policy.clone());
    let rounds = Rounds {
        stores: stores.clone(),
        documents: documents.clone(),
        registry: registry.clone(),
        reader: read_all,
        bus: bus.clone(),
        rules,
        clock: clock.clone(),
    };
    let config::Replay { round, busy_percent, idle_percent } = config.replay;
    let budget = Budget { round, busy_percent, idle_percent };
    let (apply, notes_days) = (config.server.apply, config.retention.notes_days);
    let working = Work { rounds, budget, news: news.clone(), apply, notes_days }.start(&stopped)?;
    let (alive, held) = (working.alive.clone(), working.held.clone());

    let (draining, drain) = web::drain();
    tokio::spawn(web::upkeep(sessions.clone(), Some(metrics.clone()), drain.clone()));
    let stopping = drain.clone();
    let drain_seconds = config.server.drain_seconds;
    let config = Arc::new(config);
    let demo_stores = stores.clone();
    let router = web::router(WebState {
        config: config.clone(),
        stores,
        connectors: registry,
        ownership,
        policy,
        sessions,
        clock: clock.clone(),
        chance,
        metrics: Some(metrics),
        drain,
        worker_alive: Arc::new(move || alive.load(Ordering::Relaxed) && !held.load(Ordering::Relaxed)),
        bound,
        news,
        bus,
        documents,
    })?;
    let server = tokio::spawn(web::serve(listener, router, Connections::of(&config), stopping));
    tokio::spawn(async move {
        told_to_stop().await;
        draining.start();
    });
    announce(bound, config.demo.enabled);
    let demo = config.demo.enabled.then(|| demo::start(bound, &config, demo_stores, clock, stopped));

    wait(server, Duration::from_secs(drain_seconds)).await;
    stop.send_replace(true);
    working.ended().await;
    if let Some(demo) = demo {
        let _ = demo.await;
    }
    store.close().await;
    drop(lock);
    tracing::info!("stopped");
    Ok(())
}

fn documents(config: &Config) -> Result<Documents, BootError> {
    let dir = config.documents_dir();
    Documents::open(&dir).map_err(|error| BootError::Other(format!("{}: {error}", dir.display())))
}

async fn listen(address: SocketAddr) -> Result<TcpListener, BootError> {
    TcpListener::bind(address).await.map_err(|source| BootError::Listen { address, source })
}

/// Whoever starts it reads the address here. It serves on when they do not.
fn announce(bound: SocketAddr, demo: bool) {
    let mut lines = vec![format!("listening on http://{bound}")];
    if demo {
        lines.push(format!("sign in at http://{bound}/signin as one of the demo people:"));
        lines.extend(web::DEMO_PEOPLE.iter().map(|person| format!("  {:<16} {}", person.name, person.about)));
    }
    notice(std::io::stdout().lock(), &lines.join("\n"));
}

/// Waits for the server to end; once it has been told to stop, not longer than `patience`.
async fn wait(mut server: JoinHandle<()>, patience: Duration) {
    tokio::select! {
        ended = &mut server => return report(ended),
        () = told_to_stop() => {}
    }
    match tokio::time::timeout(patience, &mut server).await {
        Ok(ended) => report(ended),
        Err(_) => {
            tracing::warn!(seconds = patience.as_secs(), "requests were still open when the time to end was over");
            server.abort();
        }
    }
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "the server ended");
    }
}

async fn told_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
