//! What the demo world's partners say and what the connectors read have to fit together. The two know nothing of each other, and each was
//! written from the formats' own descriptions; here they meet.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;
use serde_json::Value;
use waypost::{
    connector::{Registry, Secret},
    domain::milestone::Milestone,
    simulate::{
        World,
        partners::{Message, Partner},
        sign,
        truth::Deed,
    },
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const KEY: &str = "a-long-random-credential";

fn world() -> World {
    World::of(40, 5, "2026-05-14T13:40:00Z".parse().unwrap())
}

fn registry() -> Registry {
    Registry::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors")).unwrap()
}

fn headers(message: &Message, now: Timestamp) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::from([("content-type".to_owned(), message.media.to_owned())]);
    if message.partner == Partner::Ups {
        headers.insert("x-api-key".into(), KEY.into());
    } else if message.partner == Partner::Crm {
        let signature = sign::hmac_sha256(SECRET, message.body.as_bytes()).unwrap();
        headers.insert("x-waypost-signature".into(), signature);
    } else {
        let signed = sign::standard_webhooks(SECRET, &message.id, now, message.body.as_bytes()).unwrap();
        headers.insert("webhook-id".into(), signed.id);
        headers.insert("webhook-timestamp".into(), signed.timestamp);
        headers.insert("webhook-signature".into(), signed.signature);
    }
    headers
}

/// The events of a message; whatever is refused fails the test.
fn events(registry: &Registry, message: &Message, now: Timestamp) -> Vec<Value> {
    let connector = registry.get(message.partner.connector()).unwrap();
    let headers = headers(message, now);
    let secret = if message.partner == Partner::Ups { KEY } else { SECRET };
    connector.authenticate(&headers, message.body.as_bytes(), &[Secret::new(secret)], now).unwrap();
    let documents = connector.decode(&connector.kept_headers(&headers), message.body.as_bytes());
    let documents = documents.unwrap_or_else(|refusal| panic!("{refusal:?}: {}", message.body));
    let mut events = Vec::new();
    for document in documents {
        let mapped = connector.map(&document);
        assert!(mapped.refused.is_empty(), "{:?}: {}", mapped.refused, message.body);
        events.extend(mapped.events.into_iter().map(|draft| serde_json::to_value(draft.event).unwrap()));
    }
    events
}

#[test]
fn every_message_is_verified_and_read_without_a_refusal() {
    let (world, registry) = (world(), registry());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for message in world.history() {
        let events = events(&registry, &message, world.now);
        assert!(!events.is_empty(), "{}", message.body);
        for event in events {
            let what = ["milestone", "exception", "document"].into_iter().find_map(|field| event[field].as_str());
            *kinds.entry(format!("{} {}", event["type"].as_str().unwrap(), what.unwrap_or(""))).or_default() += 1;
        }
    }
    for kind in [
        "order ",
        "delivery ",
        "shipment ",
        "site ",
        "item ",
        "party ",
        "charge ",
        "retraction ",
        "document pod",
        "document photo",
    ] {
        assert!(kinds.contains_key(kind), "{kind} in {kinds:#?}");
    }
    for kind in ["ON_HOLD", "DELAYED", "LOST", "DAMAGED", "REFUSED_GOODS", "SHORT_SHIPPED"] {
        assert!(kinds.contains_key(&format!("exception {kind}")), "{kind} in {kinds:#?}");
    }
    for kind in [
        "ORDER_CREATED",
        "PICKING",
        "BOOKED",
        "OUT_FOR_DELIVERY",
        "DELIVERY_ATTEMPTED",
        "RETURNED",
        "CANCELLED",
        "UNMAPPED",
    ] {
        assert!(kinds.contains_key(&format!("milestone {kind}")), "{kind} in {kinds:#?}");
    }
}

/// UPS says with its own codes what happened; read back, it is what happened.
#[test]
fn what_ups_says_is_read_as_what_happened() {
    let (world, registry) = (world(), registry());
    let said: BTreeMap<String, Message> =
        world.history().into_iter().map(|message| (message.id.clone(), message)).collect();
    let mut compared = 0;
    for story in &world.stories {
        for step in story.told(world.now) {
            let Deed::Scanned(scan) = &step.deed else { continue };
            let number = &story.shipments.get(scan.shipment).unwrap().number;
            let Some(message) = said
                .values()
                .find(|m| m.id.ends_with(&format!("-{number}-{}-0", step.id)) && m.partner == Partner::Ups)
            else {
                continue;
            };
            let read = events(&registry, message, world.now);
            let milestone =
                read.iter().find(|event| event["type"] == "milestone" && event["classifier"] != "estimated");
            let milestone = milestone.and_then(|event| Milestone::parse(event["milestone"].as_str()?));
            assert_eq!(milestone, Some(scan.milestone), "{}", message.body);
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}
