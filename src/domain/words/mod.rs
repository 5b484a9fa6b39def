//! What people read: the sentence for the agent, what to say to the customer, what to do next. English now; every text is
//! in this room, and those of exceptions and reasons are data ([`texts`]), so that another language is another file.
//!
//! All of it is a function of the view and the time. Days and hours are those of the place where the goods arrive
//! ([`delivery_zone`]), whoever reads.

mod advice;
mod badge;
mod dates;
mod handover;
mod parts;
mod say;
mod sentence;
#[cfg(test)]
mod tests;
pub mod texts;

use jiff::civil::Date;

use super::{unit, view::View};

/// What people on the service desk know of an order, and no system has reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeskFacts {
    /// The day of delivery that was agreed with the customer, while it is still to come.
    pub agreed: Option<Date>,
    /// The customer says that what was delivered has not been received, and that is being investigated.
    pub not_received: bool,
}

/// What the quantities of an order that are counted together are called: `units`, or the unit in which its goods are measured.
pub fn counted_in(view: &View) -> &str {
    let unit = view.lines.first().and_then(|line| line.unit.as_deref());
    unit.filter(|unit| !unit::counts_pieces(Some(unit))).map_or("units", unit::written)
}

pub use advice::{Advice, next_actions};
pub use badge::{Badge, Icon, Tone, badge};
pub use dates::{at_destination, delivered, delivery_zone, destination, expected, kept, promised};
pub use handover::Handover;
pub use say::what_to_say;
pub use sentence::{Sentence, sentence};
