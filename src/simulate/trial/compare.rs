//! Where an answer and the truth differ.

mod clocks;
mod contradictions;
mod search;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

pub use self::search::heard;
use super::expected::{Expected, Mark, Shipment, Trouble};
use crate::{domain::reason::Exception, simulate::geography::City};

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The product does not know the order.
    Missing,
    /// The word for where the order stands.
    State,
    /// What happened last, and when.
    Milestone,
    /// Which shipments there are, and how many have come.
    Shipments,
    /// The word for where a shipment stands.
    ShipmentState,
    /// What happened last to a shipment, and when.
    ShipmentMilestone,
    /// When a shipment was delivered.
    ShipmentDelivered,
    /// Until when a shipment is expected.
    Estimate,
    /// Pieces ordered and delivered.
    Quantity,
    /// What became of the packages.
    Outcomes,
    /// Whether the order waits to be shipped again.
    Voided,
    /// Which carrier has a shipment.
    Carrier,
    /// On which clocks the promise, an expectation or a delivery is told.
    Clock,
    /// What the sentence says of when it came.
    Sentence,
    /// Whether a case of the customer is older than the latest news.
    CaseBehind,
    /// What a search finds for a number as somebody reads it out.
    Search,
    /// Until when it is promised.
    Promise,
    /// Whether the promise is missed.
    Missed,
    /// What is wrong with the order.
    Exceptions,
    /// What is wrong with a shipment.
    ShipmentExceptions,
    /// How it stands with the proof of delivery.
    Proof,
    /// Where partners contradict each other, who is shown, and what the other side says.
    Contradiction,
    /// Whether a shipment is expected after the promise.
    AtRisk,
    /// Whether those that carry a shipment out contradict each other.
    Disputed,
    /// The day that is over on which a shipment was out for delivery.
    OutOn,
    /// Whether nothing has been heard of a shipment for too long.
    Stalled,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    pub what: What,
    /// The ERP's number of the order.
    pub order: String,
    /// The shipment, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipment: Option<String>,
    pub truth: String,
    pub answer: String,
    /// Why that is as it should be; none: it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<&'static str>,
}

/// The troubles that partners tell of; what the product finds by itself is not compared.
const TOLD: [Exception; 6] = [
    Exception::OnHold,
    Exception::Delayed,
    Exception::Lost,
    Exception::Damaged,
    Exception::RefusedGoods,
    Exception::ShortShipped,
];
/// The promise may pass between the answer and the question.
const MOMENT: SignedDuration = SignedDuration::from_mins(3);
/// More than the days that any carrier of the demo world rests in a row, with the day of the delivery.
const SURELY_STALLED: SignedDuration = SignedDuration::from_hours(24 * 5);
const MIDNIGHT: &str = "the day ended while the question was asked";
const PASSING: &str = "the promise passed while the question was asked";

/// Every difference between what should be answered and what is. `asked` is when.
pub fn compare(expected: &Expected, answer: Option<&Value>, asked: Timestamp) -> Vec<Difference> {
    let mut found = Found { expected, shipment: None, differences: Vec::new() };
    let Some(answer) = answer else {
        found.differ(What::Missing, "known", "unknown");
        return found.differences;
    };
    found.word(What::State, expected.words, answer);
    found.mark(What::Milestone, expected.mark, answer);
    found.counts(answer);
    found.promise(answer, asked);
    found.troubles(What::Exceptions, &expected.troubles, answer);
    found.text(What::Proof, expected.proof.as_str(), answer.pointer("/proof_of_delivery/state"));
    found.contradictions(answer);
    found.outcomes(answer);
    found.clocks(answer);
    found.judge(What::CaseBehind, expected.case_behind, raises(answer, Exception::CaseBeforeEvent), None);
    found.judge(What::Voided, expected.voided, raises(answer, Exception::ShipmentCancelled), None);
    let answers = answer.get("shipments").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let numbers = |shipments: BTreeSet<&str>| shipments.into_iter().collect::<Vec<_>>().join(" ");
    let meant: BTreeSet<&str> = expected.shipments.iter().map(|shipment| shipment.number.as_str()).collect();
    let shown: BTreeSet<&str> = answers.iter().map(|shipment| number(shipment).unwrap_or("a nameless one")).collect();
    if meant != shown || answers.len() != shown.len() {
        found.differ(What::Shipments, numbers(meant), numbers(shown));
    }
    for shipment in &expected.shipments {
        if let Some(answer) = answers.iter().find(|answer| number(answer) == Some(&shipment.number)) {
            found.shipment = Some(shipment.number.clone());
            found.shipment(shipment, answer, asked);
        }
    }
    found.differences
}

