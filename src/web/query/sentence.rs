//! Numbers among other words: `Hi, where is my order 4500015040?`, `Order BRK1501 / PO PO-2026/00815`.

use super::label;
use crate::domain::reference::{bare, normalise_text};

/// Most numbers that are looked for in a sentence.
const MOST: usize = 10;
/// Words of a text that are read.
const MOST_WORDS: usize = 400;
/// A shorter word with a digit is a quantity or a house,
const SHORTEST: usize = 5;
/// unless the word before it says what it is: "my order 4711 from last week". What is shorter still is not a number of anything.
const SHORTEST_ANNOUNCED: usize = 3;

/// The words of a text that may be numbers by themselves, as written, each once. None where the text is but one word.
pub fn numbers_within(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut is_announced = false;
    for word in text.split(parts).take(MOST_WORDS).map(trimmed).filter(|word| !word.is_empty()) {
        let letters = bare(&normalise_text(word));
        let shortest = if is_announced { SHORTEST_ANNOUNCED } else { SHORTEST };
        let is_number = letters.chars().count() >= shortest && letters.chars().any(|c| c.is_ascii_digit());
        // "order no. 4711": a word that says nothing more keeps what was announced.
        is_announced = label::announces(word).is_some_and(|says| says || is_announced);
        if is_number && word != text.trim() && !found.contains(&word) {
            found.push(word);
        }
    }
    found.truncate(MOST);
    found
}

fn parts(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '|' | '=' | '"' | '<' | '>')
}

/// A word without the punctuation round it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_sentence_are_its_words_with_a_digit() {
        for (text, numbers) in [
            ("Hi, where is my order 4500015040?", &["4500015040"][..]),
            ("order 4500015040 for \u{141}ukasz", &["4500015040"]),
            ("Order BRK1501 / PO PO-2026/00815", &["BRK1501", "PO-2026/00815"]),
            ("(BRK1501), BRK1501; 12 pcs at 7 Main St", &["BRK1501"]),
            ("hi, my order 4711 from last week hasn't come", &["4711"]),
            ("What about order no. 815, please? We are at 4711 Elm St", &["815"]),
            ("order of 12 pcs, PO box 4711", &[]),
            ("4500015040", &[]),
            ("Acme Store 7 Memphis", &[]),
            ("", &[]),
        ] {
            assert_eq!(numbers_within(text), numbers, "{text}");
        }
        let many: Vec<String> = (10_000..10_100).map(|number| number.to_string()).collect();
        assert_eq!(numbers_within(&many.join(" ")).len(), MOST);
    }
}
