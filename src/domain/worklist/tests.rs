//! Conditions of views, the clock, the tables, the address of a list.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    calendar::Calendars,
    event::Address,
    fold::testing::{ORDER, World, micros},
    id::ObjectId,
};

fn causes(world: &World, now: &str) -> Vec<Cause> {
    conditions(&world.fold(now).view).into_iter().map(|condition| condition.cause).collect()
}

fn the(world: &World, now: &str, cause: Cause) -> Condition {
    conditions(&world.fold(now).view).into_iter().find(|condition| condition.cause == cause).unwrap()
}

const NOON: &str = "2026-05-13T12:00:00Z";

fn moving() -> (World, Vec<ObjectId>) {
    let (mut world, ships) = World::shipped(2);
    for ship in &ships {
        world.milestone("ups", *ship, "PICKED_UP", "2026-05-13T10:00:00Z");
    }
    (world, ships)
}

#[test]
fn all_is_well_is_no_work() {
    let (world, _) = moving();
    assert!(!causes(&world, NOON).contains(&Cause::Late));
}

#[test]
fn of_delays_and_holds_the_reason_chooses_the_list() {
    for (exception, reason, cause) in [
        ("DELAYED", "WEATHER", Cause::Late),
        ("DELAYED", "DOCUMENTS", Cause::Customs),
        ("DELAYED", "BAD_ADDRESS", Cause::Address),
        ("ON_HOLD", "INSPECTION", Cause::Customs),
        ("ON_HOLD", "PAYMENT", Cause::Held),
        ("ON_HOLD", "HELD", Cause::Held),
        ("DAMAGED", "DAMAGE", Cause::Goods),
    ] {
        let (mut world, ships) = moving();
        world.exception(ships[0], exception, reason, "2026-05-13T11:00:00Z");
        assert!(causes(&world, NOON).contains(&cause), "{exception} {reason}");
    }
}

#[test]
fn an_order_has_one_item_a_cause_and_says_how_many_shipments_it_hits() {
    let (mut world, ships) = moving();
    for ship in &ships {
        world.exception(*ship, "DELAYED", "WEATHER", "2026-05-13T11:00:00Z");
    }
    let late: Vec<_> = causes(&world, NOON).into_iter().filter(|cause| *cause == Cause::Late).collect();
    assert_eq!(late, [Cause::Late]);
    let card = the(&world, NOON, Cause::Late).card;
    assert_eq!((card.hits, card.of, card.number.as_str()), (2, 2, "4711"));
    assert_eq!((card.tier.as_deref(), card.customer.as_deref()), (Some("key"), Some("Acme")));
    assert_eq!(card.since, micros("2026-05-13T11:00:00Z"));
    assert_eq!(card.lane().as_deref(), Some("Memphis"), "nobody said where it sets out");
}

#[test]
fn a_promise_that_passes_is_work_without_any_report_and_ends_with_the_delivery() {
    let (mut world, ships) = moving();
    let after = "2026-05-16T12:00:00Z";
    let late = the(&world, after, Cause::Late);
    assert_eq!((late.card.exception, late.card.hits), (None, 0));
    for ship in ships {
        world.milestone("ups", ship, "DELIVERED", "2026-05-15T20:00:00Z");
    }
    assert!(!causes(&world, after).contains(&Cause::Late));
}

#[test]
fn a_cancelled_order_leaves_only_what_systems_disagree_on() {
    let (mut world, ships) = moving();
    world.exception(ships[0], "LOST", "OTHER", "2026-05-13T11:00:00Z");
    assert!(causes(&world, NOON).contains(&Cause::Goods));
    world.milestone("s4", ORDER, "CANCELLED", "2026-05-13T11:30:00Z");
    for ship in ships {
        world.milestone("ups", ship, "CANCELLED", "2026-05-13T11:30:00Z");
    }
    assert!(causes(&world, NOON).iter().all(|cause| !cause.ends_with_the_goods()));
}

#[test]
fn every_exception_has_a_list_and_every_list_a_clock() {
    let listed: BTreeSet<Cause> = Exception::ALL.iter().map(|exception| Cause::of(*exception, None)).collect();
    for cause in Cause::ALL {
        assert!(listed.contains(cause) || matches!(cause, Cause::Address | Cause::Customs), "{cause}");
        assert!(DEFAULT.lines().any(|row| row.starts_with(&format!("{cause},,"))), "{cause}");
    }
    let empty = ServiceLevels::default();
    assert_eq!(ServiceLevels::default().with(DEFAULT).unwrap(), empty, "every line of the table can be read");
    let minutes = |tier| empty.minutes(Cause::Late, tier);
    assert!(minutes(Some("KEY")) < minutes(Some("gold")));
    assert_eq!(minutes(Some("gold")), minutes(None));
}

