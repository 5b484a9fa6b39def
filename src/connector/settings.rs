//! `connector.toml`: who the system is, how it proves itself, what identifies a message, what it owns.

use std::path::Path;

use jiff::SignedDuration;
use serde::Deserialize;

use super::authentication::Authentication;
use super::error::{LoadError, line_of};
use crate::domain::{ownership::System, source_health::ExpectedInterval, tzdb};

/// The longest expected interval, in minutes.
const MOST_SILENT: u32 = 43_200;

/// Everything a `connector.toml` says. Unknown keys are errors.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The name, which is also the folder's and stands in the endpoint (`/ingest/NAME`).
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What kind of system it is.
    pub system: System,
    /// The source to which its events are attributed.
    pub source: String,
    /// The format of its messages.
    pub format: Format,
    /// The success status that the sender wants.
    #[serde(default = "accepted")]
    pub answer: u16,
    /// The ways in which it may prove itself; any of them is enough.
    pub authentication: Vec<Authentication>,
    /// What identifies a message.
    #[serde(default)]
    pub message: Message,
    /// Sections and status domains that it is meant to own; the ownership table decides, and `connector check` tells of a disagreement.
    #[serde(default)]
    pub owns: Vec<String>,
    /// After how many silent minutes the source is stale; absent where none is expected.
    pub stale: Option<u32>,
    /// Where its silence counts in working hours only.
    pub working: Option<Working>,
    /// The validation handshake of its webhooks.
    pub handshake: Option<Handshake>,
    /// Values of the connector's own, for its mapping: `$meta.values`. What differs from one installation to the next.
    #[serde(default)]
    pub values: serde_json::Map<String, serde_json::Value>,
    /// Bounds on what one document may become.
    #[serde(default)]
    pub limits: Limits,
}

fn accepted() -> u16 {
    202
}

/// Formats that a codec reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One JSON value a message.
    Json,
    /// CloudEvents 1.0 in any HTTP mode.
    Cloudevents,
}

/// Handshakes before a sender believes that we want its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handshake {
    /// `OPTIONS` with `WebHook-Request-Origin`, answered with `WebHook-Allowed-Origin`.
    Cloudevents,
}

/// What identifies a message, and what marks a test.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The parts of the key; absent, or where one is missing: SHA-256 of the body.
    #[serde(default)]
    pub key: Vec<KeyPart>,
    /// A JSON pointer; where it leads to `true`, the document is a test and must never reach production data.
    pub test: Option<String>,
}

/// One part of a message's key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum KeyPart {
    /// `header:NAME`, the name in lower case.
    Header(String),
    /// `pointer:/PATH`, a JSON pointer into the document.
    Pointer(String),
}

impl TryFrom<String> for KeyPart {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("header", name)) if !name.is_empty() => Ok(Self::Header(name.to_ascii_lowercase())),
            Some(("pointer", path)) if path.starts_with('/') => Ok(Self::Pointer(path.to_owned())),
            _ => Err(format!("`{text}` is neither header:NAME nor pointer:/PATH")),
        }
    }
}

/// Whose working hours an expected interval counts in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Working {
    /// ISO 3166-1 alpha-2: the calendar of that country.
    pub country: String,
    /// IANA name of the zone in which its hours are read.
    pub zone: String,
}

/// Bounds on what one document may become.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Events; at most 10,000.
    pub events: usize,
    /// Bytes of all events together; at most 64 MiB.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { events: 1_000, bytes: 4 << 20 }
    }
}

