//! Split and consolidation, numbers used again, conflicts, merging and unlinking.

use serde_json::{Value, json};

use super::{memory::Memory, order, scan, shipment};
use crate::{
    domain::{
        reason::Exception,
        reference::{ObjectKind, RefKind},
        view::State,
    },
    store::MessageState,
};

fn reference(kind: &str, scope: &str, value: &str) -> Value {
    json!({"kind":kind,"scope":scope,"value":value})
}

fn number(value: &str) -> Value {
    reference("shipment", "TMS", value)
}

fn has_conflict(memory: &Memory, order: &str) -> bool {
    memory.view(order).exceptions.iter().any(|active| active.exception == Exception::SourceConflict)
}

#[test]
fn an_order_is_split_over_shipments_by_quantity() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    for (shipment, quantity) in [("S1", "1"), ("S2", "3")] {
        memory.tell("tms", &[json!({"type":"shipment","of":"shipment","at":"2026-05-11T08:00:00Z","refs":[number(shipment)],
            "links":[{"relation":"carries","of":"order","ref":reference("order", "S4", "4711"),"lines":[{"line":"10","quantity":quantity,"unit":"EA"}]}]})]);
    }
    memory.tell("tms", &[json!({"type":"milestone","of":"shipment","refs":[number("S2")],"milestone":"DELIVERED","at":"2026-05-13T08:00:00Z"})]);
    let view = memory.view("4711");
    assert_eq!((view.shipments.len(), view.state), (2, State::PartlyDelivered));
    assert_eq!((view.counts.units.to_string().as_str(), view.counts.units_delivered.to_string().as_str()), ("4", "3"));
}

#[test]
fn fifty_orders_in_one_load_each_show_their_own_part() {
    let mut memory = Memory::default();
    for n in 0..50 {
        memory.tell("erp", &[order(&format!("{}", 4000 + n), &format!("PO-{n}"))]);
        memory.tell("tms", &[shipment(&format!("S{n}"), &format!("{}", 4000 + n), &[&format!("1Z{n}")])]);
    }
    let links: Vec<_> =
        (0..50).map(|n| json!({"relation":"contains","of":"shipment","ref":number(&format!("S{n}"))})).collect();
    let before = memory.known.versions.clone();
    let load = memory.tell(
        "tms",
        &[json!({"type":"milestone","of":"load","refs":[reference("load", "TMS", "L1")],
        "milestone":"PICKED_UP","at":"2026-05-12T08:00:00Z","links":links})],
    );
    assert_eq!(memory.state(load), MessageState::Applied);
    assert_eq!(memory.known.versions.len(), 50);
    for was in before {
        let now = memory.known.versions.iter().find(|version| version.order == was.order).unwrap();
        assert_eq!(now.version, was.version + 1, "each is written once");
    }
    for n in 0..50 {
        let view = memory.view(&format!("{}", 4000 + n));
        assert_eq!((view.shipments.len(), view.state), (1, State::Moving));
        assert_eq!(view.shipments[0].packages.len(), 1);
        assert!(
            view.names
                .iter()
                .all(|name| name.reference.kind != RefKind::Shipment || name.reference.value == format!("S{n}"))
        );
    }
}

#[test]
fn a_package_that_is_said_to_be_another_orders_is_not_shown_with_this_one() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1"), order("4712", "PO-2")]);
    let carries = |order: &str| json!({"relation":"carries","of":"order","ref":reference("order", "S4", order)});
    let mut both = shipment("S1", "4711", &["1Z1", "1Z2", "1Z3"]);
    both["links"].as_array_mut().unwrap().push(carries("4712"));
    memory.tell("tms", &[both]);
    for (tracking, order) in [("1Z1", "4711"), ("1Z2", "4712")] {
        memory.tell(
            "wms",
            &[json!({"type":"link","of":"package","refs":[reference("tracking", "UPSN", tracking)],
            "links":[carries(order)],"at":"2026-05-11T09:00:00Z"})],
        );
    }
    let shown = |order: &str| -> Vec<String> {
        let packages = memory.view(order).shipments[0].packages.iter();
        packages.map(|package| package.refs[0].value.clone()).collect()
    };
    assert_eq!(shown("4711"), ["1Z1", "1Z3"], "its own, and what nobody has said it of");
    assert_eq!(shown("4712"), ["1Z2", "1Z3"]);
}

