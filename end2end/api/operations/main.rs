//! What operators do, with the real program: replay, rebuild, backup and restore.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its world is not as it says"
)]

mod backup;
mod faults;
mod folder;
mod rebuild;
mod replay;
#[path = "../support/mod.rs"]
mod support;
mod zones;

use std::{
    path::Path,
    process::{Command, Output},
};

use support::{ERP_SECRETS, TMS_SECRETS, server::Server};

/// A server over that data folder, with other connectors where a folder is named.
fn serve(data: &Path, connectors: Option<&Path>) -> Server {
    let folder = connectors.map(|folder| folder.to_string_lossy().into_owned());
    let mut env = vec![TMS_SECRETS, ERP_SECRETS];
    env.extend(folder.as_deref().map(|folder| ("WAYPOST_CONNECTORS__DIR", folder)));
    Server::start(data, &env)
}

/// Runs the program over that data folder.
fn waypost(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
    command.args(arguments).arg("--data").arg(data).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

/// Runs the program, which must end well; gives what it says.
fn says(data: &Path, arguments: &[&str]) -> String {
    let output = waypost(data, arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {out}{err}");
    out.into_owned()
}

/// Runs the program, which must refuse; gives why.
fn refuses(data: &Path, arguments: &[&str]) -> String {
    let output = waypost(data, arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}
