//! Each rule of the domain broken on purpose: an answer as a product would give it that does not keep the rule, and the difference that
//! has to be reported.

use super::{super::heard, *};
use crate::simulate::trial::expected::{Finds, Spoken};

/// What is wrong with an answer.
type Break = fn(&mut Value);
/// Which of the stories of a kind.
type Such = fn(&Expected) -> bool;

fn any(_: &Expected) -> bool {
    true
}

fn came(expected: &Expected) -> bool {
    expected.words.is_delivered()
}

fn moves(expected: &Expected) -> bool {
    !came(expected)
}

/// A story of that kind.
fn such(kind: Kind, is: Such) -> Expected {
    let play = |seed| plot::play(kind, now(), &mut Chance::new(seed), &mut Numbers::default());
    let all = (0..99).flat_map(|seed| Expected::of(&play(seed), now()));
    all.into_iter().find(is).unwrap_or_else(|| panic!("no such story of {kind:?}"))
}

/// Adds an exception to the first shipment, or takes all off.
fn still_delayed(answer: &mut Value) {
    answer["shipments"][0]["exceptions"] = json!([{"code": "DELAYED", "reason": "WEATHER"}]);
}

fn nothing_wrong(answer: &mut Value) {
    answer["shipments"][0]["exceptions"] = json!([]);
}

fn set(answer: &mut Value, pointer: &str, wrong: impl Into<Value>) {
    *answer.pointer_mut(pointer).unwrap() = wrong.into();
}

/// Moves a time by so many hours, and writes it with another offset.
fn moved(answer: &mut Value, pointer: &str, hours: i64) {
    let at = instant(answer.pointer(pointer)).unwrap() + SignedDuration::from_hours(hours);
    set(answer, pointer, at.to_string());
}

/// Turns whether a case is older than the news.
fn other_case(answer: &mut Value) {
    let exceptions = answer["exceptions"].as_array_mut().unwrap();
    let before = exceptions.len();
    exceptions.retain(|one| one["code"] != "CASE_BEFORE_EVENT");
    if exceptions.len() == before {
        exceptions.push(json!({"code": "CASE_BEFORE_EVENT"}));
    }
}

