//! Time in messages (DOMAIN, "Time"): an instant with the sender's own offset, or a local reading whose zone only the
//! place can tell. A reading without a zone is kept as what it is and never passed off as UTC.

use std::{fmt, str::FromStr};

use jiff::{
    SignedDuration, Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An event of unknown zone cannot take the headline from an event of known zone less than this much older (DOMAIN).
pub const UNKNOWN_ZONE_MARGIN: SignedDuration = SignedDuration::from_hours(14);
/// An event further in the future of its receipt than this is evidence marked `CLOCK_SKEW` (DOMAIN).
pub const SKEW_TOLERANCE: SignedDuration = SignedDuration::from_mins(15);

/// A time as a message states it: RFC 3339 with the sender's own offset, or the same without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct When {
    /// What the sender's clock on the wall showed.
    pub local: DateTime,
    /// How far that clock was from UTC, when the message says so.
    pub offset: Option<Offset>,
}

impl When {
    /// A reading with its offset.
    pub fn at(local: DateTime, offset: Offset) -> Self {
        Self { local, offset: Some(offset) }
    }

    /// A reading whose zone the place decides.
    pub fn local(local: DateTime) -> Self {
        Self { local, offset: None }
    }

    /// An instant, written in UTC.
    pub fn utc(instant: Timestamp) -> Self {
        Self { local: Offset::UTC.to_datetime(instant), offset: Some(Offset::UTC) }
    }

    /// The instant it means: by its own offset, else by the zone of the place, else unknown and sorted as if UTC.
    pub fn resolve(self, place: Option<&TimeZone>) -> Moment {
        // An hour that the clocks skip is read with the offset before the gap, one that comes twice as its first (RFC 5545, 3.3.5).
        if let (None, Some(zone)) = (self.offset, place)
            && let Ok(at) = zone.to_ambiguous_timestamp(self.local).compatible()
        {
            let offset_seconds = zone.to_offset(at).seconds();
            return Moment { micros: at.as_microsecond(), offset_seconds, zone_known: true, day_only: false };
        }
        let (offset, zone_known) = (self.offset.unwrap_or(Offset::UTC), self.offset.is_some() || place.is_some());
        // A reading at the very edge of the calendar can lie outside the range of instants; it is clamped, not refused.
        let at = offset.to_timestamp(self.local).unwrap_or(if self.local.year() < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        });
        Moment { micros: at.as_microsecond(), offset_seconds: offset.seconds(), zone_known, day_only: false }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local)?;
        match self.offset {
            Some(offset) if offset == Offset::UTC => f.write_str("Z"),
            Some(offset) => {
                let seconds = offset.seconds();
                let (sign, minutes) = if seconds < 0 { ('-', -seconds / 60) } else { ('+', seconds / 60) };
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            None => Ok(()),
        }
    }
}

/// Why a text is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a time: write RFC 3339, such as 2026-05-14T07:12:00-05:00, or without the offset when it is the place's own time"
)]
pub struct NotATime(pub String);

impl FromStr for When {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let bad = || NotATime(text.chars().take(60).collect());
        let text = text.trim();
        if text.contains('[') {
            return Err(bad());
        }
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).map_err(|_| bad())?;
        let time = pieces.time().ok_or_else(bad)?;
        let offset = match pieces.offset() {
            None => None,
            Some(jiff::fmt::temporal::PiecesOffset::Zulu) => Some(Offset::UTC),
            Some(jiff::fmt::temporal::PiecesOffset::Numeric(numeric)) => Some(numeric.offset()),
            Some(_) => return Err(bad()),
        };
        Ok(Self { local: pieces.date().to_datetime(time), offset })
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for When {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "RFC 3339 with the sender's own offset; or without an offset, and then the zone of `place` decides.",
            "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:?\\d{2})?$"
        })
    }
}

/// An instant as it is stored and compared: microseconds since 1970 in UTC, the offset in which it was read, and whether
/// that offset is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Moment {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub micros: i64,
    /// Seconds east of UTC where it happened.
    pub offset_seconds: i32,
    /// False: the zone could not be told, and `micros` is the local reading taken as UTC.
    pub zone_known: bool,
    /// Only the day is known: the time of day orders it among the others of that day, and is never shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub day_only: bool,
}

impl Moment {
    /// An instant in UTC.
    pub fn utc(at: Timestamp) -> Self {
        Self { micros: at.as_microsecond(), offset_seconds: 0, zone_known: true, day_only: false }
    }

    /// The instant.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.micros).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The offset in which it was read.
    pub fn offset(self) -> Offset {
        Offset::from_seconds(self.offset_seconds).unwrap_or(Offset::UTC)
    }

    /// The same instant read on the clocks of a zone. A reading whose zone is not known stays as it is.
    pub fn in_zone(self, zone: &TimeZone) -> Self {
        if !self.zone_known {
            return self;
        }
        Self { offset_seconds: zone.to_offset(self.timestamp()).seconds(), ..self }
    }

