//! The rules by example. Each of them over any scene: properties.rs.

mod contradictions;
mod corrections;
mod days;
mod deliveries;
mod estimates;
mod exceptions;
mod graph;
mod ledger;
mod order;
mod ownership;
mod quantities;
mod repeated;
mod returns;
mod silence;
mod spellings;
mod statements;
mod voided;
mod watch;
mod witnesses;

use serde_json::json;

use super::testing::{NOW, ORDER, World, micros, name};
use crate::domain::{
    decimal::Dec,
    event::{Content, Relation},
    milestone::{Extent, Milestone},
    reason::{Exception, Reason},
    reference::ObjectKind,
    view::{EventStatus, State},
};

fn dec(text: &str) -> Dec {
    text.parse().unwrap()
}

fn retraction(keys: &[&str], key: &str) -> serde_json::Value {
    json!({"type": "retraction", "retracts": keys, "key": key})
}

fn keyed(milestone: &str, key: &str) -> serde_json::Value {
    json!({"type": "milestone", "milestone": milestone, "key": key})
}

mod headline {
    use super::*;

    #[test]
    fn an_order_of_which_nothing_is_said_is_unknown() {
        let view = World::new().view();
        assert_eq!((view.state, view.headline, view.leading), (State::Unknown, None, None));
        assert_eq!(view.refs, [name("order", "S4", "4711")]);
    }

