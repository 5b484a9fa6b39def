//! Times as the API writes them: RFC 3339.

use jiff::{Timestamp, tz::Offset};

use crate::domain::time::Moment;

/// Microseconds since 1970, in UTC.
pub(super) fn micros(at: i64) -> String {
    Timestamp::from_microsecond(at).map(|at| at.to_string()).unwrap_or_default()
}

/// With the offset of the place; without any where the zone is not known (as in events); a date alone where the hour is not known.
pub(super) fn moment(at: Moment) -> String {
    let Ok(instant) = Timestamp::from_microsecond(at.micros) else { return String::new() };
    if at.day_only {
        return at.local().date().to_string();
    }
    match Offset::from_seconds(at.offset_seconds) {
        Ok(offset) if at.zone_known => instant.display_with_offset(offset).to_string(),
        _ => Offset::UTC.to_datetime(instant).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_with_the_offset_it_has() {
        let at = |offset_seconds, zone_known| Moment {
            micros: 1_768_400_000_000_000,
            offset_seconds,
            zone_known,
            day_only: false,
        };
        assert_eq!(micros(1_768_400_000_000_000), "2026-01-14T14:13:20Z");
        assert_eq!(moment(at(-18_000, true)), "2026-01-14T09:13:20-05:00");
        assert_eq!(moment(at(0, true)), "2026-01-14T14:13:20+00:00");
        assert_eq!(moment(at(0, false)), "2026-01-14T14:13:20", "nobody knows which zone");
        let day = Moment { day_only: true, ..at(-18_000, true) };
        assert_eq!(moment(day), "2026-01-14", "no hour is made up");
        assert_eq!(micros(i64::MAX), "", "what no calendar holds is left out, not a panic");
    }
}
