//! The texts of every exception and reason: data, versioned, one file.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::domain::{
    reason::{Exception, Reason},
    view::ActiveException,
};

/// What is said of one exception or reason, to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// The code the ERP is told.
    pub erp_code: String,
    /// For the agent: completes "it is …"; may hold `{place}`.
    pub agent: String,
    /// For the customer: whole sentences without code, jargon or blame; may hold `{place}` and `{date}`.
    pub customer: String,
    /// The recommended next action.
    pub action: String,
    /// Of a reason: what is said to agent and customer of a delay that is over; may hold `{place}`. Empty for an exception.
    pub past: String,
}

/// Kind (`exception`, `reason`; `lost`, `on_hold` and so on: that exception for that reason; `return`: why goods turned back, `past`
/// only) and word.
type Key = (String, String);

const FILE: &str = include_str!("../data/texts.csv");
static TABLE: LazyLock<BTreeMap<Key, Texts>> = LazyLock::new(|| rows().collect());
static NONE: Texts = Texts {
    erp_code: String::new(),
    agent: String::new(),
    customer: String::new(),
    action: String::new(),
    past: String::new(),
};

fn rows() -> impl Iterator<Item = (Key, Texts)> {
    let rows = FILE.lines().filter(|row| !row.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut cells = cells(row).into_iter();
        let key = (cells.next()?, cells.next()?);
        let [erp_code, agent, customer, action, past] =
            [cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?];
        Some((key, Texts { erp_code, agent, customer, action, past }))
    })
}

/// The cells of a CSV row (RFC 4180; no line breaks inside cells).
fn cells(row: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

/// The texts of an exception. (A test holds that every exception and reason has all four.)
pub fn of_exception(exception: Exception) -> &'static Texts {
    of("exception", exception.as_str())
}

/// The texts of a reason.
pub fn of_reason(reason: Reason) -> &'static Texts {
    of("reason", reason.as_str())
}

/// Why goods turned back, for agent and customer: a whole sentence that may hold `{place}`. What holds goods up is said as what it
/// was, since nothing was settled: `Import charges were still open.`
pub fn of_return(reason: Reason) -> &'static str {
    let own = &of("return", reason.as_str()).past;
    if own.is_empty() { &of_reason(reason).past } else { own }
}

/// The texts that fit an active exception best: of a delay or a hold the reason says more, of what is lost, damaged,
/// refused or short the exception does.
pub fn of_active(active: &ActiveException) -> &'static Texts {
    of_both(active.exception, active.reason)
}

/// The same, of an exception and its reason: their own where the two together say something else, as in [`of_active`] otherwise.
pub fn of_both(exception: Exception, reason: Option<Reason>) -> &'static Texts {
    let own = reason.and_then(|reason| TABLE.get(&(exception.as_str().to_lowercase(), reason.as_str().to_owned())));
    match (own, exception, reason) {
        (Some(own), ..) => own,
        (None, Exception::Delayed | Exception::OnHold, Some(reason))
        // More came than was ordered, or something else: nothing of that is missing.
        | (None, Exception::ShortShipped, Some(reason @ (Reason::Over | Reason::WrongProduct))) => of_reason(reason),
        (None, exception, _) => of_exception(exception),
    }
}

/// What it is, for the agent and without its place: `held by weather`.
pub fn said_of(active: &ActiveException) -> String {
    fill(&of_active(active).agent, None, None)
}

/// Whether it will never be found: destroyed, or taken away.
pub fn is_destroyed(active: &ActiveException) -> bool {
    use Reason::{Cancelled, Damage, Payment, Prohibited, Undeliverable};
    let is_final = matches!(active.reason, Some(Prohibited | Damage | Undeliverable | Cancelled | Payment));
    active.exception == Exception::Lost && is_final
}

fn of(kind: &str, word: &str) -> &'static Texts {
    TABLE.get(&(kind.to_owned(), word.to_owned())).unwrap_or(&NONE)
}

