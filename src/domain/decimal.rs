//! Quantities, weights and money are decimals, never binary fractions. JSON carries them as strings; numbers are accepted too, since
//! many senders write them, and read by the digits that were sent.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

/// The longest number that [`plain`] writes out, in characters.
const LONGEST: usize = 120;
/// The field in which [`exact`] keeps the digits of a number. No sender's field: it begins with a control character.
const DIGITS: &str = "\u{0}digits";

/// A JSON number written out: without an exponent, and a whole number without a fraction (`4711.0` and `4.711E3` are `4711`).
/// Decimals keep their digits (`2.50` stays `2.50`). Nothing where it is no number, or would be longer than 120 characters.
pub fn plain(number: &str) -> Option<String> {
    let (sign, unsigned) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || digits.bytes().any(|byte| !byte.is_ascii_digit()) {
        return None;
    }
    let exponent: i64 = exponent.parse().ok()?;
    let point = exponent.checked_add(i64::try_from(whole.len()).ok()?)?;
    let (whole, fraction) = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => (padded(&digits, point - digits.len())?, String::new()),
        Ok(point) => (digits.get(..point)?.to_owned(), digits.get(point..)?.to_owned()),
        Err(_) => (String::new(), padded_before(&digits, point.unsigned_abs())?),
    };
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = if fraction.bytes().all(|byte| byte == b'0') { "" } else { fraction.as_str() };
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    let text = if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
    (text.len() <= LONGEST).then_some(text)
}

fn padded(digits: &str, zeros: usize) -> Option<String> {
    let is_zero = digits.bytes().all(|byte| byte == b'0');
    if is_zero { Some("0".to_owned()) } else { (zeros <= LONGEST).then(|| format!("{digits}{}", "0".repeat(zeros))) }
}

fn padded_before(digits: &str, zeros: u64) -> Option<String> {
    let is_zero = digits.bytes().all(|byte| byte == b'0');
    let zeros = usize::try_from(zeros).ok().filter(|zeros| *zeros <= LONGEST);
    if is_zero { Some("0".to_owned()) } else { zeros.map(|zeros| format!("{}{digits}", "0".repeat(zeros))) }
}

/// A number for an event that is yet to be read, by its digits: [`Value`] rounds what 64 bits do not hold. Read as [`Dec`] it keeps
/// every digit; where a text is expected it is refused.
pub fn exact(digits: &str) -> Value {
    Value::Object([(DIGITS.to_owned(), digits.into())].into_iter().collect())
}

/// The digits of a number that [`exact`] made.
pub fn digits_of(value: &Value) -> Option<&str> {
    value.as_object().filter(|fields| fields.len() == 1)?.get(DIGITS)?.as_str()
}

/// A decimal number as the sender wrote it: `"2.50"` stays `2.50`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Dec(pub Decimal);

impl Dec {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
}

impl fmt::Display for Dec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Dec {
    type Err = rust_decimal::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let written_out = text.contains(['e', 'E']).then(|| plain(text)).flatten();
        Decimal::from_str_exact(written_out.as_deref().unwrap_or(text)).map(Self)
    }
}

impl Serialize for Dec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Dec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> de::Visitor<'de> for Reader {
            type Value = Dec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal number, as text such as \"2.50\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Dec, E> {
                text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut fields: A) -> Result<Dec, A::Error> {
                match fields.next_entry::<String, String>() {
                    Ok(Some((name, digits))) if name == DIGITS => self.visit_str(&digits),
                    _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
                }
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Dec, E> {
                Ok(Dec(number.into()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Dec, E> {
                Ok(Dec(number.into()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Dec, E> {
                number.to_string().parse().map_err(|_| E::invalid_value(de::Unexpected::Float(number), &self))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Dec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A decimal number as text, so that no digit is lost. A JSON number is accepted on input.",
            "anyOf": [{"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}, {"type": "number"}]
        })
    }
}

/// An amount of money in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// In units of the currency, not in cents.
    pub amount: Dec,
    /// ISO 4217, for example `USD`.
    pub currency: String,
}

/// A number with its unit of measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// How much.
    pub value: Dec,
    /// UN/ECE Recommendation 20 where the sender uses it, for example `KGM`, `LBR`, `CMT`.
    pub unit: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_written_out_with_every_digit() {
        for (number, text) in [
            ("4711.0", "4711"),
            ("4711.000", "4711"),
            ("8.0012345E7", "80012345"),
            ("1.2345678e+7", "12345678"),
            ("9400111899223197428490", "9400111899223197428490"),
            ("9.40011189922319742849E21", "9400111899223197428490"),
            ("1e3", "1000"),
            ("2.50", "2.50"),
            ("123456789.123456789012", "123456789.123456789012"),
            ("1.5e-3", "0.0015"),
            ("-12.50E1", "-125"),
            ("12.55e1", "125.5"),
            ("0.0e5", "0"),
            ("-0.0", "0"),
            ("0e999999999999", "0"),
            ("0", "0"),
            ("0.10", "0.10"),
            ("10", "10"),
        ] {
            assert_eq!(plain(number).as_deref(), Some(text), "{number}");
        }
        for not in ["", "-", "1e", "abc", "1.2.3", "0x10", "1e999", "1e-999", "1e99999999999999999999", ".5", "NaN"] {
            assert_eq!(plain(not), None, "{not}");
        }
    }

    #[test]
    fn a_decimal_keeps_the_digits_of_a_number_or_is_refused() {
        let read = |digits: &str| serde_json::from_value::<Dec>(exact(digits)).map(|dec| dec.to_string());
        for (digits, text) in [
            ("123456789.123456789012", "123456789.123456789012"),
            ("0.1000000000000000055", "0.1000000000000000055"),
            ("2.50", "2.50"),
            ("1e3", "1000"),
            ("8.0012345E7", "80012345"),
            ("12345678901234567890.12345678", "12345678901234567890.12345678"),
        ] {
            assert_eq!(read(digits).unwrap(), text);
        }
        for digits in ["0.10000000000000000000000000000000001", "1.0000000000000000000000000000000001e3", "1e40"] {
            assert!(read(digits).is_err(), "{digits}");
        }
        assert!(serde_json::from_value::<Dec>(serde_json::json!({"digits": "1"})).is_err());
        assert!(serde_json::from_value::<String>(exact("4711.0")).is_err());
        assert_eq!((digits_of(&exact("1.0")), digits_of(&"1.0".into())), (Some("1.0"), None));
    }

    proptest! {
        #[test]
        fn writing_out_changes_no_value(whole in -999_999_999_i64..999_999_999, fraction in 0_u32..1_000_000, exponent in -9_i32..9) {
            let number = format!("{whole}.{fraction:06}e{exponent}");
            let text = plain(&number).unwrap();
            let (ours, theirs) = (text.parse::<f64>().unwrap(), number.parse::<f64>().unwrap());
            prop_assert!((ours - theirs).abs() <= theirs.abs() * 1e-12, "{number} {text}");
            prop_assert_eq!(plain(&text).unwrap(), text);
        }
    }
}
