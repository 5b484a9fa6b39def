//! Section `limits`.

use serde::Deserialize;

/// Sizes, rates and times. A rate of 0 means: no limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Largest message, in bytes, as sent and after decompression.
    pub body_bytes: usize,
    /// Largest form of a page, in bytes.
    pub form_bytes: usize,
    /// Messages waiting to be read, past which senders are asked to come back later.
    pub backlog: u64,
    /// Messages a second from one connector.
    pub ingest_per_second: u32,
    /// Requests a second with one API token.
    pub api_per_second: u32,
    /// Requests a second of one signed-in person, or of one address that is not signed in.
    pub pages_per_second: u32,
    /// Attempts a minute from one address to sign in; the same for wrong API tokens, wrong signatures and wrong tokens of a widget.
    pub attempts_per_minute: u32,
    /// Open connections; more wait to be taken.
    pub connections: u32,
    /// Open connections of one address, but for proxies.
    pub connections_per_address: u32,
    /// Bytes of request bodies held before it is proven who sends them, over all connections.
    pub unproven_bytes: u32,
    /// Seconds for the head of a request, and for the next request on a connection that is kept open.
    pub head_seconds: u64,
    /// Seconds for a sender to deliver a whole body.
    pub body_seconds: u64,
    /// Seconds for an answer.
    pub request_seconds: u64,
    /// Seconds after which an open live stream looks again whether its person may still see what it tells of.
    pub live_check_seconds: u64,
    /// Open live streams of one person.
    pub live_streams: usize,
}
