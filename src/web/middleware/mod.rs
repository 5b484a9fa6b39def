//! What lies around the pages and the API, one concern a file. The door for partners' messages has none of it.

pub(super) mod correlation;
pub(super) mod headers;
pub(super) mod limit;
pub(super) mod origin;
pub(super) mod words;
