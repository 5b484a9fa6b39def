//! The worklists, as a supervisor sees them.

use super::{Status, Tone, When};

/// A list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorklistPage {
    /// Which list: `At risk or late`.
    pub title: String,
    /// What stands on it, in a sentence or two.
    pub lead: String,
    /// How many items fit; absent where a filter leaves it uncounted.
    pub count: Option<String>,
    /// All lists, in their groups.
    pub groups: Vec<CauseGroup>,
    /// Lists that were kept under a name.
    pub views: Vec<KeptView>,
    /// What the list is filtered by.
    pub filter: FilterForm,
    /// The items, the shortest time left first.
    pub rows: Vec<WorkRow>,
    /// Where the next page is.
    pub more: Option<String>,
    /// Where the first page is, on any other.
    pub start: Option<String>,
    /// The list as a file.
    pub csv: String,
    /// This list's own address, to come back to.
    pub here: String,
    /// What may be done with picked items.
    pub tools: Tools,
    /// What was just done: `3 items assigned`.
    pub said: Option<String>,
    /// When this was read.
    pub as_of: When,
}

/// Lists that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CauseGroup {
    /// `The customer is waiting`.
    pub title: String,
    /// Its lists.
    pub causes: Vec<CauseLink>,
}

/// A list in the menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CauseLink {
    /// Its address.
    pub href: String,
    /// Icon, tone and name.
    pub status: Status,
    /// How many items it has.
    pub count: String,
    /// How many of them are past their time: `2 due`.
    pub due: Option<String>,
    /// It is the one that is shown.
    pub current: bool,
}

/// A list under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptView {
    /// Its address.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Who shares it, where it is another's.
    pub by: Option<String>,
    /// Our number of it, where the reader may forget it.
    pub own: Option<i64>,
    /// It is the one that is shown.
    pub current: bool,
}

/// Something to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pickable {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub text: String,
    /// It is chosen.
    pub chosen: bool,
}

/// What a list is filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterForm {
    /// The cause, sent along.
    pub cause: Option<String>,
    /// Whose items.
    pub who: Vec<Pickable>,
    /// Tiers.
    pub tiers: Vec<Pickable>,
    /// Carriers.
    pub carriers: Vec<Pickable>,
    /// Sales organisations.
    pub organisations: Vec<Pickable>,
    /// Which items by their time and state.
    pub show: Vec<Pickable>,
    /// Every pair of the address, for keeping the list under a name.
    pub pairs: Vec<(String, String)>,
    /// Something is chosen besides the cause.
    pub narrowed: bool,
}

/// What may be done with picked items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tools {
    /// To whom items can be given; the first is the reader.
    pub people: Vec<Pickable>,
    /// Until when they can be put off.
    pub times: Vec<Pickable>,
    /// Why they can be called resolved.
    pub reasons: Vec<Pickable>,
    /// The list is of what was set aside: items can be taken up again.
    pub aside: bool,
}

/// An item in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkRow {
    /// Our number of it.
    pub id: i64,
    /// What the form sends: its number and the version that is shown.
    pub pick: String,
    /// Our number of the order.
    pub order: String,
    /// The order's own number.
    pub number: String,
    /// Whose order it is.
    pub customer: String,
    /// The tier, in words.
    pub tier: Option<String>,
    /// How much time is left.
    pub left: TimeLeft,
    /// What is wrong.
    pub why: Status,
    /// Carrier and lane.
    pub lane: String,
    /// The promised day.
    pub promised: Option<When>,
    /// The expected day.
    pub expected: Option<When>,
    /// The expected day is past the promise.
    pub late: bool,
    /// For how long it has been so.
    pub age: When,
    /// Who has it.
    pub with: Option<String>,
    /// Put off until …, resolved because ….
    pub aside: Option<String>,
}

/// How much of the time to act is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeLeft {
    /// Chooses the colour.
    pub tone: Tone,
    /// `18 min`, `12 min over`.
    pub text: String,
    /// When it is due.
    pub due: When,
    /// How much of the ring is drawn, as an SVG dash array; a full ring where the time is over.
    pub ring: String,
}

/// One item with what happened to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkItemPage {
    /// The item as its list shows it.
    pub row: WorkRow,
    /// `At risk or late`.
    pub cause: String,
    /// The list's address.
    pub list: String,
    /// To be done, put off, resolved, closed.
    pub state: Status,
    /// The condition is gone: nothing is left to decide.
    pub closed: bool,
    /// What is known, a word and a value each.
    pub facts: Vec<(String, String)>,
    /// What happened, the newest first.
    pub history: Vec<WorkStep>,
    /// What may be done.
    pub tools: Tools,
    /// This page's own address.
    pub here: String,
    /// What was just done.
    pub said: Option<String>,
}

/// Something that happened to an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkStep {
    /// When.
    pub at: When,
    /// Who; `by itself`.
    pub by: String,
    /// What, in words.
    pub what: String,
    /// What somebody wrote.
    pub words: Option<String>,
}

/// Something that a form could not do, on a page of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormNotice {
    /// The HTTP status.
    pub status: u16,
    /// What happened.
    pub title: String,
    /// What was done and what was not, line by line.
    pub lines: Vec<String>,
    /// Where to go on.
    pub back: String,
}
