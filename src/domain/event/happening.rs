//! Happenings: what occurred. They are never changed; a retraction withdraws them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{
    decimal::Money,
    milestone::{Classifier, Extent, Milestone},
    reason::{Exception, Party, Reason},
    reference::Reference,
    strict::object_of_some_shape,
    time::When,
};

/// Something was reached, is expected or was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MilestoneEvent {
    /// What.
    pub milestone: Milestone,
    /// Whether it took place. Absent: it did.
    #[serde(default)]
    pub classifier: Classifier,
    /// How much of the object: `full` unless it says `partial`.
    #[serde(default, skip_serializing_if = "is_full")]
    pub extent: Extent,
    /// When it is expected, for an estimate or a plan; `at` is then when it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// The sender's system concluded it, and nobody scanned the goods: kept as evidence, it moves nothing that a scan would.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub logical: bool,
    /// The sender takes back that this was reached: its earlier reports of it on the same object, or the latest one where such
    /// happenings repeat (arrivals and departures at hubs), do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Milestone>,
    /// Of `READY_FOR_COLLECTION`: the last day on which it can be collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub collect_by: Option<Date>,
}

impl MilestoneEvent {
    /// That a milestone was reached in full, and nothing more.
    pub fn actual(milestone: Milestone) -> Self {
        Self {
            milestone,
            classifier: Classifier::Actual,
            extent: Extent::Full,
            expected: None,
            logical: false,
            corrects: None,
            collect_by: None,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_full(extent: &Extent) -> bool {
    *extent == Extent::Full
}

/// From … to; only one of them for a point in time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Expected {
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// Not after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<When>,
}

/// Something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExceptionEvent {
    /// What.
    pub exception: Exception,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Who could have done otherwise. Absent: the party of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
    /// The sender says that it is over: what stood on the same object for this reason (without one: for any) is over from here on.
    /// Holds and delays are one to this: whichever was reported ends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resolved: bool,
}

/// A document exists, is pending or cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// What it is.
    pub document: DocumentKind,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// Who took the goods, where that is known without a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_by: Option<String>,
    /// Where the goods were left or handed over, in the sender's words: `Front Door`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<String>,
    /// Its bytes, where to get them, or how it stands with them.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "object_of_some_shape")]
    pub content: Option<Content>,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Proof of delivery.
    Pod,
    /// A signature by itself.
    Signature,
    /// A picture taken at delivery.
    Photo,
    /// The carrier's note of the handover: who took the goods, where they were left. It has no bytes and proves nothing.
    Receipt,
    /// Bill of lading.
    Bol,
    /// Shipping label.
    Label,
    /// Invoice.
    Invoice,
}

/// The content of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Content {
    /// The bytes, in the message.
    Inline {
        /// The sender's media type; what is served is told from the bytes.
        media: String,
        /// The bytes, in base64.
        base64: String,
    },
    /// To be fetched from the source.
    Fetch {
        /// A path or number that the source's driver understands; never an arbitrary address.
        fetch: String,
    },
    /// Kept by us: put in place of the bytes when the message is applied.
    Stored {
        /// SHA-256 of the bytes in hexadecimal: the key in the document store.
        sha256: String,
        /// The media type told from the bytes.
        media: String,
        /// Size in bytes.
        size: u64,
    },
    /// There are no bytes.
    State {
        /// How it stands.
        state: ContentState,
    },
}

/// How it stands with a document that is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContentState {
    /// Will come.
    Pending,
    /// The carrier has none.
    Unavailable,
}

/// A charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Charge {
    /// `linehaul`, `fuel`, or `accessorial:` and what.
    pub kind: String,
    /// How much.
    pub amount: Money,
    /// The invoice on which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Reference>,
}

/// What was already said to the customer, or by the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// By what means.
    pub channel: Channel,
    /// From us or to us.
    pub direction: Direction,
    /// What was said, in short.
    pub summary: String,
    /// Who of us spoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Means of speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// Chat.
    Chat,
}

/// From us or to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer spoke.
    In,
    /// We spoke.
    Out,
}

/// A partner's acknowledgement of what we sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ack {
    /// Which system.
    pub destination: String,
    /// The idempotency key of the effect.
    pub effect: String,
    /// Whether it was taken.
    pub ok: bool,
    /// The partner's code, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The partner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Earlier events (in `retracts`) are withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Retraction {
    /// Why, in the sender's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The links of the event hold from now on, besides those that statements make.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Joined {
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The links of the event, and these names, do not hold: what was said of them until `at` is withdrawn, by an operator whoever
/// said it, by a partner what that partner said. A later word of the same source makes them anew.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Unlinked {
    /// Names that are not the object's: a PRO that was given wrongly. What was told under such a name alone goes with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Reference>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// These names are the object's too: what they name is the same thing, told twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// Names of the duplicates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<Reference>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
