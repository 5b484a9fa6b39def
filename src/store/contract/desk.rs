//! Notes and tasks.

use super::{
    Engine,
    make::{self, Round, accept},
};
use crate::{
    domain::{
        id::ObjectId,
        reference::{ObjectKind, RefKind},
    },
    store::{
        Changes, Hand, Kept, NewNote, NewTask, OrderVersion, Scope, StoreError, Stores, TaskAsk, TaskKind,
        desk::MOST_OF_AN_ORDER,
    },
};

fn note(order: ObjectId, key: &str, text: &str) -> NewNote {
    NewNote { key: key.into(), order, person: "ada".into(), name: "Ada L.".into(), at: 7, text: text.into() }
}

fn task(order: ObjectId, kind: TaskKind, title: &str) -> NewTask {
    NewTask {
        order,
        kind,
        title: title.into(),
        detail: "PRO 1".into(),
        person: "ada".into(),
        name: "Ada L.".into(),
        at: 8,
        due: 100,
    }
}

fn hand(at: i64) -> Hand {
    Hand { person: "bob".into(), name: "Bob".into(), at }
}

async fn version(stores: &Stores, order: ObjectId) -> OrderVersion {
    stores.graph.versions(&[order]).await.unwrap()[0]
}

pub async fn a_note_is_kept_once_and_raises_the_version(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", Some("1010"), vec![]).await;
    let before = version(&stores, order).await;
    let (_, change) = stores.graph.changed_since(0, 10).await.unwrap();
    let Kept::New(id, after) = stores.desk.note(note(order, "a", "<b>ü</b>\nno dock")).await.unwrap() else {
        panic!()
    };
    assert_eq!((after, after.version), (version(&stores, order).await, before.version + 1));
    let (changed, _) = stores.graph.changed_since(change, 10).await.unwrap();
    assert_eq!(changed, [after], "a server beside the worker hears of it");
    assert_eq!(stores.desk.note(note(order, "a", "again")).await.unwrap(), Kept::Again);
    assert_eq!(stores.desk.note(note(ObjectId(999), "b", "x")).await.unwrap(), Kept::Unknown);
    stores.desk.note(note(order, "c", "second")).await.unwrap();
    let stores = engine.open().await;
    let notes = stores.desk.of_order(order, 10).await.unwrap().notes;
    let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["second", "<b>ü</b>\nno dock"]);
    assert_eq!((notes[1].id, notes[1].at, notes[1].name.as_str(), notes[1].person.as_str()), (id, 7, "Ada L.", "ada"));
    assert_eq!(stores.desk.of_order(order, 1).await.unwrap().notes.len(), 1);
    let details = stores.graph.details(order, "order:1", 10).await.unwrap().unwrap();
    assert_eq!(details.desk, stores.desk.of_order(order, 10).await.unwrap());
    assert_eq!(version(&stores, order).await.version, before.version + 2);
}

pub async fn the_same_task_is_open_once_and_done_once(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    let other = make::order(&stores, "2", None, vec![]).await;
    let Kept::New(id, _) = stores.desk.open(task(order, TaskKind::AskCarrier, "Ask")).await.unwrap() else { panic!() };
    assert_eq!(stores.desk.open(task(order, TaskKind::AskCarrier, "Ask")).await.unwrap(), Kept::Again);
    for another in [task(order, TaskKind::FollowUp, "Ask"), task(other, TaskKind::AskCarrier, "Ask")] {
        assert!(matches!(stores.desk.open(another).await.unwrap(), Kept::New(..)));
    }
    assert_eq!(stores.desk.done(other, id, hand(9)).await.unwrap(), Kept::Unknown, "of another order");
    let Kept::New(same, done) = stores.desk.done(order, id, hand(9)).await.unwrap() else { panic!() };
    assert_eq!((same, done), (id, version(&stores, order).await));
    assert_eq!(stores.desk.done(order, id, hand(10)).await.unwrap(), Kept::Again);
    let Kept::New(second, _) = stores.desk.open(task(order, TaskKind::AskCarrier, "Ask")).await.unwrap() else {
        panic!("once done, it may be opened again")
    };
    assert_eq!(stores.desk.open(task(ObjectId(999), TaskKind::FollowUp, "x")).await.unwrap(), Kept::Unknown);
    let tasks = stores.desk.of_order(order, 10).await.unwrap().tasks;
    let received: Vec<_> = tasks.iter().map(|task| (task.id, task.done.clone())).collect();
    assert_eq!(received[0], (second, None));
    assert_eq!(received.last(), Some(&(id, Some((9, "Bob".to_owned())))));
    let details = stores.graph.details(order, "order:1", 10).await.unwrap().unwrap();
    assert_eq!(details.desk.tasks, tasks);
}

