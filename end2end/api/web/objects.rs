//! Things looked up by a number, their links taken back, and two of them made one: who may, what is said, and what changed meanwhile.

use serde_json::{Value, json};
use waypost::{
    domain::{
        event::Relation,
        id::{EventId, MessageId, ObjectId},
        reference::{ObjectKind, RefKind, Reference},
    },
    store::{Changes, LinkRow, NameKey, NewLink, NewName, NewObject},
};

use crate::world::{NOON, World};

/// Order 4711 with shipments `S1`, which carries it, and `S2`, which is linked with nothing.
async fn things(world: &World) -> (ObjectId, ObjectId, ObjectId) {
    let order = world.order("4711", "1010", json!({})).await;
    let first = world.stores.graph.reserve(2).await.unwrap();
    let second = ObjectId(first.0 + 1);
    let name = |object: ObjectId, kind: RefKind, scope: &str, value: &str| {
        let reference = Reference::new(kind, scope, value);
        let key = NameKey::new(ObjectKind::Shipment, &reference);
        NewName { object, key, reference, source: "tms_generic".into(), since: NOON * 1_000_000, others: 0 }
    };
    let link = LinkRow {
        from: first,
        relation: Relation::Carries,
        to: order,
        child: first,
        parent: order,
        lines: Vec::new(),
        source: "tms_generic".into(),
    };
    let event = EventId { message: MessageId(7), ordinal: 0, generation: 0 };
    let changes = Changes {
        objects: [first, second].map(|id| NewObject { id, of: ObjectKind::Shipment }).into(),
        names: vec![
            name(first, RefKind::Shipment, "TMS", "S1"),
            name(first, RefKind::Pro, "ODFL", "900"),
            name(second, RefKind::Shipment, "TMS", "S2"),
        ],
        links: vec![NewLink { link, event }],
        ..Changes::default()
    };
    world.stores.graph.apply(changes).await.unwrap();
    (order, first, second)
}

/// The value of the first hidden field of that name.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{name}: {page}")).into()
}

/// The event in the inbox message of that number, without its key, and who sent it.
async fn told(world: &World, message: i64) -> (String, Value) {
    let kept = world.stores.inbox.body(MessageId(message)).await.unwrap().unwrap();
    let mut event: Value = serde_json::from_slice(&kept.body).unwrap();
    assert!(event.as_object_mut().unwrap().remove("key").is_some());
    (kept.source.0, event)
}

async fn audited(world: &World, id: ObjectId) -> Vec<(String, String)> {
    let rows = world.stores.audit.newest(Some(&format!("object:{id}")), 9).await.unwrap();
    rows.into_iter().map(|row| (row.entry.actor, row.entry.action)).collect()
}

#[tokio::test]
async fn operators_alone_look_things_up_and_settle_them() {
    let world = World::new().await;
    let (order, shipment, other) = things(&world).await;
    let tom = world.signed_in("tom").await;
    let object = format!("/operations/objects/{shipment}");
    let pages = [
        "/operations/identity?q=S1".to_owned(),
        object.clone(),
        format!("{object}/merge"),
        format!("{object}/merge?other={other}"),
    ];
    for page in &pages {
        assert_eq!(tom.get(page).await.status, 200, "{page}");
        assert_eq!(world.visitor().get(page).await.status, 303, "{page}");
        for person in ["marta", "jonas", "priya"] {
            assert_eq!(world.signed_in(person).await.get(page).await.status, 404, "{person} {page}");
        }
    }
    let forms = [
        (format!("{object}/unlink"), format!("reason=x&link={shipment}-carries-{order}")),
        (format!("{object}/merge"), format!("reason=x&other={other}")),
    ];
    for (form, fields) in &forms {
        for person in ["marta", "jonas", "priya"] {
            assert_eq!(world.signed_in(person).await.form(form, fields).await.status, 404, "{person} {form}");
        }
        assert_eq!(world.visitor().form(form, fields).await.status, 303, "{form}");
        let cross = tom.form_with(form, fields, &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(cross.refusal(), (403, "OTHER_ORIGIN".into()), "{form}");
    }
    for gone in ["/operations/objects/999999", "/operations/objects/x", "/operations/objects/999999/merge"] {
        assert_eq!(tom.get(gone).await.status, 404, "{gone}");
    }
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 0);
}

