//! The data folder: one process has it, nobody else may read it, its two files belong together, and the audit says how far it goes.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::{
    refuses, says, serve,
    support::{database, orders},
};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// Everything in a folder, with itself, that others may do something with.
fn loose(folder: &Path) -> Vec<(PathBuf, u32)> {
    let (mut open, mut loose) = (vec![folder.to_owned()], Vec::new());
    while let Some(path) = open.pop() {
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        let mode = found.permissions().mode() & 0o777;
        let wanted = if found.is_dir() { 0o700 } else { 0o600 };
        loose.extend((mode != wanted).then_some((path.clone(), mode)));
        if found.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    loose
}

#[test]
fn a_data_folder_has_one_process_and_commands_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let server = serve(&data, None);
    says(&data, &["backup", copy.to_str().unwrap()]);
    for command in [&SERVE[..], &["rebuild"], &["migrate"], &["restore", copy.to_str().unwrap()]] {
        let why = refuses(&data, command);
        assert!(why.contains("another waypost process uses this data folder"), "{command:?}: {why}");
        assert!(why.contains(data.to_str().unwrap()) && why.contains("--data"), "{command:?}: {why}");
    }
    for command in
        [&["message", "list"][..], &["audit"], &["outbox", "list"], &["token", "create", "t", "--scope", "orders:read"]]
    {
        says(&data, command);
    }
    // However it ends, the folder is free then.
    server.kill();
    says(&data, &["migrate"]);
}

#[test]
fn what_is_in_the_folder_and_in_a_backup_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy, restored) =
        (folder.path().join("data"), folder.path().join("copy"), folder.path().join("restored"));
    drop(serve(&data, None));
    // As an earlier version left them.
    fs::create_dir_all(data.join("documents/ab")).unwrap();
    for (path, mode) in
        [("", 0o755), ("waypost.db", 0o644), ("waypost-inbox.db", 0o664), ("sessions.db", 0o644), ("documents", 0o755)]
    {
        fs::set_permissions(data.join(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let server = serve(&data, None);
    orders::send(&mut server.client(), 2);
    database::settled(&data);
    for _ in 0..200 {
        if loose(&data).is_empty() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(loose(&data), []);
    says(&data, &["backup", copy.to_str().unwrap()]);
    assert_eq!(loose(&copy), []);
    fs::set_permissions(copy.join("waypost.db"), fs::Permissions::from_mode(0o644)).unwrap();
    says(&restored, &["restore", copy.to_str().unwrap()]);
    assert_eq!(loose(&restored), []);
}

#[test]
fn files_that_do_not_belong_together_are_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy, restored) =
        (folder.path().join("data"), folder.path().join("copy"), folder.path().join("restored"));
    let server = serve(&data, None);
    orders::send(&mut server.client(), 2);
    says(&data, &["backup", copy.to_str().unwrap()]);
    drop(server);
    drop(serve(&data, None));

    // Both of one backup are taken.
    says(&restored, &["restore", copy.to_str().unwrap()]);
    drop(serve(&restored, None));
    // An older one beside a newer one is not, and neither is one alone.
    says(&data, &["migrate"]);
    let inbox = data.join("waypost-inbox.db");
    let newer = fs::read(&inbox).unwrap();
    fs::copy(copy.join("waypost-inbox.db"), &inbox).unwrap();
    let why = refuses(&data, &SERVE);
    assert!(why.contains("waypost-inbox.db is not the file that") && why.contains("waypost restore"), "{why}");
    fs::remove_file(&inbox).unwrap();
    let why = refuses(&data, &SERVE);
    assert!(why.contains("waypost-inbox.db is missing") && why.contains("waypost restore"), "{why}");
    assert!(!inbox.exists(), "none is made in its place");
    fs::write(&inbox, newer).unwrap();
    drop(serve(&data, None));
}

#[test]
fn the_audit_says_how_far_it_goes_and_whether_it_went_further_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    says(&data, &["token", "create", "one", "--scope", "orders:read"]);
    let told = says(&data, &["audit"]);
    let hash = told.lines().find_map(|line| line.strip_prefix("last hash: ")).unwrap().to_owned();
    assert!(told.contains("rows: 1\n") && hash.len() == 64, "{told}");
    assert!(says(&data, &["audit", "--expect", &hash]).contains("it ends with the expected hash"));
    says(&data, &["token", "create", "two", "--scope", "orders:read"]);
    let later = says(&data, &["audit", "--expect", &hash.to_uppercase()]);
    assert!(later.contains("that of row 1; the audit goes on to row 2"), "{later}");
    let newest = says(&data, &["audit"]);
    let newest = newest.lines().find_map(|line| line.strip_prefix("last hash: ")).unwrap();
    database::texts(&data, "drop trigger audit_is_never_shortened");
    database::texts(&data, "delete from audit where sequence = 2");
    says(&data, &["audit"]);
    let why = refuses(&data, &["audit", "--expect", newest]);
    assert!(why.contains("rows are missing at its end") && why.contains(&hash), "{why}");
    assert!(refuses(&data, &["audit", "--expect", "abc"]).contains("64 hexadecimal digits"));
}
