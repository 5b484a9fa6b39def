//! The worklists: items that a round of applying opens and closes ([`super::Changes::work`]), and what people do with them.
//!
//! A deed of a person and its row in the audit are one transaction. Each deed names the version of the item that the person saw:
//! who comes second is told who came first.

use async_trait::async_trait;

use super::{Scope, StoreResult};
use crate::domain::{
    id::ObjectId,
    vocabulary::vocabulary,
    worklist::{Card, Cause, Filter},
};

vocabulary! {
    /// How an item stands.
    WorkState {
        /// To be done.
        Todo = "todo",
        /// Put off for a time.
        Snoozed = "snoozed",
        /// Called resolved by somebody, though the condition holds.
        Resolved = "resolved",
        /// The condition is gone.
        Closed = "closed",
    }
}

vocabulary! {
    /// What happened to an item.
    WorkVerb {
        /// By itself: the condition began.
        Opened = "opened",
        /// By itself: the condition is there again.
        Reopened = "reopened",
        /// By itself: the condition is gone.
        Closed = "closed",
        /// By itself: it had been put off or resolved, and the time is over or the condition has changed.
        Returned = "returned",
        /// Somebody gave it to somebody.
        Assigned = "assigned",
        /// Somebody took it from whoever had it.
        Released = "released",
        /// Somebody put it off.
        Snoozed = "snoozed",
        /// Somebody called it resolved.
        Resolved = "resolved",
        /// Somebody put it back among what is to be done.
        TakenUp = "taken_up",
        /// Somebody said something.
        Commented = "commented",
    }
}

/// An item as a round of applying knows it. Closed ones are not known: they open anew.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownWork {
    /// Of which order.
    pub order: ObjectId,
    /// Which list.
    pub cause: Cause,
    /// When it opened last: microseconds since 1970 in UTC.
    pub opened: i64,
    /// The facts as they stand.
    pub facts: WorkFacts,
}

/// What is derived of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkFacts {
    /// Whose order it is; `None` while nobody has stated it.
    pub sales_org: Option<String>,
    /// When it is due: microseconds since 1970 in UTC.
    pub due: i64,
    /// The working minutes by which that was worked out.
    pub minutes: i64,
    /// The condition ([`crate::domain::worklist::Condition::print`]).
    pub print: String,
    /// What the list shows.
    pub card: Card,
}

/// What a round does with the item of an order and a cause.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkWrite {
    /// Of which order.
    pub order: ObjectId,
    /// Which list.
    pub cause: Cause,
    /// What becomes of it.
    pub step: WorkStep,
}

/// What becomes of an item.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkStep {
    /// The condition began, or is there again: the item is to be done. Whoever it was with has it again.
    Opens(Box<WorkFacts>),
    /// Something of it reads differently. `stirs`: the condition itself is another, so what was put off or resolved comes back.
    Changes {
        /// As it is now.
        facts: Box<WorkFacts>,
        /// See above.
        stirs: bool,
    },
    /// The condition is gone. Nothing happens where there is no open item.
    Closes,
}

/// Somebody who does something, or has something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// As in the audit, without `user:`.
    pub id: String,
    /// What others read.
    pub name: String,
}

/// An item.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkItem {
    /// Our number of it.
    pub id: i64,
    /// Of which order.
    pub order: ObjectId,
    /// Which list.
    pub cause: Cause,
    /// How it stands.
    pub state: WorkState,
    /// What is derived.
    pub facts: WorkFacts,
    /// When it opened last.
    pub opened: i64,
    /// How often it has opened.
    pub times: u32,
    /// Who has it.
    pub assignee: Option<Actor>,
    /// Until when it is put off or counts as resolved; `None`: until the condition changes.
    pub until: Option<i64>,
    /// Why it counts as resolved, and somebody's words on it.
    pub reason: Option<(String, String)>,
    /// Raised with everything that is decided about it.
    pub version: i64,
    /// The last thing that was decided about it.
    pub last: LastDeed,
}

/// The last thing that was decided about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDeed {
    /// Who did it; `None`: it happened by itself.
    pub by: Option<Actor>,
    /// When.
    pub at: i64,
    /// What.
    pub verb: WorkVerb,
}

/// Something that happened to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkEvent {
    /// When.
    pub at: i64,
    /// Who did it; `None`: it happened by itself.
    pub by: Option<Actor>,
    /// What.
    pub verb: WorkVerb,
    /// To whom, why, or the words.
    pub detail: String,
    /// Until when.
    pub until: Option<i64>,
}

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Gives it to somebody.
    Assign(Actor),
    /// Takes it from whoever has it.
    Release,
    /// Puts it off.
    Snooze {
        /// Until when.
        until: i64,
    },
    /// Calls it resolved.
    Resolve {
        /// A word of `resolutions.csv`.
        reason: String,
        /// In words of their own.
        words: String,
        /// After which it comes back if the condition still holds.
        until: Option<i64>,
    },
    /// Puts it back among what is to be done.
    TakeUp,
    /// Says something. Needs no version: words of two people do not stand in each other's way.
    Comment(String),
}

