//! The words of the pages, in one place, for the day they are translated.
//! What depends on data (sentences, dates, statuses) arrives in words from the server.

#![allow(missing_docs, reason = "each name says where its words stand")]

pub mod messages;
pub mod objects;
pub mod widget;
pub mod worklist;

pub const HOUSE: &str = "Waypost";
pub const NONE: &str = "none";
pub const NOW: &str = "Now";
pub const SKIP: &str = "Skip to the answer";
pub const MAIN_MENU: &str = "Main";
pub const FIND: &str = "Find";
pub const SIGN_OUT: &str = "Sign out";
pub const COPY: &str = "Copy";

// Search
pub const FIND_TITLE: &str = "Find an order";
pub const FIND_LEAD: &str = "Type or paste whatever the customer can read out. The beginning of a number is enough, or its last four digits; spaces and dashes do not matter, several numbers at once are fine.";
pub const FIND_LABEL: &str = "Find an order by any number, name, town, e-mail or postcode";
pub const FIND_HINT: &str = "Any number, name, town or e-mail";
pub const FIND_BUTTON: &str = "Find";
pub const FIND_LIST: &str = "Matches";
pub const ALL_MATCHES: &str = "All matches on a page";
pub const CHOOSE: &str = "choose";
pub const OPEN: &str = "open";
pub const RECENT_TITLE: &str = "Recently viewed";
pub const RECENT_NOTE: &str = "by you";
pub const RECENT_NONE: &str = "The last ten orders you open will appear here.";
pub const MORE_HITS: &str = "There are more results. Narrow your search.";
pub const NOTHING_TRY: &str =
    "Read the number back to the customer, or try another: the purchase order, the postcode, the name.";
pub const NOTHING_OTHERS: &str = "Orders of other sales organisations are not searched.";
pub const PARKED_TEXT: &str = "No order lists this number yet. As soon as the order system or the TMS links it, these updates appear on the order.";
pub const FILTER_STATUS: &str = "Status";
pub const FILTER_CUSTOMER: &str = "Customer";
pub const FILTER_FROM: &str = "Promised from";
pub const FILTER_TO: &str = "Promised to";
pub const FILTER_APPLY: &str = "Filter";
pub const FILTER_CLEAR: &str = "Clear filters";
pub const FILTER_NOTHING: &str = "No results with these filters";
pub const PAGE_PREVIOUS: &str = "Previous";
pub const PAGE_NEXT: &str = "Next";
pub const TAKES_TITLE: &str = "Search by any of these";

// Sign-in
pub const SIGN_IN: &str = "Sign in";
pub const SIGN_IN_QUESTION: &str = "Where is this order, why is it late, and what do I tell the customer?";
pub const WHAT_IT_DOES: &str = "What Waypost does";
pub const SIGN_IN_FOOT: &str = "What you can see is set by your organisation. No account? Ask your supervisor.";
pub const SIGN_IN_NONE: &str =
    "No way to sign in is set up yet. An administrator connects your identity provider in the configuration.";
pub const SIGN_IN_OR: &str = "or";
pub const DEMO_TITLE: &str = "Demo people";
pub const DEMO_NOTE: &str = "This is a demonstration with made-up orders; anyone at this computer may be any of them.";
pub const WHY_EXPIRED: &str = "Your session ended. Sign in again to go on where you were.";
pub const WHY_SIGNED_OUT: &str = "You are signed out.";
pub const WHY_SIGNED_OUT_THERE: &str = "You are signed out here and at your identity provider.";
pub const SIGNED_OUT_TITLE: &str = "You are signed out";
pub const SIGN_IN_AGAIN: &str = "Sign in again";

/// Why one might go on to the provider.
#[must_use]
pub fn still_signed_in_at(provider: &str) -> String {
    format!(
        "Your session here has ended. At {provider} you are still signed in: on a computer that others use, sign out there too."
    )
}

/// `Sign out of Example Ltd too`.
#[must_use]
pub fn sign_out_of(provider: &str) -> String {
    format!("Sign out of {provider} too")
}

