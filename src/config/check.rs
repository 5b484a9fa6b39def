//! What the types of the configuration cannot say: values that make no sense, folders that are not there, halves of a whole. What
//! needs the connectors is checked where they are known (`boot/check`).

use std::{fs, io, path::Path};

use super::{Config, Embed, Fault, SecretText};
use crate::domain::tzdb;

/// Fewest characters of a secret that partners, Salesforce and we share.
pub const SHORTEST_SECRET: usize = 16;
/// Fewest characters of a secret that signs embed tokens: anybody may try to forge one, as often as they like.
pub const SHORTEST_TOKEN_SECRET: usize = 32;

impl Config {
    /// Every fault that can be seen without the connectors, by section.
    pub fn faults(&self) -> Vec<Fault> {
        let mut found = Vec::new();
        self.numbers(&mut found);
        self.folders(&mut found);
        self.zone(&mut found);
        self.provider(&mut found);
        self.embed_secrets(&mut found);
        self.canvas(&mut found);
        found
    }

    /// A fault of a key, with the place where its value was set.
    pub fn fault(&self, key: &str, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
        Fault::new(self.origins.of(key), key, what, remedy)
    }

    /// Whether somebody has set that key or entry; else it is the default.
    pub fn is_set(&self, key: &str) -> bool {
        self.origins.is_set(key)
    }

    fn numbers(&self, found: &mut Vec<Fault>) {
        let (limits, embed, replay) = (&self.limits, &self.embed, &self.replay);
        let wide = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let at_least_one = [
            ("sessions.idle_minutes", self.sessions.idle_minutes.into()),
            ("sessions.absolute_hours", self.sessions.absolute_hours.into()),
            ("limits.body_bytes", wide(limits.body_bytes)),
            ("limits.form_bytes", wide(limits.form_bytes)),
            ("limits.backlog", limits.backlog),
            ("limits.connections", limits.connections.into()),
            ("limits.unproven_bytes", limits.unproven_bytes.into()),
            ("limits.head_seconds", limits.head_seconds),
            ("limits.body_seconds", limits.body_seconds),
            ("limits.request_seconds", limits.request_seconds),
            ("limits.live_check_seconds", limits.live_check_seconds),
            ("limits.live_streams", wide(limits.live_streams)),
            ("documents.link_minutes", self.documents.link_minutes.into()),
            ("documents.customer_link_days", self.documents.customer_link_days.into()),
            ("embed.token_seconds", embed.token_seconds.into()),
            ("embed.canvas_once_minutes", embed.canvas_once_minutes.into()),
            ("embed.canvas_open_minutes", embed.canvas_open_minutes.into()),
            ("replay.round", wide(replay.round)),
            ("replay.idle_percent", replay.idle_percent.into()),
        ];
        let zero = at_least_one.into_iter().filter(|(_, number): &(_, u64)| *number == 0);
        found.extend(zero.map(|(key, _)| self.fault(key, "0 makes no sense here", "Write 1 or more")));
        let bytes = self.connectors.body_bytes.iter().filter(|(_, bytes)| **bytes == 0);
        found.extend(bytes.map(|(name, _)| {
            let key = format!("connectors.body_bytes.{name}");
            self.fault(&key, "0 makes no sense here", "Write 1 or more, or leave the entry out")
        }));
        for (key, number, most) in [
            ("embed.token_seconds", embed.token_seconds, Embed::LONGEST),
            ("replay.busy_percent", replay.busy_percent.into(), 100),
            ("replay.idle_percent", replay.idle_percent.into(), 100),
        ] {
            if number > most {
                found.push(self.fault(key, format!("{number} is too much"), format!("Write {most} or less")));
            }
        }
    }

    fn folders(&self, found: &mut Vec<Fault>) {
        let wanted = [
            ("connectors.dir", Some(&self.connectors.dir)),
            ("connectors.secrets_dir", self.connectors.secrets_dir.as_ref()),
            ("embed.secrets_dir", self.embed.secrets_dir.as_ref()),
            ("server.site_dir", self.server.site_dir.as_ref()),
        ];
        for (key, folder) in wanted {
            if let Some(Err(error)) = folder.map(fs::read_dir) {
                let folder = folder.map(|folder| folder.display().to_string()).unwrap_or_default();
                let remedy =
                    "Name a folder that exists and that Waypost may read; relative ones start from the working folder";
                found.push(self.fault(key, format!("{folder}: cannot be read: {error}"), remedy));
            }
        }
        // These are made where they are missing.
        for (key, folder) in [("data.dir", Some(&self.data.dir)), ("documents.dir", self.documents.dir.as_ref())] {
            if let Some(folder) = folder.filter(|folder| folder.exists() && !folder.is_dir()) {
                let what = format!("{} is a file", folder.display());
                found.push(self.fault(key, what, "Name a folder; it is made where there is none"));
            }
        }
        let rules = &self.rules;
        for (key, file) in [
            ("rules.ownership", &rules.ownership),
            ("rules.calendars", &rules.calendars),
            ("rules.service_levels", &rules.service_levels),
        ] {
            if let Some((file, Err(error))) = file.as_ref().map(|file| (file, fs::read_to_string(file))) {
                let what = format!("{}: cannot be read: {error}", file.display());
                found.push(self.fault(key, what, "Name a file that exists and may be read, or leave it empty"));
            }
        }
    }

