//! Canonical events that people and programs tell here: kept in the inbox like what partners send, so that a replay brings them
//! again.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use super::Web;
use crate::{
    domain::id::SourceId,
    ingest::{read::API_CONNECTOR, receive},
    store::{Accepted, StoreResult},
};

/// Keeps events as one message of that source under that key. `correlation`: that of the request they came with.
///
/// # Errors
/// What the store says: nothing was kept.
pub(super) async fn keep(
    web: &Web,
    source: SourceId,
    key: String,
    body: Bytes,
    correlation: Option<String>,
) -> StoreResult<Accepted> {
    let state = &web.state;
    let received = receive::Received {
        source,
        connector: API_CONNECTOR.to_owned(),
        key,
        body,
        digest: None,
        headers: BTreeMap::new(),
        correlation: correlation.unwrap_or_else(|| state.correlation()),
    };
    let accepted = receive::receive(state.stores.inbox.as_ref(), received, (state.clock)()).await?;
    state.news.notify_one();
    Ok(accepted)
}

/// An operator's word about the graph, with its reason and a key of its own: without one the same word for the same reason, said again a
/// month later, would be a repetition.
pub(super) fn keyed(mut event: Value, key: &str, reason: Option<String>) -> Value {
    if let Some(fields) = event.as_object_mut() {
        fields.insert("key".to_owned(), key.into());
        fields.insert("reason".to_owned(), reason.into());
    }
    event
}
