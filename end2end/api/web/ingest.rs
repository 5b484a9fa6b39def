//! The door for partners' messages.

use std::io::Write as _;

use axum::{body::Body, http::Method};
use flate2::{Compression, write::GzEncoder};
use waypost::store::MessageState;

use crate::{
    signature::signed_at,
    world::{Answer, NOON, SECRET, World},
};

const MESSAGE: &[u8] = br#"{"event":"booked"}"#;

async fn post(world: &World, connector: &str, headers: &[(&str, String)], body: &[u8]) -> Answer {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    world.visitor().send(Method::POST, &format!("/ingest/{connector}"), &headers, Body::from(body.to_vec())).await
}

fn now() -> u64 {
    NOON.unsigned_abs()
}

#[tokio::test]
async fn a_signed_message_is_kept_as_it_came_and_a_repetition_answers_the_same() {
    let world = World::new().await;
    let headers = signed_at(SECRET, "msg_1", MESSAGE, now());
    let first = post(&world, "tms_generic", &headers, MESSAGE).await;
    assert_eq!(first.status, 202, "{}", first.text());
    assert_eq!(first.json()["status"], "accepted");
    assert!(!first.header("x-request-id").is_empty());
    let id = first.json()["id"].as_str().unwrap().parse().unwrap();
    let kept = world.stores.inbox.body(waypost::domain::id::MessageId(id)).await.unwrap().unwrap();
    assert_eq!((kept.body.as_ref(), kept.key.as_str(), kept.received), (MESSAGE, "msg_1", NOON * 1_000_000));
    assert!(!kept.headers.contains_key("webhook-signature"), "no credential is kept: {:?}", kept.headers);

    let again = post(&world, "tms_generic", &headers, MESSAGE).await;
    assert_eq!((again.status, again.json()), (first.status, first.json()));
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_answers_alike_and_is_quarantined() {
    let world = World::new().await;
    post(&world, "tms_generic", &signed_at(SECRET, "m", MESSAGE, now()), MESSAGE).await;
    let other = br#"{"event":"other"}"#;
    let answer = post(&world, "tms_generic", &signed_at(SECRET, "m", other, now()), other).await;
    assert_eq!(answer.status, 202);
    let row = world.inbox(answer.json()["id"].as_str().unwrap().parse().unwrap()).await;
    assert_eq!(row.state, MessageState::Quarantined);
    assert_eq!(row.refusals[0].code, "KEY_REUSED");
}

/// CloudEvents: `source` and `id` name an event, whatever the mode in which it travels.
#[tokio::test]
async fn an_event_in_binary_and_in_structured_mode_is_one_message() {
    let world = World::new().await;
    let bearer = ("authorization", format!("Bearer {SECRET}"));
    let event = |quantity: u8| {
        format!(
            r#"{{"specversion":"1.0","id":"Auftrag-Ä","source":"/erp/S4","type":"waypost.erp.order.created.v1","time":"2026-05-10T08:00:00Z",
            "data":{{"order":{{"number":"4711","lines":[{{"line":"10","quantity":{quantity}}}]}}}}}}"#
        )
    };
    let structured = [bearer.clone(), ("content-type", "application/cloudevents+json".to_owned())];
    let first = post(&world, "erp_generic", &structured, event(2).as_bytes()).await;
    assert_eq!(first.status, 202, "{}", first.text());
    let named = |name: &'static str, value: &str| (name, value.to_owned());
    let binary = [
        bearer,
        named("ce-specversion", "1.0"),
        named("ce-id", "Auftrag-%C3%84"),
        named("ce-source", "/erp/S4"),
        named("ce-type", "waypost.erp.order.created.v1"),
        named("ce-time", "2026-05-10T10:00:00+02:00"),
        named("content-type", "application/json; charset=utf-8"),
    ];
    let data = br#"{ "order": { "lines": [{"quantity": 2, "line": "10"}], "number": "4711" } }"#;
    let again = post(&world, "erp_generic", &binary, data).await;
    assert_eq!((again.status, again.json()), (first.status, first.json()));
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 1);
    let other = post(&world, "erp_generic", &structured, event(3).as_bytes()).await;
    let row = world.inbox(other.json()["id"].as_str().unwrap().parse().unwrap()).await;
    assert_eq!(row.refusals[0].code, "KEY_REUSED", "what says something else under one key is kept apart");
}