#[test]
fn a_tracking_number_used_again_after_months_names_another_parcel() {
    let mut memory = Memory::default();
    let now = "2026-12-01T12:00:00Z";
    memory.tell_at(now, "erp", &[order("4711", "PO-1"), order("4712", "PO-2")]);
    memory.tell_at(now, "tms", &[shipment("S1", "4711", &["1Z1"])]);
    memory.tell_at(now, "ups", &[scan("1Z1", "DELIVERED", "2026-05-14T08:00:00Z")]);
    let again = memory.tell_at(now, "ups", &[scan("1Z1", "PICKED_UP", "2026-10-02T08:00:00Z")]);
    assert_eq!(memory.state(again), MessageState::Parked, "of nothing that is known yet");
    let mut second = shipment("S2", "4712", &["1Z1"]);
    second["at"] = json!("2026-10-01T08:00:00Z");
    let booked = memory.tell_at(now, "tms", &[second]);
    let late = memory.tell_at(now, "ups", &[scan("1Z1", "OUT_FOR_DELIVERY", "2026-05-14T06:00:00Z")]);
    for message in [again, booked, late] {
        assert_eq!(memory.state(message), MessageState::Applied);
    }
    assert_eq!(memory.named(ObjectKind::Package, RefKind::Tracking, "UPSN", "1Z1").len(), 2);
    assert_eq!((memory.view("4711").state, memory.view("4712").state), (State::Delivered, State::Moving));
    assert_eq!(memory.view("4711").shipments[0].entries.len(), 2, "the late one went to the old parcel");
    assert_eq!(memory.view("4712").shipments[0].entries.len(), 1);
    assert!(memory.codes.is_empty() && !has_conflict(&memory, "4711"));
}

#[test]
fn a_bill_and_a_document_that_come_months_later_keep_no_number_alive() {
    let paid = json!({"type":"charge","of":"shipment","refs":[number("S1")],"kind":"linehaul","amount":{"amount":"9.50","currency":"USD"},"at":"2026-08-20T08:00:00Z"});
    let proved = json!({"type":"document","of":"package","refs":[reference("tracking", "UPSN", "1Z1")],"document":"pod","content":{"state":"pending"},"at":"2026-08-20T08:00:00Z"});
    let scanned = scan("1Z1", "HUB_ARRIVED", "2026-08-20T08:00:00Z");
    for (late, bearers) in [(paid, 2), (proved, 2), (scanned, 1)] {
        let mut memory = Memory::default();
        let now = "2026-12-01T12:00:00Z";
        memory.tell_at(now, "erp", &[order("4711", "PO-1")]);
        memory.tell_at(now, "tms", &[shipment("S1", "4711", &["1Z1"])]);
        memory.tell_at(now, "ups", &[scan("1Z1", "DELIVERED", "2026-05-14T08:00:00Z")]);
        memory.tell_at(now, "ups", std::slice::from_ref(&late));
        memory.tell_at(now, "ups", &[scan("1Z1", "PICKED_UP", "2026-10-02T08:00:00Z")]);
        assert_eq!(memory.named(ObjectKind::Package, RefKind::Tracking, "UPSN", "1Z1").len(), bearers, "{late}");
    }
}

