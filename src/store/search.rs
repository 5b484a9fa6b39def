//! Finding orders by whatever a customer can read out.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::StoreResult;
use crate::domain::{
    id::ObjectId,
    reference::{ObjectKind, RefKind},
    summary::Summary,
};

/// An ending of fewer characters says too little to be looked for.
pub const SHORTEST_ENDING: usize = 4;

/// What a lookup row is a form of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "kind")]
pub enum LookupKind {
    /// A reference.
    Ref(RefKind),
    /// The customer's or consignee's name; also from the start of each later word of it.
    Name,
    /// An e-mail address.
    Email,
    /// A telephone number, digits only.
    Phone,
    /// A postcode of the destination.
    Postcode,
    /// The town it goes to, alone or with the customer's or consignee's name behind it.
    Town,
}

impl LookupKind {
    /// The word in columns: `tracking`, `name` …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ref(kind) => kind.as_str(),
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Postcode => "postcode",
            Self::Town => "town",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "name" => Some(Self::Name),
            "email" => Some(Self::Email),
            "phone" => Some(Self::Phone),
            "postcode" => Some(Self::Postcode),
            "town" => Some(Self::Town),
            other => RefKind::parse(other).map(Self::Ref),
        }
    }
}

/// One thing an order (or a parked object) is found by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookupRow {
    /// Normal form: upper case, no spaces, no dashes. What is searched.
    pub norm: String,
    /// What it is.
    pub kind: LookupKind,
    /// Whose number it is.
    pub scope: String,
    /// As sent.
    pub raw: String,
    /// What the number names.
    pub of: ObjectKind,
    /// Of a number that is used again after months: since when it has named this one (microseconds since 1970 in UTC); else 0.
    pub since: i64,
}

/// Who may see what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everything (admin, operator).
    All,
    /// The orders of these sales organisations, and nothing else.
    Organisations(Vec<String>),
}

impl Scope {
    /// Whether what is of this sales organisation lies within. What nobody has stated an organisation of is seen only by those
    /// who see everything.
    pub fn holds(&self, organisation: Option<&str>) -> bool {
        self.organisations().is_none_or(|own| organisation.is_some_and(|org| own.iter().any(|one| one == org)))
    }

    /// The sales organisations; `None`: all, and what is of none.
    pub fn organisations(&self) -> Option<&[String]> {
        match self {
            Self::All => None,
            Self::Organisations(own) => Some(own),
        }
    }
}

/// One match.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The order, or the object while it belongs to none.
    pub object: ObjectId,
    /// What matched.
    pub row: LookupRow,
    /// Whether the whole normal form matched, not only its beginning.
    pub exact: bool,
    /// Whether the number has been given to something else since.
    pub earlier: bool,
    /// What a list shows of the order; `None`: the object belongs to no order yet (seen by `Scope::All` only).
    pub summary: Option<Summary>,
}

/// Something that is known by a number and belongs to no order yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub object: ObjectId,
    /// The number.
    pub row: LookupRow,
    /// How many events were received about it; counted up to 100.
    pub events: u32,
    /// When the last of them happened: microseconds since 1970 in UTC.
    pub last: i64,
}

/// Finding orders.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// Matches whose normal form begins with `norm`, exact ones first, then by kind of number, those that bear it now before
    /// those that bore it earlier, and newest order first;
    /// at most `limit`. Never a match outside `scope`. An empty `norm` matches nothing.
    ///
    /// # Errors
    /// `Failed`.
    async fn find(&self, norm: &str, scope: &Scope, limit: usize) -> StoreResult<Vec<Match>>;

    /// Numbers of orders and of what belongs to them that end with `norm` and are longer: newest
    /// runs first where there are more than `limit`, then by kind and newest order as [`Lookup::find`] has them. Never a match
    /// outside `scope`. Nothing for fewer than [`SHORTEST_ENDING`] characters.
    ///
    /// # Errors
    /// `Failed`.
    async fn find_ending(&self, norm: &str, scope: &Scope, limit: usize) -> StoreResult<Vec<Match>>;

    /// What is known under exactly these numbers and belongs to no order yet: at most `limit` things. Whoever knows the number may
    /// know that it is known; nothing else is told.
    ///
    /// # Errors
    /// `Failed`.
    async fn waiting(&self, norms: &[String], limit: usize) -> StoreResult<Vec<Waiting>>;

    /// What the newest orders within `scope` are found by: the rows of at most `orders` of them, newest first.
    ///
    /// # Errors
    /// `Failed`.
    async fn newest_rows(&self, orders: usize, scope: &Scope) -> StoreResult<Vec<LookupRow>>;

    /// The summaries of these orders as far as `scope` allows, in the order asked.
    ///
    /// # Errors
    /// `Failed`.
    async fn summaries(&self, orders: &[ObjectId], scope: &Scope) -> StoreResult<Vec<Summary>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_of_its_own_organisation_only() {
        let own = Scope::Organisations(vec!["1010".into()]);
        assert!(own.holds(Some("1010")));
        assert!(!own.holds(Some("2010")));
        assert!(!own.holds(None), "nobody has said whose it is");
        assert!(!Scope::Organisations(vec![]).holds(Some("1010")));
        assert!(Scope::All.holds(None));
    }
}
