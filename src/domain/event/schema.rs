//! The JSON Schemas under `/schemas/v1`, generated from the types. A test compares them with the published snapshot, so
//! that a change which would break a partner is seen.

use schemars::{Schema, generate::SchemaSettings};

use super::{Event, Link, Place, Raw};
use crate::domain::{decimal, reference::Reference, time::When};

/// The schemas that exist: `/schemas/v1/NAME.json`.
pub const SCHEMA_NAMES: [&str; 7] = ["event", "reference", "link", "place", "raw", "when", "decimal"];

/// The schema of that name (JSON Schema 2020-12).
pub fn schema(name: &str) -> Option<Schema> {
    let generator = || SchemaSettings::draft2020_12().into_generator();
    Some(match name {
        "event" => generator().into_root_schema_for::<Event>(),
        "reference" => generator().into_root_schema_for::<Reference>(),
        "link" => generator().into_root_schema_for::<Link>(),
        "place" => generator().into_root_schema_for::<Place>(),
        "raw" => generator().into_root_schema_for::<Raw>(),
        "when" => generator().into_root_schema_for::<When>(),
        "decimal" => generator().into_root_schema_for::<decimal::Dec>(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_schemas_are_as_they_were() {
        for name in SCHEMA_NAMES {
            insta::assert_json_snapshot!(format!("schema_v1_{name}"), schema(name).unwrap());
        }
        assert!(schema("nothing").is_none());
    }
}