#[test]
fn a_tracking_number_used_again_too_soon_is_a_conflict_on_both_orders() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1"), order("4712", "PO-2")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    memory.tell("tms", &[shipment("S2", "4712", &["1Z1"])]);
    assert!(has_conflict(&memory, "4711") && has_conflict(&memory, "4712"));
    assert_eq!(memory.known.conflicts.len(), 1);
    memory.tell("tms", &[shipment("S2", "4712", &["1Z1"])]);
    assert_eq!(memory.known.conflicts.len(), 1, "the same claim again is the same conflict");
    memory.tell(
        "operator:ada",
        &[json!({"type":"unlink","of":"shipment","refs":[number("S1")],"at":"2026-05-15T09:00:00Z",
        "links":[{"relation":"contains","of":"package","ref":reference("tracking", "UPSN", "1Z1")}]})],
    );
    assert!(!has_conflict(&memory, "4711") && !has_conflict(&memory, "4712"), "what was in the way is gone");
    let mut restated = shipment("S2", "4712", &["1Z1"]);
    restated["at"] = json!("2026-05-15T10:00:00Z");
    memory.tell("tms", &[restated]);
    memory.tell("ups", &[scan("1Z1", "PICKED_UP", "2026-05-15T11:00:00Z")]);
    assert_eq!((memory.view("4711").state, memory.view("4712").state), (State::Unknown, State::Moving));
}

#[test]
fn a_clock_that_runs_ahead_takes_no_name() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    memory.tell("ups", &[scan("1Z1", "PICKED_UP", "2062-05-14T08:00:00Z")]);
    assert_eq!(memory.named(ObjectKind::Package, RefKind::Tracking, "UPSN", "1Z1").len(), 1);
}

#[test]
fn an_unlinked_shipment_leaves_the_order_until_its_source_says_it_anew() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    let unlink = json!({"type":"unlink","of":"shipment","refs":[number("S1")],"at":"2026-05-12T09:00:00Z","reason":"booked on the wrong order",
        "links":[{"relation":"carries","of":"order","ref":reference("order", "S4", "4711")}]});
    memory.tell("ups", std::slice::from_ref(&unlink));
    assert_eq!(memory.view("4711").shipments.len(), 1, "a carrier takes back what it said, and nothing else");
    memory.tell("operator:ada", &[unlink]);
    assert_eq!(memory.view("4711").shipments.len(), 0);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    assert_eq!(memory.view("4711").shipments.len(), 0, "the same statement again is nothing new");
    let scanned = memory.tell("ups", &[scan("1Z1", "PICKED_UP", "2026-05-12T10:00:00Z")]);
    assert_eq!(memory.state(scanned), MessageState::Parked);
    let mut anew = shipment("S1", "4711", &["1Z1"]);
    anew["at"] = json!("2026-05-12T11:00:00Z");
    memory.tell("tms", &[anew]);
    assert_eq!((memory.view("4711").shipments.len(), memory.view("4711").state), (1, State::Moving));
    assert_eq!(memory.state(scanned), MessageState::Applied);
}

#[test]
fn a_master_number_and_its_package_that_were_parted_stay_apart() {
    let tracking = reference("tracking", "UPSN", "1Z1");
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    let mut booked = shipment("S1", "4711", &[]);
    booked["refs"] = json!([number("S1"), tracking]);
    memory.tell("tms", &[booked]);
    memory.tell("ups", &[scan("1Z1", "PICKED_UP", "2026-05-12T08:00:00Z")]);
    assert_eq!(memory.view("4711").state, State::Moving);
    memory.tell(
        "operator:ada",
        &[json!({"type":"unlink","of":"shipment","refs":[number("S1")],"at":"2026-05-13T08:00:00Z",
        "links":[{"relation":"contains","of":"package","ref":tracking}]})],
    );
    assert_eq!(memory.view("4711").state, State::Unknown);
    memory.tell("ups", &[scan("1Z1", "HUB_ARRIVED", "2026-05-13T09:00:00Z")]);
    assert_eq!(memory.view("4711").state, State::Unknown, "the number alone does not bring them together again");
}

