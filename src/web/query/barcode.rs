//! What a scanner sends: symbology identifiers (ISO/IEC 15424), GS1 element strings (GS1 General Specifications, section 3) and
//! the carriers' labels that hold a number among routing digits (USPS Publication 199; FedEx Ground 96 and 34 digits; DPD), and licence
//! plates (ISO 15459) behind their data identifier J (ANSI MH10.8.2).

use std::borrow::Cow;

use super::{Candidate, check};
use crate::domain::reference::{RefKind, bare, normalise_text};

/// Ends an element of variable length.
const SEPARATOR: char = '\u{1d}';
/// How people and test tools write it.
const WRITTEN: [&str; 5] = ["<GS>", "{GS}", "[GS]", "<FNC1>", "\u{241d}"];
/// More elements than this are in no label.
const MOST_ELEMENTS: usize = 20;

/// Characters of an SSCC with its application identifier.
const SSCC: usize = 20;

/// Digits of a DPD parcel number, which stands behind seven characters of the postcode and before three digits each of the service
/// and the country in DPD's barcode.
const DPD: usize = 14;
const DPD_POSTCODE: usize = 7;
const DPD_BARCODE: usize = DPD_POSTCODE + DPD + 6;

/// How long the value of an application identifier is.
enum Length {
    Exactly(usize),
    UpTo(usize),
}

/// The numbers in a barcode, the likeliest first. None where the text is no barcode.
pub fn candidates(text: &str) -> Vec<Candidate> {
    let (stripped, has_symbology) = without_symbology(text);
    let mut plain = Cow::Borrowed(stripped);
    for written in WRITTEN {
        if plain.contains(written) {
            plain = Cow::Owned(plain.replace(written, "\u{1d}"));
        }
    }
    let mut found = Vec::new();
    if has_symbology {
        found.push(Candidate::number(&plain.replace(SEPARATOR, "")));
    }
    // Without a sign that it comes from a scanner, a number may begin like an element by chance.
    let may_be_raw = has_symbology || plain.contains(SEPARATOR) || (plain.starts_with("00") && plain.len() >= SSCC);
    let elements = bracketed(&plain).or_else(|| raw(&plain).filter(|_| may_be_raw)).unwrap_or_default();
    found.extend(elements.iter().filter_map(|(ai, value)| named(ai, value)));
    found.extend(postcode_alone(&elements));
    found.extend(licence_plate(&plain));
    let digits = bare(&normalise_text(&plain));
    found.extend(dpd(&plain, &digits));
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        found.extend(inside(&digits).map(|number| Candidate::whole(number, &[RefKind::Tracking])));
    }
    found.extend(sscc_of_urn(&plain));
    found
}

/// The text behind `]C1` and the like: a bracket, a letter for the symbology and a modifier.
fn without_symbology(text: &str) -> (&str, bool) {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == SEPARATOR);
    let mut letters = text.chars();
    let begins = letters.next() == Some(']')
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.next().is_some_and(|c| c.is_ascii_alphanumeric());
    if begins { (letters.as_str().trim_start_matches(SEPARATOR), true) } else { (text, false) }
}

/// `(00)…(400)…`
fn bracketed(text: &str) -> Option<Vec<(String, String)>> {
    let mut rest = text.trim().strip_prefix('(')?;
    let mut found = Vec::new();
    while found.len() < MOST_ELEMENTS {
        let (ai, after) = rest.split_once(')')?;
        length(ai.trim())?;
        let next = after.find('(').filter(|at| {
            let inside = after.get(at + 1..).and_then(|inside| inside.split_once(')'));
            inside.is_some_and(|(ai, _)| length(ai.trim()).is_some())
        });
        let value = next.and_then(|at| after.get(..at)).unwrap_or(after);
        found.push((ai.trim().to_owned(), value.replace(SEPARATOR, "").trim().to_owned()));
        match next.and_then(|at| after.get(at + 1..)) {
            Some(more) => rest = more,
            None => return Some(found),
        }
    }
    Some(found)
}

/// Elements without brackets: those of a fixed length follow one another, others end with a separator or the text.
fn raw(text: &str) -> Option<Vec<(String, String)>> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = text.trim_start_matches(SEPARATOR);
    let mut found = Vec::new();
    while !rest.is_empty() && found.len() < MOST_ELEMENTS {
        let (ai, length) = (2..=4).find_map(|end| {
            let ai = rest.get(..end)?;
            Some((ai, length(ai)?))
        })?;
        let after = rest.get(ai.len()..)?;
        let (value, most) = match length {
            Length::Exactly(count) => (after.get(..count)?, count),
            Length::UpTo(most) => (after.split(SEPARATOR).next().unwrap_or(after), most),
        };
        if value.is_empty() || value.chars().count() > most {
            return None;
        }
        found.push((ai.to_owned(), value.to_owned()));
        rest = after.get(value.len()..)?.trim_start_matches(SEPARATOR);
    }
    (!found.is_empty()).then_some(found)
}

