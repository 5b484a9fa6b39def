//! Configuration. `default.toml` is the only place where a default stands, and it explains every key: a key that is
//! missing there does not load, and one that is not known anywhere is refused. An administrator's file replaces single
//! values, the environment (`WAYPOST_SECTION__KEY`) replaces the file's.

mod check;
mod connectors;
mod data;
mod demo;
mod documents;
mod embed;
mod fault;
mod limits;
mod load;
mod log;
mod network;
mod oidc;
mod replay;
mod retention;
mod rules;
mod secret;
mod server;
mod sessions;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

pub use check::{SHORTEST_SECRET, SHORTEST_TOKEN_SECRET, secret_problem, secret_remedy};
pub use connectors::Connectors;
pub use data::Data;
pub use demo::Demo;
pub use documents::Documents;
pub use embed::{Embed, FrameHost};
pub use fault::{ConfigError, Fault};
pub use limits::Limits;
pub use load::Origins;
pub use log::{Log, LogFormat};
pub use network::Network;
pub use oidc::{Oidc, RoleNames};
pub use replay::Replay;
pub use retention::Retention;
pub use rules::RulesFiles;
pub use secret::SecretText;
pub use server::Server;
pub use sessions::Sessions;

/// The defaults, with every key explained.
pub const DEFAULTS: &str = include_str!("default.toml");

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens and what it is called.
    pub server: Server,
    /// Where it keeps what must not be lost.
    pub data: Data,
    /// The demo world.
    pub demo: Demo,
    /// How long people stay signed in.
    pub sessions: Sessions,
    /// The identity provider.
    pub oidc: Oidc,
    /// The systems spoken with.
    pub connectors: Connectors,
    /// Tables by which the truth is decided.
    pub rules: RulesFiles,
    /// Sizes, rates and times.
    pub limits: Limits,
    /// Proof of delivery and other files.
    pub documents: Documents,
    /// The widget in other systems' consoles.
    pub embed: Embed,
    /// How much of the machine replays may take.
    pub replay: Replay,
    /// How long what people wrote is kept.
    pub retention: Retention,
    /// What is written to the log, and how.
    pub log: Log,
    /// Where the values come from that are not defaults.
    #[serde(skip)]
    pub origins: Origins,
}

impl Config {
    /// The defaults, then `file` (which must exist when given), then the environment.
    ///
    /// # Errors
    /// Every fault: a file that cannot be read; keys that are unknown; values that do not fit.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        load::load(file)
    }

    /// The defaults and nothing else.
    ///
    /// # Errors
    /// Never, as a test holds; the caller need not know.
    pub fn defaults() -> Result<Self, ConfigError> {
        load::defaults().extract().map_err(|error| {
            vec![Fault::new("the defaults", error.path.join("."), error.kind.to_string(), "Correct the file")].into()
        })
    }

    /// Where documents are kept: their own folder, or one in the data folder.
    pub fn documents_dir(&self) -> PathBuf {
        self.documents.dir.clone().unwrap_or_else(|| self.data.dir.join("documents"))
    }
}

/// An empty text stands for "not set", so that every key can stand in the default file.
fn blank<'de, D: Deserializer<'de>, T: From<String>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(if text.trim().is_empty() { None } else { Some(T::from(text)) })
}

#[cfg(test)]
#[allow(clippy::result_large_err, reason = "figment's jail wants its own error")]
mod tests {
    use figment::{
        Figment, Jail,
        providers::{Format, Toml},
    };

    use super::*;

    #[test]
    fn the_default_file_is_whole() {
        let config = Config::defaults().unwrap();
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.limits.body_bytes, 1024 * 1024);
        assert!(!config.demo.enabled);
    }

    /// A key that the default file did not name would load without it.
    #[test]
    fn every_key_stands_in_the_default_file() {
        let table: toml::Table = DEFAULTS.parse().unwrap();
        for (section, keys) in &table {
            for key in keys.as_table().unwrap().keys() {
                let mut less = table.clone();
                less[section].as_table_mut().unwrap().remove(key);
                let loaded: Result<Config, _> = Figment::from(Toml::string(&less.to_string())).extract();
                assert!(loaded.is_err(), "[{section}] {key} is not needed: it has a default somewhere else");
            }
        }
    }

    /// Every key has a comment of its own above it.
    #[test]
    fn every_key_is_explained() {
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(" = ")) {
            if !line.starts_with('#') {
                assert!(at > 0 && lines[at - 1].starts_with('#'), "line {}: {line}", at + 1);
            }
        }
    }

    #[test]
    fn the_environment_goes_over_the_file_and_the_file_over_the_defaults() {
        Jail::expect_with(|jail| {
            jail.create_file("w.toml", "[server]\nlisten = \"127.0.0.1:1\"\n[sessions]\nidle_minutes = 5\n")?;
            jail.set_env("WAYPOST_SERVER__LISTEN", "127.0.0.1:2");
            jail.set_env("WAYPOST_CONNECTORS__SECRETS__UPS", "[\"old\", \"new\"]");
            jail.set_env("WAYPOST_CORPUS", "is not ours");
            let config = Config::load(Some(Path::new("w.toml"))).unwrap();
            assert_eq!(config.server.listen.to_string(), "127.0.0.1:2");
            assert_eq!(config.sessions.idle_minutes, 5);
            assert_eq!(config.connectors.secrets["ups"].len(), 2);
            assert!(!format!("{config:?}").contains("old"), "a secret is not shown");
            Ok(())
        });
    }
}
