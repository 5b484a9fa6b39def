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
