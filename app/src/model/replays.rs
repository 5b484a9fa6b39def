//! Messages that run again, as an operator sees it.

use super::{Status, When};

/// The page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplaysPage {
    /// The connectors whose messages can be chosen.
    pub connectors: Vec<String>,
    /// The newest first.
    pub replays: Vec<ReplayRow>,
}

/// One replay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayRow {
    /// Its number.
    pub id: i64,
    /// `Dry run 3`, `Replay 4`.
    pub name: String,
    /// `Running`, `Done`.
    pub status: Status,
    /// Which messages: `ups, in quarantine, code JQ_FAILED`.
    pub which: String,
    /// Who asked.
    pub by: String,
    /// When.
    pub asked: When,
    /// `1200 messages read again, at 3400 of 5000`.
    pub progress: String,
    /// It may be paused.
    pub runs: bool,
    /// It may be gone on with.
    pub paused: bool,
    /// A dry run that is over and found something: it may be done for real.
    pub may_follow: bool,
    /// The same selection as form fields, for doing it for real.
    pub fields: Vec<(String, String)>,
    /// What it changed, or would change, line by line.
    pub report: Vec<String>,
    /// A few of the differences.
    pub samples: Vec<String>,
}
