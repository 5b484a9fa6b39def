//! Fills the page of tasks across orders.

use app::{
    backend::Failure,
    model::{TasksPage, Viewer},
};

use super::{
    backend::Site,
    present::{self, TaskFilter},
};
use crate::{store::TaskAsk, web::session::scope};

/// Tasks of a page.
const PAGE: usize = 50;

/// The tasks of orders that the viewer sees.
pub async fn page(site: &Site, viewer: &Viewer, pairs: &[(String, String)]) -> Result<TasksPage, Failure> {
    let filter = TaskFilter::of(pairs);
    let ask = TaskAsk {
        person: (!filter.everybody).then_some(viewer.id.as_str()),
        scope: &scope(viewer),
        due_by: if filter.overdue { site.web().state.now() } else { i64::MAX },
        after: filter.after,
        limit: PAGE + 1,
    };
    let found = site.web().state.stores.desk.tasks(ask).await.map_err(|error| site.broken(&error))?;
    Ok(present::tasks(filter, &found, PAGE, &site.clock(viewer)))
}
