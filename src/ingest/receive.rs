//! Receiving: an authenticated message is kept before it is answered, whether or not we will be able to read it.

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{
    domain::id::SourceId,
    store::{Accepted, Inbox, NewMessage, StoreResult},
};

/// What a connector (or the API) made of a request once it was authenticated.
#[derive(Debug, Clone)]
pub struct Received {
    /// Who sent it.
    pub source: SourceId,
    /// The connector that reads it.
    pub connector: String,
    /// What identifies the message within its source.
    pub key: String,
    /// What tells it from another message under the same key, where that is not its body alone.
    pub digest: Option<[u8; 32]>,
    /// The headers that reading it needs.
    pub headers: BTreeMap<String, String>,
    /// The body, decoded from any content encoding.
    pub body: Bytes,
    /// Goes with it through all steps.
    pub correlation: String,
}

/// Keeps a message. Durable when this returns `Ok`.
///
/// # Errors
/// As [`Inbox::accept`].
pub async fn receive(inbox: &dyn Inbox, received: Received, now: Timestamp) -> StoreResult<Accepted> {
    inbox
        .accept(NewMessage {
            source: received.source,
            connector: received.connector,
            key: received.key,
            digest: received.digest.unwrap_or_else(|| Sha256::digest(&received.body).into()),
            body: received.body,
            headers: received.headers,
            received: now.as_microsecond(),
            correlation: received.correlation,
        })
        .await
}
