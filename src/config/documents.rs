//! Section `documents`.

use std::path::PathBuf;

use serde::Deserialize;

/// Proof of delivery and other files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// The folder. `None`: `documents` in the data folder.
    #[serde(deserialize_with = "super::blank")]
    pub dir: Option<PathBuf>,
    /// How long a link to a document works, in minutes.
    pub link_minutes: u32,
    /// How long a link to a proof that is made for a customer works, in days.
    pub customer_link_days: u32,
}
