//! Section `replay`.

use serde::Deserialize;

/// How much of the machine replays may take.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// Messages of one round, which is one transaction.
    pub round: usize,
    /// Percent of the time while more than a few live messages wait; 0: none.
    pub busy_percent: u8,
    /// Percent of the time otherwise.
    pub idle_percent: u8,
}
