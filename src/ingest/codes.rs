//! The codes under which a message or a part of one is kept in quarantine, each with a page: its cause and its remedy.
//! The codes of reading and mapping belong to the connector room; these are the rest.

use crate::{
    connector::{PAGES as READING, Page, explain as explain_reading},
    store::Refused,
};

/// Every page.
pub fn all() -> impl Iterator<Item = &'static Page> {
    READING.iter().chain(PAGES)
}

/// The page of a code.
pub fn explain(code: &str) -> Option<&'static Page> {
    explain_reading(code).or_else(|| PAGES.iter().find(|page| page.code == code))
}

/// A refusal with the remedy of its code's page.
pub fn refused(code: &str, position: &str, message: &str) -> Refused {
    let remedy = explain(code).map_or(String::new(), |page| page.remedy.to_owned());
    Refused { code: code.to_owned(), position: position.to_owned(), message: message.to_owned(), remedy }
}

/// The codes of identifying, resolving and keeping.
pub const PAGES: &[Page] = &[
    Page {
        code: "KEY_REUSED",
        title: "Another message under the same key",
        cause: "A message came under a key that is taken, with another body. Both are kept; the first one counts.",
        remedy: "Have the sender give each message an identity of its own, then replay this one.",
    },
    Page {
        code: "MESSAGE_KILLS",
        title: "Reading this ended the process or its task",
        cause: "Three times the process, or the task that reads, ended while this message alone was in work: out of memory, or a fault in reading it.",
        remedy: "Look at its size and shape; replay it once the cause is mended.",
    },
    Page {
        code: "NO_CONNECTOR",
        title: "The connector is gone",
        cause: "The message was accepted for a connector that is no longer installed.",
        remedy: "Install the connector again, then replay.",
    },
    Page {
        code: "NO_NAME",
        title: "Nothing names it",
        cause: "None of the references is of a kind that names such an object.",
        remedy: "Have the sender give a number that names it, or correct the mapping, then replay.",
    },
    Page {
        code: "AMBIGUOUS_REFERENCE",
        title: "The number names several things",
        cause: "A purchase order, bill of lading or container number that several objects rightly bear was the only name given.",
        remedy: "Have the sender give a number that only one of them bears, then replay.",
    },
    Page {
        code: "SOURCE_CONFLICT",
        title: "One name for two things",
        cause: "The message would link a name to another object than the one it names already, put a package into a second shipment, or make one thing of two customers' things.",
        remedy: "Find out which is right; merge what is one, or unlink what is wrong and replay this message. Nothing was changed by this part of it; the rest counts. The orders of both sides show it until then.",
    },
    Page {
        code: "LINK_TO_ITSELF",
        title: "Linked to itself",
        cause: "A link points at the very object that makes it.",
        remedy: "Have the sender leave it out. The rest of the message counts.",
    },
    Page {
        code: "LINK_RING",
        title: "Things that hold each other",
        cause: "With this link something would belong to itself by way of others: a contains b, and b contains a.",
        remedy: "Find out which of the links is right, and unlink the other. This one was not made; the rest of the message counts.",
    },
    Page {
        code: "TOO_MUCH_AROUND",
        title: "Too much around one order",
        cause: "So much hangs together here that it cannot be shown as one order, or not be worked out in one step.",
        remedy: "Look at what is linked to it: a number that many share, or a trip that is never closed. Unlink it, then replay.",
    },
    Page {
        code: "RETRACTS_NOTHING",
        title: "Withdraws what never came",
        cause: "A retraction names only the events that it withdraws, and none of them has come from this source.",
        remedy: "Replay it once they have come; or have the sender name the order, shipment or package that it is about.",
    },
    Page {
        code: "UNLINK_REFUSED",
        title: "The name stays",
        cause: "A partner wants to take a name that others give too, or the very name by which the object is meant.",
        remedy: "Let an operator unlink it, naming the object by another number.",
    },
    Page {
        code: "TOO_MANY_OBJECTS",
        title: "Too many objects in one message",
        cause: "The message names more objects than one round of applying takes in (10,000 names).",
        remedy: "Have the sender split it.",
    },
    Page {
        code: "READ_FAILED",
        title: "Reading failed",
        cause: "A fault of ours: reading this message ended in a panic.",
        remedy: "Report it with the message's number; replay once it is mended.",
    },
    Page {
        code: "APPLY_FAILED",
        title: "It could not be written",
        cause: "The store took other writes but not what this message would change.",
        remedy: "Look at the store's error; replay once its cause is mended.",
    },
    Page {
        code: "DOCUMENT_REFUSED",
        title: "The document cannot be kept",
        cause: "Its bytes are not base64, too many, or none of PDF, JPEG, PNG, TIFF and GIF.",
        remedy: "Have the sender send one of these, at most 20 MB, then replay.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_something_and_no_code_has_two() {
        for page in PAGES {
            assert!(explain_reading(page.code).is_none(), "{} has two pages", page.code);
            assert!(page.cause.ends_with('.') && page.remedy.ends_with('.'), "{page:?}");
        }
        assert!(refused("KEY_REUSED", "", "x").remedy.contains("replay"));
    }
}
