//! What copying, spreadsheets and poor print leave in a text.

use std::borrow::Cow;

/// Fewest digits of a whole number that a spreadsheet has written with decimals; `88.0` is rather a weight.
const DIGITS: usize = 5;
/// Characters of a UPS tracking number.
const UPS: usize = 18;
/// What `1` is taken for before the `Z`.
const LIKE_ONE: [char; 6] = ['l', 'L', 'I', 'i', '|', '!'];

/// A text with the wide letters and digits of East Asian keyboards as narrow ones (U+FF01 to U+FF5E), and without characters that
/// nobody sees, as mails and web pages have them.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_unseen(*c)).map(narrow).collect())
}

fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `4500015040.0` as the number that it was before a spreadsheet had it.
pub(super) fn without_decimals(text: &str) -> Option<String> {
    let (whole, decimals) = text.trim().rsplit_once(['.', ','])?;
    let zeros = (1..=2).contains(&decimals.len()) && decimals.bytes().all(|byte| byte == b'0');
    (zeros && whole.len() >= DIGITS && whole.bytes().all(|byte| byte.is_ascii_digit())).then(|| whole.to_owned())
}

/// The mail address in a text that has more: `mailto:`, brackets, the name before it.
pub(super) fn mail_address(text: &str) -> Option<String> {
    let word = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ';' | '"'));
    let address = word.map(without_scheme).find(|word| {
        let host = word.split_once('@').map(|(_, host)| host);
        host.is_some_and(|host| host.contains('.')) && !word.starts_with('@')
    })?;
    (address != text.trim()).then(|| address.to_owned())
}

fn without_scheme(word: &str) -> &str {
    let scheme = word.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let address = scheme.and_then(|scheme| word.get(scheme.len()..)).unwrap_or(word);
    let address = address.split('?').next().unwrap_or(address);
    address.trim_matches(|c: char| matches!(c, ',' | '.' | ':' | '\''))
}

/// A UPS number whose first character was read as a letter: `lZ…`, `IZ…`, `|Z…`.
pub(super) fn misread_ups(text: &str) -> Option<String> {
    let rest = text.trim().strip_prefix(LIKE_ONE)?;
    let letters: String = rest.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_number = letters.len() == UPS - 1
        && letters.starts_with(['Z', 'z'])
        && letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_number.then(|| format!("1{letters}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_unseen_characters_become_what_is_read() {
        assert_eq!(clean("\u{ff22}\u{ff32}\u{ff2b}\u{3000}\u{ff11}5"), "BRK 15");
        assert_eq!(clean("\u{feff}47\u{200b}11\u{200e}"), "4711");
        assert_eq!(clean("M\u{fc}ller 4711"), "M\u{fc}ller 4711");
    }
}
