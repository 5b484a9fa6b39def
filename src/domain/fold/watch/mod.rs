//! What is wrong by silence, and what nobody reports (rule 6).
//!
//! | exception | stands when | ends with |
//! |---|---|---|
//! | `STALLED` | goods on their way or at a collection point, no news for the policy's working time; goods at the door, the carrier's next working day has begun | any news; delivery, return, hold, loss |
//! | `NO_TRACKING` | goods have left (a parcel, less than a truckload, by air or ship), no number to follow after the working time | a number; delivery |
//! | `POD_MISSING` | delivered, no proof after the working time | a proof, or the word that there is none |
//! | `DELIVERED_NOT_CONFIRMED` | delivered, the owner of the order is connected and does not know after the working time | its word, a posting, its acknowledgement |
//! | `STALE_SOURCE` | goods on their way, a source silent for several times its longest silence so far | its next word |
//! | `CASE_BEFORE_EVENT` | an open case, and news since the customer or the case was last told | an update of the case, a contact, its closing |
//! | `UNMAPPED` | a code that no table knows is the latest news | later progress; a mended table and a replay |
//! | `CLOCK_SKEW` | the latest word of a source claims to come from the future | a later word |
//! | `WRITE_FAILED` | a destination refused what it was told | its acceptance |
//! | `SLA_BREACH` | a destination took what it was told later than the working time allows | the next in time |
//! | `SOURCE_CONFLICT` | systems of one rank contradict each other ([`super::contradictions`], [`super::claims`]) | a confirmation, a withdrawal |
//!
//! `UNMATCHED_ID` is not here: a number that leads nowhere belongs to no order, and its message is parked.
//!
//! Working time is that of the carrier (goods on their way) or of the country where the goods are: a parcel is not stalled on
//! Sunday. Every condition has the instant from which it holds, and before it the fold names that instant as its next change.

mod destinations;
mod lane;
mod order;
mod sources;
mod stalled;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

pub(super) use self::{
    lane::{Of, of_lane},
    order::of_order,
    stalled::out_on,
};
use super::Context;
use crate::domain::{
    calendar::{Counting, Place as Calendared, Whose},
    event::Place,
    id::ObjectId,
    reason::Exception,
    time::Moment,
    view::{ActiveException, Seen},
    zone::{Located, no_sites, zone_of},
};

/// Something that holds from `due` on (microseconds UTC), unless other events come first.
#[derive(Debug)]
pub(super) struct Watch {
    pub active: ActiveException,
    pub due: i64,
}

/// What holds now, and when more will.
#[derive(Debug, Default)]
pub(super) struct Watched {
    pub raised: Vec<ActiveException>,
    pub next: Option<i64>,
}

impl Watched {
    fn of(context: &Context, watches: impl IntoIterator<Item = Watch>) -> Self {
        let mut watched = Self::default();
        for watch in watches {
            if context.now >= watch.due {
                watched.raised.push(watch.active);
            } else {
                watched.next = watched.next.into_iter().chain([watch.due]).min();
            }
        }
        watched
    }
}

/// An exception that we found ourselves.
pub(super) fn exception(exception: Exception, object: ObjectId, since: Moment) -> ActiveException {
    ActiveException { exception, reason: None, party: None, since, place: None, source: None, raw: None, object }
}

/// It holds already.
fn at_once(active: ActiveException) -> Watch {
    Watch { active, due: i64::MIN }
}

/// Where goods are: whose holidays, whose days.
pub(super) struct Where {
    country: String,
    zone: TimeZone,
    /// Of the place of delivery, where that is known.
    door: Option<TimeZone>,
}

impl Where {
    /// Where they were seen last, else where they go.
    pub fn of(seen: Option<&Seen>, to: Option<&Place>) -> Self {
        let place = seen.map(|seen| &seen.place);
        let country = place.and_then(country).or_else(|| to.and_then(country)).unwrap_or_default();
        let zone = place.and_then(|place| zone_of(place, &no_sites));
        let offset = seen.filter(|seen| seen.at.zone_known).map(|seen| TimeZone::fixed(seen.at.offset()));
        let zone = zone.or(offset).or_else(|| to.and_then(|to| zone_of(to, &no_sites)));
        Self { country, zone: zone.unwrap_or(TimeZone::UTC), door: None }
    }

    /// The same, where goods at the door are in this zone.
    pub fn with_door(self, door: Option<TimeZone>) -> Self {
        Self { door, ..self }
    }

    /// The day at the door, and the instant (microseconds UTC) at which it is over.
    fn day(&self, at: i64) -> Option<(Date, i64)> {
        let zone = self.door.as_ref().unwrap_or(&self.zone);
        let day = Timestamp::from_microsecond(at).ok()?.to_zoned(zone.clone()).date();
        let next = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
        Some((day, next.timestamp().as_microsecond()))
    }

    /// When the first working day after the day of `at` begins at the door.
    fn next_working_day(&self, context: &Context, at: i64, whose: Whose) -> Option<i64> {
        let zone = self.door.as_ref().unwrap_or(&self.zone).clone();
        context.policy.calendars.next_day(at, whose, &Calendared { country: &self.country, zone })
    }

    /// When so much working time has passed since `from`.
    fn after(
        &self,
        context: &Context,
        from: i64,
        working: SignedDuration,
        whose: Whose,
        counting: Counting,
    ) -> Option<i64> {
        let place = Calendared { country: &self.country, zone: self.zone.clone() };
        context.policy.calendars.after(from, working, whose, &place, counting)
    }
}

fn country(place: &Place) -> Option<String> {
    Some(Located::of(place)).filter(|located| !located.country.is_empty()).map(|located| located.code())
}
