//! `waypost simulate`: partners that know the truth tell a running product, and ask it afterwards what it believes.

use clap::Args;
use jiff::Timestamp;

use super::{BootError, chance, demo, output::notice};
use crate::{
    config::Config,
    simulate::{
        Target,
        chance::Share,
        trial::{
            self, Progress,
            ask::Asker,
            terms::{MOST_ORDERS, Outage, Terms},
        },
    },
};

/// What the command line asks for. Most of it becomes the [`Terms`].
#[derive(Debug, Args)]
pub struct Trial {
    /// Where the product runs.
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    pub url: String,
    /// A token with `orders:read` for every organisation.
    #[arg(long, env = "WAYPOST_TOKEN", hide_env_values = true)]
    pub token: String,
    /// About so many orders, at most 100,000.
    #[arg(long, default_value_t = 1_000)]
    pub orders: usize,
    /// Decides the stories. A product is told one seed once, or again with the same `--at`.
    #[arg(long, default_value_t = 4711)]
    pub seed: u64,
    /// The moment at which the stories stand, RFC 3339; not given: now.
    #[arg(long)]
    pub at: Option<Timestamp>,
    /// Messages a second; not given: as fast as they are taken.
    #[arg(long)]
    pub rate: Option<u32>,
    /// Share of messages that come hours or days late.
    #[arg(long, default_value = "0.2")]
    pub disorder: Share,
    /// Share of messages that come twice, byte for byte.
    #[arg(long, default_value = "0.1")]
    pub duplicates: Share,
    /// Share of stories in which partners contradict each other: on what happened and when, on when it is expected, on how much.
    #[arg(long, default_value = "0.02")]
    pub contradictions: Share,
    /// Share of stories in which the TMS says something wrong and withdraws it.
    #[arg(long, default_value = "0.01")]
    pub withdrawn: Share,
    /// Share of stories whose parcel bears a number that another one bore months ago.
    #[arg(long, default_value = "0.01")]
    pub reuse: Share,
    /// Share of stories in which a carrier's clock runs days ahead.
    #[arg(long, default_value = "0.01")]
    pub skew: Share,
    /// When a partner cannot send, `PARTNER:START+DURATION`: `ups:-26h+1h`; may be given several times.
    #[arg(long = "outage", value_name = "OUTAGE", allow_hyphen_values = true)]
    pub outages: Vec<Outage>,
    /// The first so many stories have pictures as proof of delivery; the others have small receipts.
    #[arg(long, default_value_t = 500)]
    pub pictures: u64,
    /// The product's process on this machine, to report how much memory it had.
    #[arg(long)]
    pub pid: Option<u32>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Runs a trial and prints what it found; whether every difference is explained.
///
/// # Errors
/// No secrets, no address, or the trial could not be ended.
pub async fn simulate(config: Config, trial: Trial) -> Result<bool, BootError> {
    let other = |error: &dyn std::error::Error| BootError::Other(error.to_string());
    if trial.orders == 0 || trial.orders > MOST_ORDERS {
        return Err(BootError::Other(format!("--orders is from 1 to {MOST_ORDERS}")));
    }
    for partner in demo::PARTNERS {
        let none = config.connectors.secrets_of(partner).is_ok_and(|secrets| secrets.is_empty());
        if none {
            return Err(BootError::Other(format!(
                "no secret for {partner} is configured: give the one that the running product has, as connectors.secrets"
            )));
        }
    }
    let base: url::Url =
        trial.url.parse().map_err(|error| BootError::Other(format!("--url {}: {error}", trial.url)))?;
    let target = Target::new(base.clone(), demo::secrets(&config)).map_err(|error| other(&error))?;
    let asker = Asker::new(base, trial.token.clone()).map_err(|error| other(&error))?;
    let clock = chance::clock();
    let terms = terms(&trial, clock());
    let told = trial::run(&terms, (&target, &asker, trial.rate), move || clock(), watch).await;
    let mut verdict = told.map_err(|error| other(&error))?;
    let memory = [("product", trial.pid), ("simulation", Some(std::process::id()))];
    for (process, pid) in memory {
        verdict.peak_memory.extend(pid.and_then(peak_memory).map(|bytes| (process, bytes)));
    }
    let json = || serde_json::to_string_pretty(&verdict).map_err(|error| other(&error));
    let report = if trial.json { json()? } else { verdict.text() };
    // Whoever left before the report still gets its verdict as the exit code.
    notice(std::io::stdout().lock(), report.trim_end());
    Ok(verdict.is_well())
}

fn terms(trial: &Trial, now: Timestamp) -> Terms {
    Terms {
        seed: trial.seed,
        orders: trial.orders,
        // To the second, as it is reported and may be given again.
        at: Timestamp::from_second(trial.at.unwrap_or(now).as_second()).unwrap_or(now),
        disorder: trial.disorder,
        duplicates: trial.duplicates,
        contradictions: trial.contradictions,
        withdrawn: trial.withdrawn,
        reuse: trial.reuse,
        skew: trial.skew,
        outages: trial.outages.clone(),
        pictures: trial.pictures,
    }
}

/// The most memory that a process has had resident, where the system tells (Linux).
fn peak_memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

/// How far it is, for whoever waits.
fn watch(progress: Progress) {
    let line = match progress {
        Progress::Told { orders, messages } => format!("{orders} orders told with {messages} messages"),
        Progress::Waiting(messages) => format!("{messages} messages wait to be applied"),
        Progress::Asked(orders) => format!("{orders} orders asked for"),
    };
    notice(std::io::stderr().lock(), &line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_a_process_is_read_where_there_is_one() {
        assert!(peak_memory(std::process::id()).is_none_or(|bytes| bytes > 1_048_576));
        assert_eq!(peak_memory(u32::MAX), None);
    }
}
