//! An order's page, from top to bottom.

use super::{Detail, Icon, Lanes, Shipment, Status, Todo, When};

/// Everything the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderPage {
    /// The order's identity in addresses and in the live stream.
    pub id: String,
    /// The version shown; the live stream resumes from it.
    pub version: u64,
    /// When this was true, in the reader's zone.
    pub as_of: When,
    /// Who and which.
    pub who: Who,
    /// The word that leads.
    pub badge: Status,
    /// The answer.
    pub sentence: Sentence,
    /// What to say to the customer, in their wording.
    pub say: Option<String>,
    /// What they were told last.
    pub told: Option<Told>,
    /// What to do next.
    pub todo: Todo,
    /// The figures beside the answer.
    pub facts: Vec<Fact>,
    /// When each source spoke last.
    pub freshness: Freshness,
    /// The timeline; absent until something moved.
    pub lanes: Option<Lanes>,
    /// Which list is shown.
    pub detail: Detail,
    /// How many reports there are in all.
    pub scan_count: usize,
    /// How many were taken back.
    pub withdrawn_count: usize,
    /// The systems that are told: a column each.
    pub destinations: Vec<Destination>,
    /// A block for each shipment.
    pub shipments: Vec<Shipment>,
    /// What belongs to no shipment (order-level milestones before the first shipment, conflicts).
    pub notices: Vec<super::Callout>,
    /// What other systems are to be told.
    pub outbound: Vec<super::Outbound>,
    /// Proof of delivery.
    pub proofs: Vec<Proof>,
    /// `2 of 3`, `Complete`.
    pub proofs_note: String,
    /// Updates that wait under a number of this order, from another carrier than the order has it from: one line each.
    pub waiting: Vec<String>,
    /// Every name this order goes by.
    pub references: Vec<RefGroup>,
    /// What was ordered.
    pub lines: Vec<Line>,
    /// `6 of 8 units delivered, USD 1,250.00`.
    pub lines_note: String,
    /// What it travels in.
    pub packages: Vec<Package>,
    /// `4 pieces, 61.3 kg`.
    pub packages_note: String,
    /// What comes back: its number and how it stands.
    pub returns: Vec<(String, Status)>,
    /// Cases, what was said to the customer, and notes, newest first.
    pub contacts: Vec<History>,
    /// Who did what, newest first.
    pub history: Vec<History>,
    /// Whether the reader may erase what people wrote on it.
    pub may_erase: bool,
    /// What the forms of this showing send along: the same form sent twice is one deed.
    pub deed: String,
    /// The same for noting what is to be said, which an open page shows anew: what was said until then.
    pub said: String,
    /// `Chicago (CDT)`: the zone of the times on this page.
    pub zone: String,
}

/// A system that is told of milestones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// `ERP`, `CRM`.
    pub name: String,
    /// Whether anything is connected there that could be told.
    pub connected: bool,
}

/// The line over the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// `Order 4711`, or the number it is known by so far.
    pub name: String,
    /// `Acme, Store 7, Memphis TN`.
    pub customer: Option<String>,
    /// Purchase orders, to copy.
    pub purchase_orders: Vec<String>,
    /// `Key account`.
    pub chips: Vec<String>,
    /// Cases that are open: their numbers.
    pub cases: Vec<String>,
}

/// The answer in one breath; the end may be stressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// The sentence, or its beginning.
    pub text: String,
    /// Its stressed end: `one day past the promise.`
    pub stress: Option<String>,
}

/// What the customer was told last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// By which way.
    pub channel: Channel,
    /// When.
    pub at: When,
    /// What.
    pub summary: String,
    /// Who of us said it.
    pub by: Option<String>,
}

/// A way to speak with a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Channel {
    #[default]
    Phone,
    Email,
    Chat,
}

impl Channel {
    /// Its icon.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Self::Phone => Icon::Phone,
            Self::Email => Icon::Mail,
            Self::Chat => Icon::Note,
        }
    }
}

/// A recommendation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// What to do.
    pub text: String,
    /// Why.
    pub why: Option<String>,
}

/// A figure beside the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// `Promised`.
    pub label: String,
    /// `Wed 13 May, by 17:00`, in its own words where it is no time.
    pub value: String,
    /// The machine's reading of the value, where it is a time.
    pub when: Option<When>,
    /// Said quietly after it: `missed`.
    pub note: String,
}

/// The strip of sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// Each source that spoke.
    pub sources: Vec<SourceAge>,
    /// What stands out, or that nothing does.
    pub verdict: Option<Status>,
}

/// When a source spoke last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceAge {
    /// Its name.
    pub name: String,
    /// `3 min ago`.
    pub age: String,
    /// The clock time.
    pub at: When,
}

/// One proof of delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// What it proves: `Display stands`.
    pub what: String,
    /// Who signed.
    pub signed_by: Option<String>,
    /// When it was delivered or signed.
    pub at: Option<When>,
    /// Whether we have it.
    pub state: ProofState,
}

/// Whether we have a proof.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ProofState {
    /// Not delivered yet.
    #[default]
    AfterDelivery,
    /// Delivered; the carrier has not sent it yet. The text says when we heard so.
    Pending(String),
    /// The carrier has none.
    Unavailable(String),
    /// Here it is.
    Available(Picture),
}

/// A document that can be opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// A link bound to this reader, which expires.
    pub href: String,
    /// Show it in the page: it is a picture. A PDF is a link.
    pub inline: bool,
    /// `PDF`, `Picture`, `Signature`.
    pub kind: String,
    /// `PDF, 84 kB`; may be empty.
    pub size: String,
    /// When the link ends.
    pub until: When,
    /// The document, in forms.
    pub document: String,
    /// The link that was made for the customer.
    pub customer: Option<Box<CustomerLink>>,
}

/// A link to a proof that opens without signing in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerLink {
    /// Its path.
    pub href: String,
    /// When it ends.
    pub until: When,
    /// Who made it.
    pub by: String,
    /// POST: revokes it.
    pub revoke: String,
}

/// Names of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefGroup {
    /// `Tracking`.
    pub kind: String,
    /// The names.
    pub values: Vec<RefValue>,
}

/// One name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefValue {
    /// As sent.
    pub value: String,
    /// Whose number it is: `UPS`.
    pub scope: String,
    /// The carrier's page about it.
    pub page: Option<CarrierPage>,
}

/// A carrier's own page about a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarrierPage {
    /// `UPS`.
    pub carrier: String,
    /// Its address.
    pub href: String,
}

/// An order line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// `10`.
    pub number: String,
    /// `Widget, zinc 40 mm`.
    pub text: String,
    /// `WID-1, UN3480 class 9`.
    pub item: String,
    /// `4`, with its unit where that is not pieces.
    pub ordered: String,
    /// `4`; a dash where nothing is known.
    pub delivered: String,
    /// What the ERP committed: a quantity or a date.
    pub committed: String,
    /// How it stands.
    pub status: Status,
}

/// A package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Its best name: `1Z 999 AA1 01 2345 6784`.
    pub name: String,
    /// Its other names.
    pub more: String,
    /// What is in it.
    pub holds: String,
    /// `10.0 kg`.
    pub weight: String,
    /// How it stands.
    pub status: Status,
}

/// An entry of the two logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// When.
    pub at: When,
    /// What kind.
    pub icon: Icon,
    /// What.
    pub text: String,
    /// Who, or a code.
    pub by: String,
    /// The form that erases it, for whom that is.
    pub erase: Option<String>,
}
