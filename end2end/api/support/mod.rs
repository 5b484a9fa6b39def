//! What whole-process tests share: the real server in a child process, a signed message, a plain HTTP client.
#![allow(dead_code, reason = "each test takes the part it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its world is not as it says"
)]

pub mod connectors;
pub mod database;
pub mod http;
pub mod orders;
pub mod person;
pub mod server;
pub mod sign;

use std::io;

/// Sends one signed message.
pub fn deliver(client: &mut http::Client, connector: &str, id: &str, body: &str) -> io::Result<http::Answer> {
    let mut headers = sign::signed(SECRET, id, body.as_bytes());
    let media = if connector == "erp_generic" { "application/cloudevents+json" } else { "application/json" };
    headers.push(("content-type", media.to_owned()));
    client.post(&format!("/ingest/{connector}"), &headers, body.as_bytes())
}

/// The secret that the tests give the TMS.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// As the server's environment says it.
pub const TMS_SECRETS: (&str, &str) =
    ("WAYPOST_CONNECTORS__SECRETS__TMS_GENERIC", "[\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"]");

/// The same for the ERP.
pub const ERP_SECRETS: (&str, &str) =
    ("WAYPOST_CONNECTORS__SECRETS__ERP_GENERIC", "[\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"]");

/// A milestone of a shipment: event `n`, one of a kind.
pub fn tms_milestone(shipment: &str, n: u64) -> String {
    let (minute, second) = (n / 60 % 60, n % 60);
    format!(
        r#"{{"type":"shipment.milestone","timestamp":"2026-05-14T12:15:03Z","data":{{"event_id":"evt-{n}","shipment":{{"system":"TMS1","number":"{shipment}"}},"milestone":"HUB_ARRIVED","occurred_at":"2026-05-14T07:{minute:02}:{second:02}-05:00","place":{{"city":"Memphis","region":"TN","country":"US"}}}}}}"#
    )
}
