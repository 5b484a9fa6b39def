//! The worklists over the real router: roles, organisations, what people do at once, files, kept views.

use serde_json::{Value, json};
use waypost::{
    domain::{
        id::ObjectId,
        worklist::{Cause, Filter},
    },
    store::{Changes, Scope, WorkAsk, WorkItem, WorkState, WorkStep, WorkWrite},
};

use crate::world::{NOON, Visitor, World};

/// An order of that organisation that is late since an hour, with an item that is due in half an hour.
pub async fn late(world: &World, number: &str, organisation: &str) -> ObjectId {
    let customer = json!({"name": format!("Customer of {number}"), "tier": "key"});
    let order = world.order(number, organisation, json!({"customer": customer})).await;
    let card = json!({
        "number": number, "scope": "S4", "customer": format!("Customer of {number}"), "tier": "key", "carrier": "UPS",
        "from": "Dallas", "to": "Memphis", "site": null, "region": null, "value": null, "exception": "AT_RISK",
        "reason": null, "place": null, "hits": 1, "of": 1, "since": (NOON - 3_600) * 1_000_000, "promised": null,
        "expected": null
    });
    let facts = waypost::store::WorkFacts {
        sales_org: Some(organisation.to_owned()),
        due: (NOON + 1_800) * 1_000_000,
        minutes: 120,
        print: "AT_RISK".into(),
        card: serde_json::from_value(card).unwrap(),
    };
    put(world, order, WorkStep::Opens(Box::new(facts))).await;
    order
}

async fn put(world: &World, order: ObjectId, step: WorkStep) {
    let work = vec![WorkWrite { order, cause: Cause::Late, step }];
    let now = NOON * 1_000_000;
    world.stores.graph.apply(Changes { work, now, ..Changes::default() }).await.unwrap();
}

async fn items(world: &World) -> Vec<WorkItem> {
    let (filter, scope) = (Filter::default(), Scope::All);
    let ask = WorkAsk { filter: &filter, reader: "", scope: &scope, now: 0, after: None, limit: 100 };
    world.stores.worklist.list(ask).await.unwrap()
}

fn pick(item: &WorkItem) -> String {
    format!("pick={}.{}", item.id, item.version)
}

async fn page(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.text()
}