pub const WHY_REFUSED: &str =
    "Your identity provider did not let you in, or your account has no role here. Ask your supervisor.";
pub const WHY_UNAVAILABLE: &str = "Your identity provider does not answer. Try again in a moment.";

// Problems
pub const CODES_TITLE: &str = "Codes of quarantine";
pub const CODES_TEXT: &str =
    "What it means when a message, or a part of one, is kept aside. Nothing of it is lost: mended, it can be applied.";
pub const CODES_REMEDY: &str = "What to do:";
pub const REPLAYS_TITLE: &str = "Replays";
pub const REPLAYS_TEXT: &str = "Messages are read again from the inbox with today's connectors. A dry run tells what would change; it runs beside live messages and never delays them beyond its share.";
pub const REPLAYS_NONE: &str = "Nothing has been replayed yet.";
pub const REPLAYS_ASK: &str = "Ask for a replay";
pub const REPLAY_CONNECTOR: &str = "Connector";
pub const REPLAY_ANY: &str = "any";
pub const REPLAY_CODE: &str = "Refused with code";
pub const REPLAY_FROM: &str = "Received from";
pub const REPLAY_TO: &str = "Received before";
pub const REPLAY_MESSAGES: &str = "Message numbers";
pub const REPLAY_EVERYTHING: &str = "All messages";
pub const REPLAY_DRY: &str = "Try it dry";
pub const REPLAY_REAL: &str = "Replay for real";
pub const REPLAY_PAUSE: &str = "Pause";
pub const REPLAY_RESUME: &str = "Go on";
pub const REPLAY_STOP: &str = "Stop";
pub const REPLAY_SAMPLES: &str = "Some of the differences";
pub const ERASE: &str = "Erase this note";
pub const ERASE_TEXT: &str = "Its text goes for good. Who wrote it and when stays.";
pub const ERASE_ALL: &str = "Erase all notes and tasks";
pub const ERASE_ALL_TEXT: &str = "The texts of all notes and tasks of this order go for good, with the names of who wrote them. What partners sent stays.";
pub const ERASE_FOR_GOOD: &str = "Erase for good";
pub const OPERATIONS: &str = "Operations";
pub const HEALTH_TITLE: &str = "Integration health";
pub const HEALTH_TEXT: &str = "Whether each source reports on schedule, and the state of its messages. A source that stopped reporting recovers after its next on-time message.";
pub const HEALTH_NONE: &str = "No source has been listened to yet.";
pub const HEALTH_SOURCES: &str = "Sources";
pub const HEALTH_SOURCE: &str = "Source";
pub const HEALTH_STANDS: &str = "How it stands";
pub const HEALTH_RHYTHM: &str = "Rhythm";
/// `Time zone data: IANA 2026f, bundled.`
pub fn time_zone_data(release: &str) -> String {
    format!("Time zone data: IANA release {release}, bundled with this version.")
}

pub const HEALTH_INBOX: &str = "Messages";
pub const HEALTH_AUDIT: &str = "Audit log";
pub const HEALTH_AUDIT_ROWS: &str = "Entries";
pub const HEALTH_AUDIT_HASH: &str = "Last hash";
pub const HEALTH_AUDIT_TEXT: &str =
    "Keep a copy of the last hash elsewhere. `waypost audit --expect HASH` fails if entries were removed from the end.";
