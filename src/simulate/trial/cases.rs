//! The cases of a trial: each is told by the seed and its position alone, so that nothing of a hundred thousand of them has to be kept
//! between telling the product and asking it.

use jiff::{SignedDuration, Timestamp};

use super::{fault_injection, terms::Terms};
use crate::simulate::{
    chance::Chance,
    documents::Paper,
    numbers::Numbers,
    plot::{self, Kind},
    truth::{Deed, Proof, Story},
};

/// How long before an earlier user of a tracking number had it: carriers wait months before they give one out again.
const MONTHS_AGO: SignedDuration = SignedDuration::from_hours(24 * 220);
/// How often a story with a parcel of the same carrier is drawn for the earlier user.
const DRAWS: usize = 12;

/// A story, and where its tracking number was in use before: the earlier one.
#[derive(Debug)]
pub struct Case {
    pub index: u64,
    /// The moment of each story and the story; the earlier one first.
    pub stories: Vec<(Timestamp, Story)>,
}

/// Every case of the terms, in order, until there are as many orders as they ask for.
pub fn cases(terms: &Terms) -> impl Iterator<Item = Case> + '_ {
    let deck = deck(terms.seed);
    let mut orders = 0;
    (0_u64..).map_while(move |index| {
        if orders >= terms.orders {
            return None;
        }
        let case = case(terms, &deck, index);
        orders += case.orders();
        Some(case)
    })
}

/// A stream of chance for one case and one purpose.
pub fn chance_of(seed: u64, index: u64, purpose: u64) -> Chance {
    let mixed = Chance::new(seed ^ index.wrapping_mul(0xD134_2543_DE82_EF95)).bits();
    Chance::new(Chance::new(mixed ^ purpose).bits())
}

/// Every kind as often as in the demo world, shuffled. The one with numbers that everybody knows is left out.
fn deck(seed: u64) -> Vec<Kind> {
    let kinds = Kind::SHARES.iter().filter(|(kind, _)| *kind != Kind::Known);
    let mut deck: Vec<Kind> =
        kinds.flat_map(|(kind, share)| std::iter::repeat_n(*kind, usize::try_from(*share).unwrap_or(1))).collect();
    let mut chance = Chance::new(seed);
    for last in (1..deck.len()).rev() {
        deck.swap(last, chance.below(last + 1));
    }
    deck
}

fn case(terms: &Terms, deck: &[Kind], index: u64) -> Case {
    let position = usize::try_from(index).unwrap_or(0) % deck.len().max(1);
    let kind = deck.get(position).copied().unwrap_or(Kind::InTransit);
    let mut chance = chance_of(terms.seed, index, 0);
    let mut story = plot::play(kind, terms.at, &mut chance, &mut Numbers::of_case(index, 0));
    let mut chance = chance_of(terms.seed, index, 1);
    let earlier = chance.falls(terms.reuse).then(|| earlier_user(terms, index, &mut story)).flatten();
    fault_injection::disturb(terms, &mut story, &mut chance);
    let mut stories: Vec<_> = earlier.into_iter().chain([(terms.at, story)]).collect();
    if index >= terms.pictures {
        stories.iter_mut().for_each(|(_, story)| without_pictures(story));
    }
    Case { index, stories }
}

/// A story of months ago whose parcel bore the number that the first parcel of `story` bears now.
fn earlier_user(terms: &Terms, index: u64, story: &mut Story) -> Option<(Timestamp, Story)> {
    let then = terms.at - MONTHS_AGO;
    let booked = story.shipments.first_mut()?;
    let carrier = booked.carrier.scac;
    let number = booked.packages.first_mut()?.tracking.as_mut()?;
    for draw in 0..DRAWS {
        let mut chance = chance_of(terms.seed, index, 100 + draw as u64);
        let earlier = plot::play(Kind::DeliveredPdf, then, &mut chance, &mut Numbers::of_case(index, 1));
        let parcel = earlier.shipments.first().filter(|parcel| parcel.carrier.scac == carrier);
        if let Some(used) = parcel.and_then(|parcel| parcel.packages.first()?.tracking.clone()) {
            *number = used;
            return Some((then, earlier));
        }
    }
    None
}

/// Receipts as PDF instead of pictures: they are small.
fn without_pictures(story: &mut Story) {
    for step in &mut story.steps {
        if let Deed::Proved { proof: Proof::Paper(paper), .. } = &mut step.deed {
            *paper = Paper::Pdf;
        }
    }
}

impl Case {
    /// How many orders it tells of.
    pub fn orders(&self) -> usize {
        self.stories.iter().map(|(_, story)| story.orders.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{super::terms::testing::terms, *};

    #[test]
    fn a_case_is_the_same_however_many_come_before_it() {
        let terms = terms(300);
        let all: Vec<String> = cases(&terms).map(|case| format!("{case:?}")).collect();
        let deck = deck(terms.seed);
        assert_eq!(all.get(250).cloned(), Some(format!("{:?}", case(&terms, &deck, 250))));
        assert_ne!(all.first(), cases(&Terms { seed: 8, ..terms }).map(|case| format!("{case:?}")).next().as_ref());
    }

    #[test]
    fn every_kind_is_played_and_no_number_twice_but_those_meant_to_be() {
        let terms = terms(700);
        let (mut kinds, mut orders, mut numbers, mut again) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), 0);
        for case in cases(&terms) {
            let mut earlier: Option<String> = None;
            for (_, story) in &case.stories {
                kinds.insert(story.kind);
                assert!(story.orders.iter().all(|order| orders.insert(order.number.clone())));
                for package in story.shipments.iter().flat_map(|shipment| &shipment.packages) {
                    assert!(numbers.insert(package.sscc.clone()));
                    let Some(tracking) = package.tracking.clone() else { continue };
                    if earlier.as_ref() == Some(&tracking) {
                        again += 1;
                    } else {
                        assert!(numbers.insert(tracking.clone()), "{tracking}");
                    }
                    earlier.get_or_insert(tracking);
                }
            }
        }
        assert_eq!(kinds.len(), Kind::SHARES.len() - 1);
        assert!(again > 0 && orders.len() >= 700);
    }

    #[test]
    fn pictures_are_bounded() {
        let terms = Terms { pictures: 0, ..terms(300) };
        let pictures = cases(&terms).flat_map(|case| case.stories).flat_map(|(_, story)| story.steps);
        let other = pictures
            .filter(|step| matches!(step.deed, Deed::Proved { proof: Proof::Paper(paper), .. } if paper != Paper::Pdf));
        assert_eq!(other.count(), 0);
    }
}
