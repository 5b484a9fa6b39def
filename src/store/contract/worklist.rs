//! Items of worklists: opened and closed with the view they follow from; what people do with them, each with its audit.

use super::{
    Engine,
    make::{self, Round, accept},
};
use crate::{
    domain::{
        id::ObjectId,
        summary::There,
        worklist::{Card, Cause, Filter, Show, Who},
    },
    store::{
        Act, Acted, Actor, Cursor, Deed, KnownWork, MOST_VIEWS, Person, Scope, Stores, WorkAsk, WorkFacts, WorkItem,
        WorkState, WorkStep, WorkVerb, WorkView, WorkWrite,
    },
};

fn card(number: &str) -> Card {
    Card {
        number: number.into(),
        scope: "S4".into(),
        customer: Some("Köln \"Süd\"".into()),
        tier: Some("key".into()),
        carrier: Some("UPS".into()),
        from: None,
        to: Some("Memphis".into()),
        site: None,
        region: None,
        value: None,
        exception: None,
        reason: None,
        place: None,
        hits: 1,
        of: 2,
        since: 5,
        promised: None,
        expected: None,
        there: There::default(),
    }
}

/// An item of that number, organisation and due time.
pub(super) fn facts(number: &str, organisation: Option<&str>, due: i64) -> WorkFacts {
    let sales_org = organisation.map(str::to_owned);
    WorkFacts { sales_org, due, minutes: 60, print: "AT_RISK/-/1".into(), card: card(number) }
}

fn opens(order: ObjectId, cause: Cause, facts: WorkFacts) -> WorkWrite {
    WorkWrite { order, cause, step: WorkStep::Opens(Box::new(facts)) }
}

fn changes(order: ObjectId, cause: Cause, facts: WorkFacts, stirs: bool) -> WorkWrite {
    WorkWrite { order, cause, step: WorkStep::Changes { facts: Box::new(facts), stirs } }
}

fn closes(order: ObjectId, cause: Cause) -> WorkWrite {
    WorkWrite { order, cause, step: WorkStep::Closes }
}

/// Writes a round of these; the make-believe time is 3,000.
async fn round(stores: &Stores, work: Vec<WorkWrite>) {
    let mut round = Round::new(accept(stores, &format!("{work:?}")).await);
    round.changes.work = work;
    round.write(stores).await;
}

/// An order of that organisation with an open item of each cause.
async fn order(stores: &Stores, number: &str, organisation: Option<&str>, due: i64, causes: &[Cause]) -> ObjectId {
    let order = make::order(stores, number, organisation, vec![]).await;
    round(stores, causes.iter().map(|cause| opens(order, *cause, facts(number, organisation, due))).collect()).await;
    order
}

async fn page(stores: &Stores, filter: &Filter, scope: &Scope, after: Option<Cursor>, limit: usize) -> Vec<WorkItem> {
    let ask = WorkAsk { filter, reader: "priya", scope, now: 3_000, after, limit };
    stores.worklist.list(ask).await.unwrap()
}

async fn all(stores: &Stores, filter: Filter) -> Vec<WorkItem> {
    page(stores, &filter, &Scope::All, None, 100).await
}

fn numbers(items: &[WorkItem]) -> Vec<&str> {
    items.iter().map(|item| item.facts.card.number.as_str()).collect()
}

fn person(id: &str) -> Actor {
    Actor { id: id.into(), name: format!("{id} of ours") }
}

fn own(organisations: &[&str]) -> Scope {
    Scope::Organisations(organisations.iter().map(ToString::to_string).collect())
}

async fn act(stores: &Stores, who: &str, deed: Deed, items: &[(i64, i64)]) -> Vec<Acted> {
    let act = Act { now: 4_000, actor: person(who), scope: Scope::All, deed, items: items.to_vec() };
    stores.worklist.act(act).await.unwrap()
}

async fn item(stores: &Stores, id: i64) -> WorkItem {
    stores.worklist.items(&[id], &Scope::All).await.unwrap().remove(0)
}

async fn verbs(stores: &Stores, id: i64) -> Vec<WorkVerb> {
    let mut history = stores.worklist.history(id, 50).await.unwrap();
    history.reverse();
    history.into_iter().map(|event| event.verb).collect()
}

