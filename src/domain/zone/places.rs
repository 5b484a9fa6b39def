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

/// Countries whose postcodes are digits, and how many digits a whole one has. One that has lost its leading zeros, or a part of it,
/// is another place's: it tells nothing.
const DIGITS: [(&str, &[usize]); 15] = [
    ("AU", &[4]),
    ("BR", &[5, 8]),
    ("CL", &[7]),
    ("DK", &[4]),
    ("EC", &[6]),
    ("ES", &[5]),
    ("FM", &[5, 9]),
    ("FR", &[5]),
    ("GL", &[4]),
    ("ID", &[5]),
    ("MX", &[5]),
    ("NZ", &[4]),
    ("PF", &[5]),
    ("PT", &[4, 7]),
    ("US", &[5, 9]),
];

/// Country → city → zone, of places that keep a time of their own whatever region they are addressed with.
static APART: LazyLock<HashMap<&'static str, Cities>> = LazyLock::new(|| {
    let mut countries: HashMap<_, Cities> = HashMap::new();
    let written = rows::<4>(include_str!("../data/city_zones_more.csv"));
    for [country, _, zone, names] in written.filter(|[_, region, ..]| region.is_empty()) {
        countries.entry(country).or_default().extend(names.split(';').map(|name| (name, zone)));
    }
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
    let rules = POSTCODES.get(country)?;
    let code = whole(country, postcode)?;
    let fits = |(from, to, _): &&Range| code.get(..from.len()).is_some_and(|code| (*from..=*to).contains(&code));
    rules.iter().find(fits).map(|(_, _, zone)| *zone)
}

/// A postcode as the rules write it, where it is a whole one: without blanks, dashes and, where it is digits, the country before it.
fn whole(country: &str, postcode: &str) -> Option<String> {
    let signs = postcode.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
    match DIGITS.iter().find(|(known, _)| *known == country) {
        Some((_, lengths)) => {
            let digits: String = signs.filter(char::is_ascii_digit).collect();
            lengths.contains(&digits.len()).then_some(digits)
        }
        None => Some(signs.collect()),
    }
}

/// The zone of a place that keeps a time of its own whatever region it is addressed with.
pub(super) fn apart(country: &str, city: &str) -> Option<&'static str> {
    APART.get(country)?.get(plain(city).as_str()).copied()
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
                let is_digits = from.bytes().all(|byte| byte.is_ascii_digit());
                let length =
                    DIGITS.iter().find(|(known, _)| known == country).and_then(|(_, lengths)| lengths.iter().max());
                assert_eq!(is_digits, length.is_some(), "{country} {from}");
                assert!(length.is_none_or(|length| from.len() <= *length), "{country} {from}");
            }
        }
    }
}
