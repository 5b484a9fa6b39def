//! Sends the partners' messages over HTTP, signed, many at a time, patient with a server that asks to wait.

use std::{fmt, time::Duration};

use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use reqwest::{Client, StatusCode, header};
use url::Url;

use super::{
    World,
    partners::{Message, Partner},
    sign,
};

/// How many messages are under way at a time.
pub(super) const AT_ONCE: usize = 24;
/// How often a message is tried before it is given up.
const TRIES: u32 = 10;
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// In which header UPS sends the key it was given.
const UPS_KEY: &str = "x-api-key";
/// In which header the CRM sends its signature.
const CRM_SIGNATURE: &str = "x-waypost-signature";
const UPS_AGENT: &str = "UPSPubSubTrackingService";

/// Where the messages go, and with which secrets they are signed.
#[derive(Clone)]
pub struct Target {
    base: Url,
    secrets: Secrets,
    client: Client,
}

/// What the partners were given: `whsec_…` for the ERP and the TMS, a key for UPS and the CRM.
#[derive(Clone)]
pub struct Secrets {
    pub erp: String,
    pub tms: String,
    pub ups: String,
    pub crm: String,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// What was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Messages that were accepted.
    pub accepted: usize,
    /// Of them, such as had to be sent again because the server asked to wait.
    pub retried: usize,
}