pub async fn an_item_opens_and_closes_with_the_view_and_opens_again_with_its_history(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = order(&stores, "1", Some("1010"), 9_000, &[Cause::Late]).await;
    let stores = engine.open().await;
    let near = stores.graph.load_subgraph(&[], &[order], &[]).await.unwrap();
    let opened = facts("1", Some("1010"), 9_000);
    assert_eq!(near.work, [KnownWork { order, cause: Cause::Late, opened: 3_000, facts: opened.clone() }]);
    let first = all(&stores, Filter::default()).await.remove(0);
    assert_eq!((first.state, first.times, &first.facts), (WorkState::Todo, 1, &opened));
    act(&stores, "priya", Deed::Assign(person("marta")), &[(first.id, first.version)]).await;

    round(&stores, vec![closes(order, Cause::Late), closes(order, Cause::Stalled)]).await;
    assert!(all(&stores, Filter::default()).await.is_empty());
    assert!(stores.graph.load_subgraph(&[], &[order], &[]).await.unwrap().work.is_empty());
    assert_eq!(item(&stores, first.id).await.state, WorkState::Closed);

    round(&stores, vec![opens(order, Cause::Late, facts("1", Some("1010"), 9_500))]).await;
    let again = item(&stores, first.id).await;
    assert_eq!((again.state, again.times, again.facts.due), (WorkState::Todo, 2, 9_500));
    assert_eq!(again.assignee, Some(person("marta")), "whoever had it has it again");
    let received = verbs(&stores, first.id).await;
    assert_eq!(received, [WorkVerb::Opened, WorkVerb::Assigned, WorkVerb::Closed, WorkVerb::Reopened]);
}

pub async fn nothing_opens_with_a_round_that_is_not_written(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    let mut round = Round::new(accept(&stores, "stale").await);
    round.view(order, 7, None, vec![]);
    round.changes.work = vec![opens(order, Cause::Late, facts("1", None, 9))];
    assert!(stores.graph.apply(round.changes).await.is_err());
    assert!(all(&stores, Filter::default()).await.is_empty());
    assert!(stores.worklist.counts(&Scope::All, 0).await.unwrap().is_empty());
}

pub async fn what_reads_differently_keeps_what_people_decided(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = order(&stores, "1", Some("1010"), 9_000, &[Cause::Late]).await;
    let first = all(&stores, Filter::default()).await.remove(0);
    act(&stores, "priya", Deed::Snooze { until: 8_000 }, &[(first.id, first.version)]).await;
    let mut other = facts("1 anew", Some("2000"), 9_100);
    other.card.tier = None;
    round(&stores, vec![changes(order, Cause::Late, other.clone(), false)]).await;
    let snoozed = item(&stores, first.id).await;
    assert_eq!((snoozed.state, snoozed.until, &snoozed.facts), (WorkState::Snoozed, Some(8_000), &other));
    assert_eq!(snoozed.opened, 3_000);
    round(&stores, vec![changes(order, Cause::Late, facts("1", Some("2000"), 9_100), true)]).await;
    let back = item(&stores, first.id).await;
    assert_eq!(
        (back.state, back.until, back.last.verb, &back.last.by),
        (WorkState::Todo, None, WorkVerb::Returned, &None)
    );
    assert!(back.version > snoozed.version);
    assert_eq!(verbs(&stores, first.id).await.last(), Some(&WorkVerb::Returned));
}

pub async fn pages_follow_one_another_by_what_is_due(engine: &mut impl Engine) {
    let stores = engine.open().await;
    for (number, due) in [("c", 30), ("a", 10), ("d", 30), ("b", 20), ("e", 40)] {
        order(&stores, number, Some("1010"), due, &[Cause::Late, Cause::Proof]).await;
    }
    for filter in [Filter { cause: Some(Cause::Late), ..Filter::default() }, Filter::default()] {
        let (mut read, mut after) = (Vec::new(), None);
        loop {
            let found = page(&stores, &filter, &own(&["1010", "2000"]), after, 3).await;
            after = found.last().map(|item| (item.facts.due, item.id));
            if found.is_empty() {
                break;
            }
            read.extend(found.into_iter().map(|item| item.facts.card.number));
        }
        read.dedup();
        assert_eq!(read, ["a", "b", "c", "d", "e"]);
    }
}

