//! Everything that is wrong with the configuration, before anything is opened: what it says itself, and what it says of connectors
//! and rules.

use std::{collections::BTreeSet, fs};

use super::{BootError, rules::rules};
use crate::{
    config::{Config, ConfigError, Fault, SHORTEST_SECRET, SecretText, secret_problem, secret_remedy},
    connector::{LoadError, Registry},
    telemetry,
};

/// The connectors, if nothing is wrong.
///
/// # Errors
/// Every fault.
pub(super) fn check(config: &Config) -> Result<Registry, BootError> {
    let mut faults = config.faults();
    if let Err(error) = telemetry::filter(&config.log.filter) {
        let remedy = "Write a level, or target=level pairs separated by commas: info,access=warn";
        faults.push(config.fault("log.filter", error.to_string(), remedy));
    }
    let loaded = Registry::load(&config.connectors.dir);
    match &loaded {
        Ok(registry) => {
            faults.extend(of_connectors(config, registry));
            let missing = faults.iter().any(|fault| fault.key.starts_with("rules."));
            faults.extend(rules(config, registry).err().filter(|_| !missing).map(|error| {
                Fault::new(
                    "the rules",
                    "rules",
                    error.to_string(),
                    "Correct the line; the file that comes with the product explains its rows",
                )
            }));
        }
        // Said already where the folder is not there.
        Err(_) if faults.iter().any(|fault| fault.key == "connectors.dir") => {}
        Err(errors) => faults.extend(errors.iter().map(of_a_folder)),
    }
    match loaded {
        Ok(registry) if faults.is_empty() => Ok(registry),
        _ => Err(ConfigError::from(faults).into()),
    }
}

/// What is wrong with a configuration that cannot be read, and with what can be read of it (`with` puts what the command line says
/// over that): one list.
pub fn every_fault(error: ConfigError, with: impl FnOnce(Config) -> Config) -> BootError {
    let ConfigError { mut faults, rest } = error;
    if let Some(Err(BootError::Config(more))) = rest.map(|rest| check(&with(*rest))) {
        // Half of a provider cannot be judged where the other half cannot be read.
        let halves = faults.iter().any(|fault| fault.key.starts_with("oidc."));
        faults.extend(more.faults.into_iter().filter(|fault| !halves || !fault.key.starts_with("oidc.")));
    }
    ConfigError::from(faults).into()
}

fn of_a_folder(error: &LoadError) -> Fault {
    let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
    let origin = format!("{}{line}", error.file.display());
    Fault::new(origin, "", error.what.clone(), error.remedy.trim_end_matches('.'))
}

/// What is said of connectors: only of those there are, and with secrets of the right form.
fn of_connectors(config: &Config, registry: &Registry) -> Vec<Fault> {
    let settings = &config.connectors;
    let names: Vec<_> = registry.iter().map(|connector| connector.name()).collect();
    let remedy = format!("The connectors are {}", names.join(", "));
    let mut faults = Vec::new();
    let mut entries: BTreeSet<String> = BTreeSet::new();
    entries.extend(settings.secrets.keys().map(|name| format!("connectors.secrets.{name}")));
    entries.extend(settings.rates.keys().map(|name| format!("connectors.rates.{name}")));
    let sizes = settings.body_bytes.keys().map(|name| format!("connectors.body_bytes.{name}"));
    // The defaults name connectors that somebody may have taken out of the folder.
    entries.extend(sizes.filter(|key| config.is_set(key)));
    for key in entries {
        let name = key.rsplit('.').next().unwrap_or_default();
        if registry.get(name).is_none() {
            faults.push(config.fault(&key, format!("there is no connector `{name}`"), remedy.clone()));
        }
    }
    for (name, secrets) in &settings.secrets {
        let key = format!("connectors.secrets.{name}");
        faults
            .extend(weak(registry, name, secrets).map(|what| config.fault(&key, what, secret_remedy(SHORTEST_SECRET))));
    }
    faults.extend(of_files(config, registry, &remedy));
    faults
}

