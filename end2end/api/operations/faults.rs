//! What is wrong is said at once, whole, and without noise: the configuration at start, a reader that leaves.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::{refuses, says, serve, support::orders};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

#[test]
fn serve_lists_every_fault_of_the_configuration_and_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("waypost.toml"), folder.path().join("data"));
    fs::write(
        &file,
        "[sessions]\nzone = \"Mars/Olympus\"\n[limits]\nconnections = 0\n[connectors]\nrates = { fedx = 5 }\n[server]\nlissen = 1\n",
    )
    .unwrap();
    let output = command(&["serve", "--listen", "127.0.0.1:0", "--config"])
        .arg(&file)
        .arg("--data")
        .arg(&data)
        .env("WAYPOST_CONNECTORS__SECRETS__UPS", "[\"hush\"]")
        .env("WAYPOST_OIDC__ISSUER", "https://id.example")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty(), "{text}");
    let file = file.display();
    for line in [
        format!("{file}: sessions.zone: `Mars/Olympus` is no time zone"),
        format!("{file}: limits.connections: 0 makes no sense"),
        format!("{file}: connectors.rates.fedx: there is no connector `fedx`. The connectors are erp_generic,"),
        format!("{file}: server.lissen: there is no such key. The keys of [server] are apply,"),
        "WAYPOST_CONNECTORS__SECRETS__UPS: connectors.secrets.ups: secret 1: has 4 characters".to_owned(),
        "the defaults: oidc.client_id: is empty, and there is an issuer".to_owned(),
    ] {
        assert!(text.contains(&line), "{line}\nin\n{text}");
    }
    assert!(!text.contains("hush"), "{text}");
    assert!(!data.exists(), "nothing was opened");
}

#[test]
fn unknown_keys_stop_every_command_with_their_names() {
    let output = command(&["migrate"])
        .env("WAYPOST_SERVER__LISSEN", "x")
        .env("WAYPOST_LIMITS__BACKLOG", "many")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(text.contains("WAYPOST_SERVER__LISSEN: server.lissen") && text.contains("limits.backlog"), "{text}");
}

#[test]
fn a_token_of_an_unknown_scope_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let text = refuses(folder.path(), &["token", "create", "shop", "--scope", "orders:read", "--scope", "orders:rite"]);
    assert!(text.contains("--scope orders:rite") && text.contains("outbox:read"), "{text}");
}

/// Runs a command whose output nobody reads: the other end is closed before it starts.
fn unread(data: &Path, arguments: &[&str]) -> (bool, String) {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let child = command(arguments).arg("--data").arg(data).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_reader_that_leaves_ends_every_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy, restored) =
        (folder.path().join("data"), folder.path().join("copy"), folder.path().join("restored"));
    let server = serve(&data, None);
    orders::send(&mut server.client(), 2);
    drop(server);
    let items = folder.path().join("items.csv");
    fs::write(&items, "number,text\nA-1,Widget\n").unwrap();
    let (items, copy) = (items.to_str().unwrap(), copy.to_str().unwrap());
    let commands: [&[&str]; 13] = [
        &["migrate"],
        &["audit"],
        &["message", "list"],
        &["message", "show", "1", "--body"],
        &["outbox", "list"],
        &["token", "create", "shop", "--scope", "orders:read"],
        &["import", "items", items],
        &["rebuild"],
        &["replay", "--all", "--dry-run", "--detach"],
        &["replay", "status"],
        &["replay", "status", "1"],
        &["replay", "stop", "1"],
        &["backup", copy],
    ];
    for arguments in commands {
        assert_eq!(unread(&data, arguments), (true, String::new()), "{arguments:?}");
    }
    assert_eq!(unread(&restored, &["restore", copy]), (true, String::new()));
    assert!(says(&data, &["message", "list"]).contains("import"), "what a command was to do is done");
}

/// These have no data folder; what they find out is in the exit code, whoever reads along.
#[test]
fn checking_connectors_does_not_depend_on_a_reader() {
    let file = "connectors/tms_generic/samples/delayed_by_weather.json";
    let run = |arguments: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let child = command(arguments).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&["connector", "check"]), (Some(0), String::new()));
    assert_eq!(run(&["connector", "try", "tms_generic", file, "--json"]), (Some(0), String::new()));
    assert_eq!(run(&["connector", "try", "nowhere", file]), (Some(2), String::new()));
}
