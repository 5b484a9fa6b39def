//! The whole trial: a server on an empty folder, partners that tell a small world badly, and the question whether the truth is believed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its world is not as it says")]

mod support;

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use support::{ERP_SECRETS, TMS_SECRETS, server::Server};

const UPS_SECRETS: (&str, &str) = ("WAYPOST_CONNECTORS__SECRETS__UPS", "[\"a-long-random-credential\"]");
/// The trial asks more often than programs do.
const NO_LIMIT: (&str, &str) = ("WAYPOST_LIMITS__API_PER_SECOND", "0");
const CRM_SECRETS: (&str, &str) =
    ("WAYPOST_CONNECTORS__SECRETS__SALESFORCE_CASE", "[\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"]");
const ENVIRONMENT: [(&str, &str); 5] = [ERP_SECRETS, TMS_SECRETS, UPS_SECRETS, CRM_SECRETS, NO_LIMIT];

fn waypost(arguments: &[&str], data: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
    command.args(arguments).envs(ENVIRONMENT).env("WAYPOST_DATA__DIR", data);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null()).output().unwrap()
}

fn token(data: &Path) -> String {
    let made = waypost(&["token", "create", "trial", "--scope", "orders:read"], data);
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

#[test]
fn two_hundred_orders_told_badly_are_believed_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let token = token(&data);
    let server = Server::start(&data, &ENVIRONMENT);
    let url = format!("http://{}", server.host);
    let mischief = ["--contradictions", "0.1", "--withdrawn", "0.1", "--reuse", "0.05", "--skew", "0.1"];
    let arguments = ["simulate", "--orders", "200", "--seed", "7", "--outage", "ups:-26h+1h", "--json", "--url", &url];
    let arguments: Vec<&str> = arguments.into_iter().chain(["--token", &token]).chain(mischief).collect();
    let trial = waypost(&arguments, &data);
    let verdict: Value = serde_json::from_slice(&trial.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&trial.stderr)));
    assert!(trial.status.success(), "{verdict:#}");
    assert!(verdict["asked"].as_u64() > Some(190) && verdict["asked"] == verdict["agree"], "{verdict:#}");
    assert!(verdict["messages"]["again"].as_u64() > Some(100), "{verdict:#}");
}

/// The trial ends with 2 and says why: it has not found the product wrong, it could not find out.
#[test]
fn a_trial_that_is_refused_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let token = token(&data);
    let server = Server::start(&data, &ENVIRONMENT);
    let url = format!("http://{}", server.host);
    let wrong = Command::new(env!("CARGO_BIN_EXE_waypost"))
        .args(["simulate", "--orders", "5", "--url", &url, "--token", &token])
        .envs([ERP_SECRETS, TMS_SECRETS, CRM_SECRETS, ("WAYPOST_CONNECTORS__SECRETS__UPS", "[\"another\"]")])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2), "{}", String::from_utf8_lossy(&wrong.stderr));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("401"), "{}", String::from_utf8_lossy(&wrong.stderr));
}
