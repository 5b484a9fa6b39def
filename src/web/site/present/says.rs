//! The words of the answer: badge, sentence, what to say, what to do next.

use app::model::{Advice, Sentence, Status};

use super::{clock::Clock, names, standing};
use crate::domain::view::View;

/// What is said of an order.
pub struct Says {
    /// The word that leads.
    pub badge: Status,
    /// The answer.
    pub sentence: Sentence,
    /// For the customer.
    pub say: Option<String>,
    /// For the agent.
    pub advice: Vec<Advice>,
}

/// Says it.
pub fn says(view: &View, clock: &Clock) -> Says {
    let badge = match &view.leading {
        Some(active) => standing::of_exception(active.exception, active.reason),
        None => standing::of_state(view.state),
    };
    let seen = view.headline.as_ref().map(|headline| {
        let place = headline.place.as_ref().and_then(names::place).map(|place| format!(", {place}"));
        let name = names::milestone(headline.milestone, headline.extent);
        format!("{name} {}{}.", clock.long(headline.at, None).text, place.unwrap_or_default())
    });
    let text = seen.unwrap_or_else(|| format!("{}.", badge.text));
    Says { badge, sentence: Sentence { text, stress: None }, say: None, advice: Vec::new() }
}