#[test]
fn a_wrong_pro_takes_its_scans_with_it() {
    let pro = reference("pro", "ODFL", "900");
    let scanned =
        json!({"type":"milestone","of":"shipment","refs":[pro],"milestone":"DELIVERED","at":"2026-05-12T08:00:00Z"});
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1"), order("4712", "PO-2")]);
    let mut booked = shipment("S1", "4711", &[]);
    booked["refs"] = json!([number("S1"), pro]);
    memory.tell("tms", std::slice::from_ref(&booked));
    memory.tell("odfl", &[scanned]);
    assert_eq!(memory.view("4711").state, State::Delivered);
    memory.tell(
        "operator:ada",
        &[json!({"type":"unlink","of":"shipment","refs":[number("S1")],"names":[pro],"at":"2026-05-13T08:00:00Z"})],
    );
    assert_eq!(memory.view("4711").state, State::Unknown);
    memory.tell("tms", &[booked]);
    assert_eq!(memory.view("4711").state, State::Unknown, "the old word again changes nothing");
    let mut right = shipment("S2", "4712", &[]);
    right["refs"] = json!([number("S2"), pro]);
    right["at"] = json!("2026-05-13T09:00:00Z");
    memory.tell("tms", &[right]);
    assert_eq!((memory.view("4711").state, memory.view("4712").state), (State::Unknown, State::Delivered));
    assert!(memory.codes.is_empty(), "{:?}", memory.codes);
}

#[test]
fn a_partner_takes_no_name_that_another_one_states() {
    let pro = reference("pro", "ODFL", "900");
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    let mut booked = shipment("S1", "4711", &[]);
    booked["refs"] = json!([number("S1"), pro]);
    memory.tell("tms", &[booked]);
    let bearers = |memory: &Memory| memory.named(ObjectKind::Shipment, RefKind::Pro, "ODFL", "900").len();
    let unlink = |at: &str| json!({"type":"unlink","of":"shipment","refs":[number("S1")],"names":[pro],"at":at});
    let taken = memory.tell("odfl", &[unlink("2026-05-13T08:00:00Z")]);
    assert_eq!(
        (memory.codes.as_slice(), memory.state(taken)),
        (&["UNLINK_REFUSED".into()][..], MessageState::Quarantined)
    );
    assert_eq!(memory.view("4711").shipments[0].refs.len(), 2);
    memory.tell("tms", &[unlink("2026-05-13T09:00:00Z")]);
    assert_eq!((memory.view("4711").shipments[0].refs.len(), bearers(&memory)), (1, 1), "its own it may take back");
}

#[test]
fn a_name_that_another_one_bears_is_not_given_twice() {
    let pro = reference("pro", "ODFL", "900");
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1"), order("4712", "PO-2")]);
    let mut named = shipment("S1", "4711", &[]);
    named["refs"] = json!([number("S1"), pro]);
    let mut second = shipment("S2", "4712", &[]);
    memory.tell("tms", &[named, second.clone()]);
    second["refs"] = json!([number("S2"), pro]);
    second["at"] = json!("2026-05-11T09:00:00Z");
    memory.tell("tms", &[second]);
    assert_eq!(memory.codes, ["SOURCE_CONFLICT"]);
    assert!(has_conflict(&memory, "4711") && has_conflict(&memory, "4712"));
    assert_eq!(memory.named(ObjectKind::Shipment, RefKind::Pro, "ODFL", "900").len(), 1);
}