#[tokio::test]
async fn what_is_not_its_senders_is_refused_and_not_kept() {
    let world = World::new().await;
    let refused = async |headers: &[(&str, String)]| post(&world, "tms_generic", headers, MESSAGE).await.refusal();
    assert_eq!(refused(&[]).await, (401, "MISSING_SIGNATURE".into()));
    let wrong = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(refused(&signed_at(wrong, "m", MESSAGE, now())).await, (401, "BAD_SIGNATURE".into()));
    assert_eq!(refused(&signed_at(SECRET, "m", b"other", now())).await, (401, "BAD_SIGNATURE".into()));
    assert_eq!(refused(&signed_at(SECRET, "m", MESSAGE, now() - 301)).await, (401, "STALE_TIMESTAMP".into()));
    assert_eq!(refused(&signed_at(SECRET, "m", MESSAGE, now() + 301)).await, (401, "STALE_TIMESTAMP".into()));
    assert_eq!(post(&world, "nobody", &[], MESSAGE).await.refusal(), (404, "UNKNOWN_CONNECTOR".into()));
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 0);
}

#[tokio::test]
async fn without_a_secret_nothing_is_accepted() {
    let world = World::with(|config| config.connectors.secrets.clear()).await;
    let answer = post(&world, "tms_generic", &signed_at(SECRET, "m", MESSAGE, now()), MESSAGE).await;
    assert_eq!(answer.refusal(), (401, "NO_SECRET_CONFIGURED".into()));
}

#[tokio::test]
async fn each_sender_gets_the_success_it_wants() {
    let world = World::new().await;
    let headers = [("x-api-key", "ups-key".to_owned())];
    assert_eq!(post(&world, "ups", &headers, b"{}").await.status, 200);
}

#[tokio::test]
async fn a_signed_message_that_cannot_be_read_is_accepted() {
    let world = World::new().await;
    let body = b"\xff not json";
    assert_eq!(post(&world, "tms_generic", &signed_at(SECRET, "m", body, now()), body).await.status, 202);
}

#[tokio::test]
async fn a_body_past_its_limit_is_refused_whatever_it_announces() {
    let world = World::with(|config| {
        config.connectors.body_bytes.clear();
        config.limits.body_bytes = 100;
    })
    .await;
    let body = vec![b' '; 101];
    let headers = signed_at(SECRET, "m", &body, now());
    let mut announced = headers.clone();
    announced.push(("content-length", "101".into()));
    assert_eq!(post(&world, "tms_generic", &announced, &body).await.refusal(), (413, "TOO_LARGE".into()));

    let chunks = futures::stream::iter(vec![Ok::<_, std::io::Error>(vec![b' '; 60]), Ok(vec![b' '; 60])]);
    let streamed = Body::from_stream(chunks);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = world.visitor().send(Method::POST, "/ingest/tms_generic", &headers, streamed).await;
    assert_eq!(answer.refusal(), (413, "TOO_LARGE".into()));
}

#[tokio::test]
async fn gzip_is_signed_as_sent_and_kept_as_meant() {
    let world = World::new().await;
    let zipped = gzip(MESSAGE);
    let mut headers = signed_at(SECRET, "m", &zipped, now());
    headers.push(("content-encoding", "gzip".into()));
    let answer = post(&world, "tms_generic", &headers, &zipped).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let id = waypost::domain::id::MessageId(answer.json()["id"].as_str().unwrap().parse().unwrap());
    assert_eq!(world.stores.inbox.body(id).await.unwrap().unwrap().body.as_ref(), MESSAGE);

    let mut signed_plain = signed_at(SECRET, "n", MESSAGE, now());
    signed_plain.push(("content-encoding", "gzip".into()));
    assert_eq!(post(&world, "tms_generic", &signed_plain, &zipped).await.refusal().0, 401);
}

