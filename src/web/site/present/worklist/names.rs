//! What lists and deeds are called.

use app::model::{Icon, Status, Tone};

use crate::{
    domain::worklist::{Cause, Filter, Group, Show},
    store::WorkVerb,
};

/// Name, icon, tone and lead of a list.
fn of(cause: Cause) -> (&'static str, Icon, Tone, &'static str) {
    match cause {
        Cause::Late => (
            "At risk or late",
            Icon::Late,
            Tone::Warn,
            "The estimate is past the promise, a delay was reported, or the promise has passed. An item closes itself once delivered or promised anew.",
        ),
        Cause::Case => (
            "Case out of date",
            Icon::Phone,
            Tone::Bad,
            "The customer's case is older than the latest news of the order. An item closes itself once the case is updated or the customer told.",
        ),
        Cause::Address => (
            "Address or attempt",
            Icon::Pin,
            Tone::Warn,
            "Nobody took the goods, or nobody can bring them there. An item closes itself once they go out again or are taken.",
        ),
        Cause::Customs => (
            "Customs",
            Icon::Lock,
            Tone::Warn,
            "Customs wants a paper, a look or a payment. An item closes itself once the goods move on.",
        ),
        Cause::Goods => (
            "Lost or damaged",
            Icon::Fail,
            Tone::Bad,
            "Goods are lost, damaged, refused or short. An item closes itself once they are delivered or back.",
        ),
        Cause::Held => (
            "On hold",
            Icon::Held,
            Tone::Warn,
            "Somebody holds the order until somebody lets it go. An item closes itself with the first sign of work.",
        ),
        Cause::NoTracking => (
            "No tracking",
            Icon::Wait,
            Tone::Warn,
            "Goods have left, and there is no number to follow them by. An item closes itself once there is one.",
        ),
        Cause::Stalled => (
            "Stalled",
            Icon::Hour,
            Tone::Warn,
            "Goods are on their way and nothing was heard of them for too long. An item closes itself with the next news.",
        ),
        Cause::Stale => (
            "Silent source",
            Icon::Hour,
            Tone::Warn,
            "A system that used to tell of the order has fallen silent. An item closes itself once it speaks again.",
        ),
        Cause::Conflict => (
            "Conflict",
            Icon::Odd,
            Tone::Odd,
            "Two systems say different things, or one number names two things. An item closes itself once they agree.",
        ),
        Cause::Unmatched => (
            "Number unknown",
            Icon::Inbox,
            Tone::Odd,
            "A number is not on the order. An item closes itself once the number is corrected.",
        ),
        Cause::Unmapped => (
            "Unmapped code",
            Icon::Alert,
            Tone::Odd,
            "A partner sent a code that no table knows. An item closes itself once the table does and the message is read anew.",
        ),
        Cause::Clock => (
            "Clock wrong",
            Icon::Hour,
            Tone::Odd,
            "Somebody reported what has not happened yet. An item closes itself once it is corrected.",
        ),
        Cause::WriteFailed => (
            "Write failed",
            Icon::Fail,
            Tone::Bad,
            "Another system refused what it was told. An item closes itself once it takes it.",
        ),
        Cause::NotConfirmed => (
            "Not confirmed",
            Icon::Done,
            Tone::Warn,
            "Delivered, and the owner of the order does not say so. An item closes itself once it does.",
        ),
        Cause::ToldLate => {
            ("Told too late", Icon::Late, Tone::Warn, "Another system learned of a milestone later than agreed.")
        }
        Cause::Proof => (
            "Proof missing",
            Icon::Doc,
            Tone::Warn,
            "Delivered, and there is no proof of it. An item closes itself once one comes, or the carrier says there is none.",
        ),
    }
}

/// `At risk or late`.
pub fn cause_name(cause: Cause) -> &'static str {
    of(cause).0
}

/// The list in the menu.
pub fn status(cause: Cause) -> Status {
    let (name, icon, tone, _) = of(cause);
    Status::new(tone, icon, name)
}

/// `The customer is waiting`.
pub fn group(group: Group) -> &'static str {
    match group {
        Group::Customer => "The customer is waiting",
        Group::Unsure => "We do not know",
        Group::Others => "Others do not know",
        Group::Paper => "Paper and money",
    }
}

/// The heading of a list.
pub fn title(filter: &Filter) -> String {
    let name = filter.cause.map_or("Everything to do", cause_name);
    match (filter.show, filter.cause) {
        (Show::Todo, _) => name.to_owned(),
        (Show::Overdue, None) => "Everything past its time".to_owned(),
        (Show::Overdue, Some(_)) => format!("{name}, past its time"),
        (Show::Aside, None) => "Set aside".to_owned(),
        (Show::Aside, Some(_)) => format!("{name}, set aside"),
    }
}

/// What stands on a list.
pub fn lead(filter: &Filter) -> &'static str {
    match (filter.show, filter.cause) {
        (Show::Aside, _) => {
            "Put off, or called resolved though the condition holds. An item comes back at its time, or once the condition changes."
        }
        (_, Some(cause)) => of(cause).3,
        (_, None) => {
            "Every item of every list, the shortest time left first. Items close themselves when their condition goes."
        }
    }
}

/// What happened, as in `Ana resolved it`.
pub fn verb_words(verb: WorkVerb) -> &'static str {
    match verb {
        WorkVerb::Opened => "opened",
        WorkVerb::Reopened => "opened again",
        WorkVerb::Closed => "closed",
        WorkVerb::Returned => "came back to",
        WorkVerb::Assigned => "assigned",
        WorkVerb::Released => "released",
        WorkVerb::Snoozed => "put off",
        WorkVerb::Resolved => "resolved",
        WorkVerb::TakenUp => "took up",
        WorkVerb::Commented => "commented on",
    }
}

/// What was done with how many: `3 items assigned`.
pub fn deed_words(verb: WorkVerb, count: usize) -> String {
    let items = super::super::names::count(count, "item", "items");
    let what = match verb {
        WorkVerb::TakenUp => "taken up again",
        WorkVerb::Commented => "commented on",
        other => verb_words(other),
    };
    format!("{items} {what}")
}