pub async fn notes_and_tasks_of_an_order_are_bounded(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    for number in 0..MOST_OF_AN_ORDER {
        let (text, title) = (format!("{number}"), format!("{number}"));
        assert!(matches!(stores.desk.note(note(order, &text, &text)).await.unwrap(), Kept::New(..)));
        assert!(matches!(stores.desk.open(task(order, TaskKind::FollowUp, &title)).await.unwrap(), Kept::New(..)));
    }
    let before = version(&stores, order).await;
    assert_eq!(stores.desk.note(note(order, "one more", "x")).await.unwrap(), Kept::TooMany);
    assert_eq!(stores.desk.open(task(order, TaskKind::FollowUp, "one more")).await.unwrap(), Kept::TooMany);
    assert_eq!(version(&stores, order).await, before);
}

pub async fn what_is_written_moves_with_an_order_that_becomes_another(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let one = make::order(&stores, "1", None, vec![]).await;
    let two = make::order(&stores, "2", None, vec![]).await;
    for order in [one, two] {
        stores.desk.note(note(order, &format!("{order}"), "n")).await.unwrap();
        stores.desk.open(task(order, TaskKind::FollowUp, "same")).await.unwrap();
    }
    let message = accept(&stores, "merge").await;
    let changes = Changes {
        absorbed: vec![(two, one)],
        settled: vec![make::settled(message, crate::store::MessageState::Applied)],
        now: 9,
        ..Changes::default()
    };
    stores.graph.apply(changes).await.unwrap();
    let desk = stores.desk.of_order(one, 10).await.unwrap();
    assert_eq!((desk.notes.len(), desk.tasks.len()), (2, 1), "the same task is open once");
    assert_eq!(stores.desk.of_order(two, 10).await.unwrap(), crate::store::OrderDesk::default());
}

pub async fn what_was_written_can_be_erased(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let one = make::order(&stores, "1", None, vec![]).await;
    let two = make::order(&stores, "2", None, vec![]).await;
    for order in [one, two] {
        stores.desk.note(note(order, &format!("{order}"), "secret")).await.unwrap();
        stores.desk.open(task(order, TaskKind::FollowUp, "call")).await.unwrap();
    }
    assert_eq!(stores.desk.erase(one).await.unwrap(), 2);
    assert_eq!(stores.desk.erase(one).await.unwrap(), 0);
    let received = format!("{:?}", stores.desk.of_order(one, 10).await.unwrap());
    assert!(!received.contains("secret") && !received.contains("Ada") && !received.contains("PRO 1"), "{received}");
    assert!(format!("{:?}", stores.desk.of_order(two, 10).await.unwrap()).contains("secret"));
}

pub async fn one_note_is_erased_and_who_wrote_it_stays(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let one = make::order(&stores, "1", None, vec![]).await;
    let two = make::order(&stores, "2", None, vec![]).await;
    let Kept::New(id, written) = stores.desk.note(note(one, "a", "secret")).await.unwrap() else { panic!() };
    stores.desk.note(note(one, "b", "harmless")).await.unwrap();
    assert_eq!(stores.desk.erase_note(two, id).await.unwrap(), Kept::Unknown, "of another order");
    let Kept::New(same, erased) = stores.desk.erase_note(one, id).await.unwrap() else { panic!() };
    assert_eq!((same, erased.version), (id, written.version + 2), "open pages hear of it");
    assert_eq!(stores.desk.erase_note(one, id).await.unwrap(), Kept::Again);
    let notes = stores.desk.of_order(one, 9).await.unwrap().notes;
    let received: Vec<_> = notes.iter().map(|note| (note.text.as_str(), note.name.as_str(), note.at)).collect();
    assert_eq!(received, [("harmless", "Ada L.", 7), ("", "Ada L.", 7)]);
}

