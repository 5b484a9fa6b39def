//! Names and towns however they are spelled: with or without umlauts, accents, full stops and commas, composed or decomposed.
//! What is indexed and what is looked for go through the same functions.

use super::reference::{bare, normalise_text};

/// Letters with marks, by the letter that a keyboard without them has.
const MARKED: [(&str, &str); 26] = [
    ("A", "ÀÁÂÃÄÅĀĂĄǍẠẢẤẦẨẪẬẮẰ"),
    ("AE", "Æ"),
    ("C", "ÇĆĈĊČ"),
    ("D", "ÐĎĐ"),
    ("E", "ÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ"),
    ("G", "ĜĞĠĢ"),
    ("H", "ĤĦ"),
    ("I", "ÌÍÎÏĨĪĬĮİỊỈ"),
    ("J", "Ĵ"),
    ("K", "Ķ"),
    ("L", "ĹĻĽĿŁ"),
    ("N", "ÑŃŅŇ"),
    ("O", "ÒÓÔÕÖØŌŎŐƠỌỎỐỒỔỖỘỚỜỞỠỢ"),
    ("OE", "Œ"),
    ("R", "ŔŖŘ"),
    ("S", "ŚŜŞŠȘ"),
    ("SS", "ẞ"),
    ("T", "ŢŤŦȚ"),
    ("TH", "Þ"),
    ("U", "ÙÚÛÜŨŪŬŮŰŲƯỤỦỨỪỬỮỰ"),
    ("W", "Ŵ"),
    ("Y", "ÝŶŸ"),
    ("Z", "ŹŻŽ"),
    ("I", "ı"),
    ("N", "Ŋ"),
    ("E", "Ə"),
];
/// The diaeresis as a character of its own, after its letter.
const DIAERESIS: char = '\u{308}';

/// First words of towns that are written short, and what they stand for.
const SHORT: [(&str, &[&str]); 4] =
    [("ST", &["SAINT", "SANKT"]), ("STE", &["SAINTE"]), ("FT", &["FORT"]), ("MT", &["MOUNT"])];

/// The ways in which a name is kept and looked for: as a keyboard without marks writes it (`JAGER`), as German does (`JAEGER`),
/// and with `AE`, `OE` and `UE` as one letter, so that a name that was written so is found without the `E`; and each with `St`,
/// `Ste`, `Ft` and `Mt` before a word written out, or short. Each once.
pub fn forms(text: &str) -> Vec<String> {
    let mut forms = letter_forms(text);
    for form in short_and_long(text).iter().flat_map(|other| letter_forms(other)) {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// A text with its short words written out, in each way, and with the long ones short; none where it has neither.
fn short_and_long(text: &str) -> Vec<String> {
    let parts = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | ',');
    let words: Vec<String> = text.split(parts).filter(|word| !word.is_empty()).map(str::to_uppercase).collect();
    let before_another = words.len().saturating_sub(1);
    let with = |change: &dyn Fn(&str) -> Option<&'static str>| {
        let changed = |(at, word): (usize, &String)| {
            change(word).filter(|_| at < before_another).map_or_else(|| word.clone(), str::to_owned)
        };
        let other: Vec<String> = words.iter().enumerate().map(changed).collect();
        (other != words).then(|| other.join(" "))
    };
    let long = |word: &str, way: usize| {
        let (_, long) = SHORT.iter().find(|(short, _)| *short == word)?;
        long.get(way).or(long.first()).copied()
    };
    let short = |word: &str| SHORT.iter().find(|(_, long)| long.contains(&word)).map(|(short, _)| *short);
    let found = [with(&|word| long(word, 0)), with(&|word| long(word, 1)), with(&short)];
    found.into_iter().flatten().collect()
}

