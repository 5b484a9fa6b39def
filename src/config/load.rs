//! Reads the configuration from its places. Where that fails, every key is tried by itself, so that all faults are found.

use std::{collections::BTreeMap, fs, path::Path};

use figment::{
    Figment,
    error::Kind,
    providers::{Env, Format, Toml},
    value::{Dict, Value},
};

use super::{Config, ConfigError, DEFAULTS, Fault};

/// What the origin of a value is called that nobody has set.
const DEFAULT: &str = "the defaults";

/// Where the values come from that are not defaults: by key, `limits.connections`, and by entry, `connectors.rates.ups`.
#[derive(Debug, Clone, Default)]
pub struct Origins(BTreeMap<String, String>);

impl Origins {
    /// Where the value of a key comes from; of an entry, where the whole comes from when it does not stand alone.
    pub(super) fn of(&self, key: &str) -> String {
        let whole =
            key.match_indices('.').map(|(at, _)| key.get(..at).unwrap_or_default()).filter(|key| key.contains('.'));
        let keys = whole.chain([key]);
        keys.filter_map(|key| self.0.get(key)).next_back().map_or_else(|| DEFAULT.to_owned(), Clone::clone)
    }

    /// Whether somebody has set it.
    pub(super) fn is_set(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
}

/// The defaults, then `file`, then the environment.
pub(super) fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
    let (mut figment, mut faults) = (defaults(), Vec::new());
    if let Some(file) = file {
        match readable(file) {
            Ok(()) => figment = figment.merge(Toml::file_exact(file)),
            Err(fault) => faults.push(fault),
        }
    }
    let environment = Env::prefixed("WAYPOST_").filter(|key| key.as_str().contains("__")).split("__");
    figment = figment.merge(environment);
    let told = figment.extract::<Config>();
    match told {
        Ok(config) if faults.is_empty() => Ok(Config { origins: origins(&figment), ..config }),
        told => {
            let (found, rest) = each_key(&figment);
            faults.extend(found);
            // Nothing found by itself: then what the whole says.
            if let (true, Err(error)) = (faults.is_empty(), told) {
                faults.push(Fault::new("the configuration", error.path.join("."), error.kind.to_string(), REMEDY));
            }
            let rest = rest.extract::<Config>().ok();
            let rest = rest.map(|config| Box::new(Config { origins: origins(&figment), ..config }));
            Err(ConfigError { faults, rest })
        }
    }
}

pub(super) fn defaults() -> Figment {
    Figment::from(Toml::string(DEFAULTS))
}

const REMEDY: &str = "Compare with src/config/default.toml, which explains every key";

/// Whether a file can be read and is TOML.
fn readable(file: &Path) -> Result<(), Fault> {
    let origin = || file.display().to_string();
    let remedy = "Name a file that exists, may be read and is UTF-8 text (--config or WAYPOST_CONFIG)";
    let text = fs::read_to_string(file)
        .map_err(|error| Fault::new(origin(), "", format!("cannot be read: {error}"), remedy))?;
    text.parse::<toml::Table>().map(drop).map_err(|error| {
        let line = error.span().map_or(0, |span| text.get(..span.start).unwrap_or_default().matches('\n').count()) + 1;
        // The whole message would show the line, and a line may hold a secret.
        let what = format!("is not TOML: {}", error.message());
        Fault::new(format!("{}:{line}", file.display()), "", what, "Correct the line")
    })
}

/// The sections of what was set, over the defaults.
fn sections(figment: &Figment) -> Dict {
    figment.extract::<Dict>().unwrap_or_default()
}

/// Where a value comes from, if it is no default: the file or the variable.
fn origin(figment: &Figment, value: &Value, path: &str) -> Option<String> {
    let metadata = figment.get_metadata(value.tag())?;
    if metadata.name.contains("environment") {
        return Some(format!("WAYPOST_{}", path.replace('.', "__").to_uppercase()));
    }
    metadata.source.as_ref().and_then(figment::Source::file_path).map(|file| file.display().to_string())
}

fn origins(figment: &Figment) -> Origins {
    let mut found = BTreeMap::new();
    for (section, keys) in sections(figment) {
        note(figment, &keys, &section, &mut found);
    }
    Origins(found)
}

