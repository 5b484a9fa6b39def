//! What people write down around an order: authorised, bounded, audited, told to open pages.

use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use waypost::{bus::Heard, domain::id::ObjectId};

use crate::world::{Answer, World};

async fn actions(world: &World, order: ObjectId) -> Vec<(String, String)> {
    let rows = world.stores.audit.newest(Some(&format!("order:{order}")), 20).await.unwrap();
    rows.into_iter().rev().map(|row| (row.entry.action, row.entry.detail)).collect()
}

fn leads(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.header("location").to_owned())
}

/// The values of the hidden fields of that name, as the page has them.
fn hidden(page: &str, name: &str) -> Vec<String> {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn page(order: ObjectId, rest: &str) -> (u16, String) {
    (303, format!("/orders/{order}{rest}"))
}

/// What the fold makes of a shipment with this carrier, as a field of a view.
fn late_with_ups() -> Value {
    let at = json!({"micros": 1_778_600_000_000_000_i64, "offset_seconds": 0, "zone_known": true});
    json!({"state": "moving", "promise_missed": true, "shipments": [{
        "object": 77, "refs": [{"kind": "shipment", "scope": "TMS", "value": "SHP-1"}, {"kind": "tracking", "scope": "UPSN", "value": "1Z999"}],
        "carrier": {"scac": "UPSN", "name": "UPS"}, "mode": "parcel", "service": null, "plan": null, "lines": [], "state": "moving",
        "headline": null, "estimate": null, "last_seen": null, "delivered_at": null, "entries": [], "packages": [], "documents": [],
        "exceptions": [{"exception": "DELAYED", "reason": "WEATHER", "party": "external", "since": at, "place": null, "source": "ups", "raw": null, "object": 77}]}]})
}

#[tokio::test]
async fn a_note_is_kept_shown_as_text_audited_and_told() {
    let world = World::new().await;
    let order = world.order("4711", "1010", json!({})).await;
    let mut changes = world.bus.subscribe();
    let marta = world.signed_in("marta").await;
    let path = format!("/orders/{order}/notes");
    let answer = marta.form(&path, "text=%3Cscript%3Ealert(1)%3C%2Fscript%3E%0D%0Ano+dock").await;
    assert_eq!(leads(&answer), page(order, "#talk-h"));
    assert!(
        matches!(changes.next().await, Some(Heard::Changed(version)) if version.order == order && version.version == 2)
    );
    let text = marta.get(&format!("/orders/{order}")).await.text();
    assert!(text.contains("&lt;script&gt;alert(1)") && !text.contains("<script>alert"), "shown as text");
    assert!(text.contains("no dock") && text.contains("data-version=\"2\""));
    marta.form(&path, "text=%3Cscript%3Ealert(1)%3C%2Fscript%3E%0D%0Ano+dock").await;
    let desk = world.stores.desk.of_order(order, 10).await.unwrap();
    assert_eq!(desk.notes.len(), 1, "the form pressed twice is one note");
    assert_eq!(actions(&world, order).await, [("note.add".into(), format!("note:{}", desk.notes[0].id))]);
}

#[tokio::test]
async fn what_cannot_be_kept_is_said_in_words_and_changes_nothing() {
    let world = World::new().await;
    let order = world.order("4711", "1010", late_with_ups()).await;
    let marta = world.signed_in("marta").await;
    let long = "x".repeat(4_001);
    let megabyte = "x".repeat(1 << 20);
    for (part, fields, trouble) in [
        ("notes", "text=+%0D%0A+".to_owned(), "empty"),
        ("notes", format!("text={long}"), "too-long"),
        ("notes", format!("text={megabyte}"), "too-long"),
        ("contacts", format!("channel=phone&direction=out&summary={megabyte}"), "too-long"),
        ("contacts", "channel=phone&direction=out".to_owned(), "empty"),
        ("tasks", "kind=dance".to_owned(), "changed"),
        ("tasks", "kind=ask_carrier&shipment=78".to_owned(), "changed"),
        ("tasks", "kind=redelivery&shipment=77&day=yesterday".to_owned(), "bad-day"),
        ("tasks", "kind=redelivery&shipment=77&day=2026-05-13".to_owned(), "bad-day"),
        ("tasks", "kind=redelivery&shipment=77&day=2027-05-13".to_owned(), "bad-day"),
    ] {
        let answer = marta.form(&format!("/orders/{order}/{part}"), &fields).await;
        assert_eq!(leads(&answer), page(order, &format!("?trouble={trouble}#trouble")), "{part} {trouble}");
    }
    let told = marta.get(&format!("/orders/{order}?trouble=too-long")).await.text();
    assert!(told.contains("role=\"alert\"") && told.contains("at most 4,000 characters"));
    assert!(!marta.get(&format!("/orders/{order}?trouble=%3Cb%3E")).await.text().contains("role=\"alert\""));
    assert_eq!(world.stores.desk.of_order(order, 10).await.unwrap(), waypost::store::OrderDesk::default());
    assert_eq!(actions(&world, order).await, []);
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 0);
}

