//! The lane of replays: one round after the other, each one transaction, with a pause after it that keeps the share of the time.
//!
//! A message that ends the process while it is read again is left as it is: the attempt is counted before it is made; after the
//! first end of the process messages go one by one, and one that has ended it twice more is passed over and named in the report.

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::plan::{self, Again};
use crate::{
    ingest::rounds::{Numbers, Rounds, TRIES},
    store::{Claimed, MessageState, Replay, ReplayReport, ReplayState, StoreError, StoreResult},
};

/// How often it is looked for a replay when there is none.
const IDLE: Duration = Duration::from_secs(1);
/// How long to wait after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// How many live messages may wait before the lane counts as hindering them.
const FEW: u64 = 64;
/// The longest pause between two rounds.
const LONGEST: Duration = Duration::from_secs(5);
/// After how many attempts a message that ends the process is passed over.
const ATTEMPTS: u32 = 3;
/// Numbers for objects of a dry run: they are never written.
const DRY: std::ops::Range<i64> = i64::MAX / 2..i64::MAX;

/// How much of the time replays may take.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Messages of one round.
    pub round: usize,
    /// Percent of the time while more than a few live messages wait; 0: none.
    pub busy_percent: u8,
    /// Percent of the time otherwise.
    pub idle_percent: u8,
}

impl Budget {
    /// How long to pause after a round that took so long; `None`: no round may begin now.
    fn pause(&self, waiting: bool, took: Duration) -> Option<Duration> {
        let percent = u32::from(if waiting { self.busy_percent } else { self.idle_percent }.min(100));
        (percent > 0).then(|| (took * (100 - percent) / percent).min(LONGEST))
    }
}

/// Runs messages again.
pub struct Lane {
    /// What rounds are done with.
    pub rounds: Rounds,
    /// How much of the time it may take.
    pub budget: Budget,
}

