//! Fills the page of the figures.

use std::collections::BTreeSet;

use app::{
    backend::Failure,
    model::{InsightsPage, Viewer},
};

use super::{backend::Site, present};
use crate::{
    domain::insight::{Day, day_of},
    store::{Days, Dimension, Scope, StoreResult},
    web::session::scope,
};

/// How many carriers, lanes or sites are shown.
const VALUES: usize = 12;
/// The latest inquiries of the period are measured, no more.
const INQUIRIES: usize = 2_000;
const DAY: i64 = 86_400_000_000;

/// The figures.
pub async fn page(site: &Site, viewer: &Viewer, pairs: &[(String, String)]) -> Result<InsightsPage, Failure> {
    if !viewer.leads() {
        return Err(Failure::NotFound);
    }
    read(site, viewer, pairs).await.map_err(|error| site.broken(&error))
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
    let (orders, parts, latency, work, inquiries) = futures::try_join!(
        insights.orders_by_day(&scope, by, value, days),
        insights.orders_by(&scope, asked.by, days, VALUES),
        insights.latency(days),
        insights.work(&scope, days),
        inquiries(site, &scope, days),
    )?;
    let figures = present::Figures {
        asked: &asked,
        days,
        orders: &orders,
        parts: &parts,
        latency: &latency,
        work: &work,
        inquiries: &inquiries,
    };
    Ok(present::insights(&figures))
}

/// How many seconds each inquiry about an order within the scope took, with the day on which it ended.
#[allow(clippy::cast_precision_loss, reason = "inquiries are shorter than lives")]
async fn inquiries(site: &Site, scope: &Scope, (from, to): Days) -> StoreResult<Vec<(Day, f64)>> {
    let stores = &site.web().state.stores;
    let closed = stores.inquiries.closed(from * DAY, (to + 1) * DAY, INQUIRIES).await?;
    let mut orders: Vec<_> = closed.iter().map(|inquiry| inquiry.order).collect();
    orders.sort_unstable();
    orders.dedup();
    let seen: BTreeSet<_> =
        stores.lookup.summaries(&orders, scope).await?.into_iter().map(|summary| summary.order).collect();
    let took = closed.iter().filter(|inquiry| seen.contains(&inquiry.order)).filter_map(|inquiry| {
        let ended = inquiry.closed?;
        Some((day_of(ended), (ended - inquiry.opened) as f64 / 1e6))
    });
    Ok(took.collect())
}