#[tokio::test]
async fn only_who_sees_the_order_may_write_on_it_and_only_from_our_pages() {
    let world = World::new().await;
    let order = world.order("4711", "1010", json!({})).await;
    let (marta, jonas) = (world.signed_in("marta").await, world.signed_in("jonas").await);
    for (part, fields) in [
        ("notes", "text=x"),
        ("contacts", "channel=phone&direction=out&summary=x"),
        ("tasks", "kind=follow_up"),
        ("tasks/1/done", ""),
    ] {
        let path = format!("/orders/{order}/{part}");
        let stranger = jonas.form(&path, fields).await;
        let nothing = jonas.form(&format!("/orders/99999/{part}"), fields).await;
        assert_eq!(
            (stranger.refusal(), stranger.body),
            (nothing.refusal(), nothing.body),
            "{part}: as if it were not there"
        );
        assert_eq!(marta.form(&format!("/orders/x1/{part}"), fields).await.refusal(), (404, "NOT_FOUND".into()));
        let signed_out = world.visitor().form(&path, fields).await;
        assert_eq!(leads(&signed_out), (303, format!("/signin?return_to=%2Forders%2F{order}")), "{part}");
        let elsewhere = marta.form_with(&path, fields, &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(elsewhere.refusal(), (403, "OTHER_ORIGIN".into()), "{part}");
    }
    assert_eq!(actions(&world, order).await, []);
    let not_a_form = marta
        .send(Method::POST, &format!("/orders/{order}/notes"), &[("sec-fetch-site", "same-origin")], Body::from("x"))
        .await;
    assert_eq!(not_a_form.refusal(), (422, "BAD_FORM".into()));
}

#[tokio::test]
async fn what_was_said_goes_through_the_inbox() {
    let world = World::new().await;
    let order = world.order("4711", "1010", json!({})).await;
    let marta = world.signed_in("marta").await;
    let fields = "channel=email&direction=out&summary=It+comes+on+Friday.";
    let answer = marta.form(&format!("/orders/{order}/contacts"), fields).await;
    assert_eq!(leads(&answer), page(order, "#talk-h"));
    let message = world.inbox(1).await;
    assert_eq!((message.source.0.as_str(), message.connector.as_str()), ("waypost:people", "api"));
    let claimed = world.stores.inbox.claim(1).await.unwrap();
    let event: Value = serde_json::from_slice(&claimed[0].message.body).unwrap();
    assert_eq!(event["refs"], json!([{"kind": "order", "scope": "S4", "value": "4711"}]));
    assert_eq!(
        (&event["channel"], &event["direction"], &event["by"]),
        (&json!("email"), &json!("out"), &json!("Marta Reyes"))
    );
    assert_eq!(actions(&world, order).await, [("contact.out".into(), "channel:email".into())]);
    marta.form(&format!("/orders/{order}/contacts"), fields).await;
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 1, "the form pressed twice is one call");
}

#[tokio::test]
async fn an_action_becomes_a_task_once_and_is_done_once() {
    let world = World::new().await;
    let order = world.order("4711", "1010", late_with_ups()).await;
    let marta = world.signed_in("marta").await;
    let before = marta.get(&format!("/orders/{order}")).await.text();
    for said in
        ["data-key=\"t\"", "Ask UPS for a firm time", "+1 800 742 5877", "1Z999", "Offer delivery on Fri 15 May"]
    {
        assert!(before.contains(said), "{said}");
    }
    let tasks = format!("/orders/{order}/tasks");
    let lead = hidden(&before, "title").swap_remove(0).replace(' ', "+");
    let lead = format!("kind=follow_up&title={lead}");
    for fields in [
        "kind=ask_carrier&title=Ask+UPS+for+a+firm+time&shipment=77&remark=Ring+after+noon",
        &lead,
        "kind=redelivery&shipment=77&day=2026-05-15",
    ] {
        for _ in 0..2 {
            assert_eq!(leads(&marta.form(&tasks, fields).await), page(order, "#do-h"), "twice is once: {fields}");
        }
    }
    let other = "kind=ask_carrier&title=Ask+UPS+for+a+firm+time&shipment=77&remark=Another+remark";
    let lost = marta.form(&tasks, other).await;
    assert_eq!(leads(&lost), page(order, "?trouble=changed#trouble"), "what is not kept is not passed over in silence");
    let desk = world.stores.desk.of_order(order, 10).await.unwrap();
    let told: Vec<_> = desk.tasks.iter().rev().map(|task| (task.title.as_str(), task.detail.as_str())).collect();
    assert_eq!(told[0], ("Ask UPS for a firm time", "Tracking 1Z999. Ring after noon"));
    assert_eq!(told[2], ("Deliver on Fri 15 May", ""));
    assert_eq!(told.len(), 3);
    let after = marta.get(&format!("/orders/{order}")).await.text();
    assert!(!after.contains("Offer delivery on") && after.contains("Open since"));
    assert!(after.contains("Agreed: Fri 15 May") && after.contains("Confirm delivery on Fri 15 May"), "a fact");
    assert!(!after.contains("Get a new delivery day"), "no day is asked for any more");
    let ask = desk.tasks.last().unwrap().id;
    assert_eq!(leads(&marta.form(&format!("{tasks}/{ask}/done"), "").await), page(order, "#do-h"));
    assert_eq!(leads(&marta.form(&format!("{tasks}/{ask}/done"), "").await), page(order, "#do-h"), "twice is once");
    assert_eq!(marta.form(&format!("{tasks}/999/done"), "").await.refusal(), (404, "NOT_FOUND".into()));
    let audit = actions(&world, order).await;
    let words: Vec<_> = audit.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(words, ["task.open", "task.open", "task.open", "task.done"]);
    assert_eq!(audit[0].1, format!("task:{ask} kind:ask_carrier"));
    let history = marta.get(&format!("/orders/{order}")).await.text();
    assert!(history.contains("Task done: Ask UPS for a firm time") && history.contains("Marta Reyes"));
}