pub async fn a_list_and_its_numbers_hold_to_the_scope(engine: &mut impl Engine) {
    let stores = engine.open().await;
    order(&stores, "us", Some("1010"), 10, &[Cause::Late]).await;
    order(&stores, "eu", Some("2000"), 5_000, &[Cause::Late, Cause::Proof]).await;
    order(&stores, "none", None, 30, &[Cause::Late]).await;
    let many: Vec<String> = (0..20).map(|n| format!("9{n}")).chain(["2000".to_owned()]).collect();
    let scopes = [
        (Scope::All, vec!["us", "none", "eu", "eu"]),
        (own(&["1010"]), vec!["us"]),
        (own(&["1010", "2000"]), vec!["us", "eu", "eu"]),
        (Scope::Organisations(many), vec!["eu", "eu"]),
        (own(&[""]), vec![]),
        (own(&[]), vec![]),
    ];
    for (scope, expected) in scopes {
        let found = page(&stores, &Filter::default(), &scope, None, 10).await;
        assert_eq!(numbers(&found), expected, "{scope:?}");
        let counts = stores.worklist.counts(&scope, 100).await.unwrap();
        assert_eq!(counts.iter().map(|count| count.todo).sum::<u64>(), expected.len() as u64, "{scope:?}");
        let overdue = expected.iter().filter(|number| **number != "eu").count() as u64;
        assert_eq!(counts.iter().map(|count| count.overdue).sum::<u64>(), overdue, "{scope:?}");
        let ids: Vec<i64> = all(&stores, Filter::default()).await.iter().map(|item| item.id).collect();
        assert_eq!(stores.worklist.items(&ids, &scope).await.unwrap().len(), expected.len(), "{scope:?}");
        let facets = stores.worklist.facets(&scope, 5).await.unwrap();
        assert_eq!(facets.carriers.is_empty(), expected.is_empty(), "{scope:?}");
    }
    let asked = Filter { organisation: Some("2000".into()), ..Filter::default() };
    assert!(page(&stores, &asked, &own(&["1010"]), None, 10).await.is_empty(), "asking does not widen what is seen");
    assert_eq!(page(&stores, &asked, &Scope::All, None, 10).await.len(), 2);
}

pub async fn every_part_of_a_filter_must_fit(engine: &mut impl Engine) {
    let stores = engine.open().await;
    order(&stores, "1", Some("1010"), 10, &[Cause::Late]).await;
    order(&stores, "2", Some("1010"), 9_000, &[Cause::Late, Cause::Stalled]).await;
    let one = all(&stores, Filter::default()).await.remove(0);
    act(&stores, "tom", Deed::Assign(person("priya")), &[(one.id, one.version)]).await;
    let default = Filter::default;
    let of = |value: &str| Some(value.to_owned());
    for (filter, expected) in [
        (Filter { who: Who::Me, ..default() }, vec!["1"]),
        (Filter { who: Who::Person("priya".into()), ..default() }, vec!["1"]),
        (Filter { who: Who::Nobody, ..default() }, vec!["2", "2"]),
        (Filter { show: Show::Overdue, ..default() }, vec!["1"]),
        (Filter { tier: of("key"), carrier: of("UPS"), cause: Some(Cause::Stalled), ..default() }, vec!["2"]),
        (Filter { tier: of("gold"), ..default() }, vec![]),
        (Filter { carrier: of("DPD"), ..default() }, vec![]),
        (Filter { organisation: of("1010"), who: Who::Nobody, cause: Some(Cause::Late), ..default() }, vec!["2"]),
        (Filter { show: Show::Aside, ..default() }, vec![]),
    ] {
        assert_eq!(numbers(&page(&stores, &filter, &Scope::All, None, 10).await), expected, "{filter:?}");
    }
}

pub async fn numbers_follow_every_step(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = order(&stores, "1", Some("1010"), 10, &[Cause::Late]).await;
    let todo = async |scope: Scope| {
        let counts = stores.worklist.counts(&scope, 0).await.unwrap();
        counts.iter().map(|count| (count.cause, count.todo)).collect::<Vec<_>>()
    };
    assert_eq!(todo(own(&["1010"])).await, [(Cause::Late, 1)]);
    let first = all(&stores, Filter::default()).await.remove(0);
    act(&stores, "priya", Deed::Snooze { until: 50_000 }, &[(first.id, first.version)]).await;
    assert_eq!(todo(own(&["1010"])).await, []);
    assert_eq!(all(&stores, Filter { show: Show::Aside, ..Filter::default() }).await.len(), 1);
    let item = item(&stores, first.id).await;
    act(&stores, "priya", Deed::TakeUp, &[(item.id, item.version)]).await;
    round(&stores, vec![changes(order, Cause::Late, facts("1", Some("2000"), 10), false)]).await;
    assert_eq!(todo(own(&["1010"])).await, [], "the order changed hands");
    assert_eq!(todo(own(&["2000"])).await, [(Cause::Late, 1)]);
    round(&stores, vec![closes(order, Cause::Late)]).await;
    assert_eq!(todo(Scope::All).await, []);
}