#[tokio::test]
async fn supervisors_and_administrators_alone_have_worklists() {
    let world = World::new().await;
    late(&world, "4711", "1010").await;
    let item = items(&world).await.remove(0);
    let one = format!("/worklist/{}", item.id);
    let form = format!("{}&do=assign&to=me", pick(&item));
    for person in ["marta", "jonas", "tom"] {
        let visitor = world.signed_in(person).await;
        for path in ["/worklist", &one, "/worklist.csv"] {
            let answer = visitor.get(path).await;
            assert_eq!(answer.status, 404, "{person} {path}");
            assert!(!answer.text().contains("Customer of"), "{person} {path}");
        }
        assert_eq!(visitor.form("/worklist/act", &form).await.status, 404, "{person}");
        assert_eq!(visitor.form("/worklist/views", "name=x").await.status, 404, "{person}");
        assert!(!visitor.get("/").await.text().contains("href=\"/worklist\""), "{person}");
    }
    for person in ["priya", "ana"] {
        let visitor = world.signed_in(person).await;
        assert!(page(&visitor, "/worklist").await.contains("Customer of 4711"), "{person}");
        assert!(page(&visitor, &one).await.contains("Customer of 4711"), "{person}");
        assert!(page(&visitor, "/").await.contains("href=\"/worklist\""), "{person}");
    }
    let nobody = world.visitor();
    assert_eq!(nobody.get("/worklist").await.header("location"), "/signin?return_to=%2Fworklist");
    assert_eq!(nobody.form("/worklist/act", &form).await.header("location"), "/signin?return_to=%2Fworklist");
    let priya = world.signed_in("priya").await;
    let elsewhere = priya.form_with("/worklist/act", &form, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(elsewhere.refusal(), (403, "OTHER_ORIGIN".into()));
    assert_eq!(items(&world).await[0].assignee, None, "none of all that did anything");
}

#[tokio::test]
async fn orders_of_another_organisation_are_nowhere() {
    let world = World::new().await;
    late(&world, "4711", "1010").await;
    late(&world, "9999", "3000").await;
    let all = items(&world).await;
    let foreign = all.iter().find(|item| item.facts.card.number == "9999").unwrap();
    let priya = world.signed_in("priya").await;
    for path in ["/worklist", "/worklist?organisation=3000", "/worklist.csv", "/worklist?cause=late&who=nobody"] {
        let text = page(&priya, path).await;
        assert!(!text.contains("Customer of 9999"), "{path}");
    }
    let text = page(&priya, "/worklist").await;
    assert!(
        text.contains("Customer of 4711") && text.contains("Everything to do, 1"),
        "the number counts only what is seen"
    );
    assert_eq!(priya.get(&format!("/worklist/{}", foreign.id)).await.status, 404);
    let refused =
        priya.form("/worklist/act", &format!("{}&do=snooze&until={}", pick(foreign), (NOON + 60) * 1_000_000)).await;
    assert_eq!(refused.status, 404);
    assert!(!refused.text().contains("9999"), "{}", refused.text());
    assert_eq!(items(&world).await.len(), 2, "nothing was put off");
    assert!(world.stores.audit.newest(None, 50).await.unwrap().iter().all(|row| row.entry.action != "work.snoozed"));
    assert!(page(&world.signed_in("ana").await, "/worklist").await.contains("Customer of 9999"));
}

#[tokio::test]
async fn of_two_supervisors_who_resolve_at_once_one_wins_and_the_other_reads_who_and_when() {
    let world = World::new().await;
    late(&world, "4711", "1010").await;
    let item = items(&world).await.remove(0);
    let (priya, ana) = (world.signed_in("priya").await, world.signed_in("ana").await);
    let form = format!("{}&do=resolve&reason=accepted&back=%2Fworklist%3Fcause%3Dlate", pick(&item));
    let (one, other) = tokio::join!(priya.form("/worklist/act", &form), ana.form("/worklist/act", &form));
    let (won, lost, who) = if one.status == 303 { (one, other, "Priya Nair") } else { (other, one, "Ana Silva") };
    assert_eq!((won.status.as_u16(), won.header("location")), (303, "/worklist?cause=late&did=resolved&n=1"));
    assert_eq!(lost.status, 409);
    assert!(lost.header("content-type").starts_with("text/html"), "words, not a problem for programs");
    let text = lost.text();
    for said in [who, "resolved it meanwhile", "Thu 14 May", "Order 4711", "href=\"/worklist?cause=late\""] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let acts = world.stores.audit.newest(Some(&format!("order:{}", item.order)), 10).await.unwrap();
    assert_eq!(acts.iter().filter(|row| row.entry.action == "work.resolved").count(), 1);
    assert_eq!(world.stores.audit.verify(None).await.unwrap().broken, None);
}

#[tokio::test]
async fn an_item_that_closed_meanwhile_says_that_it_did_so_by_itself() {
    let world = World::new().await;
    let order = late(&world, "4711", "1010").await;
    let item = items(&world).await.remove(0);
    let priya = world.signed_in("priya").await;
    put(&world, order, WorkStep::Closes).await;
    assert!(page(&priya, "/worklist").await.contains("Nothing to do here"));
    let answer = priya.form("/worklist/act", &format!("{}&do=assign&to=me", pick(&item))).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("it closed by itself"), "{}", answer.text());
    let text = page(&priya, &format!("/worklist/{}", item.id)).await;
    assert!(text.contains("The condition is gone") && !text.contains("name=\"pick\""));
}