/// What is wrong with each secret of a connector.
fn weak<'a>(registry: &'a Registry, name: &str, secrets: &'a [SecretText]) -> impl Iterator<Item = String> + 'a {
    let connector = registry.get(name);
    let problem = move |secret: &SecretText| {
        let secret = secret.expose();
        let malformed = || connector.and_then(|connector| connector.malformed(secret)).map(str::to_owned);
        secret_problem(secret, SHORTEST_SECRET).or_else(malformed)
    };
    secrets.iter().enumerate().filter_map(move |(at, secret)| Some(format!("secret {}: {}", at + 1, problem(secret)?)))
}

/// The files of `connectors.secrets_dir`: one for each connector, by its name. What begins with a dot belongs to whoever mounts
/// the folder.
fn of_files(config: &Config, registry: &Registry, remedy: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Some(entries) = config.connectors.secrets_dir.as_ref().and_then(|folder| fs::read_dir(folder).ok()) else {
        return faults;
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        let fault = |what: String, remedy: String| Fault::new(file.display().to_string(), "", what, remedy);
        if registry.get(&name).is_none() {
            faults.push(fault(format!("there is no connector `{name}`"), remedy.to_owned()));
            continue;
        }
        match config.connectors.secrets_in_file(&name) {
            Err(error) => faults.push(fault(format!("cannot be read: {error}"), secret_remedy(SHORTEST_SECRET))),
            Ok(secrets) if secrets.is_empty() => {
                faults.push(fault("holds no secret".to_owned(), secret_remedy(SHORTEST_SECRET)));
            }
            Ok(secrets) => {
                faults.extend(weak(registry, &name, &secrets).map(|what| fault(what, secret_remedy(SHORTEST_SECRET))))
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const GOOD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// What is found, each as `key or file: what`.
    fn found(change: impl FnOnce(&mut Config)) -> Vec<String> {
        let mut config = Config::defaults().unwrap();
        change(&mut config);
        let Err(BootError::Config(ConfigError { faults, .. })) = check(&config) else { return Vec::new() };
        assert!(faults.iter().all(|fault| !fault.remedy.is_empty()), "{faults:?}");
        let place = |fault: &Fault| if fault.key.is_empty() { fault.origin.clone() } else { fault.key.clone() };
        faults.iter().map(|fault| format!("{}: {}", place(fault), fault.what)).collect()
    }

    fn secrets(texts: &[&str]) -> Vec<SecretText> {
        texts.iter().map(|text| SecretText::from((*text).to_owned())).collect()
    }

    #[test]
    fn the_defaults_and_the_connectors_that_come_with_the_product_are_good() {
        assert_eq!(found(|_| ()), Vec::<String>::new());
        assert!(
            found(|config| _ = config.connectors.secrets.insert("tms_generic".into(), secrets(&[GOOD, GOOD])))
                .is_empty()
        );
    }

    #[test]
    fn what_cannot_be_read_and_what_makes_no_sense_are_one_list() {
        let mut rest = Config::defaults().unwrap();
        rest.limits.connections = 0;
        rest.oidc.client_id = "waypost".into();
        let of = |key: &str, rest: &Config| {
            let faults = vec![Fault::new("w.toml", key, "there is no such key", "Take it out")];
            let all = every_fault(ConfigError { faults, rest: Some(Box::new(rest.clone())) }, |config| config);
            let BootError::Config(ConfigError { faults, .. }) = all else { panic!("{all}") };
            faults.into_iter().map(|fault| fault.key).collect::<Vec<_>>()
        };
        assert_eq!(of("limits.colour", &rest), ["limits.colour", "limits.connections", "oidc.client_id"]);
        assert_eq!(
            of("oidc.issuer", &rest),
            ["oidc.issuer", "limits.connections"],
            "an issuer that cannot be read is one"
        );
    }

    #[test]
    fn secrets_and_rates_are_of_connectors_that_there_are() {
        let faults = found(|config| {
            config.connectors.secrets.insert("fedx".into(), secrets(&[GOOD]));
            config.connectors.rates.insert("tms".into(), 5);
        });
        assert_eq!(
            faults,
            [
                "connectors.rates.tms: there is no connector `tms`",
                "connectors.secrets.fedx: there is no connector `fedx`"
            ]
        );
    }

    #[test]
    fn empty_short_and_malformed_secrets_are_refused_and_never_shown() {
        let of = |name: &str, text: &str| {
            found(|config| _ = config.connectors.secrets.insert(name.to_owned(), secrets(&[GOOD, text])))
        };
        for (name, text, what) in [
            ("ups", "", "is empty"),
            ("ups", "   ", "is empty"),
            ("ups", "hush-hush", "has 9 characters"),
            ("ups", " hush-hush-hush-hush", "blanks"),
            ("ups", "hush-hush-hush\thush", "nobody can type"),
            ("tms_generic", "hush-hush-hush-hush", "base64"),
            ("erp_generic", "whsec_hush-hush-hush-hush", "base64"),
            ("erp_generic", "whsec_c2hvcnQga2V5Lg==", "fewer than 16 bytes"),
        ] {
            let faults = of(name, text);
            assert_eq!(faults.len(), 1, "{name} {text:?}: {faults:?}");
            assert!(faults[0].starts_with(&format!("connectors.secrets.{name}: secret 2: ")), "{faults:?}");
            assert!(faults[0].contains(what) && !faults[0].contains("hush"), "{faults:?}");
        }
        assert!(of("erp_generic", "a-long-credential-for-bearer").is_empty(), "the ERP may send a bearer token too");
    }

    #[test]
    fn files_of_secrets_are_read_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        for (name, text) in
            [("ups", "short\n"), ("tms_generic", "\n"), ("fedx", GOOD), ("erp_generic", GOOD), ("..data", "")]
        {
            fs::write(file(name), text).unwrap();
        }
        fs::create_dir(file("salesforce_case")).unwrap();
        let faults = found(|config| config.connectors.secrets_dir = Some(folder.path().to_owned()));
        let place = |name: &str| file(name).display().to_string();
        let begins: Vec<String> = [
            format!("{}: there is no connector `fedx`", place("fedx")),
            format!("{}: cannot be read", place("salesforce_case")),
            format!("{}: holds no secret", place("tms_generic")),
            format!("{}: secret 1: has 5 characters", place("ups")),
        ]
        .into();
        assert_eq!(faults.len(), begins.len(), "{faults:?}");
        assert!(faults.iter().zip(&begins).all(|(fault, begin)| fault.starts_with(begin)), "{faults:?}");
    }

    #[test]
    fn broken_connectors_rules_and_filters_stand_in_the_same_list() {
        let folder = tempfile::tempdir().unwrap();
        let calendars = folder.path().join("calendars.csv");
        fs::write(&calendars, "carrier,UPSN\n").unwrap();
        let faults = found(|config| {
            config.rules.calendars = Some(calendars.clone());
            config.log.filter = "info,=x=".into();
            config.sessions.zone = "Mars".into();
            config.limits.connections = 0;
            config.connectors.rates.insert("tms".into(), 5);
        });
        let place = |at: usize| faults.get(at).map_or("", |fault| fault.split(':').next().unwrap_or_default());
        let places: Vec<&str> = (0..faults.len()).map(place).collect();
        assert_eq!(
            places,
            ["limits.connections", "sessions.zone", "log.filter", "connectors.rates.tms", "rules"],
            "{faults:?}"
        );
        assert!(faults[4].contains("calendars.csv: line 1"), "{faults:?}");

        fs::create_dir(folder.path().join("x")).unwrap();
        fs::write(folder.path().join("x/connector.toml"), "name = \"x\"\n").unwrap();
        let faults = found(|config| {
            config.connectors.dir = folder.path().to_owned();
            config.limits.connections = 0;
        });
        assert!(faults.len() > 1 && faults.iter().any(|fault| fault.contains("connector.toml")), "{faults:?}");
        let nowhere = found(|config| config.connectors.dir = Path::new("nowhere").to_owned());
        assert_eq!(nowhere.len(), 1, "said once: {nowhere:?}");
    }
}
