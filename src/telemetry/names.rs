//! The names of all metrics, with their units and labels. A name that is published does not change its meaning.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Requests answered. Labels `route` (the pattern, never the path), `status`.
pub const HTTP_REQUESTS: &str = "waypost_http_requests_total";
/// From the request's head to the answer's head. Label `route`.
pub const HTTP_SECONDS: &str = "waypost_http_request_seconds";
/// Messages at the door. Labels `connector`, `outcome` (accepted, again, `key_reused`, or the code of the refusal).
pub const INGEST_MESSAGES: &str = "waypost_ingest_messages_total";
/// Bytes of accepted messages. Label `connector`.
pub const INGEST_BYTES: &str = "waypost_ingest_bytes_total";
/// Live streams that are open.
pub const LIVE_STREAMS: &str = "waypost_live_streams";
/// Messages in the inbox. Label `state`.
pub const INBOX_MESSAGES: &str = "waypost_inbox_messages";
/// 1 for a source that is overdue against its expected interval or has only begun to report again, else 0. Label `source`.
pub const SOURCE_SILENT: &str = "waypost_source_silent";
/// When a source was heard last: seconds since 1970 in UTC. Label `source`.
pub const SOURCE_HEARD: &str = "waypost_source_heard_timestamp_seconds";
/// People who signed in, and attempts that failed. Labels `way` (oidc, demo), `outcome`.
pub const SIGN_INS: &str = "waypost_sign_ins_total";

/// Tells the exporter what each means.
pub(super) fn describe() {
    describe_counter!(HTTP_REQUESTS, Unit::Count, "Requests answered");
    describe_histogram!(HTTP_SECONDS, Unit::Seconds, "Time to the head of the answer");
    describe_counter!(INGEST_MESSAGES, Unit::Count, "Messages at the door");
    describe_counter!(INGEST_BYTES, Unit::Bytes, "Bytes of accepted messages");
    describe_gauge!(LIVE_STREAMS, Unit::Count, "Live streams that are open");
    describe_gauge!(INBOX_MESSAGES, Unit::Count, "Messages in the inbox");
    describe_gauge!(
        SOURCE_SILENT,
        Unit::Count,
        "Whether a source is overdue: nothing came within its expected interval"
    );
    describe_gauge!(SOURCE_HEARD, Unit::Seconds, "When a source was heard last");
    describe_counter!(SIGN_INS, Unit::Count, "Sign-ins and failed attempts");
}
