//! The lane of replays: one round after the other, each one transaction, with a pause after it that keeps the share of the time.
//!
//! A message that ends the process while it is read again is left as it is: the attempt is counted before it is made; after the
//! first end of the process messages go one by one, and one that has ended it twice more is passed over and named in the report.

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::{
    overlay::DryRunOverlay,
    plan::{self, Again, Planned},
};
use crate::{
    domain::{fold_input::ReceivedEvent, id::MessageId},
    ingest::rounds::{Numbers, ReadError, Rounds, TRIES},
    store::{Batch, Claimed, MessageState, Replay, ReplayReport, ReplayState, StoreError, StoreResult},
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
        let mut desk = Desk::default();
        while !*stop.borrow() {
            let pause = self.turn(&mut desk).await;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// One turn; gives how long to pause after it.
    async fn turn(&self, desk: &mut Desk) -> Duration {
        let waiting = self.rounds.stores.inbox.waiting() > FEW;
        if self.budget.pause(waiting, Duration::ZERO).is_none() {
            return IDLE;
        }
        let begun = (self.rounds.clock)();
        match self.round(desk).await {
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
    async fn round(&self, desk: &mut Desk) -> StoreResult<bool> {
        self.save(desk).await?;
        let Some(replay) = self.rounds.stores.replays.attempt().await? else { return Ok(false) };
        let mut next = replay.clone();
        let done = self.step(&mut next, desk).await;
        next.updated = (self.rounds.clock)().as_microsecond();
        match done {
            Ok(()) => desk.unsaved = Some(next),
            // A message may be at fault: this was an attempt, and the next one is with one message alone.
            Err(StepError::Read(ReadError::Broken(what))) => return Err(StoreError::Failed(what)),
            Err(StepError::Read(ReadError::Held(error)) | StepError::Store(error)) => {
                // It was the store and no message: this was no attempt.
                desk.unsaved = Some(replay);
                let saved = self.save(desk).await;
                return saved.and(Err(error));
            }
        }
        self.save(desk).await.map(|()| true)
    }

    /// Writes how far a replay has come. Until that is done nothing else is begun: an attempt that counts although the store
    /// failed would end in a message that is passed over.
    async fn save(&self, desk: &mut Desk) -> StoreResult<()> {
        if let Some(replay) = &desk.unsaved {
            self.rounds.stores.replays.advance(replay).await?;
            desk.unsaved = None;
        }
        Ok(())
    }

    async fn step(&self, replay: &mut Replay, desk: &mut Desk) -> Result<(), StepError> {
        let limit = if replay.attempts > 1 { 1 } else { self.budget.round.max(1) };
        let batch = self.rounds.stores.replays.batch(replay, limit).await?;
        let report = if replay.attempts > ATTEMPTS {
            passed_over(&batch)
        } else if batch.messages.is_empty() {
            ReplayReport::default()
        } else {
            let again = self.read(batch.messages, replay.dry_run).await?;
            if replay.dry_run {
                desk.overlay.resume(replay);
                self.try_round(again, &mut desk.overlay).await?;
                replay.report = desk.overlay.report(replay.id, batch.cursor);
                ReplayReport::default()
            } else {
                self.apply_round(again, &mut desk.numbers).await?
            }
        };
        replay.report.add(report);
        replay.cursor = batch.cursor;
        if replay.cursor >= replay.last {
            replay.state = ReplayState::Done;
        }
        Ok(())
    }

    async fn read(&self, messages: Vec<(Claimed, MessageState)>, dry_run: bool) -> Result<Vec<Again>, ReadError> {
        let (claimed, states): (Vec<_>, Vec<_>) = messages.into_iter().unzip();
        let reads = self.rounds.read(claimed.into(), dry_run).await?;
        Ok(reads.into_iter().zip(states).map(|(read, state)| Again { read, state }).collect())
    }

    /// Plans a round of a dry run together with what is carried along; alone, or one message after the other, where that cannot be
    /// had.
    async fn try_round(&self, again: Vec<Again>, overlay: &mut DryRunOverlay) -> StoreResult<()> {
        let Some(last) = again.last().map(|one| one.read.id) else { return Ok(()) };
        let (aside, again, received) = self.aside(again).await?;
        if again.is_empty() {
            overlay.settled(aside);
            return Ok(());
        }
        let (all, all_told) = overlay.with(again.clone(), received.clone());
        match self.planned(all.clone(), all_told.clone(), None).await {
            Ok(planned) => {
                overlay.carry((all, all_told), planned.report, aside);
                return Ok(());
            }
            Err(full @ StoreError::Full { .. }) => return Err(full),
            Err(error) if overlay.is_empty() => {
                tracing::warn!(%error, messages = again.len(), "a round of a dry run could not be planned; one by one now");
            }
            Err(error) => tracing::warn!(%error, "a round of a dry run could not be planned with what came before it"),
        }
        let mut report = aside;
        for one in again {
            let (id, received) =
                (one.read.id, received.iter().filter(|received| received.id.message == one.read.id).cloned().collect());
            match self.planned(vec![one], received, None).await {
                Ok(planned) => report.add(planned.report),
                Err(full @ StoreError::Full { .. }) => return Err(full),
                Err(error) => report.add(unwritten(id, &error)),
            }
        }
        overlay.alone(report, last);
        Ok(())
    }

    /// Applies a round together, or one message after the other when that fails.
    async fn apply_round(&self, again: Vec<Again>, numbers: &mut Numbers) -> StoreResult<ReplayReport> {
        let error = match self.apply(again.clone(), numbers).await {
            Ok(report) => return Ok(report),
            Err(full @ StoreError::Full { .. }) => return Err(full),
            Err(error) => error,
        };
        tracing::warn!(%error, messages = again.len(), "a round of a replay could not be written; one by one now");
        let mut report = ReplayReport::default();
        for one in again {
            let id = one.read.id;
            match self.apply(vec![one], numbers).await {
                Ok(more) => report.add(more),
                Err(full @ StoreError::Full { .. }) => return Err(full),
                Err(error) => report.add(unwritten(id, &error)),
            }
        }
        Ok(report)
    }

    async fn apply(&self, again: Vec<Again>, numbers: &mut Numbers) -> StoreResult<ReplayReport> {
        let rounds = &self.rounds;
        for _ in 0..TRIES {
            let (same, again, received) = self.aside(again.clone()).await?;
            if again.is_empty() {
                return Ok(same);
            }
            let with_same = |mut report: ReplayReport| {
                report.add(same);
                report
            };
            let planned = self.planned(again, received, Some(numbers)).await?;
            let Some(changes) = planned.changes else { return Ok(with_same(planned.report)) };
            if rounds.write(changes).await? {
                return Ok(with_same(planned.report));
            }
        }
        Err(StoreError::Conflict)
    }

    /// Sets aside what says what it said, as far as that can be told without what is around it.
    async fn aside(&self, again: Vec<Again>) -> StoreResult<(ReplayReport, Vec<Again>, Vec<ReceivedEvent>)> {
        let messages: Vec<_> = again.iter().map(|one| one.read.id).collect();
        let received = self.rounds.stores.replays.told_by(&messages).await?;
        Ok(plan::set_aside(again, received))
    }

    /// Plans a round. `numbers` gives the numbers of new objects; without it nothing is written.
    async fn planned(
        &self,
        again: Vec<Again>,
        received: Vec<ReceivedEvent>,
        numbers: Option<&mut Numbers>,
    ) -> StoreResult<Planned> {
        let (wanted, dry_run) = (plan::wanted(&again, &received), numbers.is_none());
        let ids = match numbers {
            Some(numbers) => numbers.take(&self.rounds.stores, wanted.objects).await?,
            None => DRY,
        };
        let known = self.rounds.around(&wanted).await?;
        if known.truncated {
            return Err(StoreError::Failed("more hangs together with it than one round takes in".into()));
        }
        let now: Timestamp = (self.rounds.clock)();
        Ok(plan::replan(again, received, known, ids, &self.rounds.rules, now, dry_run))
    }
}

/// What the lane keeps between rounds.
#[derive(Default)]
struct Desk {
    numbers: Numbers,
    overlay: DryRunOverlay,
    /// How far a replay has come, where that could not be written yet.
    unsaved: Option<Replay>,
}

/// Why a step was not taken.
enum StepError {
    Read(ReadError),
    Store(StoreError),
}

impl From<ReadError> for StepError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<StoreError> for StepError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What a report says of messages that cannot be read again.
fn passed_over(batch: &Batch) -> ReplayReport {
    let say =
        |claimed: &Claimed| format!("message {} ended the process or its reading and was passed over", claimed.id);
    let count = batch.messages.len() as u64;
    let samples = batch.messages.iter().map(|(claimed, _)| say(claimed)).collect();
    ReplayReport { messages: count, refused: count, samples, ..ReplayReport::default() }
}

fn unwritten(id: MessageId, error: &StoreError) -> ReplayReport {
    let samples = vec![format!("message {id} could not be written and is as it was: {error}")];
    ReplayReport { messages: 1, refused: 1, samples, ..ReplayReport::default() }
}

#[cfg(test)]
mod tests;

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
        assert_eq!(budget.pause(true, Duration::from_mins(1)), Some(LONGEST));
    }
}
