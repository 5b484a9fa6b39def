//! What is wrong with the configuration: where it stands, what it is, and how to correct it.

use std::fmt;

/// One fault. All that are found are reported together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where the value comes from: a file, an environment variable, or the defaults.
    pub origin: String,
    /// Section and key, `limits.connections`; empty where a whole file is meant.
    pub key: String,
    /// What is wrong. Never holds a secret.
    pub what: String,
    /// How to correct it.
    pub remedy: String,
}

impl Fault {
    /// A fault of a key, or of a whole file where `key` is empty.
    pub fn new(
        origin: impl Into<String>,
        key: impl Into<String>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { origin: origin.into(), key: key.into(), what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.origin)?;
        if !self.key.is_empty() {
            write!(formatter, "{}: ", self.key)?;
        }
        write!(formatter, "{}. {}.", self.what, self.remedy)
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the configuration cannot be used:\n{}", listed(.faults))]
pub struct ConfigError {
    /// Everything that is wrong with it.
    pub faults: Vec<Fault>,
    /// What could be read of it, over the defaults: for whoever checks that too.
    pub rest: Option<Box<super::Config>>,
}

impl From<Vec<Fault>> for ConfigError {
    fn from(faults: Vec<Fault>) -> Self {
        Self { faults, rest: None }
    }
}

fn listed(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("  {fault}")).collect::<Vec<_>>().join("\n")
}
