//! Quantities, weights and money are decimals, never binary fractions. JSON carries them as strings;
//! numbers are accepted too, since many senders write them, and read by their shortest text.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

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
        Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).map(Self)
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
        impl de::Visitor<'_> for Reader {
            type Value = Dec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal number, as text such as \"2.50\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Dec, E> {
                text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
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