    #[test]
    fn time_decides_then_progress() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-12T10:00:00Z");
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
        let headline = world.shipment_view(ships[0]).headline.unwrap();
        assert_eq!(headline.milestone, Milestone::HubArrived);
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:03:00Z");
        assert_eq!(world.view().headline.unwrap().milestone, Milestone::PickedUp);
    }

    #[test]
    fn plans_estimates_documents_and_money_move_nothing() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "IN_TRANSIT", "2026-05-12T10:00:00Z");
        for event in [
            json!({"type": "milestone", "milestone": "DELIVERED", "classifier": "estimated", "expected": {"to": "2026-05-13T10:00:00Z"}}),
            json!({"type": "milestone", "milestone": "DELIVERED", "classifier": "planned"}),
            json!({"type": "milestone", "milestone": "POD_AVAILABLE"}),
            json!({"type": "milestone", "milestone": "GOODS_ISSUE_POSTED"}),
            json!({"type": "milestone", "milestone": "UNMAPPED", "raw": {"code": "ZZ", "text": "Zapped"}}),
        ] {
            world.say("ups", ships[0], "2026-05-12T11:00:00Z", event);
        }
        let shipment = world.shipment_view(ships[0]);
        assert_eq!(shipment.headline.unwrap().milestone, Milestone::InTransit);
        assert_eq!(shipment.state, State::Moving);
        assert_eq!(shipment.entries.len(), 6, "all of them are on the timeline");
    }

    #[test]
    fn delivered_stands_but_for_a_return() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("ups", ships[0], "HUB_DEPARTED", "2026-05-12T12:00:00Z");
        world.milestone("tms", ships[0], "CANCELLED", "2026-05-12T13:00:00Z");
        assert_eq!(world.view().state, State::Delivered);
        world.milestone("ups", ships[0], "RETURNING", "2026-05-13T09:00:00Z");
        world.milestone("ups", ships[0], "HUB_DEPARTED", "2026-05-13T12:00:00Z");
        assert_eq!(world.view().state, State::Returning, "scans of the way back do not make it move again");
        assert_eq!(world.view().headline.unwrap().milestone, Milestone::Returning);
    }

    #[test]
    fn an_attempt_is_shown_until_the_goods_go_out_again() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "DELIVERY_ATTEMPTED", "2026-05-12T10:00:00Z");
        world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-12T18:00:00Z");
        assert_eq!(world.view().state, State::Attempted);
        world.milestone("ups", ships[0], "OUT_FOR_DELIVERY", "2026-05-13T07:00:00Z");
        assert_eq!(world.view().state, State::OutForDelivery);
    }

    #[test]
    fn what_has_moved_is_not_undone_by_what_is_booked_or_packed_later() {
        for (moved, state) in [
            ("PICKED_UP", State::Moving),
            ("OUT_FOR_DELIVERY", State::OutForDelivery),
            ("READY_FOR_COLLECTION", State::ReadyForCollection),
            ("DELIVERY_ATTEMPTED", State::Attempted),
            ("RETURNING", State::Returning),
            ("RETURNED", State::Returned),
        ] {
            for later in ["ORDER_CREATED", "BOOKED", "PACKED"] {
                let (mut world, ships) = World::shipped(1);
                world.milestone("ups", ships[0], moved, "2026-05-12T10:00:00Z");
                world.milestone("tms", ships[0], later, "2026-05-12T12:00:00Z");
                assert_eq!(world.view().state, state, "{moved}, then {later}");
            }
        }
    }

    #[test]
    fn what_is_back_at_a_hub_moves_again() {
        for out in ["OUT_FOR_DELIVERY", "READY_FOR_COLLECTION"] {
            let (mut world, ships) = World::shipped(1);
            world.milestone("ups", ships[0], out, "2026-05-12T10:00:00Z");
            world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-12T18:00:00Z");
            assert_eq!(world.view().state, State::Moving, "{out}");
        }
    }

    #[test]
    fn goods_on_their_way_back_stay_so_until_they_are_delivered_or_back() {
        for (later, state) in [
            ("HUB_ARRIVED", State::Returning),
            ("OUT_FOR_DELIVERY", State::Returning),
            ("READY_FOR_COLLECTION", State::Returning),
            ("DELIVERY_ATTEMPTED", State::Returning),
            ("CANCELLED", State::Returning),
            ("RETURNED", State::Returned),
            ("DELIVERED", State::Returned),
        ] {
            let (mut world, ships) = World::shipped(1);
            world.milestone("ups", ships[0], "RETURNING", "2026-05-12T10:00:00Z");
            world.milestone("ups", ships[0], later, "2026-05-12T12:00:00Z");
            assert_eq!(world.view().state, state, "{later}");
        }
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "RETURNED", "2026-05-12T10:00:00Z");
        world.milestone("tms", ships[0], "CANCELLED", "2026-05-12T12:00:00Z");
        assert_eq!(world.view().state, State::Returned, "what is back is not called off");
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-13T12:00:00Z");
        assert_eq!(world.view().state, State::Moving, "but can go out again");
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "RETURNING", "2026-05-12T10:00:00Z");
        let part = json!({"type": "milestone", "milestone": "DELIVERED", "extent": "partial"});
        world.say("ups", ships[0], "2026-05-12T12:00:00Z", part);
        assert_eq!(world.view().state, State::PartlyDelivered, "of what turned back a part was delivered");
    }

    #[test]
    fn what_was_delivered_in_part_stays_so_until_the_rest_arrives_or_turns_back() {
        for (later, state) in [
            ("HUB_ARRIVED", State::PartlyDelivered),
            ("OUT_FOR_DELIVERY", State::PartlyDelivered),
            ("CANCELLED", State::PartlyDelivered),
            ("DELIVERED", State::Delivered),
            ("RETURNING", State::PartlyReturned),
            ("RETURNED", State::PartlyReturned),
        ] {
            let (mut world, ships) = World::shipped(1);
            let part = json!({"type": "milestone", "milestone": "DELIVERED", "extent": "partial"});
            world.say("ups", ships[0], "2026-05-12T10:00:00Z", part);
            world.milestone("ups", ships[0], later, "2026-05-12T12:00:00Z");
            assert_eq!(world.shipment_view(ships[0]).state, state, "{later}");
        }
    }

    #[test]
    fn the_future_is_evidence_and_not_a_headline() {
        let (mut world, ships) = World::shipped(1);
        let heard = Some("2026-05-12T10:00:00Z");
        let out = json!({"type": "milestone", "milestone": "OUT_FOR_DELIVERY"});
        world.say_heard("ups", ships[0], "2026-05-12T10:15:00Z", heard, out);
        let delivered = json!({"type": "milestone", "milestone": "DELIVERED"});
        world.say_heard("ups", ships[0], "2026-05-12T10:15:00.000001Z", heard, delivered);
        let shipment = world.shipment_view(ships[0]);
        assert_eq!(shipment.state, State::OutForDelivery);
        let standings: Vec<EventStatus> = shipment.entries.iter().map(|entry| entry.status).collect();
        assert_eq!(standings, [EventStatus::Counts, EventStatus::ClockSkew]);
    }

    #[test]
    fn an_unknown_zone_yields_to_a_known_one_for_fourteen_hours() {
        for (at, takes) in [("2026-05-12T23:59:59", false), ("2026-05-13T00:00:00", true)] {
            let (mut world, ships) = World::shipped(1);
            world.milestone("ups", ships[0], "HUB_ARRIVED", "2026-05-12T10:00:00Z");
            // A state with two times, and nothing that tells in which of them.
            let place = json!({"region": "TN", "country": "US"});
            let out = json!({"type": "milestone", "milestone": "OUT_FOR_DELIVERY", "place": place});
            world.say("ups", ships[0], at, out);
            assert_eq!(world.view().state == State::OutForDelivery, takes, "{at}");
            assert_eq!(world.shipment_view(ships[0]).entries.len(), 2);
        }
    }

    #[test]
    fn an_unknown_zone_is_not_taken_for_the_future() {
        let (mut world, ships) = World::shipped(1);
        let moved = json!({"type": "milestone", "milestone": "IN_TRANSIT"});
        world.say_heard("ups", ships[0], "2026-05-12T20:00:00", Some("2026-05-12T10:00:00Z"), moved);
        assert_eq!(world.shipment_view(ships[0]).state, State::Moving);
    }
}

mod retractions {
    use super::*;

