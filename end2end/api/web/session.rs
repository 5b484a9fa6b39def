//! Signing in, staying and going.

use serde_json::json;

use crate::world::World;

const HERE: (&str, &str) = ("sec-fetch-site", "same-origin");

async fn is_in(visitor: &crate::world::Visitor) -> bool {
    match visitor.get("/api/v1/search?q=4711").await.status.as_u16() {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_cookie_says_nothing_and_cannot_be_read_by_scripts() {
    let world = World::new().await;
    let answer = world.visitor().form("/auth/demo", "person=marta").await;
    assert_eq!(answer.header("location"), "/");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("waypost="), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    assert!(!cookie.contains("Secure") && !cookie.contains("marta"), "{cookie}");
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_host_and_browsers_are_told_to_stay() {
    let world = World::with(|config| config.server.public_url = "https://w.example".parse().ok()).await;
    let answer = world.visitor().form("/auth/demo", "person=marta").await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-waypost=") && cookie.contains("Secure"), "{cookie}");
    assert!(answer.header("strict-transport-security").contains("max-age="));
}

#[tokio::test]
async fn the_session_id_changes_at_sign_in_and_ends_at_sign_out() {
    let world = World::new().await;
    let visitor = world.signed_in("marta").await;
    let first = visitor.cookies.lock().unwrap()["waypost"].clone();
    visitor.form("/auth/demo", "person=jonas").await;
    let second = visitor.cookies.lock().unwrap()["waypost"].clone();
    assert_ne!(first, second);
    assert!(is_in(&visitor).await);

    let old = world.visitor();
    old.cookies.lock().unwrap().insert("waypost".into(), first);
    assert!(!is_in(&old).await, "the old id opens nothing");

    let copy = world.visitor();
    copy.cookies.lock().unwrap().insert("waypost".into(), second);
    assert!(is_in(&copy).await);
    let out = visitor.form("/auth/out", "").await;
    assert_eq!((out.status.as_u16(), out.header("location")), (303, "/signin?why=signed-out"));
    assert!(visitor.cookies.lock().unwrap().is_empty());
    assert!(!is_in(&copy).await, "it ended on this side, whoever still has the cookie");
}

#[tokio::test]
async fn a_session_ends_when_nobody_asks_for_anything_and_after_eight_hours_in_any_case() {
    let world = World::new().await;
    let idle = world.signed_in("marta").await;
    world.pass(29);
    assert!(is_in(&idle).await);
    world.pass(29);
    assert!(is_in(&idle).await, "asking keeps it alive");
    world.pass(30);
    assert!(!is_in(&idle).await);

    let busy = world.signed_in("marta").await;
    for _ in 0..23 {
        world.pass(20);
        assert!(is_in(&busy).await);
    }
    world.pass(20);
    assert!(!is_in(&busy).await);
}

#[tokio::test]
async fn a_page_that_refreshes_itself_does_not_keep_the_session_alive() {
    let world = World::new().await;
    let visitor = world.signed_in("marta").await;
    for _ in 0..2 {
        world.pass(14);
        let quiet = visitor.get_with("/api/v1/search?q=4711", &[(app::paths::LIVE_HEADER, "1")]).await;
        assert_eq!(quiet.status, 200);
    }
    world.pass(2);
    assert!(!is_in(&visitor).await);
}

#[tokio::test]
async fn demo_sign_in_is_for_this_machine_only() {
    let world = World::new().await;
    let status = async |headers: &[(&str, &str)]| {
        world.visitor().form_with("/auth/demo", "person=marta", headers).await.status.as_u16()
    };
    assert_eq!(status(&[HERE]).await, 303);
    for name in ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host", "x-forwarded-proto"] {
        assert_eq!(status(&[HERE, (name, "127.0.0.1")]).await, 403, "{name}");
    }
    assert_eq!(status(&[HERE, ("host", "evil.example")]).await, 403);
    let off = World::with(|config| config.demo.enabled = false).await;
    assert_eq!(off.visitor().form("/auth/demo", "person=marta").await.refusal(), (403, "NO_DEMO".into()));
    assert_eq!(world.visitor().form("/auth/demo", "person=nobody").await.status, 404);
}

#[tokio::test]
async fn another_site_cannot_make_a_browser_sign_in_or_out() {
    let world = World::new().await;
    let visitor = world.signed_in("marta").await;
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.example")],
        &[],
    ] {
        assert_eq!(visitor.form_with("/auth/out", "", headers).await.refusal(), (403, "OTHER_ORIGIN".into()));
    }
    assert!(is_in(&visitor).await);
    let ours = visitor.form_with("/auth/out", "", &[("origin", "http://127.0.0.1:3000")]).await;
    assert_eq!(ours.status, 303);
}

#[tokio::test]
async fn sign_in_leads_to_pages_of_ours_only() {
    let world = World::new().await;
    for (to, expected) in
        [("/orders/7", "/orders/7"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\e", "/")]
    {
        let answer = world.visitor().form("/auth/demo", &format!("person=marta&return_to={to}")).await;
        assert_eq!(answer.header("location"), expected, "{to}");
    }
}

#[tokio::test]
async fn attempts_to_sign_in_are_counted_by_address() {
    let world = World::with(|config| config.limits.attempts_per_minute = 2).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(world.visitor().form("/auth/demo", "person=nobody").await.status.as_u16());
    }
    assert_eq!(statuses, [404, 404, 429]);
}

#[tokio::test]
async fn an_order_of_another_organisation_does_not_exist() {
    let world = World::new().await;
    let american = world.order("4711", "1010", json!({})).await;
    let european = world.order("4712", "2000", json!({})).await;
    let status = async |person: &str, order| {
        world.signed_in(person).await.get(&format!("/api/v1/orders/{order}")).await.status.as_u16()
    };
    assert_eq!((status("marta", american).await, status("marta", european).await), (200, 404));
    assert_eq!((status("jonas", american).await, status("jonas", european).await), (404, 200));
    assert_eq!((status("priya", american).await, status("priya", european).await), (200, 200));
    assert_eq!((status("ana", american).await, status("tom", european).await), (200, 200));
    let found = world.signed_in("marta").await.get("/api/v1/search?q=471").await.json();
    assert_eq!(found["matches"].as_array().unwrap().len(), 1, "{found}");
}

#[tokio::test]
async fn coming_and_going_are_written_down() {
    let world = World::new().await;
    let visitor = world.signed_in("marta").await;
    visitor.form("/auth/out", "").await;
    let rows = world.stores.audit.newest(Some("user:demo:marta"), 9).await.unwrap();
    let actions: Vec<&str> = rows.iter().map(|row| row.entry.action.as_str()).collect();
    assert_eq!(actions, ["sign_out", "sign_in"]);
}

#[tokio::test]
async fn whoever_comes_back_too_late_hears_why_they_must_sign_in_again() {
    let world = World::new().await;
    let visitor = world.signed_in("marta").await;
    world.pass(31);
    assert_eq!(visitor.get("/orders/1").await.header("location"), "/signin?return_to=%2Forders%2F1&why=expired");
    assert_eq!(visitor.get("/").await.header("location"), "/signin", "once");
    assert_eq!(world.visitor().get("/").await.header("location"), "/signin", "and nobody who never was here");
}
