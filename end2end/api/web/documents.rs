//! Documents: who may open them, for how long, and what is written down.

use axum::{body::Body, http::Method};
use waypost::domain::id::ObjectId;

use crate::world::{PDF, Visitor, World};

async fn link(visitor: &Visitor, order: ObjectId) -> String {
    let page = visitor.get(&format!("/orders/{order}")).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    let from = text.find("/documents/").expect("the page shows a link");
    text.get(from..).unwrap().split(['"', '\'']).next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn a_proof_is_shown_under_a_policy_that_runs_nothing_and_the_view_is_written_down() {
    let world = World::new().await;
    let order = world.order_with_proof("1010").await;
    let visitor = world.signed_in("marta").await;
    let answer = visitor.get(&link(&visitor, order).await).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_ref()), (200, PDF));
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
    assert!(answer.header("content-disposition").starts_with("inline"));
    assert!(answer.header("cache-control").contains("no-store"));

    let audit = world.stores.audit.newest(Some(&format!("order:{order}")), 9).await.unwrap();
    let views: Vec<_> = audit.iter().filter(|row| row.entry.action == "document.view").collect();
    assert_eq!(views.len(), 1);
    assert_eq!(views[0].entry.actor, "user:demo:marta");
}

#[tokio::test]
async fn a_link_works_for_its_person_and_its_document_only() {
    let world = World::new().await;
    let order = world.order_with_proof("1010").await;
    let visitor = world.signed_in("marta").await;
    let link = link(&visitor, order).await;
    let colleague = world.signed_in("priya").await;
    assert_eq!(colleague.get(&link).await.refusal(), (403, "NOT_YOUR_LINK".into()));
    let stranger = world.signed_in("jonas").await;
    assert_eq!(stranger.get(&link).await.refusal(), (404, "NOT_FOUND".into()));
    assert_eq!(world.visitor().get(&link).await.refusal(), (401, "SIGNED_OUT".into()));
    let later = link.replace("until=1", "until=2");
    assert_eq!(visitor.get(&later).await.refusal(), (403, "NOT_YOUR_LINK".into()));
    let other = link.replace("/3-1-0?", "/3-2-0?");
    assert_eq!(visitor.get(&other).await.refusal(), (403, "NOT_YOUR_LINK".into()));
    let audit = world.stores.audit.newest(Some(&format!("order:{order}")), 9).await.unwrap();
    assert!(audit.iter().all(|row| row.entry.action != "document.view"), "nobody saw it");
}

#[tokio::test]
async fn a_link_ends() {
    let world = World::new().await;
    let order = world.order_with_proof("1010").await;
    let visitor = world.signed_in("marta").await;
    let link = link(&visitor, order).await;
    world.pass(14);
    assert_eq!(visitor.get(&link).await.status, 200);
    world.pass(1);
    assert_eq!(visitor.get(&link).await.refusal(), (410, "LINK_ENDED".into()));
}

#[tokio::test]
async fn whoever_follows_a_link_that_has_ended_is_led_to_a_new_one() {
    let world = World::new().await;
    let order = world.order_with_proof("1010").await;
    let visitor = world.signed_in("marta").await;
    let link = link(&visitor, order).await;
    let followed = async |visitor: &Visitor| {
        let answer = visitor.get_with(&link, &[("sec-fetch-mode", "navigate")]).await;
        (answer.status.as_u16(), answer.header("location").to_owned())
    };
    world.pass(20);
    assert_eq!(followed(&visitor).await, (303, format!("/orders/{order}")));
    assert_eq!(followed(&world.visitor()).await, (303, format!("/signin?return_to=%2Forders%2F{order}")));
    assert_eq!(followed(&world.signed_in("jonas").await).await.0, 404, "and not whoever may not see the order");
}

#[tokio::test]
async fn a_proof_seen_again_on_the_same_day_is_written_down_once_with_the_full_name() {
    let world = World::new().await;
    let order = world.order_with_proof("1010").await;
    let visitor = world.signed_in("marta").await;
    let views = async || {
        let audit = world.stores.audit.newest(Some(&format!("order:{order}")), 99).await.unwrap();
        audit.iter().filter(|row| row.entry.action == "document.view").count()
    };
    for _ in 0..3 {
        assert_eq!(visitor.get(&link(&visitor, order).await).await.status, 200);
    }
    assert_eq!(views().await, 1);
    let colleague = world.signed_in("priya").await;
    assert_eq!(colleague.get(&link(&colleague, order).await).await.status, 200);
    assert_eq!(views().await, 2, "another person");
    let page = colleague.get(&format!("/orders/{order}")).await.text();
    assert!(page.contains("Marta Reyes") && !page.contains(">marta<"), "names, not identities");
}

