//! How messages travel: late, twice, and all at once after an outage.

use jiff::Timestamp;

use super::{
    cases::{Case, chance_of},
    terms::Terms,
};
use crate::simulate::partners::{Message, Office};

/// A message and when it arrives, in the time of the trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub arrives: Timestamp,
    pub message: Message,
    /// Whether it has been sent before.
    pub again: bool,
}

/// Everything that is said of some cases, in the order in which it arrives.
pub fn letters(office: &Office, terms: &Terms, cases: &[Case]) -> Vec<Letter> {
    let mut letters = Vec::new();
    for case in cases {
        let mut chance = chance_of(terms.seed, case.index, 2);
        for (at, story) in &case.stories {
            let told = story.steps.iter().enumerate().filter(|(_, step)| step.said <= *at);
            for message in told.flat_map(|(position, _)| office.tell(story, position)) {
                let late =
                    if chance.falls(terms.disorder) { chance.minutes(20, 60 * 40) } else { chance.seconds(0, 3) };
                let arrives = message.sent + late;
                if chance.falls(terms.duplicates) {
                    let later = arrives + chance.minutes(0, 60 * 12);
                    letters.push(Letter { arrives: later, message: message.clone(), again: true });
                }
                letters.push(Letter { arrives, message, again: false });
            }
        }
    }
    for letter in &mut letters {
        for outage in &terms.outages {
            if let Some(end) = outage.delays(letter.message.partner, letter.arrives, terms.at) {
                letter.arrives = end;
            }
        }
    }
    letters.sort_by(|a, b| (a.arrives, a.again, &a.message.id).cmp(&(b.arrives, b.again, &b.message.id)));
    letters
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        super::{cases::cases, terms::testing::terms},
        *,
    };
    use crate::simulate::{chance::Share, partners::Partner};

    #[test]
    fn messages_come_late_and_twice_as_often_as_the_terms_say() {
        let terms = terms(200);
        let all: Vec<Case> = cases(&terms).collect();
        let letters = letters(&Office::default(), &terms, &all);
        let again = letters.iter().filter(|letter| letter.again).count();
        let late = letters.iter().filter(|l| l.arrives.duration_since(l.message.sent).as_secs() > 600).count();
        let share = |count: usize| count * 100 / letters.len();
        assert!((6..12).contains(&share(again)), "{again} of {}", letters.len());
        assert!((17..32).contains(&share(late)), "{late} of {}", letters.len());
        let mut bodies = BTreeMap::new();
        for letter in &letters {
            let body = bodies.entry(&letter.message.id).or_insert(&letter.message.body);
            assert_eq!(*body, &letter.message.body, "sent again it is the same, byte for byte");
        }
    }

    #[test]
    fn without_faults_messages_come_as_they_are_sent() {
        let terms = Terms { disorder: Share::default(), duplicates: Share::default(), outages: vec![], ..terms(40) };
        let all: Vec<Case> = cases(&terms).collect();
        let letters = letters(&Office::default(), &terms, &all);
        assert!(letters.iter().all(|l| l.arrives.duration_since(l.message.sent).as_secs() < 4 && !l.again));
    }

    #[test]
    fn nothing_arrives_in_an_outage_and_then_a_burst() {
        let outage = "ups:-72h+48h".parse().unwrap();
        let terms = Terms { outages: vec![outage], ..terms(300) };
        let all: Vec<Case> = cases(&terms).collect();
        let letters = letters(&Office::default(), &terms, &all);
        let hours = |letter: &Letter| terms.at.duration_since(letter.arrives).as_hours();
        let of_ups = || letters.iter().filter(|letter| letter.message.partner == Partner::Ups);
        assert_eq!(of_ups().filter(|l| (24..72).contains(&hours(l)) && hours(l) != 24).count(), 0);
        let burst = of_ups().filter(|l| l.arrives == terms.at - jiff::SignedDuration::from_hours(24)).count();
        assert!(burst > 20, "{burst}");
    }
}
