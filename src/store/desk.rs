//! What people write down around an order: notes, and what somebody still has to do. It is no partner's statement, so nothing is
//! folded from it and no replay brings it again; it stands in tables of its own, so that it can be erased.
//!
//! Whatever is written here raises the order's version: open pages hear of it as they hear of a scan.

use async_trait::async_trait;

use super::{OrderVersion, Scope, StoreResult};
use crate::domain::{id::ObjectId, summary::Summary, vocabulary::vocabulary};

/// Most notes, and most tasks, that one order takes.
pub const MOST_OF_AN_ORDER: usize = 500;

vocabulary! {
    /// What a task is for.
    TaskKind {
        /// To be followed up: the recommended action.
        FollowUp = "follow_up",
        /// A carrier was asked, and owes an answer.
        AskCarrier = "ask_carrier",
        /// The goods are to be delivered on a day that was offered.
        Redelivery = "redelivery",
    }
}

/// A note that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// The same key again is the same note.
    pub key: String,
    /// About which order.
    pub order: ObjectId,
    /// Who: the identity.
    pub person: String,
    /// Who: the name.
    pub name: String,
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
    /// What.
    pub text: String,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its number.
    pub id: i64,
    /// Who: the identity.
    pub person: String,
    /// Who: the name.
    pub name: String,
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
    /// What.
    pub text: String,
}

/// A task that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// For which order.
    pub order: ObjectId,
    /// What it is for.
    pub kind: TaskKind,
    /// What to do. With the kind it tells tasks of an order apart: the same is open once.
    pub title: String,
    /// More: numbers to quote, a remark.
    pub detail: String,
    /// Who opens it: the identity.
    pub person: String,
    /// Who opens it: the name.
    pub name: String,
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
    /// By when it is to be done, likewise.
    pub due: i64,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its number.
    pub id: i64,
    /// What it is for.
    pub kind: TaskKind,
    /// What to do.
    pub title: String,
    /// More.
    pub detail: String,
    /// Who opened it: the identity.
    pub person: String,
    /// Who opened it: the name.
    pub name: String,
    /// When: microseconds since 1970 in UTC.
    pub opened: i64,
    /// By when it is to be done, likewise.
    pub due: i64,
    /// When it was done, and the name of who did it; `None` while it is open.
    pub done: Option<(i64, String)>,
}

/// Which tasks are asked for, over all orders.
#[derive(Debug, Clone, Copy)]
pub struct TaskAsk<'a> {
    /// Who opened them: the identity; `None`: anybody.
    pub person: Option<&'a str>,
    /// Of which orders.
    pub scope: &'a Scope,
    /// Due by then at the latest: microseconds since 1970 in UTC.
    pub due_by: i64,
    /// After which due time and number.
    pub after: Option<(i64, i64)>,
    /// At most so many.
    pub limit: usize,
}

/// A task with its order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderTask {
    /// The task.
    pub task: Task,
    /// Its order, as lists show it.
    pub summary: Summary,
}

/// What stands around one order, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderDesk {
    /// Notes.
    pub notes: Vec<Note>,
    /// Tasks, done ones among them.
    pub tasks: Vec<Task>,
}

/// Somebody who writes, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// The identity.
    pub person: String,
    /// The name.
    pub name: String,
    /// Microseconds since 1970 in UTC.
    pub at: i64,
}

/// What became of something that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is written, under this number; the order has this version now.
    New(i64, OrderVersion),
    /// It was there already, or is done already.
    Again,
    /// The order has [`MOST_OF_AN_ORDER`] of them.
    TooMany,
    /// There is no such order, or no such task of it.
    Unknown,
}

/// Notes and tasks.
#[async_trait]
pub trait Desk: Send + Sync {
    /// Keeps a note.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn note(&self, note: NewNote) -> StoreResult<Kept>;

    /// Opens a task.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn open(&self, task: NewTask) -> StoreResult<Kept>;

    /// A task of that order is done.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn done(&self, order: ObjectId, task: i64, by: Hand) -> StoreResult<Kept>;

    /// What stands around an order: at most `limit` notes and `limit` tasks, the newest first.
    ///
    /// # Errors
    /// `Failed`.
    async fn of_order(&self, order: ObjectId, limit: usize) -> StoreResult<OrderDesk>;

    /// Erases the text of one note; who wrote it and when stays.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn erase_note(&self, order: ObjectId, note: i64) -> StoreResult<Kept>;

    /// Erases the texts of notes, and of tasks that are done, that were written before then, at most `limit` of each; who wrote
    /// them and when stays. Gives how many there were of whichever were more.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn expire(&self, before: i64, limit: usize) -> StoreResult<usize>;

    /// Open tasks of orders within a scope, in the order of due time and number.
    ///
    /// # Errors
    /// `Failed`.
    async fn tasks(&self, ask: TaskAsk<'_>) -> StoreResult<Vec<OrderTask>>;

    /// Erases the texts and names of an order's notes and tasks; that there were such stays. Gives how many.
    ///
    /// # Errors
    /// `Failed`.
    async fn erase(&self, order: ObjectId) -> StoreResult<u64>;
}
