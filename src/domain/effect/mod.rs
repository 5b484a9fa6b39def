//! Effects: what other systems are to be told because a view changed (DOMAIN, "Effects").
//!
//! 1. [`wanted`] says what the systems should know by now, judging by one view alone. So whatever way a view came about,
//!    event by event or all at once, in whatever order, the same is wanted in the end.
//! 2. [`diff_effects`] compares that with what was derived for the order before ([`IssuedEffects`]): what is new is an effect; what was
//!    posted in money and is not true any more is a reversal.
//!
//! **Keys.** An effect is `destination:effect:subject:version`, and is sent at most once under its key. The version of what
//! follows from a milestone is the day (UTC) on which it happened: another witness a minute later changes nothing, a
//! delivery on another day is another posting. What was reversed and is true again gets `#2` behind its key. Keys hold no
//! message, no event and no generation, so that a replay cannot double anything.
//!
//! **Whose.** What concerns a shipment for one order (its delivery status, its proof) has both in its key; freight is
//! accrued once for a shipment however many orders it carries; an outreach task is one for a customer and disruption,
//! whichever order or shipment showed it first.
//!
//! **The financial gate.** Goods issue, proof of delivery, accrual and invoice release wait for their preconditions
//! ([`Unmet`]); what the ERP says it has posted already is not posted again; a delivery that is withdrawn reverses them.
//! Preconditions that are lost later (a damage reported after the posting) reverse nothing: that is a claim.
//!
//! **What turns out to be one.** Where orders or shipments are merged, what was derived for each counts for the one that is
//! left ([`IssuedEffects::carried`], [`IssuedEffects::absorb`]): keys stay as they were sent and mean what their objects are now. So nothing
//! is posted anew by a merge; where both had been posted, one of the two is taken back.
//!
//! A shipment request is wanted only while nothing is booked: an order whose booking was heard before its release has none.
//! It is therefore the one effect that depends on what was heard first.
//!
//! CRM is told of milestones, never of every scan. A system is not told what it said itself.

mod desired;
mod diff;
mod finance;
mod key;
mod payload;
#[cfg(test)]
mod properties;
mod request;
#[cfg(test)]
mod tests;
mod transport;
mod trouble;

pub use desired::{DesiredEffect, EffectPolicy, GoodsIssueAt, Readiness, Unmet, wanted};
pub use diff::{IssuedEffects, diff_effects};
pub use key::{Destination, EffectKey, EffectKind};
pub use payload::{About, Payload};

use super::{id::ObjectId, ownership::Ownership, policy::Policy, view::View};

/// One thing that one system is to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Sent at most once under this.
    pub key: EffectKey,
    /// What sort of effect; a reversal is of the sort that it reverses.
    pub kind: EffectKind,
    /// The order whose view showed it.
    pub order: ObjectId,
    /// What is sent.
    pub payload: Payload,
    /// The effect that this one takes back.
    pub reverses: Option<EffectKey>,
}

/// What follows from the change of one view into another; `before` is `None` for an order that had none.
pub fn effects(before: Option<&View>, after: &View, ownership: &Ownership, policy: &Policy) -> Vec<Effect> {
    let known = before.map_or_else(IssuedEffects::default, |view| {
        diff_effects(&IssuedEffects::default(), view.order, &wanted(view, ownership, policy)).1
    });
    diff_effects(&known, after.order, &wanted(after, ownership, policy)).0
}