#[test]
fn each_rule_that_is_broken_is_a_difference_of_its_name() {
    let rules: &[(&str, Kind, Such, Break, What)] = &[
        (
            "a delivery to the sender ends a return",
            Kind::ReturnedAsDelivered,
            any,
            |a| set(a, "/state", "delivered"),
            What::State,
        ),
        (
            "a return that was reversed is a delivery",
            Kind::ReturnReversed,
            any,
            |a| set(a, "/state", "returned"),
            What::State,
        ),
        ("a void does not cancel the order", Kind::Voided, any, |a| set(a, "/state", "cancelled"), What::State),
        (
            "a voided order waits to be shipped again",
            Kind::Voided,
            any,
            |a| set(a, "/exceptions", json!([])),
            What::Voided,
        ),
        ("each package has its own end", Kind::OneReturned, any, |a| set(a, "/outcomes", json!([])), What::Outcomes),
        ("a lost package is named", Kind::OneLost, any, |a| set(a, "/outcomes", json!([])), What::Outcomes),
        (
            "what was found is not lost",
            Kind::Found,
            any,
            |a| set(a, "/shipments/0/exceptions", json!([{"code": "LOST", "reason": "OTHER"}])),
            What::ShipmentExceptions,
        ),
        ("nothing is current after delivery", Kind::NoteAfterDelivery, any, still_delayed, What::ShipmentExceptions),
        ("a hold ends at the departure", Kind::HoldLeft, any, still_delayed, What::ShipmentExceptions),
        ("a hold stands until then", Kind::Storm, any, nothing_wrong, What::ShipmentExceptions),
        (
            "an old status has its date",
            Kind::GoneQuiet,
            any,
            |a| set(a, "/shipments/0/out_for_delivery_on", Value::Null),
            What::OutOn,
        ),
        ("an old status is stalled in time", Kind::GoneQuiet, any, nothing_wrong, What::Stalled),
        (
            "zeros before a line's number mean nothing",
            Kind::OtherNames,
            came,
            |a| set(a, "/units_delivered", "0"),
            What::Quantity,
        ),
        (
            "zeros before an order's number mean nothing",
            Kind::OtherNames,
            any,
            |a| set(a, "/shipments", json!([])),
            What::Shipments,
        ),
        (
            "units that are equal count together",
            Kind::OtherNames,
            any,
            |a| set(a, "/units_ordered", "0"),
            What::Quantity,
        ),
        (
            "a carrier is one whatever it is called",
            Kind::OtherNames,
            any,
            |a| set(a, "/shipments/0/carrier", "UNITED PARCEL SERVICE"),
            What::Carrier,
        ),
        (
            "a scan finds its parcel under another name",
            Kind::OtherNames,
            moves,
            |a| set(a, "/shipments/0/milestone/code", "BOOKED"),
            What::ShipmentMilestone,
        ),
        (
            "a delivery that only the TMS names is the order's",
            Kind::OnlyTheTms,
            any,
            |a| set(a, "/shipments", json!([])),
            What::Shipments,
        ),
        ("the postcode decides the zone", Kind::TwoTimes, any, |a| moved(a, "/promised_by", -1), What::Promise),
        ("a promise is told on the clocks there", Kind::TwoTimes, any, |a| moved(a, "/promised_by", 0), What::Clock),
        (
            "a scan without an offset is of its place",
            Kind::TwoTimes,
            moves,
            |a| moved(a, "/shipments/0/milestone/at", 1),
            What::ShipmentMilestone,
        ),
        (
            "a delivery is told on the clocks there",
            Kind::TwoTimes,
            came,
            |a| moved(a, "/shipments/0/delivered", 0),
            What::Clock,
        ),
        ("a day is a day there", Kind::TwoTimes, came, |a| set(a, "/promise_missed", true), What::Missed),
        (
            "the sentence names the day there",
            Kind::TwoTimes,
            came,
            |a| set(a, "/sentence", "Delivered at 04:40."),
            What::Sentence,
        ),
        (
            "a promise past midnight ends on the next day",
            Kind::PastMidnight,
            any,
            |a| moved(a, "/promised_by", -24),
            What::Promise,
        ),
        (
            "what comes before its end is in time",
            Kind::PastMidnight,
            came,
            |a| set(a, "/promise_missed", true),
            What::Missed,
        ),
        (
            "an estimate past midnight ends on the next day",
            Kind::PastMidnight,
            moves,
            |a| moved(a, "/shipments/0/expected/to", -24),
            What::Estimate,
        ),
        (
            "the newer status of a case wins: closed",
            Kind::CaseOvertaken,
            |e| !e.case_behind,
            other_case,
            What::CaseBehind,
        ),
        ("the newer status of a case wins: open", Kind::CaseOvertaken, |e| e.case_behind, other_case, What::CaseBehind),
    ];
    for (rule, kind, is, breaks, what) in rules {
        let expected = such(*kind, *is);
        let mut answer = right(&expected);
        assert_eq!(found(&expected, &answer), [], "{rule}");
        breaks(&mut answer);
        assert!(found(&expected, &answer).contains(what), "{rule}: {:?}", found(&expected, &answer));
    }
}

#[test]
fn a_number_that_is_not_found_or_read_wrongly_is_a_difference() {
    let spoken = |finds| Spoken { text: "order 4711".into(), finds };
    let hit = |number: &str, exact: bool| json!({"matches": [{"number": number, "exact": exact}]});
    let reads = |right: bool| json!({"matches": [], "reading": {"check_digit_right": right}});
    let nothing = json!({"matches": []});
    let all = [hit("4711", true), hit("4711", false), hit("4712", true), reads(true), reads(false), nothing];
    for (finds, right) in [(Finds::Order, 0), (Finds::NotKnown, 3), (Finds::Misheard, 4)] {
        for (position, answer) in all.iter().enumerate() {
            let difference = heard("4711", &spoken(finds), Some(answer));
            assert_eq!(difference.is_none(), position == right, "{finds:?} {answer}");
        }
        assert_eq!(heard("4711", &spoken(finds), None).map(|one| one.what), Some(What::Search));
    }
}