/// The path of the customer's link on the page, and that of the form that revokes it.
async fn customer_link(visitor: &Visitor, order: ObjectId) -> Option<(String, String)> {
    let page = visitor.get(&format!("/orders/{order}")).await.text();
    let part = |start: &str| page.find(start).and_then(|at| page.get(at..)?.split('"').next()).map(str::to_owned);
    Some((part("/proof/")?, part(&format!("/orders/{order}/proof-links/"))?))
}

#[tokio::test]
async fn a_customer_opens_a_proof_by_a_link_until_it_expires() {
    let world = World::new().await;
    let order = world.order_with_proof("1010").await;
    let visitor = world.signed_in("marta").await;
    let create = format!("/orders/{order}/proof-links");
    for _ in 0..2 {
        assert_eq!(visitor.form(&create, "document=3-1-0").await.status, 303);
    }
    let (link, _) = customer_link(&visitor, order).await.unwrap();
    let customer = world.visitor();
    let answer = customer.get(&link).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_ref()), (200, PDF));
    assert!(answer.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert!(answer.header("cache-control").contains("no-store"));
    assert_eq!(customer.get(&link).await.status, 200);
    let mut altered = link.clone();
    altered.push('x');
    assert_eq!(customer.get(&altered).await.refusal(), (404, "NOT_FOUND".into()));
    assert_eq!(customer.get(&format!("/proof/{}", "x".repeat(5_000))).await.status.as_u16() / 100, 4);

    let audit = world.stores.audit.newest(Some(&format!("order:{order}")), 9).await.unwrap();
    let deeds: Vec<_> = audit.iter().rev().map(|row| (row.entry.actor.as_str(), row.entry.action.as_str())).collect();
    assert_eq!(deeds, [("user:demo:marta", "proof_link.create"), ("proof_link:1", "document.view")]);
    assert!(audit.iter().all(|row| !link.contains(&row.entry.detail)), "the audit holds no key");
    let page = visitor.get(&format!("/orders/{order}")).await.text();
    assert!(page.contains("Customer, by link"));

    world.pass(14 * 24 * 60);
    assert_eq!(customer.get(&link).await.refusal(), (410, "LINK_ENDED".into()));
    let browser = [("accept", "text/html")];
    let page = customer.send(Method::GET, &link, &browser, Body::empty()).await.text();
    assert!(page.contains("This link does not work") && page.contains("It has expired"), "{page}");
    assert!(!page.contains("Find an order") && !page.contains("href=\"/\""), "a customer has nothing to look for here");
    let visitor = world.signed_in("marta").await;
    assert!(customer_link(&visitor, order).await.is_none(), "what has expired is not offered");
}

#[tokio::test]
async fn a_revoked_link_opens_nothing() {
    let world = World::new().await;
    let order = world.order_with_proof("1010").await;
    let visitor = world.signed_in("marta").await;
    visitor.form(&format!("/orders/{order}/proof-links"), "document=3-1-0").await;
    let (link, revoke) = customer_link(&visitor, order).await.unwrap();
    let stranger = world.signed_in("jonas").await;
    assert_eq!(stranger.form(&revoke, "").await.refusal(), (404, "NOT_FOUND".into()));
    assert_eq!(world.visitor().get(&link).await.status, 200);
    assert_eq!(visitor.form(&revoke, "").await.status, 303);
    assert_eq!(world.visitor().get(&link).await.refusal(), (410, "LINK_ENDED".into()));
    assert_eq!(visitor.form(&revoke, "").await.status, 303, "twice is once");
}

#[tokio::test]
async fn only_who_sees_the_order_makes_a_link_and_only_to_a_document_that_is_kept() {
    let world = World::new().await;
    let order = world.order_with_proof("1010").await;
    let create = format!("/orders/{order}/proof-links");
    let stranger = world.signed_in("jonas").await;
    assert_eq!(stranger.form(&create, "document=3-1-0").await.refusal(), (404, "NOT_FOUND".into()));
    let visitor = world.signed_in("marta").await;
    for wrong in ["document=3-2-0", "document=", "", "document=3-1-0-1", "document=x"] {
        let answer = visitor.form(&create, wrong).await;
        assert!(answer.header("location").contains("trouble=changed"), "{wrong}");
    }
    assert!(customer_link(&visitor, order).await.is_none());
    let signed_out = world.visitor().form(&create, "document=3-1-0").await;
    assert!(signed_out.header("location").starts_with("/signin"));
}