impl Lane {
    /// Works until `stop` turns true; a round that has begun is finished.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut numbers = Numbers::default();
        while !*stop.borrow() {
            let pause = self.turn(&mut numbers).await;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// One turn; gives how long to pause after it.
    async fn turn(&self, numbers: &mut Numbers) -> Duration {
        let waiting = self.rounds.stores.inbox.waiting() > FEW;
        if self.budget.pause(waiting, Duration::ZERO).is_none() {
            return IDLE;
        }
        let begun = (self.rounds.clock)();
        match self.round(numbers).await {
            Ok(false) => IDLE,
            Ok(true) => {
                let took = Duration::try_from((self.rounds.clock)().duration_since(begun)).unwrap_or_default();
                self.budget.pause(waiting, took).unwrap_or(IDLE)
            }
            Err(error) => {
                tracing::error!(%error, "a round of a replay failed");
                AFTER_FAILURE
            }
        }
    }

    /// One round of the replay whose turn it is; false when there is none.
    ///
    /// # Errors
    /// The store's: the round is tried again later.
    async fn round(&self, numbers: &mut Numbers) -> StoreResult<bool> {
        let Some(replay) = self.rounds.stores.replays.attempt().await? else { return Ok(false) };
        let mut next = replay.clone();
        let done = self.step(&mut next, numbers).await;
        next.updated = (self.rounds.clock)().as_microsecond();
        match done {
            Ok(()) => self.rounds.stores.replays.advance(&next).await.map(|()| true),
            Err(error) => {
                // It was the store and no message: this was no attempt.
                self.rounds.stores.replays.advance(&replay).await?;
                Err(error)
            }
        }
    }

    async fn step(&self, replay: &mut Replay, numbers: &mut Numbers) -> StoreResult<()> {
        let limit = if replay.attempts > 1 { 1 } else { self.budget.round.max(1) };
        let batch = self.rounds.stores.replays.batch(replay, limit).await?;
        let report = if replay.attempts > ATTEMPTS {
            let passed = batch
                .messages
                .iter()
                .map(|(claimed, _)| format!("message {} ended the process and was passed over", claimed.id));
            ReplayReport { samples: passed.collect(), ..ReplayReport::default() }
        } else if batch.messages.is_empty() {
            ReplayReport::default()
        } else {
            let again = self.read(batch.messages, replay.dry_run).await;
            self.apply_round(again, replay.dry_run, numbers).await?
        };
        replay.report.add(report);
        replay.cursor = batch.cursor;
        if replay.cursor >= replay.last {
            replay.state = ReplayState::Done;
        }
        Ok(())
    }

    async fn read(&self, messages: Vec<(Claimed, MessageState)>, dry_run: bool) -> Vec<Again> {
        let (claimed, states): (Vec<_>, Vec<_>) = messages.into_iter().unzip();
        let reads = self.rounds.read(claimed, dry_run).await;
        reads.into_iter().zip(states).map(|(read, state)| Again { read, state }).collect()
    }

    /// Applies a round together, or one message after the other when that fails.
    async fn apply_round(&self, again: Vec<Again>, dry_run: bool, numbers: &mut Numbers) -> StoreResult<ReplayReport> {
        let error = match self.apply(again.clone(), dry_run, numbers).await {
            Ok(report) => return Ok(report),
            Err(full @ StoreError::Full { .. }) => return Err(full),
            Err(error) => error,
        };
        tracing::warn!(%error, messages = again.len(), "a round of a replay could not be written; one by one now");
        let mut report = ReplayReport::default();
        for one in again {
            let id = one.read.id;
            match self.apply(vec![one], dry_run, numbers).await {
                Ok(more) => report.add(more),
                Err(full @ StoreError::Full { .. }) => return Err(full),
                Err(error) => {
                    let samples = vec![format!("message {id} could not be written and is as it was: {error}")];
                    report.add(ReplayReport { messages: 1, refused: 1, samples, ..ReplayReport::default() });
                }
            }
        }
        Ok(report)
    }

    async fn apply(&self, again: Vec<Again>, dry_run: bool, numbers: &mut Numbers) -> StoreResult<ReplayReport> {
        let rounds = &self.rounds;
        let messages: Vec<_> = again.iter().map(|one| one.read.id).collect();
        for _ in 0..TRIES {
            let told = rounds.stores.replays.told_by(&messages).await?;
            let (same, again, told) = plan::set_aside(again.clone(), told);
            if again.is_empty() {
                return Ok(same);
            }
            let with_same = |mut report: ReplayReport| {
                report.add(same);
                report
            };
            let wanted = plan::wanted(&again, &told);
            let ids = if dry_run { DRY } else { numbers.take(&rounds.stores, wanted.objects).await? };
            let known = rounds.around(&wanted).await?;
            if known.truncated {
                return Err(StoreError::Failed("more hangs together with it than one round takes in".into()));
            }
            let now: Timestamp = (rounds.clock)();
            let planned = plan::replan(again, told, known, ids, &rounds.rules, now, dry_run);
            let Some(changes) = planned.changes.filter(|_| !dry_run) else { return Ok(with_same(planned.report)) };
            if rounds.write(changes).await? {
                return Ok(with_same(planned.report));
            }
        }
        Err(StoreError::Conflict)
    }
}

#[cfg(test)]
mod budget_tests {
    use super::*;

    #[test]
    fn a_share_of_the_time_is_kept() {
        let budget = Budget { round: 64, busy_percent: 20, idle_percent: 50 };
        let took = Duration::from_millis(100);
        assert_eq!(budget.pause(true, took), Some(Duration::from_millis(400)));
        assert_eq!(budget.pause(false, took), Some(took));
        assert_eq!(Budget { busy_percent: 0, ..budget }.pause(true, took), None);
        assert_eq!(Budget { idle_percent: 100, ..budget }.pause(false, took), Some(Duration::ZERO));
        assert_eq!(budget.pause(true, Duration::from_secs(60)), Some(LONGEST));
    }
}
