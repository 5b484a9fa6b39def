//! What follows from what, by example.

mod whom;

use jiff::Timestamp;
use serde_json::json;

use super::{
    Effect, EffectKind, GoodsIssueAt, IssuedEffects, Payload, Unmet, desired::Readiness, diff_effects, wanted,
};
use crate::domain::{
    fold::{
        fold,
        testing::{NOW, ORDER, World},
    },
    id::ObjectId,
    ownership::Ownership,
    policy::Policy,
    view::View,
};

/// A world of which every change is followed.
struct Followed {
    world: World,
    posted: IssuedEffects,
    policy: Policy,
}

impl Followed {
    fn new(world: World) -> Self {
        Self { world, posted: IssuedEffects::default(), policy: Policy::default() }
    }

    fn view(&self) -> View {
        fold(&self.world.input, &Ownership::default(), &self.policy, NOW.parse::<Timestamp>().unwrap()).view
    }

    /// What is new since it was asked last.
    fn news(&mut self) -> Vec<Effect> {
        let view = self.view();
        let (effects, posted) =
            diff_effects(&self.posted, view.order, &wanted(&view, &Ownership::default(), &self.policy));
        self.posted = posted;
        effects
    }

    fn keys(&mut self) -> Vec<String> {
        self.news().into_iter().map(|effect| effect.key.0).collect()
    }

    fn waits(&self, kind: EffectKind) -> Vec<Unmet> {
        let wants = wanted(&self.view(), &Ownership::default(), &self.policy);
        match wants.into_iter().find(|want| want.kind == kind).map(|want| want.readiness) {
            Some(Readiness::Waits(unmet)) => unmet,
            _ => Vec::new(),
        }
    }

    fn proof(&mut self, shipment: ObjectId, at: &str) {
        let content = json!({"sha256": "ab", "media": "application/pdf", "size": 1});
        self.world.say(
            "ups",
            shipment,
            at,
            json!({"type": "document", "document": "pod", "signed_by": "D. Ortiz", "content": content}),
        );
        // A partner never says `Stored`: it is put in place of the bytes.
        let received = self.world.input.events.last_mut().unwrap();
        let event = std::sync::Arc::make_mut(&mut received.event);
        if let crate::domain::event::Body::Document(document) = &mut event.body {
            document.content = Some(crate::domain::event::Content::Stored {
                sha256: "ab".into(),
                media: "application/pdf".into(),
                size: 1,
            });
        }
    }
}

fn shipped() -> (Followed, ObjectId) {
    let (world, shipments) = World::shipped(1);
    let mut followed = Followed::new(world);
    followed.news();
    (followed, shipments[0])
}

#[test]
fn a_released_order_asks_the_tms_for_transport_once_it_may() {
    let mut followed = Followed::new(World::ordered());
    assert_eq!(followed.keys(), Vec::<String>::new(), "nobody says where it ships from");
    assert_eq!(followed.waits(EffectKind::ShipmentRequest), [Unmet::NoShipFrom]);
    followed.world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "ship_from": {"site": "DC-DAL"}}));
    let news = followed.news();
    assert_eq!(news[0].key.0, "tms:shipment_request:order-1:2026-05-10");
    let Payload::ShipmentRequest { ship_from, lines, deliver_by, .. } = &news[0].payload else { panic!("{news:?}") };
    assert_eq!(ship_from.as_ref().unwrap().site.as_deref(), Some("DC-DAL"));
    assert_eq!((lines.len(), deliver_by.unwrap().to_string().as_str()), (2, "2026-05-14"));
    let shipment = followed.world.shipment(&[]);
    followed.world.milestone("tms", shipment, "BOOKED", "2026-05-11T08:00:00Z");
    let booked = followed.keys();
    assert_eq!(
        booked,
        [
            format!("crm:milestone:BOOKED:order-1/shipment-{shipment}:2026-05-11"),
            format!("erp:booking:order-1/shipment-{shipment}:2026-05-11")
        ],
        "and no second request"
    );
}

#[test]
fn an_order_that_is_booked_already_asks_for_nothing() {
    let (world, _) = World::shipped(1);
    let mut followed = Followed::new(world);
    followed.world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "ship_from": {"site": "DC-DAL"}}));
    assert_eq!(followed.keys(), Vec::<String>::new());
}