/// The application identifiers of logistic labels.
fn length(ai: &str) -> Option<Length> {
    use Length::{Exactly, UpTo};
    if !ai.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(match ai {
        "00" => Exactly(18),
        "01" | "02" => Exactly(14),
        "11" | "12" | "13" | "15" | "16" | "17" | "4326" => Exactly(6),
        "20" => Exactly(2),
        "10" | "21" | "22" | "420" => UpTo(20),
        "30" | "37" => UpTo(8),
        "240" | "241" | "250" | "251" | "253" | "400" | "401" | "403" | "90" => UpTo(30),
        "402" => Exactly(17),
        "410" | "411" | "412" | "413" | "414" | "415" | "416" | "417" => Exactly(13),
        "421" => UpTo(12),
        "422" => Exactly(3),
        "91" | "92" | "93" | "94" | "95" | "96" | "97" | "98" | "99" => UpTo(90),
        ai if ai.len() == 4 && ("310".."370").contains(&ai.get(..3)?) => Exactly(6),
        ai if ai.len() == 4 && ("4300".."4321").contains(&ai) => UpTo(70),
        "4321" | "4322" | "4323" => Exactly(1),
        "4324" | "4325" => Exactly(10),
        _ => return None,
    })
}

/// What an element names that orders are found by.
fn named(ai: &str, value: &str) -> Option<Candidate> {
    Some(match ai {
        "00" => Candidate::whole(value.to_owned(), &[RefKind::Sscc]),
        "400" => Candidate::whole(value.to_owned(), &[RefKind::PurchaseOrder, RefKind::Order]),
        "401" => Candidate::whole(value.to_owned(), &[RefKind::Shipment, RefKind::Tracking]),
        "402" => Candidate::whole(value.to_owned(), &[RefKind::Shipment, RefKind::BillOfLading]),
        "403" | "21" | "10" | "240" | "241" | "250" | "90" => Candidate::whole(value.to_owned(), &[]),
        // The post's numbers begin with the identifier.
        "91" | "92" | "93" | "94" | "95" | "96" | "97" | "98" | "99" => {
            Candidate::whole(format!("{ai}{value}"), &[RefKind::Tracking])
        }
        _ => return None,
    })
}

/// A label that says only where it goes is a postcode; 421 has the country's number before it.
fn postcode_alone(elements: &[(String, String)]) -> Option<Candidate> {
    match elements {
        [(ai, value)] if ai == "420" => Some(Candidate::number(value)),
        [(ai, value)] if ai == "421" => value.get(3..).map(Candidate::number),
        _ => None,
    }
}

