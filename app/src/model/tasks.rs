//! Tasks across orders.

use super::{Status, When};

/// What somebody, or everybody, has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TasksPage {
    /// `Your tasks`, `Tasks of everybody`.
    pub title: String,
    /// Whose, as links: the words, the address, and whether it is what is shown.
    pub whose: Vec<(String, String, bool)>,
    /// All open ones, or those overdue, likewise.
    pub which: Vec<(String, String, bool)>,
    /// The tasks, due first.
    pub rows: Vec<TaskRow>,
    /// The address of this list, for the way back from a form.
    pub here: String,
    /// The address of the next page.
    pub more: Option<String>,
    /// When this was so.
    pub as_of: When,
}

/// A task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskRow {
    /// Its number.
    pub id: String,
    /// The order's identity.
    pub order: String,
    /// `4711`.
    pub number: String,
    /// The customer.
    pub who: String,
    /// How the order stands.
    pub standing: Status,
    /// What to do.
    pub title: String,
    /// Numbers to quote, a remark.
    pub detail: String,
    /// When it is due.
    pub due: When,
    /// `overdue since 2 h`; none while there is time.
    pub overdue: Option<Status>,
    /// Who opened it.
    pub by: String,
    /// When.
    pub since: When,
}
