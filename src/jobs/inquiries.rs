//! Ending inquiries: when a case that somebody looked into is closed, the time it took is known. Changed orders are heard of on the
//! bus; what happened while nobody listened is found by walking through all that run, at the start and whenever something was missed.

use std::{collections::BTreeSet, time::Duration};

use tokio::sync::watch;

use crate::{
    bus::{Bus, Heard},
    domain::{id::ObjectId, view::View},
    store::{Inquiry, StoreResult, Stores},
};

/// How long changed orders are gathered before they are looked at together.
const EVERY: Duration = Duration::from_secs(2);
/// How many are looked at together.
const BATCH: usize = 200;

/// Ends inquiries until `stop` turns true.
pub async fn run(stores: Stores, bus: std::sync::Arc<dyn Bus>, mut stop: watch::Receiver<bool>) {
    let mut changes = bus.subscribe();
    let (mut changed, mut missed) = (BTreeSet::new(), true);
    let mut look = tokio::time::interval(EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !*stop.borrow() {
        tokio::select! {
            _ = stop.changed() => {}
            heard = changes.next() => match heard {
                Some(Heard::Changed(version)) => { changed.insert(version.order); }
                Some(Heard::Missed) => missed = true,
                None => return,
            },
            _ = look.tick() => {
                let done = if missed { all(&stores).await } else { of_orders(&stores, &changed).await };
                match done {
                    Ok(()) => { changed.clear(); missed = false; }
                    Err(error) => tracing::error!(%error, "inquiries could not be ended; it is tried again"),
                }
            }
        }
    }
}

async fn all(stores: &Stores) -> StoreResult<()> {
    let mut after = ObjectId(0);
    loop {
        let running = stores.inquiries.running_after(after, BATCH).await?;
        let Some(last) = running.last() else { return Ok(()) };
        after = last.case;
        end(stores, &running).await?;
    }
}

async fn of_orders(stores: &Stores, orders: &BTreeSet<ObjectId>) -> StoreResult<()> {
    let orders: Vec<_> = orders.iter().copied().collect();
    for some in orders.chunks(BATCH) {
        end(stores, &stores.inquiries.running(some).await?).await?;
    }
    Ok(())
}

/// Ends those whose case is closed by now.
async fn end(stores: &Stores, running: &[Inquiry]) -> StoreResult<()> {
    for inquiry in running {
        let Some(row) = stores.graph.order(inquiry.order).await? else { continue };
        if let Some(at) = closed(&row.view, inquiry.case) {
            stores.inquiries.close(inquiry.case, at).await?;
        }
    }
    Ok(())
}

/// When that case was closed; `None` while it is open, or not known to belong to this order any more.
fn closed(view: &View, case: ObjectId) -> Option<i64> {
    view.cases.iter().find(|known| known.object == case)?.closed.map(|at| at.micros)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::{
        bus::local::LocalBus,
        domain::{
            event::Event,
            fold::fold,
            fold_input::{FoldInput, InputLink, InputObject, ReceivedEvent},
            id::{EventId, MessageId},
        },
        store::{
            contract::make::{self, Round},
            sqlite::{Options, open},
        },
    };

    const ORDER: ObjectId = ObjectId(1);
    const CASE: ObjectId = ObjectId(2);
    /// When the case is closed: 2026-05-14 10:00 UTC.
    const CLOSED: i64 = 1_778_752_800_000_000;

    /// The order with a case about it.
    fn view(status: &str) -> View {
        use crate::domain::{event::Relation, reference::ObjectKind, time::Moment};
        let object = |id, of| InputObject { id, of, names: Vec::new() };
        let mut event = json!({"type": "case", "of": "case", "refs": [{"kind": "case", "scope": "SF", "value": "1"}],
            "status": status, "opened_at": "2026-05-14T08:00:00Z", "at": "2026-05-14T08:00:00Z"});
        if status == "closed" {
            event["closed_at"] = json!("2026-05-14T10:00:00Z");
        }
        let received = ReceivedEvent {
            id: EventId { message: MessageId(1), ordinal: 0, generation: 0 },
            key: crate::domain::event::EventKey("k".into()),
            object: CASE,
            source: "salesforce".into(),
            at: Moment { micros: CLOSED - 7_200_000_000, offset_seconds: 0, zone_known: true, day_only: false },
            received_at: CLOSED,
            event: Arc::new(Event::from_value(event).unwrap()),
        };
        let link = InputLink {
            from: CASE,
            relation: Relation::About,
            to: ORDER,
            lines: Vec::new(),
            source: "salesforce".into(),
        };
        let input = FoldInput {
            order: ORDER,
            objects: vec![object(ORDER, ObjectKind::Order), object(CASE, ObjectKind::Case)],
            links: vec![link],
            events: vec![received],
            conflicts: Vec::new(),
        };
        let now = "2026-05-14T11:00:00Z".parse().unwrap();
        fold(&input, &Default::default(), &Default::default(), now).view
    }

    async fn write(stores: &Stores, version: i64, status: &str) {
        let mut round = Round::new(make::accept(stores, status).await);
        round.view(ORDER, version, None, vec![]);
        round.changes.orders[0].view = Arc::new(view(status));
        if version == 0 {
            use crate::domain::reference::ObjectKind;
            let object = |id, of| crate::store::NewObject { id, of };
            round.changes.objects = vec![object(ORDER, ObjectKind::Order), object(CASE, ObjectKind::Case)];
        }
        round.write(stores).await;
    }

    #[test]
    fn a_case_is_closed_when_its_order_says_so() {
        assert_eq!(closed(&view("open"), CASE), None);
        assert_eq!(closed(&view("closed"), CASE), Some(CLOSED));
        assert_eq!(closed(&view("closed"), ObjectId(9)), None, "it belongs to another order by now");
    }

    #[tokio::test]
    async fn an_inquiry_ends_with_its_case_whether_or_not_somebody_listened() {
        let folder = tempfile::tempdir().unwrap();
        let (stores, _handle) = open(&folder.path().join("store"), Options::default()).await.unwrap();
        stores.graph.reserve(2).await.unwrap();
        write(&stores, 0, "open").await;
        stores.inquiries.begin(ORDER, &[CASE], "ada", CLOSED - 60_000_000).await.unwrap();
        all(&stores).await.unwrap();
        assert_eq!(stores.inquiries.running(&[ORDER]).await.unwrap().len(), 1, "the case is open");
        write(&stores, 1, "closed").await;
        of_orders(&stores, &BTreeSet::from([ObjectId(7)])).await.unwrap();
        assert_eq!(stores.inquiries.running(&[ORDER]).await.unwrap().len(), 1, "another order changed");

        // Nobody told the job of the change: it finds it when it starts.
        let (stop, stopped) = watch::channel(false);
        let job = tokio::spawn(run(stores.clone(), Arc::new(LocalBus::default()), stopped));
        while !stores.inquiries.running(&[ORDER]).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        stop.send_replace(true);
        job.await.unwrap();
        let ended = stores.inquiries.closed(0, i64::MAX, 9).await.unwrap();
        assert_eq!(ended.iter().map(|one| (one.case, one.closed)).collect::<Vec<_>>(), [(CASE, Some(CLOSED))]);
    }
}
