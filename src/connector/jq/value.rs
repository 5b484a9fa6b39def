//! Values between JSON and jq, both ways within bounds.

use std::str::FromStr as _;

use jaq_json::{Num, Val};
use serde_json::{Map, Number, Value};

use crate::{codec::Json, domain::decimal};

/// How deep a mapping may nest what it writes.
const MAX_DEPTH: usize = 64;
/// Whole numbers up to so many digits are numbers that a mapping can calculate with exactly; longer ones are passed on as written.
const MAX_DIGITS: usize = 100;

/// JSON to jq, numbers as they were written. The depth of the document is bounded by its codec.
pub(super) fn to_jq(value: &Json) -> Val {
    match value {
        Json::Null => Val::Null,
        Json::Bool(truth) => Val::Bool(*truth),
        Json::Integer(number) => Val::Num(Num::from_integral(*number)),
        Json::Decimal(digits) => Val::Num(number_to_jq(digits)),
        Json::Text(text) => Val::from(text.clone()),
        Json::List(items) => items.iter().map(to_jq).collect(),
        Json::Object(fields) => {
            Val::obj(fields.iter().map(|(name, value)| (Val::from(name.to_owned()), to_jq(value))).collect())
        }
    }
}

/// A number by its digits: a whole number where it is one, else a decimal as written.
pub(super) fn number_to_jq(digits: &str) -> Num {
    let whole = (digits.len() <= MAX_DIGITS).then(|| Num::from_str_radix(digits, 10)).flatten();
    whole.unwrap_or_else(|| Num::Dec(digits.to_owned().into()))
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
        Val::Num(number) => number_from_jq(number).ok_or(NotJson::Shape("a number that is not finite")),
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

/// What 64 bits hold is a number; the rest keeps its digits ([`decimal::exact`]).
fn number_from_jq(number: &Num) -> Option<Value> {
    match number {
        Num::Float(number) => Number::from_f64(*number).map(Value::Number),
        Num::Dec(digits) => Some(decimal::exact(digits)),
        number => {
            let digits = number.to_string();
            let held = Number::from_str(&digits).ok().filter(|number| number.is_i64() || number.is_u64());
            Some(held.map_or_else(|| decimal::exact(&digits), Value::Number))
        }
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

    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
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
            prop_assert_eq!(from_jq(&to_jq(&value.clone().into()), &mut { usize::MAX }), Ok(value));
        }
    }

    #[test]
    fn what_64_bits_do_not_hold_keeps_its_digits() {
        for digits in ["4711.0", "8.0012345E7", "123456789.123456789012", "9400111899223197428490", "2.50", "-0"] {
            let there_and_back = from_jq(&to_jq(&Json::Decimal(digits.into())), &mut { usize::MAX }).unwrap();
            let digits_back = decimal::digits_of(&there_and_back).map_or(there_and_back.to_string(), str::to_owned);
            assert_eq!(digits_back, if digits == "-0" { "0" } else { digits });
        }
    }

    #[test]
    fn what_is_too_large_or_too_deep_is_refused() {
        assert_eq!(from_jq(&to_jq(&"12345".into()), &mut 8), Err(NotJson::TooLarge));
        let deep = (0..70).fold(Val::Null, |inner, _| std::iter::once(inner).collect());
        assert!(matches!(from_jq(&deep, &mut { usize::MAX }), Err(NotJson::Shape(_))));
        assert!(matches!(from_jq(&Val::from(f64::NAN), &mut { usize::MAX }), Err(NotJson::Shape(_))));
    }
}
