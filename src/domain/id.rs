//! Identifiers are types: a message number cannot be passed where an object number is meant.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id! {
    /// A stored message: one row of the inbox. Numbers grow in the order of acceptance.
    MessageId
}
number_id! {
    /// Something that names point at: an order, a delivery, a shipment, a package …
    ObjectId
}

/// Who said something: the `source` of a connector (`s4`, `tms`, `ups`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SourceId(pub String);

/// The source of what people write down here: no connector's, for it has a colon in it.
const PEOPLE: &str = "waypost:people";
/// How the source of an operator's own word begins. No connector's source has a colon in it.
const OPERATOR: &str = "operator:";

impl SourceId {
    /// An operator of that name, who may settle what partners contradict each other about.
    pub fn operator(name: &str) -> Self {
        Self(format!("{OPERATOR}{name}"))
    }

    /// People who note here what was said to or by a customer.
    pub fn people() -> Self {
        Self(PEOPLE.to_owned())
    }

    /// Whether somebody noted it here, and no system told it.
    pub fn is_people(&self) -> bool {
        self.0 == PEOPLE
    }

    /// Whether an operator said it.
    pub fn is_operator(&self) -> bool {
        self.0.starts_with(OPERATOR)
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for SourceId {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

/// The identity of an event: which message said it, where in that message, and in which replay.
/// A replay writes a new generation and supersedes the older one (EVENTS, "From a message to its events").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct EventId {
    /// The message that carried it.
    pub message: MessageId,
    /// Its place among the events of that message, from 0.
    pub ordinal: u32,
    /// 0 when first mapped; one more with each replay.
    pub generation: u32,
}