/// What the fold makes of an order that UPS has delivered, as fields of a view.
fn delivered_by_ups() -> Value {
    let mut view = late_with_ups();
    view["state"] = json!("delivered");
    view["promise_missed"] = json!(false);
    let shipment = &mut view["shipments"][0];
    shipment["state"] = json!("delivered");
    shipment["exceptions"] = json!([]);
    shipment["delivered_at"] =
        json!({"micros": 1_778_600_000_000_000_i64, "offset_seconds": -18_000, "zone_known": true});
    view
}

#[tokio::test]
async fn what_the_customer_says_was_not_received_is_investigated_with_its_evidence() {
    let world = World::new().await;
    let order = world.order("4711", "1010", delivered_by_ups()).await;
    let marta = world.signed_in("marta").await;
    let show = async || marta.get(&format!("/orders/{order}")).await.text();
    let before = show().await;
    for said in
        ["Customer says not received", "Scan against address", "GPS position", "Not sent", "Start investigation"]
    {
        assert!(before.contains(said), "{said}");
    }
    let (tasks, fields) =
        (format!("/orders/{order}/tasks"), "kind=not_received&shipment=77&channel=email&remark=Not+at+the+door");
    for _ in 0..2 {
        assert_eq!(leads(&marta.form(&tasks, fields).await), page(order, "#do-h"), "twice is once");
    }
    let other = marta.form(&tasks, "kind=not_received&shipment=78&channel=email").await;
    assert_eq!(leads(&other), page(order, "?trouble=changed#trouble"), "another shipment");
    let task = world.stores.desk.of_order(order, 10).await.unwrap().tasks.remove(0);
    assert_eq!(task.title, "Customer says not received: ask UPS to investigate 1Z999");
    assert_eq!(task.kind, waypost::store::TaskKind::AskCarrier);
    assert!(task.detail.starts_with("Delivered: ") && task.detail.ends_with("GPS position: Not sent. Not at the door"));
    let claimed = world.stores.inbox.claim(5).await.unwrap();
    let event: Value = serde_json::from_slice(&claimed[0].message.body).unwrap();
    assert_eq!(event["summary"], "Customer says not received. Not at the door");
    assert_eq!((claimed.len(), &event["direction"], &event["channel"]), (1, &json!("in"), &json!("email")));
    let audit = actions(&world, order).await;
    assert_eq!(audit.iter().map(|(action, _)| action.as_str()).collect::<Vec<_>>(), ["contact.in", "task.open"]);
    let after = show().await;
    assert!(after.contains("Delivered, customer says not received") && !after.contains("Start investigation"));
    assert!(after.contains("I am sorry that you have not received your order."), "what to say fits");
    assert!(after.contains("Not received: delivery evidence"), "the evidence stays on the page");
    marta.form(&format!("{tasks}/{}/done", task.id), "").await;
    assert!(show().await.contains("Start investigation"));
}