#[test]
fn a_bad_line_of_the_table_is_named() {
    for (row, said) in [
        ("late,key", "three cells"),
        ("tardy,,5", "no cause"),
        ("late,,soon", "working minutes"),
        ("late,,0", "working minutes"),
        ("late,,99999999", "working minutes"),
    ] {
        let bad = ServiceLevels::default().with(&format!("# remark\n{row}")).unwrap_err();
        assert_eq!(bad.line, 2);
        assert!(bad.message.contains(said), "{bad}");
    }
}

#[test]
fn the_clock_rests_when_nobody_works() {
    let calendars = Calendars::default();
    let to = Address { country: Some("DE".into()), ..Address::default() };
    // Friday 15 May 2026, an hour before closing in Berlin: the second hour is Monday's first.
    let opened = micros("2026-05-15T15:00:00Z");
    let due = ServiceLevels::due(&calendars, opened, 120, Some(&to));
    assert_eq!(due, micros("2026-05-18T07:00:00Z"));
}

#[test]
fn reasons_are_words_of_the_house() {
    assert!(resolutions().len() >= 8);
    let words: BTreeSet<_> = resolutions().iter().map(|one| one.word).collect();
    assert_eq!(words.len(), resolutions().len());
    assert!(resolution(OTHER).is_some());
    assert!(resolutions().iter().any(|one| one.returns_after.is_some()));
    assert!(resolutions().iter().all(|one| one.returns_after.is_none_or(|hours| hours > 0)));
}

fn word() -> impl Strategy<Value = String> {
    "[A-Za-z0-9&=+%#/äß][A-Za-z0-9 &=+%#/äß.-]{0,30}[A-Za-z0-9&=+%#/ä]"
}

fn filters() -> impl Strategy<Value = Filter> {
    let who = prop_oneof![
        Just(Who::Anybody),
        Just(Who::Nobody),
        Just(Who::Me),
        word().prop_filter("a word of its own", |word| word != "me" && word != "nobody").prop_map(Who::Person)
    ];
    let cause = proptest::option::of(proptest::sample::select(Cause::ALL));
    let text = || proptest::option::of(word());
    let tier = text().prop_map(|tier| tier.map(|tier| tier.to_lowercase()));
    (cause, who, tier, text(), text(), proptest::sample::select(&[Show::Todo, Show::Overdue, Show::Aside][..]))
        .prop_map(|(cause, who, tier, carrier, organisation, show)| Filter {
            cause,
            who,
            tier,
            carrier,
            organisation,
            show,
        })
}

proptest! {
    #[test]
    fn an_address_reads_back_as_the_same_list(filter in filters()) {
        let pairs = filter.pairs();
        let again = Filter::of(pairs.iter().map(|(name, value)| (*name, value.as_str())));
        prop_assert_eq!(again, filter);
    }

    #[test]
    fn any_address_opens_some_list(pairs in proptest::collection::vec((".{0,12}", ".{0,200}"), 0..8)) {
        let filter = Filter::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let written = filter.pairs();
        let fits = |value: &String| value.chars().count() <= LONGEST_VALUE && !value.chars().any(char::is_control);
        prop_assert!(written.iter().all(|(_, value)| fits(value)));
    }

    #[test]
    fn a_clock_never_runs_backwards(opened in 1_700_000_000i64..1_900_000_000, minutes in 1i64..3_000, more in 1i64..3_000,
                                    country in proptest::sample::select(&["US", "DE", "AE", "XX", ""][..])) {
        let calendars = Calendars::default();
        let to = Address { country: Some(country.to_owned()), ..Address::default() };
        let due = |opened: i64, minutes| ServiceLevels::due(&calendars, opened * 1_000_000, minutes, Some(&to));
        prop_assert!(due(opened, minutes) >= (opened + minutes * 60) * 1_000_000, "working time is never shorter");
        prop_assert!(due(opened, minutes) < due(opened, minutes + more), "more time is later");
        prop_assert!(due(opened, minutes) <= due(opened + more, minutes), "who opens later is due no earlier");
    }
}
