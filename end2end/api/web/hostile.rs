//! What strangers try: every refusal is one, and says so in the form of all others.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    body::{Body, Bytes},
    http::Method,
};
use serde_json::json;

use crate::world::{Answer, NOON, SECRET, World};

const EVENT: &str = r#"{"type":"milestone","of":"shipment","refs":[{"kind":"pro","scope":"ODFL","value":"1"}],
    "milestone":"PICKED_UP","classifier":"actual","at":"2026-05-14T07:12:00-05:00"}"#;
const SCOPES: [&str; 7] =
    ["orders:read", "events:write", "outbox:read", "replay:write", "graph:write", "master:write", "embed:issue"];

async fn world() -> World {
    let world = World::new().await;
    world.token("all", &SCOPES, None).await;
    world
}

async fn post(world: &World, path: &str, more: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut headers = vec![("authorization", "Bearer all"), ("idempotency-key", "1")];
    headers.extend(more);
    world.visitor().send(Method::POST, path, &headers, body.into()).await
}

#[tokio::test]
async fn every_answer_has_the_headers_that_hold_a_browser_back() {
    let world = world().await;
    let visitor = world.signed_in("marta").await;
    let page = visitor.get("/").await.text();
    let asset =
        |ending: &str| page.split('"').find(|part| part.starts_with("/pkg/") && part.ends_with(ending)).unwrap();
    let widget = visitor.get("/embed/order/4711").await.text();
    let script = widget.split('"').find(|part| part.ends_with("widget.js")).unwrap();
    for path in [
        "/",
        "/signin",
        "/search?q=1",
        "/nothing",
        "/orders/1",
        "/healthz",
        "/readyz",
        "/metrics",
        "/robots.txt",
        "/favicon.svg",
        asset(".css"),
        "/pkg/other/waypost.css",
        "/schemas/v1/event.json",
        "/schemas/v1/no",
        "/api/v1/openapi.json",
        "/api/v1/search",
        "/api/v1/search?q=1",
        "/api/v1/no",
        "/documents/1/1-0-0?until=1&sig=x",
        "/documents/1/1",
        "/proof/no",
        "/ingest/ups",
        "/ingest/no",
        "/embed/order/4711",
        "/embed/files/no/widget.js",
        script,
        "/embed/live",
        "/embed/no",
        "/demo/hosts.js",
        "/worklist.csv",
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let answer = visitor.send(method.clone(), path, &[], Body::empty()).await;
            let at = format!("{method} {path} {}", answer.status);
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{at}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{at}");
            assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{at}");
            assert!(answer.header("content-security-policy").contains("frame-ancestors"), "{at}");
            assert!(!answer.header("cache-control").is_empty(), "{at}");
            let embedded = path.starts_with("/embed/");
            let policy = if embedded { "cross-origin" } else { "same-origin" };
            assert_eq!(answer.header("cross-origin-resource-policy"), policy, "{at}");
            let refused = answer.status.is_client_error() || answer.status.is_server_error();
            let media = answer.header("content-type");
            assert!(
                !refused || media == "application/problem+json" || media.starts_with("text/html"),
                "{at}: {media:?}"
            );
        }
    }
    let tls = World::with(|config| config.server.public_url = "https://w.example".parse().ok()).await;
    for path in ["/healthz", "/favicon.svg", "/ingest/ups", "/nothing", "/embed/order/1"] {
        assert!(tls.visitor().get(path).await.header("strict-transport-security").contains("max-age="), "{path}");
    }
}

#[tokio::test]
async fn a_token_beside_a_cookie_exempts_nothing_from_where_a_request_comes_from() {
    let world = world().await;
    let both = world.signed_in("ana").await;
    let sent = async |visitor: &crate::world::Visitor, more: &[(&str, &str)]| {
        let mut headers = vec![("idempotency-key", "1")];
        headers.extend(more);
        let answer = visitor.send(Method::POST, "/api/v1/events", &headers, Body::from(EVENT)).await;
        (answer.status.as_u16(), if answer.status == 202 { String::new() } else { answer.refusal().1 })
    };
    let token = ("authorization", "Bearer all");
    let other = (403, "OTHER_ORIGIN".to_owned());
    assert_eq!(sent(&both, &[token]).await, other);
    assert_eq!(sent(&both, &[token, ("sec-fetch-site", "cross-site")]).await, other);
    assert_eq!(sent(&both, &[token, ("origin", "https://evil.example")]).await, other);
    assert_eq!(sent(&both, &[token, ("sec-fetch-site", "same-origin")]).await, (202, String::new()));
    assert_eq!(sent(&world.visitor(), &[token, ("cookie", "other=1")]).await, other, "any cookie");
    assert_eq!(sent(&world.visitor(), &[token]).await, (202, String::new()), "a program");
    assert_eq!(sent(&world.visitor(), &[]).await, (401, "NO_TOKEN".into()), "nobody");
    let cross = [token, ("sec-fetch-site", "cross-site")];
    for path in ["/auth/demo", "/auth/out", "/look", "/worklist/act"] {
        let answer = world.visitor().form_with(path, "person=marta", &cross).await;
        assert_eq!(answer.refusal(), other, "{path}: a token means nothing there");
    }
}

