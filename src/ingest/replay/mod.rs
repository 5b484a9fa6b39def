//! Replay: messages run again from the inbox with today's connectors.
//!
//! What a message told before is compared with what it tells now ([`plan`]). An event that says the same stays as it is; what
//! differs is written as a new generation and takes the place of the old one in the same transaction, and names and links that
//! only the old one said go with it. Every order that this touches is folded again. Keys of effects know no generation, so the
//! outbox gets what is new and nothing twice.
//!
//! A dry run plans the same way from the same state and writes nothing. So that its later rounds see what its earlier ones would
//! have changed, the messages that differ are carried along ([`overlay`]), within a bound; what lies beyond it the report says.
//!
//! [`lane`] works replays off in small rounds beside live messages, within a budget of the time.

pub mod lane;
mod overlay;
mod plan;

/// One round in memory, for tests.
#[cfg(test)]
pub(super) fn replay_round(
    again: Vec<(crate::ingest::read::Read, crate::store::MessageState)>,
    received: Vec<crate::domain::fold_input::ReceivedEvent>,
    known: crate::store::Subgraph,
    ids: std::ops::Range<i64>,
    rules: &crate::ingest::plan::Rules,
    now: jiff::Timestamp,
    dry_run: bool,
) -> (Option<crate::store::Changes>, crate::store::ReplayReport) {
    let again = again.into_iter().map(|(read, state)| plan::Again { read, state }).collect();
    let planned = plan::replan(again, received, known, ids, rules, now, dry_run);
    (planned.changes, planned.report)
}