pub async fn of_two_who_decide_at_once_one_wins_and_the_other_is_told(engine: &mut impl Engine) {
    let stores = engine.open().await;
    order(&stores, "1", Some("1010"), 10, &[Cause::Late]).await;
    let first = all(&stores, Filter::default()).await.remove(0);
    let resolve = |words: &str| Deed::Resolve { reason: "accepted".into(), words: words.into(), until: None };
    let seen = [(first.id, first.version)];
    let (one, other) =
        tokio::join!(act(&stores, "priya", resolve("mine"), &seen), act(&stores, "ana", resolve("no, mine"), &seen));
    let (winner, late) = if one == [Acted::Done] { ("priya", other) } else { ("ana", one) };
    let [Acted::Late(now)] = &late[..] else { panic!("{late:?}") };
    assert_eq!((now.state, now.last.verb, now.last.at), (WorkState::Resolved, WorkVerb::Resolved, 4_000));
    assert_eq!(now.last.by, Some(person(winner)));
    assert_eq!(verbs(&stores, first.id).await, [WorkVerb::Opened, WorkVerb::Resolved]);
    let audit = stores.audit.newest(Some(&format!("order:{}", first.order)), 10).await.unwrap();
    assert_eq!(audit.len(), 1, "only what was done is in the audit");
    assert_eq!((audit[0].entry.action.as_str(), audit[0].entry.detail.as_str()), ("work.resolved", "late, accepted"));
    assert_eq!(audit[0].entry.actor, format!("user:{winner}"));
    assert_eq!(stores.audit.verify(None).await.unwrap().broken, None);
}

pub async fn each_item_of_a_deed_stands_for_itself(engine: &mut impl Engine) {
    let stores = engine.open().await;
    order(&stores, "1", Some("1010"), 10, &[Cause::Late]).await;
    order(&stores, "2", Some("2000"), 20, &[Cause::Late]).await;
    let gone = order(&stores, "3", Some("1010"), 30, &[Cause::Late]).await;
    let items = all(&stores, Filter::default()).await;
    round(&stores, vec![closes(gone, Cause::Late)]).await;
    let targets: Vec<_> = items.iter().map(|item| (item.id, item.version)).chain([(99_999, 1)]).collect();
    let scope = own(&["1010"]);
    let deed = Deed::Assign(person("marta"));
    let act = Act { now: 4_000, actor: person("priya"), scope, deed, items: targets };
    let acted = stores.worklist.act(act).await.unwrap();
    let [Acted::Done, Acted::Missing, Acted::Late(closed), Acted::Missing] = &acted[..] else { panic!("{acted:?}") };
    assert_eq!((closed.state, &closed.last.by), (WorkState::Closed, &None));
    assert_eq!(item(&stores, items[0].id).await.assignee, Some(person("marta")));
    assert_eq!(item(&stores, items[1].id).await.assignee, None, "another organisation's");
    assert_eq!(stores.audit.newest(None, 10).await.unwrap().len(), 1);
}

pub async fn words_stand_in_nobodys_way(engine: &mut impl Engine) {
    let stores = engine.open().await;
    order(&stores, "1", Some("1010"), 10, &[Cause::Late]).await;
    let first = all(&stores, Filter::default()).await.remove(0);
    let said = act(&stores, "ana", Deed::Comment("<b>called</b> \"twice\"".into()), &[(first.id, 0)]).await;
    assert_eq!(said, [Acted::Done]);
    let done = act(&stores, "priya", Deed::Assign(person("priya")), &[(first.id, first.version)]).await;
    assert_eq!(done, [Acted::Done], "words raise no version");
    let history = stores.worklist.history(first.id, 10).await.unwrap();
    assert_eq!((history[1].verb, history[1].detail.as_str()), (WorkVerb::Commented, "<b>called</b> \"twice\""));
    let audit = stores.audit.newest(None, 10).await.unwrap();
    assert!(
        audit.iter().all(|row| !row.entry.detail.contains("called")),
        "the audit keeps who did what, not the words"
    );
}

