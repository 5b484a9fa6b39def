//! Salesforce's `signed_request`: `base64(HMAC-SHA256(consumer secret, envelope)).envelope`, the envelope being base64 of
//! JSON and the MAC over it as it is written. The algorithm is ours to choose and not the envelope's: what it says of
//! itself is not looked at.

use base64::{
    Engine as _, alphabet,
    engine::{
        DecodePaddingMode,
        general_purpose::{GeneralPurpose, GeneralPurposeConfig},
    },
};
use hmac::Mac as _;
use serde::Deserialize;

use crate::{config::SecretText, web::mac::mac};

/// Larger than a context with a record in it ever is.
pub(super) const LONGEST: usize = 48 * 1024;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Why it is not taken. Both look the same from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    /// Not signed with a secret of ours, or no signed request at all.
    Forged,
    /// Signed, and not the JSON that we know.
    Unreadable,
}

/// A request that Salesforce signed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signed {
    /// The MAC: what tells it from others.
    pub mac: [u8; 32],
    /// What it says.
    pub request: CanvasRequest,
}

/// The parts of it that are read. `client` holds tokens for the API of Salesforce; of it only what a frame needs to be
/// resized is taken over, so that no token can reach a log or a store.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CanvasRequest {
    /// Seconds since 1970, as a number or as text; described differently by older and newer documents.
    #[serde(default, deserialize_with = "seconds")]
    pub issued_at: Option<i64>,
    pub context: Context,
    #[serde(default)]
    pub client: Client,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Client {
    pub instance_id: String,
    pub target_origin: String,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Context {
    pub user: User,
    #[serde(default)]
    pub organization: Organization,
    #[serde(default)]
    pub environment: Environment,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    #[serde(rename = "userId")]
    pub id: String,
    #[serde(default)]
    pub full_name: Option<String>,
    #[serde(default)]
    pub role_id: Option<String>,
    #[serde(default)]
    pub profile_id: Option<String>,
    #[serde(default)]
    pub time_zone: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Organization {
    pub organization_id: String,
}

/// Where it is shown. Parameters come as an object, or as the text of one.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Environment {
    #[serde(deserialize_with = "object")]
    pub parameters: Fields,
    #[serde(deserialize_with = "object")]
    pub record: Fields,
}

/// Fields of a record, or parameters.
pub(super) type Fields = serde_json::Map<String, serde_json::Value>;

/// Checks and reads one.
///
/// # Errors
/// See [`Refused`].
pub(super) fn read(text: &str, secrets: &[SecretText]) -> Result<Signed, Refused> {
    if text.len() > LONGEST {
        return Err(Refused::Forged);
    }
    let (signature, envelope) = text.split_once('.').ok_or(Refused::Forged)?;
    let signature: [u8; 32] = decode(signature).and_then(|bytes| bytes.try_into().ok()).ok_or(Refused::Forged)?;
    let signed =
        |secret: &SecretText| mac(secret.expose().as_bytes(), envelope.as_bytes()).verify_slice(&signature).is_ok();
    if !secrets.iter().any(signed) {
        return Err(Refused::Forged);
    }
    let json = decode(envelope).ok_or(Refused::Unreadable)?;
    let request = serde_json::from_slice(&json).map_err(|_| Refused::Unreadable)?;
    Ok(Signed { mac: signature, request })
}

/// Both alphabets, with and without padding.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.contains(['-', '_']) { URL_SAFE.decode(text).ok() } else { STANDARD.decode(text).ok() }
}

fn seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let number = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    Ok(number)
}