pub const AS_OF: &str = "As of";
pub const IDENTITY_TITLE: &str = "Names and links";
pub const IDENTITY_DISPUTES: &str = "Names in dispute";
pub const IDENTITY_TEXT: &str = "A message claimed for one thing what another has already. Nothing was changed: who was heard first has the name until somebody decides, or the sender mends it.";
pub const IDENTITY_NONE: &str = "Nothing is in dispute.";
pub const IDENTITY_OPEN: &str = "To decide";
pub const IDENTITY_LEFT: &str = "Left as it is";
pub const IDENTITY_MORE: &str = "There are more; the newest are shown.";
pub const IDENTITY_CLAIMS: &str = "Claims it";
pub const IDENTITY_HAS: &str = "Has it";
pub const IDENTITY_NAMES: &str = "Its names";
pub const IDENTITY_ORDERS: &str = "Its orders";
pub const IDENTITY_SAID: &str = "What was said of it last";
pub const IDENTITY_REASON: &str = "Why";
pub const IDENTITY_DECIDE: &str = "Decide";
pub const IDENTITY_KEEP: &str = "Which one stays";
pub const IDENTITY_MERGE: &str = "They are one: merge";
pub const IDENTITY_UNLINK: &str = "Take it away";
pub const IDENTITY_LEAVE: &str = "Leave it as it is";
pub const IDENTITY_LEAVE_TEXT: &str = "Nothing changes: who has it keeps it, and both orders go on showing the conflict. It leaves the list of what is to be decided.";
pub const IDENTITY_BACK: &str = "Names and links";
pub const IDENTITY_ABOUT: &str = "What a number means and what hangs together, with who said so. What is wrong is put right here: by merging, and by taking back.";
pub const OWNERSHIP_TITLE: &str = "Who has the word on what";
pub const OWNERSHIP_TEXT: &str = "When two systems say different things, this table decides. The first that has spoken is shown; what the others say is kept as evidence. Where none of the first has spoken, the next counts.";
pub const OWNERSHIP_VERSION: &str = "Version";
pub const WHO_IS_WHO: &str = "Which source is which system";
pub const NOT_FOUND_TITLE: &str = "No such page";
pub const NOT_FOUND_TEXT: &str = "The address leads nowhere. Look for the order by any of its numbers instead.";
pub const ORDER_NOT_FOUND: &str = "No such order in your organisations";
pub const ORDER_NOT_FOUND_TEXT: &str = "If the customer is yours all the same, ask a supervisor for access. Orders of other sales organisations are not shown.";
pub const BROKEN_TITLE: &str = "This page could not be put together";
pub const BROKEN_TEXT: &str = "Nothing is lost. Try again in a moment.";
pub const STYLE_TITLE: &str = "Style guide";
pub const STYLE_TEXT: &str = "Every component in every state. The data are made up, and its forms lead to no order.";
pub const REFUSED: &str = "This could not be done as it was asked";
pub const REFUSED_FORBIDDEN: &str = "This is not for you to do";
pub const REFUSED_CHANGED: &str = "Somebody else was faster";
pub const REFUSED_TOO_LARGE: &str = "That is too long";
pub const REFUSED_TOO_FAST: &str = "That was too fast";
pub const TRY_AGAIN: &str = "Try again";
pub const LINK_DOES_NOT_WORK: &str = "This link does not work";
pub const BACK_TO_SEARCH: &str = "Find an order";

// Order page
pub const WHERE: &str = "Where it is";
pub const FIGURES: &str = "In figures";
pub const SAY: &str = "What to say";
pub const NEXT: &str = "What to do next";
pub const TOLD: &str = "Told before:";
pub const FRESH: &str = "Last heard from";
pub const FRESH_NONE: &str = "nobody yet";
pub const TIMELINE: &str = "Timeline";
pub const KEY: &str = "Key";
pub const KEY_WAREHOUSE: &str = "warehouse";
pub const KEY_MOVING: &str = "moving";
pub const KEY_HELD: &str = "held";
pub const KEY_BACK: &str = "returning";
pub const KEY_PLANNED: &str = "planned";
pub const KEY_ESTIMATED: &str = "estimated";
pub const MILESTONES: &str = "Milestones";
pub const SCANS_TITLE: &str = "All scans";
pub const WITHDRAWN_TITLE: &str = "Withdrawn";
pub const HOW_MUCH: &str = "How much of the timeline";
pub const NO_SHIPMENT: &str = "Nothing has moved yet";
pub const NO_SHIPMENT_TEXT: &str =
    "No shipment is booked for this order. Its milestones appear here as they are reported.";
