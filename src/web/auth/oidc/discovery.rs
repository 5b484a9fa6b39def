//! What the provider says of itself beyond the standard: where to sign out of it (OpenID Connect RP-Initiated Logout 1.0).

use openidconnect::{
    AdditionalProviderMetadata, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

/// The longest ID token that is sent along: with a longer one the address would be refused on its way.
const LONGEST_HINT: usize = 4_096;

/// The provider's discovery document.
pub(super) type Discovered = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What we read of it besides. Read as it comes: nobody is kept from signing in because signing out is written wrongly.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct More {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_session_endpoint: Option<Value>,
}

impl AdditionalProviderMetadata for More {}

impl More {
    /// Where to sign out: spoken with over TLS, or as the issuer itself is.
    pub fn way_out(&self, issuer: &Url) -> Option<Url> {
        let url: Url = self.end_session_endpoint.as_ref()?.as_str()?.parse().ok()?;
        (url.scheme() == "https" || (url.scheme() == "http" && issuer.scheme() == "http")).then_some(url)
    }
}

/// The address at which somebody signs out there and comes back to `back` with `state`.
pub(super) fn leaving(mut way: Url, client: &str, back: &Url, hint: &str, state: &str) -> Url {
    let mut pairs = way.query_pairs_mut();
    pairs.append_pair("client_id", client);
    if (1..=LONGEST_HINT).contains(&hint.len()) {
        pairs.append_pair("id_token_hint", hint);
    }
    pairs.append_pair("post_logout_redirect_uri", back.as_str()).append_pair("state", state);
    drop(pairs);
    way
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Of a discovery document with `more` in it.
    fn way_out(more: &Value, issuer: &str) -> Option<String> {
        let mut document = json!({"issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
            "jwks_uri": format!("{issuer}/jwks"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]});
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let discovered: Discovered = serde_json::from_value(document).unwrap();
        discovered.additional_metadata().way_out(discovered.issuer().url()).map(String::from)
    }

    #[test]
    fn a_provider_may_name_where_to_sign_out_and_need_not() {
        let https = "https://id.example";
        assert_eq!(way_out(&json!({}), https), None);
        let named = json!({"end_session_endpoint": "https://id.example/out?tenant=1"});
        assert_eq!(way_out(&named, https).as_deref(), Some("https://id.example/out?tenant=1"));
        for wrong in [json!(""), json!(7), json!("javascript:alert(1)"), json!("http://id.example/out")] {
            assert_eq!(way_out(&json!({"end_session_endpoint": wrong}), https), None, "{wrong}");
        }
        let here = json!({"end_session_endpoint": "http://localhost:4000/out"});
        assert!(way_out(&here, "http://localhost:4000").is_some());
    }

    #[test]
    fn what_is_sent_along_is_escaped_and_bounded() {
        let back: Url = "https://w.example/auth/signed-out".parse().unwrap();
        let address =
            |hint: &str| leaving("https://id.example/out?tenant=1".parse().unwrap(), "way post", &back, hint, "s&1");
        let long = "x".repeat(LONGEST_HINT + 1);
        let with = "https://id.example/out?tenant=1&client_id=way+post&id_token_hint=a.b.c\
            &post_logout_redirect_uri=https%3A%2F%2Fw.example%2Fauth%2Fsigned-out&state=s%261";
        assert_eq!(address("a.b.c").as_str(), with);
        for none in ["", long.as_str()] {
            assert!(!address(none).as_str().contains("id_token_hint"));
        }
    }
}
