//! Which destinations know of a milestone: a column each, ticks from recorded acknowledgements only.

use app::model::{Callout, CalloutKind, Destination, Knows};

use super::{clock::Clock, milestones::utc, names};
use crate::domain::view::{Entry, Known, View};

/// Those that have a column even before anything is connected.
const ALWAYS: [&str; 2] = ["ERP", "CRM"];
/// What a tick says of a refusal; its words stand below the row.
const REFUSED: &str = "refused";

/// The columns.
pub struct Ledger {
    columns: Vec<Destination>,
    operates: bool,
}

impl Ledger {
    /// The columns of an order: whoever has answered; for those who keep the flows running (`operates`) also the usual ones, before
    /// anything is connected there.
    pub fn of(view: &View, operates: bool) -> Self {
        let answered: Vec<String> = view.destinations.iter().map(|name| called(name)).collect();
        let mut names: Vec<String> = ALWAYS
            .into_iter()
            .filter(|name| operates || answered.iter().any(|one| one == name))
            .map(str::to_owned)
            .collect();
        for name in &answered {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let column = |name: String| Destination { connected: answered.contains(&name), name };
        Self { columns: names.into_iter().map(column).collect(), operates }
    }

    /// The refusals of an entry, in the destination's own words; with the key of what was told for those who keep the flows running.
    pub fn refusals(&self, entry: &Entry, clock: &Clock) -> Vec<Callout> {
        let refused = entry.known.iter().filter(|known| !known.ok);
        let key = |known: &Known| if self.operates { known.effect.clone() } else { String::new() };
        let callout = |known: &Known| Callout {
            kind: CalloutKind::Failure,
            lead: format!("{} did not take it", called(&known.destination)),
            text: format!("at {}.", clock.table(utc(known.at), None).text),
            raw: known.error.clone().map(|error| (key(known), error)),
            ..Callout::default()
        };
        refused.map(callout).collect()
    }

    /// The columns as the page heads them.
    pub fn columns(&self) -> Vec<Destination> {
        self.columns.clone()
    }

    /// What each destination knows of an entry; `by`: who said it, and need not be told.
    pub fn knows(&self, entry: &Entry, by: &str, clock: &Clock) -> Vec<Knows> {
        let each = self.columns.iter().map(|column| {
            match entry.known.iter().find(|known| called(&known.destination) == column.name) {
                Some(known) if known.ok => Knows::Yes(clock.table(utc(known.at), None).text),
                Some(_) => Knows::Failed(REFUSED.to_owned()),
                None if column.name == by => Knows::Source,
                None => Knows::Nothing,
            }
        });
        each.collect()
    }

    /// Of what is still to come nobody knows anything.
    pub fn nothing(&self) -> Vec<Knows> {
        self.columns.iter().map(|_| Knows::Nothing).collect()
    }
}

/// A destination as people call it.
fn called(destination: &str) -> String {
    names::source(&destination.into())
}
