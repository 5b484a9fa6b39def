//! The headers of a message, without the web server they came through.

use std::{borrow::Cow, collections::BTreeMap};

/// Header look-up, by name, whatever its case.
pub trait Headers {
    /// The first value of a header.
    fn get(&self, name: &str) -> Option<Cow<'_, str>>;
    /// All headers, names in lower case.
    fn iter(&self) -> Box<dyn Iterator<Item = (&str, Cow<'_, str>)> + '_>;
}

/// A header's bytes as text: UTF-8, which most senders write, else Latin-1, by which HTTP once defined them (RFC 9110, 5.5) and
/// which Node's HTTP client sends.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// Names are lower case already: the form in which kept headers are stored.
impl Headers for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        BTreeMap::get(self, &name.to_ascii_lowercase()).map(|value| Cow::Borrowed(value.as_str()))
    }

    fn iter(&self) -> Box<dyn Iterator<Item = (&str, Cow<'_, str>)> + '_> {
        Box::new(BTreeMap::iter(self).map(|(name, value)| (name.as_str(), Cow::Borrowed(value.as_str()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_utf_8_or_else_latin_1() {
        assert_eq!(text("Münster/東京".as_bytes()), "Münster/東京");
        assert_eq!(text(b"Auftrag-\xC4"), "Auftrag-Ä");
        assert_eq!(text(b"\xFF\xFE"), "ÿþ");
    }
}
