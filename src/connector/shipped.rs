//! The connectors that ship with the product, checked as `waypost connector check` does.

use std::path::{Path, PathBuf};

use super::{Registry, cli};

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors")
}

#[test]
fn every_sample_becomes_what_is_expected() {
    let mut out = Vec::new();
    let as_expected = cli::check(&dir(), &mut out).unwrap();
    assert!(as_expected, "\n{}", String::from_utf8_lossy(&out));
}

#[test]
fn all_of_them_are_there() {
    let registry = Registry::load(&dir()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let names: Vec<_> = registry.iter().map(|connector| connector.name()).collect();
    assert_eq!(names, ["erp_generic", "tms_generic", "ups"]);
}
