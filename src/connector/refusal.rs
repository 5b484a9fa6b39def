//! What we could not make an event of, and the page behind each code: its cause and its remedy.

use serde::Serialize;

use crate::codec::Unreadable;

/// A message, or a part of one, that became no event. Its neighbours did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// A stable code; [`explain`] has its page.
    pub code: &'static str,
    /// Where: `byte 17, line 2, column 5` for bytes that cannot be read, else a JSON pointer into the message.
    pub position: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Refusal {
    /// A refusal with the usual remedy of its code.
    pub(super) fn new(code: &'static str, position: impl Into<String>, message: impl Into<String>) -> Self {
        let remedy = explain(code).map_or(String::new(), |page| page.remedy.to_owned());
        Self { code, position: position.into(), message: message.into(), remedy }
    }
}

impl From<Unreadable> for Refusal {
    fn from(unreadable: Unreadable) -> Self {
        Self::new(unreadable.code, unreadable.position, unreadable.message)
    }
}

/// What an operator reads about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The code.
    pub code: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// Why it happens.
    pub cause: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// The page of a code; nothing for a code that does not come from reading or mapping.
pub fn explain(code: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.code == code)
}

/// Every code of reading and mapping.
pub const PAGES: &[Page] = &[
    Page {
        code: "JSON_INVALID",
        title: "Not JSON",
        cause: "The bytes do not follow JSON: cut off on the way, another format, or text pasted into a value unescaped.",
        remedy: "Compare the bytes at the position with what the sender meant, and have it send the message again.",
    },
    Page {
        code: "JSON_TOO_DEEP",
        title: "Nested too deep",
        cause: "The message nests deeper than 64 levels. No known partner does; a faulty or hostile sender may.",
        remedy: "Ask the sender what made it; the bound is not configurable.",
    },
    Page {
        code: "JSON_ENCODED_TWICE",
        title: "JSON inside a string",
        cause: "The object was turned into text, and that text was turned into JSON again: the body is one string, with escaped quotes inside.",
        remedy: "Have the sender serialise once: send the object itself, not its text, then have it send the message again.",
    },
    Page {
        code: "CLOUDEVENT_INVALID",
        title: "Not a CloudEvent",
        cause: "The envelope lacks an attribute that CloudEvents 1.0 requires, a header cannot be read, or the data do not fit their content type.",
        remedy: "Have the sender set specversion 1.0, id, source and type, percent-encode headers as UTF-8, and send JSON as application/json.",
    },
    Page {
        code: "EVENT_INVALID",
        title: "The mapping wrote no valid event",
        cause: "A value of the message does not fit the canonical event: no reference, a time without a date, a word that is not in the vocabulary.",
        remedy: "If the sender's value is wrong, have it corrected; if it is right, correct the connector's inbound.jq, try it on this message, then replay.",
    },
    Page {
        code: "VALUE_UNREADABLE",
        title: "A quantity or amount cannot be read",
        cause: "A quantity, weight, size or amount is no number, or one that can be read in several ways: 1,000 is a thousand or one. Everything else in the message was applied; this value is unknown, and nothing was guessed.",
        remedy: "Have the sender write numbers with a decimal point and without thousands separators or units, and send the message again.",
    },
    Page {
        code: "UPSTREAM_ERROR",
        title: "The partner reported an error",
        cause: "The message is the partner's own error answer and not data.",
        remedy: "Look the partner's code up in its documentation: credentials, a wrong number, or an outage. Nothing to replay.",
    },
    Page {
        code: "MAPPING_REFUSED",
        title: "The connector does not take this",
        cause: "The mapping knows what this is and refuses it: a type of message that it does not handle, or a part that makes no sense.",
        remedy: "If it should be handled, extend the connector's inbound.jq, then replay; otherwise have the sender stop sending it.",
    },
    Page {
        code: "MAP_FAILED",
        title: "The mapping failed",
        cause: "inbound.jq stopped with an error on this message, mostly a value of another type than it expects.",
        remedy: "Run `waypost connector try` on the message, correct inbound.jq, then replay.",
    },
    Page {
        code: "MAP_TIMEOUT",
        title: "The mapping took too long",
        cause: "inbound.jq did not finish within its deadline: a loop without an end, or a message much larger than usual.",
        remedy: "Correct inbound.jq or have the message split, then replay. Restart the process to be rid of a mapping that never ends.",
    },
    Page {
        code: "TOO_MANY_EVENTS",
        title: "Too many events in one document",
        cause: "One document became more events than the connector allows; what came before the bound is kept.",
        remedy: "Have the sender split the message, or raise limits.events in connector.toml, then replay.",
    },
    Page {
        code: "TOO_MANY_BYTES",
        title: "Too large a result",
        cause: "The events of one document are larger than the connector allows; what came before the bound is kept.",
        remedy: "Have the sender split the message, or raise limits.bytes in connector.toml, then replay.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_once_and_says_something() {
        for page in PAGES {
            assert_eq!(explain(page.code), Some(page));
            assert!(!page.title.is_empty() && page.cause.ends_with('.') && page.remedy.ends_with('.'), "{page:?}");
            assert_eq!(PAGES.iter().filter(|other| other.code == page.code).count(), 1, "{}", page.code);
        }
        assert_eq!(explain("NO_SUCH_CODE"), None);
    }
}
