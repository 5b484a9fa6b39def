//! Fills the page of the figures.

use std::collections::BTreeSet;

use app::{
    backend::Failure,
    model::{InsightsPage, Viewer},
};

use super::{backend::Site, present};
use crate::{
    domain::insight::{MICROS_A_DAY, day_of},
    store::{Days, Dimension, Scope, StoreResult},
    web::session::scope,
};

/// How many carriers, lanes or sites are shown.
const VALUES: usize = 12;
/// How many ended inquiries are looked at, the latest first.
const INQUIRIES: usize = 2_000;

/// The figures.
pub async fn page(site: &Site, viewer: &Viewer, pairs: &[(String, String)]) -> Result<InsightsPage, Failure> {
    if !viewer.leads() {
        return Err(Failure::NotFound);
    }
    read(site, viewer, pairs).await.map_err(|error| site.broken(&error))
}

/// How long the inquiries about orders of this scope took that ended in these days.
async fn handled(site: &Site, scope: &Scope, (from, to): Days) -> StoreResult<Vec<i64>> {
    let stores = &site.web().state.stores;
    let ended = stores.inquiries.closed(from * MICROS_A_DAY, (to + 1) * MICROS_A_DAY, INQUIRIES).await?;
    let orders: Vec<_> = ended.iter().map(|one| one.order).collect::<BTreeSet<_>>().into_iter().collect();
    let seen: BTreeSet<_> =
        stores.lookup.summaries(&orders, scope).await?.iter().map(|summary| summary.order).collect();
    let took = ended.iter().filter(|one| seen.contains(&one.order));
    Ok(took.filter_map(|one| Some(one.closed? - one.opened)).collect())
}

async fn read(site: &Site, viewer: &Viewer, pairs: &[(String, String)]) -> StoreResult<InsightsPage> {
    let insights = &site.web().state.stores.insights;
    let asked = present::Asked::of(pairs);
    let to = day_of(site.web().state.now());
    let days = (to - (asked.days - 1), to);
    let scope = scope(viewer);
    let (by, value) = match &asked.only {
        Some(only) => (asked.by, only.as_str()),
        None => (Dimension::All, ""),
    };
    let (orders, parts, latency, work, handled) = futures::try_join!(
        insights.orders_by_day(&scope, by, value, days),
        insights.orders_by(&scope, asked.by, days, VALUES),
        insights.latency(days),
        insights.work(&scope, days),
        handled(site, &scope, days),
    )?;
    let figures = present::Figures {
        asked: &asked,
        days,
        orders: &orders,
        parts: &parts,
        latency: &latency,
        work: &work,
        handled: &handled,
    };
    Ok(present::insights(&figures))
}
