//! Time zone data are those of the program, whatever zone files the machine has.

use std::{fs, path::Path, process::Command};

use jiff::tz::TimeZoneDatabase;

use crate::{
    says,
    support::{ERP_SECRETS, TMS_SECRETS, database, deliver, server::Server},
};

/// The zone that changed its clocks last: -05:00 from 1 November 2026, by release 2026e. Before, it was -06:00 in winter.
const ZONE: &str = "America/Winnipeg";

/// A zone file (`TZif`, RFC 9636) that says -06:00 all year.
fn six_hours_behind() -> Vec<u8> {
    let block = |offset: i32| {
        let mut block = b"TZif2".to_vec();
        block.extend([0; 15]);
        // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt
        for count in [0_u32, 0, 0, 0, 1, 4] {
            block.extend(count.to_be_bytes());
        }
        block.extend(offset.to_be_bytes());
        block.extend([0, 0]);
        block.extend(b"CST\0");
        block
    };
    let mut file = block(-6 * 3600);
    file.extend(block(-6 * 3600));
    file.extend(b"\nCST6\n");
    file
}

fn old_zone_files(folder: &Path) {
    fs::create_dir(folder.join("America")).unwrap();
    fs::write(folder.join(ZONE), six_hours_behind()).unwrap();
}

#[test]
fn old_zone_files_of_the_machine_change_nothing() {
    let (zones, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    old_zone_files(zones.path());
    #[expect(clippy::disallowed_methods, reason = "to see that the files mislead whoever reads them")]
    let misled = TimeZoneDatabase::from_dir(zones.path()).unwrap().get(ZONE).unwrap();
    assert_eq!(misled.to_offset("2026-11-27T12:00:00Z".parse().unwrap()).seconds(), -6 * 3600);

    let folder = zones.path().to_string_lossy().into_owned();
    let server =
        Server::start(data.path(), &[TMS_SECRETS, ERP_SECRETS, ("TZDIR", folder.as_str()), ("TZ", "Asia/Tokyo")]);
    let order = r#"{"specversion":"1.0","id":"o1","source":"/erp/S4","type":"waypost.erp.order.created.v1","time":"2026-11-20T08:00:00Z","data":{"order":{"system":"S4","number":"4500001","created_at":"2026-11-20T07:58:00Z","sales_org":"1010","ship_to":{"city":"Winnipeg","region":"MB","country":"CA"},"promise":{"deliver_by":"2026-11-27"}}}}"#;
    let answer = deliver(&mut server.client(), "erp_generic", "o1", order).unwrap();
    assert_eq!(answer.status, 202, "{}", answer.text());
    database::settled(data.path());
    let token = says(data.path(), &["token", "create", "t", "--scope", "orders:read"]);
    let token = format!("Bearer {}", token.trim().lines().last().unwrap_or_default());
    let answer = server.client().get_as("/api/v1/search?q=4500001", &[("authorization", token)]).unwrap();
    let found: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(found["matches"][0]["promised_by"], "2026-11-27T23:59:59.999999-05:00", "{found}");
}

#[test]
fn the_version_names_the_release_of_the_zone_data() {
    let output = Command::new(env!("CARGO_BIN_EXE_waypost")).arg("--version").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let release = said.trim().strip_suffix(')').and_then(|said| said.rsplit_once("time zone data ")).unwrap().1;
    assert!(release >= "2026f" && release.len() == 5, "{said}");
}
