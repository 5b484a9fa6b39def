//! Which events their own senders have withdrawn.
//!
//! An event withdraws others of its source by their keys: a retraction does, and a correction that names what it
//! replaces. A milestone that *corrects* another one withdraws what its source said of that one on the same object until then: all
//! of it, or, of arrivals and departures at hubs, which repeat, the latest. It does not matter which of them we heard first. A withdrawal that is itself withdrawn withdraws nothing.
//! Events that withdraw one another in a circle are all withdrawn, and so is what hangs on their word alone: nobody can say
//! which of them their sender means, and which came first to us does not tell. All of them stay on the list of what was
//! withdrawn. An event never withdraws itself, and a retraction of what never came is kept and withdraws nothing.

use std::collections::BTreeMap;

use crate::domain::{
    event::{Body, Event, EventKey},
    fold_input::ReceivedEvent,
    id::{ObjectId, SourceId},
    milestone::{Classifier, Milestone},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Open,
    Stands,
    Withdrawn,
}

/// For each of `received` (one of each key), whether it is withdrawn.
pub(super) fn withdrawn(received: &[&ReceivedEvent]) -> Vec<bool> {
    let mut circle = Circle::of(received);
    circle.settle((0..received.len()).filter(|&event| circle.open_against(event) == 0).collect());
    // What is open still has only open ones against it: it is in a circle, or hangs on one.
    circle.verdicts.iter().map(|verdict| *verdict != Verdict::Stands).collect()
}

/// Who speaks against whom, and what has been decided.
struct Circle {
    targets: Vec<Vec<usize>>,
    open_against: Vec<usize>,
    verdicts: Vec<Verdict>,
}

impl Circle {
    fn of(received: &[&ReceivedEvent]) -> Self {
        let by_key: BTreeMap<&EventKey, usize> =
            received.iter().enumerate().map(|(index, received)| (&received.key, index)).collect();
        let corrected = corrected(received);
        let mut open_against = vec![0; received.len()];
        let mut targets = Vec::with_capacity(received.len());
        for (index, received) in received.iter().enumerate() {
            let mut mine: Vec<usize> = (received.event.retracts.iter())
                .filter_map(|key| by_key.get(&Event::retracted_identity(key, &received.source)).copied())
                .chain(corrected.get(&index).into_iter().flatten().copied())
                .filter(|&target| target != index)
                .collect();
            mine.sort_unstable();
            mine.dedup();
            for &target in &mine {
                if let Some(count) = open_against.get_mut(target) {
                    *count += 1;
                }
            }
            targets.push(mine);
        }
        Self { targets, open_against, verdicts: vec![Verdict::Open; received.len()] }
    }

    fn open_against(&self, event: usize) -> usize {
        self.open_against.get(event).copied().unwrap_or(0)
    }

    fn is_open(&self, event: usize) -> bool {
        self.verdicts.get(event) == Some(&Verdict::Open)
    }

    /// Lets `standing` stand, withdraws what they speak against, and follows what that decides.
    fn settle(&mut self, mut standing: Vec<usize>) {
        while let Some(event) = standing.pop() {
            if !self.is_open(event) {
                continue;
            }
            self.decide(event, Verdict::Stands);
            for target in self.targets.get(event).cloned().unwrap_or_default() {
                if self.is_open(target) {
                    self.decide(target, Verdict::Withdrawn);
                    standing.extend(self.silence(target));
                }
            }
        }
    }

    fn decide(&mut self, event: usize, verdict: Verdict) {
        if let Some(place) = self.verdicts.get_mut(event) {
            *place = verdict;
        }
    }

    /// `event` is withdrawn: those whom only it spoke against stand again.
    fn silence(&mut self, event: usize) -> Vec<usize> {
        let mut freed = Vec::new();
        for target in self.targets.get(event).cloned().unwrap_or_default() {
            if let Some(count) = self.open_against.get_mut(target) {
                *count = count.saturating_sub(1);
                if *count == 0 && self.is_open(target) {
                    freed.push(target);
                }
            }
        }
        freed
    }
}

/// What was reported, by whom, of what.
type Reported<'a> = (&'a SourceId, ObjectId, Milestone);

/// For each event that corrects a milestone, the earlier reports that it takes back.
fn corrected(received: &[&ReceivedEvent]) -> BTreeMap<usize, Vec<usize>> {
    let corrections: Vec<(usize, Reported)> =
        received.iter().enumerate().filter_map(|(index, received)| Some((index, correction(received)?))).collect();
    if corrections.is_empty() {
        return BTreeMap::new();
    }
    let mut reports: BTreeMap<Reported, Vec<(i64, usize)>> = BTreeMap::new();
    for (index, one) in received.iter().enumerate() {
        if let Body::Milestone(said) = &one.event.body
            && said.classifier == Classifier::Actual
        {
            let of = (&one.source, one.object, said.milestone);
            reports.entry(of).or_default().push((one.at.micros, index));
        }
    }
    reports.values_mut().for_each(|all| all.sort_unstable());
    let earlier = |index: usize, what: &Reported| -> Vec<usize> {
        let until = received.get(index).map_or(i64::MIN, |received| received.at.micros);
        let all = reports.get(what).map(Vec::as_slice).unwrap_or_default();
        let before = all.get(..all.partition_point(|(at, _)| *at <= until)).unwrap_or_default();
        let repeats = matches!(what.2, Milestone::HubArrived | Milestone::HubDeparted | Milestone::InTransit);
        let most = if repeats { 1 } else { before.len() };
        before.iter().rev().map(|(_, report)| *report).filter(|report| *report != index).take(most).collect()
    };
    corrections.iter().map(|(index, what)| (*index, earlier(*index, what))).collect()
}

fn correction(received: &ReceivedEvent) -> Option<Reported<'_>> {
    match &received.event.body {
        Body::Milestone(said) => said.corrects.map(|milestone| (&received.source, received.object, milestone)),
        _ => None,
    }
}