#[tokio::test]
async fn a_thing_is_found_by_any_of_its_numbers_and_shown_with_who_said_what() {
    let world = World::new().await;
    let (order, shipment, _) = things(&world).await;
    let tom = world.signed_in("tom").await;
    for q in ["900", "s-1", "S+1"] {
        let found = tom.get(&format!("/operations/identity?q={q}")).await.text();
        let link = format!("<a href=\"/operations/objects/{shipment}\">");
        assert!(found.contains(&link) && found.contains("PRO 900 (Old Dominion)"), "{q}: {found}");
    }
    assert!(tom.get("/operations/identity?q=nothing").await.text().contains("Nothing bears that number"));
    let page = tom.get(&format!("/operations/objects/{shipment}")).await.text();
    for said in [
        "Shipment S1",
        "Old Dominion",
        "TMS, message 7",
        &format!("href=\"/operations/objects/{order}\""),
        &format!("href=\"/orders/{order}\""),
        "for good",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let from_there = tom.get(&format!("/operations/objects/{order}")).await.text();
    assert!(from_there.contains("is carried by") && from_there.contains("shipment S1"), "{from_there}");
}

#[tokio::test]
async fn a_link_is_taken_back_once_by_an_event_of_the_operator() {
    let world = World::new().await;
    let (order, shipment, _) = things(&world).await;
    let (tom, ana) = (world.signed_in("tom").await, world.signed_in("ana").await);
    let object = format!("/operations/objects/{shipment}");
    let form = format!("{object}/unlink");
    let seen = hidden(&tom.get(&object).await.text(), "seen");
    let link = format!("{shipment}-carries-{order}");
    let fields = |reason: &str, seen: &str| format!("reason={reason}&seen={seen}&link={link}");
    assert_eq!(tom.form(&form, &fields("+", &seen)).await.status, 400);
    let stale = tom.form(&form, &fields("x", "0000")).await;
    assert!(stale.status == 409 && stale.text().contains("It changed meanwhile"), "{}", stale.text());
    let done = tom.form(&form, &fields("wrong+order", &seen)).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, format!("{object}?did=waits").as_str()));
    let (source, event) = told(&world, 1).await;
    assert_eq!(source, "operator:user:demo:tom");
    let expected = json!({"type": "unlink", "of": "shipment", "refs": [{"kind": "shipment", "scope": "TMS", "value": "S1"}],
        "links": [{"relation": "carries", "of": "order", "ref": {"kind": "order", "scope": "S4", "value": "4711"}}],
        "reason": "wrong order"});
    assert_eq!(event, expected);
    let second = ana.form(&form, &fields("me+too", &seen)).await;
    assert!(second.status == 409 && second.text().contains("tom took it away"), "{}", second.text());
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 1);
    assert_eq!(audited(&world, shipment).await, [("user:demo:tom".to_owned(), "object.unlink".to_owned())]);
    assert!(tom.get(&format!("{object}?did=unlink")).await.text().contains("The link is taken back"));
    let gone = tom.form("/operations/objects/999999/unlink", &fields("x", &seen)).await;
    assert!(gone.status == 409 && gone.text().contains("not there any more"), "{}", gone.text());
}

#[tokio::test]
async fn both_are_shown_before_they_are_made_one() {
    let world = World::new().await;
    let (order, shipment, other) = things(&world).await;
    let tom = world.signed_in("tom").await;
    let merge = format!("/operations/objects/{shipment}/merge");
    let page = tom.get(&format!("{merge}?q=S2")).await.text();
    for said in ["Shipment S1", "Shipment S2", "Which one stays", "Merge them"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(hidden(&page, "other"), other.to_string());
    let seen = hidden(&page, "seen");
    let stale = tom.form(&merge, &format!("reason=x&other={other}&seen=1-2")).await;
    assert!(stale.status == 409 && stale.text().contains("It changed meanwhile"), "{}", stale.text());
    let done = tom.form(&merge, &format!("reason=booked+twice&other={other}&seen={seen}&keep=other")).await;
    let there = format!("/operations/objects/{other}?did=waits");
    assert_eq!((done.status.as_u16(), done.header("location")), (303, there.as_str()));
    let merged = json!({"type": "merge", "of": "shipment", "refs": [{"kind": "shipment", "scope": "TMS", "value": "S2"}],
        "duplicates": [{"kind": "shipment", "scope": "TMS", "value": "S1"}], "reason": "booked twice"});
    assert_eq!(told(&world, 1).await, ("operator:user:demo:tom".to_owned(), merged));
    assert_eq!(audited(&world, other).await, [("user:demo:tom".to_owned(), "object.merge".to_owned())]);
    let again = tom.form(&merge, &format!("reason=again&other={other}&seen={seen}&keep=other")).await;
    assert!(again.status == 409 && again.text().contains("tom made one of the two"), "{}", again.text());

    let two_kinds = tom.get(&format!("{merge}?other={order}")).await.text();
    assert!(two_kinds.contains("two kinds") && !two_kinds.contains("name=\"keep\""), "{two_kinds}");
    let one = world.stores.objects.file(shipment, 200).await.unwrap().unwrap();
    let two = world.stores.objects.file(order, 200).await.unwrap().unwrap();
    let fields = format!("reason=x&other={order}&seen={}-{}", one.print(), two.print());
    let refused = tom.form(&merge, &fields).await;
    assert!(refused.status == 409 && refused.text().contains("two kinds"), "{}", refused.text());
    assert!(tom.get(&format!("{merge}?q=nothing")).await.text().contains("Nothing bears that number"));
    assert!(
        tom.get(&format!("{merge}?q=S1")).await.text().contains("Nothing bears that number"),
        "itself is not offered"
    );
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 1);
}
