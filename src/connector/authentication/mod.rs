//! How a sender proves itself. A connector lists one or more ways; any one of them is enough.
//!
//! Everything is computed over the raw body, every comparison takes constant time, and every secret that is valid now
//! is tried (two while one replaces the other).

mod hmac_sha256;
mod shared;
mod standard_webhooks;

use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{Headers, Secret};
pub use hmac_sha256::HmacSha256;
pub use shared::SharedKey;

/// One way of proving who sends, as `[[authentication]]` of a `connector.toml` says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Authentication {
    /// <https://www.standardwebhooks.com>: signature over id, timestamp and body; ±5 minutes.
    StandardWebhooks {},
    /// HMAC-SHA256 of the body in one header.
    HmacSha256(HmacSha256),
    /// The secret itself in a header of the connector's choice.
    SharedKey(SharedKey),
    /// The secret in `Authorization: Bearer …`.
    Bearer {},
}

/// Why a message was not accepted as its sender's. Its text says nothing about the secret or how near a guess was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// No header of any accepted way is there.
    #[error("no signature or credential that this connector accepts")]
    MissingSignature,
    /// There is one, and it is not right.
    #[error("the signature or credential is not right")]
    BadSignature,
    /// The signed timestamp is more than five minutes off.
    #[error("the signed timestamp is more than five minutes off")]
    StaleTimestamp,
    /// Nobody has configured a secret, so nothing can be accepted.
    #[error("no secret is configured for this connector")]
    NoSecretConfigured,
}

impl AuthError {
    /// A stable code, for answers, logs and metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingSignature => "MISSING_SIGNATURE",
            Self::BadSignature => "BAD_SIGNATURE",
            Self::StaleTimestamp => "STALE_TIMESTAMP",
            Self::NoSecretConfigured => "NO_SECRET_CONFIGURED",
        }
    }

    /// How much it says about the sender's attempt; of several failures the most telling is reported.
    fn rank(self) -> u8 {
        match self {
            Self::NoSecretConfigured => 0,
            Self::MissingSignature => 1,
            Self::BadSignature => 2,
            Self::StaleTimestamp => 3,
        }
    }
}

/// What a verifier looks at.
pub(super) struct Attempt<'a> {
    pub headers: &'a dyn Headers,
    pub body: &'a [u8],
    pub secrets: &'a [Secret],
    pub now: Timestamp,
}

/// What the head of a message proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// All: a key that is right.
    Whole,
    /// There is a signature of the right form; the body tells whether it is right.
    NeedsBody,
}

/// What the head alone proves, by any of the ways.
pub(super) fn proof(ways: &[Authentication], attempt: &Attempt<'_>) -> Result<Proof, AuthError> {
    if attempt.secrets.is_empty() {
        return Err(AuthError::NoSecretConfigured);
    }
    let mut best = Err(AuthError::MissingSignature);
    for way in ways {
        best = match (way.proof(attempt), best) {
            (Ok(Proof::Whole), _) => return Ok(Proof::Whole),
            (Ok(Proof::NeedsBody), _) | (_, Ok(Proof::NeedsBody)) => Ok(Proof::NeedsBody),
            (Err(error), Err(worst)) if error.rank() > worst.rank() => Err(error),
            (_, best) => best,
        };
    }
    best
}

/// Accepts when any of the ways does.
pub(super) fn authenticate(ways: &[Authentication], attempt: &Attempt<'_>) -> Result<(), AuthError> {
    if attempt.secrets.is_empty() {
        return Err(AuthError::NoSecretConfigured);
    }
    let mut worst = AuthError::MissingSignature;
    for way in ways {
        match way.verify(attempt) {
            Ok(()) => return Ok(()),
            Err(error) if error.rank() > worst.rank() => worst = error,
            Err(_) => {}
        }
    }
    Err(worst)
}

/// What is wrong with the form of a secret, for a connector that accepts messages in these ways. Its text says nothing of the
/// secret itself.
pub(super) fn malformed(ways: &[Authentication], secret: &str) -> Option<&'static str> {
    let webhooks = |way: &Authentication| matches!(way, Authentication::StandardWebhooks {});
    // Where other ways are open too, any text may be the secret of one of them.
    let signs = secret.starts_with("whsec_") && ways.iter().any(webhooks) || ways.iter().all(webhooks);
    if signs { standard_webhooks::malformed(secret) } else { None }
}

impl Authentication {
    /// See [`proof`]; a key needs no body.
    fn proof(&self, attempt: &Attempt<'_>) -> Result<Proof, AuthError> {
        match self {
            Self::StandardWebhooks {} => standard_webhooks::shape(attempt).map(|()| Proof::NeedsBody),
            Self::HmacSha256(settings) => settings.shape(attempt).map(|_| Proof::NeedsBody),
            Self::SharedKey(_) | Self::Bearer {} => self.verify(attempt).map(|()| Proof::Whole),
        }
    }

