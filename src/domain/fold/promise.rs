//! What was promised, until when it is kept, and whether it was.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::domain::{
    event::{Address, Promise},
    tzdb,
    zone::destination,
};

/// The last instant (microseconds UTC) at which the promise is kept: the end of its window, else the end of its day.
///
/// A promised day is a day where the goods arrive, so the address decides its end; the zone that the promise names decides where
/// the address tells none (an ERP may stamp its own zone on every order). The hours of a window without an offset are
/// read in the zone that the promise names. Where nothing tells a zone, the day ends when it has ended everywhere on Earth
/// (UTC−12): a promise is not called missed before it surely is.
pub(super) fn end(promise: &Promise, ship_to: Option<&Address>) -> Option<i64> {
    if let Some(to) = promise.window.as_ref().and_then(|window| window.to) {
        let zone = stated_zone(promise).or_else(|| destination(Some(promise), ship_to));
        return Some(to.resolve(Some(&zone.unwrap_or_else(last_zone))).micros);
    }
    let zone = destination(Some(promise), ship_to).unwrap_or_else(last_zone);
    promise.deliver_by.and_then(|day| end_of_day(day, &zone)).map(Timestamp::as_microsecond)
}

/// Where on Earth a day ends last.
fn last_zone() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(-12))
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
}