fn note(figment: &Figment, value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    if let Some(origin) = origin(figment, value, path).filter(|_| path.contains('.')) {
        found.insert(path.to_owned(), origin);
    }
    for (key, value) in value.as_dict().into_iter().flatten() {
        note(figment, value, &format!("{path}.{key}"), found);
    }
}

/// The faults of every key that was set: unknown ones, and values that do not fit. And the values that do, over the defaults.
fn each_key(figment: &Figment) -> (Vec<Fault>, Figment) {
    let (known, mut faults, mut rest) = (sections(&defaults()), Vec::new(), defaults());
    for (section, keys) in sections(figment) {
        let (Some(keys), Some(expected)) = (keys.as_dict(), known.get(&section).and_then(Value::as_dict)) else {
            let what =
                if known.contains_key(&section) { "is a section, and holds keys" } else { "there is no such section" };
            let origin = first_origin(figment, &keys, &section);
            faults.push(Fault::new(origin, section, what, format!("The sections are {}", names(&known))));
            continue;
        };
        for (key, value) in keys {
            let path = format!("{section}.{key}");
            if !expected.contains_key(key) {
                let remedy = format!("The keys of [{section}] are {}", names(expected));
                faults.push(Fault::new(first_origin(figment, value, &path), path, "there is no such key", remedy));
            } else if set(figment, value, &path).is_some() {
                let found = misfits(figment, &path, value);
                if found.is_empty() {
                    rest = rest.merge((path.as_str(), value));
                }
                faults.extend(found);
            }
        }
    }
    (faults, rest)
}

/// The faults of a value; of a table, those of each entry.
fn misfits(figment: &Figment, path: &str, value: &Value) -> Vec<Fault> {
    let entries = value.as_dict().into_iter().flatten();
    let found: Vec<_> = entries.flat_map(|(key, value)| misfits(figment, &format!("{path}.{key}"), value)).collect();
    if found.is_empty() { misfit(path, value, first_origin(figment, value, path)).into_iter().collect() } else { found }
}

/// Where a value or the first entry of it comes from, if any of it is no default.
fn set(figment: &Figment, value: &Value, path: &str) -> Option<String> {
    let mut entries = value.as_dict().into_iter().flatten();
    entries
        .find_map(|(key, value)| set(figment, value, &format!("{path}.{key}")))
        .or_else(|| origin(figment, value, path))
}

fn first_origin(figment: &Figment, value: &Value, path: &str) -> String {
    set(figment, value, path).unwrap_or_else(|| DEFAULT.to_owned())
}

fn names(dict: &Dict) -> String {
    dict.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Tries one value over the defaults.
fn misfit(path: &str, value: &Value, origin: String) -> Option<Fault> {
    let error = defaults().merge((path, value)).extract::<Config>().err()?;
    let secret = path.contains("secret");
    let (what, remedy) = match &error.kind {
        Kind::InvalidType(found, wanted) => {
            let found = if secret { "something else".to_owned() } else { found.to_string() };
            (format!("{} is wanted, and there is {found}", article(wanted)), shape(wanted))
        }
        Kind::UnknownField(field, known) => {
            (format!("there is no key `{field}`"), format!("The keys are {}", known.join(", ")))
        }
        Kind::UnknownVariant(found, known) => {
            (format!("`{found}` is none of the values"), format!("Write one of {}", known.join(", ")))
        }
        _ if secret => ("cannot be read".to_owned(), REMEDY.to_owned()),
        kind => (kind.to_string(), REMEDY.to_owned()),
    };
    // The error's own path may lead further in: to an entry.
    let inner = error.path.join(".");
    let key = if inner.starts_with(path) { inner } else { path.to_owned() };
    Some(Fault::new(origin, key, what, remedy))
}

/// What serde calls it, as people do.
fn article(wanted: &str) -> String {
    match wanted {
        "a sequence" => "a list".to_owned(),
        "a map" => "a table".to_owned(),
        "a string" => "a text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        number if number.starts_with(['u', 'i']) && !number.contains(' ') => "a whole number".to_owned(),
        other => other.to_owned(),
    }
}

fn shape(wanted: &str) -> String {
    match wanted {
        "a sequence" => "Write a list: [\"one\", \"two\"]".to_owned(),
        "a map" => "Write a table: { ups = … }".to_owned(),
        _ => REMEDY.to_owned(),
    }
}

#[cfg(test)]
mod tests;