/// Puts a place (`in Memphis`) and a date into a text. Without a place its blank goes too; a sentence that wants a date
/// is left out where there is none.
pub fn fill(text: &str, place: Option<&str>, date: Option<&str>) -> String {
    let sentences = text.split_inclusive(". ").filter(|sentence| date.is_some() || !sentence.contains("{date}"));
    let text: String = sentences.collect();
    let text = match place {
        Some(place) => text.replace("{place}", place),
        None => text.replace(" {place}", "").replace("{place} ", ""),
    };
    text.replace("{date}", date.unwrap_or_default()).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all() -> Vec<(&'static str, &'static Texts)> {
        let exceptions = Exception::ALL.iter().map(|word| (word.as_str(), of_exception(*word)));
        let both = BOTH.map(|(exception, reason)| (exception.as_str(), of_both(exception, Some(reason))));
        exceptions.chain(Reason::ALL.iter().map(|word| (word.as_str(), of_reason(*word)))).chain(both).collect()
    }

    /// What has texts of its own as exception and reason together.
    const BOTH: [(Exception, Reason); 8] = [
        (Exception::Lost, Reason::Prohibited),
        (Exception::Lost, Reason::Damage),
        (Exception::Lost, Reason::Undeliverable),
        (Exception::Lost, Reason::Cancelled),
        (Exception::Lost, Reason::Payment),
        (Exception::Delayed, Reason::Collection),
        (Exception::OnHold, Reason::NotCollected),
        (Exception::ShortShipped, Reason::ContentsMissing),
    ];

    #[test]
    fn the_file_is_versioned_and_every_row_is_of_a_word_we_know() {
        assert!(FILE.starts_with("# Texts of exceptions and reasons. version 1"));
        let (returns, others): (Vec<_>, Vec<_>) = rows().partition(|((kind, _), _)| kind == "return");
        assert_eq!(others.len(), Exception::ALL.len() + Reason::ALL.len() + BOTH.len());
        assert!(returns.iter().all(|((_, word), _)| Reason::ALL.iter().any(|reason| reason.as_str() == word)));
        assert_eq!(TABLE.len(), rows().count(), "no word twice");
    }

    #[test]
    fn every_exception_and_reason_has_four_different_texts() {
        for (word, texts) in all() {
            let four = [&texts.erp_code, &texts.agent, &texts.customer, &texts.action];
            assert!(four.iter().all(|text| !text.trim().is_empty()), "{word}");
            let different: BTreeSet<String> = four.iter().map(|text| text.to_lowercase()).collect();
            assert_eq!(different.len(), 4, "{word}");
        }
        let codes: BTreeSet<&String> = all().into_iter().map(|(_, texts)| &texts.erp_code).collect();
        assert_eq!(codes.len(), all().len(), "each code is of one word");
    }

    #[test]
    fn the_customer_hears_no_code_no_jargon_and_no_blame() {
        let words = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).filter(|word| !word.is_empty()).collect()
        };
        let never = [
            "carrier",
            "consignee",
            "shipper",
            "missort",
            "milestone",
            "exception",
            "scan",
            "edi",
            "pod",
            "sla",
            "backlog",
            "fault",
            "blame",
            "mistake",
            "failed",
            "failure",
            "guilty",
            "you should",
            "your driver",
        ];
        let customer = all().into_iter().map(|(word, texts)| (word, &texts.customer));
        let past = Reason::ALL.iter().map(|word| (word.as_str(), &of_reason(*word).past));
        let back = Reason::ALL.iter().map(|word| (word.as_str(), of_return(*word).to_owned()));
        let back: Vec<(&str, String)> = back.collect();
        for (word, text) in customer.chain(past).chain(back.iter().map(|(word, text)| (*word, text))) {
            assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{word}: whole sentences");
            for said in words(text) {
                assert!(said.len() < 2 || said != said.to_uppercase(), "{word}: `{said}` is a code");
                assert!(!never.contains(&said.to_lowercase().as_str()), "{word}: `{said}`");
            }
            assert!(never.iter().filter(|w| w.contains(' ')).all(|phrase| !text.to_lowercase().contains(phrase)));
        }
    }

    #[test]
    fn placeholders_are_place_and_date_and_all_are_filled() {
        for (word, texts) in all() {
            for text in [&texts.agent, &texts.customer, &texts.action, &texts.past] {
                for (place, date) in [(Some("in Memphis"), Some("Thursday")), (None, None)] {
                    let filled = fill(text, place, date);
                    assert!(!filled.contains(['{', '}']), "{word}: {filled}");
                    assert!(
                        !filled.contains("  ") && !filled.contains(" .") && !filled.contains(" ,"),
                        "{word}: {filled}"
                    );
                }
            }
            assert!(!texts.agent.contains("{date}") && !texts.action.contains('{'), "{word}");
        }
    }

    #[test]
    fn without_a_date_its_sentence_goes() {
        let text = &of_reason(Reason::Rescheduled).customer;
        assert_eq!(fill(text, None, None), "The delivery was moved to another day as requested.");
        assert!(fill(text, None, Some("Friday 15 May")).ends_with("The new day is Friday 15 May."));
    }

    #[test]
    fn quotes_and_commas_in_cells() {
        assert_eq!(cells(r#"a,"b, ""c""",,d"#), ["a", "b, \"c\"", "", "d"]);
    }
}
