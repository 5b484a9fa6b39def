//! Who is told what, and what each kind of effect waits for, by example.

use serde_json::json;

use super::{Followed, shipped};
use crate::domain::{
    effect::{EffectKey, EffectKind, Payload, Unmet, key::Subject},
    fold::testing::{ORDER, World},
    id::ObjectId,
};

fn followed(count: i64) -> (Followed, Vec<ObjectId>) {
    let (world, shipments) = World::shipped(count);
    let mut followed = Followed::new(world);
    followed.news();
    (followed, shipments)
}

fn of_kind(followed: &mut Followed, kind: EffectKind) -> Vec<Payload> {
    let news = followed.news().into_iter();
    news.filter(|effect| effect.kind == kind).map(|effect| effect.payload).collect()
}

#[test]
fn the_invoice_waits_for_every_shipment_that_is_meant_to_arrive() {
    let (mut followed, shipments) = followed(3);
    let released = |followed: &mut Followed| !of_kind(followed, EffectKind::InvoiceRelease).is_empty();
    followed.world.milestone("tms", shipments[2], "CANCELLED", "2026-05-12T10:00:00Z");
    followed.world.milestone("ups", shipments[0], "DELIVERED", "2026-05-13T10:00:00Z");
    followed.proof(shipments[0], "2026-05-13T10:05:00Z");
    assert!(!released(&mut followed));
    followed.world.milestone("ups", shipments[1], "DELIVERED", "2026-05-14T10:00:00Z");
    assert!(!released(&mut followed));
    assert_eq!(followed.waits(EffectKind::InvoiceRelease), [Unmet::NoProof]);
    followed.proof(shipments[1], "2026-05-14T10:05:00Z");
    assert!(followed.keys().contains(&"erp:invoice_release:order-1:2026-05-14".to_owned()));
}

#[test]
fn the_invoice_waits_while_units_are_missing() {
    let mut world = World::ordered();
    let shipment = world.shipment(&[("10", "4"), ("20", "1")]);
    let mut followed = Followed::new(world);
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-13T10:00:00Z");
    followed.proof(shipment, "2026-05-13T10:05:00Z");
    let keys = followed.keys();
    assert!(keys.iter().any(|key| key.contains("proof_of_delivery")), "{keys:?}");
    assert!(keys.iter().all(|key| !key.contains("invoice_release")), "{keys:?}");
}

#[test]
fn an_invoice_that_the_erp_has_released_is_not_released_again() {
    for of_order in [true, false] {
        let (mut followed, shipment) = shipped();
        let object = if of_order { ORDER } else { shipment };
        followed.world.milestone("s4", object, "INVOICE_RELEASED", "2026-05-14T09:00:00Z");
        followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T10:00:00Z");
        followed.proof(shipment, "2026-05-14T10:05:00Z");
        let keys = followed.keys();
        assert!(keys.iter().all(|key| !key.contains("invoice_release")), "{keys:?}");
    }
}

#[test]
fn a_proof_of_the_order_proves_its_only_shipment() {
    for (count, proves) in [(1, true), (2, false)] {
        let (mut followed, shipments) = followed(count);
        followed.world.milestone("ups", shipments[0], "DELIVERED", "2026-05-14T10:00:00Z");
        followed.proof(ORDER, "2026-05-14T10:05:00Z");
        let proven = !of_kind(&mut followed, EffectKind::ProofOfDelivery).is_empty();
        assert_eq!(proven, proves, "{count}");
    }
}

#[test]
fn the_latest_proof_is_posted_with_who_signed_and_money_without() {
    let (mut followed, shipment) = shipped();
    followed.proof(shipment, "2026-05-14T10:05:00Z");
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T10:00:00Z");
    let news = followed.news();
    let signed: Vec<_> = news
        .iter()
        .filter_map(|effect| match &effect.payload {
            Payload::Posting { signed_by, .. } => Some((effect.kind, signed_by.as_deref())),
            _ => None,
        })
        .collect();
    assert_eq!(
        signed,
        [
            (EffectKind::FreightAccrual, None),
            (EffectKind::GoodsIssue, None),
            (EffectKind::InvoiceRelease, None),
            (EffectKind::ProofOfDelivery, Some("D. Ortiz"))
        ]
    );
}

#[test]
fn no_money_moves_for_what_goes_back() {
    for back in ["RETURNING", "RETURNED"] {
        let (mut followed, shipment) = shipped();
        followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T10:00:00Z");
        followed.world.milestone("ups", shipment, back, "2026-05-14T12:00:00Z");
        followed.proof(shipment, "2026-05-14T10:05:00Z");
        assert_eq!(followed.waits(EffectKind::ProofOfDelivery), [Unmet::GoesBack], "{back}");
    }
}