#[tokio::test]
async fn a_request_names_one_host() {
    let world = world().await;
    for path in ["/", "/signin", "/api/v1/search?q=1", "/auth/demo", "/embed/order/1", "/metrics"] {
        for hosts in [&["127.0.0.1:3000", "127.0.0.1:3000"][..], &["127.0.0.1:3000", "evil.example"], &[""], &["a, b"]]
        {
            let headers: Vec<(&str, &str)> = hosts.iter().map(|host| ("host", *host)).collect();
            for method in [Method::GET, Method::POST] {
                let answer = world.visitor().send(method, path, &headers, Body::empty()).await;
                assert_eq!(answer.refusal(), (400, "BAD_HOST".into()), "{path} {hosts:?}");
            }
        }
    }
}

#[tokio::test]
async fn nobody_behind_a_proxy_is_taken_for_this_machine() {
    const WORDS: [&str; 8] =
        ["", "127.0.0.1", "127.0.0.1:80", "[::1]:80", "::ffff:127.0.0.1", "nobody", "unknown, ", "[::1"];
    for (trusted, proxies) in [(false, &[][..]), (true, &[]), (false, &["127.0.0.1"]), (true, &["127.0.0.1/32", "::1"])]
    {
        let world = World::with(|config| {
            config.server.trust_forwarded = trusted;
            config.server.trusted_proxies = proxies.iter().map(|network| network.parse().unwrap()).collect();
        })
        .await;
        for name in ["x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host", "true-client-ip"] {
            for word in WORDS {
                let headers = [(name, word)];
                let metrics = world.visitor().get_with("/metrics", &headers).await;
                assert_eq!(metrics.refusal(), (404, "NOT_FOUND".into()), "{name}: {word}");
                let form = [(name, word), ("sec-fetch-site", "same-origin")];
                let demo = world.visitor().form_with("/auth/demo", "person=marta", &form).await;
                assert_eq!(demo.refusal(), (403, "NO_DEMO".into()), "{name}: {word}");
            }
        }
        // Nothing at all is said behind a proxy: then nobody is here.
        let bare = world.visitor().get("/metrics").await.refusal().1;
        assert_eq!(bare, if trusted || !proxies.is_empty() { "NOT_FOUND" } else { "NO_METRICS" });
    }
}

#[tokio::test]
async fn rates_count_the_client_and_not_its_proxy() {
    let world = World::with(|config| {
        config.limits.attempts_per_minute = 2;
        config.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
    })
    .await;
    let attempt = async |forwarded: &str| {
        let headers = [("authorization", "Bearer nobody"), ("x-forwarded-for", forwarded)];
        world.visitor().get_with("/api/v1/search?q=1", &headers).await.status.as_u16()
    };
    assert_eq!((attempt("203.0.113.1").await, attempt("9.9.9.9, 203.0.113.1:4000").await), (401, 401));
    assert_eq!(attempt("8.8.8.8, 203.0.113.1, 10.0.0.7").await, 429, "whatever it writes before its address");
    assert_eq!(attempt("203.0.113.2").await, 401, "another client of the same proxy");
    assert_eq!((attempt("2001:db8::1").await, attempt("[2001:db8::2]:443").await), (401, 401));
    assert_eq!(attempt("2001:db8::3").await, 429, "a network of 64 bits is one customer's");
    assert_eq!((attempt("garbage").await, attempt("").await, attempt("[::1").await), (401, 401, 429), "together");
}

