use super::*;
use crate::simulate::{
    chance::Chance,
    numbers::Numbers,
    plot::{self, Kind, mins},
    trial::{
        cases::cases,
        contradictions,
        terms::{Terms, testing::terms},
    },
};

fn now() -> Timestamp {
    "2026-05-14T13:40:00Z".parse().unwrap()
}

fn story(kind: Kind) -> Story {
    plot::play(kind, now(), &mut Chance::new(11), &mut Numbers::default())
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
        (Kind::ReturnedAsDelivered, Word::Returned, Milestone::Returned),
        (Kind::ReturnReversed, Word::Delivered, Milestone::Delivered),
        (Kind::OneReturned, Word::PartlyReturned, Milestone::Delivered),
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

/// What is said and taken back, or comes from a clock that runs ahead, or bears a number of months ago, changes nothing of the truth.
#[test]
fn the_truth_is_the_same_with_and_without_faults() {
    let none = crate::simulate::chance::Share::default();
    let loud = Terms { contradictions: none, ..terms(400) };
    let quiet = Terms { withdrawn: none, skew: none, reuse: none, ..loud.clone() };
    let told = |terms| -> Vec<(String, String)> {
        let stories = cases(terms).map(|case| case.stories.into_iter().next_back().unwrap());
        let expected = stories.flat_map(|(until, story)| Expected::of(&story, until));
        // What is read out is another number where one is used again.
        let truth = |e: Expected| (e.order.clone(), format!("{:?}", Expected { spoken: Vec::new(), ..e }));
        expected.map(truth).collect()
    };
    let (loud, quiet) = (told(&loud), std::collections::BTreeMap::from_iter(told(&quiet)));
    assert!(loud.len() > 300);
    for (order, truth) in loud {
        assert_eq!(quiet.get(&order), Some(&truth), "{order}");
    }
}

/// A claim of the ERP, which has not the word, and a scan of what has been delivered change nothing but that they are shown.
#[test]
fn who_has_not_the_word_changes_nothing_of_the_truth() {
    let (mut claims, mut ghosts, mut chance) = (0, 0, Chance::new(5));
    // What was delivered and withdrawn is scanned again by right.
    let kinds = Kind::SHARES.iter().filter(|(kind, _)| *kind != Kind::Withdrawn);
    for (case, (kind, _)) in kinds.cycle().take(400).enumerate() {
        let mut story = plot::play(*kind, now(), &mut chance, &mut Numbers::default());
        let before = Expected::of(&story, now());
        let is_claim = case % 2 == 0 && contradictions::claim(&mut story, now(), &mut chance);
        let is_ghost = case % 2 == 1 && contradictions::ghost(&mut story, now(), &mut chance);
        story.steps.sort_by_key(|step| (step.said, step.at, step.id));
        let after = Expected::of(&story, now());
        let contradicted = after.iter().any(|one| one.contradictions.iter().any(|found| !found.undecided));
        claims += usize::from(is_claim && contradicted);
        ghosts += usize::from(is_ghost && !contradicted);
        let without = |all: Vec<Expected>| -> Vec<String> {
            all.into_iter().map(|one| format!("{:?}", Expected { contradictions: Vec::new(), ..one })).collect()
        };
        assert_eq!(without(after), without(before), "{kind:?}");
    }
    assert!(claims > 20 && ghosts > 20, "{claims} {ghosts}");
}

mod contradicting_partners {
    use super::*;
    use crate::simulate::{
        partners::Partner,
        truth::{Scan, Step, Teller},
    };

    /// A parcel of UPS that was delivered, and when it was picked up and delivered.
    fn parcel() -> (Story, Timestamp, Timestamp) {
        let stories =
            (0..99).map(|seed| plot::play(Kind::DeliveredPdf, now(), &mut Chance::new(seed), &mut Numbers::default()));
        let is_ups =
            |story: &Story| story.shipments[0].carrier.scac == "UPSN" && story.shipments[0].packages.len() == 1;
        let story = stories.into_iter().find(is_ups).unwrap();
        let at = |milestone| {
            Lane::all(&story, now())[0].happenings.iter().find(|one| one.milestone == milestone).unwrap().at
        };
        let (picked, delivered) = (at(Milestone::PickedUp), at(Milestone::Delivered));
        (story, picked, delivered)
    }

    fn tms(story: &mut Story, scan: Scan, at: Timestamp) {
        let id = story.steps.len();
        let deed = Deed::Scanned(Scan { teller: Teller::Tms, ..scan });
        story.steps.push(Step { id, at, said: at + mins(1), deed, twice: false });
    }

    fn only_the_carrier(story: &mut Story, milestone: Milestone) {
        for step in &mut story.steps {
            if let Deed::Scanned(scan) = &mut step.deed
                && scan.milestone == milestone
            {
                scan.teller = Teller::Carrier;
            }
        }
    }

    fn plain(story: &Story, milestone: Milestone) -> Scan {
        Scan::plain(0, milestone, story.shipments[0].to.clone())
    }

    /// What it is about, who is shown, who says otherwise, why.
    type Told = (Milestone, Vec<Partner>, Vec<Partner>, &'static str);

    fn told(story: &Story) -> Vec<Told> {
        let expected = Expected::of(story, now()).into_iter().next().unwrap();
        let told = |one: &Contradiction| {
            let others = one.others.iter().flat_map(|other| other.tellers.clone()).collect();
            (one.about, one.shown.tellers.clone(), others, one.why)
        };
        expected.contradictions.iter().map(told).collect()
    }

    #[test]
    fn equals_that_date_the_same_apart() {
        for milestone in [Milestone::PickedUp, Milestone::Delivered] {
            for minutes in [121, -121] {
                // The later pick-up counts, and the first delivery.
                let (tms_counts, why) = match milestone {
                    Milestone::PickedUp => (minutes > 0, "later"),
                    _ => (minutes < 0, "stands"),
                };
                let (shown, other) =
                    if tms_counts { (Partner::Tms, Partner::Ups) } else { (Partner::Ups, Partner::Tms) };
                let (mut story, picked, delivered) = parcel();
                let at = if milestone == Milestone::PickedUp { picked } else { delivered };
                only_the_carrier(&mut story, milestone);
                let scan = plain(&story, milestone);
                tms(&mut story, scan, at + mins(minutes));
                assert_eq!(told(&story), [(milestone, vec![shown], vec![other], why)]);
                let lane = Expected::of(&story, now()).remove(0).shipments.remove(0);
                assert!(lane.disputed);
            }
        }
        let (mut story, picked, _) = parcel();
        only_the_carrier(&mut story, Milestone::PickedUp);
        let scan = plain(&story, Milestone::PickedUp);
        tms(&mut story, scan, picked + mins(120));
        assert_eq!(told(&story), []);
    }

    #[test]
    fn who_told_it_right_before_is_contradicted_by_its_own_correction_no_more_than_the_other() {
        let (mut story, picked, _) = parcel();
        let scan = plain(&story, Milestone::PickedUp);
        tms(&mut story, scan, picked + mins(300));
        assert_eq!(told(&story), [(Milestone::PickedUp, vec![Partner::Tms], vec![Partner::Ups], "later")]);
    }

    #[test]
    fn one_that_goes_on_after_the_other_has_delivered() {
        let (mut story, _, delivered) = parcel();
        only_the_carrier(&mut story, Milestone::Delivered);
        let part = Scan { partial: true, ..plain(&story, Milestone::Delivered) };
        tms(&mut story, part.clone(), delivered + mins(120));
        assert_eq!(told(&story), []);
        tms(&mut story, part, delivered + mins(121));
        assert_eq!(told(&story), [(Milestone::Delivered, vec![Partner::Ups], vec![Partner::Tms], "stands")]);
        let expected = Expected::of(&story, now()).remove(0);
        assert_eq!((expected.words, expected.units.0), (Span::exactly(Word::Delivered), expected.units.1));
    }

    #[test]
    fn what_the_tms_counts_is_what_has_come() {
        let (mut story, ..) = parcel();
        let ordered = Expected::of(&story, now()).remove(0).units.0;
        story.shipments[0].miscounted = -1;
        let fewer = Expected::of(&story, now()).remove(0);
        assert_eq!((fewer.units, fewer.words), ((ordered, ordered - 1), Span::exactly(Word::PartlyDelivered)));
        story.shipments[0].miscounted = 1;
        let more = Expected::of(&story, now()).remove(0);
        assert_eq!((more.units, more.words), ((ordered, ordered), Span::exactly(Word::Delivered)));
    }

    #[test]
    fn every_contradiction_is_met() {
        let terms = Terms { contradictions: crate::simulate::chance::Share::of(0.8).unwrap(), ..terms(3_600) };
        let all: Vec<Expected> = cases(&terms)
            .flat_map(|case| case.stories)
            .flat_map(|(until, story)| Expected::of(&story, until))
            .collect();
        let found: Vec<&Contradiction> = all.iter().flat_map(|one| &one.contradictions).collect();
        let met = |is: &dyn Fn(&Contradiction) -> bool| found.iter().filter(|one| is(one)).count();
        for (milestone, why) in
            [(Milestone::PickedUp, "later"), (Milestone::Delivered, "stands"), (Milestone::Returned, "later")]
        {
            let is_when =
                |one: &Contradiction| one.others.iter().all(|other| other.milestone == milestone && !other.partial);
            assert!(met(&|one| one.about == milestone && one.why == why && is_when(one)) > 0, "{milestone:?}");
        }
        let is_alone = |one: &Contradiction| {
            one.others.iter().flat_map(|other| &other.tellers).all(|teller| one.shown.tellers.contains(teller))
        };
        assert!(met(&|one| one.about == Milestone::Delivered && is_alone(one)) > 0, "a carrier that delivers twice");
        assert!(met(&|one| one.why == "stands" && !one.others[0].partial) > 0);
        assert!(met(&|one| one.why == "stands" && one.others[0].partial) > 0);
        assert!(met(&|one| one.why == "owner" && one.shown.milestone == one.about) > 0);
        assert!(met(&|one| one.why == "owner" && one.shown.milestone != one.about && !one.undecided) > 5);
        assert!(met(&|one| one.undecided) > 0);
        assert!(all.iter().flat_map(|one| &one.shipments).any(|shipment| shipment.at_risk));
    }
}
