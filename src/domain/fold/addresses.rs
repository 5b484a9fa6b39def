//! Which end of its way a place is: where the order ships from, or where it goes.

use crate::domain::event::{Address, Place};

/// One end of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Where the order ships from.
    Sender,
    /// Where the order goes.
    Consignee,
}

/// Both ends, as the owner of the order states them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ends<'a> {
    pub ship_from: Option<&'a Address>,
    pub ship_to: Option<&'a Address>,
}

/// How well a place fits an address, by the most precise field that both tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Another country, region or city.
    Elsewhere,
    /// Nothing to compare.
    Unknown,
    Country,
    Region,
    City,
    Postcode,
}

impl Ends<'_> {
    /// The end that this place is, when its town or postcode says so.
    pub fn surely(&self, place: Option<&Place>) -> Option<End> {
        self.end(place, Fit::City)
    }

    /// The same, when its region or country says so: enough to tell where goods went that had turned back.
    pub fn likely(&self, place: Option<&Place>) -> Option<End> {
        self.end(place, Fit::Country)
    }

    fn end(&self, place: Option<&Place>, least: Fit) -> Option<End> {
        let fit = |address: Option<&Address>| match (place, address) {
            (Some(place), Some(address)) => fit(place, address),
            _ => Fit::Unknown,
        };
        let (from, to) = (fit(self.ship_from), fit(self.ship_to));
        if from > to && from >= least {
            Some(End::Sender)
        } else if to > from && to >= least {
            Some(End::Consignee)
        } else {
            None
        }
    }
}

fn fit(place: &Place, address: &Address) -> Fit {
    let country = (plain(place.country.as_deref()), plain(address.country.as_deref()));
    if differ(&country) {
        return Fit::Elsewhere;
    }
    let region = (region(place.region.as_deref(), &country.0), region(address.region.as_deref(), &country.1));
    let postcode = (plain(place.postal.as_deref()), plain(address.postal.as_deref()));
    let city = (plain(place.city.as_deref()), plain(address.city.as_deref()));
    let site = (plain(place.site.as_deref()), plain(address.site.as_deref()));
    // One may write TX and the other Texas: only codes can be told apart.
    let are_codes = region.0.chars().count() <= 3 && region.1.chars().count() <= 3;
    if are_codes && differ(&region) {
        Fit::Elsewhere
    } else if same_postcode(&postcode) {
        Fit::Postcode
    } else if same(&city) {
        Fit::City
    } else if differ(&city) {
        Fit::Elsewhere
    } else if same(&site) {
        Fit::City
    } else if same(&region) {
        Fit::Region
    } else if same(&country) {
        Fit::Country
    } else {
        Fit::Unknown
    }
}

/// Letters and digits in upper case; empty where nothing is told.
fn plain(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// `TX` for `US-TX`.
fn region(text: Option<&str>, country: &str) -> String {
    let region = plain(text);
    let rest = region.strip_prefix(country).filter(|rest| !rest.is_empty() && !country.is_empty());
    rest.map(str::to_owned).unwrap_or(region)
}

fn same((one, other): &(String, String)) -> bool {
    !one.is_empty() && one == other
}

fn differ((one, other): &(String, String)) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

/// One may be longer: 75201 and 75201-1234.
fn same_postcode((one, other): &(String, String)) -> bool {
    one.len().min(other.len()) >= 4 && (one.starts_with(other.as_str()) || other.starts_with(one.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn address(value: Value) -> Address {
        serde_json::from_value(value).unwrap()
    }

    fn place(value: Value) -> Place {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn the_most_precise_field_that_both_tell_decides() {
        let from = address(json!({"city": "Reno", "region": "NV", "postal": "89501", "country": "US"}));
        let to = address(json!({"city": "Dallas", "region": "TX", "postal": "75201", "country": "US"}));
        let ends = Ends { ship_from: Some(&from), ship_to: Some(&to) };
        for (at, surely, likely) in [
            (json!({"city": "RENO", "region": "NV", "country": "US"}), Some(End::Sender), Some(End::Sender)),
            (json!({"city": "Dallas", "region": "US-TX"}), Some(End::Consignee), Some(End::Consignee)),
            (json!({"city": "Dallas", "region": "Texas"}), Some(End::Consignee), Some(End::Consignee)),
            (json!({"postal": "75201-1234"}), Some(End::Consignee), Some(End::Consignee)),
            (json!({"region": "NV", "country": "US"}), None, Some(End::Sender)),
            (json!({"country": "US"}), None, None),
            (json!({"city": "Louisville", "region": "KY"}), None, None),
            (json!({"city": "Dallas", "region": "GA"}), None, None),
            (json!({"name": "Dock 4"}), None, None),
        ] {
            let at = place(at);
            assert_eq!((ends.surely(Some(&at)), ends.likely(Some(&at))), (surely, likely), "{at:?}");
        }
        assert_eq!(ends.likely(None), None);
    }

    #[test]
    fn two_ends_in_one_town_are_told_apart_by_the_postcode_or_not_at_all() {
        let from = address(json!({"city": "Dallas", "region": "TX", "postal": "75001"}));
        let to = address(json!({"city": "Dallas", "region": "TX", "postal": "75201"}));
        let ends = Ends { ship_from: Some(&from), ship_to: Some(&to) };
        assert_eq!(ends.surely(Some(&place(json!({"city": "Dallas", "region": "TX"})))), None);
        let door = place(json!({"city": "Dallas", "region": "TX", "postal": "75201"}));
        assert_eq!(ends.surely(Some(&door)), Some(End::Consignee));
        assert_eq!(Ends::default().likely(Some(&door)), None);
    }

    #[test]
    fn a_site_of_which_only_the_number_is_told_is_known_by_it() {
        let (from, to) = (address(json!({"site": "DC-VEN"})), address(json!({"city": "Paris", "country": "FR"})));
        let ends = Ends { ship_from: Some(&from), ship_to: Some(&to) };
        let dock = place(json!({"site": "DC-VEN", "city": "Venlo", "country": "NL"}));
        assert_eq!(ends.surely(Some(&dock)), Some(End::Sender));
        let elsewhere = place(json!({"city": "Venlo", "country": "NL"}));
        assert_eq!(ends.surely(Some(&elsewhere)), None);
    }

    #[test]
    fn across_a_border_the_country_tells_where_goods_went_that_had_turned_back() {
        let (from, to) = (address(json!({"country": "DE"})), address(json!({"country": "FR"})));
        let ends = Ends { ship_from: Some(&from), ship_to: Some(&to) };
        let home = place(json!({"city": "Leipzig", "country": "DE"}));
        assert_eq!((ends.surely(Some(&home)), ends.likely(Some(&home))), (None, Some(End::Sender)));
    }
}
