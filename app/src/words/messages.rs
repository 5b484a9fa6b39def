//! The words of the operators' pages of messages and codes.

#![allow(missing_docs, reason = "each name says where its words stand")]

pub const MESSAGES: &str = "Messages";
pub const TEXT: &str = "Everything that was received, newest first. Parked messages name something that belongs to no order yet; quarantined ones could not be read in whole or in part.";
pub const FILTERS: &str = "Filter messages";
pub const STATE: &str = "Status";
pub const SOURCE: &str = "Source";
pub const NUMBER: &str = "Number or message key";
pub const FILTER: &str = "Filter";
pub const CLEAR: &str = "Show all";
pub const NONE: &str = "No messages match";
pub const NONE_TEXT: &str =
    "A message that could not be read is found by its key, not by the numbers in it. Try fewer filters.";
pub const MESSAGE: &str = "Message";
pub const RECEIVED: &str = "Received";
pub const WHY: &str = "Details";
pub const KEY: &str = "Key";
pub const BACK: &str = "All messages";
pub const REFUSED: &str = "Why it was refused";
pub const CAUSE: &str = "Cause: ";
pub const REMEDY: &str = "Remedy: ";
pub const WAITS: &str = "Waits for";
pub const WAITS_TEXT: &str = "It is applied as soon as these belong to an order.";
pub const ABOUT: &str = "Reports on";
pub const HEADERS: &str = "Headers";
pub const NO_HEADERS: &str = "No headers were kept.";
pub const BODY: &str = "Body";
pub const BODY_SHOW: &str = "Show body";
pub const BODY_NOTE: &str = "It may hold personal data: showing it is recorded in the audit.";
pub const PREVIEW: &str = "Preview replay";

pub const UNMAPPED: &str = "Unmapped codes";
pub const UNMAPPED_TEXT: &str = "Codes that partners sent and that no table of their connector has. They are kept as sent and change no status. Add a row to the connector’s codes.csv, then replay the messages; a code leaves this list once no order has it any more.";
pub const UNMAPPED_NONE: &str = "All codes are mapped";
pub const UNMAPPED_NONE_TEXT: &str = "No order has a code that its connector’s table does not know.";
pub const UNMAPPED_MORE: &str = "There are more; these are the latest.";
pub const CODE: &str = "Code";
pub const REPORTS: &str = "Reports";
pub const LAST: &str = "Last received";
pub const EXAMPLE: &str = "Example";
pub const ORDER: &str = "Order";

/// `Message 12`.
#[must_use]
pub fn message(id: &str) -> String {
    format!("{MESSAGE} {id}")
}
