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
}

impl Ledger {
    /// The columns of an order: the usual ones, then whoever else has answered.
    pub fn of(view: &View) -> Self {
        let answered: Vec<String> = view.destinations.iter().map(|name| called(name)).collect();
        let mut names: Vec<String> = ALWAYS.map(str::to_owned).to_vec();
        for name in &answered {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let column = |name: String| Destination { connected: answered.contains(&name), name };
        Self { columns: names.into_iter().map(column).collect() }
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

/// The refusals of an entry, in the destination's own words.
pub fn refusals(entry: &Entry, clock: &Clock) -> Vec<Callout> {
    let refused = entry.known.iter().filter(|known| !known.ok);
    let callout = |known: &Known| Callout {
        kind: CalloutKind::Failure,
        lead: format!("{} did not take it", called(&known.destination)),
        text: format!("at {}.", clock.table(utc(known.at), None).text),
        raw: known.error.clone().map(|error| (known.effect.clone(), error)),
        ..Callout::default()
    };
    refused.map(callout).collect()
}
