//! Section `oidc`.

use serde::Deserialize;
use url::Url;

use super::SecretText;

/// The identity provider (OpenID Connect).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// Its issuer address, letter by letter as it says itself. `None`: nobody signs in this way.
    #[serde(deserialize_with = "issuer")]
    pub issuer: Option<String>,
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

fn issuer<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let url: Url = text.parse().map_err(serde::de::Error::custom)?;
    let here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let safe = url.scheme() == "https" || (url.scheme() == "http" && here);
    if safe {
        Ok(Some(text.trim().to_owned()))
    } else {
        Err(serde::de::Error::custom("an https address is wanted (http only on this machine)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<String>, toml::de::Error> {
        #[derive(Deserialize)]
        struct Only {
            #[serde(deserialize_with = "issuer")]
            issuer: Option<String>,
        }
        toml::from_str::<Only>(&format!("issuer = \"{text}\"")).map(|only| only.issuer)
    }

    #[test]
    fn an_issuer_is_kept_as_written_and_spoken_with_over_tls() {
        assert_eq!(read("").unwrap(), None);
        assert_eq!(read("https://id.example").unwrap().as_deref(), Some("https://id.example"));
        assert_eq!(read("https://id.example/").unwrap().as_deref(), Some("https://id.example/"));
        assert!(read("http://localhost:4000").unwrap().is_some());
        assert!(read("http://127.0.0.1:4000").unwrap().is_some());
        assert!(read("http://id.example").is_err());
        assert!(read("http://localhost.evil.example").is_err());
    }
}
