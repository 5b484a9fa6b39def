use serde_json::json;

use super::*;
use crate::{
    domain::milestone::Milestone,
    simulate::{
        chance::Chance,
        numbers::Numbers,
        partners::Partner,
        plot::{self, Kind},
        trial::expected::{Contradiction, Side},
    },
};

fn now() -> Timestamp {
    "2026-05-14T13:40:00Z".parse().unwrap()
}

fn expected(kind: Kind) -> Expected {
    let story = plot::play(kind, now(), &mut Chance::new(11), &mut Numbers::default());
    Expected::of(&story, now()).into_iter().next().unwrap()
}

/// What a product that believes the truth answers.
fn right(expected: &Expected) -> Value {
    let mark = |mark: Option<Mark>| {
        mark.map_or(Value::Null, |mark| json!({"code": mark.milestone.as_str(), "at": mark.at.to_string()}))
    };
    let troubles = |troubles: &[Trouble]| -> Value {
        troubles.iter().map(|t| json!({"code": t.exception.as_str(), "reason": t.reason.as_str()})).collect()
    };
    let text = |at: Option<Timestamp>| at.map(|at| expected.city.written(at));
    let shipment = |s: &Shipment| {
        let mut exceptions = troubles(&s.troubles);
        let out = s.out.filter(|(out, city)| city.day(*out) < city.day(now()));
        let day = out.map(|(out, city)| city.day(out).to_string());
        for (found, code) in [(s.at_risk, "AT_RISK"), (s.disputed, "SOURCE_CONFLICT"), (day.is_some(), "STALLED")] {
            if let (true, Some(exceptions)) = (found, exceptions.as_array_mut()) {
                exceptions.push(json!({"code": code}));
            }
        }
        json!({
            "references": [{"kind": "shipment", "scope": "TMS1", "value": s.number}], "carrier": s.carrier,
            "state": s.words.least.as_str(), "milestone": mark(s.mark), "delivered": text(s.delivered),
            "exceptions": exceptions, "expected": {"to": text(s.expected)},
            "out_for_delivery_on": day,
        })
    };
    let mut exceptions = troubles(&expected.troubles);
    let found = [(expected.voided, "SHIPMENT_CANCELLED"), (expected.case_behind, "CASE_BEFORE_EVENT")];
    for (_, code) in found.into_iter().filter(|(found, _)| *found) {
        if let Some(exceptions) = exceptions.as_array_mut() {
            exceptions.push(json!({"code": code}));
        }
    }
    let came = expected.shipments.iter().filter(|s| !s.voided).filter_map(|s| s.delivered).max();
    let there =
        |at: Timestamp| at.to_zoned(expected.city.time_zone()).strftime("Delivered %a %-d %b at %H:%M.").to_string();
    let outcomes = expected.outcomes.iter().map(|(outcome, count)| json!({"outcome": outcome, "count": count}));
    json!({
        "outcomes": outcomes.collect::<Value>(), "sentence": came.map(there),
        "state": expected.words.least.as_str(), "milestone": mark(expected.mark),
        "promised_by": text(expected.promise), "promise_missed": expected.is_missed(now()),
        "shipments_total": expected.shipments.iter().filter(|shipment| !shipment.voided).count(),
        "shipments_delivered": expected.shipments.iter().filter(|shipment| shipment.there).count(),
        "units_ordered": expected.units.0.to_string(), "units_delivered": expected.units.1.to_string(),
        "exceptions": exceptions, "proof_of_delivery": {"state": expected.proof.as_str()},
        "shipments": expected.shipments.iter().map(shipment).collect::<Value>(),
    })
}

fn found(expected: &Expected, answer: &Value) -> Vec<What> {
    compare(expected, Some(answer), now()).into_iter().map(|difference| difference.what).collect()
}

#[test]
fn the_right_answer_agrees_whatever_the_story() {
    for (kind, _) in Kind::SHARES {
        let story = plot::play(*kind, now(), &mut Chance::new(11), &mut Numbers::default());
        for expected in Expected::of(&story, now()) {
            assert_eq!(compare(&expected, Some(&right(&expected)), now()), [], "{kind:?}");
        }
    }
}

