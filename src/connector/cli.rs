//! `waypost connector check` and `waypost connector try`: what an integration person works with.

use std::io::{self, Write};
use std::path::Path;

use super::map::Mapped;
use super::{Connector, LoadError, Registry, samples};
use crate::domain::event::{Body, Event, Expected};
use crate::domain::ownership::{Claimed, Ownership, System};
use crate::domain::time::When;

/// Compiles every connector in `dir`, runs its samples and holds what it says it owns against the table. True when all is as
/// expected.
///
/// # Errors
/// Only when `out` cannot be written.
pub fn check(dir: &Path, ownership: &Ownership, out: &mut dyn Write) -> io::Result<bool> {
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
        for line in disowned(connector, ownership) {
            differing += 1;
            writeln!(out, "  {line}")?;
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

/// What a connector says it owns and the table gives to others.
fn disowned(connector: &Connector, ownership: &Ownership) -> Vec<String> {
    let settings = connector.settings();
    let line = |owns: &String| match ownership.claimed(owns, settings.system) {
        Claimed::Holds => None,
        Claimed::Unknown => {
            Some(format!("connector.toml: owns `{owns}`, which is no section or status domain: /ownership lists them"))
        }
        Claimed::Behind(before) => {
            let before: Vec<_> = before.into_iter().map(System::as_str).collect();
            Some(format!(
                "connector.toml: owns `{owns}`, and by the ownership table (version {}) {} come before {}: take it off the list, or change the table",
                ownership.version(),
                before.join(", "),
                settings.system
            ))
        }
    };
    settings.owns.iter().filter_map(line).collect()
}

/// Shows what one message would become, as JSON or for people. Headers may stand beside it in `FILE.headers.json`.
/// Returns the exit code: 0, or 1 when something was refused, or 2 when there is nothing to try.
///
/// # Errors
/// Only when `out` cannot be written.
pub fn try_file(dir: &Path, name: &str, file: &Path, json: bool, out: &mut dyn Write) -> io::Result<u8> {
    if !dir.join(name).join("connector.toml").is_file() {
        return writeln!(out, "there is no connector `{name}` in {}", dir.display()).map(|()| 2);
    }
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
    let name = event.refs.first().map_or("", |reference| reference.value.as_str());
    let city = event.place.as_ref().and_then(|place| place.city.as_deref());
    let place = city.map_or(String::new(), |city| format!(" in {city}"));
    let text = event.raw.as_ref().and_then(|raw| raw.text.as_deref());
    let raw = text.map_or(String::new(), |text| format!(": {text}"));
    format!("{at}  {} of {} {name}{place}{raw}", what(&event.body), event.of.as_str())
}

fn what(body: &Body) -> String {
    match body {
        Body::Milestone(milestone) => {
            let classifier = format!("{:?}", milestone.classifier).to_lowercase();
            let expected = milestone.expected.as_ref().map_or(String::new(), window);
            format!("{classifier} {}{expected}", milestone.milestone)
        }
        Body::Exception(exception) => match exception.reason {
            Some(reason) => format!("{} because {reason}", exception.exception),
            None => exception.exception.to_string(),
        },
        body => body.type_name().to_owned(),
    }
}

fn window(expected: &Expected) -> String {
    let side = |word: &str, at: Option<When>| at.map_or(String::new(), |at| format!(" {word} {at}"));
    format!("{}{}", side("from", expected.from), side("to", expected.to))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::{connector::registry, domain::ownership::DEFAULT};

    fn tried(name: &str, file: &str, json: bool) -> (u8, String) {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors");
        let file: PathBuf = dir.join(name).join("samples").join(file);
        let mut out = Vec::new();
        let code = try_file(&dir, name, &file, json, &mut out).unwrap();
        (code, String::from_utf8(out).unwrap())
    }

    #[test]
    fn what_the_table_gives_to_others_is_told() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors");
        let table = DEFAULT.replace("section,order.promise,erp storefront", "section,order.promise,storefront erp");
        let mut out = Vec::new();
        assert!(!check(&dir, &Ownership::parse(&table).unwrap(), &mut out).unwrap());
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("owns `order.promise`") && out.contains("storefront come before erp"), "{out}");
        assert!(out.contains("1 not as expected"), "{out}");
        let odd = registry::tests::connector("owns = [\"order.colour\"]\n", ".").unwrap();
        assert!(disowned(&odd, &Ownership::default())[0].contains("`order.colour`, which is no section"));
    }

    #[test]
    fn a_message_that_is_mapped_whole_is_a_success() {
        let (code, out) = tried("ups", "track_weather.json", true);
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, report["events"].as_array().map(Vec::len)), (0, Some(3)));
        assert_eq!(report["refused"], serde_json::json!([]));
    }

    #[test]
    fn people_read_what_when_and_where() {
        let (code, out) = tried("ups", "track_weather.json", false);
        assert_eq!(code, 0);
        assert!(out.starts_with("3 events, 0 refused\n"), "{out}");
        assert!(
            out.contains(
                "2026-05-13T14:40:00-05:00  DELAYED because WEATHER of package 1Z999AA10123456784 in Memphis: Severe"
            ),
            "{out}"
        );
        assert!(
            out.contains("estimated DELIVERED from 2026-05-15T13:00:00 to 2026-05-15T17:00:00 of package"),
            "{out}"
        );
    }

    #[test]
    fn a_refusal_is_told_with_its_remedy_and_is_no_success() {
        let (code, out) = tried("erp_generic", "unknown_type.json", false);
        assert_eq!(code, 1);
        assert!(out.contains("MAPPING_REFUSED at /type: ") && out.contains("inbound.jq"), "{out}");
        assert_eq!(tried("erp_generic", "unknown_type.json", true).0, 1);
    }

    #[test]
    fn headers_stand_beside_a_message() {
        assert_eq!(tried("erp_generic", "delivery_changed.json", true).0, 0);
    }

    #[test]
    fn a_test_is_marked() {
        assert!(tried("tms_generic", "test_and_retraction.json", true).1.contains("\"test\": true"));
        assert!(tried("tms_generic", "test_and_retraction.json", false).1.contains("a test: shown, never applied"));
    }

    #[test]
    fn where_there_is_nothing_to_try_it_says_so() {
        assert_eq!(tried("ups", "nothing.json", true).0, 2);
        let (code, out) = tried("nobody", "nothing.json", true);
        assert_eq!(code, 2);
        assert!(out.contains("there is no connector `nobody`"), "{out}");
    }
}
