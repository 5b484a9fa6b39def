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

/// Runs a trial of so many orders and gives whether it is content, and what it says.
fn trial(server: &Server, data: &Path, orders: &str, more: &[&str]) -> (bool, Value) {
    let token = token(data);
    let url = format!("http://{}", server.host);
    let mut arguments = vec!["simulate", "--orders", orders, "--seed", "7", "--json", "--url", &url, "--token", &token];
    arguments.extend(more);
    let trial = waypost(&arguments, data);
    let verdict: Value = serde_json::from_slice(&trial.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&trial.stderr)));
    (trial.status.success(), verdict)
}

#[test]
fn two_hundred_orders_told_badly_are_believed_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data, &ENVIRONMENT);
    let faults = ["--contradictions", "0.5", "--withdrawn", "0.1", "--reuse", "0.05", "--skew", "0.1"];
    let more: Vec<&str> = faults.into_iter().chain(["--outage", "ups:-26h+1h"]).collect();
    let (content, verdict) = trial(&server, &data, "200", &more);
    assert!(content, "{verdict:#}");
    assert!(verdict["asked"].as_u64() > Some(190) && verdict["asked"] == verdict["agree"], "{verdict:#}");
    assert!(verdict["messages"]["again"].as_u64() > Some(100), "{verdict:#}");
}

/// Another table makes another winner, and the trial does not know it: it says where the answers are not what it holds for true.
#[test]
fn a_rule_that_is_broken_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (data, table) = (folder.path().join("data"), folder.path().join("ownership.csv"));
    let right = std::fs::read_to_string("src/domain/data/ownership.csv").unwrap();
    let wrong = right.replace("status,delivery,carrier+edi+tms wms erp", "status,delivery,erp carrier+edi+tms wms");
    assert_ne!(right, wrong);
    std::fs::write(&table, wrong).unwrap();
    let rules = ("WAYPOST_RULES__OWNERSHIP", table.to_str().unwrap());
    let environment: Vec<_> = ENVIRONMENT.into_iter().chain([rules]).collect();
    let server = Server::start(&data, &environment);
    let (content, verdict) = trial(&server, &data, "200", &["--contradictions", "1"]);
    assert!(!content, "{verdict:#}");
    let differs = |what: &str| {
        let mut all = verdict["differences"].as_array().unwrap().iter();
        all.any(|tally| tally["what"] == what && tally["explained"].is_null())
    };
    assert!(differs("contradiction") && differs("state"), "{verdict:#}");
}

/// A code table that takes a void for a scan, and a return for movement: the trial says where the answers are wrong.
#[test]
fn a_code_that_is_mapped_wrongly_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (data, connectors) = (folder.path().join("data"), folder.path().join("connectors"));
    let copied = Command::new("cp").args(["-r", "connectors"]).arg(&connectors).status().unwrap();
    assert!(copied.success());
    let table = connectors.join("ups/codes.csv");
    let right = std::fs::read_to_string(&table).unwrap();
    let wrong = right.replace(",v1,CANCELLED,", ",v1,IN_TRANSIT,").replace(",v1,RETURNING,", ",v1,IN_TRANSIT,");
    assert_ne!(right, wrong);
    std::fs::write(&table, wrong).unwrap();
    let dir = ("WAYPOST_CONNECTORS__DIR", connectors.to_str().unwrap());
    let environment: Vec<_> = ENVIRONMENT.into_iter().chain([dir]).collect();
    let server = Server::start(&data, &environment);
    let (content, verdict) = trial(&server, &data, "300", &[]);
    assert!(!content, "{verdict:#}");
    for what in ["state", "shipment_state", "outcomes", "voided"] {
        let mut all = verdict["differences"].as_array().unwrap().iter();
        assert!(all.any(|tally| tally["what"] == what && tally["explained"].is_null()), "{what}: {verdict:#}");
    }
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
