//! What was promised, until when it is kept, and whether it was.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::domain::{
    event::{Address, Promise},
    zone::zone_of_address,
};

/// The last instant (microseconds UTC) at which the promise is kept: the end of its window, else the end of its day.
///
/// The zone is the promise's own, else that of the address. Where neither tells it, the day ends when it has ended
/// everywhere on Earth (UTC−12): a promise is not called missed before it surely is.
pub(super) fn end(promise: &Promise, ship_to: Option<&Address>) -> Option<i64> {
    let zone = zone(promise, ship_to);
    if let Some(to) = promise.window.as_ref().and_then(|window| window.to) {
        let last = zone.clone().unwrap_or_else(|| TimeZone::fixed(LAST_OFFSET));
        return Some(to.resolve(Some(&last)).micros);
    }
    let zone = zone.unwrap_or_else(|| TimeZone::fixed(LAST_OFFSET));
    promise.deliver_by.and_then(|day| end_of_day(day, &zone)).map(Timestamp::as_microsecond)
}

/// Where on Earth a day ends last.
const LAST_OFFSET: jiff::tz::Offset = jiff::tz::offset(-12);

fn end_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day.checked_add(1.day()).ok()?;
    let start = next.to_zoned(zone.clone()).ok()?.timestamp();
    start.checked_sub(1.microsecond()).ok()
}

fn zone(promise: &Promise, ship_to: Option<&Address>) -> Option<TimeZone> {
    let stated = promise.zone.as_deref().and_then(|name| TimeZone::get(name.trim()).ok());
    stated.or_else(|| ship_to.and_then(zone_of_address))
}
