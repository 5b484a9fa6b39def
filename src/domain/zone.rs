//! The zone of a place (DOMAIN, "Time"): the site's, else that of its country and region where these have one zone.
//! Otherwise unknown: Memphis is in Tennessee, which has two, and a wrong hour is worse than none.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::tz::TimeZone;

use super::{
    event::{Address, Place},
    tzdb,
};

/// Country and region (empty: the whole country) → IANA zone. The file says where its rows come from.
static ZONES: LazyLock<BTreeMap<(&str, &str), &str>> = LazyLock::new(|| read(include_str!("data/zones.csv")));

fn read(text: &str) -> BTreeMap<(&str, &str), &str> {
    let rows = text.lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split(',');
        Some(((cells.next()?, cells.next()?), cells.next()?))
    })
    .collect()
}

/// The zone of `place`, if it can be told. `sites` gives the IANA zone of a site by its number, from master data.
/// A UN/LOCODE tells the country by its first two letters.
pub fn zone_of(place: &Place, sites: &dyn Fn(&str) -> Option<String>) -> Option<TimeZone> {
    let site = place.site.as_deref().and_then(sites).and_then(|zone| tzdb::named(&zone));
    site.or_else(|| by_country(place).and_then(tzdb::named))
}

/// The zone of an address, by its country and region.
pub fn zone_of_address(address: &Address) -> Option<TimeZone> {
    let place = Place { country: address.country.clone(), region: address.region.clone(), ..Place::default() };
    zone_of(&place, &no_sites)
}

/// For [`zone_of`] where no master data is at hand.
pub fn no_sites(_: &str) -> Option<String> {
    None
}

fn by_country(place: &Place) -> Option<&'static str> {
    let unlocode = place.unlocode.as_deref().and_then(|code| code.trim().get(..2));
    let country = place.country.as_deref().map(str::trim).filter(|country| !country.is_empty()).or(unlocode)?;
    let country = country.to_ascii_uppercase();
    let region = place.region.as_deref().unwrap_or_default().trim().to_ascii_uppercase();
    // Some write the whole code of ISO 3166-2: US-TN.
    let region = region.strip_prefix(&format!("{country}-")).unwrap_or(&region);
    ZONES.get(&(country.as_str(), region)).or_else(|| ZONES.get(&(country.as_str(), ""))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(country: &str, region: &str, unlocode: &str) -> Option<String> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let place =
            Place { country: some(country), region: some(region), unlocode: some(unlocode), ..Place::default() };
        zone_of(&place, &no_sites).and_then(|zone| zone.iana_name().map(str::to_owned))
    }

    #[test]
    fn one_zone_is_told_and_of_several_none() {
        for (country, region, unlocode, expected) in [
            ("DE", "", "", Some("Europe/Berlin")),
            ("fr", "IDF", "", Some("Europe/Paris")),
            ("US", "IL", "", Some("America/Chicago")),
            ("US", "us-ca", "", Some("America/Los_Angeles")),
            ("US", "TN", "", None),
            ("US", "", "", None),
            ("CA", "AB", "", Some("America/Edmonton")),
            ("CA", "ON", "", None),
            ("ES", "M", "", Some("Europe/Madrid")),
            ("ES", "GC", "", Some("Atlantic/Canary")),
            ("ES", "", "", None),
            ("AU", "", "", None),
            ("", "", "NLRTM", Some("Europe/Amsterdam")),
            ("", "", "USCHI", None),
            ("", "", "Ü", None),
            ("XX", "", "", None),
            ("", "IL", "", None),
        ] {
            assert_eq!(zone(country, region, unlocode).as_deref(), expected, "{country} {region} {unlocode}");
        }
    }

    #[test]
    fn an_address_tells_its_zone_as_a_place_does() {
        let address = |country: &str, region: &str| Address {
            country: Some(country.into()),
            region: Some(region.into()),
            ..Address::default()
        };
        let zone = |address: Address| zone_of_address(&address).and_then(|zone| zone.iana_name().map(str::to_owned));
        assert_eq!(zone(address("US", "IL")).as_deref(), Some("America/Chicago"));
        assert_eq!(zone(address("US", "TN")), None);
    }

    #[test]
    fn the_site_decides_before_the_country() {
        let place = Place { site: Some("DC-EP".into()), country: Some("DE".into()), ..Place::default() };
        let sites = |site: &str| (site == "DC-EP").then(|| "America/Denver".to_owned());
        assert_eq!(zone_of(&place, &sites).unwrap().iana_name(), Some("America/Denver"));
        let nonsense = |_: &str| Some("Mars/Olympus".to_owned());
        assert_eq!(zone_of(&place, &nonsense).unwrap().iana_name(), Some("Europe/Berlin"));
    }

    #[test]
    fn every_row_names_a_zone_that_exists() {
        assert!(ZONES.len() > 250);
        for ((country, region), zone) in ZONES.iter() {
            assert!(tzdb::is_known(zone), "{country} {region}: {zone}");
            assert_eq!(country.len(), 2);
        }
    }
}
