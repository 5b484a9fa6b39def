//! Fills the pages of those who keep the flows running.

use app::{
    backend::Failure,
    model::{DisputePage, HealthPage, IdentityPage, Viewer},
};

use super::{backend::Site, present};
use crate::{
    domain::id::ObjectId,
    store::{Dispute, StoreResult},
    web::identity,
};

/// How many disputes a page shows.
const DISPUTES: usize = 100;

/// How the flows run.
pub async fn health(site: &Site, viewer: &Viewer) -> Result<HealthPage, Failure> {
    operator(viewer)?;
    let state = &site.web().state;
    let read = async || -> StoreResult<_> {
        let pulses = site.web().pulses.of(state).await?;
        let inbox = site.web().counts.of(state).await?;
        let disputes = state.stores.disputes.newest(DISPUTES).await?;
        Ok((pulses, inbox, disputes.iter().filter(|dispute| dispute.left.is_none()).count()))
    };
    let (pulses, inbox, disputes) = read().await.map_err(|error| site.broken(&error))?;
    let rhythms = state.connectors.rhythms();
    let sources: Vec<_> =
        pulses.iter().map(|pulse| (pulse.clone(), rhythms.get(&pulse.source).cloned().flatten())).collect();
    Ok(present::health(&present::Counted { sources: &sources, inbox, disputes }, &site.clock(viewer)))
}

/// Names in dispute.
pub async fn disputes(site: &Site, viewer: &Viewer, did: Option<&str>) -> Result<IdentityPage, Failure> {
    operator(viewer)?;
    let found = site.web().state.stores.disputes.newest(DISPUTES + 1).await.map_err(|error| site.broken(&error))?;
    Ok(present::disputes(found, DISPUTES, did, &site.clock(viewer)))
}

/// One of them.
pub async fn dispute(site: &Site, viewer: &Viewer, id: &str) -> Result<DisputePage, Failure> {
    operator(viewer)?;
    let stores = &site.web().state.stores;
    let found = stores.disputes.get(id).await.map_err(|error| site.broken(&error))?;
    let dispute: Dispute = found.ok_or(Failure::NotFound)?;
    let sides: [ObjectId; 2] = [dispute.claimant.id, dispute.holder.id];
    let near = stores.graph.neighbourhood(&[], &sides, &[]).await.map_err(|error| site.broken(&error))?;
    let ways = present::Ways { merge: identity::merge(&dispute), unlink: identity::unlink(&dispute) };
    Ok(present::dispute(&dispute, &near.events, &ways, &site.clock(viewer)))
}

fn operator(viewer: &Viewer) -> Result<(), Failure> {
    if viewer.operates() { Ok(()) } else { Err(Failure::NotFound) }
}
