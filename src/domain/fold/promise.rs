//! What was promised, until when it is kept, and whether it was.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use crate::domain::{
    event::Promise,
    time::{Moment, When},
    tzdb,
};

/// The end of a promise: of its window, else of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// The last instant at which it is kept, in microseconds UTC.
    Instant(i64),
    /// What the clocks at the place of delivery show then, where nothing tells their zone.
    Reading(DateTime),
}

/// How a time compares with the end of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timeliness {
    Kept,
    Missed,
    /// The time zone decides, and nobody told it.
    Unclear,
}

impl Limit {
    /// Until when `promise` is kept. Its day is a day in `zone`, where the goods arrive, whatever zone the ERP stamps on its
    /// orders; hours without an offset are read in the zone that the promise names, else there.
    pub fn of(promise: &Promise, zone: Option<&TimeZone>) -> Option<Self> {
        if let Some(to) = promise.window.as_ref().and_then(|window| window.to) {
            let zone = stated_zone(promise).or_else(|| zone.cloned());
            let is_known = to.offset.is_some() || zone.is_some();
            return Some(if is_known {
                Self::Instant(to.resolve(zone.as_ref()).micros)
            } else {
                Self::Reading(to.local)
            });
        }
        let day = promise.deliver_by?;
        match zone {
            Some(zone) => end_of_day(day, zone).map(|end| Self::Instant(end.as_microsecond())),
            None => Some(Self::Reading(day.at(23, 59, 59, 999_999_000))),
        }
    }

    /// The last instant (microseconds UTC) at which it may still be kept. Where nothing tells the zone, the day ends when it has
    /// ended everywhere on Earth: a promise is not called missed before it surely is.
    pub fn end(self) -> i64 {
        match self {
            Self::Instant(end) => end,
            Self::Reading(last) => When::local(last).resolve(None).latest(),
        }
    }

    /// Whether what happens at the place of delivery at that time keeps it. Two readings of the clocks there compare, whatever
    /// their zone.
    pub fn judge(self, at: Moment) -> Timeliness {
        let (missed, kept) = match (self, at.zone_known) {
            (Self::Instant(end), _) => (at.earliest() > end, at.latest() <= end),
            (Self::Reading(last), false) => (at.local() > last, at.local() <= last),
            (Self::Reading(last), true) => {
                let last = When::local(last).resolve(None);
                (at.micros > last.latest(), at.micros <= last.earliest())
            }
        };
        match (missed, kept) {
            (true, _) => Timeliness::Missed,
            (_, true) => Timeliness::Kept,
            _ => Timeliness::Unclear,
        }
    }
}

fn end_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day.checked_add(1.day()).ok()?;
    let start = next.to_zoned(zone.clone()).ok()?.timestamp();
    start.checked_sub(1.microsecond()).ok()
}

