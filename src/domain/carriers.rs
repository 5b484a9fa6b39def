//! How to reach a carrier: data, for the agent who has to ask one.

use std::sync::LazyLock;

use csv::ReaderBuilder;

/// The table that comes with the product.
const TABLE: &str = include_str!("data/carriers.csv");

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

/// The carrier of that code.
pub fn of_scac(scac: &str) -> Option<&'static CarrierContact> {
    static CARRIERS: LazyLock<Vec<CarrierContact>> = LazyLock::new(read);
    CARRIERS.iter().find(|carrier| carrier.scac.eq_ignore_ascii_case(scac.trim()))
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
    fn a_number_becomes_part_of_the_address_and_nothing_else() {
        let ups = of_scac("upsn").unwrap();
        assert_eq!(ups.page(Some("1Z 999&x=\"#")).as_deref(), Some("https://www.ups.com/track?tracknum=1Z999x"));
        assert_eq!(ups.page(None), None);
        assert_eq!(of_scac("ODFL").unwrap().page(None).as_deref(), Some("https://www.odfl.com/"));
        assert_eq!(of_scac("XXXX"), None);
    }
}
