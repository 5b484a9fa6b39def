//! Section `retention`.

use serde::Deserialize;

/// How long what people wrote is kept.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// After how many days the texts of notes and of done tasks are erased; 0: never.
    pub notes_days: u32,
}
