//! Messages, as operators look for them.

use super::{FilterChoice, Status, When};

/// A list of messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessagesPage {
    /// What is looked for: a number, or the sender's key.
    pub q: String,
    /// The states to choose from.
    pub states: Vec<FilterChoice>,
    /// The sources to choose from.
    pub sources: Vec<FilterChoice>,
    /// Whether anything is chosen.
    pub narrowed: bool,
    /// The messages, the newest first.
    pub rows: Vec<MessageLine>,
    /// Said below: that only the newest are shown, or that the search goes on.
    pub note: Option<String>,
    /// The address of the next page.
    pub more: Option<String>,
    /// When this was so.
    pub as_of: When,
}

/// One message of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageLine {
    /// Its number.
    pub id: String,
    /// When it came.
    pub received: When,
    /// `UPS`.
    pub source: String,
    /// How it stands.
    pub status: Status,
    /// Why: `Waits for an order with Tracking 1Z…`, `BAD_TIME at /events/0: …`.
    pub why: String,
    /// The sender's key.
    pub key: String,
}

/// One message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessagePage {
    /// Its number.
    pub id: String,
    /// How it stands.
    pub status: Status,
    /// Name and value: source, connector, key, when it came, how long it is.
    pub facts: Vec<(String, String)>,
    /// Why it was refused.
    pub refusals: Vec<MessageRefusal>,
    /// What it waits for: name and address.
    pub waits: Vec<(String, String)>,
    /// What it told of, likewise.
    pub told: Vec<(String, String)>,
    /// The headers that were kept; what may be a credential is named and not shown.
    pub headers: Vec<(String, String)>,
    /// Its body, where it is asked for.
    pub body: Option<String>,
    /// The address with the body.
    pub with_body: String,
}

/// A reason why a message, or a part of it, was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageRefusal {
    /// `BAD_TIME`.
    pub code: String,
    /// Where in the message.
    pub position: String,
    /// What.
    pub message: String,
    /// What brings it about.
    pub cause: String,
    /// How to mend it.
    pub remedy: String,
}

/// Codes that no table knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnmappedPage {
    /// The codes, the latest first.
    pub rows: Vec<UnmappedLine>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// When this was so.
    pub as_of: When,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnmappedLine {
    /// `UPS`.
    pub source: String,
    /// Field and code as sent.
    pub code: String,
    /// The sender's words.
    pub text: String,
    /// `12 reports on 3 orders`.
    pub count: String,
    /// When it came last.
    pub last: When,
    /// The message of that report: its number.
    pub message: String,
    /// Its order.
    pub order: String,
}
