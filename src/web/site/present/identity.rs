//! Names that two things claim, in words: what was claimed, what each side is, and what an operator may do.

use app::model::{DisputePage, DisputeRow, DisputeSide, DisputeStep, IdentityPage, When};

use super::{clock::Clock, milestones::utc, names};
use crate::{
    domain::{
        event::Body,
        fold_input::{ConflictKind, NameConflict, ReceivedEvent},
        id::ObjectId,
        reference::{ObjectKind, Reference},
    },
    store::{Dispute, Side, dispute_name},
};

/// How much of what was said of a side is told.
const SAID: usize = 8;

/// What an operator may do, or why not.
pub struct Ways {
    /// Make one of the two.
    pub merge: Result<(), &'static str>,
    /// Take it from the one that has it.
    pub unlink: Result<(), &'static str>,
}

/// The list, at most `most` of them.
pub fn disputes(mut found: Vec<Dispute>, most: usize, did: Option<&str>, clock: &Clock) -> IdentityPage {
    let more = found.len() > most;
    found.truncate(most);
    let (left, open): (Vec<_>, Vec<_>) = found.iter().partition(|dispute| dispute.left.is_some());
    let rows = |disputes: Vec<&Dispute>| disputes.into_iter().map(|dispute| row(dispute, clock)).collect();
    IdentityPage {
        open: rows(open),
        left: rows(left),
        more,
        did: did.and_then(done).map(str::to_owned),
        ..IdentityPage::default()
    }
}

/// What was done, by its word in the address.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "merge" => "They are one now.",
        "unlink" => "It is taken away. The sender's next word gives it to whom it belongs.",
        "leave" => "It is left as it is.",
        "waits" => "It is accepted and is done in a moment.",
        _ => return None,
    })
}

fn row(dispute: &Dispute, clock: &Clock) -> DisputeRow {
    let (by, at) = match &dispute.left {
        Some(left) => (format!("left by {}: {}", left.name, left.reason), utc(left.at)),
        None => (format!("claimed by {}", names::source(&dispute.conflict.source)), utc(dispute.conflict.received)),
    };
    let (claimant, holder) = (title(&dispute.claimant), title(&dispute.holder));
    DisputeRow {
        id: dispute_name(&dispute.conflict),
        name: number(&dispute.conflict.reference),
        sides: format!("{claimant} claims it, {} has it", lower(&holder)),
        by,
        at: clock.table(at, None),
    }
}

/// The page of one. `events` are those of everything around it.
pub fn dispute(dispute: &Dispute, events: &[ReceivedEvent], ways: &Ways, clock: &Clock) -> DisputePage {
    let (claimant, holder) = (title(&dispute.claimant), title(&dispute.holder));
    let name = number(&dispute.conflict.reference);
    let merges = || DisputeStep {
        does: format!(
            "Names, links and all that was said move to the one that stays; its orders are worked out anew. {claimant} and {} become one.",
            lower(&holder)
        ),
        choices: vec![("holder".to_owned(), holder.clone()), ("claimant".to_owned(), claimant.clone())],
    };
    let takes = || DisputeStep {
        does: format!(
            "{name} is taken from {}. The next word of a sender gives it to whom it belongs; message {} can be read again under Replays.",
            lower(&holder),
            dispute.conflict.event.message
        ),
        choices: Vec::new(),
    };
    let left = dispute.left.as_ref().map(|left| {
        let at = clock.long(utc(left.at), None).text;
        format!("{} left it as it is, {at}: {}", left.name, left.reason)
    });
    DisputePage {
        id: dispute_name(&dispute.conflict),
        claim: claim(&dispute.conflict, &claimant, &holder),
        name: name.clone(),
        at: clock.long(utc(dispute.conflict.received), None),
        sides: vec![side(&dispute.claimant, false, events, clock), side(&dispute.holder, true, events, clock)],
        merge: ways.merge.ok().map(|()| merges()),
        merge_not: ways.merge.err().unwrap_or_default().to_owned(),
        unlink: ways.unlink.ok().map(|()| takes()),
        unlink_not: ways.unlink.err().unwrap_or_default().to_owned(),
        left,
    }
}

fn claim(conflict: &NameConflict, claimant: &str, holder: &str) -> String {
    let (source, name) = (names::capital(&names::source(&conflict.source)), number(&conflict.reference));
    let (claimant, holder) = (lower(claimant), lower(holder));
    let message = conflict.event.message;
    match conflict.kind {
        ConflictKind::Name => {
            format!(
                "{source} gives {name} to {claimant}, and {holder} bears it (message {message}). Each has a number of its own of one kind, so they were not put together."
            )
        }
        ConflictKind::Place => {
            format!(
                "{source} says that {name} is in {claimant} (message {message}). It is in {holder}, as far as was heard before."
            )
        }
        ConflictKind::Customers => {
            format!("{source} joins {claimant} and {holder} by {name} (message {message}). They are of two customers.")
        }
    }
}

pub(super) fn side(side: &Side, has: bool, events: &[ReceivedEvent], clock: &Clock) -> DisputeSide {
    let of =
        |reference: &Reference| (names::kind(reference.kind).to_owned(), names::of(&reference.value, &reference.scope));
    DisputeSide {
        has,
        name: title(side),
        names: side.names.iter().map(of).collect(),
        orders: side.orders.iter().map(order_number).collect(),
        said: said(side.id, events, clock),
    }
}

/// Our number of an order, and theirs.
pub(super) fn order_number((id, number): &(ObjectId, Option<Reference>)) -> (String, String) {
    (id.to_string(), number.as_ref().map_or_else(|| id.to_string(), |number| number.value.clone()))
}

/// What was said last of an object.
pub(super) fn said(id: ObjectId, events: &[ReceivedEvent], clock: &Clock) -> Vec<(When, String)> {
    let mut said: Vec<&ReceivedEvent> = events.iter().filter(|received| received.object == id).collect();
    said.sort_by_key(|received| std::cmp::Reverse((received.received_at, received.id)));
    said.into_iter().take(SAID).map(|received| says(received, clock)).collect()
}

fn says(received: &ReceivedEvent, clock: &Clock) -> (When, String) {
    let what = match &received.event.body {
        Body::Milestone(milestone) => milestone.milestone.to_string(),
        Body::Exception(exception) => exception.exception.to_string(),
        body => body.type_name().replace('_', " "),
    };
    let names: Vec<_> = received.event.refs.iter().take(3).map(|name| name.value.clone()).collect();
    (
        clock.table(received.at, None),
        format!("{}: {what} of {}", names::capital(&names::source(&received.source)), names.join(", ")),
    )
}

/// `Shipment S2`: by a number that is its alone, better one that is never given to something else.
pub(super) fn title(side: &Side) -> String {
    let own = side.names.iter().min_by_key(|name| (name.kind.is_shared(), name.kind.is_used_again()));
    let kind = object(side.of);
    own.map_or_else(|| format!("{kind} without a number"), |name| format!("{kind} {}", name.value))
}

/// What it is, in words.
fn object(of: ObjectKind) -> String {
    names::capital(of.as_str())
}

pub(super) fn number(reference: &Reference) -> String {
    format!("{} {}", names::kind(reference.kind), reference.value)
}

/// Inside a sentence.
pub(super) fn lower(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
