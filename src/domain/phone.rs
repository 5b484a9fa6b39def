//! Telephone numbers, however they are written or dialled.

/// Countries' codes of telephones that have one digit (ITU-T E.164), and those that have two; the others have three.
const COUNTRY_ONE: [&str; 2] = ["1", "7"];
const COUNTRY_TWO: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95", "98",
];

/// A telephone number as it is kept: the digits with the country's code, and those without it. Empty for what is none.
pub fn forms(text: &str) -> Vec<String> {
    let text = without_extension(text);
    let is_phone =
        text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+()-./\u{2010}\u{2011}\u{2013}".contains(c));
    let written = text.trim().replace("(0)", "");
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    // Callers in North America write and dial the country's code without a sign before it.
    if let Some(national) = north_american(&digits).filter(|_| is_phone && !written.starts_with('+')) {
        return vec![digits.clone(), national.to_owned()];
    }
    if !is_phone || digits.len() < 5 || !written.contains(|c: char| "+(/".contains(c)) && !digits.starts_with('0') {
        return Vec::new();
    }
    let international = written
        .starts_with('+')
        .then_some(digits.as_str())
        .or_else(|| digits.strip_prefix("00"))
        .or_else(|| digits.strip_prefix("011"));
    match international {
        Some(number) => [Some(number), without_country(number)].into_iter().flatten().map(str::to_owned).collect(),
        None => vec![digits.strip_prefix('0').unwrap_or(&digits).to_owned()],
    }
}

/// The ten digits behind the 1 of the North American Numbering Plan: area and exchange begin with 2 to 9.
fn north_american(digits: &str) -> Option<&str> {
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10)?;
    let begins = |at: usize| national.as_bytes().get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit));
    (begins(0) && begins(3)).then_some(national)
}

/// A number without the extension behind it: `x12`, `ext. 12`.
fn without_extension(text: &str) -> &str {
    let Some(at) = text.find(|c: char| c.is_ascii_alphabetic()) else { return text };
    let (number, rest) = text.split_at(at);
    let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    let extensions = ["x", "ext", "extn", "extension"];
    if at > 0 && extensions.contains(&word.to_ascii_lowercase().as_str()) { number } else { text }
}

fn without_country(digits: &str) -> Option<&str> {
    let two = digits.get(..2).filter(|code| COUNTRY_TWO.contains(code)).map(str::len);
    let one = digits.get(..1).filter(|code| COUNTRY_ONE.contains(code)).map(str::len);
    digits.get(one.or(two).unwrap_or(3)..).filter(|rest| rest.len() >= 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_north_american_number_is_found_with_and_without_its_country() {
        for dialled in [
            "+1 901 555 0142",
            "+19015550142",
            "+1-901-555-0142",
            "+1.901.555.0142",
            "1-901-555-0142",
            "19015550142",
            "1 (901) 555-0142",
            "001 901 555 0142",
            "011 1 901 555 0142",
        ] {
            assert_eq!(forms(dialled), ["19015550142", "9015550142"], "{dialled}");
        }
        assert!(
            forms("10155501420").is_empty() && forms("190155501421").is_empty() && forms("X19015550142").is_empty()
        );
    }

    #[test]
    fn a_telephone_number_is_found_however_it_is_dialled() {
        let kept = forms("+49 (228) 551234");
        assert_eq!(kept, ["49228551234", "228551234"]);
        for dialled in ["+49 228 551234", "0049 228 551234", "0228/551234", "(0228) 55 12 34", "+49 (0) 228 551234"] {
            assert!(forms(dialled).iter().any(|form| kept.contains(form)), "{dialled}");
        }
        assert_eq!(forms("+1 (901) 555-0199"), ["19015550199", "9015550199"]);
        assert_eq!(forms("(901) 555-0199"), ["9015550199"]);
        assert_eq!(forms("(901) 555-0199 ext. 12"), ["9015550199"]);
        assert!(forms("4711").is_empty() && forms("4711-12").is_empty() && forms("PO/88").is_empty());
    }
}