/// The TMS's number of a shipment.
fn number(shipment: &Value) -> Option<&str> {
    let references = shipment.get("references")?.as_array()?;
    let own = references.iter().find(|reference| reference.get("kind").and_then(Value::as_str) == Some("shipment"))?;
    own.get("value")?.as_str()
}

struct Found<'a> {
    expected: &'a Expected,
    shipment: Option<String>,
    differences: Vec<Difference>,
}

impl Found<'_> {
    fn differ(&mut self, what: What, truth: impl ToString, answer: impl ToString) {
        self.differences.push(Difference {
            what,
            order: self.expected.order.clone(),
            shipment: self.shipment.clone(),
            truth: truth.to_string(),
            answer: answer.to_string(),
            explained: None,
        });
    }

    fn truth<T: PartialEq + std::fmt::Display>(&mut self, what: What, truth: T, answer: T) {
        if truth != answer {
            self.differ(what, truth, answer);
        }
    }

    fn judge(&mut self, what: What, truth: bool, answer: bool, explained: Option<&'static str>) {
        if truth != answer {
            self.differ(what, truth, answer);
            if let Some(last) = self.differences.last_mut() {
                last.explained = explained;
            }
        }
    }

    fn text(&mut self, what: What, truth: &str, answer: Option<&Value>) {
        self.truth(what, truth, answer.and_then(Value::as_str).unwrap_or("nothing"));
    }

    fn word(&mut self, what: What, words: super::expected::Span, answer: &Value) {
        let word = answer.get("state").and_then(Value::as_str).unwrap_or("nothing");
        if !words.holds(word) {
            self.differ(what, words, word);
        }
    }

    fn mark(&mut self, what: What, mark: Option<Mark>, answer: &Value) {
        let told = |milestone: &str, at: Option<Timestamp>| format!("{milestone} {}", written(at));
        let truth = mark.map_or("nothing".to_owned(), |mark| told(mark.milestone.as_str(), Some(mark.at)));
        let shown = answer.get("milestone").filter(|shown| !shown.is_null());
        let shown = shown.map_or("nothing".to_owned(), |shown| {
            told(shown.get("code").and_then(Value::as_str).unwrap_or("?"), instant(shown.get("at")))
        });
        self.truth(what, truth, shown);
    }

    fn counts(&mut self, answer: &Value) {
        let number = |name: &str| answer.get(name).and_then(Value::as_u64);
        let of = |come: Option<u64>, all: Option<u64>| match (come, all) {
            (Some(come), Some(all)) => format!("{come} of {all}"),
            _ => "nothing".to_owned(),
        };
        let there = self.expected.shipments.iter().filter(|shipment| shipment.there).count() as u64;
        let live = self.expected.shipments.iter().filter(|shipment| !shipment.voided).count() as u64;
        let truth = of(Some(there), Some(live));
        self.truth(What::Shipments, truth, of(number("shipments_delivered"), number("shipments_total")));
        let units = |name: &str| answer.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
        let (ordered, there) = self.expected.units;
        let truth = of(Some(there.into()), Some(ordered.into()));
        self.truth(What::Quantity, truth, of(units("units_delivered"), units("units_ordered")));
    }

    fn outcomes(&mut self, answer: &Value) {
        let shown = answer.get("outcomes").and_then(Value::as_array).into_iter().flatten();
        let shown = shown.filter_map(|one| Some((one.get("outcome")?.as_str()?, one.get("count")?.as_u64()?)));
        let listed = |all: BTreeMap<&str, u64>| {
            all.into_iter().map(|(outcome, count)| format!("{count} {outcome}")).collect::<Vec<_>>().join(", ")
        };
        let truth = self.expected.outcomes.iter().map(|(outcome, count)| (*outcome, *count)).collect();
        self.truth(What::Outcomes, listed(truth), listed(shown.collect()));
    }

    fn promise(&mut self, answer: &Value, asked: Timestamp) {
        let promised = written(instant(answer.get("promised_by")));
        self.truth(What::Promise, written(self.expected.promise), promised);
        let about_to_pass = self.expected.promise.is_some_and(|end| asked.duration_since(end).abs() < MOMENT);
        let missed = answer.get("promise_missed").and_then(Value::as_bool).unwrap_or(false);
        self.judge(What::Missed, self.expected.is_missed(asked), missed, about_to_pass.then_some(PASSING));
    }

    fn troubles(&mut self, what: What, troubles: &[Trouble], answer: &Value) {
        let shown: BTreeSet<(&str, &str)> = answer
            .get("exceptions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|shown| {
                let code = shown.get("code")?.as_str()?;
                let reason = shown.get("reason").and_then(Value::as_str).unwrap_or("");
                TOLD.iter().any(|told| told.as_str() == code).then_some((code, reason))
            })
            .collect();
        // Two partners may give one trouble reasons of different precision: the true one has to be among them.
        let meant: BTreeSet<(&str, &str)> =
            troubles.iter().map(|trouble| (trouble.exception.as_str(), trouble.reason.as_str())).collect();
        let codes =
            |of: &BTreeSet<(&'static str, &'static str)>| of.iter().map(|(code, _)| *code).collect::<BTreeSet<_>>();
        let shown_codes: BTreeSet<&str> = shown.iter().map(|(code, _)| *code).collect();
        if codes(&meant) != shown_codes || !meant.is_subset(&shown) {
            self.differ(what, listed(&meant), listed(&shown));
        }
    }

    /// A day at the door that is over is told; after [`SURELY_STALLED`] without delivery, whatever the holidays, it is stalled.
    fn out(&mut self, shipment: &Shipment, answer: &Value, asked: Timestamp) {
        let over = shipment.out.filter(|(out, city)| city.day(*out) < city.day(asked));
        let passing = over.is_some_and(|(_, city)| city.day(asked) != city.day(asked - MOMENT));
        let truth = over.map_or("nothing".to_owned(), |(out, city)| city.day(out).to_string());
        let shown = answer.get("out_for_delivery_on").and_then(Value::as_str).unwrap_or("nothing");
        if truth != shown {
            self.differ(What::OutOn, &truth, shown);
            if let Some(last) = self.differences.last_mut() {
                last.explained = passing.then_some(MIDNIGHT);
            }
        }
        let is_explained = shipment.troubles.iter().any(|trouble| trouble.exception != Exception::Delayed);
        // A later day that was named puts it off.
        let long_ago = |(out, city): (Timestamp, &City)| {
            let put_off = shipment.expected.is_some_and(|to| city.day(to) > city.day(out));
            asked.duration_since(out) > SURELY_STALLED && !put_off
        };
        if shipment.out.is_some_and(long_ago) && !is_explained {
            self.judge(What::Stalled, true, raises(answer, Exception::Stalled), None);
        }
    }

    fn shipment(&mut self, shipment: &Shipment, answer: &Value, asked: Timestamp) {
        self.word(What::ShipmentState, shipment.words, answer);
        self.text(What::Carrier, shipment.carrier, answer.get("carrier"));
        self.shipment_clocks(answer);
        self.mark(What::ShipmentMilestone, shipment.mark, answer);
        let delivered = written(instant(answer.get("delivered")));
        self.truth(What::ShipmentDelivered, written(shipment.delivered), delivered);
        self.troubles(What::ShipmentExceptions, &shipment.troubles, answer);
        let expected = written(instant(answer.pointer("/expected/to")));
        self.truth(What::Estimate, written(shipment.expected), expected);
        self.judge(What::AtRisk, shipment.at_risk, raises(answer, Exception::AtRisk), None);
        self.out(shipment, answer, asked);
        self.judge(What::Disputed, shipment.disputed, raises(answer, Exception::SourceConflict), None);
    }
}

/// Whether the product finds that of a shipment.
fn raises(shipment: &Value, exception: Exception) -> bool {
    let shown = shipment.get("exceptions").and_then(Value::as_array).into_iter().flatten();
    shown.filter_map(|shown| shown.get("code")?.as_str()).any(|code| code == exception.as_str())
}

fn listed(troubles: &BTreeSet<(&str, &str)>) -> String {
    let each: Vec<String> = troubles.iter().map(|(code, reason)| format!("{code} {reason}")).collect();
    if each.is_empty() { "nothing".to_owned() } else { each.join(", ") }
}

fn instant(value: Option<&Value>) -> Option<Timestamp> {
    value?.as_str()?.parse().ok()
}

/// To the second, as partners write it.
fn written(at: Option<Timestamp>) -> String {
    at.map_or("nothing".to_owned(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests;
