//! The widget: the order's answer in 320 to 600 px, inside another system's console.

use super::{Advice, Freshness, Lanes, Proof, Sentence, Status, Told, Tone, When};

/// What the widget shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Widget {
    /// The order's identity in addresses.
    pub order: String,
    /// The version shown; the stream resumes from it.
    pub version: u64,
    /// When this was true, in the reader's zone.
    pub as_of: When,
    /// `Order 4711`.
    pub name: String,
    /// `Acme: Acme Store 7, Memphis, TN`.
    pub customer: Option<String>,
    /// The word that leads.
    pub badge: Status,
    /// The answer.
    pub sentence: Sentence,
    /// When each source spoke last.
    pub freshness: Freshness,
    /// What to say to the customer.
    pub say: Option<String>,
    /// What they were told last.
    pub told: Option<Told>,
    /// Stands for what was said until then; sent along, so that the form sent twice is one deed.
    pub said: String,
    /// What to do next.
    pub advice: Option<Advice>,
    /// The timeline; absent until something moved.
    pub lanes: Option<Lanes>,
    /// What happened last, the newest first.
    pub latest: Vec<Latest>,
    /// Proof of delivery. The address of one at hand is where its form is posted to.
    pub proofs: Vec<Proof>,
    /// `2 of 3`, `Complete`.
    pub proofs_note: String,
    /// The whole page of the order.
    pub page: String,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latest {
    /// When.
    pub at: When,
    /// `Arrived at hub, Memphis, TN`.
    pub text: String,
    /// Whether it is an exception.
    pub tone: Tone,
}

/// What a widget's document needs besides what it shows: who frames it, and what it may ask with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Framing {
    /// Where the stylesheet and the script stand.
    pub files: String,
    /// Who may frame it, separated by spaces: the only windows that its script listens to.
    pub hosts: String,
    /// `light`, `dark`, or what the reader's system says.
    pub theme: Option<&'static str>,
    /// Where it posts to, to be shown anew.
    pub address: String,
    /// The token with which it asks; empty while it has none.
    pub token: String,
    /// Which order was chosen, where there were several.
    pub choice: String,
    /// How often its console has sent a token that was no good: it is not asked for ever.
    pub tries: u8,
    /// Why the last thing that it sent was not kept, in words.
    pub trouble: Option<&'static str>,
    /// It waits for a token from its console.
    pub needs_token: bool,
    /// It renews its token by itself.
    pub renews: bool,
    /// The instance and the address of a Canvas frame, by which it is given its height.
    pub canvas: Option<(String, String)>,
}

/// Why there is no order to show, and what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// In a few words.
    pub title: String,
    /// What it means and what to do.
    pub text: String,
    /// Finds it in the log.
    pub reference: Option<String>,
}

/// One of several orders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Sent back as `choice`.
    pub order: String,
    /// `4711`.
    pub number: String,
    /// Whose.
    pub who: String,
    /// How it stands.
    pub status: Status,
}