pub const NO_SCANS: &str = "Nothing was reported for this shipment.";
pub const NO_WITHDRAWN: &str = "Nothing was taken back for this shipment.";
pub const ROUTE: &str = "Route";
pub const LAST_SEEN: &str = "last seen";
pub const STAGE: &str = "Stage";
pub const MILESTONE: &str = "Milestone";
pub const PLANNED: &str = "Planned";
pub const ESTIMATED: &str = "Estimated";
pub const ACTUAL: &str = "Actual";
pub const SINCE: &str = "Since";
pub const SAID_BY: &str = "Said by";
pub const BY: &str = "By";
pub const KNOWS: &str = "knows, ";
pub const SAID_IT: &str = "said it";
pub const WAITS: &str = "waits";
pub const NOT_CONNECTED: &str = "not connected";
pub const CONNECTED: &str = "connected";
pub const OUTBOUND: &str = "Other systems";
pub const OUTBOUND_NOTE: &str = "what they are to be told of this order";
pub const HELD: &str = "Held back:";
pub const SENT_AS: &str = "Sent as";
pub const WHEN: &str = "When";
pub const WHAT: &str = "What";
pub const WHERE_AT: &str = "Where";
pub const CODE: &str = "Code as sent";
pub const PROOF: &str = "Proof of delivery";
pub const PROOF_AFTER: &str = "After delivery";
pub const PROOF_PENDING: &str = "Not sent yet";
pub const PROOF_UNAVAILABLE: &str = "None at the carrier";
pub const SIGNED_BY: &str = "signed by";
pub const LINK_ENDS: &str = "Your link expires";
pub const CUSTOMER_LINK: &str = "Link for the customer:";
pub const CUSTOMER_LINK_CREATE: &str = "Create link for customer";
pub const CUSTOMER_LINK_OPEN: &str = "open";
pub const CUSTOMER_LINK_EXPIRES: &str = "Expires";
pub const CUSTOMER_LINK_REVOKE: &str = "Revoke link";
pub const OPEN_PROOF: &str = "Open";
pub const REFERENCES: &str = "References";
pub const LINES: &str = "Lines";
pub const LINE: &str = "Line";
pub const ITEM: &str = "Item";
pub const ORDERED: &str = "Ordered";
pub const DELIVERED: &str = "Delivered";
pub const COMMITTED: &str = "Committed";
pub const STATE: &str = "State";
pub const LINES_NONE: &str = "The ERP has not sent the lines yet.";
pub const PACKAGES: &str = "Packages";
pub const PACKAGE: &str = "Package";
pub const HOLDS: &str = "Holds";
pub const WEIGHT: &str = "Weight";
pub const PACKAGES_NONE: &str = "Nothing is packed yet.";
pub const CONTACTS: &str = "Said to the customer, and notes";
pub const CONTACTS_NONE: &str = "Nothing has been said or noted yet.";
pub const HISTORY_NONE: &str = "Nobody has done anything with this order yet.";
pub const NOTE_LABEL: &str = "Note for the next colleague";
pub const NOTE_ADD: &str = "Add note";
pub const NOTE_AS_SAID: &str = "Note it as said";
pub const SAID_BY_WAY: &str = "By which way";
pub const SAID_BY_LOW: &str = "by";
/// The ways to speak with a customer.
pub const CHANNELS: [(&str, &str); 3] = [("phone", "by phone"), ("email", "by e-mail"), ("chat", "by chat")];
pub const CONTACT_NOTE: &str = "Note another call, mail or chat";
pub const WHO_SPOKE: &str = "Who spoke";
pub const THEY_SPOKE: &str = "The customer";
pub const WE_SPOKE: &str = "We";
pub const CONTACT_SUMMARY: &str = "What was said";
pub const CONTACT_ADD: &str = "Note it";
pub const TASK_OPENS: &str = "Opens a task on this order.";
pub const PHONE: &str = "Telephone";
pub const THEIR_PAGE: &str = "Tracking page";
pub const ASKED_REMARK: &str = "What was asked or answered, if it helps the next colleague";
pub const AGREED_DAY: &str = "Day that the customer agrees to";
pub const AGREED_REMARK: &str = "Hours, door, whom to ask for";
pub const AGREED: &str = "Open a task for that day";
pub const NOT_RECEIVED: &str = "Customer says not received";
pub const NOT_RECEIVED_EVIDENCE: &str = "Not received: delivery evidence";
pub const NOT_RECEIVED_REMARK: &str = "What the customer says: where they looked, who else could have taken it";
pub const NOT_RECEIVED_START: &str = "Start investigation";
pub const NOT_RECEIVED_NOTE: &str = "Creates a task to ask the carrier, with this evidence, and logs the contact.";
pub const DONE: &str = "Done";
// Tasks across orders
pub const TASKS: &str = "Tasks";
pub const TASKS_OWN: &str = "Your tasks";
pub const TASKS_OF_ALL: &str = "Everybody’s tasks";
pub const TASKS_WHOSE: &str = "Whose";
pub const TASKS_MINE: &str = "Yours";
pub const TASKS_ALL: &str = "Everybody’s";
pub const TASKS_WHICH: &str = "Which";
pub const TASKS_OPEN: &str = "Open";
pub const TASKS_OVERDUE: &str = "Overdue";
pub const TASKS_NONE: &str = "Nothing to do here";
pub const TASKS_NONE_TEXT: &str = "A task is opened on the page of an order: the recommended action, a carrier that was asked, a day that was agreed to.";
pub const TASK: &str = "What to do";
pub const TASK_DUE: &str = "Due";
pub const TASK_OVERDUE: &str = "Overdue";
pub const TASK_BY: &str = "Opened by";
pub const OPEN_SINCE: &str = "Open since";
pub const RETURNS: &str = "Returns";
pub const SHOW_HERE: &str = "Show it here";
pub const COPY_LINK: &str = "Copy link";
pub const NOT_FOUND_LIST: &str = "Not found";
pub const KEYS: &str = "Keyboard";
/// What single keys do.
pub const KEY_LIST: [(&str, &str); 15] = [
    ("/", "search"),
    ("C", "copy what to say"),
    ("L", "note it as said"),
    ("T", "the recommended action"),
    ("A", "ask the carrier"),
    ("R", "offer another day"),
    ("P", "create or copy the proof link for the customer"),
    ("Ctrl+Enter", "send the text you are writing"),
    ("N", "write a note"),
    (".", "milestones or all scans"),
    ("E", "open or fold the shipment"),
    ("J", "next row"),
    ("K", "previous row"),
    ("Esc", "leave a field, close a list"),
    ("?", "this list"),
];
/// How somebody likes the pages.
pub const LOOK: &str = "Look";
pub const THEMES: [&str; 3] = ["As the system", "Light", "Dark"];
pub const DENSITIES: [&str; 2] = ["Roomy rows", "Compact rows"];
pub const HISTORY: &str = "Who did what";
pub const LIVE_OFF: &str = "Up to date at ";

