//! The words of the widget.

#![allow(missing_docs, reason = "each name says where its words stand")]

pub const FULL_PAGE: &str = "Full page";
pub const LIVE: &str = "live";
pub const OFF: &str = "not live";
pub const NEXT: &str = "Next";
pub const LATEST: &str = "What happened last";
pub const PROMISE: &str = "Promise";
pub const HEARD: &str = "Last heard:";
pub const COPIED: &str = "Copied";
pub const CHOOSE_TITLE: &str = "Which order?";
pub const CHOOSE_TEXT: &str = "This number belongs to several orders.";
pub const AGAIN: &str = "Try again";

pub const WAITING: (&str, &str) = (
    "Waiting for the console",
    "The console that shows this has to say who you are. If nothing happens, reload its page; if it stays, its administrator has not connected it.",
);
pub const ENDED: (&str, &str) = (
    "This view has ended",
    "It is good for a few minutes unless its console renews it. Reload the console's page to go on.",
);
pub const FORGED: (&str, &str) = (
    "This view cannot be opened",
    "What the console sent was not made by this Waypost, or has been changed. Reload the console's page; if it stays, tell its administrator.",
);
pub const OTHER: (&str, &str) = (
    "This view is for another order",
    "The console asked with a permission for something else. Reload the console's page; if it stays, tell its administrator.",
);
pub const UNKNOWN: (&str, &str) = (
    "No such order in your organisations",
    "Either nobody has told us of it yet, or it belongs to a sales organisation that is not yours. Check the number in the console.",
);
pub const CASE_ALONE: (&str, &str) = (
    "No order is known for this case",
    "The case names no order that we know in your organisations. Put the order's number into the case, then reload.",
);
pub const TOO_LONG: (&str, &str) =
    ("This is too long", "A text has at most 4,000 characters. Nothing was kept; open the view again and shorten it.");
pub const BUSY: (&str, &str) = ("Too much at once", "Wait a moment, then reload.");
pub const BROKEN: (&str, &str) = ("This view could not be put together", "Nothing is lost. Reload in a moment.");
pub const CANVAS_FORGED: (&str, &str) = (
    "Salesforce and Waypost do not know each other yet",
    "The request is not signed with the consumer secret that is configured here. An administrator compares the two.",
);
pub const CANVAS_STALE: (&str, &str) = ("This request is too old", "Close this tab of the console and open it again.");
pub const CANVAS_USED: (&str, &str) = (
    "This request was used before",
    "Each opening needs a new one. Close this tab of the console and open it again, or reload the page.",
);
pub const CANVAS_NOBODY: (&str, &str) = (
    "You see no orders here yet",
    "No sales organisation is assigned to your Salesforce user, role, profile or org. An administrator of Waypost assigns one.",
);
pub const CANVAS_NOTHING: (&str, &str) = (
    "This record names no order",
    "Neither its parameters nor its fields hold the number of an order or a case. An administrator sets which field does.",
);
pub const CANVAS_BY_HAND: (&str, &str) =
    ("This opens inside Salesforce", "Salesforce sends it what it needs. Open it from a record or from the console.");
pub const CANVAS_APPROVAL: (&str, &str) = (
    "Your approval is asked for",
    "Salesforce wants each user to approve this application. Let an administrator set it to \"Admin approved users are pre-authorized\", then reload.",
);
