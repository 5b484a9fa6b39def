//! What lies around every page.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn pages_come_with_the_headers_that_hold_them_in() {
    let world = World::new().await;
    let id = world.order("4711", "1010", json!({})).await;
    let visitor = world.signed_in("marta").await;
    for path in ["/", "/signin", &format!("/orders/{id}"), "/nothing/here"] {
        let page = visitor.get(path).await;
        let policy = page.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "'nonce-"]
        {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(page.header("cache-control"), "private, no-store", "{path}");
        assert!(!page.header("x-request-id").is_empty(), "{path}");
        assert_eq!(page.header("strict-transport-security"), "", "{path}: not over TLS");
    }
}

#[tokio::test]
async fn a_crawler_is_led_to_what_it_may_not_ask_for() {
    let world = World::new().await;
    let id = world.order("4711", "1010", json!({})).await;
    let crawler = world.visitor();
    let robots = crawler.get("/robots.txt").await.text();
    for path in ["/", "/tasks", "/worklist", &format!("/orders/{id}"), "/search?q=4711", "/styleguide"] {
        let answer = crawler.get(path).await;
        let to = answer.header("location").to_owned();
        assert!(answer.status == 303 && to.starts_with("/signin"), "{path}: {} {to}", answer.status);
    }
    assert!(robots.contains("Disallow: /signin\n"), "{robots}");
}

#[tokio::test]
async fn one_person_asks_only_so_often_and_not_at_the_cost_of_another() {
    let world = World::with(|config| config.limits.pages_per_second = 1).await;
    let (busy, other) = (world.signed_in("marta").await, world.signed_in("priya").await);
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(busy.get("/api/v1/search?q=1").await.status.as_u16());
    }
    assert!(statuses.contains(&200) && statuses.contains(&429), "{statuses:?}");
    assert_eq!(other.get("/api/v1/search?q=1").await.status, 200);
}

#[tokio::test]
async fn a_form_past_its_limit_is_refused() {
    let world = World::new().await;
    let fields = format!("person={}", "x".repeat(70_000));
    assert_eq!(world.visitor().form("/auth/demo", &fields).await.status, 413);
}

#[tokio::test]
async fn the_ownership_table_in_use_is_shown_to_those_who_are_signed_in() {
    let world = World::new().await;
    let refused = world.visitor().get("/ownership").await;
    assert_eq!((refused.status.as_u16(), refused.header("location")), (303, "/signin?return_to=%2Fownership"));
    let page = world.signed_in("marta").await.get("/ownership").await;
    assert_eq!(page.status, 200);
    let text = page.text();
    for said in ["id=\"status-transport\"", "the carrier wins", "id=\"section-order-promise\"", "the ERP wins"] {
        assert!(text.contains(said), "{said}");
    }
}

#[tokio::test]
async fn a_refusal_is_a_page_for_a_browser_and_json_for_a_program() {
    let world = World::with(|config| config.limits.pages_per_second = 1).await;
    let busy = world.signed_in("marta").await;
    let browser = [("accept", "text/html,*/*;q=0.8")];
    let mut refused = None;
    for _ in 0..12 {
        let answer = busy.get_with("/documents/1/2", &browser).await;
        assert!(answer.header("content-type").starts_with("text/html"), "{}", answer.text());
        if answer.status == 429 {
            refused = Some(answer);
        }
    }
    let page = refused.expect("too many");
    let words = page.text();
    assert!(words.contains("That was too fast") && words.contains("TOO_MANY ") && words.contains("in 1 s"), "{words}");
    assert_eq!(page.header("retry-after"), "1");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"));
    let program = busy.get("/documents/1/2").await;
    assert_eq!(program.header("content-type"), "application/problem+json");
    let fields = format!("person={}", "x".repeat(70_000));
    let ours = [browser[0], ("sec-fetch-site", "same-origin")];
    let too_long = world.visitor().form_with("/auth/demo", &fields, &ours).await;
    assert_eq!(too_long.status, 413);
    assert!(too_long.text().contains("That is too long"), "{}", too_long.text());
}