/// Why a message was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The secret of a partner is no secret.
    #[error("the secret of {connector}: {source}")]
    Secret { connector: &'static str, source: sign::BadSecret },
    /// No connection, or it broke.
    #[error("{connector} could not be reached: {source}")]
    Unreachable { connector: &'static str, source: reqwest::Error },
    /// An answer other than success and other than "wait".
    #[error("{connector} answered {status} to {id}: {answer}")]
    Refused { connector: &'static str, id: String, status: StatusCode, answer: String },
    /// It asked to wait too many times.
    #[error("{connector} was busy {TRIES} times in a row")]
    Busy { connector: &'static str },
    /// The address is none that can be posted to.
    #[error("{0} is no address to send to")]
    Address(Url),
}

impl Target {
    /// The server at that address, for example `http://127.0.0.1:3000`.
    pub fn new(base: Url, secrets: Secrets) -> Result<Self, SendError> {
        let client =
            Client::builder().no_proxy().timeout(PATIENCE).tcp_nodelay(true).pool_max_idle_per_host(AT_ONCE).build();
        match client {
            Ok(client) if matches!(base.scheme(), "http" | "https") => Ok(Self { base, secrets, client }),
            _ => Err(SendError::Address(base)),
        }
    }

    /// Sends one message, again where the server asks to wait. `now` is what the sender's clock shows. Returns the number of tries.
    pub async fn send(&self, message: &Message, now: Timestamp) -> Result<u32, SendError> {
        let connector = message.partner.connector();
        for attempt in 0..TRIES {
            let sent = self.request(message, now)?.send().await;
            let answer = match sent {
                Ok(answer) => answer,
                // A connection kept open that the server has closed meanwhile, or a server that still starts.
                Err(_) if attempt < 3 => {
                    tokio::time::sleep(wait(attempt, None)).await;
                    continue;
                }
                Err(source) => return Err(SendError::Unreachable { connector, source }),
            };
            let status = answer.status();
            if status.is_success() {
                return Ok(attempt + 1);
            }
            if !matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
                let answer = answer.text().await.unwrap_or_default().chars().take(300).collect();
                return Err(SendError::Refused { connector, id: message.id.clone(), status, answer });
            }
            let asked = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            tokio::time::sleep(wait(attempt, asked)).await;
        }
        Err(SendError::Busy { connector })
    }

    fn request(&self, message: &Message, now: Timestamp) -> Result<reqwest::RequestBuilder, SendError> {
        let connector = message.partner.connector();
        let url = self.base.join(&format!("/ingest/{connector}")).map_err(|_| SendError::Address(self.base.clone()))?;
        let request = self.client.post(url).header(header::CONTENT_TYPE, message.media).body(message.body.clone());
        let secret = match message.partner {
            Partner::Ups => {
                return Ok(request.header(UPS_KEY, &self.secrets.ups).header(header::USER_AGENT, UPS_AGENT));
            }
            Partner::Crm => {
                let signature = sign::hmac_sha256(&self.secrets.crm, message.body.as_bytes())
                    .map_err(|source| SendError::Secret { connector, source })?;
                return Ok(request.header(CRM_SIGNATURE, signature));
            }
            Partner::Erp => &self.secrets.erp,
            Partner::Tms => &self.secrets.tms,
        };
        let signed = sign::standard_webhooks(secret, &message.id, now, message.body.as_bytes())
            .map_err(|source| SendError::Secret { connector, source })?;
        Ok(request
            .header("webhook-id", signed.id)
            .header("webhook-timestamp", signed.timestamp)
            .header("webhook-signature", signed.signature))
    }
}

/// What the server asked for, else longer each time.
pub(super) fn wait(attempt: u32, asked: Option<u64>) -> Duration {
    asked.map_or(Duration::from_millis(100 << attempt.min(6)), Duration::from_secs).min(LONGEST_WAIT)
}

/// Sends all that the world's partners have said by now, oldest first, many at a time. Stops at the first message that is refused.
pub async fn fill(target: &Target, world: &World) -> Result<Report, SendError> {
    let now = world.now;
    // Each future owns its message: one that borrowed it could not be sent to another thread.
    let send = |message: Message| {
        let target = target.clone();
        async move { target.send(&message, now).await }
    };
    let mut sending = stream::iter(world.history().into_iter().map(send)).buffer_unordered(AT_ONCE);
    let mut report = Report::default();
    while let Some(tries) = sending.next().await {
        report.accepted += 1;
        report.retried += usize::from(tries? > 1);
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use axum::{Router, extract::State, http::HeaderMap, routing::post};

    use super::*;
    use crate::simulate::sign::standard_webhooks;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn secrets() -> Secrets {
        Secrets { erp: SECRET.into(), tms: SECRET.into(), ups: "key".into(), crm: "key".into() }
    }

    fn now() -> Timestamp {
        "2026-05-14T13:40:00Z".parse().unwrap()
    }

    /// Says "wait" to every third request, and refuses what is not signed.
    async fn receive(State(seen): State<Arc<AtomicUsize>>, headers: HeaderMap, body: String) -> StatusCode {
        if seen.fetch_add(1, Ordering::Relaxed) % 3 == 0 {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        let header = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap());
        let signed = standard_webhooks(SECRET, header("webhook-id"), now(), body.as_bytes()).unwrap();
        let crm = sign::hmac_sha256("key", body.as_bytes()).unwrap();
        if [header("webhook-signature") == signed.signature, header(UPS_KEY) == "key", header(CRM_SIGNATURE) == crm]
            .contains(&true)
        {
            StatusCode::ACCEPTED
        } else {
            StatusCode::UNAUTHORIZED
        }
    }

    async fn server() -> (Url, Arc<AtomicUsize>) {
        let seen = Arc::new(AtomicUsize::new(0));
        let app = Router::new().route("/ingest/{connector}", post(receive)).with_state(Arc::clone(&seen));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        (url, seen)
    }

    #[tokio::test]
    async fn a_world_arrives_whole_though_the_server_asks_to_wait() {
        let (url, seen) = server().await;
        let world = World::of(8, 1, now());
        let report = fill(&Target::new(url, secrets()).unwrap(), &world).await.unwrap();
        assert_eq!(report.accepted, world.history().len());
        assert!(report.retried > 0);
        assert!(seen.load(Ordering::Relaxed) > report.accepted);
    }

    #[tokio::test]
    async fn a_wrong_secret_is_told_at_once() {
        let (url, _) = server().await;
        let wrong =
            Secrets { erp: "whsec_AAAA".into(), tms: "whsec_AAAA".into(), ups: "wrong".into(), crm: "wrong".into() };
        let refused = fill(&Target::new(url, wrong).unwrap(), &World::of(8, 1, now())).await.unwrap_err();
        assert!(matches!(refused, SendError::Refused { status: StatusCode::UNAUTHORIZED, .. }), "{refused}");
        assert!(!format!("{:?}", secrets()).contains("whsec"));
    }

    #[test]
    fn waits_grow_and_end() {
        assert!(wait(0, None) < wait(3, None));
        assert_eq!(wait(40, None), LONGEST_WAIT);
        assert_eq!(wait(0, Some(2)), Duration::from_secs(2));
        assert_eq!(wait(0, Some(9_999)), LONGEST_WAIT);
    }
}
