//! The fold: from everything that was said around an order to what an agent sees (DOMAIN, "The fold").
//!
//! It is a pure function of the scene, the ownership table, the policy and the time. Late, repeated, contradictory and
//! withdrawn events are ordinary inputs. How it goes:
//!
//! 1. [`graph`]: which shipment carries which delivery, which package is in it. [`evidence`]: the same event told twice is
//!    one fact; what its sender withdrew ([`retraction`]), what claims to come from the future, and what is said by one who
//!    has not the word ([`authority`]) is kept and marked; the same happening told by several is one ([`witnesses`]).
//! 2. [`journey`]: the happenings of one object in the order of time give its headline and its state; [`way_back`] says which
//!    deliveries are the end of a return, [`repeated`] which of several is the arrival.
//! 3. [`shipments`] put packages and loads together; [`behind`] are deliveries in no shipment; [`whole`] says in one word how
//!    several parts stand; [`lines`] counts by quantity.
//! 4. [`exceptions`], [`estimates`] and [`promise`] lay over it what is wrong and what is expected.
//!    [`conflicts`] of names, which resolving found and refused to decide, are exceptions too.
//!    So are lines that a shipment carries and the order does not have ([`unmatched`]).
//!    [`watch`] finds what is wrong by silence, and says when that will be.
//! 5. [`contradictions`] and [`claims`] say where systems disagree, who won and why; [`ledger`] which destinations know.
//! 6. [`order`] assembles the view.
//!
//! The rules one by one, and where each is tested: README.md in this folder.

mod addresses;
#[cfg(test)]
pub(crate) mod arbitrary;
mod authority;
mod behind;
mod cases;
mod claims;
mod conflicts;
mod contradictions;
mod documents;
mod ends;
mod entries;
mod estimates;
mod evidence;
mod exceptions;
mod graph;
mod journey;
mod ledger;
mod lines;
mod names;
mod order;
mod packages;
mod promise;
#[cfg(test)]
mod properties;
mod repeated;
mod retraction;
mod shipments;
mod spellings;
mod statements;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod unmatched;
mod voided;
mod watch;
mod way_back;
mod whole;
mod witnesses;

use jiff::Timestamp;

use self::{addresses::Ends, evidence::Evidence, graph::Graph, ledger::Ledger};
use super::{
    fold_input::{FoldInput, NameConflict},
    ownership::Ownership,
    policy::Policy,
    view::View,
};

/// What the fold makes of a scene.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    /// The order as it is.
    pub view: View,
    /// The earliest instant (microseconds UTC) at which the same scene gives another view; `None`: never by time alone.
    pub next_change_at: Option<i64>,
}

/// Folds a scene. Independent of the order in which its objects, links and events are listed, and of repetitions.
pub fn fold(input: &FoldInput, ownership: &Ownership, policy: &Policy, now: Timestamp) -> Folded {
    let graph = Graph::of(input, ownership);
    let evidence = Evidence::of(&input.events, &graph, ownership, policy);
    let mut context = Context {
        ledger: Ledger::of_facts(evidence.all()),
        evidence,
        graph,
        ownership,
        policy,
        conflicts: &input.conflicts,
        now: now.as_microsecond(),
        ends: Ends::default(),
    };
    context.ends = order::ends(&context, input.order);
    order::folded(&context, input.order)
}

/// What every part of the fold looks at.
struct Context<'a> {
    evidence: Evidence<'a>,
    ledger: Ledger<'a>,
    graph: Graph<'a>,
    ownership: &'a Ownership,
    policy: &'a Policy,
    conflicts: &'a [NameConflict],
    /// Microseconds UTC.
    now: i64,
    /// Where the order ships from and where it goes.
    ends: Ends<'a>,
}
