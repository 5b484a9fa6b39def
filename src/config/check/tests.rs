use super::*;

fn keys(change: impl FnOnce(&mut Config)) -> Vec<String> {
    let mut config = Config::defaults().unwrap();
    change(&mut config);
    let faults = config.faults();
    assert!(faults.iter().all(|fault| !fault.what.is_empty() && !fault.remedy.is_empty()), "{faults:?}");
    faults.into_iter().map(|fault| if fault.key.is_empty() { fault.origin } else { fault.key }).collect()
}

fn secret(text: &str) -> SecretText {
    SecretText::from(text.to_owned())
}

#[test]
fn the_defaults_have_no_fault() {
    assert!(keys(|_| ()).is_empty(), "the tests run in the project's folder");
}

#[test]
fn a_zero_is_refused_where_it_makes_no_sense() {
    macro_rules! zero {
        ($($section:ident.$key:ident),*) => {$(
            assert_eq!(keys(|config| config.$section.$key = 0), [concat!(stringify!($section), ".", stringify!($key))]);
        )*};
    }
    zero!(sessions.idle_minutes, sessions.absolute_hours, limits.body_bytes, limits.form_bytes, limits.backlog);
    zero!(limits.connections, limits.head_seconds, limits.body_seconds, limits.request_seconds);
    zero!(limits.live_check_seconds, limits.live_streams, documents.link_minutes, embed.token_seconds);
    zero!(embed.canvas_once_minutes, embed.canvas_open_minutes, replay.round, replay.idle_percent);
    assert_eq!(keys(|config| _ = config.connectors.body_bytes.insert("ups".into(), 0)), ["connectors.body_bytes.ups"]);
    // There it means: no limit, at once, never, none.
    assert!(keys(|config| config.limits.pages_per_second = 0).is_empty());
    assert!(keys(|config| config.server.drain_seconds = 0).is_empty());
    assert!(keys(|config| config.retention.notes_days = 0).is_empty());
    assert!(keys(|config| config.replay.busy_percent = 0).is_empty());
}

#[test]
fn what_is_too_much_is_refused() {
    assert_eq!(keys(|config| config.embed.token_seconds = 301), ["embed.token_seconds"]);
    assert_eq!(keys(|config| config.replay.busy_percent = 101), ["replay.busy_percent"]);
    assert_eq!(keys(|config| config.replay.idle_percent = 101), ["replay.idle_percent"]);
}

#[test]
fn folders_and_files_that_are_not_there_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (nowhere, file) = (folder.path().join("nowhere"), folder.path().join("file"));
    fs::write(&file, "x").unwrap();
    assert_eq!(keys(|config| config.connectors.dir = nowhere.clone()), ["connectors.dir"]);
    assert_eq!(keys(|config| config.connectors.secrets_dir = Some(nowhere.clone())), ["connectors.secrets_dir"]);
    assert_eq!(keys(|config| config.embed.secrets_dir = Some(file.clone())), ["embed.secrets_dir"]);
    assert_eq!(keys(|config| config.server.site_dir = Some(nowhere.clone())), ["server.site_dir"]);
    assert_eq!(keys(|config| config.data.dir = file.clone()), ["data.dir"]);
    assert_eq!(keys(|config| config.documents.dir = Some(file.clone())), ["documents.dir"]);
    assert!(keys(|config| config.data.dir = nowhere.clone()).is_empty(), "it is made");
    assert_eq!(keys(|config| config.rules.calendars = Some(nowhere.clone())), ["rules.calendars"]);
    assert_eq!(keys(|config| config.rules.ownership = Some(nowhere.clone())), ["rules.ownership"]);
    assert_eq!(keys(|config| config.rules.service_levels = Some(nowhere.clone())), ["rules.service_levels"]);
}

#[test]
fn a_zone_is_known() {
    assert_eq!(keys(|config| config.sessions.zone = "America/Springfield".into()), ["sessions.zone"]);
    assert_eq!(keys(|config| config.sessions.zone = String::new()), ["sessions.zone"]);
    assert!(keys(|config| config.sessions.zone = "Europe/Berlin".into()).is_empty());
}