#[test]
fn an_order_with_a_number_of_its_own_is_not_taken_for_another_one() {
    let shop = reference("storefront_order", "SHOP", "W-1");
    let with_shop = |number: &str, po: &str| {
        let mut order = order(number, po);
        order["refs"].as_array_mut().unwrap().push(shop.clone());
        order
    };
    let known = json!({"type":"milestone","of":"order","refs":[reference("order", "S4", "4712")],"milestone":"ORDER_CREATED","at":"2026-05-10T07:00:00Z"});
    for before in [vec![], vec![known]] {
        let mut memory = Memory::default();
        memory.tell("erp", &before);
        memory.tell("erp", &[with_shop("4711", "PO-1")]);
        memory.tell("erp", &[with_shop("4712", "PO-2")]);
        assert_eq!((memory.views.len(), memory.codes.as_slice()), (2, &["SOURCE_CONFLICT".into()][..]));
        assert!(has_conflict(&memory, "4711") && has_conflict(&memory, "4712"));
        let bearers = memory.named(ObjectKind::Order, RefKind::StorefrontOrder, "SHOP", "W-1");
        assert_eq!(
            bearers,
            memory.named(ObjectKind::Order, RefKind::Order, "S4", "4711"),
            "who was heard first has it"
        );
        let names = |number: &str| memory.view(number).refs.iter().map(|name| name.value.clone()).collect::<Vec<_>>();
        assert_eq!((names("4711").len(), names("4712")), (3, vec!["4712".to_owned(), "PO-2".to_owned()]));
    }
}

#[test]
fn a_parcel_with_a_second_number_is_the_one_that_bears_the_first() {
    let both = |milestone: &str, at: &str| {
        let mut scan = scan("1Z1", milestone, at);
        scan["refs"].as_array_mut().unwrap().push(reference("tracking", "UPSN", "ALT-1"));
        scan
    };
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    memory.tell(
        "ups",
        &[both("PICKED_UP", "2026-05-12T08:00:00Z"), scan("ALT-1", "HUB_ARRIVED", "2026-05-12T09:00:00Z")],
    );
    assert_eq!((memory.view("4711").shipments[0].entries.len(), memory.codes.len()), (2, 0));
}

#[test]
fn an_order_stays_the_one_it_was_when_a_bare_number_turns_out_to_be_its_own() {
    let shop = reference("storefront_order", "SHOP", "W-1");
    let asked = |refs: Value, at: &str| json!({"type":"contact","of":"order","refs":refs,"channel":"phone","direction":"in","summary":"Where is it?","at":at});
    let mut memory = Memory::default();
    memory.tell("crm", &[asked(json!([shop]), "2026-05-12T08:00:00Z")]);
    memory.tell("erp", &[order("4711", "PO-1")]);
    let is = |memory: &Memory| memory.named(ObjectKind::Order, RefKind::Order, "S4", "4711");
    let before = is(&memory);
    memory.tell("crm", &[asked(json!([shop, reference("order", "S4", "4711")]), "2026-05-12T09:00:00Z")]);
    assert_eq!((is(&memory), memory.views.len(), memory.view("4711").contacts.len()), (before, 1, 2));
}

#[test]
fn an_unlinking_of_the_same_instant_comes_after_what_it_takes_back() {
    for key in 0..8 {
        let mut memory = Memory::default();
        memory.tell("erp", &[order("4711", "PO-1")]);
        memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
        memory.tell(
            "operator:ada",
            &[json!({"type":"unlink","of":"shipment","refs":[number("S1")],"key":format!("k{key}"),"at":"2026-05-11T08:00:00Z",
            "links":[{"relation":"carries","of":"order","ref":reference("order", "S4", "4711")}]})],
        );
        assert_eq!(memory.view("4711").shipments.len(), 0, "whichever of them sorts first");
    }
}

#[test]
fn what_was_unlinked_by_a_number_is_unlinked_when_the_number_turns_out_to_be_its_own() {
    let (sscc, tracking) = (reference("sscc", "", "003401234500000178"), reference("tracking", "UPSN", "1Z9"));
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    let mut booked = shipment("S1", "4711", &[]);
    booked["packages"] = json!([{"refs": [sscc]}]);
    memory.tell("tms", &[booked]);
    memory.tell(
        "operator:ada",
        &[json!({"type":"unlink","of":"shipment","refs":[number("S1")],"at":"2026-05-12T08:00:00Z",
        "links":[{"relation":"contains","of":"package","ref":tracking}]})],
    );
    assert_eq!(memory.view("4711").shipments[0].packages.len(), 1);
    let mut learned = scan("1Z9", "HUB_ARRIVED", "2026-05-11T09:00:00Z");
    learned["refs"] = json!([sscc, tracking]);
    memory.tell("ups", &[learned]);
    assert_eq!(memory.view("4711").shipments[0].packages.len(), 0);
}

