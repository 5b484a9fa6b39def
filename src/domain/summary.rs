//! What a list or a search hit shows of an order: written when the order is folded, so that a search reads no events.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    id::ObjectId,
    reason::{Exception, Reason},
    time::Moment,
    tzdb,
    view::{State, View},
    words::{Badge, badge, delivered, destination, expected, promised},
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
    /// Tone, icon and words.
    pub badge: Badge,
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
    /// The same on the clocks where the goods arrive, as all lists tell it; without a zone where nothing tells theirs.
    #[serde(default)]
    pub there: There,
    /// The IANA zone where the goods arrive, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// When its headline moved last.
    pub moved: Option<i64>,
    /// When we last heard of it; 0 when we never did.
    pub updated: i64,
}

/// The times of a delivery on the clocks where the goods arrive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct There {
    /// Until when the promise is kept.
    pub promised: Option<Moment>,
    /// When the last of it is expected.
    pub expected: Option<Moment>,
    /// When the last of it was delivered.
    pub delivered: Option<Moment>,
}

impl There {
    /// The clock on which they are told, where it is known.
    pub fn zone(&self) -> Option<TimeZone> {
        let known = [self.expected, self.promised, self.delivered].into_iter().flatten().find(|at| at.zone_known);
        known.map(|at| TimeZone::fixed(at.offset()))
    }

    /// Those of a view.
    pub fn of(view: &View) -> Self {
        Self { promised: promised(view), expected: expected(view), delivered: delivered(view) }
    }
}

impl Summary {
    /// The zone where the goods arrive; its offset alone where only that is known.
    pub fn zone(&self) -> Option<TimeZone> {
        self.zone.as_deref().and_then(tzdb::named).or_else(|| self.there.zone())
    }

    /// The summary of a view.
    pub fn of(view: &View) -> Self {
        let best = view.refs.first();
        let to = view.ship_to.as_ref();
        let estimates = || view.shipments.iter().filter_map(|s| s.estimate.as_ref());
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
            badge: badge(view),
            shipments: (view.counts.shipments, view.counts.delivered),
            exception: view.leading.as_ref().map(|e| e.exception),
            reason: view.leading.as_ref().and_then(|e| e.reason),
            missed: view.promise_missed,
            at_risk: estimates().any(|e| e.past_promise),
            promised: view.promise_end,
            expected: estimates().filter_map(|e| e.to.or(e.from)).map(|at| at.micros).max(),
            delivered: view.shipments.iter().filter_map(|s| s.delivered_at).map(|at| at.micros).max(),
            there: There::of(view),
            zone: destination(view).and_then(|zone| zone.iana_name().map(str::to_owned)),
            moved: view.headline.as_ref().map(|h| h.at.micros),
            updated: view.sources.iter().map(|source| source.heard).max().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold::testing::{World, micros, name};

    #[test]
    fn a_row_tells_who_where_and_when() {
        let (mut world, ships) = World::shipped(2);
        world.input.objects[0].names.push(name("storefront_order", "acme-us", "#1001"));
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("ups", ships[1], "PICKED_UP", "2026-05-12T10:00:00Z");
        world.estimate(ships[1], "2026-05-12T11:00:00Z", "2026-05-15T13:00:00Z", "2026-05-15T20:00:00Z");
        let row = Summary::of(&world.view());
        assert_eq!((row.number.as_str(), row.scope.as_str()), ("4711", "S4"));
        assert_eq!((row.customer.as_deref(), row.consignee.as_deref()), (Some("Acme"), Some("Acme Store 7")));
        assert_eq!((row.city.as_deref(), row.region.as_deref()), (Some("Memphis"), Some("TN")));
        assert_eq!((row.sales_org.as_deref(), row.tier.as_deref()), (Some("1010"), Some("key")));
        assert_eq!((row.state, row.shipments), (State::PartlyDelivered, (2, 1)));
        assert_eq!((row.badge.words.as_str(), row.at_risk, row.missed), ("At risk of being late", true, false));
        assert_eq!(row.expected, Some(micros("2026-05-15T20:00:00Z")));
        assert_eq!(row.promised, Some(micros("2026-05-15T05:00:00Z") - 1));
        assert_eq!(
            (row.delivered, row.moved),
            (Some(micros("2026-05-12T10:00:00Z")), Some(micros("2026-05-12T10:00:00Z")))
        );
        assert_eq!(row.updated, micros("2026-05-12T11:01:00Z"));
        let text = serde_json::to_string(&row).unwrap();
        assert_eq!(serde_json::from_str::<Summary>(&text).unwrap(), row);
    }
}