#[test]
fn an_issuer_and_a_client_id_need_each_other() {
    assert_eq!(keys(|config| config.oidc.issuer = Some("https://id.example".into())), ["oidc.client_id"]);
    assert_eq!(keys(|config| config.oidc.client_id = "waypost".into()), ["oidc.client_id"]);
    assert_eq!(keys(|config| config.oidc.client_secret = Some(secret("s"))), ["oidc.client_secret"]);
    let whole = |config: &mut Config| {
        config.oidc.issuer = Some("https://id.example".into());
        config.oidc.client_id = "waypost".into();
    };
    assert!(keys(whole).is_empty());
    let with = |change: fn(&mut Config)| {
        keys(|config| {
            whole(config);
            change(config);
        })
    };
    assert_eq!(with(|config| config.oidc.roles_claim.clear()), ["oidc.roles_claim"]);
    assert_eq!(with(|config| config.oidc.client_secret = Some(secret("abc\n"))), ["oidc.client_secret"]);
    let no_roles = |config: &mut Config| {
        let roles = &mut config.oidc.roles;
        for names in [&mut roles.agent, &mut roles.supervisor, &mut roles.operator, &mut roles.admin] {
            *names = vec![" ".into()];
        }
    };
    assert_eq!(with(no_roles), ["oidc.roles"]);
}

#[test]
fn secrets_of_the_widget_are_long_enough_wherever_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    let long = "0123456789abcdef0123456789abcdef";
    assert!(keys(|config| config.embed.token_secrets = vec![secret(long)]).is_empty());
    for (text, keyed) in [("", true), ("short", true), (" 0123456789abcdef0123456789abcdef", true), (long, false)] {
        let found = keys(|config| config.embed.token_secrets = vec![secret(long), secret(text)]);
        assert_eq!(found.is_empty(), !keyed, "{text:?}: {found:?}");
    }
    assert_eq!(keys(|config| config.embed.canvas_secrets = vec![secret("short")]), ["embed.canvas_secrets"]);
    let file = |name: &str| folder.path().join(name).display().to_string();
    let with_folder = |config: &mut Config| config.embed.secrets_dir = Some(folder.path().to_owned());
    fs::write(file("token"), "short\n").unwrap();
    fs::write(file("canvas"), "\n\n").unwrap();
    assert_eq!(keys(with_folder), [file("token"), file("canvas")]);
    fs::write(file("token"), long).unwrap();
    fs::remove_file(file("canvas")).unwrap();
    assert!(keys(with_folder).is_empty());
    fs::create_dir(file("canvas")).unwrap();
    assert_eq!(keys(with_folder), [file("canvas")], "unreadable");
}

#[test]
fn rows_of_canvas_name_ids_and_organisations() {
    let with = |id: &str, organisations: &[&str]| {
        let organisations = organisations.iter().map(|name| (*name).to_owned()).collect();
        keys(|config| _ = config.embed.canvas_organisations.insert(id.to_owned(), organisations))
    };
    assert!(with("00D5e000000AbCd", &["1010"]).is_empty());
    assert!(with("00D5e000000AbCdEFG", &["1010"]).is_empty());
    assert_eq!(with("00D…", &["1010"]), ["embed.canvas_organisations.00D…"]);
    assert_eq!(with("00D5e000000AbCd", &[]), ["embed.canvas_organisations.00D5e000000AbCd"]);
    assert_eq!(with("00D5e000000AbCd", &[" "]), ["embed.canvas_organisations.00D5e000000AbCd"]);
}

#[test]
fn every_fault_of_all_sections_is_found_at_once() {
    let found = keys(|config| {
        config.sessions.zone = "Mars/Olympus".into();
        config.limits.connections = 0;
        config.connectors.dir = "nowhere".into();
        config.oidc.issuer = Some("https://id.example".into());
        config.embed.token_secrets = vec![secret("short"), secret("")];
        config.embed.canvas_organisations.insert("x".into(), vec!["1010".into()]);
    });
    assert_eq!(
        found,
        [
            "limits.connections",
            "connectors.dir",
            "sessions.zone",
            "oidc.client_id",
            "embed.token_secrets",
            "embed.token_secrets",
            "embed.canvas_organisations.x"
        ]
    );
}
