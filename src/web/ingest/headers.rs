//! The headers of a request, as connectors read them.

use axum::http::HeaderMap;

use crate::connector::Headers;

/// The headers of a received message.
pub(super) struct Received<'a>(pub &'a HeaderMap);

impl Headers for Received<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }

    fn iter(&self) -> Box<dyn Iterator<Item = (&str, &str)> + '_> {
        Box::new(self.0.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))))
    }
}
