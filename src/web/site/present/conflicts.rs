//! Where systems disagree: both claims, what is shown, and why.

use app::{
    model::{Callout, CalloutKind, Spoken, Verdict},
    paths,
};

use super::{clock::Clock, milestones::utc, names, ownership};
use crate::domain::{
    id::SourceId,
    milestone::Milestone,
    view::{Claim, ClaimedValue, Conflict, Matter, Why},
};

/// The note that hangs under what it is about.
pub fn callout(conflict: &Conflict, clock: &Clock) -> Callout {
    let mut versus: Vec<Spoken> = conflict.others.iter().map(|claim| side(claim, Verdict::Lost, clock)).collect();
    versus.push(side(&conflict.shown, Verdict::Plain, clock));
    versus.push(Spoken { who: "Shown".into(), what: shown(conflict, clock), verdict: Verdict::Won });
    versus.push(Spoken { who: "Because".into(), what: because(conflict), verdict: Verdict::Plain });
    Callout {
        kind: CalloutKind::Doubt,
        lead: lead(conflict),
        versus,
        link: Some((paths::ownership(&ownership::anchor(conflict.row)), "Who has the word on what".into())),
        ..Callout::default()
    }
}

fn lead(conflict: &Conflict) -> String {
    if let Some(source) = alone(conflict) {
        return format!("{} reported the delivery more than once.", names::source(source));
    }
    let many = if conflict.others.len() > 1 { "Several" } else { "Two" };
    match &conflict.matter {
        Matter::Milestone(milestone) => {
            let mut claims = conflict.others.iter().chain([&conflict.shown]);
            let is_when = claims.all(|claim| reached(claim) == Some(*milestone));
            let what = past(*milestone);
            let on = if is_when { format!("when it was {what}") } else { format!("whether it is {what}") };
            format!("{many} systems disagree on {on}.")
        }
        Matter::Field(field) => format!("{many} systems disagree on {}.", ownership::field(conflict.row, field)),
    }
}

/// The system that says it all: it contradicts only itself.
fn alone(conflict: &Conflict) -> Option<&SourceId> {
    let source = &conflict.shown.source;
    conflict.others.iter().all(|claim| claim.source == *source).then_some(source)
}

fn side(claim: &Claim, verdict: Verdict, clock: &Clock) -> Spoken {
    let what = match &claim.says {
        ClaimedValue::Milestone { milestone, extent } => {
            let at = claim.at.map(|at| clock.long(at, clock.goods()).text).unwrap_or_default();
            format!("{} {at}", names::milestone(*milestone, *extent).to_lowercase())
        }
        ClaimedValue::Value(value) => {
            let heard = claim.received.map(|received| format!(", heard {}", clock.long(utc(received), None).text));
            format!("{value}{}", heard.unwrap_or_default())
        }
    };
    Spoken { who: format!("{} says", names::source(&claim.source)), what, verdict }
}

fn shown(conflict: &Conflict, clock: &Clock) -> String {
    match (&conflict.shown.says, conflict.shown.at) {
        (ClaimedValue::Value(value), _) => value.clone(),
        (ClaimedValue::Milestone { milestone, extent }, at) => {
            let at = at.map(|at| clock.long(at, clock.goods()).text).unwrap_or_default();
            format!("{}, {at}", names::milestone(*milestone, *extent))
        }
    }
}

fn because(conflict: &Conflict) -> String {
    let winner = names::source(&conflict.shown.source);
    let on = ownership::name(conflict.row).to_lowercase();
    let owners = ownership::listed(&conflict.owners);
    match conflict.why {
        Why::Owner => format!("{owners} have the word on {on}."),
        Why::Rank => format!("of those who spoke, {winner} is nearest to the word on {on}, which {owners} have."),
        Why::Later => format!("both have the same word on {on}, and {winner} told it last."),
        Why::Stands => {
            "the first delivery counts until the carrier withdraws it or the goods are returned or go out again.".into()
        }
    }
}

fn reached(claim: &Claim) -> Option<Milestone> {
    match claim.says {
        ClaimedValue::Milestone { milestone, .. } => Some(milestone),
        ClaimedValue::Value(_) => None,
    }
}

/// `picked up`, `delivered`: what follows "it was" and "it is".
fn past(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::PickedUp => "picked up",
        Milestone::Delivered => "delivered",
        Milestone::Returning => "on its way back",
        Milestone::Returned => "returned",
        Milestone::Cancelled => "cancelled",
        _ => "reported",
    }
}
