//! What operators ask and steer: the outbox, and messages that run again.

use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use waypost::store::ReplayState;

use crate::world::{Answer, World};

async fn world() -> World {
    let world = World::new().await;
    world.token("operator", &["outbox:read", "replay:write"], None).await;
    world.token("reader", &["orders:read"], None).await;
    world.token("american", &["outbox:read", "replay:write"], Some(&["1010"])).await;
    world
}

async fn ask(world: &World, token: &str, method: Method, path: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    world.visitor().send(method, path, &headers, Body::from(body.to_string())).await
}

#[tokio::test]
async fn operators_alone_see_the_outbox_and_replays() {
    let world = world().await;
    for path in ["/api/v1/outbox", "/api/v1/replays"] {
        let of = async |token: &str| ask(&world, token, Method::GET, path, &Value::Null).await;
        assert_eq!(of("operator").await.status, 200, "{path}");
        assert_eq!(of("reader").await.refusal(), (403, "TOKEN_LACKS_SCOPE".into()), "{path}");
        assert_eq!(of("american").await.refusal(), (403, "TOKEN_OF_SOME_ORGANISATIONS".into()), "{path}");
        assert_eq!(of("nobody").await.refusal(), (401, "BAD_TOKEN".into()), "{path}");
        assert_eq!(world.signed_in("marta").await.get(path).await.refusal(), (403, "NOT_AN_OPERATOR".into()), "{path}");
        assert_eq!(world.signed_in("tom").await.get(path).await.status, 200, "{path}");
    }
    assert_eq!(ask(&world, "reader", Method::POST, "/api/v1/replays", &json!({})).await.status, 403);
    assert_eq!(world.stores.replays.newest(5).await.unwrap(), vec![]);
}

#[tokio::test]
async fn an_empty_outbox_says_so_and_a_wrong_destination_is_named() {
    let world = world().await;
    let found = ask(&world, "operator", Method::GET, "/api/v1/outbox?destination=erp", &Value::Null).await;
    assert_eq!(found.json(), json!({"counts": [], "effects": []}));
    let wrong = ask(&world, "operator", Method::GET, "/api/v1/outbox?destination=fax", &Value::Null).await;
    assert_eq!(wrong.refusal(), (400, "NO_SUCH_DESTINATION".into()));
}

#[tokio::test]
async fn a_replay_is_asked_for_steered_and_audited() {
    let world = world().await;
    let asked = json!({"connector": "ups", "code": "CODE", "from": "2026-05-14T00:00:00Z", "dry_run": true});
    let started = ask(&world, "operator", Method::POST, "/api/v1/replays", &asked).await;
    assert_eq!(started.status, 202, "{}", started.text());
    let id = started.json()["id"].as_i64().unwrap();
    assert_eq!((&started.json()["state"], &started.json()["dry_run"]), (&json!("running"), &json!(true)));
    for (step, state) in [("pause", "paused"), ("resume", "running"), ("stop", "stopped"), ("resume", "stopped")] {
        let path = format!("/api/v1/replays/{id}/{step}");
        let answer = ask(&world, "operator", Method::POST, &path, &Value::Null).await;
        assert_eq!(answer.json()["state"], state, "{step}");
    }
    let replay = world.stores.replays.get(id).await.unwrap().unwrap();
    assert_eq!((replay.state, replay.actor.as_str()), (ReplayState::Stopped, "token:token of operator"));
    assert_eq!(replay.selection.from, Some(1_778_716_800_000_000));
    let audit = world.stores.audit.newest(Some(&format!("replay:{id}")), 10).await.unwrap();
    let actions: Vec<_> = audit.iter().rev().map(|record| record.entry.action.as_str()).collect();
    assert_eq!(actions, ["replay.dry_run", "replay.pause", "replay.resume", "replay.stop", "replay.resume"]);
    assert_eq!(ask(&world, "operator", Method::POST, "/api/v1/replays/99/pause", &Value::Null).await.status, 404);
    assert_eq!(
        ask(&world, "operator", Method::POST, &format!("/api/v1/replays/{id}/fly"), &Value::Null).await.status,
        404
    );
}

#[tokio::test]
async fn what_selects_nothing_sensible_is_refused_kindly() {
    let world = world().await;
    for (asked, said) in [
        (json!({"connector": "fax"}), "no connector `fax`"),
        (json!({"state": "lost"}), "no state"),
        (json!({"from": "yesterday"}), "RFC 3339"),
        (json!({"colour": "red"}), "colour"),
        (json!({"messages": vec![1; 10_001]}), "10001 messages"),
        (json!({}), "everything = true"),
        (json!({"connector": " ", "messages": [], "dry_run": true}), "everything = true"),
        (json!({"everything": true, "connector": "ups"}), "a part of it too"),
        (json!({"everything": "yes"}), "a boolean"),
        (json!([]), "JSON object"),
        (json!([null, null]), "JSON object"),
        (json!(null), "JSON object"),
    ] {
        let answer = ask(&world, "operator", Method::POST, "/api/v1/replays", &asked).await;
        assert_eq!(answer.refusal(), (400, "BAD_SELECTION".into()), "{asked}");
        assert!(answer.json()["title"].as_str().unwrap().contains(said), "{}", answer.text());
    }
    assert_eq!(world.stores.replays.newest(5).await.unwrap(), vec![]);
}

#[tokio::test]
async fn everything_runs_again_only_when_that_word_is_said() {
    let world = world().await;
    let answer = ask(&world, "operator", Method::POST, "/api/v1/replays", &json!({"everything": true})).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["dry_run"]), (202, &json!(false)), "{}", answer.text());
    let tom = world.signed_in("tom").await;
    assert_eq!(tom.form("/operations/replays", "connector=&code=&dry_run=true").await.refusal().0, 400);
    assert_eq!(tom.form("/operations/replays", "everything=true&dry_run=true").await.status, 303);
    assert!(tom.get("/operations/replays").await.text().contains("name=\"everything\""));
}

#[tokio::test]
async fn the_operators_page_steers_replays_by_forms() {
    let world = world().await;
    let (tom, marta) = (world.signed_in("tom").await, world.signed_in("marta").await);
    assert_eq!(marta.get("/operations/replays").await.status, 404);
    let refused = marta.form("/operations/replays", "connector=ups&dry_run=true").await;
    assert_eq!(refused.refusal(), (403, "NOT_AN_OPERATOR".into()));
    let elsewhere = tom.form_with("/operations/replays", "connector=ups", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(elsewhere.refusal(), (403, "OTHER_ORIGIN".into()));
    let asked = tom.form("/operations/replays", "connector=ups&code=&from=&messages=7+9&dry_run=true").await;
    assert_eq!((asked.status.as_u16(), asked.header("location")), (303, "/operations/replays"));
    let paused = tom.form("/operations/replays/1/pause", "").await;
    assert_eq!(paused.status, 303);
    let page = tom.get("/operations/replays").await.text();
    for said in ["Dry run 1", "Paused", "ups, 2 messages", "/operations/replays/1/resume", "tms_generic"] {
        assert!(page.contains(said), "{said}");
    }
    let replay = world.stores.replays.get(1).await.unwrap().unwrap();
    assert_eq!((replay.state, replay.dry_run, replay.actor.as_str()), (ReplayState::Paused, true, "user:demo:tom"));
}
