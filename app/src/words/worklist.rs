//! The words of the worklists and of the insights.

#![allow(missing_docs, reason = "each name says where its words stand")]

pub const WORKLISTS: &str = "Worklists";
pub const INSIGHTS: &str = "Insights";
pub const CAUSES: &str = "Causes";
pub const KEPT: &str = "Saved views";
pub const FORGET: &str = "Forget";
pub const AS_OF: &str = "As of";
pub const FILTERS: &str = "Filter the list";
pub const WHO: &str = "With";
pub const TIER: &str = "Tier";
pub const CARRIER: &str = "Carrier";
pub const ORGANISATION: &str = "Sales organisation";
pub const SHOW: &str = "Show";
pub const FILTER: &str = "Filter";
pub const EVERYTHING: &str = "Show everything";
pub const CSV: &str = "CSV";
pub const SAVE: &str = "Save this view";
pub const SAVE_NAME: &str = "Name";
pub const SAVE_SHARED: &str = "Show it to everybody";
pub const SAVE_BUTTON: &str = "Save";
pub const PICK_ALL: &str = "Pick all on this page";
pub const TIME_LEFT: &str = "Time left";
pub const ORDER: &str = "Order";
pub const CUSTOMER: &str = "Customer";
pub const WHY: &str = "What is wrong";
pub const LANE: &str = "Carrier, lane";
pub const PROMISED: &str = "Promised";
pub const EXPECTED: &str = "Expected";
pub const AGE: &str = "Age";
pub const NOBODY: &str = "nobody";
pub const NEXT_PAGE: &str = "Next page";
pub const FIRST_PAGE: &str = "First page";
pub const PAGES: &str = "Pages";
pub const NOTHING: &str = "Nothing to do here";
pub const NOTHING_TEXT: &str =
    "No item fits. Items appear by themselves when their condition begins, and close when it goes.";
pub const BULK: &str = "With the picked items";
pub const PICKED: &str = "picked";
pub const ASSIGN_TO: &str = "Assign to";
pub const ASSIGN: &str = "Assign";
pub const SNOOZE_UNTIL: &str = "Snooze until";
pub const SNOOZE: &str = "Snooze";
pub const RESOLVE: &str = "Resolve";
pub const TAKE_UP: &str = "Take up again";
pub const COMMENT: &str = "Comment";
pub const CLEAR: &str = "Clear";
pub const REASON: &str = "Reason";
pub const WORDS: &str = "In your own words";
pub const WORDS_OPTIONAL: &str = "In your own words, if you like";
pub const ITEM_OPEN_ORDER: &str = "Open the order";
pub const ITEM_ACT: &str = "What to do with it";
pub const ITEM_HISTORY: &str = "What happened";
pub const ITEM_CLOSED: &str =
    "The condition is gone, so this item has closed by itself. It opens again if the condition returns.";
pub const ITEM_BACK: &str = "Back to the list";
pub const GO_BACK: &str = "Back";
pub const NOTICE_DONE: &str = "What was done, and what was not";

/// The caption of a list.
#[must_use]
pub fn list_caption(title: &str) -> String {
    format!("{title}: the shortest time left first")
}

/// Picks an item.
#[must_use]
pub fn pick(number: &str) -> String {
    format!("Pick order {number}")
}

/// Forgets a view.
#[must_use]
pub fn forget(name: &str) -> String {
    format!("{FORGET} {name}")
}

/// Whose view it is.
#[must_use]
pub fn shared_by(name: &str) -> String {
    format!("shared by {name}")
}

// Insights
pub const PERIOD: &str = "Period";
pub const BY: &str = "Orders by";
pub const GLANCE: &str = "The figures at a glance";
pub const ALL_AGAIN: &str = "Show all";
pub const NO_FIGURE: &str = "No data for this chart in this period yet.";