#[tokio::test]
async fn a_form_sent_twice_is_one_deed_however_late_and_the_next_showing_is_another() {
    let world = World::new().await;
    let order = world.order("4711", "1010", json!({})).await;
    let (marta, ana) = (world.signed_in("marta").await, world.signed_in("ana").await);
    let show = async || marta.get(&format!("/orders/{order}")).await.text();
    let shown = show().await;
    let deeds = hidden(&shown, "deed");
    assert!(deeds.len() >= 2 && deeds.iter().all(|deed| !deed.is_empty()), "{deeds:?}");
    let note = format!("text=no+dock&deed={}", deeds[deeds.len() - 1]);
    let call = format!("channel=phone&direction=out&summary=Friday&deed={}", deeds[0]);
    let (notes, contacts) = (format!("/orders/{order}/notes"), format!("/orders/{order}/contacts"));
    for minutes in [0, 2, 20] {
        world.pass(minutes);
        assert_eq!(leads(&marta.form(&notes, &note).await), page(order, "#talk-h"));
        assert_eq!(leads(&marta.form(&contacts, &call).await), page(order, "#talk-h"));
    }
    let kept = async || {
        let notes = world.stores.desk.of_order(order, 9).await.unwrap().notes.len();
        (notes, world.stores.inbox.stats().await.unwrap().total)
    };
    assert_eq!(kept().await, (1, 1));
    let words: Vec<_> = actions(&world, order).await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(words, ["note.add", "contact.out"], "once each in the audit too");
    let deed = hidden(&show().await, "deed").pop().unwrap();
    marta.form(&notes, &format!("text=no+dock&deed={deed}")).await;
    marta.form(&contacts, &format!("channel=phone&direction=out&summary=Friday&deed={deed}")).await;
    assert_eq!(kept().await, (2, 2), "written again on purpose");
    ana.form(&notes, &note).await;
    assert_eq!(kept().await.0, 3, "what one person did is not what another does");
}

#[tokio::test]
async fn the_first_look_at_an_open_case_starts_the_inquiry() {
    let world = World::new().await;
    let case = |open: bool| {
        let at = json!({"micros": 1_778_760_000_000_000_i64, "offset_seconds": 0, "zone_known": true});
        json!({"cases": [{"object": 70, "refs": [{"kind": "case", "scope": "SF", "value": "00048213"}], "status": "New",
            "subject": "Where is my order", "opened": at, "is_open": open, "owner": "Marta Reyes"}]})
    };
    let asked = world.order("4711", "1010", case(true)).await;
    let answered = world.order("4712", "1010", case(false)).await;
    let marta = world.signed_in("marta").await;
    let page = marta.get(&format!("/orders/{asked}")).await.text();
    assert!(page.contains("Case 00048213") && page.contains("“Where is my order”"));
    marta.get(&format!("/orders/{answered}")).await;
    let mut running = Vec::new();
    for _ in 0..100 {
        running = world.stores.inquiries.running(&[asked, answered]).await.unwrap();
        if !running.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let told: Vec<_> = running.iter().map(|one| (one.order, one.case, one.person.as_str())).collect();
    assert_eq!(told, [(asked, ObjectId(70), "demo:marta")]);
}

#[tokio::test]
async fn an_administrator_erases_a_note_or_all_and_the_audit_keeps_no_text() {
    let world = World::new().await;
    let order = world.order("4711", "1010", json!({})).await;
    let (marta, ana) = (world.signed_in("marta").await, world.signed_in("ana").await);
    let page = format!("/orders/{order}");
    for text in ["first+secret", "second+secret"] {
        assert_eq!(marta.form(&format!("{page}/notes"), &format!("text={text}")).await.status, 303);
    }
    assert!(!marta.get(&page).await.text().contains("Erase this note"), "agents erase nothing");
    for path in ["notes/1/erase", "erase"] {
        assert_eq!(marta.form(&format!("{page}/{path}"), "").await.status, 404, "{path}");
    }
    assert!(ana.get(&page).await.text().contains("Erase this note"));
    assert_eq!(ana.form(&format!("{page}/notes/99/erase"), "").await.status, 404);
    let done = ana.form(&format!("{page}/notes/1/erase"), "").await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, format!("{page}#talk-h").as_str()));
    let shown = marta.get(&page).await.text();
    assert!(!shown.contains("first secret") && shown.contains("second secret") && shown.contains("Note, erased"));
    assert_eq!(ana.form(&format!("{page}/erase"), "").await.status, 303);
    let shown = marta.get(&page).await.text();
    assert!(!shown.contains("second secret") && !shown.contains("Erase all"), "{shown}");
    let audit = world.stores.audit.newest(Some(&format!("order:{order}")), 9).await.unwrap();
    let rows: Vec<_> =
        audit.iter().map(|row| format!("{} {} {}", row.entry.actor, row.entry.action, row.entry.detail)).collect();
    assert_eq!(rows[..2], ["user:demo:ana desk.erase 2 notes and tasks", "user:demo:ana note.erase note:1"]);
    assert!(!rows.join(" ").contains("secret"));
}
