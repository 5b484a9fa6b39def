//! The figures: sums by day that are kept as things happen, so that a page adds up a few rows and reads no orders.

use async_trait::async_trait;

use super::{Scope, StoreResult};
use crate::domain::{insight::Day, vocabulary::vocabulary, worklist::Cause};

vocabulary! {
    /// What orders are summed up by.
    Dimension {
        /// All of them.
        All = "all",
        /// By carrier.
        Carrier = "carrier",
        /// By lane.
        Lane = "lane",
        /// By the site that ships.
        Site = "site",
    }
}

/// Which days: from … to, both included.
pub type Days = (Day, Day);

/// Sums over orders that are delivered, and over those whose promise has passed without that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderSums {
    /// How many were delivered.
    pub orders: u64,
    /// How many had a promise: delivered ones, and [`Self::overdue`] ones.
    pub promised: u64,
    /// How many of those came in time.
    pub on_time: u64,
    /// How many of the delivered ones were seen from end to end.
    pub visible: u64,
    /// How many are past their promise and not delivered.
    pub overdue: u64,
}

/// Events that could be seen on a day, by the step of their waiting time ([`crate::domain::insight::step`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatencySum {
    /// The day.
    pub day: Day,
    /// The step.
    pub step: i64,
    /// How many.
    pub count: u64,
}

/// What became of items of a worklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkSum {
    /// The day.
    pub day: Day,
    /// The list.
    pub cause: Cause,
    /// How many opened.
    pub opened: u64,
    /// How many closed by themselves.
    pub closed: u64,
    /// How many somebody called resolved.
    pub resolved: u64,
    /// How many of those that opened on the day took a hand.
    pub touched: u64,
}

/// The figures.
#[async_trait]
pub trait Insights: Send + Sync {
    /// Counts the waiting times of the next events, at most `limit`; gives how many events it looked at.
    ///
    /// # Errors
    /// `Full`, `Failed`.
    async fn roll_up(&self, limit: usize) -> StoreResult<usize>;

    /// Orders of each day, in the order of the days; of one carrier, lane or site where `value` names it. A day without any
    /// is absent.
    ///
    /// # Errors
    /// `Failed`.
    async fn orders_by_day(
        &self,
        scope: &Scope,
        by: Dimension,
        value: &str,
        days: Days,
    ) -> StoreResult<Vec<(Day, OrderSums)>>;

    /// Orders by carrier, lane or site, those with most first, at most `limit`.
    ///
    /// # Errors
    /// `Failed`.
    async fn orders_by(
        &self,
        scope: &Scope,
        by: Dimension,
        days: Days,
        limit: usize,
    ) -> StoreResult<Vec<(String, OrderSums)>>;

    /// How long news travelled, over all organisations: a source does not say whose orders it speaks of.
    ///
    /// # Errors
    /// `Failed`.
    async fn latency(&self, days: Days) -> StoreResult<Vec<LatencySum>>;

    /// What became of items.
    ///
    /// # Errors
    /// `Failed`.
    async fn work(&self, scope: &Scope, days: Days) -> StoreResult<Vec<WorkSum>>;
}
