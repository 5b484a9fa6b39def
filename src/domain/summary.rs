//! What a list or a search hit shows of an order: written when the order is folded, so that a search reads no events.

use serde::{Deserialize, Serialize};

use super::{
    id::ObjectId,
    reason::{Exception, Reason},
    view::{State, View},
};

/// An order in one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Which.
    pub order: ObjectId,
    /// The order number as sent, or the best other name.
    pub number: String,
    /// Whose number it is.
    pub scope: String,
    /// The customer's name.
    pub customer: Option<String>,
    /// `key` for a key account.
    pub tier: Option<String>,
    /// The consignee's name, where it is not the customer's.
    pub consignee: Option<String>,
    /// City of the destination.
    pub city: Option<String>,
    /// State or province of the destination.
    pub region: Option<String>,
    /// Sales organisation.
    pub sales_org: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Shipments, and how many of them are delivered.
    pub shipments: (u32, u32),
    /// The exception that leads.
    pub exception: Option<Exception>,
    /// Why.
    pub reason: Option<Reason>,
    /// The promise is missed.
    pub missed: bool,
    /// The estimate is past the promise.
    pub at_risk: bool,
    /// The last instant of the promise: microseconds since 1970 in UTC.
    pub promised: Option<i64>,
    /// When it is expected, the latest of its shipments.
    pub expected: Option<i64>,
    /// When the last of it was delivered.
    pub delivered: Option<i64>,
    /// When its headline moved last.
    pub moved: Option<i64>,
}

impl Summary {
    /// The summary of a view.
    pub fn of(view: &View) -> Self {
        let best = view.refs.first();
        let to = view.ship_to.as_ref();
        let estimates = view.shipments.iter().filter_map(|s| s.estimate.as_ref());
        Self {
            order: view.order,
            number: best.map_or_else(String::new, |r| r.value.clone()),
            scope: best.map_or_else(String::new, |r| r.scope.clone()),
            customer: view.customer.name.clone(),
            tier: view.customer.tier.clone(),
            consignee: to.and_then(|a| a.name.clone()).filter(|name| Some(name) != view.customer.name.as_ref()),
            city: to.and_then(|a| a.city.clone()),
            region: to.and_then(|a| a.region.clone()),
            sales_org: view.sales_org.clone(),
            state: view.state,
            shipments: (view.counts.shipments, view.counts.delivered),
            exception: view.leading.as_ref().map(|e| e.exception),
            reason: view.leading.as_ref().and_then(|e| e.reason),
            missed: view.promise_missed,
            at_risk: estimates.clone().any(|e| e.past_promise),
            promised: view.promise_end,
            expected: estimates.filter_map(|e| e.to.or(e.from)).map(|at| at.micros).max(),
            delivered: view.shipments.iter().filter_map(|s| s.delivered_at).map(|at| at.micros).max(),
            moved: view.headline.as_ref().map(|h| h.at.micros),
        }
    }
}
