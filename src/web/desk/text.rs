//! What people type: cleaned, bounded, and why it is not taken.

use super::LONGEST;
use crate::web::text;

/// Why a form was not taken. The page that it leads back to says so in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nothing was written.
    Empty,
    /// More than [`LONGEST`] characters.
    TooLong,
    /// The order has as many as it takes.
    TooMany,
    /// What was asked for is not offered any more: the order has changed.
    Changed,
    /// The day is none that can be offered.
    BadDay,
    /// It could not be kept just now.
    Busy,
}

impl Trouble {
    /// The word in the address; `app::words::trouble` says it in words.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::TooMany => "too-many",
            Self::Changed => "changed",
            Self::BadDay => "bad-day",
            Self::Busy => "busy",
        }
    }
}

/// The text as it is kept.
pub(super) fn tidy(written: &str) -> Result<String, Trouble> {
    match text::clean(written, LONGEST) {
        Ok(clean) if clean.is_empty() => Err(Trouble::Empty),
        Ok(clean) => Ok(clean),
        Err(_) => Err(Trouble::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_stay_and_what_cannot_be_seen_goes() {
        assert_eq!(tidy(" no dock\r\nafter 17:00\u{0}\u{1b} "), Ok("no dock\nafter 17:00".to_owned()));
        assert_eq!(tidy("<b>&amp;</b>"), Ok("<b>&amp;</b>".to_owned()), "what looks like HTML is text");
        assert_eq!(tidy(" \r\n\u{7}"), Err(Trouble::Empty));
        assert_eq!(tidy(&"ü".repeat(LONGEST)).map(|text| text.chars().count()), Ok(LONGEST));
        assert_eq!(tidy(&"ü".repeat(LONGEST + 1)), Err(Trouble::TooLong));
    }

    #[test]
    fn every_trouble_has_its_words() {
        use Trouble::{BadDay, Busy, Changed, Empty, TooLong, TooMany};
        for trouble in [Empty, TooLong, TooMany, Changed, BadDay, Busy] {
            assert!(app::words::trouble(trouble.code()).is_some(), "{trouble:?}");
        }
    }

    proptest! {
        #[test]
        fn tidied_text_stays_as_it_is(text in "\\PC{0,60}[\r\n\t\u{0}-\u{1f}]{0,4}\\PC{0,60}") {
            if let Ok(clean) = tidy(&text) {
                prop_assert_eq!(tidy(&clean), Ok(clean.clone()));
                let seen = clean.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
                prop_assert!(!seen, "a control character stays");
            }
        }
    }
}
