//! All connectors of a folder, loaded and compiled once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::error::read;
use super::{Connector, LoadError, Settings, codes, deadline, jq};
use crate::domain::{id::SourceId, source_health::ExpectedInterval};

/// The loaded connectors, by name.
#[derive(Default)]
pub struct Registry {
    connectors: BTreeMap<String, Arc<Connector>>,
}

impl Registry {
    /// Loads every folder in `dir` that holds a `connector.toml`.
    ///
    /// # Errors
    /// Every fault of every folder.
    pub fn load(dir: &Path) -> Result<Self, Vec<LoadError>> {
        let (mut registry, mut faults) = (Self::default(), Vec::new());
        for folder in folders(dir)? {
            match Connector::load(&folder) {
                Ok(connector) => {
                    registry.connectors.insert(connector.name().to_owned(), Arc::new(connector));
                }
                Err(found) => faults.extend(found),
            }
        }
        if registry.connectors.is_empty() && faults.is_empty() {
            faults.push(LoadError::new(dir, None, "no connector in this folder", "Point to the `connectors` folder."));
        }
        if faults.is_empty() { Ok(registry) } else { Err(faults) }
    }

    /// The connector of that name.
    pub fn get(&self, name: &str) -> Option<&Arc<Connector>> {
        self.connectors.get(name)
    }

    /// All connectors, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Connector>> {
        self.connectors.values()
    }

    /// The sources that are read, each with its expected interval. Where several connectors read for one source, any of them may be heard:
    /// the shortest interval holds.
    pub fn expected_intervals(&self) -> BTreeMap<SourceId, Option<ExpectedInterval>> {
        let mut intervals: BTreeMap<SourceId, Option<ExpectedInterval>> = BTreeMap::new();
        for connector in self.iter() {
            let known = intervals.entry(connector.source().into()).or_default();
            let shorter = |one: &ExpectedInterval| known.as_ref().is_none_or(|known| one.longest < known.longest);
            if let Some(interval) = connector.settings().interval().filter(shorter) {
                *known = Some(interval);
            }
        }
        intervals
    }
}

fn folders(dir: &Path) -> Result<Vec<PathBuf>, Vec<LoadError>> {
    let entries = std::fs::read_dir(dir)
        .map_err(|error| vec![LoadError::new(dir, None, error.to_string(), "Point to the `connectors` folder.")])?;
    let mut folders: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.join("connector.toml").is_file()).collect();
    folders.sort();
    Ok(folders)
}

impl Connector {
    /// Loads and compiles one connector's folder.
    ///
    /// # Errors
    /// Every fault found.
    pub fn load(folder: &Path) -> Result<Self, Vec<LoadError>> {
        let file = |name: &str| folder.join(name);
        let text = |name: &str| read(&file(name)).map_err(|error| vec![error]);
        let settings = text("connector.toml").and_then(|text| Settings::parse(&file("connector.toml"), &text));
        let codes = text("codes.csv").and_then(|text| codes::parse(&file("codes.csv"), &text));
        let (settings, codes) = both(settings, codes)?;
        let meta = json!({"connector": settings.name, "source": settings.source, "values": settings.values});
        let program = jq::Program::compile(&file("inbound.jq"), &text("inbound.jq")?, &codes, &meta)?;
        Ok(Self { settings, program, abandoned: deadline::Abandoned::default() })
    }
}

fn both<A, B, E>(left: Result<A, Vec<E>>, right: Result<B, Vec<E>>) -> Result<(A, B), Vec<E>> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (left, right) => Err(left.err().into_iter().chain(right.err()).flatten().collect()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A connector in a temporary folder, for the tests of this room.
    pub fn connector(toml: &str, jq: &str) -> Result<Connector, Vec<LoadError>> {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("x");
        std::fs::create_dir(&folder).unwrap();
        let base = "name = \"x\"\ntitle = \"X\"\nsystem = \"tms\"\nsource = \"x\"\n";
        let format = if toml.contains("format =") { "" } else { "format = \"json\"\n" };
        let authentication = "\n[[authentication]]\ntype = \"bearer\"\n";
        std::fs::write(folder.join("connector.toml"), format!("{base}{format}{toml}{authentication}")).unwrap();
        std::fs::write(folder.join("codes.csv"), "element,code,version,target,reason,party,note\n").unwrap();
        std::fs::write(folder.join("inbound.jq"), jq).unwrap();
        Connector::load(&folder)
    }

    #[test]
    fn a_connector_is_found_by_its_name() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Registry::load(dir.path()).is_err());
        assert!(Registry::load(&dir.path().join("nowhere")).is_err());
        assert_eq!(connector("", ".").unwrap().name(), "x");
    }

    #[test]
    fn every_source_has_its_expected_interval_or_none() {
        let registry = Registry::load(Path::new("connectors")).unwrap_or_else(|faults| panic!("{faults:?}"));
        let intervals = registry.expected_intervals();
        let minutes =
            |source: &str| intervals[&SourceId::from(source)].as_ref().map(|interval| interval.longest.as_mins());
        assert_eq!((minutes("tms"), minutes("erp"), minutes("ups")), (Some(15), Some(60), None));
    }

    #[test]
    fn faults_of_all_files_are_reported_together() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("connector.toml"), "name = 1\n").unwrap();
        let faults = Connector::load(dir.path()).err().unwrap();
        let files: Vec<_> = faults.iter().filter_map(|fault| fault.file.file_name()?.to_str()).collect();
        assert_eq!(files, ["connector.toml", "codes.csv"]);
    }
}
