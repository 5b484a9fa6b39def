//! The headers of a request, as connectors read them.

use std::borrow::Cow;

use axum::http::HeaderMap;

use crate::connector::{Headers, header_text};

/// The headers of a received message.
pub(super) struct Received<'a>(pub &'a HeaderMap);

impl Headers for Received<'_> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.0.get(name).map(|value| header_text(value.as_bytes()))
    }

    fn iter(&self) -> Box<dyn Iterator<Item = (&str, Cow<'_, str>)> + '_> {
        Box::new(self.0.iter().map(|(name, value)| (name.as_str(), header_text(value.as_bytes()))))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn bytes_that_are_not_ascii_are_read() {
        let mut headers = HeaderMap::new();
        headers.insert("ce-id", HeaderValue::from_bytes(b"Auftrag-\xC4").unwrap());
        headers.insert("ce-subject", HeaderValue::from_bytes("Münster/東京".as_bytes()).unwrap());
        let received = Received(&headers);
        assert_eq!(received.get("ce-id").as_deref(), Some("Auftrag-Ä"));
        let all: Vec<_> = received.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(all, ["ce-id=Auftrag-Ä", "ce-subject=Münster/東京"]);
    }
}
