//! How parts stand together: the packages of a shipment, the shipments of an order. Never the best or the worst of them alone.

use super::words::Word;

/// The words that are right. Where parts that wait stand differently, no rule says which of them names the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub least: Word,
    pub most: Word,
}

impl Span {
    /// Only that word.
    pub fn exactly(word: Word) -> Self {
        Self { least: word, most: word }
    }

    /// Any word from one to the other.
    pub fn between(one: Self, other: Self) -> Self {
        Self { least: one.least.min(other.least), most: one.most.max(other.most) }
    }

    /// Whether it can only be delivered.
    pub fn is_delivered(self) -> bool {
        self == Self::exactly(Word::Delivered)
    }

    /// Whether an answer's word is among them.
    pub fn holds(self, word: &str) -> bool {
        WORDS.iter().any(|known| (self.least..=self.most).contains(known) && known.as_str() == word)
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.least.as_str())?;
        if self.least == self.most { Ok(()) } else { write!(f, " to {}", self.most.as_str()) }
    }
}

const WORDS: [Word; 13] = [
    Word::Unknown,
    Word::Ordered,
    Word::Preparing,
    Word::Moving,
    Word::OutForDelivery,
    Word::ReadyForCollection,
    Word::Attempted,
    Word::PartlyDelivered,
    Word::Delivered,
    Word::PartlyReturned,
    Word::Returning,
    Word::Returned,
    Word::Cancelled,
];

/// How several stand together:
/// what was called off does not count beside others;
/// all have come: delivered; some have: partly delivered, or partly returned when all the others turned back. What turned back does
/// not speak for what still goes; beside what has not left the whole is partly returned. While some move and others do not, the whole
/// moves; else it is as far as its parts.
pub fn of(parts: impl Iterator<Item = Span>) -> Span {
    let is = |part: &Span, word: Word| *part == Span::exactly(word);
    let all: Vec<Span> = parts.collect();
    let live: Vec<Span> = all.iter().filter(|part| !is(part, Word::Cancelled)).copied().collect();
    let parts = if live.is_empty() { all } else { live };
    if !parts.is_empty() && parts.iter().all(|part| is(part, Word::Delivered)) {
        return Span::exactly(Word::Delivered);
    }
    let some = [Word::Delivered, Word::PartlyDelivered, Word::PartlyReturned];
    if parts.iter().any(|part| some.iter().any(|word| is(part, *word))) {
        let waits = |part: &Span| is(part, Word::PartlyDelivered) || part.least < Word::PartlyDelivered;
        let word = if parts.iter().any(waits) { Word::PartlyDelivered } else { Word::PartlyReturned };
        return Span::exactly(word);
    }
    let going: Vec<Span> = parts.iter().filter(|part| !part.least.is_back()).copied().collect();
    let some_back = going.len() < parts.len();
    let counted = if going.is_empty() { parts } else { going };
    let moving = counted.iter().filter(|part| part.least.is_on_the_way()).count();
    if some_back && moving == 0 && !counted.iter().all(|part| part.least.is_back()) {
        return Span::exactly(Word::PartlyReturned);
    }
    if moving > 0 && moving < counted.len() {
        return Span::exactly(Word::Moving);
    }
    counted.into_iter().reduce(Span::between).unwrap_or(Span::exactly(Word::Unknown))
}

#[cfg(test)]
mod tests {
    use Word::{
        Cancelled, Delivered, Moving, Ordered, OutForDelivery, PartlyDelivered, PartlyReturned, Preparing, Returned,
        Returning, Unknown,
    };

    use super::*;

    #[test]
    fn never_the_best_or_the_worst_alone() {
        for (parts, least, most) in [
            (vec![], Unknown, Unknown),
            (vec![Delivered, Delivered], Delivered, Delivered),
            (vec![Delivered, Ordered], PartlyDelivered, PartlyDelivered),
            (vec![Delivered, Returned], PartlyReturned, PartlyReturned),
            (vec![Delivered, Returning, Moving], PartlyDelivered, PartlyDelivered),
            (vec![Delivered, Cancelled], Delivered, Delivered),
            (vec![Cancelled, Cancelled], Cancelled, Cancelled),
            (vec![Preparing, OutForDelivery], Moving, Moving),
            (vec![Ordered, Preparing], Ordered, Preparing),
            (vec![Returned, OutForDelivery], OutForDelivery, OutForDelivery),
            (vec![Returned, Returned], Returned, Returned),
            (vec![Returned, Unknown], PartlyReturned, PartlyReturned),
            (vec![Returning, Ordered, Preparing], PartlyReturned, PartlyReturned),
        ] {
            let span = of(parts.iter().copied().map(Span::exactly));
            assert_eq!(span, Span { least, most }, "{parts:?}");
        }
        let waiting = Span { least: Ordered, most: Preparing };
        assert!(waiting.holds("ordered") && waiting.holds("preparing") && !waiting.holds("moving"));
        assert_eq!(waiting.to_string(), "ordered to preparing");
    }
}
