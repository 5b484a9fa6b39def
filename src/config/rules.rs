//! Section `rules`.

use std::path::PathBuf;

use serde::Deserialize;

/// Tables by which the truth is decided, where they differ from those that come with the product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesFiles {
    /// The ownership table, in place of the one that comes with the product.
    #[serde(deserialize_with = "super::blank")]
    pub ownership: Option<PathBuf>,
    /// Calendars, over those that come with the product.
    #[serde(deserialize_with = "super::blank")]
    pub calendars: Option<PathBuf>,
    /// Service levels of the worklists, over those that come with the product.
    #[serde(deserialize_with = "super::blank")]
    pub service_levels: Option<PathBuf>,
}
