//! Views from events: every view is folded anew from what is stored. With the same events, rules and time this gives the same
//! bytes; with new rules or another time it brings every view to them, and with it the items of the worklists that follow from it
//! (what people decided about an item stays). Effects are not derived: whatever a view's change means for other systems follows
//! from the next change that a message or the time brings.

use jiff::Timestamp;

use super::{
    plan::{self, Rules},
    work,
};
use crate::{
    domain::{id::ObjectId, view::View},
    store::{Changes, OrderRow, OrderWrite, StoreError, StoreResult, Stores},
};

/// Views of one transaction.
const ROUND: usize = 64;
/// How often an order that a message changed meanwhile is folded anew.
const TRIES: usize = 5;

/// What was rebuilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// Orders.
    pub orders: u64,
    /// Of them, views that differ from what was stored.
    pub changed: u64,
}

/// Folds every order anew as of `now` and writes what differs.
///
/// # Errors
/// The store's.
pub async fn rebuild(stores: &Stores, rules: &Rules, now: Timestamp) -> StoreResult<Rebuilt> {
    let (mut rebuilt, mut last) = (Rebuilt::default(), ObjectId(0));
    loop {
        let orders = stores.graph.orders_after(last, ROUND).await?;
        let Some(newest) = orders.last().copied() else { return Ok(rebuilt) };
        rebuilt.changed += round(stores, rules, now, &orders).await?;
        rebuilt.orders += orders.len() as u64;
        last = newest;
    }
}

/// Gives how many views differ.
async fn round(stores: &Stores, rules: &Rules, now: Timestamp, orders: &[ObjectId]) -> StoreResult<u64> {
    for _ in 0..TRIES {
        let (mut writes, mut works, mut changed) = (Vec::new(), Vec::new(), 0);
        for order in orders {
            let known = stores.graph.load_subgraph(&[], &[*order], &[]).await?;
            let items = known.work.clone();
            let write = plan::folded(*order, known, rules, now);
            works.extend(work::of_view(&write.view, &items, &rules.policy, now.as_microsecond()));
            let differs = match stores.graph.order(*order).await {
                Ok(Some(row)) => differs(&row, &write)?,
                Ok(None) => true,
                Err(error) if error.is_full() => return Err(error),
                // A view that cannot be read is one more reason to write it anew.
                Err(error) => {
                    tracing::warn!(%error, %order, "a view that cannot be read is written anew");
                    true
                }
            };
            changed += u64::from(differs);
            writes.push(write);
        }
        let changes = Changes { orders: writes, work: works, now: now.as_microsecond(), ..Changes::default() };
        match stores.graph.apply(changes).await {
            Ok(_) => return Ok(changed),
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Conflict)
}

fn differs(row: &OrderRow, write: &OrderWrite) -> StoreResult<bool> {
    let text = |view: &View| serde_json::to_string(view).map_err(|error| StoreError::Failed(error.to_string()));
    Ok(text(&row.view)? != text(&write.view)?)
}