#[tokio::test]
async fn each_way_in_has_a_budget_of_its_own() {
    let world = World::with(|config| config.limits.attempts_per_minute = 1).await;
    let visitor = world.visitor();
    let sign_in = async || visitor.form("/auth/demo", "person=nobody").await.status.as_u16();
    let token =
        async || visitor.get_with("/api/v1/search?q=1", &[("authorization", "Bearer no")]).await.status.as_u16();
    let message =
        async || visitor.send(Method::POST, "/ingest/ups", &[("x-api-key", "no")], Body::empty()).await.status.as_u16();
    let widget = async || visitor.form("/embed/order/1", "token=no").await.status.as_u16();
    assert_eq!((sign_in().await, sign_in().await, sign_in().await), (404, 429, 429));
    assert_eq!((token().await, token().await), (401, 429));
    assert_eq!((message().await, message().await), (401, 429));
    assert_eq!((widget().await, widget().await), (401, 429));
}

/// A body of which a byte is asked for only by whoever reads it.
fn watched() -> (Body, Arc<AtomicBool>) {
    let read = Arc::new(AtomicBool::new(false));
    let seen = read.clone();
    let body = futures::stream::poll_fn(move |_| {
        seen.store(true, Ordering::Relaxed);
        std::task::Poll::Ready(None::<Result<Bytes, std::io::Error>>)
    });
    (Body::from_stream(body), read)
}

#[tokio::test]
async fn no_byte_is_read_before_the_head_can_be_right() {
    let world = world().await;
    let now = NOON.to_string();
    let old = (NOON - 400).to_string();
    let right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    let webhook =
        |time, signature| vec![("webhook-id", "1"), ("webhook-timestamp", time), ("webhook-signature", signature)];
    for (path, headers, code) in [
        ("/ingest/ups", vec![], "MISSING_SIGNATURE"),
        ("/ingest/ups", vec![("x-api-key", "wrong")], "BAD_SIGNATURE"),
        ("/ingest/tms_generic", vec![], "MISSING_SIGNATURE"),
        ("/ingest/tms_generic", webhook(&now, "v1,AAAA"), "BAD_SIGNATURE"),
        ("/ingest/tms_generic", webhook(&old, right), "STALE_TIMESTAMP"),
        ("/ingest/erp_generic", webhook("never", right), "STALE_TIMESTAMP"),
        ("/ingest/nobody", vec![], "UNKNOWN_CONNECTOR"),
        ("/api/v1/events", vec![("idempotency-key", "1")], "NO_TOKEN"),
        ("/api/v1/events", vec![("authorization", "Bearer no"), ("idempotency-key", "1")], "BAD_TOKEN"),
        ("/api/v1/replays", vec![("authorization", "Bearer no")], "BAD_TOKEN"),
        ("/api/v1/embed-tokens", vec![], "NO_TOKEN"),
    ] {
        let (body, read) = watched();
        let answer = world.visitor().send(Method::POST, path, &headers, body).await;
        assert_eq!(answer.refusal().1, code, "{path} {headers:?}");
        assert!(!read.load(Ordering::Relaxed), "{path} {headers:?}: nothing of the body was read");
    }
    let (body, read) = watched();
    let answer = world.visitor().send(Method::POST, "/ingest/tms_generic", &webhook(&now, right), body).await;
    assert_eq!((answer.refusal().1.as_str(), read.load(Ordering::Relaxed)), ("BAD_SIGNATURE", true));
    assert!(SECRET.starts_with("whsec_"));
}

