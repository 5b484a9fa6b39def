//! What somebody typed, pasted or scanned, as what to look for. One reading for page, type-ahead, API and widget.
//!
//! - [`list`]: numbers with blanks in and between them.
//! - [`label`]: words before a number.
//! - [`barcode`], [`link`]: what a scanner sends, and a link to a carrier's page.
//! - [`clean`], [`sentence`]: what copying leaves in a text, and the numbers among other words.
//! - [`check`]: whether a number that nobody knows was probably misheard.
//!
//! What a text may mean is asked of the store, never guessed from its form: each reading counts where it is known.

mod barcode;
pub mod check;
mod clean;
mod label;
mod link;
mod list;
mod sentence;

pub use clean::clean;
pub use list::{MOST, forms, is_list, is_number, meanings, numbers, questions};

use crate::domain::{
    phone,
    reference::{RefKind, bare, normalise_text, without_zeros},
    spelling,
};

pub use sentence::numbers_within;

/// Most words of a name and a town.
const MOST_WORDS: usize = 6;
/// Fewest digits of a number behind a name; a shorter one is rather that of a house or a store.
const NAMED_DIGITS: usize = 5;

/// Something that a text may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As written, without what stands round it.
    pub text: String,
    /// What sort of number it is said to be, the likeliest first; empty where nothing says so.
    pub kinds: Vec<RefKind>,
    /// Whether it counts only where the whole of it is known.
    pub whole: bool,
}

impl Candidate {
    /// A number that may be known by its beginning too.
    fn number(text: &str) -> Self {
        Self { text: text.trim().to_owned(), kinds: Vec::new(), whole: false }
    }

    fn whole(text: String, kinds: &[RefKind]) -> Self {
        Self { text, kinds: kinds.to_vec(), whole: true }
    }
}

/// What a text may mean besides itself, the likeliest first: the number behind a label, in a barcode or in a link.
pub fn candidates(text: &str) -> Vec<Candidate> {
    let text = &*clean(text);
    let mut found = link::candidates(text);
    found.extend(barcode::candidates(text));
    if let Some(labelled) = label::strip(text).filter(|_| found.is_empty()) {
        let inner = [link::candidates(&labelled.value), barcode::candidates(&labelled.value)].concat();
        let shorter = shorter(&labelled.value);
        found.push(Candidate { text: labelled.value, kinds: labelled.kinds, whole: false });
        found.extend(inner);
        found.extend(shorter);
    }
    found.extend(shorter(text));
    found.retain(|candidate| candidate.text.contains(char::is_alphanumeric));
    found
}

/// A ZIP code without its four more digits, a telephone number without the prefix that its caller dials and without its country, a
/// number without the decimals of a spreadsheet, a mail address without what stands round it, and a misread `1Z` as that.
fn shorter(text: &str) -> Vec<Candidate> {
    let text = text.trim();
    let zip = text
        .split_once('-')
        .filter(|(zip, more)| zip.len() == 5 && more.len() == 4 && is_digits(zip) && is_digits(more));
    if let Some((zip, _)) = zip {
        return vec![Candidate::number(zip)];
    }
    let written = bare(&normalise_text(text));
    let phones = phone::forms(text).into_iter().filter(|digits| *digits != written);
    let others = [clean::without_decimals(text), clean::mail_address(text), clean::misread_ups(text)];
    phones.chain(others.into_iter().flatten()).map(|text| Candidate::number(&text)).collect()
}

/// A text as a name or town, in each way of spelling it.
pub fn names(text: &str) -> Vec<String> {
    spelling::forms(text)
}

/// The words of a text taken as a name and a town, in either order and parted at each place, as they are kept together: the town
/// first. None for a single word.
pub fn name_and_town(text: &str) -> Vec<String> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|word| !word.is_empty()).collect();
    if !(2..=MOST_WORDS).contains(&words.len()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for at in 1..words.len() {
        let (first, second) = words.split_at(at);
        for (town, name) in [(second, first), (first, second)] {
            for together in spelling::together(&town.join(" "), &name.join(" ")) {
                if !found.contains(&together) {
                    found.push(together);
                }
            }
        }
    }
    found
}

/// The words of a text, each as it is compared with names, towns and numbers.
pub fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).map(spelling::plain);
    words.filter(|word| word.chars().count() > 1).take(MOST_WORDS).collect()
}

/// The number behind words that are in no table, such as the name of a small carrier: `Miller Freight 114 257 551`.
pub fn after_name(text: &str) -> Option<&str> {
    let before = text.get(..text.find(|c: char| c.is_ascii_digit())?)?;
    let (blank, length) =
        before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map(|(at, c)| (at, c.len_utf8()))?;
    let (name, number) = text.split_at_checked(blank + length)?;
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (name.contains(char::is_alphabetic) && digits >= NAMED_DIGITS).then_some(number)
}

