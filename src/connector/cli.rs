//! `waypost connector check` and `waypost connector try`: what an integration person works with.

use std::io::{self, Write};
use std::path::Path;

use super::map::Mapped;
use super::{Connector, LoadError, Registry, samples};
use crate::domain::event::{Body, Event};

/// Compiles every connector in `dir` and runs its samples. True when all is as expected.
///
/// # Errors
/// Only when `out` cannot be written.
pub fn check(dir: &Path, out: &mut dyn Write) -> io::Result<bool> {
    let registry = match Registry::load(dir) {
        Ok(registry) => registry,
        Err(faults) => return told(&faults, out).map(|()| false),
    };
    let (mut ran, mut differing) = (0, 0);
    for connector in registry.iter() {
        let outcomes = samples::run(connector, &dir.join(connector.name()));
        writeln!(out, "{}: {} samples", connector.name(), outcomes.len())?;
        if outcomes.is_empty() {
            differing += 1;
            writeln!(out, "  samples/ is empty: write x.json and x.expected.json")?;
        }
        for outcome in outcomes.iter().filter(|outcome| !outcome.differences.is_empty()) {
            differing += 1;
            writeln!(out, "  {}", outcome.name)?;
            for difference in &outcome.differences {
                writeln!(out, "    {difference}")?;
            }
        }
        ran += outcomes.len();
    }
    let verdict = if differing == 0 { "all as expected".to_owned() } else { format!("{differing} not as expected") };
    writeln!(out, "{} connectors, {ran} samples: {verdict}", registry.iter().count())?;
    Ok(differing == 0)
}

/// Shows what one message would become, as JSON or for people. Headers may stand beside it in `FILE.headers.json`.
/// Returns the exit code: 0, or 1 when something was refused, or 2 when there is nothing to try.
///
/// # Errors
/// Only when `out` cannot be written.
pub fn try_file(dir: &Path, name: &str, file: &Path, json: bool, out: &mut dyn Write) -> io::Result<u8> {
    let connector = match Connector::load(&dir.join(name)) {
        Ok(connector) => connector,
        Err(faults) => return told(&faults, out).map(|()| 2),
    };
    let input = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()));
    let mapped = match input.and_then(|body| Ok((samples::headers(file)?, body))) {
        Ok((headers, body)) => samples::process(&connector, &headers, &body),
        Err(fault) => return writeln!(out, "{fault}").map(|()| 2),
    };
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&samples::report(&mapped))?)?;
    } else {
        readable(&mapped, out)?;
    }
    Ok(u8::from(!mapped.refused.is_empty()))
}

fn told(faults: &[LoadError], out: &mut dyn Write) -> io::Result<()> {
    faults.iter().try_for_each(|fault| writeln!(out, "{fault}"))
}

fn readable(mapped: &Mapped, out: &mut dyn Write) -> io::Result<()> {
    let test = if mapped.test { " (a test: shown, never applied)" } else { "" };
    writeln!(out, "{} events, {} refused{test}", mapped.events.len(), mapped.refused.len())?;
    for draft in &mapped.events {
        writeln!(out, "  {}", line(&draft.event))?;
    }
    for refusal in &mapped.refused {
        let position = if refusal.position.is_empty() { "the whole message" } else { &refusal.position };
        writeln!(out, "  {} at {position}: {}\n    {}", refusal.code, refusal.message, refusal.remedy)?;
    }
    Ok(())
}

/// One event in one line: when, what, of which object, where.
fn line(event: &Event) -> String {
    let at = event.at.map_or("(no time)".to_owned(), |at| at.to_string());
    let what = match &event.body {
        Body::Milestone(milestone) => format!("{:?} {}", milestone.classifier, milestone.milestone).to_lowercase(),
        Body::Exception(exception) => match exception.reason {
            Some(reason) => format!("{} because {reason}", exception.exception),
            None => exception.exception.to_string(),
        },
        body => body.type_name().to_owned(),
    };
    let name = event.refs.first().map_or(String::new(), |reference| format!(" {}", reference.value));
    let place = event
        .place
        .as_ref()
        .and_then(|place| place.city.as_deref())
        .map_or(String::new(), |city| format!(" in {city}"));
    let raw = event.raw.as_ref().and_then(|raw| raw.text.as_deref()).map_or(String::new(), |text| format!(": {text}"));
    format!("{at}  {what} of {}{name}{place}{raw}", event.of.as_str())
}
