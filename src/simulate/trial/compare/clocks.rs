//! Days and hours are those of the place where the goods arrive, wherever they are told: as times with its offset, and in words.

use jiff::Timestamp;
use serde_json::Value;

use super::{Found, What, instant};

impl Found<'_> {
    /// Of the order: the promise, and the sentence about a delivery.
    pub(super) fn clocks(&mut self, answer: &Value) {
        self.clock(answer.get("promised_by"));
        let came =
            self.expected.shipments.iter().filter(|shipment| !shipment.voided).map(|shipment| shipment.delivered);
        let last = came.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
        let delivered =
            self.expected.words.is_delivered() && answer.get("state").and_then(Value::as_str) == Some("delivered");
        if let Some(last) = last.filter(|_| delivered) {
            self.sentence(last, answer.get("sentence").and_then(Value::as_str).unwrap_or("nothing"));
        }
    }

    /// Of a shipment: when it is expected, and when it came.
    pub(super) fn shipment_clocks(&mut self, answer: &Value) {
        self.clock(answer.pointer("/expected/to"));
        self.clock(answer.get("delivered"));
    }

    /// A time is written as the clocks of the destination show it.
    fn clock(&mut self, shown: Option<&Value>) {
        let Some(at) = instant(shown) else { return };
        let shown = shown.and_then(Value::as_str).unwrap_or_default();
        let (truth, shown) = (offset(&self.expected.city.written(at)), offset(shown));
        self.truth(What::Clock, truth, shown);
    }

    /// The sentence names the day and the hour there.
    fn sentence(&mut self, came: Timestamp, sentence: &str) {
        let there = came.to_zoned(self.expected.city.time_zone());
        let (day, hour) = (there.strftime("%a %-d %b").to_string(), there.strftime("at %H:%M").to_string());
        if !sentence.contains(&day) || !sentence.contains(&hour) {
            self.differ(What::Sentence, format!("{day} {hour}"), sentence);
        }
    }
}

/// `-06:00` of a time; all of it where it has none.
fn offset(written: &str) -> String {
    let from = written.len().saturating_sub("-06:00".len());
    written.get(from..).unwrap_or(written).replace('Z', "+00:00")
}