    #[test]
    fn a_retraction_withdraws_events_of_its_own_source_only() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "IN_TRANSIT", "2026-05-12T08:00:00Z");
        world.say("ups", ships[0], "2026-05-12T10:00:00Z", keyed("DELIVERED", "d1"));
        world.say("tms", ships[0], "2026-05-12T11:00:00Z", retraction(&["d1"], "r1"));
        assert_eq!(world.view().state, State::Delivered);
        world.say("ups", ships[0], "2026-05-12T11:00:00Z", retraction(&[" d1 "], "r2"));
        let view = world.view();
        assert_eq!((view.state, view.withdrawn), (State::Moving, 1));
        assert_eq!(view.shipments[0].entries.last().unwrap().status, EventStatus::Withdrawn);
    }

    #[test]
    fn it_may_come_before_what_it_withdraws() {
        let (mut world, ships) = World::shipped(1);
        world.say("ups", ships[0], "2026-05-12T09:00:00Z", retraction(&["d1"], "r1"));
        world.say("ups", ships[0], "2026-05-12T10:00:00Z", keyed("DELIVERED", "d1"));
        assert_eq!(world.view().state, State::Ordered);
    }

    #[test]
    fn an_event_that_names_itself_withdraws_nothing() {
        let (mut world, ships) = World::shipped(1);
        let mut itself = keyed("DELIVERED", "d1");
        itself["retracts"] = json!(["d1"]);
        world.say("ups", ships[0], "2026-05-12T10:00:00Z", itself);
        let view = world.view();
        assert_eq!((view.state, view.withdrawn), (State::Delivered, 0));
    }

    #[test]
    fn a_withdrawal_told_twice_frees_nothing_that_another_withdraws() {
        let retracting = |key: &str, what: &str| json!({"type": "retraction", "retracts": [what], "key": key});
        for third in ["0", "z"] {
            let (mut world, ships) = World::shipped(1);
            world.say("ups", ships[0], "2026-05-12T10:00:00Z", keyed("DELIVERED", "c"));
            for (key, what) in [("a1", "b"), ("a2", "b"), ("b", "c"), (third, "c")] {
                world.say("ups", ships[0], "2026-05-12T11:00:00Z", retracting(key, what));
            }
            let view = world.view();
            assert_eq!((view.state, view.withdrawn), (State::Ordered, 2), "{third}");
        }
    }

    #[test]
    fn a_correction_replaces_what_it_names() {
        let (mut world, ships) = World::shipped(1);
        world.say("ups", ships[0], "2026-05-12T10:00:00Z", keyed("DELIVERED", "d1"));
        let mut correction = keyed("DELIVERY_ATTEMPTED", "d2");
        correction["retracts"] = json!(["d1"]);
        world.say("ups", ships[0], "2026-05-12T10:00:00Z", correction);
        assert_eq!(world.view().state, State::Attempted);
    }

    #[test]
    fn a_withdrawn_withdrawal_withdraws_nothing() {
        let (mut world, ships) = World::shipped(1);
        world.say("ups", ships[0], "2026-05-12T10:00:00Z", keyed("DELIVERED", "d1"));
        world.say("ups", ships[0], "2026-05-12T11:00:00Z", retraction(&["d1"], "r1"));
        world.say("ups", ships[0], "2026-05-12T12:00:00Z", retraction(&["r1"], "r2"));
        assert_eq!(world.view().state, State::Delivered);
    }

    #[test]
    fn of_two_that_withdraw_each_other_neither_stands_whichever_came_first() {
        for (first, second) in [("09:00", "10:00"), ("10:00", "09:00")] {
            let (mut world, ships) = World::shipped(1);
            world.milestone("ups", ships[0], "IN_TRANSIT", "2026-05-12T07:00:00Z");
            for (milestone, key, other, heard) in
                [("DELIVERY_ATTEMPTED", "a", "b", first), ("OUT_FOR_DELIVERY", "b", "a", second)]
            {
                let mut event = keyed(milestone, key);
                event["retracts"] = json!([other, key]);
                let heard = format!("2026-05-12T{heard}:00Z");
                world.say_heard("ups", ships[0], "2026-05-12T08:00:00Z", Some(&heard), event);
            }
            let view = world.view();
            assert_eq!((view.state, view.withdrawn), (State::Moving, 2));
            assert_eq!(view.shipments[0].entries.len(), 3, "both are shown when asked");
        }
    }

    #[test]
    fn a_third_word_from_outside_breaks_the_circle() {
        let (mut world, ships) = World::shipped(1);
        for (milestone, key, other) in [("DELIVERY_ATTEMPTED", "a", "b"), ("OUT_FOR_DELIVERY", "b", "a")] {
            let mut event = keyed(milestone, key);
            event["retracts"] = json!([other]);
            world.say("ups", ships[0], "2026-05-12T08:00:00Z", event);
        }
        world.say("ups", ships[0], "2026-05-12T09:00:00Z", retraction(&["a"], "c"));
        let view = world.view();
        assert_eq!((view.state, view.withdrawn), (State::OutForDelivery, 1));
    }

    #[test]
    fn a_retraction_of_what_never_came_is_kept_and_withdraws_nothing() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "IN_TRANSIT", "2026-05-12T08:00:00Z");
        let before = world.view();
        world.say("ups", ships[0], "2026-05-12T09:00:00Z", retraction(&["nothing"], "r"));
        let after = world.view();
        assert_eq!((after.told, after.withdrawn), (before.told + 1, 0));
        assert_eq!((after.state, &after.headline, &after.leading), (before.state, &before.headline, &before.leading));
    }

    #[test]
    fn a_withdrawn_statement_gives_way_to_the_one_before() {
        let mut world = World::ordered();
        let later = json!({"type": "order", "key": "o2", "promise": {"deliver_by": "2026-05-20"}});
        world.say("s4", ORDER, "2026-05-11T08:00:00Z", later);
        assert_eq!(world.view().promise.unwrap().deliver_by.unwrap().to_string(), "2026-05-20");
        world.say("s4", ORDER, "2026-05-11T09:00:00Z", retraction(&["o2"], "r"));
        assert_eq!(world.view().promise.unwrap().deliver_by.unwrap().to_string(), "2026-05-14");
    }
}

mod parts {
    use super::*;

    #[test]
    fn two_of_three_delivered_is_said_so() {
        let mut world = World::ordered();
        let ships = [
            world.shipment(&[("10", "3")]),
            world.shipment(&[("10", "1"), ("20", "1")]),
            world.shipment(&[("20", "1")]),
        ];
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("ups", ships[1], "DELIVERED", "2026-05-13T10:00:00Z");
        world.milestone("ups", ships[2], "IN_TRANSIT", "2026-05-13T09:00:00Z");
        let view = world.view();
        assert_eq!(view.state, State::PartlyDelivered);
        assert_eq!((view.counts.delivered, view.counts.shipments), (2, 3));
        assert_eq!((view.counts.units_delivered, view.counts.units), (dec("5"), dec("6")));
        assert_eq!((view.lines[1].shipped, view.lines[1].delivered), (dec("2"), dec("1")));
        let headline = view.headline.unwrap();
        assert_eq!((headline.milestone, headline.extent), (Milestone::Delivered, Extent::Partial));
    }