    fn zone(&self, found: &mut Vec<Fault>) {
        let zone = &self.sessions.zone;
        if !tzdb::is_known(zone) {
            let remedy = "Write an IANA name, such as America/Chicago, or UTC";
            found.push(self.fault("sessions.zone", format!("`{}` is no time zone", short(zone)), remedy));
        }
    }

    fn provider(&self, found: &mut Vec<Fault>) {
        let oidc = &self.oidc;
        if oidc.issuer.is_none() {
            let remedy = "Set oidc.issuer too, or take this away";
            let client = (!oidc.client_id.trim().is_empty()).then_some("oidc.client_id");
            let secret = oidc.client_secret.is_some().then_some("oidc.client_secret");
            let lonely = client.into_iter().chain(secret);
            return found.extend(lonely.map(|key| self.fault(key, "is set without an issuer", remedy)));
        }
        for (key, text, remedy) in [
            ("oidc.client_id", &oidc.client_id, "Write the client id that the identity provider gave Waypost"),
            ("oidc.name", &oidc.name, "Write what the sign-in button calls your organisation"),
            ("oidc.roles_claim", &oidc.roles_claim, "Write the claim that lists roles; without roles nobody gets in"),
            ("oidc.organisations_claim", &oidc.organisations_claim, "Write the claim that lists sales organisations"),
        ] {
            if text.trim().is_empty() {
                found.push(self.fault(key, "is empty, and there is an issuer", remedy));
            }
        }
        let roles = [&oidc.roles.agent, &oidc.roles.supervisor, &oidc.roles.operator, &oidc.roles.admin];
        if roles.into_iter().flatten().all(|name| name.trim().is_empty()) {
            let remedy = "Write for each role what the identity provider calls it";
            found.push(self.fault("oidc.roles", "names no role, so nobody could sign in", remedy));
        }
        if let Some(what) = oidc.client_secret.as_ref().and_then(|secret| ragged(secret.expose())) {
            found.push(self.fault("oidc.client_secret", what, "Copy the secret again, without blanks around it"));
        }
    }

    fn embed_secrets(&self, found: &mut Vec<Fault>) {
        let embed = &self.embed;
        for (key, configured, file, least) in [
            ("embed.token_secrets", &embed.token_secrets, "token", SHORTEST_TOKEN_SECRET),
            ("embed.canvas_secrets", &embed.canvas_secrets, "canvas", SHORTEST_SECRET),
        ] {
            found.extend(weak(configured, least).map(|what| self.fault(key, what, secret_remedy(least))));
            if let Some(folder) = embed.secrets_dir.as_ref().filter(|folder| folder.is_dir()) {
                found.extend(in_file(&folder.join(file), least));
            }
        }
    }

    fn canvas(&self, found: &mut Vec<Fault>) {
        for (id, organisations) in &self.embed.canvas_organisations {
            let key = format!("embed.canvas_organisations.{id}");
            if !matches!(id.len(), 15 | 18) || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                let remedy = "Write the 15 or 18 characters of a user, role, profile or organisation";
                found.push(self.fault(&key, "is no Salesforce id", remedy));
            }
            if organisations.is_empty() || organisations.iter().any(|name| name.trim().is_empty()) {
                let remedy = "List the sales organisations, or leave the row out: who is in no row sees nothing";
                found.push(self.fault(&key, "an organisation is empty", remedy));
            }
        }
    }
}

/// What is wrong with each secret of a list, by its place in it.
fn weak(secrets: &[SecretText], least: usize) -> impl Iterator<Item = String> + '_ {
    let problem = move |secret: &SecretText| secret_problem(secret.expose(), least);
    secrets.iter().enumerate().filter_map(move |(at, secret)| Some(format!("secret {}: {}", at + 1, problem(secret)?)))
}

/// What is wrong with the secrets of a file; nothing where there is no file.
pub(super) fn in_file(file: &Path, least: usize) -> Vec<Fault> {
    let fault = |what: String| Fault::new(file.display().to_string(), "", what, secret_remedy(least));
    match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => vec![fault(format!("cannot be read: {error}"))],
        Ok(text) => match super::connectors::lines(&text).collect::<Vec<_>>() {
            secrets if secrets.is_empty() => vec![fault("holds no secret".to_owned())],
            secrets => weak(&secrets, least).map(fault).collect(),
        },
    }
}

/// How to come by a good secret.
pub fn secret_remedy(least: usize) -> String {
    format!("Write {least} random characters or more, one secret a line in a file; `openssl rand -base64 32` makes one")
}

/// What is wrong with a secret of at least so many characters. Says nothing of the secret itself.
pub fn secret_problem(secret: &str, least: usize) -> Option<String> {
    let length = secret.trim().chars().count();
    if length == 0 {
        Some("is empty".to_owned())
    } else if let Some(what) = ragged(secret) {
        Some(what.to_owned())
    } else if length < least {
        Some(format!("has {length} characters, and {least} are the fewest"))
    } else {
        None
    }
}

/// Blanks around a secret, or line ends in it, come from copying.
fn ragged(secret: &str) -> Option<&'static str> {
    let ragged = secret.trim() != secret || secret.chars().any(char::is_control);
    ragged.then_some("has blanks around it, or characters that nobody can type")
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests;
