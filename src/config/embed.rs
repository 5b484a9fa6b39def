//! Section `embed`.

use std::{collections::BTreeMap, fmt, fs, io, path::PathBuf, str::FromStr};

use serde::{Deserialize, Deserializer, de};
use url::{Host, Url};

use super::{SecretText, connectors::lines};

/// The widget in other systems' consoles.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embed {
    /// Who may show it in a frame.
    pub hosts: Vec<FrameHost>,
    /// Seconds that an embed token is good for, at most [`Embed::LONGEST`].
    pub token_seconds: u32,
    /// What signs embed tokens; the first signs, each is believed. None: a new one with each start.
    pub token_secrets: Vec<SecretText>,
    /// Consumer secrets of the Canvas application; each is believed. None: Canvas is refused.
    pub canvas_secrets: Vec<SecretText>,
    /// A folder with the files `token` and `canvas`, one secret a line. `None`: only the two above.
    #[serde(deserialize_with = "super::blank")]
    pub secrets_dir: Option<PathBuf>,
    /// Sales organisations by Salesforce id of a user, role, profile or organisation.
    pub canvas_organisations: BTreeMap<String, Vec<String>>,
    /// Parameters or fields of the record that hold a number of the order, the best first.
    pub canvas_order_fields: Vec<String>,
    /// Parameters or fields of the record that hold the number of the case.
    pub canvas_case_fields: Vec<String>,
    /// Seconds after `issuedAt` within which a signed request is taken; 0: it is not looked at.
    pub canvas_fresh_seconds: u32,
    /// Minutes within which a signed request is taken once only.
    pub canvas_once_minutes: u32,
    /// Minutes for which a widget that Canvas opened renews itself.
    pub canvas_open_minutes: u32,
}

impl Embed {
    /// The longest an embed token may live, in seconds.
    pub const LONGEST: u32 = 300;

    /// The secrets that sign embed tokens: those configured, then those of the file.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn tokens(&self) -> io::Result<Vec<SecretText>> {
        self.with_file(&self.token_secrets, "token")
    }

    /// The consumer secrets of the Canvas application: those configured, then those of the file.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn canvas(&self) -> io::Result<Vec<SecretText>> {
        self.with_file(&self.canvas_secrets, "canvas")
    }

    fn with_file(&self, configured: &[SecretText], file: &str) -> io::Result<Vec<SecretText>> {
        let mut secrets = configured.to_vec();
        if let Some(folder) = &self.secrets_dir {
            match fs::read_to_string(folder.join(file)) {
                Ok(text) => secrets.extend(lines(&text)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        secrets.retain(|secret| !secret.expose().trim().is_empty());
        Ok(secrets)
    }
}

/// A host that may frame the widget, as `frame-ancestors` takes it: `https://crm.example.com`, or every name below one
/// with `https://*.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameHost(String);

impl FrameHost {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FrameHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for FrameHost {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str =
            "a host such as https://crm.example.com or https://*.example.com is wanted (http only on this machine)";
        let plain = text.trim().replacen("://*.", "://", 1);
        let url: Url = plain.parse().map_err(|_| WANTED)?;
        let wild = plain != text.trim();
        let (named, here) = match url.host() {
            // `https://*.com` would be everybody; and what is no name must not find its way into a header.
            Some(Host::Domain(name)) if name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')) => {
                (name.split('.').filter(|label| !label.is_empty()).count() > 1, name == "localhost")
            }
            Some(Host::Domain(_)) => return Err(WANTED),
            Some(Host::Ipv4(address)) => (false, address.is_loopback()),
            Some(Host::Ipv6(address)) => (false, address.is_loopback()),
            None => (false, false),
        };
        let host = match (url.scheme(), wild) {
            ("https", true) => named,
            ("https", false) => true,
            ("http", false) => here,
            _ => false,
        };
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !host || !bare {
            return Err(WANTED);
        }
        let origin = url.origin().ascii_serialization();
        Ok(Self(if wild { origin.replacen("://", "://*.", 1) } else { origin }))
    }
}

impl<'de> Deserialize<'de> for FrameHost {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|wanted| de::Error::custom(format!("{text:?}: {wanted}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_host_is_a_name_and_nothing_more() {
        let host = |text: &str| text.parse::<FrameHost>().map(|host| host.to_string());
        assert_eq!(host("https://crm.example.com/").unwrap(), "https://crm.example.com");
        assert_eq!(host("https://*.lightning.force.com").unwrap(), "https://*.lightning.force.com");
        assert_eq!(host("http://localhost:4000").unwrap(), "http://localhost:4000");
        assert_eq!(host("http://127.0.0.1:4000").unwrap(), "http://127.0.0.1:4000");
        for wrong in [
            "*",
            "https://*",
            "https://*.com",
            "https:",
            "http://crm.example.com",
            "http://*.localhost",
            "https://a.example; script-src *",
            "https://a.example;x",
            "https://a.example/path",
            "https://a.*.example.com",
            "https://me@a.example",
            "data:text/html,x",
            "'self'",
            "",
        ] {
            assert!(host(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn secrets_come_from_the_configuration_and_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("canvas"), "two\n\n").unwrap();
        let mut embed = Config::defaults().unwrap().embed;
        embed.secrets_dir = Some(folder.path().to_owned());
        embed.canvas_secrets = vec![SecretText::from("one".to_owned()), SecretText::from("  ".to_owned())];
        let exposed = |secrets: Vec<SecretText>| secrets.iter().map(|s| s.expose().to_owned()).collect::<Vec<_>>();
        assert_eq!(exposed(embed.canvas().unwrap()), ["one", "two"]);
        assert!(embed.tokens().unwrap().is_empty());
    }
}
