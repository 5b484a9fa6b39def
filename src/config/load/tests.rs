#![allow(clippy::result_large_err, reason = "figment's jail wants its own error")]

use figment::Jail;

use super::*;

/// The faults of a file, `w.toml`, and of an environment.
fn faults(file: &str, environment: &[(&str, &str)]) -> Vec<Fault> {
    let mut found = Vec::new();
    Jail::expect_with(|jail| {
        jail.create_file("w.toml", file)?;
        for (name, value) in environment {
            jail.set_env(name, value);
        }
        found = load(Some(Path::new("w.toml"))).err().map(|error| error.faults).unwrap_or_default();
        Ok(())
    });
    assert!(found.iter().all(|fault| !fault.remedy.is_empty()), "{found:?}");
    found
}

fn where_and_which(faults: &[Fault]) -> Vec<(String, &str)> {
    let name = |fault: &Fault| fault.origin.rsplit('/').next().unwrap_or_default().to_owned();
    faults.iter().map(|fault| (name(fault), fault.key.as_str())).collect()
}

#[test]
fn all_faults_are_in_one_list_with_file_key_and_remedy() {
    let file = "[server]\nlissen = \"127.0.0.1:1\"\nlisten = \"here\"\n[limits]\nconnections = -1\nbacklog = \"many\"\n\
                [embed]\nhosts = [\"crm.example.com\"]\n[serverr]\nport = 1\n[oidc.roles]\nboss = [\"b\"]\n";
    let environment = [
        ("WAYPOST_LOG__FORMAT", "xml"),
        ("WAYPOST_LOG__LEVEL", "info"),
        ("WAYPOST_CONNECTORS__SECRETS__UPS", "hush-hush-hush"),
        ("WAYPOST_SECTION__KEY", "1"),
    ];
    let found = faults(file, &environment);
    let file = |key: &'static str| ("w.toml".to_owned(), key);
    let variable = |name: &str, key: &'static str| (name.to_owned(), key);
    assert_eq!(
        where_and_which(&found),
        [
            variable("WAYPOST_CONNECTORS__SECRETS__UPS", "connectors.secrets.ups"),
            file("embed.hosts.0"),
            file("limits.backlog"),
            file("limits.connections"),
            variable("WAYPOST_LOG__FORMAT", "log.format"),
            variable("WAYPOST_LOG__LEVEL", "log.level"),
            file("oidc.roles.boss"),
            variable("WAYPOST_SECTION__KEY", "section"),
            file("server.lissen"),
            file("server.listen"),
            file("serverr"),
        ],
        "{found:#?}"
    );
    let text = ConfigError::from(found).to_string();
    assert_eq!(text.lines().count(), 12, "{text}");
    assert!(!text.contains("hush"), "a secret is not shown: {text}");
    for word in ["a list is wanted", "[\"one\", \"two\"]", "text, json", "The keys of [server] are", "The sections are"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn an_unreadable_file_is_named_beside_the_faults_of_the_environment() {
    Jail::expect_with(|jail| {
        jail.set_env("WAYPOST_LIMITS__BACKLOG", "many");
        let of = |file: &str| load(Some(Path::new(file))).err().unwrap().faults;
        let keys = |faults: &[Fault]| where_and_which(faults).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(keys(&of("none.toml")), ["none.toml", "WAYPOST_LIMITS__BACKLOG"]);
        jail.create_dir("folder")?;
        assert_eq!(keys(&of("folder")), ["folder", "WAYPOST_LIMITS__BACKLOG"]);
        jail.create_file("broken.toml", "[server]\nlisten = \"127.0.0.1:1\"\n[oidc]\nclient_secret = hush\n")?;
        let broken = of("broken.toml");
        assert_eq!(keys(&broken), ["broken.toml:4", "WAYPOST_LIMITS__BACKLOG"]);
        assert!(!format!("{broken:?}").contains("hush"), "{broken:?}");
        std::fs::write("latin.toml", b"# caf\xe9\n").unwrap();
        assert_eq!(keys(&of("latin.toml")), ["latin.toml", "WAYPOST_LIMITS__BACKLOG"]);
        Ok(())
    });
}

#[test]
fn what_can_be_read_is_there_beside_the_faults() {
    Jail::expect_with(|jail| {
        jail.create_file("w.toml", "[sessions]\nidle_minutes = 5\nzone = 7\n[nowhere]\nx = 1\n")?;
        jail.set_env("WAYPOST_CONNECTORS__RATES__UPS", "3");
        jail.set_env("WAYPOST_CONNECTORS__RATES__TMS", "fast");
        jail.set_env("WAYPOST_CONNECTORS__RATES__ERP", "slow");
        let error = load(Some(Path::new("w.toml"))).err().unwrap();
        let keys: Vec<_> = error.faults.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["connectors.rates.erp", "connectors.rates.tms", "nowhere", "sessions.zone"]);
        let rest = error.rest.unwrap();
        assert_eq!((rest.sessions.idle_minutes, rest.sessions.zone.as_str()), (5, "UTC"));
        assert!(rest.origins.of("sessions.idle_minutes").ends_with("w.toml"));
        Ok(())
    });
}

#[test]
fn the_origin_of_a_value_is_known() {
    Jail::expect_with(|jail| {
        jail.create_file("w.toml", "[sessions]\nzone = \"Mars/Olympus\"\n[connectors]\nrates = { ups = 3 }\n")?;
        jail.set_env("WAYPOST_CONNECTORS__SECRETS__UPS", "[\"a\"]");
        let origins = load(Some(Path::new("w.toml"))).unwrap().origins;
        let of = |key: &str| origins.of(key).rsplit('/').next().unwrap_or_default().to_owned();
        assert_eq!(of("sessions.zone"), "w.toml");
        assert_eq!(of("connectors.rates.ups"), "w.toml");
        assert_eq!(of("connectors.secrets.ups"), "WAYPOST_CONNECTORS__SECRETS__UPS");
        assert_eq!(of("limits.backlog"), DEFAULT);
        assert!(origins.is_set("connectors.rates.ups") && !origins.is_set("connectors.body_bytes.ups"));
        Ok(())
    });
}
