//! What somebody has to look at: an item of an order and a cause, derived from the order's view. It opens when the condition
//! begins, and closes by itself when the condition goes; what people do with it meanwhile (assign, snooze, resolve, comment) is
//! kept by the store and never derived.
//!
//! One item an order and cause, however many of its shipments and packages are hit: a list of work counts calls to make, not
//! parcels. The card says how many are hit.

mod cause;
mod conditions;
mod filter;
mod level;
mod resolution;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::{
    cause::{Cause, Group},
    conditions::{Condition, conditions},
    filter::{Filter, LONGEST_VALUE, Show, Who},
    level::{DEFAULT, ServiceLevels},
    resolution::{OTHER, Resolution, resolution, resolutions},
};
use super::{
    decimal::Money,
    reason::{Exception, Reason},
    summary::There,
};

/// What a list shows of an item: written with the view, so that a list reads nothing else. A row of an earlier version lacks what
/// came later until the order is folded again.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// The order number as sent, or the best other name.
    pub number: String,
    /// Whose number it is.
    pub scope: String,
    /// The customer's name, else the consignee's.
    pub customer: Option<String>,
    /// `key` for a key account.
    pub tier: Option<String>,
    /// The carrier of what is hit.
    pub carrier: Option<String>,
    /// Where it set out: a city, or the number of a site.
    pub from: Option<String>,
    /// City of the destination.
    pub to: Option<String>,
    /// Number of the site that ships.
    pub site: Option<String>,
    /// Region of the order.
    pub region: Option<String>,
    /// Net value of the order.
    pub value: Option<Money>,
    /// The exception that leads among those of this cause; `None` where the state alone is the cause.
    pub exception: Option<Exception>,
    /// Why.
    pub reason: Option<Reason>,
    /// City where it happened.
    pub place: Option<String>,
    /// How many shipments are hit; 0: it concerns the order as a whole.
    pub hits: u32,
    /// Of how many shipments.
    pub of: u32,
    /// Since when the condition holds: microseconds since 1970 in UTC.
    pub since: i64,
    /// The last instant of the promise.
    pub promised: Option<i64>,
    /// When it is expected, the latest of its shipments.
    pub expected: Option<i64>,
    /// The same on the clocks where the goods arrive.
    #[serde(default)]
    pub there: There,
}

impl Card {
    /// The lane in one word: `Dallas–Memphis`.
    pub fn lane(&self) -> Option<String> {
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => Some(format!("{from}–{to}")),
            (one, other) => one.clone().or_else(|| other.clone()),
        }
    }
}
