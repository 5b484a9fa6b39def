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
    /// What identifies the message; `None`: the digest of its body does.
    pub key: Option<String>,
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
    let digest: [u8; 32] = Sha256::digest(&received.body).into();
    let key = received.key.unwrap_or_else(|| format!("sha256:{}", hex::encode(digest)));
    inbox
        .accept(NewMessage {
            source: received.source,
            connector: received.connector,
            key,
            digest,
            body: received.body,
            headers: received.headers,
            received: now.as_microsecond(),
            correlation: received.correlation,
        })
        .await
}
