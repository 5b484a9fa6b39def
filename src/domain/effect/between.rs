//! From what is wanted to what is new: effects, and reversals of postings that are not true any more.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Effect, EffectKey, EffectKind, Payload, Want, want::Readiness};
use crate::domain::id::ObjectId;

/// What was derived for one order so far, by key. Kept beside the view, so that the next change tells what is new without
/// the former view.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Posted(BTreeMap<EffectKey, Issue>);

/// How often it was derived, and whether it stands (was not reversed since).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Issue(u32, bool);

impl Posted {
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
}

/// What is new for the order, and what has been derived for it then. Reversals come first.
pub fn between(before: &Posted, order: ObjectId, wanted: &[Want]) -> (Vec<Effect>, Posted) {
    let mut posted = before.clone();
    let asked: BTreeSet<&EffectKey> = wanted.iter().map(|want| &want.key).collect();
    let mut effects = Vec::new();
    for (key, issue) in &mut posted.0 {
        let Some(kind) = EffectKind::financial_of(&key.0).filter(|_| issue.1 && !asked.contains(key)) else { continue };
        issue.1 = false;
        let reverses = key.again(issue.0);
        let payload = Payload::Reversal { reverses: reverses.clone() };
        effects.push(Effect { key: reverses.reversal(), kind, order, payload, reverses: Some(reverses) });
    }
    for want in wanted {
        let Readiness::Due(payload) = &want.readiness else { continue };
        let issue = posted.0.entry(want.key.clone()).or_insert(Issue(0, false));
        if !issue.1 {
            *issue = Issue(issue.0.saturating_add(1), true);
            let (key, payload) = (want.key.again(issue.0), payload.clone());
            effects.push(Effect { key, kind: want.kind, order, payload, reverses: None });
        }
    }
    (effects, posted)
}