#[test]
fn what_is_wrong_is_named_once_whoever_it_stands_on() {
    let (mut followed, shipment) = shipped();
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T10:00:00Z");
    followed.proof(shipment, "2026-05-14T10:05:00Z");
    for object in [shipment, ORDER] {
        followed.world.exception(object, "SHORT_SHIPPED", "SHORT", "2026-05-14T11:00:00Z");
    }
    let short = Unmet::Wrong(crate::domain::reason::Exception::ShortShipped);
    assert_eq!(followed.waits(EffectKind::ProofOfDelivery), [short]);
}

#[test]
fn packed_cartons_are_told_to_the_tms_unless_it_said_so() {
    for (source, received) in [("wms", true), ("tms", false)] {
        let (mut followed, shipment) = shipped();
        followed.world.package(shipment);
        followed.world.milestone(source, shipment, "PACKED", "2026-05-11T10:00:00Z");
        let packed = of_kind(&mut followed, EffectKind::PackedUpdate);
        assert_eq!(packed.len(), usize::from(received), "{source}");
        for payload in packed {
            let Payload::Packed { packages, .. } = payload else { panic!("{payload:?}") };
            assert_eq!(packages.len(), 1);
        }
    }
}

#[test]
fn nobody_is_told_what_it_said_itself() {
    for (source, milestone, kind) in [
        ("s4", "BOOKED", EffectKind::Booking),
        ("s4", "PICKED_UP", EffectKind::DeliveryStatus),
        ("crm", "PICKED_UP", EffectKind::Milestone(crate::domain::milestone::Milestone::PickedUp)),
    ] {
        let (mut own, shipment) = shipped();
        own.world.milestone(source, shipment, milestone, "2026-05-11T10:00:00Z");
        assert!(of_kind(&mut own, kind).is_empty(), "{source} {milestone}");
        let (mut other, shipment) = shipped();
        other.world.milestone("ups", shipment, milestone, "2026-05-11T10:00:00Z");
        assert_eq!(of_kind(&mut other, kind).len(), 1, "{milestone}");
    }
}

#[test]
fn the_crm_hears_that_the_order_was_called_off() {
    let (mut followed, shipment) = shipped();
    followed.world.milestone("s4", ORDER, "CANCELLED", "2026-05-11T10:00:00Z");
    assert_eq!(followed.keys(), ["crm:milestone:CANCELLED:order-1:2026-05-11"]);
    followed.world.milestone("tms", shipment, "CANCELLED", "2026-05-11T11:00:00Z");
    assert_eq!(followed.keys(), [format!("crm:milestone:CANCELLED:order-1/shipment-{shipment}:2026-05-11")]);
}

#[test]
fn the_erp_is_not_told_its_own_trouble_and_the_customer_is() {
    let (mut followed, _) = shipped();
    let held = json!({"type": "exception", "exception": "ON_HOLD", "reason": "PAYMENT"});
    followed.world.say("s4", ORDER, "2026-05-11T10:00:00Z", held);
    let kinds: Vec<_> = followed.news().into_iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Explanation, EffectKind::OutreachTask]);
    let (mut crm, _) = shipped();
    let held = json!({"type": "exception", "exception": "ON_HOLD", "reason": "PAYMENT"});
    crm.world.say("crm", ORDER, "2026-05-11T10:00:00Z", held);
    let kinds: Vec<_> = crm.news().into_iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Explanation, EffectKind::OutreachTask, EffectKind::ExceptionCode]);
}

#[test]
fn only_customers_of_high_value_are_called_by_number_or_name() {
    for (customer, called) in [
        (json!({"name": "Acme", "tier": "KEY"}), Some("crm:outreach_task:customer-ACME:DELAYED/WEATHER/2026-05-13")),
        (
            json!({"number": "7", "name": "Acme", "tier": "key"}),
            Some("crm:outreach_task:customer-7:DELAYED/WEATHER/2026-05-13"),
        ),
        (json!({"number": "7", "tier": "standard"}), None),
        (json!({"number": "7"}), None),
        (json!({"name": " - ", "tier": "key"}), None),
    ] {
        let (mut followed, shipment) = shipped();
        let header = json!({"type": "order", "header": {"customer": customer, "status": "released"}});
        followed.world.say("s4", ORDER, "2026-05-10T10:00:00Z", header);
        followed.world.exception(shipment, "DELAYED", "WEATHER", "2026-05-13T10:00:00Z");
        let tasks: Vec<_> = followed.keys().into_iter().filter(|key| key.contains("outreach")).collect();
        assert_eq!(tasks.first().map(String::as_str), called, "{customer}");
    }
}