pub async fn texts_expire_by_their_age_a_few_at_a_time(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    for at in [10, 20, 30, 40] {
        stores.desk.note(NewNote { at, ..note(order, &format!("{at}"), "text") }).await.unwrap();
    }
    let Kept::New(done, _) = stores.desk.open(task(order, TaskKind::FollowUp, "call")).await.unwrap() else { panic!() };
    stores.desk.open(task(order, TaskKind::FollowUp, "write")).await.unwrap();
    stores.desk.done(order, done, hand(9)).await.unwrap();
    assert_eq!(stores.desk.expire(40, 2).await.unwrap(), 2);
    assert_eq!(stores.desk.expire(40, 2).await.unwrap(), 1);
    assert_eq!(stores.desk.expire(40, 2).await.unwrap(), 0);
    let desk = stores.desk.of_order(order, 9).await.unwrap();
    let left: Vec<_> = desk.notes.iter().map(|note| (note.at, note.text.as_str(), note.name.as_str())).collect();
    assert_eq!(left, [(40, "text", "Ada L."), (30, "", "Ada L."), (20, "", "Ada L."), (10, "", "Ada L.")]);
    let tasks: Vec<_> = desk.tasks.iter().map(|task| (task.title.as_str(), task.detail.as_str())).collect();
    assert_eq!(tasks, [("write", "PRO 1"), ("call", "")], "what is open is still needed");
}

/// A worker that has read the order before a note must read it again: its round is refused, as after any change.
pub async fn a_round_written_from_before_a_note_is_refused(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "one").await);
    let order = round.object(&stores, ObjectKind::Order, RefKind::Order, "1").await;
    round.view(order, 0, None, vec![]);
    round.write(&stores).await;
    let read = version(&stores, order).await;
    stores.desk.note(note(order, "a", "x")).await.unwrap();
    let mut late = Round::new(accept(&stores, "two").await);
    late.view(order, read.version, None, vec![]);
    assert!(matches!(stores.graph.apply(late.changes).await, Err(StoreError::Conflict)));
    let mut again = Round::new(accept(&stores, "three").await);
    again.view(order, read.version + 1, None, vec![]);
    again.write(&stores).await;
    assert_eq!(version(&stores, order).await.version, read.version + 2);
}

pub async fn tasks_are_listed_over_all_orders_due_first(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let ours = make::order(&stores, "1", Some("1010"), vec![]).await;
    let theirs = make::order(&stores, "2", Some("2020"), vec![]).await;
    let unclaimed = make::order(&stores, "3", None, vec![]).await;
    let mut ids = Vec::new();
    for (order, person, title, due) in [
        (ours, "ada", "third", 30),
        (theirs, "ada", "first", 10),
        (ours, "bob", "second", 20),
        (unclaimed, "ada", "fourth", 30),
        (ours, "ada", "done", 5),
    ] {
        let person = person.to_owned();
        let one = NewTask { person, due, ..task(order, TaskKind::FollowUp, title) };
        let Kept::New(id, _) = stores.desk.open(one).await.unwrap() else { panic!("{title}") };
        ids.push(id);
    }
    stores.desk.done(ours, ids[4], hand(9)).await.unwrap();
    let own = |organisation: &str| Scope::Organisations(vec![organisation.to_owned()]);
    let (here, there, nowhere) = (own("1010"), own("2020"), Scope::Organisations(vec![String::new()]));
    let ask = TaskAsk { person: None, scope: &Scope::All, due_by: i64::MAX, after: None, limit: 10 };
    for (ask, titles) in [
        (ask, vec!["first", "second", "third", "fourth"]),
        (TaskAsk { scope: &here, ..ask }, vec!["second", "third"]),
        (TaskAsk { scope: &there, ..ask }, vec!["first"]),
        (TaskAsk { scope: &nowhere, ..ask }, vec![]),
        (TaskAsk { person: Some("ada"), ..ask }, vec!["first", "third", "fourth"]),
        (TaskAsk { person: Some("ada"), scope: &here, ..ask }, vec!["third"]),
        (TaskAsk { due_by: 20, ..ask }, vec!["first", "second"]),
        (TaskAsk { after: Some((30, ids[0])), ..ask }, vec!["fourth"]),
        (TaskAsk { limit: 1, ..ask }, vec!["first"]),
    ] {
        let found = stores.desk.tasks(ask).await.unwrap();
        assert_eq!(found.iter().map(|one| one.task.title.as_str()).collect::<Vec<_>>(), titles, "{ask:?}");
    }
    let found = stores.desk.tasks(TaskAsk { limit: 1, ..ask }).await.unwrap();
    assert_eq!((found[0].summary.order, found[0].task.due, found[0].task.id), (theirs, 10, ids[1]));
    assert_eq!(stores.desk.of_order(theirs, 10).await.unwrap().tasks, [found[0].task.clone()]);
}