#[test]
fn every_wrong_answer_is_found_and_called_by_its_name() {
    let expected = expected(Kind::Split);
    for (pointer, wrong, what) in [
        ("/state", json!("delivered"), What::State),
        ("/milestone/code", json!("RETURNED"), What::Milestone),
        ("/milestone/at", json!("2026-05-01T00:00:00Z"), What::Milestone),
        ("/milestone", Value::Null, What::Milestone),
        ("/shipments_delivered", json!(0), What::Shipments),
        ("/shipments", json!([]), What::Shipments),
        ("/shipments/0/references/0/value", json!("SHP-1"), What::Shipments),
        ("/shipments/0/state", json!("moving"), What::ShipmentState),
        ("/shipments/0/milestone/at", json!("2026-05-01T00:00:00Z"), What::ShipmentMilestone),
        ("/shipments/0/delivered", Value::Null, What::ShipmentDelivered),
        ("/shipments/0/exceptions", json!([{"code": "LOST", "reason": "OTHER"}]), What::ShipmentExceptions),
        ("/shipments/0/expected", json!({"to": "2026-05-20T17:00:00Z"}), What::Estimate),
        ("/units_delivered", json!("0"), What::Quantity),
        ("/promised_by", json!("2026-05-01T00:00:00Z"), What::Promise),
        ("/exceptions", json!([{"code": "ON_HOLD", "reason": null}]), What::Exceptions),
        ("/proof_of_delivery/state", json!("none"), What::Proof),
    ] {
        let mut answer = right(&expected);
        *answer.pointer_mut(pointer).unwrap() = wrong;
        assert!(found(&expected, &answer).contains(&what), "{pointer}: {:?}", found(&expected, &answer));
    }
    let mut missed = right(&expected);
    missed["promise_missed"] = json!(!expected.is_missed(now()));
    assert_eq!(found(&expected, &missed), [What::Missed]);
    assert_eq!(compare(&expected, None, now()).first().map(|d| d.what), Some(What::Missing));
}

#[test]
fn a_day_at_the_door_that_is_over_is_asked_for() {
    let expected = expected(Kind::GoneQuiet);
    let mut today = right(&expected);
    today["shipments"][0]["out_for_delivery_on"] = Value::Null;
    assert_eq!(found(&expected, &today), [What::OutOn]);
    let mut fresh = right(&expected);
    fresh["shipments"][0]["exceptions"] = json!([]);
    assert_eq!(found(&expected, &fresh), [What::Stalled]);
}

/// Each rule of returns, voids and packages that is broken is a difference.
#[test]
fn returned_goods_called_delivered_and_voided_orders_called_cancelled_are_found() {
    for (kind, pointer, wrong, what) in [
        (Kind::ReturnedAsDelivered, "/state", json!("delivered"), What::State),
        (Kind::ReturnedAsDelivered, "/milestone/code", json!("DELIVERED"), What::Milestone),
        (Kind::ReturnedAsDelivered, "/units_delivered", json!("2000"), What::Quantity),
        (Kind::ReturnedAsDelivered, "/shipments/0/exceptions", json!([]), What::ShipmentExceptions),
        (Kind::ReturnReversed, "/state", json!("returned"), What::State),
        (Kind::OneReturned, "/state", json!("partly_delivered"), What::State),
        (Kind::OneReturned, "/outcomes", json!([{"outcome": "delivered", "count": 9}]), What::Outcomes),
        (Kind::OneSentBack, "/state", json!("delivered"), What::State),
        (Kind::OneLost, "/outcomes", json!([]), What::Outcomes),
        (Kind::Voided, "/state", json!("cancelled"), What::State),
        (Kind::Voided, "/exceptions", json!([]), What::Voided),
        (Kind::VoidedReplaced, "/exceptions", json!([{"code": "SHIPMENT_CANCELLED"}]), What::Voided),
    ] {
        let expected = expected(kind);
        let mut answer = right(&expected);
        *answer.pointer_mut(pointer).unwrap() = wrong;
        assert!(found(&expected, &answer).contains(&what), "{kind:?} {pointer}: {:?}", found(&expected, &answer));
    }
}

/// The ERP's "delivered" that the carrier denies, and what is answered about it.
fn denied() -> (Expected, Value) {
    let mut expected = expected(Kind::InTransit);
    let at: Timestamp = "2026-05-14T11:00:00Z".parse().unwrap();
    let side = |tellers: &[Partner], milestone, at| Side { tellers: tellers.to_vec(), milestone, partial: false, at };
    expected.contradictions = vec![Contradiction {
        about: Milestone::Delivered,
        shown: side(&[Partner::Tms, Partner::Ups], Milestone::HubArrived, at),
        others: vec![side(&[Partner::Erp], Milestone::Delivered, at - SignedDuration::from_hours(4))],
        why: "owner",
        undecided: false,
    }];
    let mut answer = right(&expected);
    answer["conflicts"] = json!([{
        "about": "DELIVERED", "why": "owner",
        "shown": {"source": "ups", "says": "HUB_ARRIVED", "partial": false, "at": "2026-05-14T06:00:00-05:00"},
        "others": [{"source": "erp", "says": "DELIVERED", "partial": false, "at": "2026-05-14T07:00:00Z"}],
    }]);
    (expected, answer)
}

