//! The words of the answer: badge, sentence, what to say, what to do next; all of them the domain's.

use app::model::{Advice, Sentence, Status};

use super::{clock::Clock, standing};
use crate::{
    domain::{view::View, words},
    store::OrderDesk,
    web::desk_facts,
};

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
pub fn says(view: &View, desk: &OrderDesk, clock: &Clock) -> Says {
    let desk = desk_facts::facts(view, desk, clock.now());
    let sentence = words::sentence(view, desk, clock.now());
    let say = words::what_to_say(view, desk, clock.now());
    let advice = words::next_actions(view, desk, clock.now()).into_iter();
    Says {
        badge: standing::of_badge(&sentence.badge),
        sentence: Sentence { text: sentence.text, stress: sentence.emphasis },
        say: (!say.is_empty()).then_some(say),
        advice: advice.map(|one| Advice { text: one.title, why: (!one.why.is_empty()).then_some(one.why) }).collect(),
    }
}
