//! The fold: from everything that was said around an order to what an agent sees (DOMAIN, "The fold").
//!
//! It is a pure function of the scene, the ownership table, the policy and the time. Late, repeated, contradictory and
//! withdrawn events are ordinary inputs. How it goes:
//!
//! 1. [`evidence`]: the same event told twice is one fact; what its sender withdrew, and what claims to come from the
//!    future, is kept and marked. [`graph`]: which shipment carries which delivery, which package is in it.
//! 2. [`journey`]: the happenings of one object in the order of time give its headline and its state.
//! 3. [`shipments`] put packages and loads together; [`whole`] says in one word how several parts stand; [`lines`]
//!    counts by quantity.
//! 4. [`exceptions`], [`estimates`] and [`promise`] lay over it what is wrong and what is expected.
//!    [`conflicts`] of names, which resolving found and refused to decide, are exceptions too.
//! 5. [`order`] assembles the view.
//!
//! Not here yet: who wins a contradiction (rule 4), conditions that grow out of silence (rule 6 but for the promise),
//! propagation ledgers (rule 8) and witnesses (rule 9). `witnesses` of an entry is always empty until then.

#[cfg(test)]
pub(crate) mod arbitrary;
mod conflicts;
mod documents;
mod entries;
mod estimates;
mod evidence;
mod exceptions;
mod graph;
mod journey;
mod lines;
mod names;
mod order;
mod packages;
mod promise;
#[cfg(test)]
mod properties;
mod retraction;
mod shipments;
mod statements;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod whole;

use jiff::Timestamp;

use self::{evidence::Evidence, graph::Graph};
use super::{
    ownership::Ownership,
    policy::Policy,
    scene::{NameConflict, Scene},
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
pub fn fold(scene: &Scene, ownership: &Ownership, policy: &Policy, now: Timestamp) -> Folded {
    let context = Context {
        evidence: Evidence::of(&scene.events, policy),
        graph: Graph::of(scene, ownership),
        ownership,
        policy,
        conflicts: &scene.conflicts,
        now: now.as_microsecond(),
    };
    order::folded(&context, scene.order)
}

/// What every part of the fold looks at.
struct Context<'a> {
    evidence: Evidence<'a>,
    graph: Graph<'a>,
    ownership: &'a Ownership,
    policy: &'a Policy,
    conflicts: &'a [NameConflict],
    /// Microseconds UTC.
    now: i64,
}
