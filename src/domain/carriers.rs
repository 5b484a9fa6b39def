//! Carriers: how to reach one, and which of its many names stand for it. Data.

use std::{collections::HashMap, sync::LazyLock};

use csv::ReaderBuilder;

/// The table that comes with the product.
const TABLE: &str = include_str!("data/carriers.csv");

/// What systems call carriers.
const ALIASES: &str = include_str!("data/carrier_aliases.csv");
/// Carriers that hand parcels over to the post, under a number of the post.
const HAND_OVER: [&str; 3] = ["UPSN", "FDEG", "DHLC"];
/// The post that they hand over to.
const POST: &str = "USPS";
/// A number of the post that others may print: at least so many digits (USPS Publication 199), beginning with these.
const POST_DIGITS: usize = 20;
const POST_PREFIXES: [&str; 4] = ["92", "93", "94", "95"];

/// One carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierContact {
    /// Its Standard Carrier Alpha Code.
    pub scac: String,
    /// Its name.
    pub name: String,
    /// Its telephone number for customers.
    pub phone: Option<String>,
    /// A page of its own; `{number}` stands for a tracking number.
    track: Option<String>,
}

impl CarrierContact {
    /// The carrier's page, about that number where it takes one. Letters and digits of the number only.
    pub fn page(&self, number: Option<&str>) -> Option<String> {
        let page = self.track.as_deref()?;
        let number: String = number.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
        (!page.contains("{number}") || !number.is_empty()).then(|| page.replace("{number}", &number))
    }
}

/// The carrier of that SCAC, code or name.
pub fn of_scac(scac: &str) -> Option<&'static CarrierContact> {
    static CARRIERS: LazyLock<Vec<CarrierContact>> = LazyLock::new(read);
    let row = |code: &str| CARRIERS.iter().find(|carrier| carrier.scac.eq_ignore_ascii_case(code));
    row(scac.trim()).or_else(|| row(&code(scac)))
}

/// The code that stands for a carrier whatever it is called: `UPSN` for `UPS`, `upsdap` or `United Parcel Service`. What is in no
/// table stays as it is, in upper case.
pub fn code(name: &str) -> String {
    alias(name).map_or_else(|| name.trim().to_uppercase(), str::to_owned)
}

/// Whether the table knows a carrier by that name.
pub fn is_known(name: &str) -> bool {
    alias(name).is_some()
}

/// The code under which a number of a carrier is kept. A parcel that is handed over to the post bears the post's number, and both
/// tell of it.
pub fn code_of_number(carrier: &str, norm: &str) -> String {
    let code = code(carrier);
    let is_posts = norm.len() >= POST_DIGITS
        && norm.bytes().all(|byte| byte.is_ascii_digit())
        && POST_PREFIXES.iter().any(|prefix| norm.starts_with(prefix));
    if is_posts && HAND_OVER.contains(&code.as_str()) { POST.to_owned() } else { code }
}

fn alias(name: &str) -> Option<&'static str> {
    static CODES: LazyLock<HashMap<String, String>> = LazyLock::new(|| aliases().collect());
    CODES.get(&letters(name)).map(String::as_str)
}

/// A name as it is compared: upper case, letters and digits.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn aliases() -> impl Iterator<Item = (String, String)> {
    let rows = ALIASES.lines().filter(|row| !row.starts_with('#')).skip(1);
    rows.filter_map(|row| row.split_once(',')).map(|(name, code)| (letters(name), code.trim().to_owned()))
}

fn read() -> Vec<CarrierContact> {
    let mut rows = ReaderBuilder::new().comment(Some(b'#')).from_reader(TABLE.as_bytes());
    let carrier = |row: csv::StringRecord| {
        let cell = |index: usize| row.get(index).map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned);
        Some(CarrierContact { scac: cell(0)?, name: cell(1)?, phone: cell(2), track: cell(3) })
    };
    rows.records().filter_map(|row| carrier(row.ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_leads_to_a_page_over_tls() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count() - 1;
        let carriers = read();
        assert_eq!(carriers.len(), rows);
        for carrier in carriers {
            assert!((2..=4).contains(&carrier.scac.len()), "{carrier:?}");
            assert!(carrier.phone.as_deref().is_none_or(|phone| phone.starts_with('+')), "{carrier:?}");
            assert!(carrier.track.as_deref().is_none_or(|page| page.starts_with("https://")), "{carrier:?}");
        }
    }

    #[test]
    fn every_alias_leads_to_a_row_and_none_stands_twice() {
        let all: Vec<_> = aliases().collect();
        let names: std::collections::HashSet<_> = all.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), all.len());
        let rows: Vec<String> = read().into_iter().map(|carrier| carrier.scac).collect();
        assert!(all.iter().all(|(_, code)| rows.contains(code)));
    }

    #[test]
    fn a_carrier_is_the_same_by_scac_code_of_an_api_and_name() {
        let ups = [
            "UPS",
            "ups",
            "UPSN",
            "UPSG",
            "UPSDAP",
            "UPSS",
            " United Parcel Service ",
            "UPS Ground",
            "U.P.S.",
            "UPS, Inc.",
        ];
        for name in ups {
            assert_eq!(code(name), "UPSN", "{name}");
        }
        for name in ["FDEG", "FDXG", "fdxe", "FDEN", "FXSP", "FXNL", "FedEx", "Federal Express", "FedEx-Ground"] {
            assert_eq!(code(name), "FDEG", "{name}");
        }
        assert_eq!((code("FXFE"), code("FedEx Freight")), ("FXFE".into(), "FXFE".into()));
        assert_eq!((code("DHL Paket"), code("U.S. Postal Service")), ("DHLC".into(), "USPS".into()));
        assert_eq!((code("acme trucking"), code("")), ("ACME TRUCKING".into(), String::new()));
    }

    #[test]
    fn a_number_of_the_post_is_the_posts_whoever_prints_it() {
        assert_eq!(code_of_number("UPS Mail Innovations", "9261290100130100000000"), "USPS");
        assert_eq!(code_of_number("UPS", "1Z5R89390357567127"), "UPSN");
        assert_eq!(code_of_number("FDXG", "9611020987654312345672"), "FDEG");
        assert_eq!(code_of_number("SAIA", "9261290100130100000000"), "SAIA");
    }

    #[test]
    fn a_number_becomes_part_of_the_address_and_nothing_else() {
        let ups = of_scac("upsn").unwrap();
        assert_eq!(ups.page(Some("1Z 999&x=\"#")).as_deref(), Some("https://www.ups.com/track?tracknum=1Z999x"));
        assert_eq!(ups.page(None), None);
        assert_eq!(of_scac("ODFL").unwrap().page(None).as_deref(), Some("https://www.odfl.com/"));
        assert_eq!(of_scac("XXXX"), None);
    }
}
