//! How the names of carriers are taken apart: the form of a company, its country and a service behind the name.

use std::{collections::HashMap, sync::LazyLock};

use super::letters;
use crate::domain::{spelling, zone};

/// Words that may follow a carrier's name.
const TABLE: &str = include_str!("../data/carrier_words.csv");
/// Most words of a name that are looked at.
const MOST_WORDS: usize = 12;
/// Most words of the name of a country.
const COUNTRY_WORDS: usize = 5;
/// Shorter names, as `5X`, stand only by themselves.
const SHORTEST: usize = 3;

/// What a word behind a carrier's name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The form of a company.
    Form,
    /// A service of the carrier.
    Service,
}

/// The beginnings of a name behind which stand only words that leave it the same carrier, the longest first, as they are compared.
pub(super) fn beginnings(name: &str) -> Vec<String> {
    let words: Vec<String> = words(name).map(|(_, word)| word).take(MOST_WORDS + 1).collect();
    if words.len() > MOST_WORDS {
        return Vec::new();
    }
    let parts = (1..words.len()).rev().filter_map(|at| words.split_at_checked(at));
    let parts = parts.filter(|(_, rest)| says_nothing(rest)).map(|(begin, _)| letters(&begin.concat()));
    parts.filter(|begin| begin.chars().count() >= SHORTEST).collect()
}

/// A name without the form of the company at its end: `Acme Trucking, Inc.`; as it is where nothing else would be left.
pub(super) fn without_form(name: &str) -> &str {
    let all: Vec<(usize, String)> = words(name).collect();
    let left = all.len() - all.iter().rev().take_while(|(_, word)| kind(word) == Some(Kind::Form)).count();
    let form = all.get(left).filter(|_| left > 0).and_then(|(at, _)| name.get(..*at));
    form.map_or(name, |begin| begin.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '&' | '(')))
        .trim()
}

/// The words of a name with where they begin: upper case without marks, dots and quotation marks.
fn words(name: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    let parts = |c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '-' | '&' | '_' | '+' | ':');
    let mut at = 0;
    let words = name.split_inclusive(parts).map(move |word| {
        let begins = at;
        at += word.len();
        (begins, spelling::plain(word))
    });
    words.filter(|(_, word)| !word.is_empty())
}

/// Whether these words are forms of companies, services and countries only.
fn says_nothing(words: &[String]) -> bool {
    let mut rest = words;
    while let Some((first, others)) = rest.split_first() {
        let country = || {
            let most = rest.len().min(COUNTRY_WORDS);
            (1..=most).rev().find(|count| rest.get(..*count).is_some_and(|words| zone::is_country(&words.join(" "))))
        };
        rest = match kind(first) {
            Some(_) => others,
            None => match country().and_then(|count| rest.get(count..)) {
                Some(behind) => behind,
                None => return false,
            },
        };
    }
    true
}

fn kind(word: &str) -> Option<Kind> {
    static WORDS: LazyLock<HashMap<&'static str, Kind>> = LazyLock::new(|| {
        let rows = TABLE.lines().filter(|row| !row.starts_with('#')).skip(1);
        let kind = |kind: &str| if kind == "form" { Kind::Form } else { Kind::Service };
        rows.filter_map(|row| row.split_once(',')).map(|(word, name)| (word, kind(name))).collect()
    });
    WORDS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_as_it_is_compared_and_of_a_kind() {
        for row in TABLE.lines().filter(|row| !row.starts_with('#')).skip(1) {
            let (word, kind) = row.split_once(',').unwrap();
            assert_eq!(spelling::plain(word), word);
            assert!(matches!(kind, "form" | "service"), "{row}");
        }
    }

    #[test]
    fn a_name_begins_before_words_that_say_nothing() {
        assert_eq!(beginnings("DPD Germany GmbH"), ["DPDGERMANY", "DPD"]);
        assert_eq!(beginnings("DHL Express (United Kingdom) Ltd."), ["DHLEXPRESSUNITEDKINGDOM", "DHLEXPRESS", "DHL"]);
        assert!(beginnings("DHL Freight").is_empty() && beginnings("5X Express").is_empty());
        assert!(beginnings("").is_empty() && beginnings(&"UPS ".repeat(100)).is_empty());
    }
}
