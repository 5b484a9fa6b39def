//! Connectors with a fault in them, to be mended and messages run again.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A copy of the connectors in which the TMS's word for delivered is missing, and that of the table as it should be.
pub fn broken(folder: &Path) -> (PathBuf, PathBuf, String) {
    let copy = folder.join("connectors");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors");
    copy_folder(&source, &copy);
    let table = copy.join("tms_generic/codes.csv");
    let whole = fs::read_to_string(&table).unwrap();
    let without: Vec<_> = whole.lines().filter(|row| !row.starts_with("milestone,DELIVERED,")).collect();
    assert_eq!(without.len() + 1, whole.lines().count(), "one row is taken away");
    fs::write(&table, without.join("\n") + "\n").unwrap();
    (copy, table, whole)
}

fn copy_folder(from: &Path, into: &Path) {
    fs::create_dir_all(into).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = into.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
