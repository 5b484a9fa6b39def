//! Words before a number: "order 4711", "PO: 88-1", "UPS: 1Z…", "#4711", "my tracking no. is …".

use std::{collections::HashMap, sync::LazyLock};

use crate::domain::{carriers, reference::RefKind};

/// The table of words.
const TABLE: &str = include_str!("labels.csv");
/// More words than this are a sentence, and no number with a label.
const MOST_WORDS: usize = 12;
/// Most words of a carrier's name.
const CARRIER_WORDS: usize = 4;
/// Longest label that may stand at a number without a blank: `SO4711`.
const GLUED: usize = 3;

/// A number or name whose label was taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// What is left.
    pub value: String,
    /// What the label says it is, the likeliest first; empty where it does not say.
    pub kinds: Vec<RefKind>,
}

/// Takes labels off; `None` where there are none, or nothing else.
pub fn strip(text: &str) -> Option<Labelled> {
    let words: Vec<&str> = text.split(parts_words).filter(|word| word.contains(char::is_alphanumeric)).collect();
    if words.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    let mut kinds = Vec::new();
    let mut from = 0;
    while let Some((taken, says)) = label(words.get(from..)?) {
        kinds.extend(says);
        from += taken;
    }
    let said_nothing = |word: &&&str| known(word).is_some_and(Vec::is_empty);
    let to = words.len() - words.get(from..)?.iter().rev().take_while(said_nothing).count();
    let left = words.get(from..to)?;
    let value = match left {
        [] => return None,
        [one] if from == 0 && to == words.len() && !text.contains('#') => {
            let (glued, value) = unglued(one)?;
            kinds.extend(glued.iter().copied());
            value.to_owned()
        }
        left if left.len() == words.len() && !text.contains('#') => return None,
        left => left.join(" "),
    };
    kinds.dedup();
    Some(Labelled { value, kinds })
}

/// What parts a label from its number.
fn parts_words(c: char) -> bool {
    c.is_whitespace() || matches!(c, ':' | '=' | '#' | '№')
}

/// The label at the beginning of these words: how many words it has, and what it says.
fn label(words: &[&str]) -> Option<(usize, Vec<RefKind>)> {
    let most = words.len().saturating_sub(1).min(CARRIER_WORDS);
    let carrier = |count: &usize| words.get(..*count).is_some_and(|words| carriers::is_known(&words.join(" ")));
    if let Some(count) = (1..=most).rev().find(carrier) {
        return Some((count, vec![RefKind::Tracking, RefKind::Pro]));
    }
    let first = words.first().filter(|_| most > 0)?;
    Some((1, known(first)?.clone()))
}

/// What a single word says of the number after it: that it is one of a kind ("order"), nothing more ("no."), or nothing (`None`).
pub(super) fn announces(word: &str) -> Option<bool> {
    known(word).map(|kinds| !kinds.is_empty())
}

/// A short label at the digits: `PO88`.
fn unglued(word: &str) -> Option<(&'static Vec<RefKind>, &str)> {
    let at = word.find(|c: char| c.is_ascii_digit())?;
    let (before, value) = word.split_at(at);
    let letters = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let kinds = known(letters).filter(|kinds| !kinds.is_empty() && letters.len() <= GLUED)?;
    Some((kinds, value))
}

/// What a word says that is a label; nothing of the kind: empty.
fn known(word: &str) -> Option<&'static Vec<RefKind>> {
    static WORDS: LazyLock<HashMap<String, Vec<RefKind>>> = LazyLock::new(|| rows().collect());
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    WORDS.get(&letters)
}

