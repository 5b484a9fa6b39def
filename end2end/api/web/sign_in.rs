//! Sign-in through an identity provider, as far as it goes without one. The browser tests sign in through a real one.

use crate::world::World;

async fn world() -> World {
    World::with(|config| {
        // Nobody listens there.
        config.oidc.issuer = Some("http://127.0.0.1:1".into());
        config.oidc.client_id = "waypost".into();
    })
    .await
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_told_kindly() {
    let answer = world().await.visitor().get("/auth/start?return_to=/orders/1").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/signin?return_to=%2Forders%2F1&why=unavailable")
    );
}

#[tokio::test]
async fn an_answer_to_no_question_lets_nobody_in() {
    let world = world().await;
    let visitor = world.visitor();
    for query in ["?code=x&state=y", "?error=access_denied&state=y", ""] {
        let answer = visitor.get(&format!("/auth/callback{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/signin?why=refused"), "{query}");
    }
    assert_eq!(visitor.get("/api/v1/search?q=1").await.status, 401);
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_way_in() {
    let world = World::new().await;
    assert_eq!(world.visitor().get("/auth/start").await.status, 404);
    assert_eq!(world.visitor().get("/auth/callback?code=x&state=y").await.status, 404);
}