fn stated_zone(promise: &Promise) -> Option<TimeZone> {
    promise.zone.as_deref().and_then(tzdb::named)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::domain::{
        fold::testing::{ORDER, World, micros},
        id::ObjectId,
        view::State,
    };

    #[test]
    fn what_came_in_time_and_was_sent_back_was_in_time() {
        let mut world = World::ordered();
        let ship = world.shipment(&[("10", "4"), ("20", "2")]);
        world.milestone("ups", ship, "DELIVERED", "2026-05-13T15:00:00Z");
        world.milestone("ups", ship, "RETURNED", "2026-05-18T15:00:00Z");
        let view = world.fold("2026-06-01T00:00:00Z").view;
        assert_eq!((view.state, view.promise_missed), (State::Returned, false));
        let mut short = World::ordered();
        let ship = short.shipment(&[("10", "4"), ("20", "1")]);
        short.milestone("ups", ship, "DELIVERED", "2026-05-13T15:00:00Z");
        short.milestone("ups", ship, "RETURNED", "2026-05-18T15:00:00Z");
        assert!(short.fold("2026-06-01T00:00:00Z").view.promise_missed, "one battery never came");
    }

    /// Tennessee lies in two zones: the promise tells in which of them the customer is, the place of a scan on the way does not.
    #[test]
    fn an_estimate_without_an_offset_is_read_in_the_zone_of_the_promise() {
        let mut world = World::ordered();
        let ship = world.shipment(&[]);
        let promise = json!({"deliver_by": "2026-05-14", "zone": "America/Chicago"});
        let to = json!({"region": "TN", "country": "US"});
        world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "promise": promise, "ship_to": to}));
        world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        let said = json!({
            "type": "milestone", "milestone": "DELIVERED", "classifier": "estimated",
            "place": {"city": "Columbus", "region": "OH", "country": "US"}, "expected": {"to": "2026-05-14T15:00:00"},
        });
        world.say("ups", ship, "2026-05-12T11:00:00Z", said);
        let estimate = world.shipment_view(ship).estimate.unwrap();
        assert_eq!(estimate.to.map(|to| to.micros), Some(micros("2026-05-14T20:00:00Z")));
    }

    /// An order that is promised for 14 May and of which nothing tells the zone, delivered then.
    fn nowhere(delivered: &str) -> (World, ObjectId) {
        let mut world = World::new();
        let promise = json!({"type": "order", "promise": {"deliver_by": "2026-05-14"}});
        world.say("s4", ORDER, "2026-05-10T08:00:00Z", promise);
        let ship = world.shipment(&[]);
        world.milestone("ups", ship, "DELIVERED", delivered);
        (world, ship)
    }

    #[test]
    fn what_an_unknown_zone_decides_is_neither_kept_nor_missed() {
        for (delivered, missed, unclear) in [
            ("2026-05-14T09:59:59Z", false, false),
            ("2026-05-14T10:00:00Z", false, true),
            ("2026-05-15T11:59:59Z", false, true),
            ("2026-05-15T12:00:00Z", true, false),
            // Two readings of one clock compare, wherever it hangs.
            ("2026-05-14T23:30:00", false, false),
            ("2026-05-15T00:30:00", true, false),
        ] {
            let view = nowhere(delivered).0.fold("2026-06-01T00:00:00Z").view;
            assert_eq!((view.promise_missed, view.promise_unclear), (missed, unclear), "{delivered}");
        }
    }

    /// A carrier that names no offset has read the clock at the door: in Tokyo 18:00 is half past the end of no day in UTC.
    #[test]
    fn a_delivery_without_an_offset_is_read_where_the_order_goes() {
        let mut world = World::new();
        let to = json!({"city": "Tokyo", "country": "JP"});
        let order = json!({"type": "order", "promise": {"deliver_by": "2026-05-14"}, "ship_to": to});
        world.say("s4", ORDER, "2026-05-10T08:00:00Z", order);
        let ship = world.shipment(&[]);
        world.milestone("ups", ship, "DELIVERED", "2026-05-14T18:00:00");
        let view = world.fold("2026-06-01T00:00:00Z").view;
        assert_eq!((view.promise_missed, view.promise_unclear), (false, false));
        let at = view.shipments[0].delivered_at.unwrap();
        assert_eq!((at.micros, at.offset_seconds, at.zone_known), (micros("2026-05-14T09:00:00Z"), 9 * 3600, true));
        assert_eq!(view.headline.unwrap().at, at);
        let (elsewhere, _) = nowhere("2026-05-14T18:00:00");
        assert!(!elsewhere.fold("2026-06-01T00:00:00Z").view.shipments[0].delivered_at.unwrap().zone_known);
    }

    #[test]
    fn an_estimate_near_the_end_of_a_promise_without_a_zone_is_no_risk() {
        for (to, past, near) in [
            ("2026-05-14T08:00:00Z", false, false),
            ("2026-05-15T08:00:00Z", false, true),
            ("2026-05-15T20:00:00Z", true, false),
            ("2026-05-14T20:00:00", false, false),
            ("2026-05-15T08:00:00", true, false),
        ] {
            let (mut world, _) = nowhere("2026-05-10T08:00:00Z");
            let ship = world.shipment(&[]);
            world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
            let expected = json!({"to": to});
            let said =
                json!({"type": "milestone", "milestone": "DELIVERED", "classifier": "estimated", "expected": expected});
            world.say("ups", ship, "2026-05-12T11:00:00Z", said);
            let estimate = world.shipment_view(ship).estimate.unwrap();
            assert_eq!((estimate.past_promise, estimate.near_promise), (past, near), "{to}");
        }
    }

    /// A window with an offset has one end; a delivery that was read on an unknown clock may lie on either side of it.
    #[test]
    fn a_reading_without_a_zone_is_judged_by_all_it_can_mean() {
        for (delivered, missed, unclear) in [
            ("2026-05-14T04:59:00", false, false),
            ("2026-05-14T18:00:00", false, true),
            ("2026-05-15T06:59:00", false, true),
            ("2026-05-15T07:01:00", true, false),
        ] {
            let mut world = World::new();
            let window = json!({"deliver_by": "2026-05-14", "window": {"to": "2026-05-14T17:00:00Z"}});
            world.say("s4", ORDER, "2026-05-10T08:00:00Z", json!({"type": "order", "promise": window}));
            let ship = world.shipment(&[]);
            world.milestone("ups", ship, "DELIVERED", delivered);
            let view = world.fold("2026-06-01T00:00:00Z").view;
            assert_eq!((view.promise_missed, view.promise_unclear), (missed, unclear), "{delivered}");
        }
    }
}