#[tokio::test]
async fn a_deed_on_many_says_what_became_of_each_and_many_are_two_hundred() {
    let world = World::new().await;
    for number in ["1", "2", "3"] {
        late(&world, number, "1010").await;
    }
    late(&world, "4", "2000").await;
    let all = items(&world).await;
    let priya = world.signed_in("priya").await;
    let taken = world.signed_in("ana").await.form("/worklist/act", &format!("{}&do=assign&to=me", pick(&all[1]))).await;
    assert_eq!(taken.status, 303);
    let picks: Vec<String> = all.iter().map(pick).collect();
    let answer = priya.form("/worklist/act", &format!("{}&do=assign&to=demo%3Amarta", picks.join("&"))).await;
    let text = answer.text();
    assert!(answer.status.is_client_error(), "{text}");
    for said in [
        "2 of 4 items were not done",
        "2 items assigned",
        "Ana Silva assigned it meanwhile",
        "Marta Reyes does not see orders",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let now = items(&world).await;
    let with: Vec<_> = now.iter().map(|item| item.assignee.as_ref().map(|who| who.name.clone())).collect();
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(with, [name("Marta Reyes"), name("Ana Silva"), name("Marta Reyes"), None]);

    let many = "&pick=1.1".repeat(201);
    let refused = priya.form("/worklist/act", &format!("do=take_up{many}")).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("201 items are picked; do at most 200"), "{}", refused.text());
    let nobody = priya.form("/worklist/act", &format!("{}&do=assign&to=nobody%20known", picks[0])).await;
    assert_eq!(nobody.status, 400);
}

#[tokio::test]
async fn what_is_put_off_resolved_and_said_stands_where_it_belongs() {
    let world = World::new().await;
    late(&world, "4711", "1010").await;
    let priya = world.signed_in("priya").await;
    let act = async |fields: &str| {
        let item = world.stores.worklist.items(&[1], &Scope::All).await.unwrap().remove(0);
        priya.form("/worklist/act", &format!("{}&back=%2Fworklist%2F1&{fields}", pick(&item))).await
    };
    let said = act("do=comment&comment=%3Cimg+src%3Dx%3E+called+them").await;
    assert_eq!(said.header("location"), "/worklist/1?did=commented&n=1");
    let text = page(&priya, "/worklist/1?did=commented&n=1").await;
    assert!(text.contains("&lt;img src=x&gt; called them") && text.contains("1 item commented on"));
    assert_eq!(act(&format!("do=snooze&until={}", (NOON + 7_200) * 1_000_000)).await.status, 303);
    assert!(page(&priya, "/worklist").await.contains("Nothing to do here"));
    assert!(page(&priya, "/worklist?show=aside").await.contains("put off until Thu 14 May, 10:00"));
    assert_eq!(world.stores.worklist.expire_snoozes((NOON + 7_200) * 1_000_000, 10).await.unwrap(), 1);
    assert!(page(&priya, "/worklist").await.contains("Customer of 4711"));
    assert_eq!(act("do=resolve&reason=other").await.status, 400, "that reason wants words");
    assert_eq!(act("do=resolve&reason=other&words=given+up").await.status, 303);
    let text = page(&priya, "/worklist/1").await;
    for told in ["Something else", "given up", "Put off until", "by you", "Back among what is to be done"] {
        assert!(text.contains(told), "{told}");
    }
    assert_eq!(act("do=take_up").await.status, 303);
    let item = world.stores.worklist.items(&[1], &Scope::All).await.unwrap().remove(0);
    assert_eq!((item.state, &item.reason), (WorkState::Todo, &None));
    let long = "x".repeat(2_001);
    assert_eq!(act(&format!("do=comment&comment={long}")).await.status, 400);
    let large = "x".repeat(1_000_000);
    assert_eq!(act(&format!("do=comment&comment={large}")).await.status, 413);
    let audit = world.stores.audit.newest(Some("order:1"), 20).await.unwrap();
    let actions: Vec<_> = audit.iter().rev().map(|row| row.entry.action.as_str()).collect();
    assert_eq!(actions, ["work.commented", "work.snoozed", "work.resolved", "work.taken_up"]);
    assert!(audit.iter().all(|row| !row.entry.detail.contains("given up") && !row.entry.detail.contains("called")));
}