/// An open case, in the line over the answer.
#[must_use]
pub fn case(number: &str) -> String {
    format!("Case {number}")
}

/// The link to a carrier's own page about a number.
#[must_use]
pub fn track_on(carrier: &str) -> String {
    format!("Track on {carrier} website")
}

/// The button that notes that a carrier was asked.
#[must_use]
pub fn asked(carrier: &str) -> String {
    format!("{carrier} is asked: open a task for the answer")
}

/// The button that ends a task.
#[must_use]
pub fn done_with(task: &str) -> String {
    format!("Done: {task}")
}

/// The entries of a log that are folded away.
#[must_use]
pub fn earlier(count: usize) -> String {
    format!("{count} earlier")
}

/// Why a form was not taken, by the code in the address.
#[must_use]
pub fn trouble(code: &str) -> Option<&'static str> {
    Some(match code {
        "empty" => "Nothing was written, so nothing was kept. Write a few words and send them again.",
        "too-long" => {
            "A text has at most 4,000 characters, and this one has more. Nothing was kept: go back, shorten it, and send it again."
        }
        "too-many" => {
            "This order has as many notes or tasks as it takes. Nothing was kept; end tasks that are done, or write to your supervisor."
        }
        "changed" => {
            "The order has changed meanwhile, and this is not offered any more. Look at what is recommended now."
        }
        "bad-day" => "That is no day that can be offered. Choose one from today on, within two months.",
        "busy" => "It could not be kept just now. Send it again in a moment.",
        _ => return None,
    })
}

