//! HMAC-SHA256 of the body in one header: dozens of shops and carriers differ in nothing but the header's name, the
//! encoding and a prefix.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use serde::Deserialize;
use sha2::Sha256;

use super::{Attempt, AuthError, any_secret};

/// Of a SHA-256.
pub(super) const BYTES: usize = 32;

/// `[[authentication]] type = "hmac_sha256"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HmacSha256 {
    /// The header that holds the signature.
    pub header: String,
    /// How the signature is written.
    pub encoding: Encoding,
    /// What stands before it in the header, e.g. `hmac-sha256-hex=`.
    #[serde(default)]
    pub prefix: String,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Standard alphabet, padded.
    Base64,
    /// Either case.
    Hex,
}

impl HmacSha256 {
    /// The signature that was sent, where it is one: 32 bytes.
    pub(super) fn shape(&self, attempt: &Attempt<'_>) -> Result<Vec<u8>, AuthError> {
        let sent = attempt.headers.get(&self.header).ok_or(AuthError::MissingSignature)?;
        let sent = sent.strip_prefix(&self.prefix).ok_or(AuthError::BadSignature)?;
        self.encoding.decode(sent).filter(|signature| signature.len() == BYTES).ok_or(AuthError::BadSignature)
    }

    pub(super) fn verify(&self, attempt: &Attempt<'_>) -> Result<(), AuthError> {
        let signature = self.shape(attempt)?;
        any_secret(attempt.secrets, |secret| {
            Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
                .is_ok_and(|mac| mac.chain_update(attempt.body).verify_slice(&signature).is_ok())
        })
    }
}

impl Encoding {
    fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Base64 => STANDARD.decode(text).ok(),
            Self::Hex => hex::decode(text).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;

    use super::*;
    use crate::connector::Secret;

    /// RFC 4231, test case 2: key `Jefe`, data `what do ya want for nothing?`.
    const HEX: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const BODY: &[u8] = b"what do ya want for nothing?";

    fn check(encoding: Encoding, prefix: &str, sent: &str, body: &[u8]) -> Result<(), AuthError> {
        let settings = HmacSha256 { header: "X-Hmac-Signature".into(), encoding, prefix: prefix.into() };
        let headers = BTreeMap::from([("x-hmac-signature".to_owned(), sent.to_owned())]);
        let secrets = [Secret::new("old"), Secret::new("Jefe")];
        settings.verify(&Attempt { headers: &headers, body, secrets: &secrets, now: Timestamp::UNIX_EPOCH })
    }

    #[test]
    fn the_published_vector_is_accepted_in_both_encodings() {
        let base64 = STANDARD.encode(hex::decode(HEX).unwrap());
        assert_eq!(check(Encoding::Base64, "", &base64, BODY), Ok(()));
        assert_eq!(check(Encoding::Hex, "hmac-sha256-hex=", &format!("hmac-sha256-hex={HEX}"), BODY), Ok(()));
    }

    #[test]
    fn anything_else_is_not() {
        assert_eq!(check(Encoding::Hex, "", HEX, b"another body"), Err(AuthError::BadSignature));
        assert_eq!(check(Encoding::Hex, "hmac-sha256-hex=", HEX, BODY), Err(AuthError::BadSignature));
        assert_eq!(check(Encoding::Hex, "", "not hex", BODY), Err(AuthError::BadSignature));
        assert_eq!(check(Encoding::Hex, "", "", BODY), Err(AuthError::BadSignature));
    }
}
