//! The store: what must outlive the process. Traits only; engines live in folders of their own and are named by `boot`
//! alone. One method is one transaction, so that no transaction type leaks and a second engine can be written
//! (and is held) against the same [`contract`].
//!
//! To add a method: put it into the trait with its failure modes, into the contract, then into each engine.

pub mod access;
pub mod audit;
#[cfg(test)]
#[macro_use]
pub mod contract;
pub mod desk;
pub mod disputes;
pub mod graph;
pub mod inbox;
pub mod inquiries;
pub mod insights;
pub mod messages;
pub mod objects;
pub mod once;
pub mod outbox;
pub mod proof_links;
pub mod replay;
pub mod search;
pub mod sources;
pub mod sqlite;
pub mod worklist;

use std::sync::Arc;

pub use access::{ApiToken, Recent, Tokens};
pub use audit::{Audit, AuditChain, AuditEntry, AuditRecord};
pub use desk::{Desk, Hand, Kept, NewNote, NewTask, Note, OrderDesk, OrderTask, Task, TaskAsk, TaskKind};
pub use disputes::{Dispute, Disputes, LeftAlone, Side, dispute_name, dispute_sides};
pub use graph::{
    Changes, ConflictKey, Derived, Gone, Graph, KnownName, KnownObject, LinkKey, LinkRow, NameKey, NewLink, NewName,
    NewObject, ObjectDetails, OrderRow, OrderVersion, OrderWrite, Outcome, Refused, Settled, Subgraph, conflict_key,
};
pub use inbox::{Accepted, Claimed, Inbox, InboxStats, MessageRow, MessageState, NewMessage, shown_headers};
pub use inquiries::{Inquiries, Inquiry};
pub use insights::{Days, Dimension, Insights, LatencySum, OrderSums, WorkSum};
pub use messages::{MOST_LOOKED_AT, MessageAsk, MessageList, MessageName, Messages, UnmappedSum};
pub use objects::{GivenLink, GivenName, ObjectFile, Objects};
pub use once::Once;
pub use outbox::{Outbox, OutboxCount, OutboxRow, OutboxState};
pub use proof_links::{NewProofLink, ProofLink, ProofLinks};
pub use replay::{Batch, MOST_SAMPLES, NewReplay, Replay, ReplayReport, ReplayState, Replays, Selection};
pub use search::{Lookup, LookupKind, LookupRow, Match, SHORTEST_ENDING, Scope, Waiting};
pub use sources::{Heard, Listening, Sources};
pub use worklist::{
    Act, Acted, Actor, Cursor, Deed, KnownWork, LastDeed, MOST_OVERDUE, MOST_VIEWS, Person, WorkAsk, WorkCount,
    WorkEvent, WorkFacets, WorkFacts, WorkItem, WorkState, WorkStep, WorkVerb, WorkView, WorkWrite, Worklist,
};

/// Every aggregate of one engine. Cheap to clone.
#[derive(Clone)]
pub struct Stores {
    /// Messages as they came.
    pub inbox: Arc<dyn Inbox>,
    /// Objects, names, links, events and views.
    pub graph: Arc<dyn Graph>,
    /// Finding orders.
    pub lookup: Arc<dyn Lookup>,
    /// What other systems are to be told.
    pub outbox: Arc<dyn Outbox>,
    /// Messages that run again.
    pub replays: Arc<dyn Replays>,
    /// What somebody has to look at.
    pub worklist: Arc<dyn Worklist>,
    /// Conflicts over names.
    pub disputes: Arc<dyn Disputes>,
    /// Objects as operators look at them.
    pub objects: Arc<dyn Objects>,
    /// Messages as operators look for them.
    pub messages: Arc<dyn Messages>,
    /// How the sources stand.
    pub sources: Arc<dyn Sources>,
    /// The figures.
    pub insights: Arc<dyn Insights>,
    /// Who did what.
    pub audit: Arc<dyn Audit>,
    /// API tokens, and what each person looked at last.
    pub tokens: Arc<dyn Tokens>,
    /// Links to proofs of delivery for customers.
    pub proof_links: Arc<dyn ProofLinks>,
    /// What people write down around orders.
    pub desk: Arc<dyn Desk>,
    /// How long inquiries take.
    pub inquiries: Arc<dyn Inquiries>,
    /// What is good once only.
    pub once: Arc<dyn Once>,
}

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the same order meanwhile: read again and try again.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// The backlog or the disk is full, or the store takes no writes for now: whoever asks should come back after so many
    /// seconds. It says nothing about what was to be written, so no message is ever quarantined for it.
    #[error("the store has no room for now: {reason}")]
    Full {
        /// Seconds.
        retry_after: u32,
        /// What is full.
        reason: String,
    },
    /// Closed, or the engine failed.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// Whether the same may be written later: what was to be written is not at fault.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }
}

/// The result of a store's method.
pub type StoreResult<T> = Result<T, StoreError>;
