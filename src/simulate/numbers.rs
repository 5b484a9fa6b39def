//! The numbers that things carry: unique, and with the check digits that real ones have.

/// Gives out numbers; no number twice.
#[derive(Debug, Clone)]
pub struct Numbers {
    order: u64,
    serial: u64,
}

/// Orders of the first day count from here.
const FIRST_ORDER: u64 = 4_400;
/// Orders of a trial count from here.
const TRIAL_ORDERS: u64 = 5_000_000;
/// The story that everybody knows has this number; it is left out of the count.
pub const KNOWN_ORDER: u64 = 4_711;

impl Default for Numbers {
    /// The numbers of a world that begins.
    fn default() -> Self {
        Self::after(0)
    }
}

impl Numbers {
    /// The numbers after the first `past` orders: those of a world that goes on after another. An order takes less than eight of all others.
    pub fn after(past: u64) -> Self {
        Self { order: FIRST_ORDER + past, serial: past * 8 }
    }

    /// The numbers of one case of a trial; `part` 0 is its story, 1 the older one whose tracking number it uses again. They depend on
    /// the position alone, so that a case can be told again without those before it.
    pub fn of_case(index: u64, part: u64) -> Self {
        Self { order: TRIAL_ORDERS + index * 4 + part * 2, serial: index * 96 + part * 64 }
    }

    /// Of an order.
    pub fn order(&mut self) -> u64 {
        self.order += 1;
        if self.order == KNOWN_ORDER {
            self.order += 1;
        }
        self.order
    }

    /// The next one of everything else.
    pub fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
}

/// A UPS tracking number: `1Z`, six of the shipper, two of the service, seven of the package, a check digit.
pub fn ups(serial: u64) -> String {
    let body = format!("5R48E203{:07}", serial % 10_000_000);
    let check = ups_check_digit(&body);
    format!("1Z{body}{check}")
}

/// The check digit of what stands between `1Z` and it. Letters count as (code - 63) mod 10; every second place counts double.
pub fn ups_check_digit(body: &str) -> u32 {
    let value = |c: u8| if c.is_ascii_digit() { u32::from(c - b'0') } else { (u32::from(c) - 63) % 10 };
    let sum: u32 = body.bytes().enumerate().map(|(i, c)| if i % 2 == 0 { value(c) } else { 2 * value(c) }).sum();
    (10 - sum % 10) % 10
}

/// A serial shipping container code: extension digit, company prefix, serial, check digit; 18 digits.
pub fn sscc(serial: u64) -> String {
    with_check_digit(format!("00340123{:09}", serial % 1_000_000_000))
}

/// Digits with the check digit of GS1 (weights 3 and 1 from the right).
fn with_check_digit(digits: String) -> String {
    let sum: u32 =
        digits.bytes().rev().enumerate().map(|(i, c)| u32::from(c - b'0') * if i % 2 == 0 { 3 } else { 1 }).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// The tracking number a carrier gives.
pub fn tracking(scac: &str, serial: u64) -> String {
    match scac {
        "UPSN" => ups(serial),
        "FDEG" => format!("7713{:08}", serial * 37 % 100_000_000),
        "DHLC" => format!("00340434{:012}", serial * 7_919 % 1_000_000_000_000),
        _ => format!("{}{:09}", scac, serial * 113 % 1_000_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_published_examples() {
        // GS1's own example of an SSCC.
        assert_eq!(with_check_digit("10614141234567890".into()), "106141412345678908");
        assert_eq!(ups_check_digit("999AA1012345678"), 4, "1Z999AA10123456784");
        let number = ups(1);
        assert_eq!(number.len(), 18);
        assert!(number.starts_with("1Z5R48E203"));
        assert_eq!(sscc(7).len(), 18);
    }

    #[test]
    fn no_two_cases_share_a_number() {
        let mut orders = std::collections::BTreeSet::new();
        let mut serials = std::collections::BTreeSet::new();
        for (index, part) in (0..50).flat_map(|index| [(index, 0), (index, 1)]) {
            let mut numbers = Numbers::of_case(index, part);
            assert!((0..2).all(|_| orders.insert(numbers.order())));
            assert!((0..if part == 0 { 64 } else { 32 }).all(|_| serials.insert(numbers.serial())));
        }
    }

    #[test]
    fn the_known_order_is_never_given_out() {
        let mut numbers = Numbers::default();
        assert!((0..400).all(|_| numbers.order() != KNOWN_ORDER));
    }
}
