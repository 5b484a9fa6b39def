//! The vertical list: what happened, who says so, who knows.

use super::{CarrierPage, Status, Tone, When};

/// One shipment's block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shipment {
    /// Id of the block; lanes link to it.
    pub anchor: String,
    /// What it carries: `2 Battery packs`.
    pub name: String,
    /// Its carrier and number: `FedEx 7712 3456 7890`.
    pub number: String,
    /// The carrier's page about it.
    pub track: Option<CarrierPage>,
    /// How it stands.
    pub status: Status,
    /// Unfolded when the page opens: the ones that are still under way, or the only one.
    pub open: bool,
    /// Where it went and goes.
    pub route: Vec<Stop>,
    /// The table, in stages. Empty in the other two views.
    pub stages: Vec<Stage>,
    /// All scans, or the withdrawn ones, newest first. Empty in the milestone view.
    pub scans: Vec<Scan>,
}

/// A place on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stop {
    /// Its name.
    pub name: String,
    /// The place where it was seen last: told in bold, with its time.
    pub last_seen: Option<When>,
    /// Not reached yet.
    pub ahead: bool,
}

/// A group of milestones: Order, Warehouse, Transit, Delivery, Finance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Its milestones in order.
    pub rows: Vec<Milestone>,
}

/// How a milestone is drawn on the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// A full dot: it happened.
    #[default]
    Past,
    /// A ring on dashes: it is to come.
    Ahead,
    /// A diamond: an exception.
    Exception,
    /// A green dot: delivered.
    Delivered,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Milestone {
    /// How it is drawn.
    pub mark: Mark,
    /// `Arrived at hub`.
    pub name: String,
    /// Place or detail below the name.
    pub detail: Option<String>,
    /// A rule with the time goes before this row: here is now.
    pub now: Option<When>,
    /// When it was planned.
    pub planned: Option<When>,
    /// When it is estimated.
    pub estimated: Option<When>,
    /// When it happened.
    pub actual: Option<When>,
    /// `+20 min` and its tone.
    pub drift: Option<(String, Tone)>,
    /// Who says so.
    pub said: Saying,
    /// Whether each destination knows, in the order of [`super::OrderPage::destinations`].
    pub knows: Vec<Knows>,
    /// What hangs below: exceptions, conflicts, failures.
    pub callouts: Vec<Callout>,
}

/// Who says so, and who else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saying {
    /// The first source: `FedEx`; or who will say it, for what is to come.
    pub by: String,
    /// Every witness with when we heard it; shown when there is more than one.
    pub witnesses: Vec<String>,
}

/// Whether a destination knows of a milestone, from recorded acknowledgements only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Knows {
    /// It acknowledged, at this time.
    Yes(String),
    /// It said it itself.
    Source,
    /// Not yet.
    Waits,
    /// It refused; the word says how.
    Failed(String),
    /// There is nothing to know yet.
    Nothing,
}

/// What a callout is about; chooses its edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CalloutKind {
    /// An exception told by a partner.
    #[default]
    Exception,
    /// Something failed and will not come right by itself.
    Failure,
    /// Sources contradict each other, or a code that nobody mapped.
    Doubt,
}

/// A note hanging under its milestone, on its line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Callout {
    /// What it is about.
    pub kind: CalloutKind,
    /// Said first, in bold.
    pub lead: String,
    /// Said after it.
    pub text: String,
    /// The code as sent, with where it stood.
    pub raw: Option<RawCode>,
    /// Who said what, where sources contradict each other.
    pub versus: Vec<Spoken>,
    /// Where more is told: address and words.
    pub link: Option<(String, String)>,
}

/// A code as the partner sent it.
pub type RawCode = (String, String);

/// One side of a contradiction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// `ERP says`, `Shown`, `Because`.
    pub who: String,
    /// What they say.
    pub what: String,
    /// How it fared.
    pub verdict: Verdict,
}

/// How one side of a contradiction fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Neither.
    #[default]
    Plain,
    /// It is what is shown.
    Won,
    /// It is kept as evidence only.
    Lost,
}

/// One report in the list of all scans.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// When it happened.
    pub at: When,
    /// What it says, in our words.
    pub name: String,
    /// Where.
    pub place: Option<String>,
    /// Who says so, and when we heard.
    pub said: String,
    /// Element and code as sent.
    pub raw: Option<RawCode>,
    /// The partner's own words.
    pub text: Option<String>,
    /// Planned, estimated, UNMAPPED, withdrawn: what sets it apart.
    pub note: Option<Status>,
}
