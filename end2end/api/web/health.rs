//! Health, and who may read metrics.

use std::sync::atomic::Ordering;

use crate::world::World;

#[tokio::test]
async fn it_lives_while_it_answers_and_is_ready_while_it_can_work() {
    let world = World::new().await;
    assert_eq!(world.visitor().get("/healthz").await.status, 200);
    let ready = world.visitor().get("/readyz").await;
    assert_eq!((ready.status.as_u16(), &ready.json()["store"]), (200, &true.into()));
    world.worker_alive.store(false, Ordering::Relaxed);
    let ready = world.visitor().get("/readyz").await;
    assert_eq!((ready.status.as_u16(), &ready.json()["worker"]), (503, &false.into()));
    assert_eq!(world.visitor().get("/healthz").await.status, 200);
    world.worker_alive.store(true, Ordering::Relaxed);
    world.drain.start();
    assert_eq!(world.visitor().get("/readyz").await.status, 503, "a stopping server takes no new work");
}

#[tokio::test]
async fn metrics_are_not_for_everybody() {
    let world = World::new().await;
    world.token("scraper", &["metrics:read"], None).await;
    world.token("reader", &["orders:read"], None).await;
    // This world collects none, so whoever may read them hears that there are none under another code than whoever may not.
    let through_proxy = ("via", "1.1 proxy");
    assert_eq!(world.visitor().get_with("/metrics", &[through_proxy]).await.refusal(), (404, "NOT_FOUND".into()));
    let with = async |token: &str| {
        let token = format!("Bearer {token}");
        world.visitor().get_with("/metrics", &[through_proxy, ("authorization", &token)]).await.refusal().1
    };
    assert_eq!(with("reader").await, "NOT_FOUND");
    assert_eq!(with("scraper").await, "NO_METRICS");
    assert_eq!(world.visitor().get("/metrics").await.refusal().1, "NO_METRICS", "this machine itself");
    let agent = world.signed_in("marta").await;
    assert_eq!(agent.get_with("/metrics", &[through_proxy]).await.refusal().1, "NOT_FOUND");
    let operator = world.signed_in("tom").await;
    assert_eq!(operator.get_with("/metrics", &[through_proxy]).await.refusal().1, "NO_METRICS");
}
