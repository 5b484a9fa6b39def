//! What a person reads about a code of quarantine.

/// One code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePage {
    /// The code: `KEY_REUSED`.
    pub code: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// Why it happens.
    pub cause: &'static str,
    /// What to do.
    pub remedy: &'static str,
}