    fn verify(&self, attempt: &Attempt<'_>) -> Result<(), AuthError> {
        match self {
            Self::StandardWebhooks {} => standard_webhooks::verify(attempt),
            Self::HmacSha256(settings) => settings.verify(attempt),
            Self::SharedKey(settings) => settings.verify(attempt),
            Self::Bearer {} => shared::verify_bearer(attempt),
        }
    }
}

/// Equality in constant time, whatever the lengths: both sides are hashed first.
fn same(left: &[u8], right: &[u8]) -> bool {
    Sha256::digest(left).ct_eq(&Sha256::digest(right)).into()
}

/// Tries every secret without stopping at the first, so that time does not tell which one matched.
fn any_secret(secrets: &[Secret], mut matches: impl FnMut(&Secret) -> bool) -> Result<(), AuthError> {
    let matched = secrets.iter().fold(false, |matched, secret| matches(secret) | matched);
    if matched { Ok(()) } else { Err(AuthError::BadSignature) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn attempt(ways: &[Authentication], headers: &[(&str, &str)], secrets: &[&str]) -> Result<(), AuthError> {
        let headers: BTreeMap<_, _> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let secrets: Vec<_> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        let now = Timestamp::from_second(1_614_265_330).unwrap();
        authenticate(ways, &Attempt { headers: &headers, body: b"{}", secrets: &secrets, now })
    }

    #[test]
    fn any_way_is_enough() {
        let ways = [Authentication::StandardWebhooks {}, Authentication::Bearer {}];
        assert_eq!(attempt(&ways, &[("authorization", "Bearer right")], &["right"]), Ok(()));
    }

    #[test]
    fn the_form_of_a_secret_depends_on_the_ways() {
        let (signed, both) =
            ([Authentication::StandardWebhooks {}], [Authentication::StandardWebhooks {}, Authentication::Bearer {}]);
        let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let plain = "a credential, not base64";
        for ways in [&signed[..], &both[..]] {
            assert_eq!(malformed(ways, good), None);
            assert_eq!(malformed(ways, good.trim_start_matches("whsec_")), None);
            assert!(malformed(ways, "whsec_not base64 at all!").is_some_and(|what| what.contains("base64")));
            assert!(malformed(ways, "whsec_c2hvcnQ=").is_some_and(|what| what.contains("16")));
        }
        assert!(malformed(&signed, plain).is_some() && malformed(&both, plain).is_none());
        assert_eq!(malformed(&[Authentication::Bearer {}], "whsec_anything"), None);
    }

    #[test]
    fn the_head_alone_says_what_no_body_can_mend() {
        let headers = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let secrets = [Secret::new("right")];
        let now = Timestamp::from_second(1_614_265_330).unwrap();
        let hmac = HmacSha256 { header: "X-Sig".into(), encoding: hmac_sha256::Encoding::Hex, prefix: "v=".into() };
        let ways = [Authentication::StandardWebhooks {}, Authentication::HmacSha256(hmac), Authentication::Bearer {}];
        let of = |pairs: &[(&str, &str)]| {
            let headers = headers(pairs);
            proof(&ways, &Attempt { headers: &headers, body: b"", secrets: &secrets, now })
        };
        let webhook = |time: &'static str, signature: &'static str| {
            of(&[("webhook-id", "1"), ("webhook-timestamp", time), ("webhook-signature", signature)])
        };
        let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(of(&[]), Err(AuthError::MissingSignature));
        assert_eq!(of(&[("authorization", "Bearer right")]), Ok(Proof::Whole));
        assert_eq!(of(&[("authorization", "Bearer wrong")]), Err(AuthError::BadSignature));
        assert_eq!(webhook("1614265330", signature), Ok(Proof::NeedsBody));
        assert_eq!(webhook("1614265330", "v1,short"), Err(AuthError::BadSignature));
        assert_eq!(webhook("1614265330", "v2,later v1,"), Err(AuthError::BadSignature));
        assert_eq!(webhook("1614260000", signature), Err(AuthError::StaleTimestamp));
        assert_eq!(webhook("soon", signature), Err(AuthError::StaleTimestamp));
        assert_eq!(of(&[("x-sig", &format!("v={}", "ab".repeat(32)))]), Ok(Proof::NeedsBody));
        assert_eq!(of(&[("x-sig", "v=abcd")]), Err(AuthError::BadSignature));
        let both = [("x-sig", "v=abcd"), ("authorization", "Bearer right")];
        assert_eq!(of(&both), Ok(Proof::Whole), "any way is enough");
    }

    #[test]
    fn without_a_secret_nothing_is_accepted() {
        let ways = [Authentication::Bearer {}];
        assert_eq!(attempt(&ways, &[("authorization", "Bearer ")], &[]), Err(AuthError::NoSecretConfigured));
    }

    #[test]
    fn the_failure_that_says_most_is_reported() {
        let ways = [Authentication::StandardWebhooks {}, Authentication::Bearer {}];
        assert_eq!(attempt(&ways, &[], &["right"]), Err(AuthError::MissingSignature));
        assert_eq!(attempt(&ways, &[("authorization", "Bearer wrong")], &["right"]), Err(AuthError::BadSignature));
    }
}
