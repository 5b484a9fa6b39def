//! The zone of a place (DOMAIN, "Time"): the site's, else that of its postcode, which is the most precise, else that of its region, else
//! that of its country, where these have one time. Where they have two, the city tells: Memphis is in Tennessee, which has two. A
//! postcode tells territories that are addressed with the region or country of the mainland (New Zealand's Chatham Islands in
//! "Canterbury", Réunion in "France"). Otherwise unknown, for a wrong hour is worse than none.

mod names;
mod places;

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::tz::TimeZone;

pub use names::{Located, is_country};

use super::{
    event::{Address, Place},
    time::Moment,
    tzdb,
};

/// Country and region (empty: the whole country) → IANA zone. The file says where its rows come from.
static ZONES: LazyLock<BTreeMap<(&str, &str), &str>> = LazyLock::new(|| {
    names::rows(include_str!("../data/zones.csv")).map(|[country, region, zone]| ((country, region), zone)).collect()
});

/// Zones (or their beginnings) of a country that no row of the tables names, since a greater one stands for them there.
const OTHERS: [(&str, &str); 9] = [
    ("America/Detroit", "US"),
    ("America/Menominee", "US"),
    ("America/Boise", "US"),
    ("America/Indiana/", "US"),
    ("America/Kentucky/", "US"),
    ("America/North_Dakota/", "US"),
    ("US/", "US"),
    ("America/Montreal", "CA"),
    ("Canada/", "CA"),
];

/// The country that an IANA zone lies in, by the zones of countries, regions and postcodes; `None` where no row names it.
pub fn country_of(zone: &str) -> Option<&'static str> {
    static COUNTRIES: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
        let regions = ZONES.iter().map(|((country, _), zone)| (*zone, *country));
        places::zones().chain(regions).collect()
    });
    let others = || OTHERS.iter().find(|(begins, _)| zone.starts_with(begins)).map(|(_, country)| *country);
    COUNTRIES.get(zone).copied().or_else(others)
}

/// The zone of `place`, if it can be told. `sites` gives the IANA zone of a site by its number, from master data.
/// A UN/LOCODE tells the country by its first two letters.
pub fn zone_of(place: &Place, sites: &dyn Fn(&str) -> Option<String>) -> Option<TimeZone> {
    let site = place.site.as_deref().and_then(sites).and_then(|zone| tzdb::named(&zone));
    site.or_else(|| by_words(&Located::of(place), place.postal.as_deref(), place.city.as_deref()).and_then(tzdb::named))
}

/// The zone of an address, by its postcode, else by its region, country or city.
pub fn zone_of_address(address: &Address) -> Option<TimeZone> {
    let located = Located::of_address(address);
    by_words(&located, address.postal.as_deref(), address.city.as_deref()).and_then(tzdb::named)
}

/// For [`zone_of`] where no master data is at hand.
pub fn no_sites(_: &str) -> Option<String> {
    None
}

/// The same instant with the offset of the clocks at `place`: a sender that writes UTC says nothing of them. Where the zone of the
/// place is not known, as it is.
pub fn at_place(at: Moment, place: Option<&Place>) -> Moment {
    place.and_then(|place| zone_of(place, &no_sites)).map_or(at, |zone| at.in_zone(&zone))
}

fn by_words(located: &Located, postcode: Option<&str>, city: Option<&str>) -> Option<&'static str> {
    let Located { country, region } = located;
    let (country, region) = (country.as_str(), region.as_str());
    let of_region = |region| ZONES.get(&(country, region)).copied();
    let by_postcode = || places::by_postcode(country, postcode?);
    let by_city = |region| places::by_city(country, region, city?);
    let whole = || of_region("");
    let named = || of_region(region).filter(|_| !region.is_empty());
    // A place of its own time within a region of another one.
    let apart = || places::apart(country, city?).filter(|_| named().is_some());
    by_postcode().or_else(apart).or_else(named).or_else(whole).or_else(|| by_city(region)).or_else(|| {
        // In a region that keeps two times, a town of another region with that name says nothing.
        if places::is_split(country, region) { None } else { by_city("") }
    })
}

#[cfg(test)]
mod tests;