/// Numbers that stand among routing digits: behind 420 and a ZIP code of five or nine digits; the last 12 or 15 digits of FedEx's
/// labels. Each counts only where it is known.
fn inside(digits: &str) -> impl Iterator<Item = String> {
    let behind_zip = digits.strip_prefix("420").filter(|_| digits.len() >= 24);
    let behind = |count: usize| behind_zip.and_then(|rest| rest.get(count..)).filter(|rest| rest.len() >= 12);
    let last = |count: usize| digits.len().checked_sub(count).and_then(|from| digits.get(from..));
    let is_fedex = digits.len() == 34 || (digits.len() == 22 && digits.starts_with("96"));
    let fedex = if is_fedex { [last(12), last(15), last(14), last(20)] } else { [None; 4] };
    let express = if digits.len() == 32 { digits.get(16..28) } else { None };
    let found = [behind(5), behind(9)].into_iter().chain(fedex).chain([express]).flatten();
    found.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// `JJD01…` and `(J) JD01…`: a licence plate of DHL with its data identifier; in brackets, that of anybody (J, 1J to 6J). People and
/// systems write DHL's with the identifier and without.
fn licence_plate(text: &str) -> Vec<Candidate> {
    let letters = bare(&normalise_text(text));
    let tracking = |text: String| Candidate::whole(text, &[RefKind::Tracking]);
    let is_dhls = |plate: &str| {
        plate
            .strip_prefix("JD")
            .is_some_and(|digits| (16..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if is_dhls(&letters) {
        return vec![tracking(format!("J{letters}"))];
    }
    let behind = |identifier: &str| letters.strip_prefix(identifier);
    if let Some(plate) = ["J", "1J", "2J", "3J", "4J", "5J", "6J"].into_iter().find_map(behind) {
        let in_brackets = text.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
        let named = in_brackets.is_some_and(|(identifier, _)| identifier.trim().len() <= 2);
        if is_dhls(plate) || (named && plate.len() >= DPD) {
            return vec![tracking(plate.to_owned())];
        }
    }
    Vec::new()
}

/// The parcel number in DPD's barcode, and that before the check character that is printed behind it.
fn dpd(text: &str, letters: &str) -> Option<Candidate> {
    let is_number = |number: &&str| number.bytes().all(|byte| byte.is_ascii_digit());
    let is_label = text.trim_start().starts_with('%') || letters.bytes().all(|byte| byte.is_ascii_digit());
    let number = match letters.len() {
        DPD_BARCODE if is_label => letters.get(DPD_POSTCODE..DPD_POSTCODE + DPD),
        // With a check character of its own.
        length if length == DPD_BARCODE + 1 && text.trim_start().starts_with('%') => {
            letters.get(DPD_POSTCODE..DPD_POSTCODE + DPD)
        }
        length if length == DPD + 1 => letters.get(..DPD),
        _ => None,
    };
    number.filter(is_number).map(|number| Candidate::whole(number.to_owned(), &[RefKind::Tracking]))
}

/// `urn:epc:id:sscc:4012345.3000000012`: the extension digit stands behind the company's prefix, the check digit is left out.
fn sscc_of_urn(text: &str) -> Option<Candidate> {
    let lower = text.trim().to_ascii_lowercase();
    let (company, serial) = lower.strip_prefix("urn:epc:id:sscc:")?.split_once('.')?;
    let digits = format!("{}{company}{}", serial.get(..1)?, serial.get(1..)?);
    let check = check::gs1_digit(&digits)?;
    (digits.len() == 17).then(|| Candidate::whole(format!("{digits}{check}"), &[RefKind::Sscc]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norms(text: &str) -> Vec<String> {
        candidates(text).into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn a_symbology_identifier_is_taken_off() {
        for prefix in ["]C1", "]c1", "]e0", "]d2", "]Q3", "\u{1d}]C1"] {
            assert!(
                norms(&format!("{prefix}00340123450000000123")).contains(&"340123450000000123".to_owned()),
                "{prefix}"
            );
        }
        assert_eq!(norms("]C01Z5R89390357567127"), ["1Z5R89390357567127"]);
        assert!(norms("]").is_empty() && norms("]C").is_empty() && norms("4711").is_empty());
    }

    #[test]
    fn elements_are_read_with_brackets_and_without() {
        let expected = ["340123450000000123", "PO-88/7"];
        assert_eq!(norms("(00)340123450000000123(400)PO-88/7"), expected);
        assert_eq!(norms("( 00 ) 340123450000000123 (400) PO-88/7"), expected);
        assert_eq!(norms("00340123450000000123400PO-88/7"), expected);
        assert_eq!(norms("400PO-88/7\u{1d}00340123450000000123"), ["PO-88/7", "340123450000000123"]);
        assert_eq!(norms("(01)04012345678901(10)LOT7(21)SER9"), ["LOT7", "SER9"]);
        assert_eq!(norms("400PO-88/7<GS>10L1"), ["PO-88/7", "L1"]);
        assert_eq!(norms("(420)38101"), ["38101"]);
        assert_eq!(norms("(421)276 53113").last().map(String::as_str), Some("53113"));
        assert!(norms("(00)").iter().all(String::is_empty), "a label without a value names nothing");
        assert!(norms("(999)1").is_empty());
    }

    #[test]
    fn carriers_labels_hold_their_number_among_others() {
        assert!(norms("420331019400111899223012345600").contains(&"9400111899223012345600".to_owned()));
        assert!(norms("42033101123494001118992230123456").contains(&"94001118992230123456".to_owned()));
        assert!(norms("1001912345600004567800799999123456").contains(&"799999123456".to_owned()));
        assert!(norms("9611020987654312345672").contains(&"987654312345672".to_owned()));
    }

    #[test]
    fn a_licence_plate_is_found_with_and_without_its_data_identifier() {
        for text in ["JJD014600001501000001", "(J) JD01 4600 0015 0100 0001", "(J)JD014600001501000001"] {
            assert_eq!(norms(text), ["JD014600001501000001"], "{text}");
        }
        assert_eq!(norms("JD01 4600 0015 0100 0001"), ["JJD014600001501000001"]);
        assert_eq!(norms("(1J)UN043325711MH8031200000000001"), ["UN043325711MH8031200000000001"]);
        assert!(norms("J4711").is_empty() && norms("(J)4711").is_empty() && norms("JD4711").is_empty());
    }

    #[test]
    fn a_dpd_label_holds_its_parcel_number() {
        for text in
            ["%005066701234567890123101276", "%0050667 0123 4567 8901 23 101 276", "005066701234567890123101276"]
        {
            assert_eq!(norms(text), ["01234567890123"], "{text}");
        }
        assert_eq!(norms("%SW1A1AA01234567890123101826"), ["01234567890123"]);
        assert_eq!(norms("01234567890123 5"), ["01234567890123"]);
        assert_eq!(norms("01234567890123V"), ["01234567890123"]);
        assert!(norms("01234567890123").is_empty());
    }

    #[test]
    fn an_epc_urn_is_an_sscc() {
        assert_eq!(norms("urn:epc:id:sscc:4012345.3000000012").last().map(String::as_str), Some("340123450000000123"));
        assert!(norms("urn:epc:id:sscc:4012345").is_empty());
    }
}