#[tokio::test]
async fn a_file_holds_the_list_and_runs_nothing() {
    let world = World::new().await;
    for number in ["=1+1", "@sum", "plain"] {
        late(&world, number, "1010").await;
    }
    let priya = world.signed_in("priya").await;
    let file = priya.get("/worklist.csv?cause=late&carrier=UPS").await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "text/csv; charset=utf-8; header=present"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    let text = file.text();
    assert!(text.starts_with('\u{feff}'));
    let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 4);
    assert!(rows[0].contains("Due (times in New York (EDT))"), "{}", rows[0]);
    for cell in [",'=1+1,", ",'@sum,", ",plain,", "2026-05-14 08:30"] {
        assert!(text.contains(cell), "{cell}: {text}");
    }
    let none = priya.get("/worklist.csv?carrier=DPD").await.text();
    assert_eq!(none.lines().count(), 1);
    let audit = world.stores.audit.newest(Some("worklist"), 5).await.unwrap();
    assert_eq!((audit.len(), audit[1].entry.detail.as_str()), (2, "?cause=late&carrier=UPS"));
}

#[tokio::test]
async fn a_list_of_many_is_paged_and_its_file_whole() {
    let world = World::new().await;
    let order = world.order("1", "1010", Value::Object(Default::default())).await;
    late(&world, "seed", "1010").await;
    let WorkItem { facts, .. } = items(&world).await.remove(0);
    put(&world, ObjectId(order.0 + 1), WorkStep::Closes).await;
    let write = |n: i64| {
        let mut facts = facts.clone();
        (facts.due, facts.card.number) = (facts.due + n / 3, format!("N{n:04}"));
        WorkWrite { order: ObjectId(10_000 + n), cause: Cause::Late, step: WorkStep::Opens(Box::new(facts)) }
    };
    let work: Vec<_> = (0..1_200).map(write).collect();
    world.stores.graph.apply(Changes { work, now: 1, ..Changes::default() }).await.unwrap();
    let priya = world.signed_in("priya").await;
    let (mut path, mut read, mut pages) = ("/worklist?cause=late".to_owned(), Vec::new(), 0);
    loop {
        let text = page(&priya, &path).await;
        let numbers = text.split("Pick order ").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        read.extend(numbers);
        pages += 1;
        let Some((_, next)) = text.split_once("rel=\"next\" href=\"") else { break };
        path = next.split('"').next().unwrap().replace("&amp;", "&");
    }
    let expected: Vec<String> = (0..1_200).map(|n| format!("N{n:04}")).collect();
    assert_eq!((read == expected, pages), (true, 24), "{} rows", read.len());
    let file = priya.get("/worklist.csv?cause=late").await.text();
    assert_eq!(file.lines().count(), 1_201);
    assert!(page(&priya, "/worklist?after=rubbish").await.contains("N0000"), "a broken address is the first page");
}

#[tokio::test]
async fn a_view_is_a_link_and_may_be_kept_and_shared() {
    let world = World::new().await;
    late(&world, "4711", "1010").await;
    let (priya, ana) = (world.signed_in("priya").await, world.signed_in("ana").await);
    let kept = priya.form("/worklist/views", "name=Our+%3Cb%3Estorm&shared=1&cause=late&carrier=UPS&tier=").await;
    assert_eq!((kept.status.as_u16(), kept.header("location")), (303, "/worklist?cause=late&carrier=UPS"));
    priya.form("/worklist/views", "name=Mine&who=me").await;
    let hers = page(&priya, "/worklist").await;
    assert!(hers.contains("Our &lt;b&gt;storm") && hers.contains("Mine") && hers.contains("/worklist/views/1/forget"));
    let others = page(&ana, "/worklist").await;
    assert!(others.contains("shared by Priya Nair") && !others.contains("Mine") && !others.contains("/forget"));
    assert_eq!(ana.form("/worklist/views/1/forget", "").await.status, 303);
    assert!(page(&priya, "/worklist").await.contains("Our &lt;b&gt;storm"), "another's view stays");
    assert_eq!(priya.form("/worklist/views/1/forget", "back=%2Fworklist").await.status, 303);
    assert!(!page(&ana, "/worklist").await.contains("storm"));
    for name in ["", "x".repeat(61).as_str()] {
        let refused = priya.form("/worklist/views", &format!("name={name}&cause=late")).await;
        assert_eq!(refused.status, 400, "{name}");
        assert!(refused.text().contains("1 to 60 characters"));
    }
    let audit = world.stores.audit.newest(Some("worklist"), 9).await.unwrap();
    assert_eq!(audit.len(), 3, "two kept, one forgotten");
}
