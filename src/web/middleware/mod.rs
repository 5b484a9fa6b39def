//! What lies around the pages and the API, one concern a file. The endpoint for partners' messages has the headers of all
//! answers, and nothing else of it.

pub(super) mod correlation;
pub(super) mod headers;
pub(super) mod host;
pub(super) mod limit;
pub(super) mod origin;
pub(super) mod refusals;
pub(super) mod words;