/// What the text reads like, where nothing is known under it.
pub fn reading(text: &str) -> Option<check::Reading> {
    let candidates = candidates(text);
    let is_sscc = |candidate: &Candidate| candidate.kinds.contains(&RefKind::Sscc);
    let labelled = candidates.iter().find_map(|candidate| check::read(&candidate.text, is_sscc(candidate)));
    check::read(text, false).or(labelled)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The forms of a number without the zeros that its system may write before it.
pub(super) fn zeros_off(bare: &str) -> Option<String> {
    without_zeros(bare).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_town_are_put_together_in_either_order() {
        let kept = spelling::together("Memphis", "Acme Store 7").remove(0);
        for typed in ["Acme Memphis", "memphis acme", "Acme, Memphis", "Acme Store 7 Memphis", "Memphis Acme Store"] {
            assert!(name_and_town(typed).iter().any(|form| kept.starts_with(form.as_str())), "{typed}");
        }
        assert!(name_and_town("Acme").is_empty());
        let kept = spelling::together("München", "Jäger GmbH");
        for typed in ["Jaeger Muenchen", "Munchen Jager", "Jäger München"] {
            let found = name_and_town(typed);
            assert!(
                found.iter().any(|form| kept.iter().any(|kept| kept.starts_with(form.as_str()))),
                "{typed}: {found:?}"
            );
        }
    }

    #[test]
    fn a_wrong_check_digit_is_seen_through_labels_barcodes_and_links() {
        for text in [
            "UPS: 1Z5R89390357567128",
            "]C01Z5R89390357567128",
            "https://www.ups.com/track?tracknum=1Z5R89390357567128",
            "(00)003456789012345675",
            "SSCC 003456789012345675",
        ] {
            assert_eq!(reading(text).map(|reading| reading.right), Some(false), "{text}");
        }
        assert_eq!(reading("tracking 1Z5R89390357567127").map(|reading| reading.right), Some(true));
        assert_eq!(reading("order 4711"), None);
    }

    #[test]
    fn a_number_behind_a_name_is_taken_without_it() {
        assert_eq!(after_name("DSV Road 114257551381"), Some("114257551381"));
        assert_eq!(after_name("Müller Spedition AB-114 257"), Some("AB-114 257"));
        for text in ["Acme Store 7", "114257551381", "7 Union Ave", "Memphis", "", "- 114257"] {
            assert_eq!(after_name(text), None, "{text}");
        }
    }

    #[test]
    fn a_telephone_number_with_its_country_is_found_where_it_is_kept_without() {
        for (dialled, kept) in [
            ("+1 901 555 0142", "9015550142"),
            ("19015550142", "9015550142"),
            ("1-901-555-0142", "9015550142"),
            ("011 1 901 555 0142", "9015550142"),
            ("phone: +1 901 555 0142", "9015550142"),
            ("tel:+19015550142", "9015550142"),
            ("+49 228 551234", "228551234"),
            ("0049 228 551234", "228551234"),
        ] {
            assert!(meanings(dialled).contains(&kept.to_owned()), "{dialled}: {:?}", meanings(dialled));
        }
    }

    #[test]
    fn what_copying_and_misreading_leave_is_taken_off() {
        for (written, kept) in [
            ("mailto:einkauf@firma.de", "EINKAUF@FIRMA.DE"),
            ("<einkauf@firma.de>", "EINKAUF@FIRMA.DE"),
            ("Einkauf <mailto:einkauf@firma.de?subject=Order>", "EINKAUF@FIRMA.DE"),
            ("4500015040.0", "4500015040"),
            ("order 4500015040.00", "4500015040"),
            ("\u{ff22}\u{ff32}\u{ff2b}\u{ff11}\u{ff15}\u{ff10}\u{ff11}", "BRK1501"),
            ("BRK1501\u{200b}", "BRK1501"),
            ("lZ12345E0205271688", "1Z12345E0205271688"),
            ("IZ 123 45E 02 0527 1688", "1Z12345E0205271688"),
            ("|Z12345E0205271688", "1Z12345E0205271688"),
            ("UPS lZ12345E0205271688", "1Z12345E0205271688"),
        ] {
            assert!(meanings(written).contains(&kept.to_owned()), "{written}: {:?}", meanings(written));
        }
        for text in ["88.0", "PO88.0", "4711@", "IZMIR 4711"] {
            assert!(shorter(text).is_empty(), "{text}: {:?}", shorter(text));
        }
    }

    #[test]
    fn zip_codes_of_nine_digits_are_found_by_five() {
        assert_eq!(candidates("38101-1234"), [Candidate::number("38101")]);
    }
}
