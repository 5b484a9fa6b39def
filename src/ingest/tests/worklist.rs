//! From messages to items of worklists and back, over the embedded engine.

use serde_json::{Value, json};

use super::{engine::apply, memory::NOW, order, scan, shipment};
use crate::{
    domain::worklist::{Cause, Filter},
    ingest::{plan::Rules, rebuild::rebuild},
    store::{
        Act, Acted, Actor, Deed, Scope, Stores, WorkAsk, WorkItem, WorkState, WorkVerb,
        sqlite::{self, Options},
    },
};

fn delayed(number: &str, reason: &str, at: &str) -> Value {
    json!({"type":"exception","of":"shipment","refs":[{"kind":"shipment","scope":"TMS","value":number}],
        "exception":"DELAYED","reason":reason,"at":at})
}

async fn todo(stores: &Stores) -> Vec<WorkItem> {
    let (filter, scope) = (Filter { cause: Some(Cause::Late), ..Filter::default() }, Scope::All);
    let ask = WorkAsk { filter: &filter, reader: "", scope: &scope, now: 0, after: None, limit: 10 };
    stores.worklist.list(ask).await.unwrap()
}

async fn act(stores: &Stores, item: &WorkItem, deed: Deed) {
    let actor = Actor { id: "priya".into(), name: "Priya".into() };
    let items = vec![(item.id, item.version)];
    let acted = stores.worklist.act(Act { now: 1, actor, scope: Scope::All, deed, items }).await.unwrap();
    assert_eq!(acted, [Acted::Done]);
}

#[tokio::test]
async fn messages_open_items_and_close_them_and_a_rebuild_leaves_what_people_decided() {
    let folder = tempfile::tempdir().unwrap();
    let (stores, handle) = sqlite::open(&folder.path().join("store.db"), Options::default()).await.unwrap();
    apply(&stores, 1, "erp", &order("4711", "PO-1")).await;
    apply(&stores, 2, "tms", &shipment("S1", "4711", &["1Z1"])).await;
    apply(&stores, 3, "ups", &scan("1Z1", "PICKED_UP", "2026-05-15T08:00:00Z")).await;
    assert_eq!(todo(&stores).await, []);
    apply(&stores, 4, "tms", &delayed("S1", "WEATHER", "2026-05-15T09:00:00Z")).await;
    let opened = todo(&stores).await.remove(0);
    assert_eq!((opened.facts.sales_org.as_deref(), opened.facts.card.hits), (Some("1010"), 1));

    let rules = Rules { ownership: Default::default(), policy: Default::default() };
    act(&stores, &opened, Deed::Assign(Actor { id: "marta".into(), name: "Marta".into() })).await;
    let assigned = todo(&stores).await.remove(0);
    for now in [NOW, "2026-05-15T13:00:00Z"] {
        rebuild(&stores, &rules, now.parse().unwrap()).await.unwrap();
        assert_eq!(todo(&stores).await, std::slice::from_ref(&assigned), "{now}");
    }

    let resolve = Deed::Resolve { reason: "accepted".into(), words: String::new(), until: None };
    act(&stores, &assigned, resolve).await;
    rebuild(&stores, &rules, NOW.parse().unwrap()).await.unwrap();
    assert_eq!(todo(&stores).await, [], "resolved stays resolved while the condition is the same");
    apply(&stores, 5, "tms", &delayed("S1", "MECHANICAL", "2026-05-15T10:00:00Z")).await;
    let back = todo(&stores).await.remove(0);
    assert_eq!((back.last.verb, back.assignee.map(|who| who.id)), (WorkVerb::Returned, Some("marta".into())));

    apply(&stores, 6, "ups", &scan("1Z1", "DELIVERED", "2026-05-15T11:00:00Z")).await;
    assert_eq!(todo(&stores).await, []);
    let closed = stores.worklist.items(&[opened.id], &Scope::All).await.unwrap().remove(0);
    assert_eq!((closed.state, closed.last.by), (WorkState::Closed, None));
    let received: Vec<_> =
        stores.worklist.history(opened.id, 9).await.unwrap().into_iter().rev().map(|event| event.verb).collect();
    assert_eq!(
        received,
        [WorkVerb::Opened, WorkVerb::Assigned, WorkVerb::Resolved, WorkVerb::Returned, WorkVerb::Closed]
    );
    handle.close().await;
}
