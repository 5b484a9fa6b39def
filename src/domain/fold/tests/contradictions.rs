//! Contradictions by example, at the edges of what agrees.

use serde_json::json;

use crate::domain::{
    event::Relation,
    fold::testing::{ORDER, World, micros, name},
    id::ObjectId,
    milestone::Milestone,
    reference::ObjectKind,
    view::{Matter, State, Why},
};

fn shipped() -> (World, ObjectId) {
    let (world, ships) = World::shipped(1);
    (world, ships[0])
}

/// Milestone, source of what is shown, sources of the others.
type Told = (Milestone, String, Vec<String>);

fn told_at(world: &World, now: &str) -> Vec<Told> {
    let conflicts = world.fold(now).view.conflicts.into_iter();
    let told = conflicts.filter_map(|conflict| match conflict.matter {
        Matter::Milestone(milestone) => {
            let others = conflict.others.iter().map(|other| other.source.0.clone()).collect();
            Some((milestone, conflict.shown.source.0, others))
        }
        Matter::Field(_) => None,
    });
    told.collect()
}

const LATER: &str = "2026-05-20T00:00:00Z";

fn told(world: &World) -> Vec<Told> {
    told_at(world, LATER)
}

fn one(milestone: Milestone, shown: &str, other: &str) -> Vec<Told> {
    vec![(milestone, shown.into(), vec![other.into()])]
}

#[test]
fn what_the_owner_says_within_two_hours_of_the_claim_does_not_deny_it_yet() {
    for (scan, denies) in [("2026-05-14T12:00:00Z", false), ("2026-05-14T12:00:00.000001Z", true)] {
        let (mut world, ship) = shipped();
        world.milestone("ups", ship, "OUT_FOR_DELIVERY", "2026-05-14T08:00:00Z");
        world.milestone("s4", ship, "DELIVERED", "2026-05-14T10:00:00Z");
        world.milestone("ups", ship, "HUB_ARRIVED", scan);
        // The claim was heard at 10:01: until 12:01 the carrier may still confirm it.
        let expected = if denies { one(Milestone::Delivered, "ups", "s4") } else { Vec::new() };
        assert_eq!(told_at(&world, "2026-05-14T12:00:30Z"), expected, "{scan}");
    }
}

#[test]
fn a_scan_on_the_way_back_does_not_deny_the_delivery() {
    let (mut world, ship) = shipped();
    world.milestone("tms", ship, "DELIVERED", "2026-05-13T10:00:00Z");
    world.milestone("ups", ship, "HUB_DEPARTED", "2026-05-13T13:00:00Z");
    assert_eq!(told(&world), one(Milestone::Delivered, "tms", "ups"));
    for back in ["RETURNING", "RETURNED"] {
        let mut world = world.clone();
        world.milestone("tms", ship, back, "2026-05-13T12:30:00Z");
        assert_eq!(told(&world), [], "{back}");
    }
}

#[test]
fn one_shipment_delivered_does_not_confirm_the_order() {
    let (mut world, ships) = World::shipped(2);
    world.milestone("ups", ships[1], "HUB_ARRIVED", "2026-05-12T08:00:00Z");
    world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("s4", ORDER, "DELIVERED", "2026-05-12T10:00:00Z");
    assert_eq!(told(&world), one(Milestone::Delivered, "ups", "s4"));
    let mut rest_cancelled = world.clone();
    rest_cancelled.milestone("tms", ships[1], "CANCELLED", "2026-05-12T11:00:00Z");
    assert_eq!(told(&rest_cancelled), [], "the other is not meant to arrive any more");
    world.milestone("ups", ships[1], "DELIVERED", "2026-05-12T11:00:00Z");
    assert_eq!(told(&world), []);
}

#[test]
fn equals_agree_on_what_they_date_within_two_hours() {
    for (milestone, counts, other) in [("PICKED_UP", "ups", "tms"), ("DELIVERED", "tms", "ups")] {
        for (at, differs) in [("12:00:00", false), ("12:00:01", true)] {
            let (mut world, ship) = shipped();
            world.milestone("tms", ship, milestone, "2026-05-12T10:00:00Z");
            world.milestone("ups", ship, milestone, &format!("2026-05-12T{at}Z"));
            let told = told(&world);
            assert_eq!(told.len(), usize::from(differs), "{milestone} {at}: {told:?}");
            let as_ruled = |(_, shown, others): &Told| shown == counts && others == &[other];
            assert!(told.iter().all(as_ruled), "the later pick-up, the first delivery: {told:?}");
        }
    }
}

