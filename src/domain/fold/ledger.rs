//! Rule 8: which destinations know of a milestone, from their recorded acknowledgements only.
//!
//! An acknowledgement (`ack`) names the effect it answers by its idempotency key (`effect/key.rs`), and the key says what the
//! destination knows by it and of which object: `crm:milestone:DELIVERED:order-1/shipment-7:…` is the milestone itself,
//! `erp:proof_of_delivery:…` makes a delivery known ([`EffectKind::milestone`]). Any key with the part `milestone:NAME` is read
//! so. Where the key names no shipment, the object of the event tells whose milestone it is: the object itself, or one of
//! those that share its way ([`super::graph::Graph::around`]). Of several answers of a destination about one milestone the
//! latest stands: a refusal after success is a refusal.
//!
//! A destination that never acknowledged anything of the order is "not connected": nothing here pretends otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, evidence::Fact};
use crate::domain::{
    effect::EffectKind,
    event::{Ack, Body},
    fold_input::ReceivedEvent,
    id::ObjectId,
    milestone::{Classifier, Milestone},
    view::Known,
};

/// The answers of all destinations.
#[derive(Debug, Default)]
pub(super) struct Ledger<'a> {
    answers: Vec<Answer<'a>>,
}

/// The latest answer of a destination to one effect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub received: &'a ReceivedEvent,
    pub ack: &'a Ack,
    pub milestone: Option<Milestone>,
    /// What it is about.
    pub object: ObjectId,
}

impl<'a> Ledger<'a> {
    /// Reads the acknowledgements among facts that are sorted by time.
    pub fn of_facts(facts: &[Fact<'a>]) -> Self {
        let mut latest: BTreeMap<(&str, &str, ObjectId), Answer<'a>> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| fact.counts()) {
            if let Body::Ack(ack) = &fact.received.event.body {
                let object = shipment_of(&ack.effect).unwrap_or(fact.received.object);
                let answer = Answer { received: fact.received, ack, milestone: milestone_of(&ack.effect), object };
                latest.insert((&ack.destination, &ack.effect, object), answer);
            }
        }
        let mut answers: Vec<Answer<'a>> = latest.into_values().collect();
        answers.sort_by_key(|answer| (answer.received.at.micros, answer.received.id));
        Self { answers }
    }

    /// Every answer, oldest first.
    pub fn answers(&self) -> &[Answer<'a>] {
        &self.answers
    }

    /// The destinations that have answered anything.
    pub fn destinations(&self) -> Vec<String> {
        let all: BTreeSet<&str> = self.answers.iter().map(|answer| answer.ack.destination.as_str()).collect();
        all.into_iter().map(str::to_owned).collect()
    }

    /// Who knows of what `fact` tells.
    pub fn of(&self, context: &Context, fact: &Fact) -> Vec<Known> {
        let Some(said) = fact.milestone().filter(|said| said.classifier == Classifier::Actual) else {
            return Vec::new();
        };
        if !fact.counts() || self.answers.is_empty() {
            return Vec::new();
        }
        let around = context.graph.around(fact.received.object);
        let mut known: BTreeMap<&str, Known> = BTreeMap::new();
        let answers = self.answers.iter().filter(|answer| answer.milestone == Some(said.milestone));
        for answer in answers.filter(|answer| around.contains(&answer.object)) {
            known.insert(&answer.ack.destination, answer.known());
        }
        known.into_values().collect()
    }
}

impl Answer<'_> {
    fn known(&self) -> Known {
        let words = [&self.ack.code, &self.ack.message].into_iter().flatten().map(String::as_str);
        let error = words.collect::<Vec<_>>().join(": ");
        Known {
            destination: self.ack.destination.clone(),
            effect: self.ack.effect.clone(),
            ok: self.ack.ok,
            at: self.received.at.micros,
            error: (!self.ack.ok && !error.is_empty()).then_some(error),
        }
    }
}

/// The effects by which a destination learns of a milestone without its name.
const BY_KIND: [EffectKind; 8] = [
    EffectKind::PackedUpdate,
    EffectKind::Booking,
    EffectKind::DeliveryStatus,
    EffectKind::ProofOfDelivery,
    EffectKind::PodLink,
    EffectKind::GoodsIssue,
    EffectKind::FreightAccrual,
    EffectKind::InvoiceRelease,
];

/// The milestone that is known by an effect, from its key.
pub(super) fn milestone_of(effect: &str) -> Option<Milestone> {
    if let Some((_, rest)) = effect.split_once("milestone:") {
        let name: String = rest.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
        return Milestone::parse(&name);
    }
    let word = effect.split(':').nth(1)?;
    BY_KIND.into_iter().find(|kind| kind.as_str() == word)?.milestone()
}

/// The shipment that a key names.
fn shipment_of(effect: &str) -> Option<ObjectId> {
    let (_, rest) = effect.split_once("shipment-")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(ObjectId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_names_its_milestone() {
        for (effect, milestone) in [
            ("shipment:17/milestone:DELIVERED/1", Some(Milestone::Delivered)),
            ("milestone:OUT_FOR_DELIVERY", Some(Milestone::OutForDelivery)),
            ("17|crm|milestone:PICKED_UP#2", Some(Milestone::PickedUp)),
            ("shipment:17/milestone:DELIVEREDX", None),
            ("shipment:17/booking/1", None),
            ("crm:milestone:PICKED_UP:order-1/shipment-3:2026-05-12", Some(Milestone::PickedUp)),
            ("erp:proof_of_delivery:order-1/shipment-3:2026-05-12", Some(Milestone::Delivered)),
            ("erp:exception_code:order-1:X1", None),
        ] {
            assert_eq!(milestone_of(effect), milestone, "{effect}");
        }
        assert_eq!(shipment_of("erp:booking:order-1/shipment-31:x"), Some(ObjectId(31)));
        assert_eq!(shipment_of("erp:booking:order-1:x"), None);
    }
}
