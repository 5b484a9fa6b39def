//! How long inquiries take.

use super::{
    Engine,
    make::{self, Round, accept},
};
use crate::{
    domain::{
        id::ObjectId,
        reference::{ObjectKind, RefKind},
    },
    store::{Changes, Inquiry, MessageState},
};

const CASE: ObjectId = ObjectId(70);
const OTHER: ObjectId = ObjectId(71);
const ORDER: ObjectId = ObjectId(7);

fn inquiry(case: ObjectId, opened: i64, closed: Option<i64>) -> Inquiry {
    Inquiry { case, order: ORDER, person: "ada".into(), opened, closed }
}

pub async fn who_looked_first_counts_until_the_case_ends(engine: &mut impl Engine) {
    let stores = engine.open().await;
    stores.inquiries.begin(ORDER, &[], "ada", 5).await.unwrap();
    stores.inquiries.begin(ORDER, &[CASE], "ada", 10).await.unwrap();
    stores.inquiries.begin(ORDER, &[CASE, OTHER], "ada", 20).await.unwrap();
    stores.inquiries.begin(ORDER, &[CASE, OTHER], "bob", 30).await.unwrap();
    let stores = engine.open().await;
    let running = stores.inquiries.running(&[ORDER, ObjectId(8)]).await.unwrap();
    assert_eq!(running, [inquiry(CASE, 10, None), inquiry(OTHER, 20, None)]);
    assert_eq!(stores.inquiries.running(&[ObjectId(8)]).await.unwrap(), []);
    assert!(stores.inquiries.close(CASE, 100).await.unwrap());
    assert!(!stores.inquiries.close(CASE, 200).await.unwrap(), "closed is closed");
    assert!(stores.inquiries.close(OTHER, 5).await.unwrap(), "a case that was closed before we looked");
    let closed = stores.inquiries.closed(0, 1_000, 10).await.unwrap();
    assert_eq!(closed, [inquiry(CASE, 10, Some(100)), inquiry(OTHER, 20, Some(20))]);
    assert_eq!(stores.inquiries.closed(21, 100, 10).await.unwrap(), []);
    assert_eq!(stores.inquiries.closed(0, 1_000, 1).await.unwrap().len(), 1);
    stores.inquiries.begin(ORDER, &[CASE], "ada", 300).await.unwrap();
    assert_eq!(stores.inquiries.running(&[ORDER]).await.unwrap(), [inquiry(CASE, 300, None)], "opened again");
}

pub async fn those_that_run_are_walked_in_order(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let cases: Vec<_> = (1..=5).map(ObjectId).collect();
    stores.inquiries.begin(ORDER, &cases, "ada", 10).await.unwrap();
    stores.inquiries.close(ObjectId(3), 20).await.unwrap();
    let (mut after, mut walked) = (ObjectId(0), Vec::new());
    loop {
        let some = stores.inquiries.running_after(after, 2).await.unwrap();
        let Some(last) = some.last() else { break };
        after = last.case;
        walked.extend(some.iter().map(|one| one.case.0));
    }
    assert_eq!(walked, [1, 2, 4, 5]);
}

pub async fn inquiries_move_with_what_is_absorbed(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "cases").await);
    let one = round.object(&stores, ObjectKind::Case, RefKind::Case, "1").await;
    let two = round.object(&stores, ObjectKind::Case, RefKind::Case, "2").await;
    round.write(&stores).await;
    stores.inquiries.begin(ORDER, &[one], "ada", 10).await.unwrap();
    stores.inquiries.begin(ORDER, &[two], "ada", 20).await.unwrap();
    let message = accept(&stores, "merge").await;
    let settled = vec![make::settled(message, MessageState::Applied)];
    let changes = Changes { absorbed: vec![(two, one)], settled, now: 9, ..Changes::default() };
    stores.graph.apply(changes).await.unwrap();
    assert_eq!(stores.inquiries.running(&[ORDER]).await.unwrap(), [inquiry(one, 10, None)], "the first look stays");
}
