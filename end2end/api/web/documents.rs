//! Documents: who may open them, for how long, and what is written down.

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