#[tokio::test]
async fn an_array_is_no_object_and_a_mistyped_field_is_refused_in_every_body() {
    let world = world().await;
    let reference = json!({"kind": "order", "scope": "S4", "value": "1"});
    let user = json!({"id": "u"});
    for (path, bodies) in [
        (
            "/api/v1/replays",
            vec![json!([]), json!([null, null, null]), json!({"dryrun": true}), json!({"messages": {}})],
        ),
        (
            "/api/v1/objects/merge",
            vec![
                json!([]),
                json!(["order", ["order", "S4", "1"], []]),
                json!({"of": "order", "keep": ["order", "S4", "1"], "duplicates": [reference]}),
                json!({"of": "order", "keep": reference, "duplicates": [["order", "S4", "2"]]}),
                json!({"of": "order", "keep": {"kind": "order", "scope": "S4", "value": "1", "colour": 1}, "duplicates": [reference]}),
            ],
        ),
        (
            "/api/v1/objects/unlink",
            vec![
                json!([]),
                json!({"of": "shipment", "ref": ["pro", "", "1"]}),
                json!({"of": "shipment", "ref": reference, "nmaes": []}),
            ],
        ),
        (
            "/api/v1/embed-tokens",
            vec![
                json!([]),
                json!({"user": ["u", null, [], null], "sales_organisations": ["1"], "order": {"id": "1"}}),
                json!({"user": user, "sales_organisations": ["1"], "order": ["1"]}),
                json!({"user": user, "sales_organisations": ["1"], "case": [[]]}),
                json!({"user": {"id": "u", "admin": true}, "sales_organisations": ["1"], "order": {"id": "1"}}),
            ],
        ),
        (
            "/api/v1/events",
            vec![
                json!([[]]),
                json!({"type": "contact", "of": "order", "refs": [["order", "S4", "1"]], "channel": "phone", "direction": "in", "summary": "x"}),
                json!({"type": "contact", "of": "order", "refs": [reference], "channel": "phone", "direction": "in", "summary": "x", "place": []}),
                json!({"type": "contact", "of": "order", "refs": [reference], "channel": "phone", "direction": "in", "sumary": "x", "summary": "y"}),
                json!({"type": "order", "of": "order", "refs": [reference], "header": {"customer": ["7", "Acme"]}}),
                json!({"type": "order", "of": "order", "refs": [reference], "header": {"custmer": {"name": "Acme"}}}),
            ],
        ),
    ] {
        for body in bodies {
            let answer = post(&world, path, &[], body.to_string()).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("content-type")),
                (400, "application/problem+json"),
                "{path} {body}"
            );
            let faults = answer.json()["errors"].as_array().cloned().unwrap_or_default();
            assert!(
                faults.iter().all(|fault| fault["remedy"] != "" && fault["message"] != ""),
                "{path} {body}: {faults:?}"
            );
            assert_eq!(faults.len(), 1, "{path} {body}: {}", answer.text());
        }
    }
    assert_eq!(world.stores.replays.newest(5).await.unwrap(), vec![]);
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 0);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_as_a_problem() {
    let world = world().await;
    let get = async |path: &str| world.visitor().get_with(path, &[("authorization", "Bearer all")]).await;
    for (path, status) in [
        ("/api/v1/search", 400),
        ("/api/v1/search?q=", 400),
        ("/api/v1/search?q=%20-%20", 400),
        (&format!("/api/v1/search?q={}", "x".repeat(501)), 400),
        ("/api/v1/orders", 400),
        ("/api/v1/orders?ref=", 400),
        ("/api/v1/orders?ref=order:S4", 400),
        ("/api/v1/orders/%ff", 400),
        ("/api/v1/orders/-1", 404),
        ("/api/v1/orders/99999999999999999999", 404),
        ("/api/v1/outbox?before=9223372036854775808", 400),
        ("/api/v1/outbox?before=-1", 400),
        ("/api/v1/outbox?destination=%00", 400),
        ("/api/v1/replays/9223372036854775808", 400),
        ("/api/v1/replays/x", 400),
        ("/api/v1/replays/7", 404),
        ("/api/v1/nothing", 404),
        ("/api/v2/orders", 404),
        ("/schemas/v1/..%2f..%2fetc", 404),
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}: {}", answer.text());
        assert!(!answer.refusal().1.is_empty(), "{path}");
    }
    for method in [Method::DELETE, Method::PUT, Method::PATCH] {
        let answer =
            world.visitor().send(method, "/api/v1/replays", &[("authorization", "Bearer all")], Body::empty()).await;
        assert_eq!(answer.refusal(), (405, "METHOD_NOT_ALLOWED".into()));
        assert!(answer.header("allow").contains("POST"), "{:?}", answer.headers);
    }
    for path in [
        "/search?q=%ff%00",
        "/worklist?cause=%ff",
        "/orders/%ff",
        "/documents/%00/%ff",
        "/live?w=%ff",
        "/embed/live?v=%ff",
    ] {
        let answer = world.signed_in("ana").await.get(path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn a_session_that_began_in_the_future_ends() {
    let world = World::new().await;
    let visitor = world.signed_in("marta").await;
    assert_eq!(visitor.get("/api/v1/search?q=1").await.status, 200);
    world.pass(-60);
    assert_eq!(visitor.get("/api/v1/search?q=1").await.status, 401, "the clock was set back");
    world.pass(60);
    assert_eq!(visitor.get("/api/v1/search?q=1").await.status, 401, "and it has ended for good");
}