#[test]
fn merging_a_duplicate_moves_all_it_has() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1"])]);
    memory.tell("tms2", &[shipment("S1-DOUBLE", "4711", &["1Z2"])]);
    memory.tell("tms2", &[json!({"type":"milestone","of":"shipment","refs":[number("S1-DOUBLE")],"milestone":"PICKED_UP","at":"2026-05-12T08:00:00Z"})]);
    assert_eq!(memory.view("4711").shipments.len(), 2);
    let merge = json!({"type":"merge","of":"shipment","refs":[number("S1")],"duplicates":[number("S1-DOUBLE")],"at":"2026-05-14T09:00:00Z"});
    memory.tell("partner", std::slice::from_ref(&merge));
    assert_eq!(memory.codes, ["SOURCE_CONFLICT"], "two numbers of one kind: not on a partner's word");
    assert!(has_conflict(&memory, "4711"));
    memory.tell("operator:ada", &[merge]);
    let view = memory.view("4711");
    assert_eq!((view.shipments.len(), view.shipments[0].packages.len(), view.state), (1, 2, State::Moving));
    assert!(!has_conflict(&memory, "4711"));
    assert_eq!(memory.known.objects.iter().filter(|object| object.of == ObjectKind::Shipment).count(), 1);
}

#[test]
fn two_orders_of_one_customer_may_turn_out_to_be_one() {
    let mut memory = Memory::default();
    let shop = reference("storefront_order", "SHOP", "W-1");
    let mut ordered = order("4711", "PO-1");
    memory.tell("erp", std::slice::from_ref(&ordered));
    memory.tell("shop", &[json!({"type":"order","of":"order","refs":[shop],"at":"2026-05-10T07:00:00Z","header":{"customer":{"email":"a@example.com"}}})]);
    assert_eq!(memory.views.len(), 2);
    ordered["refs"].as_array_mut().unwrap().push(shop);
    ordered["at"] = json!("2026-05-10T09:00:00Z");
    memory.tell("erp", &[ordered]);
    assert_eq!(memory.views.len(), 1);
    assert_eq!(memory.view("4711").refs.len(), 3);
}

#[test]
fn a_statement_replaces_the_links_that_its_source_stated_before() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1"), order("4712", "PO-2")]);
    memory.tell("tms", &[shipment("S1", "4711", &["1Z1", "1Z2"])]);
    let mut corrected = shipment("S1", "4712", &["1Z2"]);
    corrected["at"] = json!("2026-05-11T09:00:00Z");
    memory.tell("tms", &[corrected]);
    assert_eq!((memory.view("4711").shipments.len(), memory.view("4712").shipments.len()), (0, 1));
    assert_eq!(memory.view("4712").shipments[0].packages.len(), 1);
    memory.tell("tms", &[json!({"type":"shipment","of":"shipment","refs":[number("S1")],"at":"2026-05-11T10:00:00Z","status":"planned"})]);
    assert_eq!(memory.view("4712").shipments.len(), 1, "one that says nothing of links leaves them");
}

#[test]
fn a_return_comes_back_to_its_order() {
    let mut memory = Memory::default();
    let early = memory.tell("erp", &[json!({"type":"milestone","of":"return","refs":[reference("rma", "S4", "R1")],"milestone":"RETURNING","at":"2026-05-12T08:00:00Z"})]);
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("erp", &[json!({"type":"link","of":"return","refs":[reference("rma", "S4", "R1")],"at":"2026-05-12T09:00:00Z",
        "links":[{"relation":"returns","of":"order","ref":reference("order", "S4", "4711"),"lines":[{"line":"10","quantity":"1"}]}]})]);
    assert_eq!(memory.state(early), MessageState::Applied);
    assert_eq!(memory.view("4711").returns[0].state, State::Returning);
}

