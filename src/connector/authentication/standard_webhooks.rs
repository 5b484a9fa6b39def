//! Standard Webhooks: `webhook-signature` holds `v1,` + base64(HMAC-SHA256(key, `id.timestamp.body`)), several of them
//! separated by spaces while the sender rotates its key; versions that we do not know are skipped.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::{Attempt, AuthError, any_secret, hmac_sha256::BYTES};
use crate::connector::Secret;

/// How far the signed timestamp may be off, either way.
const TOLERANCE_SECONDS: i64 = 5 * 60;
/// Fewest bytes of a key; the specification asks for 24, and some senders give fewer.
const FEWEST_BYTES: usize = 16;

/// Senders write base64 with padding and without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What stands in the three headers.
struct Signed<'a> {
    id: Cow<'a, str>,
    timestamp: Cow<'a, str>,
    signatures: Vec<Vec<u8>>,
}

fn signed<'a>(attempt: &Attempt<'a>) -> Result<Signed<'a>, AuthError> {
    // Svix, whose servers send most of these webhooks, names the same headers its own way.
    let prefix = if attempt.headers.get("webhook-signature").is_some() { "webhook" } else { "svix" };
    let header = |name: &str| attempt.headers.get(&format!("{prefix}-{name}")).ok_or(AuthError::MissingSignature);
    let (id, timestamp, signatures) = (header("id")?, header("timestamp")?, header("signature")?);
    let signatures: Vec<Vec<u8>> = signatures
        .split(' ')
        .filter_map(|signature| BASE64.decode(signature.strip_prefix("v1,")?).ok())
        .filter(|signature| signature.len() == BYTES)
        .take(8)
        .collect();
    if signatures.is_empty() { Err(AuthError::BadSignature) } else { Ok(Signed { id, timestamp, signatures }) }
}

/// Whether the headers can be right for some body: there is a signature, and its time is near.
pub(super) fn shape(attempt: &Attempt<'_>) -> Result<(), AuthError> {
    fresh(attempt, &signed(attempt)?.timestamp)
}

pub(super) fn verify(attempt: &Attempt<'_>) -> Result<(), AuthError> {
    let Signed { id, timestamp, signatures } = signed(attempt)?;
    any_secret(attempt.secrets, |secret| {
        signatures.iter().fold(false, |matched, signature| {
            signs(secret, [&id, &timestamp].map(|text| text.as_bytes()), attempt.body, signature) | matched
        })
    })?;
    fresh(attempt, &timestamp)
}

fn fresh(attempt: &Attempt<'_>, timestamp: &str) -> Result<(), AuthError> {
    let signed_at: i64 = timestamp.parse().map_err(|_| AuthError::StaleTimestamp)?;
    let off = attempt.now.as_second().saturating_sub(signed_at).saturating_abs();
    if off > TOLERANCE_SECONDS { Err(AuthError::StaleTimestamp) } else { Ok(()) }
}

/// What is wrong with the form of a secret.
pub(super) fn malformed(secret: &str) -> Option<&'static str> {
    match key(secret) {
        None => Some("is not base64 (after `whsec_`), as Standard Webhooks wants it"),
        Some(key) if key.len() < FEWEST_BYTES => Some("holds fewer than 16 bytes (in base64, after `whsec_`)"),
        Some(_) => None,
    }
}

fn key(secret: &str) -> Option<Vec<u8>> {
    BASE64.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok()
}

fn signs(secret: &Secret, [id, timestamp]: [&[u8]; 2], body: &[u8], signature: &[u8]) -> bool {
    let Some(key) = key(secret.expose()) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return false };
    for part in [id, b".", timestamp, b".", body] {
        mac.update(part);
    }
    mac.verify_slice(signature).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;

    use super::*;

    /// The vector of the specification's reference implementations.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn check(signature: &str, secrets: &[&str], body: &[u8], now: i64) -> Result<(), AuthError> {
        named("webhook", signature, secrets, body, now)
    }

    fn named(prefix: &str, signature: &str, secrets: &[&str], body: &[u8], now: i64) -> Result<(), AuthError> {
        let headers: BTreeMap<_, _> = [("id", ID), ("timestamp", &AT.to_string()), ("signature", signature)]
            .into_iter()
            .map(|(name, value)| (format!("{prefix}-{name}"), value.to_owned()))
            .collect();
        let secrets: Vec<_> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        verify(&Attempt { headers: &headers, body, secrets: &secrets, now: Timestamp::from_second(now).unwrap() })
    }

    #[test]
    fn the_published_vector_is_accepted() {
        assert_eq!(check(SIGNATURE, &[SECRET], BODY, AT), Ok(()));
        assert_eq!(check(SIGNATURE.trim_end_matches('='), &[SECRET], BODY, AT), Ok(()));
    }

    #[test]
    fn the_names_of_svix_are_taken_too() {
        assert_eq!(named("svix", SIGNATURE, &[SECRET], BODY, AT), Ok(()));
        assert_eq!(named("svix", "v1,AAAA", &[SECRET], BODY, AT), Err(AuthError::BadSignature));
        assert_eq!(named("other", SIGNATURE, &[SECRET], BODY, AT), Err(AuthError::MissingSignature));
    }

    #[test]
    fn another_body_secret_or_signature_is_not() {
        let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(check(SIGNATURE, &[SECRET], b"{}", AT), Err(AuthError::BadSignature));
        assert_eq!(check(SIGNATURE, &[other], BODY, AT), Err(AuthError::BadSignature));
        assert_eq!(check("v1,", &[SECRET], BODY, AT), Err(AuthError::BadSignature));
        assert_eq!(check("v2,anything", &[SECRET], BODY, AT), Err(AuthError::BadSignature));
        assert_eq!(check(SIGNATURE, &["whsec_not base64!"], BODY, AT), Err(AuthError::BadSignature));
    }

    #[test]
    fn both_sides_may_rotate() {
        let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let two = format!("v1a,xyz v1,AAAA {SIGNATURE}");
        assert_eq!(check(&two, &[other, SECRET], BODY, AT), Ok(()));
    }

    #[test]
    fn five_minutes_are_tolerated_either_way_and_no_more() {
        for off in [-300, 300] {
            assert_eq!(check(SIGNATURE, &[SECRET], BODY, AT + off), Ok(()));
        }
        for off in [-301, 301] {
            assert_eq!(check(SIGNATURE, &[SECRET], BODY, AT + off), Err(AuthError::StaleTimestamp));
        }
    }

    #[test]
    fn a_missing_header_is_a_missing_signature() {
        let none = BTreeMap::new();
        let secrets = [Secret::new(SECRET)];
        let attempt = Attempt { headers: &none, body: BODY, secrets: &secrets, now: Timestamp::UNIX_EPOCH };
        assert_eq!(verify(&attempt), Err(AuthError::MissingSignature));
    }
}
