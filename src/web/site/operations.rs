//! Fills the pages of those who keep the flows running.

use app::{
    backend::Failure,
    model::{DisputePage, HealthPage, IdentityPage, MergePage, ObjectPage, Viewer},
};

use super::{backend::Site, present};
use crate::{
    domain::id::ObjectId,
    ingest::{plan::Rules, preview},
    store::{Dispute, ObjectFile, Side, StoreResult},
    web::{audit, identity, query, visible},
};

/// How many disputes a page shows.
const DISPUTES: usize = 100;
/// How many things that bear a number it shows.
const BEARERS: usize = 50;

/// The longest number that is looked up, in characters.
const LONGEST: usize = 200;

/// Integration health.
pub async fn health(site: &Site, viewer: &Viewer) -> Result<HealthPage, Failure> {
    operator(viewer)?;
    let state = &site.web().state;
    let read = async || -> StoreResult<_> {
        let sources_health = site.web().sources_health.of(state).await?;
        let inbox = site.web().counts.of(state).await?;
        let audit = state.stores.audit.newest(None, 1).await?.pop();
        Ok((sources_health, inbox, state.stores.disputes.open().await?, audit))
    };
    let (sources_health, inbox, disputes, audit) = read().await.map_err(|error| site.broken(&error))?;
    let intervals = state.connectors.expected_intervals();
    let sources: Vec<_> = sources_health
        .iter()
        .map(|source_health| (source_health.clone(), intervals.get(&source_health.source).cloned().flatten()))
        .collect();
    Ok(present::health(&present::Counted { sources: &sources, inbox, disputes, audit }, &site.clock(viewer)))
}

/// Names in dispute, and what bears a number that is looked up.
pub async fn disputes(site: &Site, viewer: &Viewer, did: Option<&str>, q: &str) -> Result<IdentityPage, Failure> {
    operator(viewer)?;
    let found = site.web().state.stores.disputes.newest(DISPUTES + 1).await.map_err(|error| site.broken(&error))?;
    let (q, bearers) = bearing(site, q).await.map_err(|error| site.broken(&error))?;
    let page = present::disputes(found, DISPUTES, did, &site.clock(viewer));
    Ok(IdentityPage { q, found: present::hits(&bearers), ..page })
}

/// What bears a number, in each form that it may be known by; with the number as it was looked for.
async fn bearing(site: &Site, q: &str) -> StoreResult<(String, Vec<Side>)> {
    let q: String = q.trim().chars().take(LONGEST).collect();
    let mut forms = query::meanings(&q);
    forms.retain(|form| !form.is_empty());
    let found =
        if forms.is_empty() { Vec::new() } else { site.web().state.stores.objects.bearing(&forms, BEARERS).await? };
    Ok((q, found))
}

async fn file(site: &Site, id: &str) -> Result<ObjectFile, Failure> {
    let id = visible::number(id).ok_or(Failure::NotFound)?;
    let found = site.web().state.stores.objects.file(id, identity::LINKS).await;
    found.map_err(|error| site.broken(&error))?.ok_or(Failure::NotFound)
}

/// One object.
pub async fn object(site: &Site, viewer: &Viewer, id: &str, did: Option<&str>) -> Result<ObjectPage, Failure> {
    operator(viewer)?;
    let file = file(site, id).await?;
    let state = &site.web().state;
    let near = state.stores.graph.load_subgraph(&[], &[file.side.id], &[]).await;
    let near = near.map_err(|error| site.broken(&error))?;
    let (events, conflicts) = (near.events.clone(), near.conflicts.clone());
    let rules = Rules { ownership: state.ownership.clone(), policy: state.policy.clone() };
    let periods = preview::periods(near, file.side.id, &rules);
    let not = file.links.iter().filter_map(|link| Some((link.name(), identity::unlinking(&file, link).err()?)));
    let not: Vec<_> = not.collect();
    let object = present::Object { file: &file, not: &not, periods: &periods, events: &events, conflicts: &conflicts };
    Ok(present::object(&object, did, &site.clock(viewer)))
}

/// An object beside the one that is meant by `other` or by the number `q`: what is of its kind is meant, and of
/// several one is chosen.
pub async fn merging(
    site: &Site,
    viewer: &Viewer,
    id: &str,
    q: &str,
    other: Option<&str>,
) -> Result<MergePage, Failure> {
    operator(viewer)?;
    let one = file(site, id).await?;
    let (q, mut found) = bearing(site, q).await.map_err(|error| site.broken(&error))?;
    found.retain(|side| side.id != one.side.id);
    let kin: Vec<ObjectId> = found.iter().filter(|side| side.of == one.side.of).map(|side| side.id).collect();
    let meant = match (other, kin.as_slice(), found.as_slice()) {
        (Some(other), ..) => Some(other.to_owned()),
        (None, [only], _) => Some(only.to_string()),
        (None, _, [only]) => Some(only.id.to_string()),
        (None, ..) => None,
    };
    let clock = site.clock(viewer);
    let Some(meant) = meant else { return Ok(present::merging(&one.side, &q, &found, None, &clock)) };
    let other = file(site, &meant).await?;
    let both = [one.side.id, other.side.id];
    let near = site.web().state.stores.graph.load_subgraph(&[], &both, &[]).await;
    let near = near.map_err(|error| site.broken(&error))?;
    let merge = match identity::merging(&one.side, &other.side) {
        Err(why) => Err(why.to_owned()),
        Ok(event) => {
            let actor = audit::person(viewer);
            let tried = identity::joined(site.web(), &actor, &event, one.side.id, other.side.id).await;
            tried.map_err(|error| site.broken(&error))?
        }
    };
    let seen = identity::print_of(&one, &other);
    let pair = present::Pair { sides: [&one.side, &other.side], seen, events: &near.events, merge };
    Ok(present::merging(&one.side, &q, &[], Some(pair), &clock))
}

/// One of them.
pub async fn dispute(site: &Site, viewer: &Viewer, id: &str) -> Result<DisputePage, Failure> {
    operator(viewer)?;
    let stores = &site.web().state.stores;
    let found = stores.disputes.get(id).await.map_err(|error| site.broken(&error))?;
    let dispute: Dispute = found.ok_or(Failure::NotFound)?;
    let sides: [ObjectId; 2] = [dispute.claimant.id, dispute.holder.id];
    let near = stores.graph.load_subgraph(&[], &sides, &[]).await.map_err(|error| site.broken(&error))?;
    let ways = present::Ways { merge: identity::merge(&dispute), unlink: identity::unlink(&dispute) };
    Ok(present::dispute(&dispute, &near.events, &ways, &site.clock(viewer)))
}

pub(super) fn operator(viewer: &Viewer) -> Result<(), Failure> {
    if viewer.operates() { Ok(()) } else { Err(Failure::NotFound) }
}