#[tokio::test]
async fn a_decompression_bomb_is_refused_by_its_size() {
    let world = World::with(|config| config.connectors.body_bytes.clear()).await;
    let bomb = gzip(&vec![0; 20 << 20]);
    assert!(bomb.len() < 1 << 20);
    let mut headers = signed_at(SECRET, "m", &bomb, now());
    headers.push(("content-encoding", "gzip".into()));
    assert_eq!(post(&world, "tms_generic", &headers, &bomb).await.refusal(), (413, "TOO_LARGE".into()));
}

#[tokio::test]
async fn a_backlog_past_its_bound_is_answered_503_and_the_message_is_not_kept() {
    let world = World::with(|config| config.limits.backlog = 2).await;
    for id in ["a", "b"] {
        assert_eq!(post(&world, "tms_generic", &signed_at(SECRET, id, MESSAGE, now()), MESSAGE).await.status, 202);
    }
    let full = post(&world, "tms_generic", &signed_at(SECRET, "c", MESSAGE, now()), MESSAGE).await;
    assert_eq!(full.refusal(), (503, "BUSY".into()));
    assert!(full.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 2);
}

#[tokio::test]
async fn one_connector_sends_only_so_much_and_wrong_guesses_are_counted() {
    let world = World::with(|config| {
        config.connectors.rates.insert("tms_generic".into(), 1);
        config.limits.attempts_per_minute = 3;
    })
    .await;
    let mut statuses = Vec::new();
    for id in 0..8 {
        let headers = signed_at(SECRET, &format!("m{id}"), MESSAGE, now());
        statuses.push(post(&world, "tms_generic", &headers, MESSAGE).await.status.as_u16());
    }
    assert!(statuses.starts_with(&[202, 202, 202, 202]) && statuses.ends_with(&[429]), "{statuses:?}");
    let mut refused = Vec::new();
    for _ in 0..5 {
        refused.push(post(&world, "erp_generic", &[], MESSAGE).await.status.as_u16());
    }
    assert_eq!(refused, [401, 401, 401, 429, 429]);
}

#[tokio::test]
async fn a_cloudevents_sender_is_told_that_its_messages_are_wanted() {
    let world = World::new().await;
    let ask = async |connector: &str| {
        let headers = [("webhook-request-origin", "erp.example")];
        world.visitor().send(Method::OPTIONS, &format!("/ingest/{connector}"), &headers, Body::empty()).await
    };
    let yes = ask("erp_generic").await;
    assert_eq!((yes.status.as_u16(), yes.header("webhook-allowed-origin")), (200, "erp.example"));
    assert!(yes.header("webhook-allowed-rate").parse::<u64>().unwrap() > 0);
    assert_eq!(ask("tms_generic").await.header("webhook-allowed-origin"), "");
    assert_eq!(ask("nobody").await.status, 404);
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_quantity_that_cannot_be_read_costs_nothing_else_and_is_shown_as_it_came() {
    let world = World::new().await;
    let body = br#"{"specversion":"1.0","id":"1","source":"/erp/S4","type":"waypost.erp.order.created.v1","time":"2026-05-10T08:00:00Z",
        "data":{"order":{"number":"4711","sales_org":"1010","lines":[{"line":"10","text":"Widget","quantity":"1,000"},{"line":"20","quantity":"2"}]}}}"#;
    let headers =
        [("authorization", format!("Bearer {SECRET}")), ("content-type", "application/cloudevents+json".to_owned())];
    let answer = post(&world, "erp_generic", &headers, body).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    world.work().await;
    let row = world.inbox(answer.json()["id"].as_str().unwrap().parse().unwrap()).await;
    let [warning] = row.refusals.as_slice() else { panic!("{:?}", row.refusals) };
    assert_eq!(
        (warning.code.as_str(), warning.position.as_str()),
        ("VALUE_UNREADABLE", "/data/order/lines/0/quantity")
    );
    assert!(warning.message.contains("1,000") && warning.remedy.contains("thousands separators"), "{warning:?}");
    let page = world.signed_in("marta").await.get("/search?q=4711").await;
    let order = page.header("location").to_owned();
    let page = world.signed_in("marta").await.get(&order).await.text();
    assert!(page.contains("unknown (as received: 1,000)") && page.contains("Widget"), "{page}");
}
