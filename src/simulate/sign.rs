//! How partners sign what they send: Standard Webhooks, written here a second time on purpose. A partner does not share code with the
//! one who checks its signature.

use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// Padding may be missing in a secret that somebody typed.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The three headers of a signed message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
}

/// Why a secret cannot sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing secret is `whsec_` and base64")]
pub struct BadSecret;

/// Signs a body that is sent now. The secret is `whsec_` and base64 (the prefix may be missing).
pub fn standard_webhooks(secret: &str, id: &str, now: Timestamp, body: &[u8]) -> Result<Signed, BadSecret> {
    let key = LENIENT.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).map_err(|_| BadSecret)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| BadSecret)?;
    let timestamp = now.as_second().to_string();
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    Ok(Signed { id: id.to_owned(), timestamp, signature })
}

/// HMAC-SHA256 of the body in base64, as Apex signs what it sends.
pub fn hmac_sha256(secret: &str, body: &[u8]) -> Result<String, BadSecret> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| BadSecret)?;
    mac.update(body);
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_the_published_example() {
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        let sign = |secret| standard_webhooks(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, br#"{"test": 2432232314}"#);
        let signed = sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!(signed.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(signed.timestamp, "1614265330");
        assert_eq!(sign("whsec_not base64!"), Err(BadSecret));
        assert_eq!(sign("whsec_MTIzNA"), sign("whsec_MTIzNA=="), "padding is optional");
    }
}
