//! Section `data`.

use std::path::PathBuf;

use serde::Deserialize;

/// Where it keeps what must not be lost.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The folder; it is made when it is not there.
    pub dir: PathBuf,
}
