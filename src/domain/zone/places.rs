//! Zones by postcode and by city, for countries and regions that keep several times.

use std::{collections::HashMap, sync::LazyLock};

use super::names::{plain, rows};

/// A rule: postcodes from … to lie in a zone.
type Range = (&'static str, &'static str, &'static str);

/// City → zone.
type Cities = HashMap<&'static str, &'static str>;

/// Country → its rules, the longer first.
static POSTCODES: LazyLock<HashMap<&'static str, Vec<Range>>> = LazyLock::new(|| {
    let mut countries: HashMap<_, Vec<Range>> = HashMap::new();
    for [country, from, to, zone] in rows(include_str!("../data/postal_zones.csv")) {
        countries.entry(country).or_default().push((from, to, zone));
    }
    let states = rows(include_str!("../data/us_postal_zones.csv")).map(|[from, to, zone]| (from, to, zone));
    countries.entry("US").or_default().extend(states);
    countries.values_mut().for_each(|rules| rules.sort_by_key(|(from, ..)| std::cmp::Reverse(from.len())));
    countries
});

/// Country and region (empty: any) → city → zone.
static CITIES: LazyLock<HashMap<&'static str, HashMap<&'static str, Cities>>> = LazyLock::new(|| {
    let mut countries: HashMap<_, HashMap<_, Cities>> = HashMap::new();
    let written = rows(include_str!("../data/city_zones.csv"));
    for [country, region, zone, names] in written.chain(rows(include_str!("../data/city_zones_more.csv"))) {
        let names = names.split(';').map(|name| (name, zone));
        countries.entry(country).or_default().entry(region).or_default().extend(names);
    }
    countries
});

/// Each zone of a postcode with its country, a territory's own after that of its mother country.
pub(super) fn zones() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pairs = POSTCODES.iter().flat_map(|(country, rules)| rules.iter().map(|(_, _, zone)| (*zone, *country)));
    let own = |country: &&str| matches!(*country, "FM" | "GL" | "PF");
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by_key(|(_, country)| own(country));
    pairs.into_iter()
}

/// The zone of a postcode, where its country's rules tell it.
pub(super) fn by_postcode(country: &str, postcode: &str) -> Option<&'static str> {
    let code: String = postcode.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let rules = POSTCODES.get(country)?;
    let fits = |(from, to, _): &&Range| code.get(..from.len()).is_some_and(|code| (*from..=*to).contains(&code));
    rules.iter().find(fits).map(|(_, _, zone)| *zone)
}

/// The zone of a city, where it is the same for all cities of that name in the region.
pub(super) fn by_city(country: &str, region: &str, city: &str) -> Option<&'static str> {
    CITIES.get(country)?.get(region)?.get(plain(city).as_str()).copied()
}

/// Whether a region is known to keep two times.
pub(super) fn is_split(country: &str, region: &str) -> bool {
    !region.is_empty() && CITIES.get(country).is_some_and(|regions| regions.contains_key(region))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tzdb;

    #[test]
    fn every_row_names_a_zone_and_names_that_can_be_found() {
        let zones = POSTCODES.values().flatten().map(|(_, _, zone)| *zone);
        let cities = CITIES.values().flat_map(HashMap::values).flatten();
        for zone in zones.chain(cities.clone().map(|(_, zone)| *zone)) {
            assert!(tzdb::is_known(zone), "{zone}");
        }
        for (city, _) in cities {
            assert_eq!(plain(city), *city);
        }
        for (country, rules) in POSTCODES.iter() {
            for (from, to, _) in rules {
                assert!(from <= to && from.len() == to.len(), "{country} {from} {to}");
            }
        }
    }
}
