//! Things behind numbers, as an operator looks at them.

pub const LOOK_UP: &str = "Look up";
pub const LOOK_UP_LABEL: &str = "Any number of an order, a shipment, a package …";
pub const FOUND: &str = "What bears it";
pub const FOUND_NONE: &str =
    "Nothing bears that number. It is looked for whole, with or without its blanks and dashes.";
pub const DISPUTES: &str = "In dispute";
pub const BACK: &str = "Names and links";
pub const NAMES: &str = "Its names";
pub const KIND: &str = "Kind";
pub const NUMBER: &str = "Number";
pub const BY: &str = "Who said so";
pub const SINCE: &str = "Since";
pub const MEANS: &str = "Means this one";
pub const ABOVE: &str = "What it belongs to";
pub const BELOW: &str = "What belongs to it";
pub const NO_LINKS: &str = "Nothing is linked with it.";
pub const MORE: &str = "There are more links than are shown.";
pub const ORDERS: &str = "The orders it reaches";
pub const ORDERS_NONE: &str = "It reaches no order yet. What was said of it waits until something links it.";
pub const SAID: &str = "What was said of it last";
pub const TAKE_BACK: &str = "Take this link back";
pub const TAKE_BACK_TEXT: &str = "The link goes, whoever said it, and every order that it touches is worked out anew. A later word of the same sender makes it again.";
pub const WHY: &str = "Why";
pub const MERGE: &str = "It is another thing, told twice";
pub const MERGE_TEXT: &str = "Look the other one up by a number of it. Both are shown before anything is done.";
pub const MERGE_OTHER: &str = "A number of the other one";
pub const MERGE_SHOW: &str = "Show both";
pub const MERGE_THEM: &str = "Merge them";
pub const MERGE_CHOOSE: &str = "Which one is meant";
pub const IS_THIS: &str = "This one";
pub const IS_OTHER: &str = "The other one";

/// `Merge shipment S2 with another`.
#[must_use]
pub fn merge_with(name: &str) -> String {
    format!("Merge {name} with another")
}

/// `Take back: carries order 4711`.
#[must_use]
pub fn take_back(how: &str, other: &str) -> String {
    format!("{TAKE_BACK}: {how} {other}")
}