    /// A day whose hour the sender does not know, as it stands among the others: at the time of day that was given, or, where that is
    /// midnight (none was), at the time at which it was heard of (`received`, microseconds UTC), within that day.
    pub fn on_that_day(self, received: i64) -> Self {
        let day = Self { day_only: true, ..self };
        let is_given = self.local().time() != jiff::civil::Time::midnight();
        let (first, last) = day.bounds();
        Self { micros: if is_given { self.micros } else { received.clamp(first, last) }, ..day }
    }

    /// The earliest and the latest instant (microseconds UTC) at which it can have been, on the clock of its own offset.
    pub fn bounds(self) -> (i64, i64) {
        if !self.day_only {
            return (self.micros, self.micros);
        }
        let instant = |at: DateTime| self.offset().to_timestamp(at).map_or(self.micros, Timestamp::as_microsecond);
        let day = self.local().date();
        (instant(day.at(0, 0, 0, 0)), instant(day.at(23, 59, 59, 999_999_000)))
    }

    /// The latest instant (microseconds UTC) that it can mean: a reading whose zone is not known is over when it is over
    /// everywhere on Earth (UTC−12).
    pub fn latest(self) -> i64 {
        if self.zone_known { self.micros } else { self.micros.saturating_add(12 * 3_600_000_000) }
    }

    /// The earliest instant (microseconds UTC) that it can mean: clocks go at most fourteen hours before UTC.
    pub fn earliest(self) -> i64 {
        if self.zone_known { self.micros } else { self.micros.saturating_sub(14 * 3_600_000_000) }
    }

    /// The same where its zone is known; a reading without one is taken as that of the clocks of `zone`.
    pub fn read_in(self, zone: &TimeZone) -> Self {
        if self.zone_known { self } else { self.when().resolve(Some(zone)) }
    }

    /// What the clock on the wall of the place showed.
    pub fn local(self) -> DateTime {
        self.offset().to_datetime(self.timestamp())
    }

    /// Back to what a message would say.
    pub fn when(self) -> When {
        When { local: self.local(), offset: self.zone_known.then(|| self.offset()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn when(text: &str) -> When {
        text.parse().unwrap()
    }

    #[test]
    fn the_senders_offset_is_kept() {
        let at = when("2026-05-14T07:12:00-05:00");
        assert_eq!(at.to_string(), "2026-05-14T07:12:00-05:00");
        assert_eq!(at.resolve(None).timestamp().to_string(), "2026-05-14T12:12:00Z");
        assert_eq!(at.resolve(None).offset_seconds, -5 * 3600);
    }

    #[test]
    fn without_an_offset_the_place_decides_and_nothing_pretends_utc() {
        let at = when("2026-05-14T07:12:00");
        let chicago = crate::domain::tzdb::named("America/Chicago").unwrap();
        assert_eq!(at.resolve(Some(&chicago)).timestamp().to_string(), "2026-05-14T12:12:00Z");
        let unknown = at.resolve(None);
        assert!(!unknown.zone_known);
        assert_eq!(unknown.when(), at);
    }

    #[test]
    fn an_hour_that_the_clocks_skip_is_read_with_the_offset_before_the_gap() {
        let new_york = crate::domain::tzdb::named("America/New_York").unwrap();
        let skipped = when("2026-03-08T02:30:00").resolve(Some(&new_york));
        assert_eq!(
            (skipped.timestamp().to_string(), skipped.offset_seconds),
            ("2026-03-08T07:30:00Z".into(), -4 * 3600)
        );
        let twice = when("2026-11-01T01:30:00").resolve(Some(&new_york));
        assert_eq!((twice.timestamp().to_string(), twice.offset_seconds), ("2026-11-01T05:30:00Z".into(), -4 * 3600));
    }

    #[test]
    fn what_is_not_a_time_says_what_a_time_looks_like() {
        for text in [
            "",
            "yesterday",
            "2026-05-14",
            "2026-13-01T00:00:00Z",
            "14/05/2026 07:12",
            "2026-05-14T07:12:00-05:00[America/Chicago]",
        ] {
            let error = text.parse::<When>().unwrap_err().to_string();
            assert!(error.contains("RFC 3339"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_time_or_a_kind_error(text in ".{0,40}") {
            let _ = text.parse::<When>();
        }

        #[test]
        fn what_is_written_reads_back(micros in -62_000_000_000_000_000_i64..200_000_000_000_000_000, minutes in -1400_i32..1400, known: bool) {
            let moment = Moment { micros, offset_seconds: minutes * 60, zone_known: true, day_only: false };
            let mut at = moment.when();
            if !known { at.offset = None; }
            prop_assert_eq!(at.to_string().parse::<When>().unwrap(), at);
        }
    }
}