    #[test]
    fn every_shipment_delivered_and_units_missing_is_partly() {
        let mut world = World::ordered();
        let ship = world.shipment(&[("10", "4")]);
        world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        assert_eq!(world.view().state, State::PartlyDelivered);
        assert_eq!(world.shipment_view(ship).state, State::Delivered);
        let other = world.shipment(&[("20", "2")]);
        world.milestone("ups", other, "DELIVERED", "2026-05-12T10:00:00Z");
        assert_eq!(world.view().state, State::Delivered);
    }

    #[test]
    fn a_shipment_without_quantities_is_counted_and_not_guessed() {
        let (mut world, ships) = World::shipped(2);
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
        let view = world.view();
        assert_eq!(view.state, State::PartlyDelivered);
        assert_eq!(view.counts.units_delivered, dec("0"));
        world.milestone("ups", ships[1], "DELIVERED", "2026-05-12T10:00:00Z");
        assert_eq!(world.view().state, State::Delivered);
        let (mut alone, ships) = World::shipped(1);
        alone.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
        assert_eq!(alone.view().counts.units_delivered, dec("6"), "the only shipment has all of it");
    }

    #[test]
    fn a_delivery_that_no_shipment_carries_is_a_part_too() {
        let mut world = World::ordered();
        let shipped = world.delivery(&[("10", "4")]);
        let waiting = world.delivery(&[("20", "2")]);
        let ship = world.object(ObjectKind::Shipment, vec![name("shipment", "TMS", "SH9")]);
        world.link(ship, Relation::Carries, shipped, &[]);
        world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("wms", waiting, "PICKING", "2026-05-12T10:00:00Z");
        let view = world.view();
        assert_eq!(view.state, State::PartlyDelivered);
        assert_eq!((view.deliveries[0].state, view.deliveries[1].state), (State::Delivered, State::Preparing));
        assert_eq!(view.lines[0].delivered, dec("4"), "through the delivery");
    }

    #[test]
    fn a_shipment_is_delivered_when_all_its_packages_are() {
        let mut world = World::ordered();
        let ship = world.shipment(&[("10", "4"), ("20", "2")]);
        let packages = [world.package(ship), world.package(ship)];
        let holds = |index: usize, line: &str, quantity: &str| json!({"refs": [{"kind": "tracking", "scope": "UPSN", "value": format!("1z-{}", index + 2)}], "lines": [{"line": line, "quantity": quantity, "unit": "EA"}]});
        let stated = json!({"type": "shipment", "packages": [holds(0, "10", "4"), holds(1, "20", "2")]});
        world.say("tms", ship, "2026-05-11T08:00:00Z", stated);
        world.milestone("ups", packages[0], "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("ups", packages[1], "OUT_FOR_DELIVERY", "2026-05-12T09:00:00Z");
        let view = world.shipment_view(ship);
        assert_eq!((view.state, view.delivered_at), (State::PartlyDelivered, None));
        assert_eq!(view.headline.unwrap().extent, Extent::Partial);
        assert_eq!(world.view().counts.units_delivered, dec("4"), "what is in the delivered package");
        world.milestone("ups", packages[1], "DELIVERED", "2026-05-12T11:00:00Z");
        let view = world.shipment_view(ship);
        assert_eq!((view.state, view.delivered_at.unwrap().micros), (State::Delivered, micros("2026-05-12T11:00:00Z")));
        assert_eq!(world.view().state, State::Delivered);
    }

    #[test]
    fn a_scan_of_a_package_that_has_come_says_nothing_of_the_others() {
        let (mut world, ships) = World::shipped(1);
        let ship = ships[0];
        let packages = [world.package(ship), world.package(ship)];
        world.milestone("ups", packages[0], "DELIVERED", "2026-05-12T10:00:00Z");
        world.milestone("ups", packages[1], "OUT_FOR_DELIVERY", "2026-05-12T09:00:00Z");
        let headline = |world: &World| world.shipment_view(ship).headline.map(|headline| headline.milestone);
        world.milestone("ups", packages[0], "HUB_ARRIVED", "2026-05-12T12:00:00Z");
        assert_eq!(headline(&world), Some(Milestone::Delivered), "an empty carton, or a wrong label");
        world.milestone("ups", packages[1], "HUB_ARRIVED", "2026-05-12T18:00:00Z");
        assert_eq!(headline(&world), Some(Milestone::HubArrived));
    }

    #[test]
    fn what_is_said_of_the_shipment_holds_for_its_packages() {
        let mut world = World::ordered();
        let ship = world.shipment(&[]);
        world.package(ship);
        world.package(ship);
        world.milestone("tms", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        let view = world.shipment_view(ship);
        assert_eq!(view.state, State::Delivered);
        assert!(view.packages.iter().all(|package| package.state == State::Delivered));
    }

    #[test]
    fn a_package_that_left_the_common_way_is_not_set_going_by_scans_of_the_others() {
        for (milestone, state) in
            [("RETURNING", State::Returning), ("RETURNED", State::Returned), ("CANCELLED", State::Cancelled)]
        {
            let mut world = World::ordered();
            let ship = world.shipment(&[]);
            let packages = [world.package(ship), world.package(ship)];
            world.milestone("ups", packages[0], milestone, "2026-05-12T10:00:00Z");
            world.milestone("tms", ship, "OUT_FOR_DELIVERY", "2026-05-12T11:00:00Z");
            let view = world.shipment_view(ship);
            assert_eq!((view.packages[0].state, view.packages[1].state), (state, State::OutForDelivery));
            assert_eq!(view.state, State::OutForDelivery);
        }
    }

    #[test]
    fn the_end_of_a_trip_is_not_the_end_of_the_shipment() {
        let (mut world, ships) = World::shipped(1);
        let load = world.object(ObjectKind::Load, vec![name("load", "TMS", "L1")]);
        world.link(load, Relation::Contains, ships[0], &[]);
        world.milestone("tms", load, "IN_TRANSIT", "2026-05-12T10:00:00Z");
        world.milestone("tms", load, "DELIVERED", "2026-05-12T20:00:00Z");
        let view = world.shipment_view(ships[0]);
        assert_eq!((view.state, view.entries.len()), (State::Moving, 2));
    }

    #[test]
    fn a_package_that_no_shipment_holds_is_a_lane() {
        let mut world = World::ordered();
        let package = world.object(ObjectKind::Package, vec![name("tracking", "UPSN", "1Z9")]);
        world.milestone("ups", package, "IN_TRANSIT", "2026-05-12T10:00:00Z");
        let view = world.view();
        assert_eq!(
            (view.state, view.shipments[0].object, view.shipments[0].entries.len()),
            (State::Moving, package, 1)
        );
    }

    #[test]
    fn a_cancelled_order_is_cancelled_unless_goods_have_arrived() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("s4", ORDER, "CANCELLED", "2026-05-11T10:00:00Z");
        assert_eq!(world.view().state, State::Cancelled);
        world.milestone("tms", ships[0], "PICKED_UP", "2026-05-11T11:00:00Z");
        assert_eq!(world.view().state, State::Cancelled, "goods that still move are told beside it");
        assert!(!world.fold("2026-06-01T00:00:00Z").view.promise_missed);
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-12T10:00:00Z");
        assert_eq!(world.view().state, State::Delivered);
    }

    #[test]
    fn a_shipment_that_has_not_moved_is_as_far_as_the_warehouse() {
        let mut world = World::ordered();
        let delivery = world.delivery(&[]);
        let ship = world.object(ObjectKind::Shipment, vec![name("shipment", "TMS", "SH9")]);
        world.link(ship, Relation::Carries, delivery, &[]);
        world.milestone("tms", ship, "BOOKED", "2026-05-11T10:00:00Z");
        world.milestone("wms", delivery, "PACKED", "2026-05-11T09:00:00Z");
        assert_eq!(world.shipment_view(ship).state, State::Preparing);
        assert_eq!(world.view().state, State::Preparing);
    }
}

mod wrong_and_expected {
    use super::*;
    use crate::domain::view::ActiveException;

