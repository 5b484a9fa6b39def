//! The live stream.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream},
    http::Method,
};
use futures::StreamExt as _;
use serde_json::json;

use crate::world::{Visitor, World};

/// An open stream, read event by event.
struct Stream {
    body: BodyDataStream,
    text: String,
}

impl Stream {
    async fn open(visitor: &Visitor, orders: &str) -> Self {
        let response = visitor.open(Method::GET, &format!("/live?o={orders}"), &[], Body::empty()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        assert!(!response.headers().contains_key("content-encoding"));
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event that is not a comment: its name and data; `None` at the end.
    async fn next(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                if let (Some(name), Some(data)) = (field("event: "), field("data: ")) {
                    return Some((name, data));
                }
                continue;
            }
            let chunk =
                tokio::time::timeout(Duration::from_secs(20), self.body.next()).await.expect("something is said")?;
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
    }

    /// Whether nothing more is said for a moment. Used only after something that must be said later was asked for.
    async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(200), self.next()).await.is_err()
    }
}

fn order(id: impl std::fmt::Display, version: i64) -> Option<(String, String)> {
    Some(("order".into(), format!("{{\"order\":{id},\"version\":{version}}}")))
}

#[tokio::test]
async fn a_change_is_told_to_those_who_show_the_order() {
    let world = World::new().await;
    let (one, two) = (world.order("1", "1010", json!({})).await, world.order("2", "1010", json!({})).await);
    let visitor = world.signed_in("marta").await;
    let mut stream = Stream::open(&visitor, &format!("{one}@1")).await;
    world.change(two, "1010").await;
    let changed = world.change(one, "1010").await;
    assert_eq!(stream.next().await, order(one, changed.version));
    assert!(stream.is_silent().await, "the other order is not shown");
}

#[tokio::test]
async fn what_happened_before_connecting_is_told_at_once() {
    let world = World::new().await;
    let id = world.order("1", "1010", json!({})).await;
    let version = world.change(id, "1010").await.version;
    let visitor = world.signed_in("marta").await;
    let mut stream = Stream::open(&visitor, &format!("{id}@{}", version - 1)).await;
    assert_eq!(stream.next().await, order(id, version));
    let mut current = Stream::open(&visitor, &format!("{id}@{version}")).await;
    assert!(current.is_silent().await);
}

#[tokio::test]
async fn orders_of_others_are_silently_absent() {
    let world = World::new().await;
    let (mine, other) = (world.order("1", "1010", json!({})).await, world.order("2", "2000", json!({})).await);
    let visitor = world.signed_in("marta").await;
    let mut stream = Stream::open(&visitor, &format!("{other}@0,{mine}@1,999@0")).await;
    world.change(other, "2000").await;
    let changed = world.change(mine, "1010").await;
    assert_eq!(stream.next().await, order(mine, changed.version), "and not the other's");
}

#[tokio::test]
async fn signing_out_ends_the_stream_and_only_that_persons() {
    let world = World::new().await;
    let id = world.order("1", "1010", json!({})).await;
    let (visitor, colleague) = (world.signed_in("marta").await, world.signed_in("priya").await);
    let mut stream = Stream::open(&visitor, &format!("{id}@1")).await;
    let mut other = Stream::open(&colleague, &format!("{id}@1")).await;
    visitor.form("/auth/out", "").await;
    assert_eq!(stream.next().await.unwrap().0, "end");
    assert_eq!(stream.next().await, None);
    let changed = world.change(id, "1010").await;
    assert_eq!(other.next().await, order(id, changed.version));
}

#[tokio::test]
async fn a_session_that_runs_out_ends_its_stream_without_any_request() {
    let world = World::with(|config| config.limits.live_check_seconds = 1).await;
    let id = world.order("1", "1010", json!({})).await;
    let visitor = world.signed_in("marta").await;
    let mut stream = Stream::open(&visitor, &format!("{id}@1")).await;
    world.pass(31);
    assert_eq!(stream.next().await.unwrap().0, "end");
}

#[tokio::test]
async fn an_order_that_moves_to_another_organisation_is_told_of_no_more() {
    let world = World::with(|config| config.limits.live_check_seconds = 1).await;
    let (leaves, stays) = (world.order("1", "1010", json!({})).await, world.order("2", "1010", json!({})).await);
    let visitor = world.signed_in("marta").await;
    let mut stream = Stream::open(&visitor, &format!("{leaves}@1,{stays}@1")).await;
    let moved = world.change(leaves, "2000").await;
    assert_eq!(stream.next().await, order(leaves, moved.version), "the page learns that it is gone when it asks");
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    world.change(leaves, "2000").await;
    let changed = world.change(stays, "1010").await;
    assert_eq!(stream.next().await, order(stays, changed.version));
}

#[tokio::test]
async fn stopping_the_server_ends_streams() {
    let world = World::new().await;
    let id = world.order("1", "1010", json!({})).await;
    let visitor = world.signed_in("marta").await;
    let mut stream = Stream::open(&visitor, &format!("{id}@1")).await;
    world.drain.start();
    assert_eq!(stream.next().await.unwrap().0, "end");
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn without_a_session_or_with_nonsense_there_is_no_stream() {
    let world = World::new().await;
    assert_eq!(
        world.visitor().get("/live?o=1@1").await.status,
        204,
        "a browser asks no more, and its console stays silent"
    );
    let visitor = world.signed_in("marta").await;
    for wrong in ["/live", "/live?o=", "/live?o=1", "/live?o=1@x"] {
        assert_eq!(visitor.get(wrong).await.refusal(), (400, "BAD_ORDERS".into()), "{wrong}");
    }
}

#[tokio::test]
async fn one_person_has_so_many_streams_and_a_closed_one_makes_room() {
    let world = World::with(|config| config.limits.live_streams = 2).await;
    let id = world.order("1", "1010", json!({})).await;
    let visitor = world.signed_in("marta").await;
    let asked = format!("{id}@1");
    let (one, _two) = (Stream::open(&visitor, &asked).await, Stream::open(&visitor, &asked).await);
    let third = visitor.get(&format!("/live?o={asked}")).await;
    assert_eq!(third.refusal(), (429, "TOO_MANY_STREAMS".into()));
    drop(one);
    Stream::open(&visitor, &asked).await;
}
