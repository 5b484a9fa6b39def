//! Check digits: whether a number that nothing is known of was probably misheard. Never a reason to look elsewhere: which carrier a
//! number belongs to is told by systems, not by its shape.

use crate::domain::reference::{bare, normalise_text};

/// What a number reads like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// `UPS tracking number`.
    pub what: &'static str,
    /// Whether its check digit is right.
    pub right: bool,
    /// The number, letters and digits.
    pub number: String,
    /// Whose page answers for it; the code of the carrier.
    pub carrier: Option<&'static str>,
}

/// What a text reads like, where its form has a check digit. `is_sscc`: it was labelled as one.
pub fn read(text: &str, is_sscc: bool) -> Option<Reading> {
    let number = bare(&normalise_text(text));
    if !number.is_ascii() {
        return None;
    }
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let reading = |what, right, carrier| Some(Reading { what, right, number: number.clone(), carrier });
    match number.len() {
        // One character too few or too many was misheard as well.
        17..=19 if number.starts_with("1Z") => reading("UPS tracking number", is_ups(&number), Some("UPSN")),
        13 if is_s10_form(&number) => {
            let post = number.ends_with("US").then_some("USPS");
            reading("postal tracking number", is_s10(&number), post)
        }
        11 if is_container_form(&number) => reading("container number", is_container(&number), None),
        18 if digits && is_sscc => reading("pallet label number (SSCC)", is_gs1(&number), None),
        20 if digits && number.starts_with("00") => {
            let code = number.get(2..).unwrap_or_default();
            reading("pallet label number (SSCC)", is_gs1(code), None)
        }
        22 if digits && matches!(number.get(..2), Some("92" | "93" | "94" | "95")) => {
            reading("USPS tracking number", is_gs1(&number), Some("USPS"))
        }
        _ => None,
    }
}

/// UPS: 1Z, fifteen letters and digits, a check digit. Every second one counts twice; a letter is its place in the alphabet and two.
fn is_ups(number: &str) -> bool {
    let Some((body, check)) = number.strip_prefix("1Z").and_then(|rest| rest.split_at_checked(15)) else {
        return false;
    };
    let value = |byte: u8| if byte.is_ascii_digit() { u32::from(byte - b'0') } else { (u32::from(byte) - 3) % 10 };
    let sum: u32 = body.bytes().enumerate().map(|(at, byte)| value(byte) * if at % 2 == 1 { 2 } else { 1 }).sum();
    check == ((10 - sum % 10) % 10).to_string()
}

/// UPU S10: two letters, eight digits, a check digit, the country.
fn is_s10_form(number: &str) -> bool {
    let part = |from: usize, to: usize, is: fn(&u8) -> bool| {
        number.as_bytes().get(from..to).is_some_and(|part| part.iter().all(is))
    };
    part(0, 2, u8::is_ascii_uppercase) && part(2, 11, u8::is_ascii_digit) && part(11, 13, u8::is_ascii_uppercase)
}

fn is_s10(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(digit, weight)| digit * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    digits.last() == Some(&check)
}

/// ISO 6346: three letters of the owner, U, J or Z, six digits, a check digit.
fn is_container_form(number: &str) -> bool {
    let (Some(owner), Some(rest)) = (number.as_bytes().get(..4), number.as_bytes().get(4..)) else { return false };
    owner.iter().all(u8::is_ascii_uppercase)
        && matches!(owner.last(), Some(b'U' | b'J' | b'Z'))
        && rest.iter().all(u8::is_ascii_digit)
}

fn is_container(number: &str) -> bool {
    // Letters count from ten, and no multiple of eleven is given.
    let value = |c: char| match c.to_digit(36) {
        Some(value @ 0..=9) => value,
        Some(value) => value + (value - 10).div_ceil(10),
        None => 0,
    };
    let mut parts = number.chars();
    let check = parts.next_back().and_then(|c| c.to_digit(10));
    let sum: u32 = parts.enumerate().map(|(at, c)| value(c) << at).sum();
    check == Some(sum % 11 % 10)
}

fn is_gs1(number: &str) -> bool {
    let Some((body, check)) = number.len().checked_sub(1).and_then(|at| number.split_at_checked(at)) else {
        return false;
    };
    gs1_digit(body).is_some_and(|digit| check == digit.to_string())
}

/// GS1's check digit: from the right every second digit counts three times.
pub fn gs1_digit(body: &str) -> Option<u32> {
    let digits: Option<Vec<u32>> = body.chars().map(|c| c.to_digit(10)).collect();
    let weighted = digits?.into_iter().rev().enumerate().map(|(at, digit)| digit * if at % 2 == 0 { 3 } else { 1 });
    Some((10 - weighted.sum::<u32>() % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(text: &str) -> Option<bool> {
        read(text, false).map(|reading| reading.right)
    }

    #[test]
    fn right_and_wrong_check_digits_are_told_apart() {
        for (good, bad) in [
            ("1Z5R89390357567127", "1Z5R89390357567128"),
            ("1Z 999 AA1 01 2345 6784", "1Z 999 AA1 01 2345 7684"),
            ("RB123456785GB", "RB123456784GB"),
            ("CSQU3054383", "CSQU3054384"),
            ("00003456789012345670", "00003456789012345675"),
            ("9400111899223012345671", "9400111899223012345675"),
        ] {
            assert_eq!((right(good), right(bad)), (Some(true), Some(false)), "{good} {bad}");
        }
        assert_eq!(right("1Z5R8939035756712"), Some(false), "a character is missing");
        assert_eq!(read("003456789012345670", true).map(|reading| reading.right), Some(true));
    }

    #[test]
    fn a_number_without_a_form_of_its_own_reads_like_nothing() {
        for text in ["4711", "771234567890", "Acme", "003456789012345670", "80001234", "", "ABCD1234567", "Jäger"] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }
}
