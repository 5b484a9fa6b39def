//! Section `server`.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use serde::{Deserialize, Deserializer, de};
use url::Url;

use super::Network;

/// Where it listens and what it is called from outside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address people use. `None`: `http://` and the address it listens on.
    #[serde(deserialize_with = "web_address")]
    pub public_url: Option<Url>,
    /// Whether `X-Forwarded-For` is believed, whoever sends it: only where nobody but a proxy that sets it can connect.
    pub trust_forwarded: bool,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// The folder of the pages' module. `None`: `site`, else `target/site`, in the working folder.
    #[serde(deserialize_with = "super::blank")]
    pub site_dir: Option<PathBuf>,
    /// Seconds that open requests have on stopping.
    pub drain_seconds: u64,
    /// Whether messages are applied. Where not, they are accepted and wait.
    pub apply: bool,
}

impl Server {
    /// Whether a connection from there is a proxy's.
    pub fn is_proxy(&self, address: IpAddr) -> bool {
        let listed = self.trusted_proxies.iter().any(|network| network.holds(address));
        listed || (self.trust_forwarded && self.trusted_proxies.is_empty())
    }

    /// Whether requests come through a proxy.
    pub fn expects_proxy(&self) -> bool {
        self.trust_forwarded || !self.trusted_proxies.is_empty()
    }
}

fn web_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let url: Url = text.parse().map_err(de::Error::custom)?;
    let plain = matches!(url.scheme(), "http" | "https") && url.host().is_some() && url.path() == "/";
    if plain {
        Ok(Some(url))
    } else {
        Err(de::Error::custom("an address such as https://waypost.example.com is wanted"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(public_url: &str) -> Result<Server, toml::de::Error> {
        toml::from_str(&format!(
            "listen = \"[::1]:80\"\npublic_url = \"{public_url}\"\ntrust_forwarded = false\ntrusted_proxies = []\nsite_dir = \"\"\ndrain_seconds = 1\napply = true"
        ))
    }

    #[test]
    fn a_public_address_is_a_web_address_without_a_path() {
        assert!(server("").unwrap().public_url.is_none());
        assert_eq!(server("https://w.example").unwrap().public_url.unwrap().as_str(), "https://w.example/");
        assert!(server("ftp://w.example").is_err());
        assert!(server("https://w.example/waypost").is_err());
    }
}
