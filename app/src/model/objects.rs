//! Things behind numbers, as an operator looks at them: one, its names and links, and two that may be one.

use super::{DisputeSide, DisputeStep, When};

/// What bears a number that was looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectHit {
    /// Our number of it.
    pub id: String,
    /// `Shipment S2`.
    pub name: String,
    /// Its names: `Tracking 1Z1 (UPS)`.
    pub names: Vec<String>,
    /// Its orders: our number and theirs.
    pub orders: Vec<(String, String)>,
}

/// The page of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectPage {
    /// Our number of it.
    pub id: String,
    /// `Shipment S2`.
    pub name: String,
    /// Stands for what is shown; forms send it along.
    pub seen: String,
    /// What was just done.
    pub did: Option<String>,
    /// Its names.
    pub names: Vec<NameLine>,
    /// What it belongs to, towards the order.
    pub above: Vec<LinkLine>,
    /// What belongs to it.
    pub below: Vec<LinkLine>,
    /// There are more links than are shown.
    pub more: bool,
    /// The orders it reaches: our number and theirs.
    pub orders: Vec<(String, String)>,
    /// What is in dispute about it: where, and what.
    pub disputes: Vec<(String, String)>,
    /// What was said of it last: when, and what by whom.
    pub said: Vec<(When, String)>,
}

/// A name of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameLine {
    /// `Tracking`.
    pub kind: String,
    /// As sent.
    pub value: String,
    /// Whose number it is.
    pub scope: String,
    /// Who said so.
    pub by: String,
    /// Since when, where that is known.
    pub since: Option<When>,
    /// How long it means this one: `for good`, `11 Jan to 8 Sep`.
    pub means: String,
}

/// A link of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkLine {
    /// Sent back as `link`.
    pub id: String,
    /// `carries`, `is in`.
    pub how: String,
    /// What is at the other end: our number and its name.
    pub other: (String, String),
    /// `line 10: 4 EA`; empty: all of it.
    pub lines: String,
    /// Who said so: `TMS, message 12`.
    pub by: String,
    /// Why it cannot be taken back, if it cannot.
    pub not: Option<String>,
}

/// The step before one is merged with another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergePage {
    /// Our number of the one.
    pub id: String,
    /// `Shipment S2`.
    pub name: String,
    /// The number that was looked up.
    pub q: String,
    /// What bears it.
    pub found: Vec<ObjectHit>,
    /// The two, side by side.
    pub pair: Option<MergePair>,
}

/// Two that may be one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergePair {
    /// Our number of the other.
    pub other: String,
    /// Stands for what is shown; the form sends it along.
    pub seen: String,
    /// Both.
    pub sides: Vec<DisputeSide>,
    /// What merging does, and which may stay. `None` where it cannot be done; `not` says why.
    pub step: Option<DisputeStep>,
    /// Why not.
    pub not: String,
}