fn letter_forms(text: &str) -> Vec<String> {
    let (plain, german) = (plain(text), german(text));
    let loose = german.replace("AE", "A").replace("OE", "O").replace("UE", "U");
    let mut forms = Vec::new();
    for form in [plain, german, loose] {
        if !form.is_empty() && !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Between a town and a name that are kept together: in no name.
const BETWEEN: char = '|';

/// A name with the town it goes to, the town first, in each way of spelling both.
pub fn together(town: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for town in std::iter::once(town.to_owned()).chain(short_and_long(town)) {
        let (towns, names) = (letter_forms(&town), letter_forms(name));
        let (Some(last_town), Some(last_name)) = (towns.last(), names.last()) else { continue };
        for at in 0..towns.len().max(names.len()) {
            let (town, name) = (towns.get(at).unwrap_or(last_town), names.get(at).unwrap_or(last_name));
            let form = format!("{town}{BETWEEN}{name}");
            if !found.contains(&form) {
                found.push(form);
            }
        }
    }
    found
}

/// Letters and digits in upper case, without marks.
pub fn plain(text: &str) -> String {
    letters(text, |_| None)
}

/// The same with umlauts as German writes them without.
fn german(text: &str) -> String {
    letters(text, |letter| match letter {
        'Ä' => Some("AE"),
        'Ö' | 'Ø' => Some("OE"),
        'Ü' => Some("UE"),
        'Å' => Some("AA"),
        _ => None,
    })
}

fn letters(text: &str, first: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::new();
    for letter in composed(&normalise_text(text)).chars() {
        match first(letter).or_else(|| unmarked(letter)) {
            Some(plain) => out.push_str(plain),
            None => out.push(letter),
        }
    }
    bare(&out)
}

/// A decomposed umlaut as one character; other marks that stand alone go.
fn composed(upper: &str) -> String {
    let mut out = String::new();
    for letter in upper.chars() {
        match (letter, out.chars().last()) {
            (DIAERESIS, Some(base @ ('A' | 'O' | 'U'))) => {
                out.pop();
                out.push(match base {
                    'A' => 'Ä',
                    'O' => 'Ö',
                    _ => 'Ü',
                });
            }
            ('\u{30a}', Some('A')) => {
                out.pop();
                out.push('Å');
            }
            ('\u{300}'..='\u{36f}', _) => {}
            _ => out.push(letter),
        }
    }
    out
}

fn unmarked(letter: char) -> Option<&'static str> {
    if letter.is_ascii() {
        return None;
    }
    MARKED.iter().find(|(_, marked)| marked.contains(letter)).map(|(plain, _)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether what is kept of one spelling is found by the other.
    fn finds(kept: &str, asked: &str) -> bool {
        forms(kept).iter().any(|kept| forms(asked).contains(kept))
    }

    #[test]
    fn a_name_is_found_by_every_spelling() {
        let jaeger = ["Jäger", "JÄGER", "Jaeger", "Jager", "Ja\u{308}ger", "jäger,"];
        for kept in jaeger {
            for asked in jaeger {
                assert!(finds(kept, asked), "{kept} by {asked}");
            }
        }
        for (kept, asked) in [
            ("Straße 1", "Strasse 1"),
            ("Møller", "Moller"),
            ("Møller", "Moeller"),
            ("Ångström", "Angstrom"),
            ("A\u{30a}ngstro\u{308}m", "Ångström"),
            ("Łódź", "Lodz"),
            ("Škoda", "S\u{30c}koda"),
            ("São Paulo", "Sao Paulo"),
            ("O'Brien & Co.", "obrien co"),
            ("Œuvre", "Oeuvre"),
            ("Nguyễn", "Nguyen"),
        ] {
            assert!(finds(kept, asked) && finds(asked, kept), "{kept} by {asked}");
        }
        assert!(!finds("Jäger", "Jagger"));
    }

    #[test]
    fn a_town_is_found_with_its_first_word_short_and_written_out() {
        for (kept, asked) in [
            ("Saint Paul", "St. Paul"),
            ("SAINT PAUL", "st paul"),
            ("Saint-Étienne", "St Etienne"),
            ("Sault Sainte Marie", "Sault Ste. Marie"),
            ("Fort Worth", "Ft Worth"),
            ("Mount Vernon", "Mt. Vernon"),
            ("Sankt Augustin", "St.Augustin"),
            ("East Saint Louis", "East St Louis"),
        ] {
            assert!(finds(kept, asked) && finds(asked, kept), "{kept} by {asked}");
        }
        assert!(!finds("Main St", "Main Saint") && !finds("Paul", "St Paul"));
        let kept = together("Saint Paul", "Jäger");
        for (town, name) in [("St. Paul", "Jager"), ("Saint Paul", "Jaeger"), ("StPaul", "Jäger")] {
            assert!(together(town, name).iter().any(|form| kept.contains(form)), "{town} {name}");
        }
    }

    #[test]
    fn a_name_without_marks_has_one_form() {
        assert_eq!(forms("Acme, Store 7"), ["ACMESTORE7"]);
        assert_eq!(forms("Blue Mill"), ["BLUEMILL", "BLUMILL"]);
        assert_eq!(forms("北京 7"), ["北京7"]);
        assert!(forms(" ,. ").is_empty());
    }
}
