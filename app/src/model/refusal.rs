//! Why something was not done.

/// A refusal, for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, as a sentence.
    pub text: String,
    /// Each thing that is wrong, where there are several.
    pub faults: Vec<String>,
    /// Seconds after which another attempt makes sense.
    pub retry_after: Option<u32>,
    /// What to quote: the code, and the request's id.
    pub reference: String,
    /// Whether a customer reads it, who has nothing to look for here.
    pub for_customer: bool,
}
