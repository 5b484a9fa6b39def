//! Names that two things claim, as an operator sees it.

use super::{ObjectHit, When};

/// The page of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdentityPage {
    /// The number that was looked up; empty: none was.
    pub q: String,
    /// What bears it.
    pub found: Vec<ObjectHit>,
    /// Those that nobody has decided, the newest first.
    pub open: Vec<DisputeRow>,
    /// Those that somebody left as they are.
    pub left: Vec<DisputeRow>,
    /// There are more than are shown.
    pub more: bool,
    /// What was just done.
    pub did: Option<String>,
}

/// One of them in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisputeRow {
    /// Its name in addresses.
    pub id: String,
    /// `Tracking 1Z1`.
    pub name: String,
    /// `Shipment S2 claims it, shipment S1 has it`.
    pub sides: String,
    /// `TMS`, or who left it and why.
    pub by: String,
    /// When it was claimed, or left.
    pub at: When,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisputePage {
    /// Its name in addresses.
    pub id: String,
    /// `Tracking 1Z1`.
    pub name: String,
    /// What was claimed, by whom, in which message.
    pub claim: String,
    /// When it was claimed.
    pub at: When,
    /// What the message spoke of, and what has the name.
    pub sides: Vec<DisputeSide>,
    /// Making one thing of the two: what that does. `None` where it cannot be done; `merge_not` says why.
    pub merge: Option<Step>,
    /// Why not.
    pub merge_not: String,
    /// Taking the name (or the package) from the one that has it.
    pub unlink: Option<Step>,
    /// Why not.
    pub unlink_not: String,
    /// Who left it as it is, when and why.
    pub left: Option<String>,
}

/// A step that can be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What it does, in words.
    pub does: String,
    /// The choices, with their words; empty where there is none.
    pub choices: Vec<(String, String)>,
}

/// One side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisputeSide {
    /// Whether it is the one that has the name in dispute.
    pub has: bool,
    /// `Shipment S2`.
    pub name: String,
    /// Its names, by kind.
    pub names: Vec<(String, String)>,
    /// Its orders: our number and theirs.
    pub orders: Vec<(String, String)>,
    /// What was said of it last: when, and what by whom.
    pub said: Vec<(When, String)>,
}