impl Settings {
    /// Reads and checks a `connector.toml`.
    pub(super) fn parse(file: &Path, text: &str) -> Result<Self, Vec<LoadError>> {
        let settings: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            vec![LoadError::new(file, line, error.message().trim(), "connectors/README.md lists the keys.")]
        })?;
        let faults: Vec<_> =
            settings.faults(file).map(|(what, remedy)| LoadError::new(file, None, what, remedy)).collect();
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }

    /// How often its source is to be heard; `None` where none is expected.
    pub fn interval(&self) -> Option<ExpectedInterval> {
        let longest = SignedDuration::from_mins(i64::from(self.stale?));
        let zone = |working: &Working| Some((working.country.clone(), tzdb::named(&working.zone)?));
        Some(ExpectedInterval { longest, working: self.working.as_ref().and_then(zone) })
    }

    /// What the types alone cannot say.
    fn faults(&self, file: &Path) -> impl Iterator<Item = (String, &'static str)> {
        let folder = file.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
        let faults = [
            (self.name != folder)
                .then(|| (format!("name `{}` in folder `{folder}`", self.name), "Use the folder's name.")),
            (!is_name(&self.name) || !is_name(&self.source))
                .then(|| ("name and source".to_owned(), "Use small letters, digits and `_`, at most 40.")),
            (!(200..300).contains(&self.answer))
                .then(|| (format!("answer {}", self.answer), "Use a success status, 200 to 299.")),
            self.authentication
                .is_empty()
                .then(|| ("no authentication".to_owned(), "List at least one [[authentication]].")),
            (self.stale == Some(0) || self.stale.is_some_and(|minutes| minutes > MOST_SILENT)).then(|| {
                let minutes = self.stale.unwrap_or_default();
                (
                    format!("stale {minutes}"),
                    "Minutes: 1 to 43200 (30 days), or leave it out where no interval is expected.",
                )
            }),
            self.working
                .as_ref()
                .filter(|working| !tzdb::is_known(&working.zone))
                .map(|working| (format!("working.zone `{}`", working.zone), "Use an IANA name: `America/Chicago`.")),
            (self.working.is_some() && self.stale.is_none())
                .then(|| ("working without stale".to_owned(), "Say after how many silent minutes it is stale.")),
            (self.limits.events > 10_000 || self.limits.bytes > 64 << 20)
                .then(|| ("limits too wide".to_owned(), "At most 10,000 events and 64 MiB.")),
        ];
        faults.into_iter().flatten()
    }
}

fn is_name(text: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=40).contains(&text.len()) && text.bytes().all(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "name = \"x\"\ntitle = \"X\"\nsystem = \"tms\"\nsource = \"x\"\nformat = \"json\"\n";

    fn parse(text: &str) -> Result<Settings, Vec<LoadError>> {
        Settings::parse(Path::new("connectors/x/connector.toml"), text)
    }

    #[test]
    fn defaults_are_as_documented() {
        let settings = parse(&format!("{GOOD}[[authentication]]\ntype = \"bearer\"\n")).unwrap();
        assert_eq!((settings.answer, settings.limits.events, settings.limits.bytes), (202, 1_000, 4_194_304));
        assert!(settings.message.key.is_empty() && settings.stale.is_none());
    }

    #[test]
    fn an_unknown_key_is_an_error_on_its_line() {
        let errors = parse(&format!("{GOOD}colour = \"blue\"\n")).unwrap_err();
        assert_eq!(errors[0].line, Some(6));
        assert!(errors[0].what.contains("colour"), "{}", errors[0]);
    }

    #[test]
    fn faults_are_found_together() {
        let text = GOOD.replace("name = \"x\"", "name = \"Y\"") + "answer = 404\nauthentication = []\n";
        let errors = parse(&text).unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| error.what.as_str()).collect();
        assert_eq!(found, ["name `Y` in folder `x`", "name and source", "answer 404", "no authentication"]);
    }

    #[test]
    fn an_expected_interval_is_read_with_its_working_hours() {
        let end = "[[authentication]]\ntype = \"bearer\"\n";
        assert_eq!(parse(&format!("{GOOD}{end}")).unwrap().interval(), None);
        let interval = parse(&format!("{GOOD}stale = 90\n{end}")).unwrap().interval().unwrap();
        assert_eq!((interval.longest, interval.working), (SignedDuration::from_mins(90), None));
        let working = |zone: &str| format!("{GOOD}stale = 90\n[working]\ncountry = \"US\"\nzone = \"{zone}\"\n{end}");
        let interval = parse(&working("America/Chicago")).unwrap().interval().unwrap();
        assert_eq!(interval.working.unwrap().0, "US");
        let fault = |text: &str| parse(text).unwrap_err()[0].what.clone();
        assert_eq!(fault(&working("Chicago")), "working.zone `Chicago`");
        assert_eq!(fault(&working("UTC").replace("stale = 90\n", "")), "working without stale");
        assert_eq!(fault(&format!("{GOOD}stale = 0\n{end}")), "stale 0");
    }

    #[test]
    fn key_parts_are_read_and_others_refused() {
        assert_eq!(KeyPart::try_from("header:Webhook-Id".to_owned()), Ok(KeyPart::Header("webhook-id".into())));
        assert_eq!(KeyPart::try_from("pointer:/id".to_owned()), Ok(KeyPart::Pointer("/id".into())));
        for wrong in ["id", "header:", "pointer:id", "cookie:x"] {
            assert!(KeyPart::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
