//! A full disk: everything that was accepted is applied in its order once there is room, without a restart, and no message is
//! blamed. Twenty runs: the main file, the inbox's, both of them and the folder of documents fill up at five points each.

use std::path::PathBuf;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::*;

const ORDERS: usize = 24;

/// What fills up.
#[derive(Debug, Clone, Copy)]
enum What {
    Main,
    Inbox,
    Both,
    Documents,
}

fn proof(number: usize) -> Value {
    let pdf = STANDARD.encode(format!("%PDF-1.4 {number} {}", "x".repeat(9_000)));
    json!({"type": "document", "of": "package", "refs": [named("tracking", "UPSN", &format!("1Z{number}"))],
        "document": "pod", "content": {"base64": pdf, "media": "application/pdf"}, "at": "2026-05-12T09:00:00Z"})
}

/// What is told, in its order.
fn story() -> Vec<Value> {
    (0..ORDERS).flat_map(|number| [order(number), shipment(number), scan(number, "DELIVERED"), proof(number)]).collect()
}

impl World {
    fn documents(&self) -> (PathBuf, PathBuf) {
        (self.folder.path().join("documents"), self.folder.path().join("away"))
    }

    /// From now on there is room for so many pages.
    async fn fill(&self, what: What, pages: i64) {
        match what {
            What::Main => self.handle.room(Some(pages), None).await,
            What::Inbox => self.handle.room(None, Some(pages)).await,
            What::Both => self.handle.room(Some(pages), Some(pages)).await,
            What::Documents => {
                // A file in the place of the folder takes no documents, whoever runs the test.
                let (folder, away) = self.documents();
                std::fs::rename(&folder, &away).unwrap();
                std::fs::write(&folder, "").unwrap();
            }
        }
    }

    async fn make_room(&self, what: What) {
        if matches!(what, What::Documents) {
            let (folder, away) = self.documents();
            std::fs::remove_file(&folder).unwrap();
            std::fs::rename(&away, &folder).unwrap();
        }
        self.handle.room(None, None).await;
    }

    fn is_held(&self) -> bool {
        self.held.load(Ordering::Relaxed) || self.rounds.stores.inbox.is_blocked()
    }
}

/// Tells the story, with the disk full from message `at` on; gives how many were refused at least once.
async fn run(what: What, at: usize, pages: i64) -> usize {
    let world = world(read_all).await;
    let mut refused = Vec::new();
    for (index, event) in story().iter().enumerate() {
        if index == at {
            world.fill(what, pages).await;
        }
        match world.send(event).await {
            Ok(_) => {}
            Err(StoreError::Full { .. }) => refused.push(event.clone()),
            Err(error) => panic!("{what:?} {at}: {error}"),
        }
    }
    while !world.is_held() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    world.make_room(what).await;
    // Nobody sends, and nothing is started anew: it must see by itself that there is room.
    while world.is_held() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    world.settled().await;
    let applied = world.handle.applied().await;
    assert!(applied.is_sorted(), "{what:?} {at}: in the order in which they came: {applied:?}");
    for event in &refused {
        world.send(event).await.unwrap();
    }
    world.settled().await;
    assert_eq!(world.codes().await, [], "{what:?} {at}");
    let stats = world.rounds.stores.inbox.stats().await.unwrap();
    assert_eq!((stats.applied, stats.total), (4 * ORDERS as u64, 4 * ORDERS as u64), "{what:?} {at}");
    let orders = world.rounds.stores.graph.orders_after(crate::domain::id::ObjectId(0), 99).await.unwrap();
    assert_eq!(orders.len(), ORDERS);
    for order in orders {
        let view = world.rounds.stores.graph.order(order).await.unwrap().unwrap().view;
        assert_eq!(view.state, crate::domain::view::State::Delivered, "{what:?} {at}");
    }
    world.end().await;
    refused.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_full_what_was_accepted_is_applied_in_its_order_when_there_is_room() {
    for what in [What::Main, What::Inbox, What::Both, What::Documents] {
        let runs = [(3, 0), (17, 2), (40, 5), (66, 11), (88, 1)].map(|(at, pages)| run(what, at, pages));
        let refused = futures::future::join_all(runs).await;
        let by_the_inbox = matches!(what, What::Inbox | What::Both);
        assert_eq!(refused.iter().any(|refused| *refused > 0), by_the_inbox, "{what:?}: {refused:?}");
    }
}

#[tokio::test]
async fn what_is_in_work_when_it_ends_on_a_full_disk_is_applied_by_the_next_process() {
    let world = world(read_all).await;
    world.send(&order(1)).await.unwrap();
    world.settled().await;
    world.fill(What::Main, 0).await;
    for number in 2..30 {
        world.send(&order(number)).await.unwrap();
    }
    while !world.is_held() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let World { rounds, stop, work, handle, folder, .. } = world;
    stop.send_replace(true);
    work.await.unwrap();
    drop(rounds);
    handle.close().await;

    let (stores, handle) = open(&folder.path().join("store.db"), Options::default()).await.unwrap();
    stores.inbox.recover().await.unwrap();
    let mut ids = Vec::new();
    loop {
        let claimed = stores.inbox.claim(10).await.unwrap();
        if claimed.is_empty() {
            break;
        }
        for one in claimed {
            assert_eq!(one.deaths, 0);
            make::settle(&stores, one.id, MessageState::Applied).await;
            ids.push(one.id.0);
        }
    }
    assert!(ids.is_sorted() && ids.last() == Some(&29), "{ids:?}");
    handle.close().await;
}
