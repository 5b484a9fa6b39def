//! What somebody typed or pasted, as the numbers to look for.
//!
//! Blanks stand inside numbers (`1Z 999 AA1 …`) and between them; a field of one line turns pasted lines into blanks. So what parts
//! numbers is told by which of them are known: [`questions`] are the numbers whose being known matters, [`numbers`] reads the text
//! with the answers.

use std::collections::HashSet;

use super::{candidates, clean, zeros_off};
use crate::domain::reference::{self, normalise_text};

/// More pasted numbers than this are not looked for.
pub const MOST: usize = 50;
/// Most questions: a list of some twenty numbers in groups of digits.
const MOST_QUESTIONS: usize = 300;
/// Of so many groups of characters a number consists at most, and of so many characters.
const GROUPS: usize = 8;
const LONGEST: usize = 40;
/// Shorter than this is no number by itself.
const SHORTEST: usize = 4;

/// The text as one number or name, in each form that it may be known by, the first that is known being meant: as it is, without
/// blanks and dashes; with nothing but letters and digits, for numbers written with dots, slashes or brackets; and a document
/// number without its leading zeros.
pub fn forms(text: &str) -> Vec<String> {
    let whole = normalise_text(&clean(text));
    let bare = Some(reference::bare(&whole)).filter(|bare| !bare.is_empty());
    let short = bare.as_deref().and_then(zeros_off);
    let mut forms = vec![whole];
    for form in [bare, short].into_iter().flatten() {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Whether the text is more than one number for certain: something stands in it that parts them and is in no number.
pub fn is_list(text: &str) -> bool {
    items(text).count() > 1
}

/// The text and what it may mean besides, each in its forms.
pub fn meanings(item: &str) -> Vec<String> {
    let candidates = candidates(item);
    let mut found = forms(item);
    for form in candidates.iter().flat_map(|candidate| forms(&candidate.text)) {
        if !found.contains(&form) {
            found.push(form);
        }
    }
    found
}

/// The numbers whose being known matters for reading the text. None where it can be read in one way only.
pub fn questions(text: &str) -> Vec<String> {
    let mut asked: Vec<String> = Vec::new();
    if !is_list(text) && pieces(text).len() < 2 && meanings(text).len() < 2 {
        return asked;
    }
    for item in items(text).take(MOST) {
        let pieces = pieces(item);
        for join in meanings(item).into_iter().chain(joins(&pieces).map(|(_, _, norm)| norm)) {
            if is_number(&join) && !asked.contains(&join) {
                asked.push(join);
            }
        }
    }
    asked.truncate(MOST_QUESTIONS);
    asked
}

/// The numbers of the text, each once, in its order: as few as the known ones allow.
pub fn numbers(text: &str, known: &HashSet<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for item in items(text) {
        for number in read(item, known) {
            if !number.is_empty() && !found.contains(&number) {
                found.push(number);
            }
        }
    }
    found.truncate(MOST);
    found
}

fn read(item: &str, known: &HashSet<String>) -> Vec<String> {
    let (forms, pieces) = (forms(item), pieces(item));
    if let Some(form) = meanings(item).iter().find(|form| known.contains(*form)) {
        return vec![form.clone()];
    }
    let whole = || forms.into_iter().take(1).collect();
    if pieces.len() < 2 { whole() } else { apart(&pieces, known).unwrap_or_else(whole) }
}

/// The pieces put together to known numbers; what lies between them stands by itself. Nothing where no piece is known, or a piece
/// that is left over is no number: then it is a name, or one number that nobody knows.
fn apart(pieces: &[String], known: &HashSet<String>) -> Option<Vec<String>> {
    // For each beginning of the pieces the best reading: fewest pieces left over, then fewest numbers.
    let mut best: Vec<Option<(usize, Vec<String>)>> = vec![None; pieces.len() + 1];
    *best.first_mut()? = Some((0, Vec::new()));
    let joins: Vec<_> = joins(pieces).collect();
    for end in 1..=pieces.len() {
        let ways = joins.iter().filter(|(_, to, norm)| *to == end && known.contains(norm));
        let ways = ways.map(|(from, _, norm)| (*from, norm.clone(), 0));
        let alone = pieces.get(end - 1).map(|piece| (end - 1, piece.clone(), 1));
        let ways = ways.chain(alone).filter_map(|(from, norm, left)| {
            let (over, numbers) = best.get(from)?.as_ref()?;
            let numbers: Vec<_> = numbers.iter().cloned().chain([norm]).collect();
            Some((over + left, numbers))
        });
        let least = ways.min_by_key(|(over, numbers)| (*over, numbers.len()));
        *best.get_mut(end)? = least;
    }
    let (left, numbers) = best.pop().flatten()?;
    let sensible = numbers.iter().all(|number| known.contains(number) || is_number(number));
    (left < pieces.len() && sensible).then_some(numbers)
}

/// Neighbouring pieces together: from, to, and what they make.
fn joins(pieces: &[String]) -> impl Iterator<Item = (usize, usize, String)> + '_ {
    (0..pieces.len())
        .flat_map(move |from| {
            let most = pieces.len().min(from + GROUPS);
            (from + 1..=most).map_while(move |to| {
                let join = pieces.get(from..to)?.concat();
                (join.chars().count() <= LONGEST).then_some((from, to, join))
            })
        })
        .flat_map(|(from, to, join)| forms(&join).into_iter().map(move |form| (from, to, form)))
}

/// Whether that is a number, or a part of one, by itself.
pub fn is_number(norm: &str) -> bool {
    norm.chars().count() >= SHORTEST && norm.chars().any(|c| c.is_ascii_digit())
}

/// What stands in no number and parts them. A comma stands in names: it parts where each side is a number.
fn items(text: &str) -> impl Iterator<Item = &str> {
    let by_commas = text.split(',').filter(|part| !part.trim().is_empty()).all(|part| is_number(&normalise_text(part)));
    let parts = move |c: char| matches!(c, ';' | '\n' | '\r' | '\t' | '|') || (c == ',' && by_commas);
    text.split(parts).map(str::trim).filter(|item| item.contains(char::is_alphanumeric))
}

fn pieces(item: &str) -> Vec<String> {
    item.split_whitespace()
        .map(|piece| normalise_text(&clean(piece)))
        .filter(|piece| !piece.is_empty())
        .take(MOST * GROUPS)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_with(text: &str, known: &[&str]) -> Vec<String> {
        numbers(text, &known.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn blanks_in_a_number_do_not_part_it_unless_its_parts_are_known() {
        assert_eq!(read_with(" 1z 999-aa1 ", &[]), ["1Z999AA1"]);
        assert_eq!(read_with("1z 999-aa1", &["1Z999AA1"]), ["1Z999AA1"]);
        assert_eq!(read_with("4711 4712", &["4711", "4712"]), ["4711", "4712"]);
        assert_eq!(read_with("4711 4712", &["47114712", "4711", "4712"]), ["47114712"], "one number before two");
        assert_eq!(read_with("4711, 4711", &[]), ["4711"], "the same number twice is one");
        assert_eq!(read_with(" , ;; ", &[]), Vec::<String>::new());
    }

    #[test]
    fn pasted_lines_that_became_blanks_are_read_by_what_is_known() {
        let known = ["1Z999AA10123456784", "771234567890", "4711"];
        let text = "1Z 999 AA1 01 2345 6784 7712 3456 7890 4711 8888";
        assert_eq!(read_with(text, &known), ["1Z999AA10123456784", "771234567890", "4711", "8888"]);
    }

    #[test]
    fn a_name_is_not_taken_apart() {
        assert_eq!(read_with("Acme, Store 7", &["ACME"]), ["ACME,STORE7"]);
        assert_eq!(read_with("brightwater 4711 clinic", &["4711"]), ["BRIGHTWATER4711CLINIC"]);
        assert!(questions("p.nair@acme.example").is_empty());
    }

    #[test]
    fn a_number_with_dots_and_slashes_is_found_by_its_letters_and_digits() {
        assert_eq!(forms("PO/88.1 (a)"), ["PO/88.1(A)", "PO881A"]);
        assert_eq!(forms("4711"), ["4711"]);
        assert_eq!(read_with("PO/88/1 \n #W1001", &["PO881", "W1001"]), ["PO881", "W1001"]);
    }

    #[test]
    fn zeros_before_a_number_count_only_where_it_is_known_with_them() {
        assert_eq!(forms("0000004711"), ["0000004711", "4711"]);
        assert_eq!(forms("000.4711"), ["000.4711", "0004711", "4711"]);
        assert_eq!(forms("0000"), ["0000"]);
        let text = "0000004711; 003401234500000172; 0000004712";
        let known = ["4711", "003401234500000172"];
        assert_eq!(read_with(text, &known), ["4711", "003401234500000172", "0000004712"]);
    }

    /// A number as somebody writes it: in groups, with what they put between them.
    fn written() -> impl Strategy<Value = (String, String)> {
        // No zero first: those are taken off some numbers.
        let groups = prop::collection::vec("[A-Z1-9][A-Z0-9]{1,4}", 2..5);
        (groups, prop::sample::select(vec![" ", "-", " - ", "", ". ", "/", " / "])).prop_map(|(groups, between)| {
            let norm = format!("{}7", groups.concat());
            (norm, format!("{}7", groups.join(between)))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// However known numbers are written and listed, each of them is read.
        #[test]
        fn a_pasted_list_of_known_numbers_is_read_whole(
            list in prop::collection::vec(written(), 2..8),
            between in prop::sample::select(vec!["\n", "\r\n", ", ", ";", "\t", " | ", "  "]),
        ) {
            let known: HashSet<String> = list.iter().map(|(norm, _)| norm.clone()).collect();
            let text = list.iter().map(|(_, written)| written.as_str()).collect::<Vec<_>>().join(between);
            let read = numbers(&text, &known);
            let covered: String = read.concat();
            // Another reading of the same characters by known numbers is as good; nothing may be lost.
            prop_assert!(read.iter().all(|number| known.contains(number) || known.contains(&covered)), "{text:?}: {read:?}");
            let asked = questions(&text);
            prop_assert!(asked.len() <= MOST_QUESTIONS);
            for (norm, _) in &list {
                prop_assert!(asked.contains(norm) || asked.len() == MOST_QUESTIONS, "{norm} is not asked for in {text:?}");
            }
        }

        /// Whatever is typed: few numbers, none empty, none twice, and no panic.
        #[test]
        fn anything_can_be_read(text in "\\PC{0,80}", more in "[ ,;\t\n|0-9A-Z.-]{0,400}") {
            let text = format!("{text}{more}");
            let known: HashSet<String> = questions(&text).into_iter().step_by(3).collect();
            let read = numbers(&text, &known);
            prop_assert!(read.len() <= MOST && read.iter().all(|number| !number.is_empty()));
            prop_assert_eq!(read.iter().collect::<HashSet<_>>().len(), read.len());
        }
    }
}