    /// The gravest thing that somebody reported.
    fn cause(world: &World) -> Option<ActiveException> {
        world.view().leading.filter(|leading| leading.source.is_some())
    }

    #[test]
    fn a_delay_that_travels_along_stands_through_movement_and_ends_at_the_door() {
        let (mut world, ships) = World::shipped(1);
        world.exception(ships[0], "DELAYED", "LATE_PICKUP", "2026-05-12T10:00:00Z");
        world.milestone("ups", ships[0], "HUB_DEPARTED", "2026-05-12T11:00:00Z");
        let view = world.view();
        assert_eq!(view.leading.unwrap().exception, Exception::Delayed);
        assert_eq!(view.shipments[0].last_seen.as_ref().unwrap().place.city.as_deref(), Some("Memphis"));
        world.milestone("ups", ships[0], "OUT_FOR_DELIVERY", "2026-05-13T11:00:00Z");
        assert_eq!(cause(&world), None);
    }

    #[test]
    fn a_later_estimate_within_the_promise_ends_a_delay() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-11T10:00:00Z");
        world.estimate(ships[0], "2026-05-11T11:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
        world.exception(ships[0], "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
        assert!(cause(&world).is_some());
        world.estimate(ships[0], "2026-05-12T11:00:00Z", "2026-05-15T13:00:00Z", "2026-05-15T20:00:00Z");
        assert!(cause(&world).is_some(), "an estimate past the promise does not");
        world.estimate(ships[0], "2026-05-12T12:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
        assert_eq!(cause(&world), None);
    }

    #[test]
    fn a_delay_that_is_over_is_why_the_goods_come_late() {
        let (mut world, ships) = World::shipped(1);
        let risk = |world: &World| {
            let found = world.view().shipments[0].exceptions.clone();
            found.into_iter().find(|active| active.exception == Exception::AtRisk).map(|active| active.reason)
        };
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-11T10:00:00Z");
        world.exception(ships[0], "DELAYED", "WEATHER", "2026-05-12T10:00:00Z");
        world.estimate(ships[0], "2026-05-12T11:00:00Z", "2026-05-15T13:00:00Z", "2026-05-15T20:00:00Z");
        assert_eq!(risk(&world), Some(None), "while it stands, it says so itself");
        world.milestone("ups", ships[0], "HUB_DEPARTED", "2026-05-12T12:00:00Z");
        assert_eq!((cause(&world), risk(&world)), (None, Some(Some(Reason::Weather))));
        world.exception(ships[0], "ON_HOLD", "INSPECTION", "2026-05-12T13:00:00Z");
        world.milestone("ups", ships[0], "HUB_DEPARTED", "2026-05-12T14:00:00Z");
        assert_eq!(risk(&world), Some(Some(Reason::Weather)), "what came after the estimate is not its reason");
        world.estimate(ships[0], "2026-05-12T15:00:00Z", "2026-05-16T13:00:00Z", "2026-05-16T20:00:00Z");
        assert_eq!(risk(&world), Some(Some(Reason::Inspection)));
        world.estimate(ships[0], "2026-05-12T16:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
        assert_eq!(risk(&world), None);
    }

    #[test]
    fn a_delay_reported_again_after_the_door_is_a_new_one() {
        let (mut world, ships) = World::shipped(1);
        for at in ["2026-05-12T10:00:00Z", "2026-05-12T12:00:00Z"] {
            world.exception(ships[0], "DELAYED", "WEATHER", at);
        }
        assert_eq!(world.view().leading.unwrap().since.micros, micros("2026-05-12T10:00:00Z"));
        world.milestone("ups", ships[0], "OUT_FOR_DELIVERY", "2026-05-13T07:00:00Z");
        world.exception(ships[0], "DELAYED", "WEATHER", "2026-05-13T12:00:00Z");
        assert_eq!(world.view().leading.unwrap().since.micros, micros("2026-05-13T12:00:00Z"));
    }

    #[test]
    fn what_overcomes_what() {
        for (exception, reason, overcome, not) in [
            ("ON_HOLD", "HELD", "IN_TRANSIT", "PACKED"),
            ("LOST", "OTHER", "HUB_ARRIVED", "BOOKED"),
            ("DAMAGED", "DAMAGE", "DELIVERED", "RETURNED"),
            ("REFUSED_GOODS", "REFUSED", "OUT_FOR_DELIVERY", "RETURNING"),
            ("DELAYED", "MISSORT", "RETURNING", "IN_TRANSIT"),
        ] {
            for (milestone, stands) in [(not, true), (overcome, false)] {
                let (mut world, ships) = World::shipped(1);
                world.milestone("ups", ships[0], overcome, "2026-05-12T09:00:00Z");
                world.exception(ships[0], exception, reason, "2026-05-12T10:00:00Z");
                world.milestone("ups", ships[0], milestone, "2026-05-12T11:00:00Z");
                assert_eq!(cause(&world).is_some(), stands, "{exception}, then {milestone}");
            }
        }
    }

    #[test]
    fn a_hold_ends_when_the_thing_is_called_off() {
        let (mut world, ships) = World::shipped(2);
        world.exception(ships[0], "ON_HOLD", "HELD", "2026-05-12T10:00:00Z");
        world.milestone("tms", ships[0], "PACKED", "2026-05-12T11:00:00Z");
        assert_eq!(cause(&world).map(|cause| cause.exception), Some(Exception::OnHold));
        world.milestone("tms", ships[0], "CANCELLED", "2026-05-12T12:00:00Z");
        assert_eq!(cause(&world), None);
    }

    #[test]
    fn a_hold_of_the_order_ends_with_work_on_it() {
        let (mut world, ships) = World::shipped(1);
        world.exception(ORDER, "ON_HOLD", "PAYMENT", "2026-05-11T10:00:00Z");
        assert_eq!(world.view().exceptions.len(), 1);
        assert_eq!(world.view().leading.unwrap().exception, Exception::OnHold);
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
        assert_eq!(cause(&world), None);
    }

    #[test]
    fn an_estimate_counts_between_the_first_movement_and_the_end() {
        let (mut world, ships) = World::shipped(1);
        world.estimate(ships[0], "2026-05-11T09:00:00Z", "2026-05-12T13:00:00Z", "2026-05-12T20:00:00Z");
        assert_eq!(world.shipment_view(ships[0]).estimate, None);
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-11T10:00:00Z");
        assert_eq!(world.shipment_view(ships[0]).estimate, None, "it was said when the label was printed");
        world.estimate(ships[0], "2026-05-12T09:00:00Z", "2026-05-15T13:00:00-05:00", "2026-05-15T20:00:00-05:00");
        let shipment = world.shipment_view(ships[0]);
        assert!(shipment.estimate.unwrap().past_promise);
        assert_eq!(shipment.exceptions[0].exception, Exception::AtRisk);
        for (milestone, exception) in [(Some("DELIVERED"), None), (Some("RETURNING"), None), (None, Some("DAMAGED"))] {
            let mut world = world.clone();
            if let Some(milestone) = milestone {
                world.milestone("ups", ships[0], milestone, "2026-05-13T10:00:00Z");
            }
            if let Some(exception) = exception {
                world.exception(ships[0], exception, "DAMAGE", "2026-05-13T10:00:00Z");
            }
            let shipment = world.shipment_view(ships[0]);
            assert_eq!(shipment.estimate, None, "{milestone:?} {exception:?}");
            assert!(shipment.exceptions.iter().all(|active| active.exception != Exception::AtRisk));
        }
    }

    #[test]
    fn an_estimate_that_ends_with_the_promise_is_within_it() {
        // The promise lasts until the end of Thursday in Chicago.
        for (to, past) in [("2026-05-14T23:59:59.999999-05:00", false), ("2026-05-15T00:00:00-05:00", true)] {
            let (mut world, ships) = World::shipped(1);
            world.milestone("ups", ships[0], "PICKED_UP", "2026-05-11T10:00:00Z");
            world.estimate(ships[0], "2026-05-12T09:00:00Z", "2026-05-14T13:00:00-05:00", to);
            let shipment = world.shipment_view(ships[0]);
            assert_eq!(shipment.estimate.unwrap().past_promise, past, "{to}");
            let at_risk = shipment.exceptions.iter().any(|active| active.exception == Exception::AtRisk);
            assert_eq!(at_risk, past, "{to}");
        }
    }

    #[test]
    fn of_several_packages_the_last_to_come_is_expected() {
        let mut world = World::ordered();
        let ship = world.shipment(&[]);
        let packages = [world.package(ship), world.package(ship)];
        world.milestone("ups", ship, "PICKED_UP", "2026-05-11T10:00:00Z");
        world.estimate(packages[0], "2026-05-12T09:00:00Z", "2026-05-14T13:00:00Z", "2026-05-14T20:00:00Z");
        world.estimate(packages[1], "2026-05-12T08:00:00Z", "2026-05-13T13:00:00Z", "2026-05-13T20:00:00Z");
        let last = |world: &World| world.shipment_view(ship).estimate.unwrap().to.unwrap().micros;
        assert_eq!(last(&world), micros("2026-05-14T20:00:00Z"));
        world.milestone("ups", packages[0], "DELIVERED", "2026-05-13T10:00:00Z");
        assert_eq!(last(&world), micros("2026-05-13T20:00:00Z"));
    }

    #[test]
    fn a_promise_is_missed_one_microsecond_after_its_day() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "IN_TRANSIT", "2026-05-12T10:00:00Z");
        let folded = world.fold(NOW);
        let end = micros("2026-05-15T05:00:00Z") - 1;
        assert_eq!(folded.view.promise_end, Some(end));
        assert_eq!((folded.view.promise_missed, folded.next_change_at), (false, Some(end + 1)));
        let after = world.fold("2026-05-15T05:00:00Z");
        assert_eq!((after.view.promise_missed, after.next_change_at), (true, None));
        assert!(!world.fold("2026-05-15T04:59:59.999999Z").view.promise_missed);
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-14T23:00:00-05:00");
        let delivered = world.fold("2026-05-20T00:00:00Z");
        assert_eq!((delivered.view.promise_missed, delivered.next_change_at), (false, None));
        let (mut late, ships) = World::shipped(1);
        late.milestone("ups", ships[0], "DELIVERED", "2026-05-15T00:00:00-05:00");
        assert!(late.fold("2026-05-20T00:00:00Z").view.promise_missed);
    }

    #[test]
    fn a_promise_without_a_zone_lasts_until_the_day_is_over_everywhere() {
        let mut world = World::new();
        world.say(
            "s4",
            ORDER,
            "2026-05-10T08:00:00Z",
            json!({"type": "order", "promise": {"deliver_by": "2026-05-14"}}),
        );
        assert_eq!(world.view().promise_end, Some(micros("2026-05-15T12:00:00Z") - 1));
        let window =
            json!({"deliver_by": "2026-05-14", "window": {"to": "2026-05-14T17:00:00"}, "zone": "America/Chicago"});
        world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "promise": window}));
        assert_eq!(world.view().promise_end, Some(micros("2026-05-14T22:00:00Z")));
    }
}

