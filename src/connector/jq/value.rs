//! Values between JSON and jq, both ways within bounds.

use std::str::FromStr as _;

use jaq_json::{Num, Val};
use serde_json::{Map, Number, Value};

/// How deep a mapping may nest what it writes.
const MAX_DEPTH: usize = 64;

/// JSON to jq. The depth of the document is bounded by its codec.
pub(super) fn to_jq(value: &Value) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Bool(truth) => Val::Bool(*truth),
        Value::Number(number) => number_to_jq(number),
        Value::String(text) => Val::from(text.clone()),
        Value::Array(items) => items.iter().map(to_jq).collect(),
        Value::Object(fields) => {
            Val::obj(fields.iter().map(|(name, value)| (Val::from(name.clone()), to_jq(value))).collect())
        }
    }
}

fn number_to_jq(number: &Number) -> Val {
    match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) => Val::Num(Num::from_integral(integer)),
        (None, Some(integer)) => Val::Num(Num::from_integral(integer)),
        (None, None) => Val::from(number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// Why a value that a mapping wrote is not JSON that we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotJson {
    /// Nested too deep, a key that is no text, a number that is none.
    Shape(&'static str),
    /// The budget of bytes is used up.
    TooLarge,
}

/// jq to JSON, taking what it weighs off the budget of bytes.
pub(super) fn from_jq(value: &Val, budget: &mut usize) -> Result<Value, NotJson> {
    nested(value, budget, MAX_DEPTH)
}

fn nested(value: &Val, budget: &mut usize, depth: usize) -> Result<Value, NotJson> {
    let deeper = depth.checked_sub(1).ok_or(NotJson::Shape("nested deeper than 64 levels"))?;
    spend(budget, 4)?;
    match value {
        Val::Null => Ok(Value::Null),
        Val::Bool(truth) => Ok(Value::Bool(*truth)),
        Val::Num(number) => {
            number_from_jq(number).map(Value::Number).ok_or(NotJson::Shape("a number that is not finite"))
        }
        Val::TStr(bytes) | Val::BStr(bytes) => text(bytes, budget).map(Value::String),
        Val::Arr(items) => items.iter().map(|item| nested(item, budget, deeper)).collect(),
        Val::Obj(fields) => {
            let mut map = Map::new();
            for (name, value) in fields.iter() {
                let Val::TStr(name) = name else { return Err(NotJson::Shape("a key that is no text")) };
                map.insert(text(name, budget)?, nested(value, budget, deeper)?);
            }
            Ok(Value::Object(map))
        }
    }
}

fn number_from_jq(number: &Num) -> Option<Number> {
    match number {
        Num::Float(number) => Number::from_f64(*number),
        number => Number::from_str(&number.to_string()).ok(),
    }
}

fn text(bytes: &[u8], budget: &mut usize) -> Result<String, NotJson> {
    spend(budget, bytes.len())?;
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

fn spend(budget: &mut usize, bytes: usize) -> Result<(), NotJson> {
    *budget = budget.checked_sub(bytes).ok_or(NotJson::TooLarge)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e12..1e12).prop_map(|number: f64| Value::from(number)),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(".{0,6}", inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_survives_the_way_there_and_back(value in any_json()) {
            prop_assert_eq!(from_jq(&to_jq(&value), &mut { usize::MAX }), Ok(value));
        }
    }

    #[test]
    fn what_is_too_large_or_too_deep_is_refused() {
        assert_eq!(from_jq(&to_jq(&json!("12345")), &mut 8), Err(NotJson::TooLarge));
        let deep = (0..70).fold(Val::Null, |inner, _| std::iter::once(inner).collect());
        assert!(matches!(from_jq(&deep, &mut { usize::MAX }), Err(NotJson::Shape(_))));
        assert!(matches!(from_jq(&Val::from(f64::NAN), &mut { usize::MAX }), Err(NotJson::Shape(_))));
    }
}
