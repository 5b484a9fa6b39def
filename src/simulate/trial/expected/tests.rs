use super::*;
use crate::simulate::{
    numbers::Numbers,
    plot::{self, Kind},
    trial::{cases::cases, terms::testing::terms},
};

fn now() -> Timestamp {
    "2026-05-14T13:40:00Z".parse().unwrap()
}

fn story(kind: Kind) -> Story {
    plot::play(kind, now(), &mut crate::simulate::chance::Chance::new(11), &mut Numbers::default())
}

fn first(kind: Kind) -> Expected {
    Expected::of(&story(kind), now()).into_iter().next().unwrap()
}

#[test]
fn the_ends_of_ordinary_stories() {
    for (kind, word, milestone) in [
        (Kind::Created, Word::Ordered, Milestone::OrderCreated),
        (Kind::Packed, Word::Preparing, Milestone::Packed),
        (Kind::OutForDelivery, Word::OutForDelivery, Milestone::OutForDelivery),
        (Kind::DeliveredPdf, Word::Delivered, Milestone::Delivered),
        (Kind::Returned, Word::Returned, Milestone::Returned),
        (Kind::Returning, Word::Returning, Milestone::Returning),
        (Kind::SentBackLater, Word::Returned, Milestone::Returned),
        (Kind::Cancelled, Word::Cancelled, Milestone::Cancelled),
        (Kind::AttemptedHeld, Word::ReadyForCollection, Milestone::ReadyForCollection),
        (Kind::ShortShipped, Word::PartlyDelivered, Milestone::Delivered),
    ] {
        let expected = first(kind);
        assert_eq!(expected.words, Span::exactly(word), "{kind:?}");
        assert_eq!(expected.mark.map(|mark| mark.milestone), Some(milestone), "{kind:?}");
    }
}

#[test]
fn two_of_three_by_shipments_packages_and_pieces() {
    let split = first(Kind::Split);
    assert_eq!(split.words, Span::exactly(Word::PartlyDelivered));
    assert_eq!(split.shipments.iter().filter(|shipment| shipment.there).count(), 1);
    assert!(split.units.1 > 0 && split.units.1 < split.units.0);
    let cartons = first(Kind::OneOfTwo);
    assert_eq!(cartons.words, Span::exactly(Word::PartlyDelivered));
    assert!(cartons.shipments.iter().all(|shipment| !shipment.there && shipment.delivered.is_none()));
    assert!(cartons.units.1 > 0 && cartons.units.1 < cartons.units.0);
    assert!(cartons.is_missed(now()) && cartons.arrived.is_none());
}

#[test]
fn what_came_in_time_and_went_back_was_in_time() {
    let back = first(Kind::SentBackLater);
    assert!(back.arrived.is_some() && !back.is_missed(now()));
    assert_eq!(back.units.1, 0, "the customer has none of it");
}

#[test]
fn troubles_stand_until_they_are_overcome() {
    let of = |kind| first(kind).shipments.into_iter().flat_map(|shipment| shipment.troubles).collect::<Vec<_>>();
    let codes = |kind| of(kind).into_iter().map(|trouble| trouble.exception).collect::<Vec<_>>();
    assert_eq!(codes(Kind::Storm), [Exception::Delayed]);
    assert_eq!(codes(Kind::Lost), [Exception::Lost]);
    assert_eq!(codes(Kind::Refused), [Exception::RefusedGoods]);
    assert_eq!(codes(Kind::Customs), [Exception::OnHold]);
    assert!(codes(Kind::AttemptedDelivered).is_empty() && codes(Kind::AttemptedHeld).is_empty());
    let own = first(Kind::OnHold).troubles;
    assert!(matches!(own.as_slice(), [Trouble { exception: Exception::OnHold, .. }]), "{own:?}");
    assert_eq!(first(Kind::ShortShipped).troubles.len(), 1);
}

#[test]
fn estimates_count_from_the_first_movement_to_the_end() {
    let expected = |kind| first(kind).shipments.into_iter().find_map(|shipment| shipment.expected);
    assert!(expected(Kind::AtRisk).is_some() && expected(Kind::Storm).is_some());
    for kind in [Kind::Packed, Kind::DeliveredPdf, Kind::Lost, Kind::Damaged, Kind::Refused, Kind::Returned] {
        assert_eq!(expected(kind), None, "{kind:?}");
    }
}

#[test]
fn proofs() {
    for (kind, proof) in [
        (Kind::DeliveredPdf, Proof::Available),
        (Kind::DeliveredPicture, Proof::Available),
        (Kind::PodPending, Proof::Pending),
        (Kind::PodUnavailable, Proof::Unavailable),
        (Kind::InTransit, Proof::None),
    ] {
        assert_eq!(first(kind).proof, proof, "{kind:?}");
    }
}

/// Mischief changes what is said and never what is true: but for the claim of the ERP, which is evidence of a contradiction.
#[test]
fn the_truth_is_the_same_with_and_without_mischief() {
    let none = crate::simulate::chance::Share::default();
    let terms = terms(400);
    let quiet =
        super::super::terms::Terms { contradictions: none, withdrawn: none, skew: none, reuse: none, ..terms.clone() };
    let told = |terms| -> Vec<(String, String)> {
        let stories = cases(terms).map(|case| case.stories.into_iter().next_back().unwrap());
        let expected = stories.flat_map(|(until, story)| Expected::of(&story, until));
        expected.map(|e| (e.order.clone(), format!("{:?}", Expected { contradicted: None, ..e }))).collect()
    };
    let (loud, quiet) = (told(&terms), std::collections::BTreeMap::from_iter(told(&quiet)));
    assert!(loud.len() > 300);
    for (order, truth) in loud {
        assert_eq!(quiet.get(&order), Some(&truth), "{order}");
    }
    let scanned_after_delivery = |story: &Story| {
        let delivered = Lane::all(story, terms.at).iter().filter_map(Lane::delivered).max();
        let last = story.told(terms.at).filter(|step| matches!(step.deed, Deed::Scanned(_)) && step.at <= terms.at);
        last.map(|step| step.at).max() > delivered && delivered.is_some()
    };
    let ghosts = cases(&terms).flat_map(|case| case.stories).filter(|(_, story)| scanned_after_delivery(story));
    assert!(ghosts.count() > 5);
    let claimed = cases(&terms).flat_map(|case| case.stories).flat_map(|(until, story)| Expected::of(&story, until));
    assert!(claimed.filter(|expected| expected.contradicted == Some(true)).count() > 5);
}
