//! `waypost simulate`: partners that know the truth tell a running product, and ask it afterwards what it believes.

use jiff::Timestamp;

use super::{BootError, chance, demo};
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

/// What the command line asks for.
#[derive(Debug)]
pub struct Trial {
    /// Where the product runs.
    pub url: String,
    /// A token with `orders:read` for every organisation.
    pub token: String,
    /// About so many orders.
    pub orders: usize,
    /// What decides the stories.
    pub seed: u64,
    /// The moment at which they stand; none: now.
    pub at: Option<Timestamp>,
    /// Messages a second; none: as fast as they are taken.
    pub rate: Option<u32>,
    /// Messages that come hours or days late.
    pub disorder: Share,
    /// Messages that come twice.
    pub duplicates: Share,
    /// Stories in which the ERP claims what only the carrier can know, or a depot scans what is delivered.
    pub contradictions: Share,
    /// Stories in which the TMS withdraws what it said.
    pub withdrawn: Share,
    /// Stories whose parcel bears a used number.
    pub reuse: Share,
    /// Stories in which a clock runs ahead.
    pub skew: Share,
    /// When a partner cannot send.
    pub outages: Vec<Outage>,
    /// The first so many stories have pictures as proof.
    pub pictures: u64,
    /// The product's process on this machine, to report its memory.
    pub pid: Option<u32>,
    /// As JSON.
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
    say(&if trial.json { json()? } else { verdict.text() });
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

#[expect(clippy::print_stderr, reason = "how far it is, for whoever waits")]
fn watch(progress: Progress) {
    match progress {
        Progress::Told { orders, messages } => eprintln!("{orders} orders told with {messages} messages"),
        Progress::Waiting(messages) => eprintln!("{messages} messages wait to be applied"),
        Progress::Asked(orders) => eprintln!("{orders} orders asked for"),
    }
}

#[expect(clippy::print_stdout, reason = "the result of a command")]
fn say(text: &str) {
    println!("{}", text.trim_end());
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