/// A case that its CRM merged into another: it is over, and the other one goes on.
#[test]
fn a_merged_case_is_closed_on_its_order_and_its_master_goes_on() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    let case = |value: &str| reference("case", "SF", value);
    let about = json!([{"relation":"about","of":"order","ref":reference("order", "S4", "4711")}]);
    for (number, id) in [("0001", "500A"), ("0002", "500B")] {
        memory.tell(
            "salesforce",
            &[json!({"type":"case","of":"case","refs":[case(number), case(id)],"links":about,"status":"Working",
            "at":"2026-05-11T08:00:00.100Z","opened_at":"2026-05-11T08:00:00Z"})],
        );
    }
    let merged = memory.tell("salesforce", &[json!({"type":"case","of":"case","refs":[case("500A")],"status":"closed","subject":"Merged into case 500B",
        "links":[{"relation":"about","of":"case","ref":case("500B")}],"at":"2026-05-11T09:00:00.100Z","closed_at":"2026-05-11T09:00:00.100Z"})]);
    assert_eq!(memory.state(merged), MessageState::Applied);
    let open = |memory: &Memory| {
        let mut cases: Vec<_> =
            memory.view("4711").cases.iter().map(|case| (case.refs[0].value.clone(), case.is_open)).collect();
        cases.sort();
        cases
    };
    assert_eq!(open(&memory), [("0001".to_owned(), false), ("0002".to_owned(), true)]);
    // An older status of the same second arrives late, and changes nothing.
    memory.tell(
        "salesforce",
        &[json!({"type":"case","of":"case","refs":[case("0001"), case("500A")],"links":about,"status":"Escalated",
        "at":"2026-05-11T09:00:00.050Z","opened_at":"2026-05-11T08:00:00Z"})],
    );
    assert_eq!(open(&memory), [("0001".to_owned(), false), ("0002".to_owned(), true)]);
}

/// A shipment of order 4711 with one parcel, whose carrier the TMS calls `carrier`.
fn booked_with(carrier: &str, tracking: &str) -> Value {
    json!({"type":"shipment","of":"shipment","at":"2026-05-11T08:00:00Z","refs":[number("S1")],
        "links":[{"relation":"carries","of":"order","ref":reference("order", "S4", "4711")}],
        "packages":[{"refs":[reference("tracking", carrier, tracking)]}]})
}

fn delivered_by(carrier: &str, tracking: &str) -> Value {
    json!({"type":"milestone","of":"package","refs":[reference("tracking", carrier, tracking)],"milestone":"DELIVERED",
        "at":"2026-05-13T08:00:00Z"})
}

#[test]
fn a_scan_finds_its_parcel_whatever_the_tms_calls_the_carrier() {
    let (ups, post) = ("1Z5R89390357567127", "9261290100130100000000");
    let ways = [
        ("UPS", "UPSN", ups),
        ("ups", "UPSN", ups),
        ("UPSDAP", "UPSN", ups),
        ("United Parcel Service", "UPSN", ups),
        ("", "UPSN", ups),
        ("UPSN", "", ups),
        ("FedEx Ground", "FDXE", "799999123456"),
        ("USPS", "UPSN", post),
    ];
    for (booked, scanned, tracking) in ways {
        for scan_first in [false, true] {
            let mut memory = Memory::default();
            memory.tell("erp", &[order("4711", "PO-1")]);
            let (shipment, scan) = ([booked_with(booked, tracking)], [delivered_by(scanned, tracking)]);
            let rounds =
                if scan_first { [("ups", &scan), ("tms", &shipment)] } else { [("tms", &shipment), ("ups", &scan)] };
            let ids = rounds.map(|(source, events)| memory.tell(source, events));
            assert!(ids.iter().all(|id| memory.state(*id) == MessageState::Applied), "{booked} {scanned} {scan_first}");
            let view = memory.view("4711");
            assert_eq!(view.state, State::Delivered, "{booked} {scanned} {scan_first}");
            assert_eq!(view.shipments.iter().map(|shipment| shipment.packages.len()).sum::<usize>(), 1);
            // Said again it is the same parcel.
            memory.tell("tms", &[booked_with(booked, tracking)]);
            assert_eq!(memory.view("4711").shipments[0].packages.len(), 1);
            assert!(!has_conflict(&memory, "4711"));
        }
    }
}

