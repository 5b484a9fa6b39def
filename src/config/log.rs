//! Section `log`.

use serde::Deserialize;

/// What is written to the log, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The shape of a line.
    pub format: LogFormat,
    /// What is written: a level, or `target=level` pairs, as the `tracing` crates understand them.
    pub filter: String,
}

/// The shape of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}
