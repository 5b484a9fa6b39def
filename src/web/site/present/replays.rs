//! Replays, as an operator's page shows them.

use app::model::{Icon, ReplayRow, Status, Tone};

use super::{clock::Clock, milestones::utc, names};
use crate::store::{Replay, ReplayReport, ReplayState, Selection};

/// One replay.
pub fn replay(replay: &Replay, clock: &Clock) -> ReplayRow {
    let report = &replay.report;
    let dry = replay.dry_run;
    let actor = replay.actor.split_once(':').map_or(replay.actor.as_str(), |(_, id)| id);
    let done = replay.state == ReplayState::Done;
    ReplayRow {
        id: replay.id,
        name: format!("{} {}", if dry { "Dry run" } else { "Replay" }, replay.id),
        status: status(replay.state),
        which: which(&replay.selection),
        by: actor.rsplit([':', '#', '/']).next().unwrap_or(actor).to_owned(),
        asked: clock.table(utc(replay.created), None),
        progress: format!(
            "{} read again, at message {} of {}",
            names::count(usize::try_from(report.messages).unwrap_or(usize::MAX), "message", "messages"),
            replay.cursor,
            replay.last
        ),
        runs: replay.state == ReplayState::Running,
        paused: replay.state == ReplayState::Paused,
        may_follow: dry && done && !report.is_unchanged(),
        fields: fields(&replay.selection),
        report: lines(report, dry, replay.error.as_deref()),
        samples: report.samples.clone(),
    }
}

fn status(state: ReplayState) -> Status {
    match state {
        ReplayState::Running => Status::new(Tone::Idle, Icon::Hour, "Running"),
        ReplayState::Paused => Status::new(Tone::Warn, Icon::Held, "Paused"),
        ReplayState::Stopped => Status::new(Tone::Idle, Icon::Cross, "Stopped"),
        ReplayState::Done => Status::new(Tone::Good, Icon::Done, "Done"),
        ReplayState::Failed => Status::new(Tone::Bad, Icon::Fail, "Failed"),
    }
}

fn which(selection: &Selection) -> String {
    let time = |micros: i64| utc(micros).timestamp().to_string();
    let mut parts: Vec<String> = Vec::new();
    parts.extend(selection.connector.clone());
    parts.extend(selection.state.clone());
    parts.extend(selection.code.as_ref().map(|code| format!("code {code}")));
    parts.extend(selection.from.map(|at| format!("from {}", time(at))));
    parts.extend(selection.to.map(|at| format!("before {}", time(at))));
    if !selection.messages.is_empty() {
        parts.push(names::count(selection.messages.len(), "message", "messages"));
    }
    if parts.is_empty() { "all messages".to_owned() } else { parts.join(", ") }
}

/// The selection as the form would send it.
fn fields(selection: &Selection) -> Vec<(String, String)> {
    let time = |micros: i64| utc(micros).timestamp().to_string();
    let numbers: Vec<_> = selection.messages.iter().map(ToString::to_string).collect();
    let all = [
        ("connector", selection.connector.clone().unwrap_or_default()),
        ("state", selection.state.clone().unwrap_or_default()),
        ("code", selection.code.clone().unwrap_or_default()),
        ("from", selection.from.map(time).unwrap_or_default()),
        ("to", selection.to.map(time).unwrap_or_default()),
        ("messages", numbers.join(" ")),
        ("everything", if *selection == Selection::default() { "true".to_owned() } else { String::new() }),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn lines(report: &ReplayReport, dry: bool, error: Option<&str>) -> Vec<String> {
    let would = if dry { "would be " } else { "" };
    let mut lines = vec![
        format!(
            "Events: {} {would}added, {} {would}removed, {} {would}changed, {} say the same",
            report.events_added, report.events_removed, report.events_changed, report.events_same
        ),
        format!("Quarantine: {} {would}out of it, {} in it", report.mended, report.refused),
        format!("Orders: {} {would}written anew{}", report.views, counted(&report.fields)),
        format!("Effects {would}added: {}{}", report.effects.values().sum::<u64>(), counted(&report.effects)),
    ];
    lines.extend(report.unseen.iter().map(|line| format!("Not included: {line}")));
    lines.extend(error.map(str::to_owned));
    lines
}

fn counted(counts: &std::collections::BTreeMap<String, u64>) -> String {
    let each: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) }
}
