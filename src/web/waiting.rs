//! What was reported under a carrier's number of an order and belongs to none: somebody has named another carrier.

use super::Web;
use crate::{
    domain::{
        reference::Reference,
        view::{State, View},
    },
    store::{StoreResult, Waiting},
};

/// Numbers of one order that are looked for among what waits.
const MOST_WAITED_FOR: usize = 20;
/// Most of them that are told.
const MOST: usize = 5;

/// What waits under the numbers of an order, at most five of them.
///
/// # Errors
/// What the store says.
pub(super) async fn of_order(web: &Web, view: &View) -> StoreResult<Vec<Waiting>> {
    let numbers = without_scans(view);
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = web.state.stores.lookup.waiting(&numbers, MOST).await?;
    found.retain(|one| one.events > 0);
    Ok(found)
}

/// The carriers' numbers of an order under which no scan has come, in normal form.
fn without_scans(view: &View) -> Vec<String> {
    let quiet = |state: State| state < State::Moving;
    let shipments = view.shipments.iter();
    let packages = view.shipments.iter().flat_map(|shipment| &shipment.packages);
    let names = packages.filter(|one| quiet(one.state)).flat_map(|one| &one.refs);
    let names = names.chain(shipments.filter(|one| quiet(one.state)).flat_map(|one| &one.refs));
    let mut norms: Vec<String> = names.filter(|name| name.kind.is_carriers()).map(Reference::norm).collect();
    norms.sort_unstable();
    norms.dedup();
    norms.truncate(MOST_WAITED_FOR);
    norms
}