/// What a copy button says to those who do not see it.
#[must_use]
pub fn copy(name: &str) -> String {
    format!("Copy {name}")
}

/// How many names are in dispute; they are counted to a hundred.
#[must_use]
pub fn disputes(count: usize) -> String {
    match count {
        1 => "1 name is in dispute".to_owned(),
        100.. => "100 names or more are in dispute".to_owned(),
        count => format!("{count} names are in dispute"),
    }
}

/// The zone in which times are told.
#[must_use]
pub fn zone_note(zone: &str) -> String {
    let city = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    format!("Times in your zone, {city}. Point at a time for the local one.")
}

/// The title of a page.
#[must_use]
pub fn title(page: &str) -> String {
    format!("{page} · {HOUSE}")
}

/// Where the reader will come back to after the sign-in.
#[must_use]
pub fn come_back(path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if path == crate::paths::SEARCH {
        Some("You will come back to your search.".to_owned())
    } else if path.starts_with("/orders/") {
        Some("You will come back to the order you were looking at.".to_owned())
    } else {
        None
    }
}

/// The button that leads to the identity provider.
#[must_use]
pub fn continue_with(provider: &str) -> String {
    format!("Continue with {provider}")
}

/// Nothing was found.
#[must_use]
pub fn nothing_called(query: &str) -> String {
    format!("No results for {query}")
}

/// `Page 2 of 5, 120 orders`.
#[must_use]
pub fn results_page(page: usize, pages: usize, orders: usize) -> String {
    format!("Page {page} of {pages}, {orders} orders")
}

/// A number without an order.
#[must_use]
pub fn heard_of(name: &str) -> String {
    format!("{name} is not linked to an order yet")
}

/// How much waits for a system.
#[must_use]
pub fn would_be_sent(count: usize, connected: bool) -> String {
    let verb = if connected { "to be sent" } else { "would be sent" };
    if count == 0 { "nothing to send".to_owned() } else { format!("{count} {verb}") }
}

/// What a list does not show.
#[must_use]
pub fn and_more(count: usize) -> String {
    format!("and {count} more")
}

/// How many hits there are, and how many of them are exact.
#[must_use]
pub fn matches(count: usize, exact: usize) -> String {
    let word = if count == 1 { "match" } else { "matches" };
    match (count, exact) {
        (0, _) => "No match".to_owned(),
        (_, 0) => format!("{count} {word}"),
        (_, 1) => format!("{count} {word}, 1 of them exact"),
        (_, _) => format!("{count} {word}, {exact} of them exact"),
    }
}

/// The three lists of the timeline, with what they hold.
#[must_use]
pub fn all_scans(count: usize) -> String {
    if count == 1 { "1 scan".to_owned() } else { format!("All {count} scans") }
}

/// The withdrawn list with its count.
#[must_use]
pub fn withdrawn(count: usize) -> String {
    format!("{WITHDRAWN_TITLE} {count}")
}

/// The caption of a shipment's table.
#[must_use]
pub fn milestones_caption(name: &str) -> String {
    format!("Milestones of {name}: planned, estimated and actual times, who said it, and which systems know")
}

/// If somebody reports a failure.
#[must_use]
pub fn come_back_in(seconds: u32) -> String {
    format!("Try again in {seconds} s.")
}

pub fn if_you_report(reference: &str) -> String {
    format!("If you report this: {reference}")
}
