//! Fills the page of the figures.

use app::{
    backend::Failure,
    model::{InsightsPage, Viewer},
};

use super::{backend::Site, present};
use crate::{
    domain::insight::day_of,
    store::{Dimension, StoreResult},
    web::session::scope,
};

/// How many carriers, lanes or sites are shown.
const VALUES: usize = 12;

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
    let (orders, parts, latency, work) = futures::try_join!(
        insights.orders_by_day(&scope, by, value, days),
        insights.orders_by(&scope, asked.by, days, VALUES),
        insights.latency(days),
        insights.work(&scope, days),
    )?;
    let figures = present::Figures {
        asked: &asked,
        days,
        orders: &orders,
        parts: &parts,
        latency: &latency,
        work: &work,
        inquiries: &[],
    };
    Ok(present::insights(&figures))
}
