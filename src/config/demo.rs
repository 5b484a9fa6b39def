//! Section `demo`.

use serde::Deserialize;

/// The demo world: partners that send made-up messages, and people who sign in without a password.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demo {
    /// Whether it is on; `serve --demo` turns it on.
    pub enabled: bool,
}
