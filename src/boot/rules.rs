//! The tables by which the truth is decided: those that come with the product, those of the configuration, and what the
//! connectors say of their sources.

use std::{fs, path::Path, sync::Arc};

use super::BootError;
use crate::{
    config::Config,
    connector::Registry,
    domain::{calendar::Calendars, ownership::Ownership, policy::Policy, worklist::ServiceLevels},
    ingest::plan::Rules,
};

/// Reads the rules.
///
/// # Errors
/// A file that cannot be read, or a line of it that cannot be used.
pub(super) fn rules(config: &Config, registry: &Registry) -> Result<Rules, BootError> {
    let mut ownership = ownership(config)?;
    for connector in registry.iter() {
        ownership = ownership.with_source(connector.source().into(), connector.settings().system);
    }
    let calendars = match &config.rules.calendars {
        Some(path) => Calendars::default().with(&read(path)?).map_err(|bad| wrong(path, &bad))?,
        None => Calendars::default(),
    };
    let levels = match &config.rules.service_levels {
        Some(path) => ServiceLevels::default().with(&read(path)?).map_err(|bad| wrong(path, &bad))?,
        None => ServiceLevels::default(),
    };
    let (calendars, service_levels) = (Arc::new(calendars), Arc::new(levels));
    let policy = Policy { calendars, service_levels, ..Policy::default() };
    Ok(Rules { ownership: Arc::new(ownership), policy: Arc::new(policy) })
}

/// Who has the word on what, as configured.
///
/// # Errors
/// A file that cannot be read, or a line of it that cannot be used.
pub fn ownership(config: &Config) -> Result<Ownership, BootError> {
    match &config.rules.ownership {
        Some(path) => Ownership::parse(&read(path)?).map_err(|bad| wrong(path, &bad)),
        None => Ok(Ownership::default()),
    }
}

fn read(path: &Path) -> Result<String, BootError> {
    fs::read_to_string(path).map_err(|source| BootError::File { path: path.to_owned(), source })
}

fn wrong(path: &Path, bad: &dyn std::fmt::Display) -> BootError {
    BootError::Other(format!("{}: {bad}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        ownership::{DEFAULT, StatusDomain, System},
        worklist::Cause,
    };

    fn load(ownership: &str, calendars: &str) -> Result<Rules, BootError> {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::defaults().unwrap();
        for (text, name, slot) in [
            (ownership, "ownership.csv", &mut config.rules.ownership),
            (calendars, "calendars.csv", &mut config.rules.calendars),
        ] {
            if !text.is_empty() {
                fs::write(folder.path().join(name), text).unwrap();
                *slot = Some(folder.path().join(name));
            }
        }
        let registry = Registry::load(Path::new("connectors")).map_err(BootError::Connectors)?;
        rules(&config, &registry)
    }

    #[test]
    fn a_connector_says_what_its_source_is() {
        let rules = load("", "").unwrap();
        assert_eq!(rules.ownership.system(&"ups".into()), Some(System::Carrier));
        assert_eq!(rules.ownership.version(), "2");
    }

    #[test]
    fn files_replace_and_a_bad_line_is_named() {
        let table = DEFAULT
            .replace("version,,2", "version,,2 of ours")
            .replace("status,transport,carrier+edi+tms wms erp", "status,transport,erp carrier+edi+tms wms");
        let rules = load(&table, "carrier,UPSN,,mon-sun,00:00-24:00").unwrap();
        assert_eq!(rules.ownership.version(), "2 of ours");
        assert_eq!(rules.ownership.rank(StatusDomain::Transport, &"s4".into()), 0);
        assert_ne!(rules.policy.calendars, Arc::default());
        let error = load(&DEFAULT.replace("status,order,erp", "status,order,fax"), "").err().unwrap().to_string();
        assert!(error.contains("ownership.csv: line") && error.contains("fax"), "{error}");
        assert!(load("", "carrier,UPSN").err().unwrap().to_string().contains("calendars.csv: line 1"));
    }

    #[test]
    fn service_levels_lie_over_those_of_the_product() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::defaults().unwrap();
        let path = folder.path().join("levels.csv");
        config.rules.service_levels = Some(path.clone());
        let registry = Registry::load(Path::new("connectors")).map_err(BootError::Connectors).unwrap();
        fs::write(&path, "late,gold,15\n").unwrap();
        let levels = rules(&config, &registry).unwrap().policy.service_levels.clone();
        assert_eq!(levels.minutes(Cause::Late, Some("GOLD")), 15);
        assert_eq!(levels.minutes(Cause::Late, None), ServiceLevels::default().minutes(Cause::Late, None));
        fs::write(&path, "late,gold,15\ntardy,,3\n").unwrap();
        let error = rules(&config, &registry).err().unwrap().to_string();
        assert!(error.contains("levels.csv: line 2") && error.contains("tardy"), "{error}");
    }
}
