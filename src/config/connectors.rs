//! Section `connectors`.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use serde::Deserialize;

use super::SecretText;

/// The systems spoken with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connectors {
    /// The folder with a folder for each connector.
    pub dir: PathBuf,
    /// A folder with a file for each connector, one secret a line. `None`: only `secrets`.
    #[serde(deserialize_with = "super::blank")]
    pub secrets_dir: Option<PathBuf>,
    /// Secrets by connector; two while one replaces the other.
    pub secrets: BTreeMap<String, Vec<SecretText>>,
    /// Messages a second by connector, where it differs from `limits.ingest_per_second`.
    pub rates: BTreeMap<String, u32>,
    /// Largest message in bytes by connector, where it differs from `limits.body_bytes`.
    pub body_bytes: BTreeMap<String, usize>,
}

impl Connectors {
    /// The secrets of a connector: those configured, then those of its file.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn secrets_of(&self, connector: &str) -> io::Result<Vec<SecretText>> {
        let mut secrets = self.secrets.get(connector).cloned().unwrap_or_default();
        secrets.extend(self.secrets_in_file(connector)?);
        secrets.retain(|secret| !secret.expose().is_empty());
        Ok(secrets)
    }

    /// The secrets in a connector's file; none where there is no file.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn secrets_in_file(&self, connector: &str) -> io::Result<Vec<SecretText>> {
        let Some(folder) = &self.secrets_dir else { return Ok(Vec::new()) };
        match fs::read_to_string(folder.join(connector)) {
            Ok(text) => Ok(lines(&text).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// Secrets, one a line.
pub(super) fn lines(text: &str) -> impl Iterator<Item = SecretText> + '_ {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| SecretText::from(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_from_the_configuration_and_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ups"), "two\n\n three \n").unwrap();
        let connectors = Connectors {
            dir: PathBuf::new(),
            secrets_dir: Some(folder.path().to_owned()),
            secrets: [("ups".to_owned(), vec![SecretText::from("one".to_owned()), SecretText::from(String::new())])]
                .into(),
            rates: BTreeMap::new(),
            body_bytes: BTreeMap::new(),
        };
        let of = |name: &str| -> Vec<String> {
            connectors.secrets_of(name).unwrap().iter().map(|secret| secret.expose().to_owned()).collect()
        };
        assert_eq!(of("ups"), ["one", "two", "three"]);
        assert!(of("tms").is_empty());
    }
}
