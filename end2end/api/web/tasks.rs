//! Tasks across orders, the number of open work in the bar, and the look: what stands around the pages of people at work.

use serde_json::json;
use waypost::{
    domain::id::ObjectId,
    store::{Kept, NewTask, TaskKind},
};

use crate::{
    worklist::late,
    world::{NOON, World},
};

/// A task that the person opened, due so many minutes after noon.
async fn task(world: &World, order: ObjectId, person: &str, title: &str, due: i64) -> i64 {
    let task = NewTask {
        order,
        kind: TaskKind::AskCarrier,
        title: title.into(),
        detail: "<b>PRO 1</b>".into(),
        person: person.into(),
        name: person.into(),
        at: NOON * 1_000_000,
        due: (NOON + due * 60) * 1_000_000,
    };
    let Kept::New(id, _) = world.stores.desk.open(task).await.unwrap() else { panic!("{title}") };
    id
}

#[tokio::test]
async fn tasks_of_the_orders_that_somebody_sees_are_listed_and_done_from_there() {
    let world = World::new().await;
    let order = world.order("4711", "1010", json!({})).await;
    let theirs = world.order("4712", "2010", json!({})).await;
    let later = task(&world, order, "demo:marta", "Ask for a firm time", 60).await;
    task(&world, order, "demo:marta", "Ask for the proof", -60).await;
    task(&world, order, "demo:priya", "Trace it", 30).await;
    task(&world, theirs, "demo:marta", "Of Europe", 10).await;
    let marta = world.signed_in("marta").await;
    let shown = async |path: &str| {
        let text = marta.get(path).await.text();
        let all = ["Ask for the proof", "Of Europe", "Trace it", "Ask for a firm time"];
        let mut found: Vec<_> =
            all.iter().filter_map(|title| Some((text.find(&format!("{title}<"))?, *title))).collect();
        found.sort_unstable();
        (found.into_iter().map(|(_, title)| title).collect::<Vec<_>>(), text)
    };
    let (own, text) = shown("/tasks").await;
    assert_eq!(own, ["Ask for the proof", "Ask for a firm time"], "due first, nothing of another organisation");
    assert!(text.contains("&lt;b&gt;PRO 1") && !text.contains("<b>PRO 1"), "shown as text");
    assert!(text.contains(&format!("href=\"/orders/{order}\"")) && text.contains("Overdue"));
    assert_eq!(shown("/tasks?who=all").await.0, ["Ask for the proof", "Trace it", "Ask for a firm time"]);
    assert_eq!(shown("/tasks?show=overdue").await.0, ["Ask for the proof"]);
    assert_eq!(shown("/tasks?who=%3Cb%3E&show=x&after=y&after=1.z").await.0.len(), 2, "what is not known is not heard");

    let done = format!("/orders/{order}/tasks/{later}/done");
    let answer = marta.form(&done, "back=%2Ftasks%3Fwho%3Dall").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/tasks?who=all"));
    assert_eq!(shown("/tasks").await.0, ["Ask for the proof"]);
    for elsewhere in ["%2F%2Fevil.example", "https%3A%2F%2Fevil.example", "%2Fauth%2Fout", "%2Ftasksx"] {
        let answer = marta.form(&done, &format!("back={elsewhere}")).await;
        assert_eq!(answer.header("location"), format!("/orders/{order}#do-h"), "{elsewhere}");
    }
    let audit = world.stores.audit.newest(Some(&format!("order:{order}")), 5).await.unwrap();
    assert_eq!((audit[0].entry.action.as_str(), audit.len()), ("task.done", 1));
    let jonas = world.signed_in("jonas").await;
    let refused = jonas.form(&done, "back=%2Ftasks").await;
    assert_eq!(refused.refusal(), (404, "NOT_FOUND".into()), "not even that it is done");
    let signed_out = world.visitor().get("/tasks").await;
    assert_eq!(signed_out.header("location"), "/signin?return_to=%2Ftasks");
}

#[tokio::test]
async fn the_bar_counts_the_work_that_its_reader_leads() {
    let world = World::new().await;
    let count = async |person: &str| {
        let text = world.signed_in(person).await.get("/").await.text();
        let worklists = text.split("Worklists").nth(1)?.split("</a>").next()?.to_owned();
        Some(worklists.split("count\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("none").to_owned())
    };
    assert_eq!(count("priya").await.as_deref(), Some("none"));
    late(&world, "4711", "1010").await;
    late(&world, "4712", "1010").await;
    late(&world, "4713", "2010").await;
    assert_eq!(count("priya").await.as_deref(), Some("2"), "of her organisation");
    assert_eq!(count("marta").await, None, "who leads nobody has no such link");
}

#[tokio::test]
async fn a_look_is_kept_and_leads_back_and_is_there_before_the_sign_in() {
    let world = World::new().await;
    let visitor = world.visitor();
    let answer = visitor.form("/look", "theme=dark&back=%2Fsignin%3Fwhy%3Dexpired").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/signin?why=expired"));
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("waypost-look=dark.comfortable; Path=/; ") && cookie.contains("HttpOnly; SameSite=Lax"));
    let look = [("cookie", "waypost-look=dark.compact")];
    let page = visitor.get_with("/signin", &look).await.text();
    assert!(page.contains("<html lang=\"en\" data-theme=\"dark\" data-density=\"compact\">"), "{page}");
    let refused = [look[0], ("accept", "text/html")];
    let refusal = visitor.get_with("/documents/1/2", &refused).await.text();
    assert!(refusal.contains("data-theme=\"dark\""), "a refusal as well: {refusal}");
    let odd = visitor.get_with("/signin", &[("cookie", "waypost-look=\"><script>.dark")]).await.text();
    assert!(!odd.contains("\"><script>") && odd.contains("data-theme=\"dark\""));
    let same = [look[0], ("sec-fetch-site", "same-origin")];
    let both = visitor.form_with("/look", "density=comfortable&back=%2F%2Fevil.example", &same).await;
    assert_eq!(both.header("location"), "/");
    let form = world.visitor().form_with("/look", "theme=dark", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(form.refusal(), (403, "OTHER_ORIGIN".into()));
}
