//! From what is wanted to what is new: effects, and reversals of postings that are not true any more.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};

use super::{DesiredEffect, Effect, EffectKey, EffectKind, Payload, desired::Readiness};
use crate::domain::id::ObjectId;

/// What was derived for one order so far, by the key under which it was sent first. Kept beside the view, so that the next
/// change tells what is new without the former view.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IssuedEffects(BTreeMap<EffectKey, Issue>);

/// How often it was derived, whether it stands (was not reversed since), and the key that means the same today, where an
/// object in the key turned out to be another one since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Issue(u32, bool, #[serde(default, skip_serializing_if = "Option::is_none")] Option<EffectKey>);

impl Issue {
    fn meaning<'a>(&'a self, sent: &'a EffectKey) -> &'a EffectKey {
        self.2.as_ref().unwrap_or(sent)
    }
}

impl IssuedEffects {
    /// The keys that stand, as they were sent.
    pub fn standing(&self) -> impl Iterator<Item = EffectKey> + '_ {
        self.0.iter().filter(|(_, issue)| issue.1).map(|(key, issue)| key.again(issue.0))
    }

    /// Every key that was sent under, reversals and repetitions too.
    pub fn keys(&self) -> Vec<EffectKey> {
        let mut keys = Vec::new();
        for (key, issue) in &self.0 {
            for times in 1..=issue.0 {
                let sent = key.again(times);
                if times < issue.0 || !issue.1 {
                    keys.push(sent.reversal());
                }
                keys.push(sent);
            }
        }
        keys
    }

    /// Whether nothing was derived yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same after objects turned out to be others: what was sent stays as it was sent, and means what they are `now`.
    #[must_use]
    pub fn carried(mut self, now: impl Fn(ObjectId) -> ObjectId) -> Self {
        for (sent, issue) in &mut self.0 {
            let meaning = issue.meaning(sent).renamed(&now);
            issue.2 = (meaning != *sent).then_some(meaning);
        }
        self
    }

    /// Takes over what was derived for an order that turned out to be this one.
    pub fn absorb(&mut self, other: Self) {
        for (sent, theirs) in other.0 {
            let ours = self.0.entry(sent).or_insert_with(|| theirs.clone());
            // Under a key that both were told under (freight of a shipment that carried both), what happened last counts.
            ours.1 = match ours.0.cmp(&theirs.0) {
                Ordering::Less => theirs.1,
                Ordering::Equal => ours.1 && theirs.1,
                Ordering::Greater => ours.1,
            };
            ours.0 = ours.0.max(theirs.0);
        }
    }

    /// Takes back the postings that are not asked for any more. Of several that turned out to be one, the order's own stays,
    /// else the first; the others are taken back too.
    fn reverse(&mut self, order: ObjectId, asked: &BTreeSet<&EffectKey>) -> Vec<Effect> {
        let own = self.0.iter().filter(|(_, issue)| issue.1 && issue.2.is_none()).map(|(sent, _)| sent.clone());
        let mut kept: BTreeSet<EffectKey> = own.collect();
        let mut effects = Vec::new();
        for (sent, issue) in self.0.iter_mut().filter(|(_, issue)| issue.1) {
            let Some(kind) = EffectKind::financial_of(&sent.0) else { continue };
            let is_one = issue.2.as_ref().is_none_or(|meaning| kept.insert(meaning.clone()));
            if is_one && asked.contains(issue.meaning(sent)) {
                continue;
            }
            issue.1 = false;
            let reverses = sent.again(issue.0);
            let payload = Payload::Reversal { reverses: reverses.clone() };
            effects.push(Effect { key: reverses.reversal(), kind, order, payload, reverses: Some(reverses) });
        }
        effects
    }
}

/// What is new for the order, and what has been derived for it then. Reversals come first.
pub fn diff_effects(before: &IssuedEffects, order: ObjectId, wanted: &[DesiredEffect]) -> (Vec<Effect>, IssuedEffects) {
    let mut posted = before.clone();
    let mut effects = posted.reverse(order, &wanted.iter().map(|want| &want.key).collect());
    let standing = posted.0.iter().filter(|(_, issue)| issue.1);
    let standing: BTreeSet<EffectKey> = standing.map(|(sent, issue)| issue.meaning(sent).clone()).collect();
    for want in wanted.iter().filter(|want| !standing.contains(&want.key)) {
        let Readiness::Due(payload) = &want.readiness else { continue };
        let issue = posted.0.entry(want.key.clone()).or_insert(Issue(0, false, None));
        *issue = Issue(issue.0.saturating_add(1), true, None);
        let (key, payload) = (want.key.again(issue.0), payload.clone());
        effects.push(Effect { key, kind: want.kind, order, payload, reverses: None });
    }
    (effects, posted)
}