#[test]
fn who_corrected_itself_agrees_with_what_it_said_last() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "PICKED_UP", "2026-05-12T06:00:00Z");
    world.milestone("ups", ship, "PICKED_UP", "2026-05-12T12:00:00Z");
    world.milestone("tms", ship, "PICKED_UP", "2026-05-12T12:30:00Z");
    assert_eq!(told(&world), []);
}

#[test]
fn a_witness_of_a_later_telling_agrees_with_it() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "PICKED_UP", "2026-05-12T06:00:00Z");
    world.milestone("tms", ship, "PICKED_UP", "2026-05-12T12:00:00Z");
    assert_eq!(told(&world), one(Milestone::PickedUp, "tms", "ups"));
    world.milestone("ups", ship, "PICKED_UP", "2026-05-12T12:01:00Z");
    assert_eq!(told(&world), []);
}

#[test]
fn who_was_heard_first_of_two_that_agree_makes_no_difference() {
    for (first, second) in [("ups", "tms"), ("tms", "ups")] {
        let (mut world, ship) = shipped();
        world.milestone(first, ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        world.milestone(second, ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        world.milestone("tms", ship, "PICKED_UP", "2026-05-12T15:00:00Z");
        assert_eq!(told(&world), one(Milestone::PickedUp, "tms", "ups"), "{first} was heard first");
        let (mut world, ship) = shipped();
        world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone(first, ship, "HUB_ARRIVED", "2026-05-12T15:00:00Z");
        world.milestone(second, ship, "HUB_ARRIVED", "2026-05-12T15:00:00Z");
        assert_eq!(told(&world), one(Milestone::Delivered, "ups", "tms"), "{first} was heard first");
    }
}

#[test]
fn a_witness_without_the_word_contradicts_nobody_as_an_equal() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
    world.milestone("s4", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
    world.milestone("ups", ship, "PICKED_UP", "2026-05-12T15:00:00Z");
    assert_eq!(told(&world), []);
}

#[test]
fn equals_agree_on_when_it_came_back_within_two_hours() {
    for (at, differs) in [("12:00:00", false), ("12:00:01", true)] {
        let (mut world, ship) = shipped();
        world.milestone("tms", ship, "RETURNED", "2026-05-12T10:00:00Z");
        world.milestone("ups", ship, "RETURNED", &format!("2026-05-12T{at}Z"));
        assert_eq!(told(&world), if differs { one(Milestone::Returned, "ups", "tms") } else { Vec::new() }, "{at}");
    }
}

#[test]
fn a_part_that_comes_long_after_the_whole_contradicts_it() {
    let part = |at: &str| json!({"type": "milestone", "milestone": "DELIVERED", "extent": "partial", "at": at});
    for (at, differs) in
        [("2026-05-12T09:00:00Z", false), ("2026-05-12T12:00:00Z", false), ("2026-05-12T12:00:01Z", true)]
    {
        let (mut world, ship) = shipped();
        world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        world.say("tms", ship, at, part(at));
        assert_eq!(told(&world), if differs { one(Milestone::Delivered, "ups", "tms") } else { Vec::new() }, "{at}");
        assert_eq!(world.view().state, State::Delivered);
        world.milestone("tms", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        assert_eq!(told(&world), [], "who has told of the whole as well has said nothing else");
    }
}

#[test]
fn the_later_of_two_ranks_that_differ_is_not_shown_for_being_later() {
    let (mut world, ship) = shipped();
    world.milestone("s4", ship, "DELIVERED", "2026-05-12T15:00:00Z");
    world.milestone("tms", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    let view = world.fold(LATER).view;
    assert_eq!((view.state, view.conflicts[0].why), (State::Delivered, Why::Owner));
    assert_eq!(view.headline.unwrap().at.micros, micros("2026-05-12T10:00:00Z"));
}

#[test]
fn a_claim_agrees_with_the_owner_within_two_hours_either_way() {
    for (at, differs) in [("10:00:00", false), ("09:59:59", true), ("14:00:00", false), ("14:00:01", true)] {
        let (mut world, ship) = shipped();
        world.milestone("s4", ship, "PICKED_UP", &format!("2026-05-12T{at}Z"));
        world.milestone("ups", ship, "PICKED_UP", "2026-05-12T12:00:00Z");
        let expected = if differs { one(Milestone::PickedUp, "ups", "s4") } else { Vec::new() };
        assert_eq!(told(&world), expected, "{at}");
    }
}

#[test]
fn a_claim_is_compared_with_the_nearest_that_the_owner_tells() {
    let (mut world, ship) = shipped();
    world.milestone("ups", ship, "PICKED_UP", "2026-05-11T12:00:00Z");
    world.milestone("ups", ship, "PICKED_UP", "2026-05-13T12:00:00Z");
    world.milestone("ups", ship, "HUB_ARRIVED", "2026-05-13T13:00:00Z");
    for at in ["2026-05-11T13:00:00Z", "2026-05-13T11:00:00Z"] {
        let mut world = world.clone();
        world.milestone("s4", ship, "PICKED_UP", at);
        assert_eq!(told(&world), [], "{at}");
    }
    world.milestone("s4", ship, "PICKED_UP", "2026-05-12T12:00:00Z");
    assert_eq!(told(&world), one(Milestone::PickedUp, "ups", "s4"));
}

/// What conflicts are about.
fn objects(world: &World) -> Vec<ObjectId> {
    world.fold(LATER).view.conflicts.iter().map(|conflict| conflict.object).collect()
}

#[test]
fn a_single_package_is_judged_with_its_shipment_and_several_one_by_one() {
    let (mut world, ship) = shipped();
    let first = world.package(ship);
    world.milestone("tms", ship, "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("ups", first, "DELIVERED", "2026-05-12T20:00:00Z");
    assert_eq!(objects(&world), [ship]);
    let second = world.package(ship);
    assert_eq!(objects(&world), [first], "for the second only one has spoken");
    world.milestone("ups", second, "HUB_ARRIVED", "2026-05-12T20:00:00Z");
    assert_eq!(objects(&world), [first, second]);
}

#[test]
fn a_claim_about_a_package_is_judged_by_its_own_way() {
    let (mut world, ship) = shipped();
    let packages = [world.package(ship), world.package(ship)];
    world.milestone("ups", packages[0], "DELIVERED", "2026-05-12T10:00:00Z");
    world.milestone("ups", packages[1], "HUB_ARRIVED", "2026-05-12T10:00:00Z");
    for package in packages {
        world.milestone("s4", package, "DELIVERED", "2026-05-12T10:30:00Z");
    }
    assert_eq!(objects(&world), [packages[1]]);
}

#[test]
fn a_claim_about_a_single_package_is_judged_too() {
    let (mut world, ship) = shipped();
    let package = world.package(ship);
    world.milestone("ups", package, "HUB_ARRIVED", "2026-05-12T10:00:00Z");
    world.milestone("s4", package, "DELIVERED", "2026-05-12T10:30:00Z");
    assert_eq!(objects(&world), [package]);
}

#[test]
fn claims_stand_together_when_they_are_about_one_matter_of_one_thing() {
    let (mut world, ship) = shipped();
    let packages = [world.package(ship), world.package(ship)];
    for package in packages {
        world.milestone("ups", package, "PICKED_UP", "2026-05-12T10:00:00Z");
    }
    for (source, package, milestone, at) in [
        ("s4", packages[0], "DELIVERED", "20:00"),
        ("crm", packages[0], "DELIVERED", "20:30"),
        ("s4", packages[0], "RETURNED", "20:00"),
        ("s4", packages[1], "DELIVERED", "20:00"),
    ] {
        world.milestone(source, package, milestone, &format!("2026-05-12T{at}:00Z"));
    }
    let conflicts = world.fold(LATER).view.conflicts;
    let told: Vec<_> =
        conflicts.iter().map(|conflict| (conflict.object, conflict.matter.clone(), conflict.others.len())).collect();
    let matter = Matter::Milestone;
    assert_eq!(
        told,
        [
            (packages[0], matter(Milestone::Delivered), 2),
            (packages[0], matter(Milestone::Returned), 1),
            (packages[1], matter(Milestone::Delivered), 1)
        ]
    );
}

#[test]
fn a_trip_is_judged_in_none_of_its_shipments() {
    let (mut world, ship) = shipped();
    world.package(ship);
    let load = world.object(ObjectKind::Load, vec![name("load", "TMS", "L1")]);
    world.link(load, Relation::Contains, ship, &[]);
    world.milestone("ups", ship, "HUB_ARRIVED", "2026-05-12T10:00:00Z");
    world.milestone("s4", load, "DELIVERED", "2026-05-12T12:00:00Z");
    assert_eq!(told(&world), []);
}

mod tidied {
    use super::*;
    use crate::domain::{
        fold::contradictions::{overlays, tidy},
        id::{EventId, MessageId, SourceId},
        ownership::{Row, StatusDomain},
        reason::Exception,
        time::Moment,
        view::{Claim, ClaimedValue, Conflict},
    };

    fn claim(source: &str, at: i64) -> Claim {
        Claim {
            source: SourceId::from(source),
            says: ClaimedValue::Value("x".into()),
            at: Some(Moment { micros: at, offset_seconds: 0, zone_known: true, day_only: false }),
            received: Some(at),
            event: Some(EventId { message: MessageId(at), ordinal: 0, generation: 0 }),
        }
    }

    fn conflict(object: i64, milestone: Milestone, why: Why, others: &[(&str, i64)]) -> Conflict {
        Conflict {
            object: ObjectId(object),
            of: ObjectKind::Package,
            row: StatusDomain::Delivery.into(),
            owners: Vec::new(),
            matter: Matter::Milestone(milestone),
            shown: claim("ups", 5),
            others: others.iter().map(|(source, at)| claim(source, *at)).collect(),
            why,
        }
    }

    fn others(conflict: &Conflict) -> Vec<(&str, i64)> {
        conflict.others.iter().map(|other| (other.source.0.as_str(), other.at.unwrap().micros)).collect()
    }

    #[test]
    fn what_is_judged_twice_is_one_conflict_with_the_others_of_both() {
        let first = conflict(1, Milestone::Delivered, Why::Later, &[("tms", 9), ("edi", 3)]);
        let second = conflict(1, Milestone::Delivered, Why::Later, &[("tms", 9), ("tms", 2), ("ups", 4)]);
        let second = Conflict { shown: claim("edi", 3), ..second };
        let tidied = tidy([first, second].into_iter());
        assert_eq!(tidied.len(), 1);
        assert_eq!(others(&tidied[0]), [("edi", 3), ("tms", 2), ("tms", 9)], "and nobody contradicts himself");
    }

    #[test]
    fn another_object_matter_row_or_reason_is_another_conflict_and_all_are_in_order() {
        let one = conflict(1, Milestone::Delivered, Why::Later, &[("tms", 9)]);
        let row = Row::Status(StatusDomain::Transport);
        let all = [
            conflict(2, Milestone::PickedUp, Why::Later, &[("tms", 9)]),
            Conflict { matter: Matter::Field("b".into()), ..one.clone() },
            conflict(1, Milestone::Delivered, Why::Stands, &[("tms", 9)]),
            Conflict { matter: Matter::Field("a".into()), ..one.clone() },
            conflict(1, Milestone::PickedUp, Why::Later, &[("tms", 9)]),
            Conflict { row, ..one.clone() },
            one,
        ];
        let tidied = tidy(all.clone().into_iter());
        let sorted: Vec<Conflict> = [5, 3, 1, 4, 6, 2, 0].map(|index: usize| all[index].clone()).to_vec();
        assert_eq!(tidied, sorted);
    }

    #[test]
    fn of_one_rank_stands_out_once_an_object_since_the_latest_claim() {
        let all = [
            conflict(1, Milestone::Delivered, Why::Later, &[("tms", 9), ("edi", 3)]),
            conflict(1, Milestone::PickedUp, Why::Stands, &[("tms", 12)]),
            conflict(2, Milestone::Delivered, Why::Stands, &[("tms", 2)]),
            conflict(3, Milestone::Delivered, Why::Owner, &[("tms", 2)]),
            conflict(4, Milestone::Delivered, Why::Rank, &[("tms", 2)]),
        ];
        let raised: Vec<_> =
            overlays(&all).map(|active| (active.object.0, active.exception, active.since.micros)).collect();
        assert_eq!(raised, [(1, Exception::SourceConflict, 12), (2, Exception::SourceConflict, 5)]);
    }
}