#[test]
fn transport_is_asked_for_when_nothing_is_missing_and_nothing_called_off() {
    let whole = json!({"type": "order", "ship_from": {"site": "DC-DAL"}});
    let bare = |says: serde_json::Value| {
        let mut followed = Followed::new(World::new());
        followed.world.milestone("s4", ORDER, "ORDER_RELEASED", "2026-05-10T08:00:00Z");
        followed.world.say("s4", ORDER, "2026-05-10T08:00:00Z", says);
        followed.waits(EffectKind::ShipmentRequest)
    };
    assert_eq!(bare(whole.clone()), [Unmet::NoShipTo, Unmet::NoLines]);
    let blocked = json!({"type": "order", "header": {"status": "released", "blocks": ["credit"]}});
    assert_eq!(bare(blocked), [Unmet::Blocked, Unmet::NoShipFrom, Unmet::NoShipTo, Unmet::NoLines]);
    let mut cancelled = Followed::new(World::ordered());
    cancelled.world.say("s4", ORDER, "2026-05-10T09:00:00Z", whole);
    cancelled.world.milestone("s4", ORDER, "CANCELLED", "2026-05-10T10:00:00Z");
    assert!(of_kind(&mut cancelled, EffectKind::ShipmentRequest).is_empty());
}

#[test]
fn a_request_keeps_the_day_of_the_first_release_and_a_milestone_that_of_the_last() {
    let mut followed = Followed::new(World::ordered());
    followed.world.milestone("s4", ORDER, "ORDER_RELEASED", "2026-05-12T08:00:00Z");
    followed.world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "ship_from": {"site": "DC-DAL"}}));
    assert_eq!(followed.keys(), ["tms:shipment_request:order-1:2026-05-10"]);
}

#[test]
fn a_place_goes_with_a_milestone() {
    let (mut followed, shipment) = shipped();
    let received = json!({"type": "milestone", "milestone": "PICKED_UP", "place": {"city": "Dallas"}});
    followed.world.say("ups", shipment, "2026-05-12T10:00:00Z", received);
    for effect in followed.news() {
        let Payload::Milestone { city, about, .. } = effect.payload else { panic!("{effect:?}") };
        assert_eq!(city.as_deref(), Some("Dallas"));
        assert!(about.order.is_some() && about.shipment.is_some());
    }
}

#[test]
fn each_kind_of_effect_has_its_word_and_its_milestone() {
    use EffectKind as Kind;

    use crate::domain::milestone::Milestone;
    for (kind, word, milestone) in [
        (Kind::ShipmentRequest, "tms shipment_request", None),
        (Kind::PackedUpdate, "tms packed", Some(Milestone::Packed)),
        (Kind::Booking, "erp booking", Some(Milestone::Booked)),
        (Kind::DeliveryStatus, "erp delivery_status", Some(Milestone::PickedUp)),
        (Kind::ExceptionCode, "erp exception_code", None),
        (Kind::GoodsIssue, "erp goods_issue", Some(Milestone::GoodsIssuePosted)),
        (Kind::ProofOfDelivery, "erp proof_of_delivery", Some(Milestone::Delivered)),
        (Kind::FreightAccrual, "erp freight_accrual", Some(Milestone::FreightAccrued)),
        (Kind::InvoiceRelease, "erp invoice_release", Some(Milestone::InvoiceReleased)),
        (Kind::Milestone(Milestone::Booked), "crm milestone", Some(Milestone::Booked)),
        (Kind::Explanation, "crm explanation", None),
        (Kind::OutreachTask, "crm outreach_task", None),
        (Kind::PodLink, "crm pod_link", Some(Milestone::PodAvailable)),
    ] {
        assert_eq!(format!("{} {}", kind.destination().as_str(), kind.as_str()), word);
        assert_eq!(kind.milestone(), milestone, "{word}");
        let key = EffectKey::new(kind, &Subject::Order(ORDER), "x");
        assert!(key.to_string().starts_with(&word.replace(' ', ":")), "{key}");
        let is_money = ["goods_issue", "proof_of_delivery", "freight_accrual", "invoice_release"];
        assert_eq!(kind.is_financial(), is_money.contains(&kind.as_str()), "{word}");
    }
}

#[test]
fn what_is_missing_is_said_in_words() {
    use crate::domain::reason::Exception;
    let wrong = [
        Exception::Damaged,
        Exception::ShortShipped,
        Exception::RefusedGoods,
        Exception::Lost,
        Exception::SourceConflict,
    ];
    let plain = [
        Unmet::Blocked,
        Unmet::NoShipFrom,
        Unmet::NoShipTo,
        Unmet::NoLines,
        Unmet::QuantityUnknown,
        Unmet::NoProof,
        Unmet::GoesBack,
        Unmet::Others,
    ];
    let all: Vec<Unmet> = plain.into_iter().chain(wrong.map(Unmet::Wrong)).collect();
    let words: std::collections::BTreeSet<&str> = all.iter().map(|unmet| unmet.words()).collect();
    assert_eq!(words.len(), all.len());
    assert!(words.iter().all(|words| words.contains(' ')), "{words:?}");
}
