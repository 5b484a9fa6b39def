//! A reading task that fails is no empty answer.

use super::*;

/// Reads, and ends in a panic where the scan of number 7 is among what is read, as long as that is not known to be the culprit.
fn fragile(registry: &Registry, claimed: &[Claimed]) -> std::io::Result<Vec<Read>> {
    let bad = claimed.iter().any(|one| one.deaths < 3 && one.message.body == scan(7, "PICKED_UP").to_string());
    assert!(!bad, "a fault of ours");
    read_all(registry, claimed)
}

#[tokio::test]
async fn messages_whose_reading_ends_in_a_panic_are_read_one_by_one_and_only_the_culprit_is_quarantined() {
    let world = world(fragile).await;
    let mut culprit = None;
    for number in 0..12 {
        world.send(&order(number)).await.unwrap();
        world.send(&shipment(number)).await.unwrap();
        let scanned = world.send(&scan(number, "PICKED_UP")).await.unwrap();
        culprit = culprit.or((number == 7).then_some(scanned));
    }
    world.settled().await;
    assert_eq!(world.codes().await, [(culprit.unwrap(), "MESSAGE_KILLS".to_owned())]);
    let stats = world.rounds.stores.inbox.stats().await.unwrap();
    assert_eq!((stats.applied, stats.quarantined), (35, 1));
    world.send(&order(99)).await.unwrap();
    world.settled().await;
    world.end().await;
}

/// No thread to be had, the first two times.
fn starved(registry: &Registry, claimed: &[Claimed]) -> std::io::Result<Vec<Read>> {
    static TRIES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    if TRIES.fetch_add(1, Ordering::Relaxed) < 2 {
        return Err(std::io::Error::from(std::io::ErrorKind::WouldBlock));
    }
    read_all(registry, claimed)
}

#[tokio::test]
async fn messages_that_cannot_be_read_for_want_of_a_thread_wait_and_none_is_blamed() {
    let world = world(starved).await;
    for number in 0..3 {
        world.send(&order(number)).await.unwrap();
        world.send(&shipment(number)).await.unwrap();
    }
    world.settled().await;
    assert_eq!(world.codes().await, []);
    let applied = world.handle.applied().await;
    assert!(applied.is_sorted() && applied.len() == 6, "in their order: {applied:?}");
    world.end().await;
}