#[test]
fn a_promised_day_is_a_day_of_the_address_whatever_zone_the_erp_stamps_on_it() {
    let stamped = |zone: &str, promise: serde_json::Value| {
        let (mut world, ships) = World::shipped(1);
        let mut promise = promise;
        promise["zone"] = json!(zone);
        world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "promise": promise}));
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-14T20:00:00-05:00");
        world.fold("2026-05-16T00:00:00Z").view
    };
    for zone in ["UTC", "Europe/Berlin", "Asia/Tokyo", "America/Chicago"] {
        let view = stamped(zone, json!({"deliver_by": "2026-05-14"}));
        assert_eq!(view.promise_end, Some(micros("2026-05-15T05:00:00Z") - 1), "{zone}");
        assert!(!view.promise_missed, "{zone}");
    }
    let hours = stamped("Europe/Berlin", json!({"deliver_by": "2026-05-14", "window": {"to": "2026-05-14T17:00:00"}}));
    assert_eq!(hours.promise_end, Some(micros("2026-05-14T15:00:00Z")), "hours are read in the zone they come with");
}

mod statements_and_the_rest {
    use super::*;

    #[test]
    fn sections_come_from_their_owner_and_an_absent_one_leaves_the_last() {
        let mut world = World::ordered();
        let from_tms =
            json!({"type": "order", "header": {"customer": {"name": "Someone else"}}, "ship_from": {"site": "DC-DAL"}});
        world.say("tms", ORDER, "2026-05-12T08:00:00Z", from_tms);
        let changed = json!({"type": "order", "header": {"customer": {"name": "Acme Inc"}, "sales_org": "1020"}});
        world.say("s4", ORDER, "2026-05-11T08:00:00Z", changed);
        let view = world.view();
        assert_eq!(view.customer.name.as_deref(), Some("Acme Inc"));
        assert_eq!(view.customer.tier, None, "a section is replaced whole");
        assert_eq!(view.sales_org.as_deref(), Some("1020"));
        assert_eq!(view.ship_from.unwrap().site.as_deref(), Some("DC-DAL"));
        assert_eq!(view.lines.len(), 2);
    }