pub async fn what_was_put_off_comes_back_when_its_time_is_over(engine: &mut impl Engine) {
    let stores = engine.open().await;
    order(&stores, "1", Some("1010"), 10, &[Cause::Late, Cause::Proof, Cause::Stalled]).await;
    let items = all(&stores, Filter::default()).await;
    let of = |at: usize| [(items[at].id, items[at].version)];
    act(&stores, "priya", Deed::Snooze { until: 10_000 }, &of(0)).await;
    let resolve = |until| Deed::Resolve { reason: "carrier_acts".into(), words: String::new(), until };
    act(&stores, "priya", resolve(Some(20_000)), &of(1)).await;
    act(&stores, "priya", resolve(None), &of(2)).await;
    assert_eq!(stores.worklist.expire_snoozes(9_999, 10).await.unwrap(), 0);
    assert_eq!(stores.worklist.expire_snoozes(10_000, 10).await.unwrap(), 1);
    assert_eq!(item(&stores, items[0].id).await.last.verb, WorkVerb::Returned);
    assert_eq!(stores.worklist.expire_snoozes(i64::MAX, 10).await.unwrap(), 1);
    assert_eq!(stores.worklist.expire_snoozes(i64::MAX, 10).await.unwrap(), 0);
    let left = all(&stores, Filter { show: Show::Aside, ..Filter::default() }).await;
    assert_eq!(
        left.iter().map(|item| item.id).collect::<Vec<_>>(),
        [items[2].id],
        "that one waits for another condition"
    );
    let reason = Some(("carrier_acts".to_owned(), String::new()));
    assert_eq!((&left[0].reason, left[0].until), (&reason, None));
}

pub async fn views_are_their_owners_and_shared_ones_everybodys(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let view = |owner: &str, name: &str, shared| WorkView {
        id: 0,
        owner: person(owner),
        name: name.into(),
        filter: Filter { cause: Some(Cause::Late), carrier: Some("A & B".into()), ..Filter::default() },
        shared,
        created: 7,
    };
    for (owner, name, shared) in
        [("priya", "Storm", false), ("priya", "Keys", true), ("ana", "Hers", false), ("ana", "Ours", true)]
    {
        assert!(stores.worklist.keep_view(view(owner, name, shared)).await.unwrap());
    }
    let names = async |person: &str| {
        let views = stores.worklist.views(person, 100).await.unwrap();
        views.into_iter().map(|view| view.name).collect::<Vec<_>>()
    };
    assert_eq!(names("priya").await, ["Keys", "Storm", "Ours"]);
    assert_eq!(names("ana").await, ["Hers", "Ours", "Keys"]);
    let storm = stores.worklist.views("priya", 100).await.unwrap().remove(1);
    assert_eq!(storm.filter, view("priya", "Storm", false).filter);
    assert!(!stores.worklist.drop_view("ana", storm.id).await.unwrap(), "another's view stays");
    assert!(stores.worklist.drop_view("priya", storm.id).await.unwrap());
    for n in 0..MOST_VIEWS {
        let kept = stores.worklist.keep_view(view("priya", &format!("v{n}"), false)).await.unwrap();
        assert_eq!(kept, n + 1 < MOST_VIEWS, "{n}");
    }
    assert!(stores.worklist.keep_view(view("priya", "v0", true)).await.unwrap(), "the same name again replaces");
}

pub async fn people_are_known_once_they_came_in(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let known = |id: &str, organisations: Option<&[&str]>, seen| Person {
        actor: person(id),
        organisations: organisations.map(|own| own.iter().map(ToString::to_string).collect()),
        seen,
    };
    for one in [known("priya", Some(&["1010"]), 1), known("ana", None, 2), known("priya", Some(&["2000"]), 3)] {
        stores.worklist.know(one).await.unwrap();
    }
    let people = stores.worklist.people(10).await.unwrap();
    assert_eq!(people, [known("priya", Some(&["2000"]), 3), known("ana", None, 2)]);
    assert_eq!(stores.worklist.people(1).await.unwrap().len(), 1);
}
