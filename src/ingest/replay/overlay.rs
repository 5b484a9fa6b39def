//! What earlier rounds of a dry run would have changed, so that later ones see it.
//!
//! A dry run writes nothing, and each of its rounds is planned from what is stored. So that a message that now links an order is
//! seen by the scan in a later round, the messages that differ are carried along and planned anew together with the next ones, as
//! if they were one round. Their common report takes the place of their former one. What is carried is bounded: beyond it the
//! report of what was carried is settled, carrying begins afresh, and the report says where.
//!
//! So where everything differs the work is still in proportion to the messages: in rounds of 64 each is planned three times on
//! average, and never more than 257 times (in rounds of one). To plan only what hangs together with the next round would take that
//! down to once, but needs a second notion here of what hangs together, beside that of resolving, and one that is too narrow by a
//! hair would report what no replay does.

use super::plan::Again;
use crate::{
    domain::{fold_input::ReceivedEvent, id::MessageId},
    store::{Replay, ReplayReport},
};

/// Most messages, and most events of them, that are carried along.
const MOST: usize = 256;
const MOST_EVENTS: usize = 4_096;

/// What is carried along in a dry run.
#[derive(Debug, Default)]
pub(super) struct DryRunOverlay {
    /// Of which replay, and up to which message.
    at: Option<(i64, MessageId)>,
    /// What is settled.
    settled: ReplayReport,
    /// The messages that differ, with what they told before.
    carried: Vec<Again>,
    received: Vec<ReceivedEvent>,
    /// What these change together.
    together: ReplayReport,
}

impl DryRunOverlay {
    /// Takes up where the replay stands: what this process has carried for it, else nothing, which the report then says.
    pub fn resume(&mut self, replay: &Replay) {
        if self.at == Some((replay.id, replay.cursor)) {
            return;
        }
        *self = Self { settled: replay.report.clone(), ..Self::default() };
        if !replay.report.is_unchanged() {
            self.blind(replay.cursor, "it was interrupted there");
        }
    }

    /// The messages to plan together: those that are carried and these, with what they all told before.
    pub fn with(&self, again: Vec<Again>, received: Vec<ReceivedEvent>) -> (Vec<Again>, Vec<ReceivedEvent>) {
        let all = self.carried.iter().cloned().chain(again).collect();
        (all, self.received.iter().cloned().chain(received).collect())
    }

    /// Nothing about any message of the round differs.
    pub fn settled(&mut self, aside: ReplayReport) {
        self.settled.add(aside);
    }

    /// What was planned together is carried on, and these messages were set aside since nothing about them differs.
    pub fn carry(
        &mut self,
        (all, received): (Vec<Again>, Vec<ReceivedEvent>),
        together: ReplayReport,
        aside: ReplayReport,
    ) {
        self.settled.add(aside);
        (self.carried, self.received, self.together) = (all, received, together);
        let last = self.carried.last().map(|one| one.read.id);
        let events = self.received.len() + self.carried.iter().map(|one| one.read.events.len()).sum::<usize>();
        if let Some(last) = last.filter(|_| self.carried.len() > MOST || events > MOST_EVENTS) {
            self.settle();
            self.blind(last, "more differ than are carried along");
        }
    }

    /// Planned without what is carried: it cannot be had together.
    pub fn alone(&mut self, report: ReplayReport, last: MessageId) {
        self.settle();
        self.settled.add(report);
        self.blind(last, "they could not be worked out together");
    }

    /// Whether anything is carried.
    pub fn is_empty(&self) -> bool {
        self.carried.is_empty()
    }

    /// The report of the whole run up to this message.
    pub fn report(&mut self, id: i64, cursor: MessageId) -> ReplayReport {
        self.at = Some((id, cursor));
        let mut whole = self.settled.clone();
        whole.add(self.together.clone());
        whole
    }

    fn settle(&mut self) {
        let together = std::mem::take(&mut self.together);
        self.settled.add(together);
        (self.carried, self.received) = (Vec::new(), Vec::new());
    }

    fn blind(&mut self, last: MessageId, why: &str) {
        let line = format!("what messages up to {last} would change is not seen by those after it: {why}");
        self.settled.add(ReplayReport { unseen: vec![line], ..ReplayReport::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ingest::read::Read, store::MessageState};

    fn differing(id: i64) -> Again {
        let read =
            Read { id: MessageId(id), source: "ups".into(), received: 0, events: Vec::new(), refused: Vec::new() };
        Again { read, state: MessageState::Applied }
    }

    /// How many messages are planned, each as often as it is, where so many messages all differ.
    fn planned(messages: i64, round: usize) -> usize {
        let (mut overlay, mut planned) = (DryRunOverlay::default(), 0);
        let all: Vec<Again> = (1..=messages).map(differing).collect();
        for round in all.chunks(round) {
            let together = overlay.with(round.to_vec(), Vec::new());
            planned += together.0.len();
            overlay.carry(together, ReplayReport::default(), ReplayReport::default());
        }
        planned
    }

    #[test]
    fn where_everything_differs_the_work_is_in_proportion_to_the_messages() {
        assert_eq!(planned(320, 64), 3 * 320, "64, 128, 192, 256 and 320 together, then afresh");
        assert_eq!(planned(3_200, 64), 3 * 3_200);
        assert_eq!(planned(257, 1), 257 * 129);
        assert_eq!(planned(2_570, 1), 2_570 * 129);
    }
}