    #[test]
    fn a_statement_from_the_future_does_not_stay_on_top() {
        let mut world = World::ordered();
        let wrong = json!({"type": "order", "header": {"sales_org": "9999"}});
        world.say_heard("s4", ORDER, "2036-05-10T08:00:00Z", Some("2026-05-10T09:00:00Z"), wrong);
        world.say("s4", ORDER, "2026-05-10T10:00:00Z", json!({"type": "order", "header": {"sales_org": "1010"}}));
        assert_eq!(world.view().sales_org.as_deref(), Some("1010"));
    }

    #[test]
    fn content_wins_over_pending_and_later_over_earlier() {
        let (mut world, ships) = World::shipped(1);
        let document = |content: serde_json::Value, key: &str| json!({"type": "document", "document": "pod", "content": content, "key": key});
        let stored = |sha: &str| json!({"sha256": sha, "media": "application/pdf", "size": 9});
        world.say("ups", ships[0], "2026-05-12T10:00:00Z", document(stored("aa"), "1"));
        world.say("ups", ships[0], "2026-05-12T11:00:00Z", document(stored("bb"), "2"));
        world.say("ups", ships[0], "2026-05-12T12:00:00Z", document(json!({"state": "pending"}), "3"));
        world.say(
            "tms",
            ships[0],
            "2026-05-12T12:00:00Z",
            document(json!({"media": "image/png", "base64": "AAAA"}), "4"),
        );
        let documents = world.shipment_view(ships[0]).documents;
        let contents: Vec<_> = documents.iter().map(|document| document.content.clone()).collect();
        assert!(
            matches!(&contents[..], [Some(Content::Stored { sha256, .. }), None] if sha256 == "bb"),
            "{contents:?}"
        );
    }

