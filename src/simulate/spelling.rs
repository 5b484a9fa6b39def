//! How a partner writes what another one numbers and names otherwise.

use jiff::Timestamp;

use super::geography::City;

/// Digits of a document's number, and of a line's, where zeros are written before them.
const DOCUMENT: usize = 10;
const LINE: usize = 6;

/// How a partner writes numbers, units, carriers and times. By default as everybody does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spelling {
    /// Orders and deliveries in ten digits, lines in six: `0005000001`, `000010`.
    pub zeros: bool,
    /// The unit of pieces; none: `EA`.
    pub unit: Option<&'static str>,
    /// The carrier's name in place of its SCAC.
    pub carrier: Option<&'static str>,
    /// Times of scans as the clocks of the place show them, without an offset.
    pub local_times: bool,
}

impl Spelling {
    /// A document's number.
    pub fn document(self, number: &str) -> String {
        self.filled(number, DOCUMENT)
    }

    /// A line's number.
    pub fn line(self, number: &str) -> String {
        self.filled(number, LINE)
    }

    /// The unit of pieces.
    pub fn unit(self) -> &'static str {
        self.unit.unwrap_or("EA")
    }

    /// A carrier by that SCAC.
    pub fn carrier(self, scac: &'static str) -> &'static str {
        self.carrier.unwrap_or(scac)
    }

    /// When something was scanned in that city.
    pub fn scanned(self, city: &City, at: Timestamp) -> String {
        let written = city.written(at);
        match written.get(.."2026-05-14T07:12:00".len()) {
            Some(local) if self.local_times => local.to_owned(),
            _ => written,
        }
    }

    fn filled(self, number: &str, digits: usize) -> String {
        if self.zeros { format!("{number:0>digits$}") } else { number.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::geography::EL_PASO;

    #[test]
    fn numbers_and_times_are_written_otherwise() {
        let at: Timestamp = "2026-05-14T13:40:00Z".parse().unwrap();
        let other = Spelling { zeros: true, unit: Some("PCE"), carrier: Some("UPS"), local_times: true };
        assert_eq!((other.document("5000001"), other.line("10")), ("0005000001".to_owned(), "000010".to_owned()));
        assert_eq!((other.unit(), other.carrier("UPSN")), ("PCE", "UPS"));
        assert_eq!(other.scanned(&EL_PASO, at), "2026-05-14T07:40:00");
        let plain = Spelling::default();
        assert_eq!((plain.document("4711"), plain.unit(), plain.carrier("UPSN")), ("4711".to_owned(), "EA", "UPSN"));
        assert_eq!(plain.scanned(&EL_PASO, at), "2026-05-14T07:40:00-06:00");
    }
}