fn object<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let value = match value {
        serde_json::Value::String(text) => serde_json::from_str(&text).unwrap_or_default(),
        other => other,
    };
    Ok(match value {
        serde_json::Value::Object(fields) => fields,
        _ => Fields::new(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use base64::engine::general_purpose;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    pub const SECRET: &str = "1234567890123456789";

    pub fn secrets(of: &[&str]) -> Vec<SecretText> {
        of.iter().map(|text| SecretText::from((*text).to_owned())).collect()
    }

    fn envelope() -> String {
        let json = json!({
            "algorithm": "none", "issuedAt": 1_778_760_000, "userId": "0055e000001AbCdEAF",
            "client": {"oauthToken": "00D!secret", "refreshToken": "5Aep", "instanceId": "_:app:1", "targetOrigin": "https://acme.my.salesforce.com"},
            "context": {
                "user": {"userId": "0055e000001AbCdEAF", "fullName": "Marta Reyes?>~", "roleId": "00E5e000001XyZa", "timeZone": "America/Chicago"},
                "organization": {"organizationId": "00D5e000000HZSaEAO", "name": "Acme"},
                "environment": {"parameters": "{\"orderNumber\":\"4711\"}", "record": {"Id": "5005e000001", "CaseNumber": "00048213"}},
            },
        });
        general_purpose::STANDARD.encode(json.to_string())
    }

    fn sign(envelope: &str) -> String {
        let mac = mac(SECRET.as_bytes(), envelope.as_bytes()).finalize().into_bytes();
        format!("{}.{envelope}", general_purpose::STANDARD.encode(mac))
    }

    #[test]
    fn what_salesforce_signed_is_read() {
        let signed = read(&sign(&envelope()), &secrets(&["another", SECRET])).unwrap();
        let request = signed.request;
        assert_eq!(request.issued_at, Some(1_778_760_000));
        assert_eq!(request.context.user.full_name.as_deref(), Some("Marta Reyes?>~"));
        assert_eq!(request.context.environment.parameters["orderNumber"], "4711");
        assert_eq!(request.context.environment.record["CaseNumber"], "00048213");
        assert!(!format!("{request:?}").contains("secret"), "no token is kept");
    }

    #[test]
    fn both_alphabets_are_read_with_and_without_padding() {
        let standard = sign(&envelope());
        let (mac, _) = standard.split_once('.').unwrap();
        let url = mac.replace('+', "-").replace('/', "_");
        let envelope_of_urls = envelope().replace('+', "-").replace('/', "_");
        assert!(read(&format!("{url}.{}", envelope()), &secrets(&[SECRET])).is_ok());
        assert!(read(&format!("{}.{}", mac.trim_end_matches('='), envelope()), &secrets(&[SECRET])).is_ok());
        assert!(read(&sign(&envelope_of_urls), &secrets(&[SECRET])).is_ok());
        assert!(read(&sign(envelope().trim_end_matches('=')), &secrets(&[SECRET])).is_ok());
        assert!(decode("+/8=").is_some() && decode("-_8").is_some() && decode("+_8").is_none());
    }

    #[test]
    fn what_is_not_signed_with_our_secret_is_refused() {
        let good = sign(&envelope());
        assert_eq!(read(&good, &secrets(&["another"])), Err(Refused::Forged));
        assert_eq!(read(&good, &[]), Err(Refused::Forged), "no secret believes nothing");
        assert_eq!(read(&good.replacen('.', "..", 1), &secrets(&[SECRET])), Err(Refused::Forged));
        assert_eq!(read(&format!("{good}A"), &secrets(&[SECRET])), Err(Refused::Forged));
        assert_eq!(read(&envelope(), &secrets(&[SECRET])), Err(Refused::Forged));
        assert_eq!(read(&"x".repeat(LONGEST + 1), &secrets(&[SECRET])), Err(Refused::Forged));
        let other = general_purpose::STANDARD.encode(r#"{"context":{"user":{}}}"#);
        assert_eq!(read(&sign(&other), &secrets(&[SECRET])), Err(Refused::Unreadable));
        assert_eq!(read(&sign("%%%"), &secrets(&[SECRET])), Err(Refused::Unreadable));
    }

    proptest! {
        #[test]
        fn any_text_is_refused_without_harm(text in ".{0,200}", envelope in "[A-Za-z0-9+/=._-]{0,60}") {
            prop_assert_eq!(read(&text, &secrets(&[SECRET])), Err(Refused::Forged));
            // Signed nonsense must not harm either.
            let _ = read(&sign(&envelope), &secrets(&[SECRET]));
        }
    }
}