#[test]
fn scans_are_nobodys_business_but_milestones_are_told_once() {
    let (mut followed, shipment) = shipped();
    for at in ["2026-05-12T08:00:00Z", "2026-05-12T12:00:00Z", "2026-05-12T16:00:00Z"] {
        followed.world.milestone("ups", shipment, "HUB_ARRIVED", at);
        assert_eq!(followed.keys(), Vec::<String>::new());
    }
    followed.world.milestone("ups", shipment, "PICKED_UP", "2026-05-12T07:00:00Z");
    let expected = [
        format!("crm:milestone:PICKED_UP:order-1/shipment-{shipment}:2026-05-12"),
        format!("erp:delivery_status:order-1/shipment-{shipment}:2026-05-12"),
    ];
    assert_eq!(followed.keys(), expected);
    followed.world.milestone("tms", shipment, "PICKED_UP", "2026-05-12T07:01:00Z");
    assert_eq!(followed.keys(), Vec::<String>::new(), "another witness");
    followed.world.milestone("ups", shipment, "OUT_FOR_DELIVERY", "2026-05-13T07:01:00Z");
    followed.world.milestone("ups", shipment, "OUT_FOR_DELIVERY", "2026-05-14T07:01:00Z");
    assert_eq!(followed.keys(), [format!("crm:milestone:OUT_FOR_DELIVERY:order-1/shipment-{shipment}:2026-05-14")]);
}

#[test]
fn the_erp_is_not_told_what_it_said() {
    let (mut followed, shipment) = shipped();
    followed.world.milestone("s4", shipment, "PICKED_UP", "2026-05-12T07:00:00Z");
    let keys = followed.keys();
    assert!(keys.iter().all(|key| !key.starts_with("erp:delivery_status")), "{keys:?}");
}

#[test]
fn money_moves_with_the_proof_and_not_before() {
    let (mut followed, shipment) = shipped();
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T15:00:00Z");
    let keys = followed.keys();
    assert_eq!(keys, [format!("crm:milestone:DELIVERED:order-1/shipment-{shipment}:2026-05-14")]);
    assert_eq!(followed.waits(EffectKind::ProofOfDelivery), [Unmet::NoProof]);
    followed.proof(shipment, "2026-05-14T15:05:00Z");
    let expected = [
        format!("crm:pod_link:order-1/shipment-{shipment}:2026-05-14"),
        format!("erp:freight_accrual:shipment-{shipment}:2026-05-14"),
        format!("erp:goods_issue:order-1/shipment-{shipment}:2026-05-14"),
        "erp:invoice_release:order-1:2026-05-14".to_owned(),
        format!("erp:proof_of_delivery:order-1/shipment-{shipment}:2026-05-14"),
    ];
    assert_eq!(followed.keys(), expected);
}

#[test]
fn damage_holds_money_back_and_takes_nothing_back() {
    let (mut followed, shipment) = shipped();
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T15:00:00Z");
    followed.world.exception(shipment, "DAMAGED", "DAMAGE", "2026-05-14T15:01:00Z");
    followed.proof(shipment, "2026-05-14T15:05:00Z");
    let keys = followed.keys();
    assert!(keys.iter().all(|key| !key.contains("invoice_release")), "{keys:?}");
    let (mut posted, shipment) = shipped();
    posted.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T15:00:00Z");
    posted.proof(shipment, "2026-05-14T15:05:00Z");
    posted.news();
    posted.world.exception(shipment, "DAMAGED", "DAMAGE", "2026-05-14T16:00:00Z");
    assert!(posted.news().iter().all(|effect| effect.reverses.is_none()), "that is a claim");
}

#[test]
fn goods_issue_posts_at_departure_where_policy_says_so() {
    let (mut followed, shipment) = shipped();
    followed.policy.effects.goods_issue = GoodsIssueAt::Departure;
    followed.world.milestone("ups", shipment, "PICKED_UP", "2026-05-12T07:00:00Z");
    assert!(followed.keys().contains(&format!("erp:goods_issue:order-1/shipment-{shipment}:2026-05-12")));
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T15:00:00Z");
    followed.proof(shipment, "2026-05-14T15:05:00Z");
    assert!(followed.keys().iter().all(|key| !key.contains("goods_issue")));
}

#[test]
fn what_the_erp_has_posted_itself_is_not_posted_again_nor_reversed() {
    let (mut followed, shipment) = shipped();
    followed.world.milestone("s4", shipment, "GOODS_ISSUE_POSTED", "2026-05-14T14:00:00Z");
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T15:00:00Z");
    followed.proof(shipment, "2026-05-14T15:05:00Z");
    assert!(followed.keys().iter().all(|key| !key.contains("goods_issue")));
    let (mut ours, shipment) = shipped();
    ours.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T15:00:00Z");
    ours.proof(shipment, "2026-05-14T15:05:00Z");
    assert!(ours.keys().iter().any(|key| key.contains("goods_issue")));
    ours.world.milestone("s4", shipment, "GOODS_ISSUE_POSTED", "2026-05-14T16:00:00Z");
    assert_eq!(ours.keys(), Vec::<String>::new(), "that is the answer to ours");
}

