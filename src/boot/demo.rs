//! The demo world: made-up partners that send signed messages to this very server, over HTTP.

use std::net::SocketAddr;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{sync::watch, task::JoinHandle};

use super::BootError;
use crate::{
    config::{Config, SecretText},
    simulate,
    store::Stores,
    web::{Chance, Clock, prepare_demo_hosts},
};

/// The connectors that the demo world's partners speak to.
pub(super) const PARTNERS: [&str; 4] = ["erp_generic", "tms_generic", "ups", "salesforce_case"];
/// The seed of the demo world: everybody sees the same stories.
const SEED: u64 = 4711;

/// Gives each partner a secret where none is configured, and refuses to run in the open.
pub fn prepare(config: &mut Config, chance: &Chance) -> Result<(), BootError> {
    if !config.server.listen.ip().is_loopback() {
        return Err(BootError::DemoInTheOpen(config.server.listen));
    }
    prepare_demo_hosts(config, chance);
    for partner in PARTNERS {
        let none = config.connectors.secrets_of(partner).is_ok_and(|secrets| secrets.is_empty());
        if none {
            let mut bytes = [0; 24];
            chance(&mut bytes);
            let secret = SecretText::from(format!("whsec_{}", STANDARD.encode(bytes)));
            config.connectors.secrets.insert(partner.to_owned(), vec![secret]);
        }
    }
    Ok(())
}

/// Fills an empty store with the demo world (an earlier one is gone on with), then keeps it moving until `stop` turns
/// true.
pub fn start(
    bound: SocketAddr,
    config: &Config,
    stores: Stores,
    clock: Clock,
    mut stop: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let secrets = secrets(config);
    tokio::spawn(async move {
        let target = match base(bound).map(|base| simulate::Target::new(base, secrets)) {
            Some(Ok(target)) => target,
            Some(Err(error)) => return tracing::error!(%error, "the demo world cannot be told"),
            None => return,
        };
        let told = stores.inbox.stats().await.map_or(0, |stats| stats.total);
        let world =
            if told == 0 { simulate::World::demo(SEED, clock()) } else { simulate::World::later(SEED, clock()) };
        if told == 0 {
            match simulate::fill(&target, &world).await {
                Ok(report) => tracing::info!(messages = report.accepted, "the demo world is told"),
                Err(error) => return tracing::error!(%error, "the demo world could not be told"),
            }
        }
        let ended = async move {
            let _ = stop.wait_for(|stop| *stop).await;
        };
        simulate::stream(&target, world, simulate::Pace::default(), move || clock(), ended).await;
    })
}

/// The first secret of each partner; empty where none is configured.
pub(super) fn secrets(config: &Config) -> simulate::Secrets {
    let [erp, tms, ups, crm] = PARTNERS.map(|partner| {
        let secrets = config.connectors.secrets_of(partner).unwrap_or_default();
        secrets.first().map(|secret| secret.expose().to_owned()).unwrap_or_default()
    });
    simulate::Secrets { erp, tms, ups, crm }
}

fn base(bound: SocketAddr) -> Option<url::Url> {
    format!("http://{bound}/").parse().ok()
}
