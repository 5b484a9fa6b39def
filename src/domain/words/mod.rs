//! What people read: the sentence for the agent, what to say to the customer, what to do next. English now; every text is
//! in this room, and those of exceptions and reasons are data ([`texts`]), so that another language is another file.
//!
//! All of it is a function of the view, the time and the reader's zone. Deliveries are spoken of in the zone where the
//! goods arrive ([`delivery_zone`]).

mod advice;
mod badge;
mod dates;
mod parts;
mod say;
mod sentence;
#[cfg(test)]
mod tests;
pub mod texts;

pub use advice::{Advice, next_actions};
pub use badge::{Badge, Icon, Tone, badge};
pub use dates::delivery_zone;
pub use say::what_to_say;
pub use sentence::{Sentence, sentence};
