//! What of the worklists is asked for. The address of a list holds it, so that a link is a view.

use super::Cause;

/// A value in an address that is longer than this is left out.
pub const LONGEST_VALUE: usize = 120;

/// Whose items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Who {
    /// Anybody's.
    #[default]
    Anybody,
    /// Those that are with nobody.
    Nobody,
    /// Those of whoever reads: in a link to somebody else, theirs.
    Me,
    /// Those of this person.
    Person(String),
}

/// Which items by their time and state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// What is to be done.
    #[default]
    Todo,
    /// What is to be done and past its time.
    Overdue,
    /// What people put off or called resolved.
    Aside,
}

/// What is asked for. All parts must fit; what is empty fits everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// One list; `None`: all of them.
    pub cause: Option<Cause>,
    /// Whose.
    pub who: Who,
    /// The customer's tier.
    pub tier: Option<String>,
    /// The carrier's name.
    pub carrier: Option<String>,
    /// The sales organisation.
    pub organisation: Option<String>,
    /// Which by their time and state.
    pub show: Show,
}

impl Filter {
    /// Reads it from the decoded pairs of an address. What is unknown, empty or too long is left out: an old link still opens.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut filter = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() || value.chars().count() > LONGEST_VALUE || value.chars().any(char::is_control) {
                continue;
            }
            match name {
                "cause" => filter.cause = Cause::parse(value),
                "who" => {
                    filter.who = match value {
                        "me" => Who::Me,
                        "nobody" => Who::Nobody,
                        other => Who::Person(other.to_owned()),
                    }
                }
                "tier" => filter.tier = Some(value.to_lowercase()),
                "carrier" => filter.carrier = Some(value.to_owned()),
                "organisation" => filter.organisation = Some(value.to_owned()),
                "show" => {
                    filter.show = match value {
                        "overdue" => Show::Overdue,
                        "aside" => Show::Aside,
                        _ => Show::Todo,
                    }
                }
                _ => {}
            }
        }
        filter
    }

    /// The pairs of its address, what fits everything left out. [`Filter::of`] reads the same filter from them.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let who = match &self.who {
            Who::Anybody => None,
            Who::Nobody => Some("nobody".to_owned()),
            Who::Me => Some("me".to_owned()),
            Who::Person(id) => Some(id.clone()),
        };
        let show = match self.show {
            Show::Todo => None,
            Show::Overdue => Some("overdue".to_owned()),
            Show::Aside => Some("aside".to_owned()),
        };
        let all = [
            ("cause", self.cause.map(|cause| cause.as_str().to_owned())),
            ("who", who),
            ("tier", self.tier.clone()),
            ("carrier", self.carrier.clone()),
            ("organisation", self.organisation.clone()),
            ("show", show),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
