//! `waypost replay`, `waypost rebuild` and `waypost outbox`.
//!
//! A replay is asked for by a row in the store; the server that has it open works it off in its own lane. So there is one place
//! where replays run, whoever asks (this command, the API, the page), and the file keeps its one busy writer. Without a server the
//! row waits for the next start.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    BootError, chance, open_alone, open_stores,
    output::say,
    rules::rules,
    tools::{entry, when},
};
use crate::{
    config::Config,
    connector::Registry,
    domain::effect::Destination,
    ingest::rebuild,
    store::{NewReplay, Replay, ReplayReport, ReplayState, Selection, StoreResult, Stores},
};

/// How often it is looked how far a replay has come.
const LOOK: Duration = Duration::from_millis(500);

/// Asks for a replay; with `wait`, tells how far it comes until it is over.
///
/// # Errors
/// The store's; when it failed.
pub async fn replay(config: Config, selection: Selection, dry_run: bool, wait: bool) -> Result<(), BootError> {
    let (stores, store) = open_stores(&config).await?;
    let done = async {
        let new = NewReplay { selection, dry_run, actor: "system".into(), at: now() };
        let replay = stores.replays.start(new).await?;
        audit(&stores, if dry_run { "replay.dry_run" } else { "replay.start" }, &replay).await?;
        say(&format!("replay {}: a running server works it off", replay.id))?;
        if wait { watched(&stores, replay.id).await } else { Ok(()) }
    };
    let done = done.await;
    store.close().await;
    done
}

async fn watched(stores: &Stores, id: i64) -> Result<(), BootError> {
    let mut told = String::new();
    loop {
        let Some(replay) = stores.replays.get(id).await? else {
            return Err(BootError::Other(format!("replay {id} is gone")));
        };
        let line = line(&replay);
        if line != told {
            say(&line)?;
            told = line;
        }
        match replay.state {
            ReplayState::Running => tokio::time::sleep(LOOK).await,
            ReplayState::Failed => {
                return Err(BootError::Other(replay.error.unwrap_or_else(|| "it failed".to_owned())));
            }
            ReplayState::Paused | ReplayState::Stopped | ReplayState::Done => {
                return tell(&replay.report, replay.dry_run);
            }
        }
    }
}

/// The newest replays, or one with its report.
///
/// # Errors
/// The store's; there is no such replay.
pub async fn replay_status(config: Config, id: Option<i64>) -> Result<(), BootError> {
    let (stores, store) = open_stores(&config).await?;
    let found = match id {
        Some(id) => stores.replays.get(id).await.map(|found| found.into_iter().collect::<Vec<_>>()),
        None => stores.replays.newest(20).await,
    };
    store.close().await;
    let found = found?;
    if let (Some(id), true) = (id, found.is_empty()) {
        return Err(BootError::Other(format!("there is no replay {id}")));
    }
    for replay in &found {
        say(&line(replay))?;
        if id.is_some() {
            tell(&replay.report, replay.dry_run)?;
        }
    }
    Ok(())
}

/// Pauses, goes on with or stops a replay.
///
/// # Errors
/// The store's; there is no such replay.
pub async fn steer_replay(config: Config, id: i64, to: ReplayState) -> Result<(), BootError> {
    let (stores, store) = open_stores(&config).await?;
    let steered = async {
        let found = stores.replays.steer(id, to, now()).await?;
        if let Some(replay) = &found {
            audit(&stores, &format!("replay.{}", to.as_str()), replay).await?;
        }
        Ok::<_, BootError>(found)
    };
    let steered = steered.await;
    store.close().await;
    let replay = steered?.ok_or_else(|| BootError::Other(format!("there is no replay {id}")))?;
    say(&line(&replay))?;
    Ok(())
}

/// Folds every view anew as of `at`.
///
/// # Errors
/// The store's.
pub async fn rebuild_views(config: Config, at: Option<Timestamp>) -> Result<(), BootError> {
    let registry = Registry::load(&config.connectors.dir).map_err(BootError::Connectors)?;
    let rules = rules(&config, &registry)?;
    let (_lock, stores, store) = open_alone(&config).await?;
    let rebuilt = rebuild::rebuild(&stores, &rules, at.unwrap_or_else(|| (chance::clock())())).await;
    store.close().await;
    let rebuilt = rebuilt?;
    say(&format!("{} views, {} of them changed", rebuilt.orders, rebuilt.changed))?;
    Ok(())
}

/// What other systems are to be told: the newest of each.
///
/// # Errors
/// The store's.
pub async fn list_outbox(config: Config, destination: Option<Destination>, limit: usize) -> Result<(), BootError> {
    let (stores, store) = open_stores(&config).await?;
    let told = outbox(&stores, destination, limit).await;
    store.close().await;
    for line in told? {
        say(&line)?;
    }
    Ok(())
}

async fn outbox(stores: &Stores, destination: Option<Destination>, limit: usize) -> StoreResult<Vec<String>> {
    let mut lines = Vec::new();
    for count in stores.outbox.counts().await? {
        let (to, state) = (count.destination.as_str(), count.state.as_str());
        lines.push(format!("{to}: {} {state}, not connected", count.count));
    }
    for to in Destination::ALL.iter().copied().filter(|to| destination.is_none_or(|asked| asked == *to)) {
        for row in stores.outbox.newest(to, None, limit).await? {
            lines.push(format!("{:>8}  {}  {}  {}", row.id, when(row.created), row.key, row.payload));
        }
    }
    Ok(lines)
}

async fn audit(stores: &Stores, action: &str, replay: &Replay) -> StoreResult<()> {
    let detail = serde_json::to_string(&replay.selection).unwrap_or_default();
    let subject = format!("replay:{}", replay.id);
    stores.audit.record(entry(now(), action, subject, detail)).await.map(|_| ())
}

fn now() -> i64 {
    (chance::clock())().as_microsecond()
}

fn line(replay: &Replay) -> String {
    let kind = if replay.dry_run { "dry run" } else { "replay" };
    let (state, report) = (replay.state.as_str(), &replay.report);
    format!(
        "{kind} {} {state}: {} messages read again, at message {} of {}",
        replay.id, report.messages, replay.cursor, replay.last
    )
}

fn tell(report: &ReplayReport, dry_run: bool) -> Result<(), BootError> {
    let would = if dry_run { "would be " } else { "" };
    say(&format!(
        "events: {} {would}added, {} {would}removed, {} {would}changed, {} the same",
        report.events_added, report.events_removed, report.events_changed, report.events_same
    ))?;
    say(&format!("messages: {} {would}out of quarantine, {} in quarantine", report.mended, report.refused))?;
    say(&format!("views: {} {would}written", report.views))?;
    for (field, count) in &report.fields {
        say(&format!("  {field}: {count}"))?;
    }
    say(&format!("effects {would}added: {}", report.effects.values().sum::<u64>()))?;
    for (effect, count) in &report.effects {
        say(&format!("  {effect}: {count}"))?;
    }
    for line in &report.unseen {
        say(&format!("not included: {line}"))?;
    }
    for sample in &report.samples {
        say(&format!("  {sample}"))?;
    }
    Ok(())
}