    #[test]
    fn the_same_event_again_changes_nothing() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "IN_TRANSIT", "2026-05-12T10:00:00Z");
        let once = world.view();
        let again = json!({"type": "milestone", "milestone": "IN_TRANSIT"});
        world.say_heard("ups", ships[0], "2026-05-12T10:00:00Z", Some("2026-05-13T10:00:00Z"), again);
        assert_eq!(world.view(), once);
    }

    #[test]
    fn of_one_key_the_telling_that_was_heard_first_counts_then_the_smaller_number() {
        let (mut world, ships) = World::shipped(1);
        let moved = json!({"type": "milestone", "milestone": "IN_TRANSIT"});
        let at = "2026-05-12T10:00:00Z";
        let heard = ["2026-05-13T10:00:00Z", "2026-05-12T11:00:00Z", "2026-05-12T11:00:00Z", "2026-05-14T10:00:00Z"];
        let ids = heard.map(|heard| world.say_heard("ups", ships[0], at, Some(heard), moved.clone()));
        for _ in 0..2 {
            let entries = world.shipment_view(ships[0]).entries;
            assert_eq!(entries.len(), 1);
            assert_eq!((entries[0].event, entries[0].received), (ids[1], micros("2026-05-12T11:00:00Z")));
            world.input.events.reverse();
        }
    }

    #[test]
    fn a_source_is_as_fresh_as_the_last_we_heard_of_it() {
        let (mut world, ships) = World::shipped(1);
        let scan = |milestone: &str| json!({"type": "milestone", "milestone": milestone});
        world.say_heard("ups", ships[0], "2026-05-11T10:00:00Z", Some("2026-05-13T10:00:00Z"), scan("PICKED_UP"));
        world.say_heard("ups", ships[0], "2026-05-12T10:00:00Z", Some("2026-05-12T10:00:00Z"), scan("IN_TRANSIT"));
        let ups = world.view().sources.into_iter().find(|source| source.source.0 == "ups").unwrap();
        assert_eq!((ups.heard, ups.events), (micros("2026-05-13T10:00:00Z"), 2));
    }

    #[test]
    fn what_was_said_to_the_customer_is_listed_oldest_first_and_not_once_taken_back() {
        let (mut world, ships) = World::shipped(1);
        let said = |summary: &str, key: &str| json!({"type": "contact", "channel": "phone", "direction": "out", "summary": summary, "by": "Marta", "key": key});
        world.say("desk", ORDER, "2026-05-12T11:00:00Z", said("It comes tomorrow", "b"));
        world.say("desk", ships[0], "2026-05-12T10:00:00Z", said("We ask the carrier", "a"));
        let told = |world: &World| -> Vec<(String, Option<String>, String)> {
            let contacts = world.view().contacts.into_iter();
            contacts.map(|contact| (contact.summary, contact.by, contact.source.0)).collect()
        };
        let one = |summary: &str| (summary.to_owned(), Some("Marta".to_owned()), "desk".to_owned());
        assert_eq!(told(&world), [one("We ask the carrier"), one("It comes tomorrow")]);
        world.say("desk", ORDER, "2026-05-12T12:00:00Z", retraction(&["b"], "c"));
        assert_eq!(told(&world), [one("We ask the carrier")]);
    }

    #[test]
    fn names_are_listed_once_however_written() {
        let mut world = World::ordered();
        world.input.objects[0].names.extend([
            name("purchase_order", "ACME", "PO-88-1"),
            name("purchase_order", "acme", "po 881"),
            name("order", "S4", "0000004711"),
        ]);
        let view = world.view();
        assert_eq!(view.names.len(), 2);
        assert_eq!(view.refs.len(), 2);
    }

    #[test]
    fn quantities_beyond_reason_do_not_break_the_sum() {
        let mut world = World::ordered();
        let most = "79228162514264337593543950335";
        for _ in 0..2 {
            let ship = world.shipment(&[("10", most), ("20", "-5")]);
            world.milestone("ups", ship, "DELIVERED", "2026-05-12T10:00:00Z");
        }
        let view = world.view();
        assert_eq!(view.lines[0].delivered, dec(most));
        assert_eq!(view.counts.units_delivered, dec("4"));
        assert_eq!(view.state, State::PartlyDelivered);
    }
}