#[test]
fn a_delivery_that_is_withdrawn_reverses_its_postings_and_a_new_one_posts_anew() {
    let (mut followed, shipment) = shipped();
    let delivered = json!({"type": "milestone", "milestone": "DELIVERED", "key": "d1"});
    followed.world.say("ups", shipment, "2026-05-13T15:00:00Z", delivered);
    followed.proof(shipment, "2026-05-13T15:05:00Z");
    let posted = followed.keys();
    let retraction = json!({"type": "retraction", "retracts": ["d1"]});
    followed.world.say("ups", shipment, "2026-05-13T16:00:00Z", retraction);
    let news = followed.news();
    let reversed: Vec<_> = news.iter().filter_map(|effect| effect.reverses.as_ref()).map(|key| key.0.clone()).collect();
    let financial: Vec<_> = posted.into_iter().filter(|key| key.starts_with("erp:")).collect();
    assert_eq!(reversed, financial);
    assert!(news.iter().all(|effect| effect.key.0.ends_with(":reversed")), "{news:?}");
    assert_eq!(followed.keys(), Vec::<String>::new(), "once");
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T10:00:00Z");
    assert!(followed.keys().contains(&format!("erp:proof_of_delivery:order-1/shipment-{shipment}:2026-05-14")));
}

#[test]
fn the_same_delivery_true_again_is_posted_again_under_a_new_key() {
    let (mut followed, shipment) = shipped();
    let without = followed.world.clone();
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T10:00:00Z");
    followed.proof(shipment, "2026-05-14T10:05:00Z");
    let with = followed.world.clone();
    let key = format!("erp:proof_of_delivery:order-1/shipment-{shipment}:2026-05-14");
    assert!(followed.keys().contains(&key));
    followed.world = without.clone();
    assert!(followed.keys().contains(&format!("{key}:reversed")));
    followed.world = with;
    assert!(followed.keys().contains(&format!("{key}#2")));
    followed.world = without;
    assert!(followed.keys().contains(&format!("{key}#2:reversed")));
}

#[test]
fn one_customer_is_called_once_for_a_disruption() {
    let (world, shipments) = World::shipped(3);
    let mut followed = Followed::new(world);
    followed.news();
    for (shipment, minute) in shipments.iter().zip(1..) {
        followed.world.exception(*shipment, "DELAYED", "WEATHER", &format!("2026-05-13T10:0{minute}:00Z"));
    }
    let keys = followed.keys();
    let tasks: Vec<_> = keys.iter().filter(|key| key.contains("outreach")).collect();
    assert_eq!(tasks, ["crm:outreach_task:customer-100042:DELAYED/WEATHER/2026-05-13"]);
    assert_eq!(keys.iter().filter(|key| key.starts_with("erp:exception_code")).count(), 3);
    assert_eq!(keys.iter().filter(|key| key.starts_with("crm:explanation")).count(), 3);
}

#[test]
fn the_erp_hears_a_code_and_the_customer_words() {
    let (mut followed, shipment) = shipped();
    followed.world.exception(shipment, "DELAYED", "WEATHER", "2026-05-13T10:00:00Z");
    let news = followed.news().into_iter();
    let texts = news.filter_map(|effect| match effect.payload {
        Payload::Trouble { text, .. } => Some((effect.kind, text)),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    let text = |kind| texts.iter().find(|(have, _)| *have == kind).map(|(_, text)| text.clone()).unwrap();
    assert!(text(EffectKind::ExceptionCode).starts_with('E'), "{texts:?}");
    let customer = text(EffectKind::Explanation);
    assert!(customer.contains("in Memphis") && !customer.contains("WEATHER"), "{customer}");
}

#[test]
fn payloads_are_small() {
    let (mut followed, shipment) = shipped();
    for at in 0..50 {
        followed.world.milestone("ups", shipment, "HUB_ARRIVED", &format!("2026-05-13T10:{at:02}:00Z"));
    }
    followed.world.milestone("ups", shipment, "DELIVERED", "2026-05-14T10:00:00Z");
    followed.proof(shipment, "2026-05-14T10:05:00Z");
    for effect in followed.news() {
        let text = serde_json::to_string(&effect.payload).unwrap();
        assert!(text.len() < 600, "{} bytes: {text}", text.len());
    }
}
