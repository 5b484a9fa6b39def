//! The headers of a message, without the web server they came through.

use std::collections::BTreeMap;

/// Header look-up, by name, whatever its case.
pub trait Headers {
    /// The first value of a header, where it is text.
    fn get(&self, name: &str) -> Option<&str>;
    /// All headers that are text, names in lower case.
    fn iter(&self) -> Box<dyn Iterator<Item = (&str, &str)> + '_>;
}

/// Names are lower case already: the form in which kept headers are stored.
impl Headers for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<&str> {
        BTreeMap::get(self, &name.to_ascii_lowercase()).map(String::as_str)
    }

    fn iter(&self) -> Box<dyn Iterator<Item = (&str, &str)> + '_> {
        Box::new(BTreeMap::iter(self).map(|(name, value)| (name.as_str(), value.as_str())))
    }
}