fn rows() -> impl Iterator<Item = (String, Vec<RefKind>)> {
    let rows = TABLE.lines().filter(|row| !row.starts_with('#')).skip(1);
    rows.filter_map(|row| row.split_once(',')).map(|(word, kinds)| {
        let kinds = kinds.split_whitespace().filter_map(RefKind::parse).collect();
        (word.trim().to_owned(), kinds)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        strip(text).map(|labelled| labelled.value)
    }

    #[test]
    fn every_row_names_kinds_that_there_are() {
        let written: usize =
            TABLE.lines().filter(|row| !row.starts_with('#')).skip(1).map(|row| row.split_whitespace().count()).sum();
        let first: Vec<_> = rows().collect();
        let kinds: usize = first.iter().map(|(_, kinds)| kinds.len().max(1)).sum();
        assert_eq!(kinds, written, "a kind is misspelled");
        let words: std::collections::HashSet<_> = first.iter().map(|(word, _)| word).collect();
        assert_eq!(words.len(), first.len(), "a word stands twice");
    }

    #[test]
    fn labels_are_taken_off() {
        for text in [
            "order 4711",
            "Order: 4711",
            "SO 4711",
            "SO4711",
            "SO-4711",
            "order no. 4711",
            "Order # 4711",
            "#4711",
            "# 4711",
            "my order number is 4711",
            "where is order 4711?",
            "Auftrag Nr. 4711",
            "ORDER=4711",
            "order 4711 please",
        ] {
            let found = value(text).map(|value| value.trim_matches('?').to_owned());
            assert_eq!(found.as_deref(), Some("4711"), "{text}");
        }
        assert_eq!(value("UPS: 1Z 999 AA1").as_deref(), Some("1Z 999 AA1"));
        assert_eq!(value("tracking no. 7712 3456 7890").as_deref(), Some("7712 3456 7890"));
        assert_eq!(value("Federal Express 771234567890").as_deref(), Some("771234567890"));
        assert_eq!(value("customer Acme").as_deref(), Some("Acme"));
    }

    #[test]
    fn german_and_short_labels_are_taken_off() {
        for (text, expected) in [
            ("Trackingnummer 4711", RefKind::Tracking),
            ("Sendungs-ID: 4711", RefKind::Tracking),
            ("Sendungs-Nr. 4711", RefKind::Tracking),
            ("Kd-Nr 4711", RefKind::Party),
            ("Kd.-Nr. 4711", RefKind::Party),
            ("Kd. Nr. 4711", RefKind::Party),
            ("Best.-Nr. 4711", RefKind::PurchaseOrder),
            ("LS 4711", RefKind::Delivery),
            ("LS-Nr. 4711", RefKind::Delivery),
            ("Liefernr 4711", RefKind::Delivery),
            ("Container-Nr. 4711", RefKind::Container),
            ("Palette 4711", RefKind::Sscc),
            ("Kundenbestellung 4711", RefKind::PurchaseOrder),
            ("Web order 4711", RefKind::StorefrontOrder),
            ("Vorgang 4711", RefKind::Case),
            ("Fall 4711", RefKind::Case),
            ("Auftrags-Nr. 4711", RefKind::Order),
            ("Wo ist meine Bestellung 4711", RefKind::Order),
        ] {
            let found = strip(text);
            assert_eq!(found.as_ref().map(|labelled| labelled.value.as_str()), Some("4711"), "{text}");
            assert_eq!(found.and_then(|labelled| labelled.kinds.first().copied()), Some(expected), "{text}");
        }
        for text in ["Referenz 4711", "Ref. 4711", "Ref: 4711", "Referenz-Nr. 4711"] {
            assert_eq!(value(text).as_deref(), Some("4711"), "{text}");
        }
    }

    #[test]
    fn what_has_no_label_is_left_alone() {
        for text in ["4711", "1Z999AA10123456784", "Acme Memphis", "order", "PO", "", "MSKU2094711", "12PO4711"] {
            assert_eq!(strip(text), None, "{text}");
        }
    }

    #[test]
    fn a_label_says_the_kind() {
        let first = |text: &str| strip(text).and_then(|labelled| labelled.kinds.first().copied());
        assert_eq!(first("PO: 88"), Some(RefKind::PurchaseOrder));
        assert_eq!(first("purchase order 88"), Some(RefKind::PurchaseOrder));
        assert_eq!(first("delivery note 80001"), Some(RefKind::Delivery));
        assert_eq!(first("Kundennummer 77"), Some(RefKind::Party));
        assert_eq!(first("no. 77"), None);
    }
}
