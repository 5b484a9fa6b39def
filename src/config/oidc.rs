//! Section `oidc`.

use serde::Deserialize;
use url::Url;

use super::SecretText;

/// The identity provider (OpenID Connect).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// Its issuer address. `None`: nobody signs in this way.
    #[serde(deserialize_with = "issuer")]
    pub issuer: Option<Url>,
    /// What the sign-in button calls it.
    pub name: String,
    /// Our identity there.
    pub client_id: String,
    /// Our secret there. `None`: a public client, held by PKCE alone.
    #[serde(deserialize_with = "super::blank")]
    pub client_secret: Option<SecretText>,
    /// What we ask for, besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that lists roles.
    pub roles_claim: String,
    /// The claim that lists sales organisations.
    pub organisations_claim: String,
    /// What the provider calls our roles.
    pub roles: RoleNames,
}

/// The provider's words for our roles; any one of a list is enough.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleNames {
    /// Answers customers.
    pub agent: Vec<String>,
    /// Leads agents.
    pub supervisor: Vec<String>,
    /// Keeps the flows running; sees every organisation.
    pub operator: Vec<String>,
    /// Sets the house up; sees every organisation.
    pub admin: Vec<String>,
}

fn issuer<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some).map_err(serde::de::Error::custom) }
}
