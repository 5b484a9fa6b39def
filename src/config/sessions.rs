//! Section `sessions`.

use serde::Deserialize;

/// How long people stay signed in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// Minutes without a request after which a session ends.
    pub idle_minutes: u32,
    /// Hours after which it ends in any case.
    pub absolute_hours: u32,
    /// IANA zone in which times are shown to people whose identity provider names none.
    pub zone: String,
}
