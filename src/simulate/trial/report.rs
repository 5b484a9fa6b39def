//! What a trial found: how many orders agree, what differs and how often, how long it took.

use std::{collections::BTreeMap, fmt::Write as _};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::compare::{Difference, What};

/// The most examples that are kept of each difference.
const EXAMPLES: usize = 5;

/// What a trial found.
#[derive(Debug, Default, Serialize)]
pub struct Verdict {
    pub seed: u64,
    /// The moment of the stories: with it the same seed tells the same once more.
    pub at: Timestamp,
    /// Orders told of.
    pub orders: usize,
    /// Orders that were asked for: those that the ERP has spoken of.
    pub asked: usize,
    /// Of them, those whose answer is the truth, or differs as explained.
    pub agree: usize,
    pub messages: Messages,
    /// How many messages the product has in each state afterwards, where it tells.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<String, u64>,
    pub differences: Vec<Tally>,
    pub seconds: Seconds,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    /// Peak resident memory in bytes, by process.
    pub peak_memory: BTreeMap<&'static str, u64>,
}

/// What was sent.
#[derive(Debug, Default, Serialize)]
pub struct Messages {
    pub accepted: usize,
    /// Of them, sent a second time on purpose.
    pub again: usize,
    /// Of them, sent again because the product asked to wait.
    pub retried: usize,
}

/// How long each part took.
#[derive(Debug, Default, Serialize)]
pub struct Seconds {
    pub telling: f64,
    /// From the last message accepted to the last one applied.
    pub applying: f64,
    pub asking: f64,
}

/// One kind of difference.
#[derive(Debug, Serialize)]
pub struct Tally {
    pub what: What,
    /// Why it is as it should be; none: it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<&'static str>,
    pub count: usize,
    /// The first few.
    pub examples: Vec<Difference>,
}

impl Verdict {
    /// Counts one order that was asked for.
    pub fn count(&mut self, differences: Vec<Difference>) {
        self.asked += 1;
        self.agree += usize::from(differences.iter().all(|difference| difference.explained.is_some()));
        for difference in differences {
            let same = |tally: &&mut Tally| (tally.what, tally.explained) == (difference.what, difference.explained);
            match self.differences.iter_mut().find(same) {
                Some(tally) => {
                    tally.count += 1;
                    if tally.examples.len() < EXAMPLES {
                        tally.examples.push(difference);
                    }
                }
                None => self.differences.push(Tally {
                    what: difference.what,
                    explained: difference.explained,
                    count: 1,
                    examples: vec![difference],
                }),
            }
        }
    }

    /// Whether every difference is explained.
    pub fn is_well(&self) -> bool {
        self.asked > 0 && self.agree == self.asked
    }

    /// Orders that agree, in percent, rounded down: 100 means all of them.
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 orders")]
    pub fn agreement(&self) -> f64 {
        if self.asked == 0 { 0.0 } else { (self.agree as f64 * 100_000.0 / self.asked as f64).floor() / 1_000.0 }
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}% agreement: {} of {} orders asked for, {} told\n",
            self.agreement(),
            self.agree,
            self.asked,
            self.orders
        );
        let sent = &self.messages;
        let _ = writeln!(
            text,
            "{} messages accepted, {} of them sent twice on purpose, {} after being asked to wait",
            sent.accepted, sent.again, sent.retried
        );
        let took = &self.seconds;
        let _ = writeln!(
            text,
            "{:.1} s telling, {:.1} s until applied, {:.1} s asking",
            took.telling, took.applying, took.asking
        );
        for (state, count) in &self.states {
            let _ = writeln!(text, "messages {state}: {count}");
        }
        for (process, bytes) in &self.peak_memory {
            let _ = writeln!(text, "peak memory of the {process}: {} MiB", bytes / 1_048_576);
        }
        for tally in &self.differences {
            let _ = writeln!(text, "{:?}: {} {}", tally.what, tally.count, tally.explained.unwrap_or("unexplained"));
            for example in &tally.examples {
                let of = example.shipment.as_deref().map_or(String::new(), |number| format!(" {number}"));
                let _ =
                    writeln!(text, "  order {}{of}: truth {}; answer {}", example.order, example.truth, example.answer);
            }
        }
        text
    }
}

/// So many seconds.
pub fn seconds(duration: SignedDuration) -> f64 {
    duration.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(explained: Option<&'static str>) -> Difference {
        let (truth, answer) = ("delivered".to_owned(), "moving".to_owned());
        Difference { what: What::State, order: "1".into(), shipment: None, truth, answer, explained }
    }

    #[test]
    fn only_unexplained_differences_count_against_the_product() {
        let mut verdict = Verdict::default();
        assert!(!verdict.is_well(), "nothing asked is nothing shown");
        verdict.count(vec![]);
        verdict.count(vec![difference(Some("by design"))]);
        assert!(verdict.is_well());
        for _ in 0..9 {
            verdict.count(vec![difference(None)]);
        }
        assert!(!verdict.is_well() && verdict.agree == 2 && verdict.asked == 11);
        let unexplained = verdict.differences.iter().find(|tally| tally.explained.is_none()).unwrap();
        assert_eq!((unexplained.count, unexplained.examples.len()), (9, EXAMPLES));
        assert!(verdict.text().contains("18.181% agreement"), "{}", verdict.text());
        assert!(verdict.text().contains("truth delivered; answer moving"));
    }
}
