//! Connectors: folders of data that say how a system speaks (`connectors/README.md`). They are loaded and compiled
//! once; then a connector verifies who sends, names the message, splits it into documents and maps those to canonical
//! events. It performs no I/O after loading, knows no clock and no web server.

mod authentication;
pub mod cli;
mod codes;
#[cfg(test)]
mod corpus;
mod deadline;
mod error;
mod headers;
mod jq;
mod key;
mod map;
mod refusal;
mod registry;
mod samples;
mod secret;
mod settings;
#[cfg(test)]
mod shipped;
#[cfg(test)]
mod shipped_numbers;
#[cfg(test)]
mod shipped_salesforce;
#[cfg(test)]
mod shipped_ups;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::codec::{self, Document};
pub use authentication::{AuthError, Proof};
pub use deadline::{Job, map_all};
pub use error::LoadError;
pub use headers::{Headers, text as header_text};
pub use key::Identity;
pub use map::{Draft, Mapped};
pub use refusal::{PAGES, Page, Refusal, explain};
pub use registry::Registry;
pub use secret::Secret;
pub use settings::{Format, Handshake, Settings};

/// The most headers, and the longest header, that are kept with a message.
const KEPT_HEADERS: usize = 64;
const KEPT_BYTES: usize = 4096;

/// One loaded connector.
pub struct Connector {
    settings: Settings,
    program: jq::Program,
    abandoned: deadline::Abandoned,
}

impl Connector {
    /// Its name: the folder's, and the last part of its endpoint.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// The source to which its events are attributed.
    pub fn source(&self) -> &str {
        &self.settings.source
    }

    /// Everything its `connector.toml` says.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the head of a message proves, before its body is read.
    ///
    /// # Errors
    /// No body could make it right: no header of any accepted way, a key that is wrong, a signature that is none.
    pub fn proof(&self, headers: &dyn Headers, secrets: &[Secret], now: Timestamp) -> Result<Proof, AuthError> {
        let attempt = authentication::Attempt { headers, body: b"", secrets, now };
        authentication::proof(&self.settings.authentication, &attempt)
    }

    /// Whether the message is its sender's. Any configured way of proving it is enough; any of `secrets` may be used.
    ///
    /// # Errors
    /// What was wrong, in a form that may be told to the sender.
    pub fn authenticate(
        &self,
        headers: &dyn Headers,
        body: &[u8],
        secrets: &[Secret],
        now: Timestamp,
    ) -> Result<(), AuthError> {
        let attempt = authentication::Attempt { headers, body, secrets, now };
        authentication::authenticate(&self.settings.authentication, &attempt)
    }

    /// What is wrong with the form of a secret, if anything; says nothing of the secret itself.
    pub fn malformed(&self, secret: &str) -> Option<&'static str> {
        authentication::malformed(&self.settings.authentication, secret)
    }

    /// What identifies the message within this connector, and what tells it from another under the same key. `kept` are the
    /// headers that [`kept_headers`](Self::kept_headers) kept.
    pub fn identify(&self, headers: &dyn Headers, kept: &BTreeMap<String, String>, body: &[u8]) -> Identity {
        key::identify(&self.settings.message.key, self.settings.format, headers, kept, body)
    }

    /// The headers that decoding will need, names in lower case: the media type, CloudEvents attributes, identities of
    /// the message. Never a credential.
    pub fn kept_headers(&self, headers: &dyn Headers) -> BTreeMap<String, String> {
        let named = |name: &str| {
            let mut parts = self.settings.message.key.iter();
            parts.any(|part| matches!(part, settings::KeyPart::Header(header) if header == name))
        };
        let identities = ["content-type", "webhook-id", "svix-id"];
        headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .filter(|(name, value)| {
                let needed = identities.contains(&name.as_str()) || name.starts_with("ce-") || named(name);
                needed && name != "authorization" && value.len() <= KEPT_BYTES
            })
            .map(|(name, value)| (name, value.into_owned()))
            .take(KEPT_HEADERS)
            .collect()
    }

    /// Splits a message into its documents. `headers` are those that [`kept_headers`](Self::kept_headers) kept.
    ///
    /// # Errors
    /// When the bytes cannot be read at all.
    pub fn decode(&self, headers: &BTreeMap<String, String>, body: &[u8]) -> Result<Vec<Document>, Refusal> {
        Ok(match self.settings.format {
            Format::Json => vec![Document { position: String::new(), value: codec::json::decode(body)? }],
            Format::Cloudevents => codec::cloudevents::decode(headers, body)?,
        })
    }

    /// Maps one document to canonical events, on this thread and without a deadline
    /// ([`map_all`] has one). The same document always becomes the same events.
    pub fn map(&self, document: &Document) -> Mapped {
        map::map(self, document)
    }
}
