//! Fills the pages of the worklists.

use app::{
    backend::Failure,
    model::{Viewer, WorkItemPage, WorklistPage},
};

use super::{backend::Site, present};
use crate::{
    domain::worklist::Filter,
    store::{Person, Scope, StoreResult, WorkAsk},
    web::{session::scope, visible},
};

/// Items of a page.
const PAGE: usize = 50;
/// How many carriers and tiers there are to choose from, how many views are shown, and how many people.
const FACETS: usize = 60;
const VIEWS: usize = 100;
const PEOPLE: usize = 100;
/// How much of what happened to an item is shown.
const HISTORY: usize = 200;

/// A list of work.
pub async fn list(site: &Site, viewer: &Viewer, pairs: &[(String, String)]) -> Result<WorklistPage, Failure> {
    if !viewer.leads() {
        return Err(Failure::NotFound);
    }
    let found = read(site, viewer, pairs).await;
    found.map_err(|error| site.broken(&error))
}

async fn read(site: &Site, viewer: &Viewer, pairs: &[(String, String)]) -> StoreResult<WorklistPage> {
    let worklist = &site.web().state.stores.worklist;
    let filter = Filter::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let scope = scope(viewer);
    let now = site.web().state.now();
    let ask = WorkAsk {
        filter: &filter,
        reader: &viewer.id,
        scope: &scope,
        now,
        after: present::cursor(pairs),
        limit: PAGE + 1,
    };
    let (items, counts, facets, views, people) = futures::try_join!(
        worklist.list(ask),
        worklist.counts(&scope, now),
        worklist.facets(&scope, FACETS),
        worklist.views(&viewer.id, VIEWS),
        colleagues(site, &scope),
    )?;
    let (page, counts, people) = (PAGE, &counts[..], &people[..]);
    let list = present::List { viewer, filter: &filter, pairs, items, page, counts, facets, views, people };
    Ok(present::list(list, &site.clock(viewer)))
}

/// Who sees any of the orders that the reader sees.
async fn colleagues(site: &Site, scope: &Scope) -> StoreResult<Vec<Person>> {
    let mut people = site.web().state.stores.worklist.people(PEOPLE).await?;
    if let Some(own) = scope.organisations() {
        let shares = |person: &Person| {
            person.organisations.as_ref().is_none_or(|theirs| theirs.iter().any(|their| own.contains(their)))
        };
        people.retain(shares);
    }
    people.sort_by(|a, b| a.actor.name.cmp(&b.actor.name));
    Ok(people)
}

/// One item.
pub async fn item(site: &Site, viewer: &Viewer, id: &str, pairs: &[(String, String)]) -> Result<WorkItemPage, Failure> {
    if !viewer.leads() {
        return Err(Failure::NotFound);
    }
    let id = visible::number(id).ok_or(Failure::NotFound)?;
    let scope = scope(viewer);
    let worklist = &site.web().state.stores.worklist;
    let found = worklist.items(&[id.0], &scope).await.map_err(|error| site.broken(&error))?;
    let item = found.first().ok_or(Failure::NotFound)?;
    let rest = futures::try_join!(worklist.history(item.id, HISTORY), colleagues(site, &scope));
    let (history, people) = rest.map_err(|error| site.broken(&error))?;
    let page = present::Item { viewer, of: item, history: &history, people: &people, pairs };
    Ok(present::item(&page, &site.clock(viewer)))
}
