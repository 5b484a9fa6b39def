//! Fills the operators' pages of messages and of codes that no table knows.

use app::{
    backend::Failure,
    model::{MessagePage, MessagesPage, UnmappedPage, Viewer},
};

use super::{
    backend::Site,
    operations::operator,
    present::{self, Listed, MessageFilter, Whole},
};
use crate::{
    domain::id::MessageId,
    store::{MessageAsk, MessageRow, StoreResult},
    web::{audit, query},
};

/// Messages of a page.
const PAGE: usize = 50;
/// Most messages about one number.
const ABOUT: usize = 200;
/// Names of what the messages of a page wait for, and of what one message told of.
const NAMES: usize = 300;
/// Codes of a page.
const CODES: usize = 200;

/// The list.
pub async fn list(site: &Site, viewer: &Viewer, pairs: &[(String, String)]) -> Result<MessagesPage, Failure> {
    operator(viewer)?;
    let filter = MessageFilter::of(pairs);
    let read = async || -> StoreResult<_> {
        let stores = &site.web().state.stores;
        let sources = site.web().sources_health.of(&site.web().state).await?;
        let mut sources: Vec<_> = sources.iter().map(|source_health| source_health.source.clone()).collect();
        let (rows, next, cut) = if filter.q.is_empty() {
            let ask = MessageAsk { state: filter.state, source: filter.source(), before: filter.before, limit: PAGE };
            let found = stores.messages.list(ask).await?;
            (found.rows, found.next, false)
        } else {
            about(site, &filter).await?
        };
        sources.extend(rows.iter().map(|row| row.source.clone()));
        sources.sort();
        sources.dedup();
        let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
        let waits = stores.messages.waits(&ids, NAMES).await?;
        Ok((rows, next, cut, sources, waits))
    };
    let (rows, next, cut, sources, waits) = read().await.map_err(|error| site.broken(&error))?;
    let listed = Listed { filter: &filter, rows: &rows, waits: &waits, sources: &sources, next, cut };
    Ok(present::messages(&listed, &site.clock(viewer)))
}

type Found = (Vec<MessageRow>, Option<MessageId>, bool);

/// Messages about a number, in each form in which it may be known, and the one of that key or number.
async fn about(site: &Site, filter: &MessageFilter) -> StoreResult<Found> {
    let stores = &site.web().state.stores;
    let mut forms = query::meanings(&filter.q);
    forms.retain(|form| !form.is_empty());
    let mut rows = stores.messages.about(&forms, &filter.q, ABOUT + 1).await?;
    let cut = rows.len() > ABOUT;
    rows.truncate(ABOUT);
    if let Some(id) = number(&filter.q)
        && rows.iter().all(|row| row.id != id)
    {
        rows.extend(stores.inbox.message(id).await?);
    }
    rows.retain(|row| filter.holds(row));
    Ok((rows, None, cut))
}

fn number(text: &str) -> Option<MessageId> {
    text.parse().ok().filter(|number| *number > 0).map(MessageId)
}

/// One message. That somebody looked into its body is written down.
pub async fn one(site: &Site, viewer: &Viewer, id: &str, with_body: bool) -> Result<MessagePage, Failure> {
    operator(viewer)?;
    let id = number(id).ok_or(Failure::NotFound)?;
    let read = async || -> StoreResult<_> {
        let stores = &site.web().state.stores;
        let row = stores.inbox.message(id).await?;
        let message = stores.inbox.body(id).await?;
        let (waits, told) = (stores.messages.waits(&[id], NAMES).await?, stores.messages.told(id, NAMES).await?);
        if with_body && row.is_some() {
            audit::note(site.web(), audit::person(viewer), "message.read", format!("message:{id}"), "").await?;
        }
        Ok((row, message, waits, told))
    };
    let (row, message, waits, told) = read().await.map_err(|error| site.broken(&error))?;
    let (row, message) = row.zip(message).ok_or(Failure::NotFound)?;
    let whole = Whole { row: &row, message: &message, waits: &waits, told: &told, with_body };
    Ok(present::message(&whole, &site.clock(viewer)))
}

/// Codes that no table knows.
pub async fn unmapped(site: &Site, viewer: &Viewer) -> Result<UnmappedPage, Failure> {
    operator(viewer)?;
    let found = site.web().state.stores.messages.unmapped(CODES + 1).await.map_err(|error| site.broken(&error))?;
    Ok(present::unmapped(&found, CODES, &site.clock(viewer)))
}