#[test]
fn a_contradiction_is_shown_with_the_right_side_before_the_other() {
    let (expected, answer) = denied();
    assert_eq!(compare(&expected, Some(&answer), now()), []);
    for (pointer, wrong) in [
        ("/conflicts", json!([])),
        ("/conflicts/0/about", json!("PICKED_UP")),
        ("/conflicts/0/why", json!("later")),
        ("/conflicts/0/shown/source", json!("erp")),
        ("/conflicts/0/shown/says", json!("HUB_DEPARTED")),
        ("/conflicts/0/shown/at", json!("2026-05-14T07:00:00Z")),
        ("/conflicts/0/others", json!([])),
        ("/conflicts/0/others/0/partial", json!(true)),
        ("/conflicts/0/others/0/source", json!("ups")),
    ] {
        let mut answer = answer.clone();
        *answer.pointer_mut(pointer).unwrap() = wrong;
        assert_eq!(found(&expected, &answer), [What::Contradiction], "{pointer}");
    }
    let none = Expected { contradictions: Vec::new(), ..expected };
    assert_eq!(found(&none, &answer), [What::Contradiction], "what is none must not be shown");
}

#[test]
fn what_we_find_of_a_shipment_from_what_is_told_is_compared() {
    let mut expected = expected(Kind::InTransit);
    let mut answer = right(&expected);
    answer["shipments"][0]["exceptions"] =
        json!([{"code": "AT_RISK"}, {"code": "SOURCE_CONFLICT"}, {"code": "STALLED"}]);
    assert_eq!(found(&expected, &answer), [What::AtRisk, What::Disputed]);
    expected.shipments[0].at_risk = true;
    expected.shipments[0].disputed = true;
    assert_eq!(found(&expected, &answer), []);
}

#[test]
fn a_trouble_may_be_told_with_two_reasons_but_not_without_the_true_one() {
    let mut expected = expected(Kind::InTransit);
    let delayed = crate::simulate::trial::expected::Trouble {
        exception: Exception::Delayed,
        reason: crate::domain::reason::Reason::Mechanical,
    };
    expected.shipments[0].troubles = vec![delayed];
    let mut answer = right(&expected);
    let told =
        |reasons: &[&str]| -> Value { reasons.iter().map(|r| json!({"code": "DELAYED", "reason": r})).collect() };
    answer["shipments"][0]["exceptions"] = told(&["OTHER", "MECHANICAL"]);
    assert_eq!(found(&expected, &answer), []);
    answer["shipments"][0]["exceptions"] = told(&["OTHER"]);
    assert_eq!(found(&expected, &answer), [What::ShipmentExceptions]);
    answer["shipments"][0]["exceptions"] = json!([{"code": "STALLED", "reason": null}]);
    assert_eq!(found(&expected, &answer), [What::ShipmentExceptions], "what the product finds itself does not count");
}

#[test]
fn what_cannot_be_decided_is_explained() {
    let expected = expected(Kind::InTransit);
    let mut answer = right(&expected);
    answer["promise_missed"] = json!(true);
    let end = expected.promise.unwrap();
    let explained = |expected: &Expected, answer: &Value, asked| -> Vec<(What, bool)> {
        let found = compare(expected, Some(answer), asked).into_iter();
        found.map(|difference| (difference.what, difference.explained.is_some())).collect()
    };
    assert_eq!(explained(&expected, &answer, end - SignedDuration::from_secs(20)), [(What::Missed, true)]);
    assert_eq!(explained(&expected, &answer, end - SignedDuration::from_hours(2)), [(What::Missed, false)]);
    let (mut claimed, answer) = denied();
    claimed.contradictions[0].undecided = true;
    assert_eq!(explained(&claimed, &answer, now()), [(What::Contradiction, true)]);
    assert_eq!(found(&claimed, &right(&claimed)), [], "nor need it be shown yet");
}

mod rules;
