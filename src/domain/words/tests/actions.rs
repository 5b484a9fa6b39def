//! What is said and recommended where a state, and not a word alone, decides: on the way back, on the van, at a collection point.

use super::*;

/// `NOW` is 08:40 in Memphis on Thursday 14 May, the promised day.
fn at(world: &World, now: &str) -> (String, Vec<String>) {
    let (view, now) = (world.fold(now).view, now.parse().unwrap());
    let titles = next_actions(&view, DeskFacts::default(), now).into_iter().map(|next| next.title).collect();
    (what_to_say(&view, DeskFacts::default(), now), titles)
}

fn promise(world: &mut World, promise: serde_json::Value) {
    world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "promise": promise}));
}

#[test]
fn a_returning_parcel_is_told_why_it_turned_back_and_nothing_lets_it_go_on() {
    for (exception, reason, said) in [
        ("ON_HOLD", "BAD_ADDRESS", "It could not be delivered to the address we had in Memphis."),
        ("ON_HOLD", "DUTIES", "Import charges were still open in Memphis."),
        ("ON_HOLD", "DOCUMENTS", "Customs did not get a document that it needed in Memphis."),
        ("ON_HOLD", "PAYMENT", "A payment was still open in Memphis."),
        ("DELAYED", "CLOSED", "The address was closed when we tried to deliver in Memphis."),
        ("DELAYED", "UNAVAILABLE", "Nobody was there when we tried to deliver in Memphis."),
    ] {
        let (mut world, ship) = one(&[PICKED]);
        world.exception(ship, exception, reason, "2026-05-13T09:00:00-05:00");
        step(&mut world, ship, "RETURNING", "2026-05-13T09:00:00-05:00");
        let (say, actions) = at(&world, NOW);
        assert_eq!(say, format!("Your order is on its way back to us. {said}"), "{reason}");
        assert_eq!(actions, ["Tell the customer when the refund comes", "Agree on a replacement or a new order"]);
        let told = sentence(&world.fold(NOW).view, DeskFacts::default(), NOW.parse().unwrap()).whole();
        assert!(!told.contains("held") && !told.contains("until"), "{told}");
    }
}

#[test]
fn more_than_was_ordered_is_not_told_as_missing() {
    let (mut world, ship) = one(&[PICKED, DONE]);
    world.exception(ship, "SHORT_SHIPPED", "OVER", "2026-05-13T10:25:00-05:00");
    let (say, actions) = at(&world, NOW);
    assert!(say.contains("More came in Memphis than you ordered"), "{say}");
    assert_eq!(actions[0], "Agree whether the customer keeps or returns the rest");
    assert!(super::super::badge(&world.fold(NOW).view).words.contains("with more units than ordered"));
}

#[test]
fn a_missed_promise_is_answered_with_the_new_day_or_hours() {
    let (mut world, ship) = one(&[PICKED]);
    let header = json!({"type": "order", "header": {"customer": {"number": "100042", "name": "Acme"}}});
    world.say("s4", ORDER, "2026-05-10T09:00:00Z", header);
    world.estimate(ship, "2026-05-13T12:00:00Z", "2026-05-18T09:00:00-05:00", "2026-05-18T12:00:00-05:00");
    assert_eq!(at(&world, NOW).1, ["Tell the customer before the promise is missed"]);
    assert_eq!(at(&world, "2026-05-16T15:00:00Z").1[0], "Tell the customer the new day: Mon 18 May");
    let passed = at(&world, "2026-05-19T15:00:00Z").1;
    assert!(passed.contains(&"Get a new delivery day".to_owned()), "{passed:?}");
    promise(&mut world, json!({"window": {"to": "2026-05-18T08:00:00"}, "zone": "America/Chicago"}));
    let (say, actions) = at(&world, "2026-05-18T14:00:00Z");
    assert_eq!(actions[0], "Tell the customer the new time: Mon 18 May between 9 am and 12 pm");
    assert!(say.contains("That is later in the day than the 8 am that we promised, and I am sorry."), "{say}");
}

#[test]
fn on_the_van_today_no_day_is_asked_for() {
    let (mut world, _) = one(&[PICKED, OUT]);
    assert_eq!(at(&world, NOW), ("Your order is out for delivery. It should arrive today.".into(), Vec::new()));
    promise(&mut world, json!({"deliver_by": "2026-05-15", "zone": "America/Chicago"}));
    assert_eq!(at(&world, NOW).0, "Your order is out for delivery. It should arrive today.");
    promise(&mut world, json!({"window": {"to": "2026-05-14T08:00:00"}, "zone": "America/Chicago"}));
    let (say, actions) = at(&world, NOW);
    assert!(say.contains("We promised it for today, Thursday 14 May, by 8 am, and I am sorry"), "{say}");
    assert!(say.ends_with("It should still arrive today."), "{say}");
    assert!(actions.contains(&"Ask the carrier when it arrives today".to_owned()), "{actions:?}");
    assert!(actions.iter().all(|title| !title.contains("day") || title.contains("today")), "{actions:?}");
}