impl Deed {
    /// What it is called in the history; the audit has it with `work.` before it.
    pub fn verb(&self) -> WorkVerb {
        match self {
            Self::Assign(_) => WorkVerb::Assigned,
            Self::Release => WorkVerb::Released,
            Self::Snooze { .. } => WorkVerb::Snoozed,
            Self::Resolve { .. } => WorkVerb::Resolved,
            Self::TakeUp => WorkVerb::TakenUp,
            Self::Comment(_) => WorkVerb::Commented,
        }
    }
}

/// A deed on some items, each on its own: one that is not done keeps none of the others.
#[derive(Debug, Clone)]
pub struct Act {
    /// When.
    pub now: i64,
    /// Who.
    pub actor: Actor,
    /// Whose orders they see.
    pub scope: Scope,
    /// What.
    pub deed: Deed,
    /// The items, with the version that the person saw.
    pub items: Vec<(i64, i64)>,
}

/// What became of a deed on one item.
#[derive(Debug, Clone, PartialEq)]
pub enum Acted {
    /// It is done.
    Done,
    /// There is no such item, or not for this person.
    Missing,
    /// Something else was decided meanwhile, or the item has closed: this is what it is now.
    Late(Box<WorkItem>),
}

/// How many items a list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCount {
    /// Which list.
    pub cause: Cause,
    /// What is to be done.
    pub todo: u64,
    /// Of it, past its time; not more than [`MOST_OVERDUE`] are counted in each organisation.
    pub overdue: u64,
}

/// More overdue items than this are not counted one by one.
pub const MOST_OVERDUE: u64 = 100;

/// What there is to filter by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkFacets {
    /// Tiers of what is to be done.
    pub tiers: Vec<String>,
    /// Its carriers, those with most first.
    pub carriers: Vec<String>,
}

/// A list under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkView {
    /// Our number of it; 0 for a new one.
    pub id: i64,
    /// Whose.
    pub owner: Actor,
    /// What they call it.
    pub name: String,
    /// What it shows.
    pub filter: Filter,
    /// Whether everybody sees it who sees worklists.
    pub shared: bool,
    /// When it was kept.
    pub created: i64,
}

/// Most views that one person keeps; one more replaces nothing and is refused.
pub const MOST_VIEWS: usize = 50;

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub actor: Actor,
    /// The sales organisations they see; `None`: all.
    pub organisations: Option<Vec<String>>,
    /// When they signed in last.
    pub seen: i64,
}

/// Where a page of a list begins: after the item of this due time and number.
pub type Cursor = (i64, i64);

/// A list that is asked for.
#[derive(Debug, Clone)]
pub struct WorkAsk<'a> {
    /// Which items.
    pub filter: &'a Filter,
    /// Who reads.
    pub reader: &'a str,
    /// Whose orders they see.
    pub scope: &'a Scope,
    /// When: what is due before is overdue.
    pub now: i64,
    /// After which item.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: usize,
}

/// The worklists.
#[async_trait]
pub trait Worklist: Send + Sync {
    /// Items in the order of their due times, never one outside the scope.
    ///
    /// # Errors
    /// `Failed`.
    async fn list(&self, ask: WorkAsk<'_>) -> StoreResult<Vec<WorkItem>>;

    /// How many items are open within the scope, over all lists. Cheap enough for every page: it reads sums, not items.
    ///
    /// # Errors
    /// `Failed`.
    async fn open(&self, scope: &Scope) -> StoreResult<u64>;

    /// How many items each list has within the scope; a list without any is absent.
    ///
    /// # Errors
    /// `Failed`.
    async fn counts(&self, scope: &Scope, now: i64) -> StoreResult<Vec<WorkCount>>;

    /// What there is to filter by within the scope; at most `limit` of each.
    ///
    /// # Errors
    /// `Failed`.
    async fn facets(&self, scope: &Scope, limit: usize) -> StoreResult<WorkFacets>;

    /// These items within the scope, in the order asked; closed ones too.
    ///
    /// # Errors
    /// `Failed`.
    async fn items(&self, ids: &[i64], scope: &Scope) -> StoreResult<Vec<WorkItem>>;

    /// What happened to an item, the newest first, at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn history(&self, item: i64, limit: usize) -> StoreResult<Vec<WorkEvent>>;

    /// Does something with some items, each with its row in the audit, in the order asked; gives what became of each.
    ///
    /// # Errors
    /// `Full`, `Failed`. Nothing is written then.
    async fn act(&self, act: Act) -> StoreResult<Vec<Acted>>;

    /// Brings back what was put off or resolved until before `now`, at most `limit`; gives how many.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn expire_snoozes(&self, now: i64, limit: usize) -> StoreResult<usize>;

    /// The views that a person kept or others share, own ones first, by name; at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn views(&self, person: &str, limit: usize) -> StoreResult<Vec<WorkView>>;

    /// Keeps a view; the same owner and name again replaces it. False when they keep [`MOST_VIEWS`] already.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn keep_view(&self, view: WorkView) -> StoreResult<bool>;

    /// Forgets a view of this person. True when there was one.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn drop_view(&self, person: &str, id: i64) -> StoreResult<bool>;

    /// Notes who signs in.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn know(&self, person: Person) -> StoreResult<()>;

    /// Who signed in lately, the latest first, at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn people(&self, limit: usize) -> StoreResult<Vec<Person>>;
}