#[test]
fn the_same_digits_from_two_carriers_are_two_parcels() {
    for (booked, others) in [("SAIA", vec!["EXLA"]), ("FXFE", vec!["FDEG"]), ("", vec!["SAIA", "EXLA"])] {
        let mut memory = Memory::default();
        memory.tell("erp", &[order("4711", "PO-1")]);
        for carrier in &others {
            let scan = memory.tell("carrier", &[delivered_by(carrier, "123456789012")]);
            assert_eq!(memory.state(scan), MessageState::Parked);
        }
        memory.tell("tms", &[booked_with(booked, "123456789012")]);
        assert_ne!(memory.view("4711").state, State::Delivered, "{booked}: whose scan it is cannot be told");
    }
}

#[test]
fn a_number_without_carrier_belongs_to_the_first_carrier_that_scans_it() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    memory.tell("tms", &[booked_with("", "123456789012")]);
    memory.tell(
        "saia",
        &[json!({"type":"milestone","of":"package","refs":[reference("tracking", "SAIA", "123456789012")],
        "milestone":"PICKED_UP","at":"2026-05-12T08:00:00Z"})],
    );
    let other = memory.tell("estes", &[delivered_by("EXLA", "123456789012")]);
    assert_eq!(memory.state(other), MessageState::Parked);
    assert_eq!(memory.view("4711").state, State::Moving);
}

#[test]
fn a_delivery_that_only_the_shipment_names_is_among_the_orders_references_until_it_is_anothers() {
    let delivery = |number: &str| reference("delivery", "S4", number);
    let names = |memory: &Memory, order: &str| -> Vec<String> {
        let view = memory.view(order);
        let deliveries = view.names.iter().filter(|name| name.of == ObjectKind::Delivery);
        deliveries.map(|name| name.reference.value.clone()).collect()
    };
    for delivery_first in [false, true] {
        let mut memory = Memory::default();
        let issue = json!({"type":"milestone","of":"delivery","refs":[delivery("80001")],"milestone":"PACKED","at":"2026-05-11T07:00:00Z"});
        let early = delivery_first.then(|| memory.tell("wms", std::slice::from_ref(&issue)));
        memory.tell("erp", &[order("4711", "PO-1")]);
        memory.tell(
            "tms",
            &[json!({"type":"shipment","of":"shipment","at":"2026-05-11T08:00:00Z","refs":[number("S1")],
            "links":[{"relation":"carries","of":"order","ref":reference("order", "S4", "4711")},
                {"relation":"carries","of":"delivery","ref":delivery("80001")}]})],
        );
        assert_eq!(names(&memory, "4711"), ["80001"]);
        if let Some(early) = early {
            assert_eq!(memory.state(early), MessageState::Applied, "what was said of it is applied");
        }
        // The quantities of the order are still those of its own shipment.
        memory.tell("tms", &[json!({"type":"milestone","of":"shipment","refs":[number("S1")],"milestone":"DELIVERED","at":"2026-05-13T08:00:00Z"})]);
        let view = memory.view("4711");
        assert_eq!((view.state, view.counts.units_delivered.to_string().as_str()), (State::Delivered, "4"));
        memory.tell("erp", &[order("4712", "PO-2"), json!({"type":"delivery","of":"delivery","at":"2026-05-11T09:00:00Z",
            "refs":[delivery("80001")],"links":[{"relation":"carries","of":"order","ref":reference("order", "S4", "4712")}]})]);
        assert_eq!(names(&memory, "4712"), ["80001"]);
        assert!(names(&memory, "4711").is_empty(), "it turned out to be another order's");
    }
}