#[test]
fn an_estimate_that_has_passed_is_told_and_asked_about() {
    let (mut world, ship) = one(&[PICKED, OUT]);
    world.estimate(ship, "2026-05-13T12:00:00Z", "2026-05-14T06:00:00-05:00", "2026-05-14T08:00:00-05:00");
    let (say, actions) = at(&world, NOW);
    assert!(say.contains("We expected it today, Thursday 14 May, between 6 am and 8 am"), "{say}");
    assert!(say.ends_with("It should still arrive today."), "{say}");
    assert_eq!(actions, ["Ask the carrier when it arrives today"]);
    let (mut world, ship) = one(&[PICKED]);
    promise(&mut world, json!({"deliver_by": "2026-05-15", "zone": "America/Chicago"}));
    world.estimate(ship, "2026-05-12T16:00:00Z", "2026-05-12T12:00:00-05:00", "2026-05-12T17:00:00-05:00");
    let (say, actions) = at(&world, NOW);
    assert!(
        say.contains("We expected it on Tuesday 12 May, between 12 pm and 5 pm, and it has not arrived yet."),
        "{say}"
    );
    assert_eq!(actions, ["Ask the carrier for a new delivery day"]);
}

#[test]
fn only_the_latest_attempt_gives_actions() {
    let attempts = |first: (&str, &str), second: (&str, &str)| {
        let (mut world, ship) = one(&[PICKED]);
        step(&mut world, ship, "DELIVERY_ATTEMPTED", "2026-05-12T15:00:00-05:00");
        world.exception(ship, first.0, first.1, "2026-05-12T15:00:00-05:00");
        step(&mut world, ship, "DELIVERY_ATTEMPTED", "2026-05-13T15:00:00-05:00");
        world.exception(ship, second.0, second.1, "2026-05-13T15:00:00-05:00");
        at(&world, NOW).1.concat()
    };
    let refused = attempts(("DELAYED", "CLOSED"), ("REFUSED_GOODS", "REFUSED"));
    assert!(refused.contains("redeliver") && !refused.contains("open"), "{refused}");
    let closed = attempts(("REFUSED_GOODS", "REFUSED"), ("DELAYED", "CLOSED"));
    assert!(closed.contains("Agree on a day and hours") && !closed.contains("redeliver"), "{closed}");
}

#[test]
fn what_waits_at_a_collection_point_in_time_is_not_late() {
    let (world, _) = one(&[PICKED, ("READY_FOR_COLLECTION", "2026-05-14T07:00:00-05:00")]);
    let (say, actions) = at(&world, "2026-05-16T15:00:00Z");
    assert_eq!(say, "Your order has been ready to be collected in Memphis since Thursday 14 May.");
    assert_eq!(actions, ["Tell the customer where to collect it"]);
    let (late, _) = one(&[PICKED, ("READY_FOR_COLLECTION", "2026-05-15T07:00:00-05:00")]);
    let (say, actions) = at(&late, "2026-05-16T15:00:00Z");
    assert!(say.contains("I am sorry that it is late"), "{say}");
    assert!(!actions.contains(&"Get a new delivery day".to_owned()), "{actions:?}");
}

#[test]
fn weights_are_counted_in_their_unit() {
    let mut world = World::ordered();
    let line = json!({"line": "10", "text": "Sand", "quantity": "500", "unit": "KGM"});
    world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "lines": [line]}));
    let ship = world.shipment(&[("10", "300")]);
    world.input.links.last_mut().unwrap().lines[0].unit = Some("KGM".into());
    step(&mut world, ship, PICKED.0, PICKED.1);
    step(&mut world, ship, DONE.0, DONE.1);
    let (say, actions) = at(&world, "2026-05-16T15:00:00Z");
    assert!(say.starts_with("300 of the 500 kg you ordered have arrived."), "{say}");
    assert!(super::super::badge(&world.fold(NOW).view).words.contains("300 of 500 kg delivered"));
    assert!(actions.contains(&"Get a new day for the rest".to_owned()), "{actions:?}");
    assert!(actions.contains(&"Ask the warehouse when the rest is shipped".to_owned()), "{actions:?}");
}

#[test]
fn a_shipment_that_was_booked_again_without_a_cancellation_is_to_be_cleared_up() {
    let mut world = World::ordered();
    let lines = [("10", "4"), ("20", "2")];
    let (silent, came) = (world.shipment(&lines), world.shipment(&lines));
    step(&mut world, came, PICKED.0, PICKED.1);
    step(&mut world, came, DONE.0, DONE.1);
    let (say, actions) = at(&world, "2026-05-16T15:00:00Z");
    assert!(say.starts_with("Your order arrived on Wednesday 13 May"), "{say}");
    assert!(actions.contains(&"Have shipment SH1 cancelled or removed from the order".to_owned()), "{actions:?}");
    let view = world.fold("2026-05-16T15:00:00Z").view;
    assert!(!view.promise_missed && view.counts.shipments == 1 && view.counts.delivered == 1);
    step(&mut world, silent, PICKED.0, "2026-05-14T08:00:00-05:00");
    let moving = world.fold("2026-05-16T15:00:00Z").view;
    assert!(!moving.shipments[0].is_superseded, "what moves is no mere reference");
}
