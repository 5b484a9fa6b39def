//! Reads JSON more strictly than derived code does. serde takes an array for an object, field by field in the order of
//! the declaration, so that `[]` is an object without a field; and it leaves out what it does not know. Both turn a
//! mistake of the sender into something they did not say.
//!
//! Fields that are read by trying several shapes (`untagged`) are buffered by serde and see none of this.

use serde::{
    Deserializer,
    de::{
        self, DeserializeOwned, Error as _, IntoDeserializer, Unexpected, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Value};

use super::decimal::digits_of;

/// What is done with a field that nobody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// The whole is refused: somebody mistyped it, or wants what is not there.
    Refuse,
    /// It is left out: a later version of the sender knows more.
    Ignore,
}

/// Why a value cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// JSON pointer to what is wrong.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// Reads a value.
///
/// # Errors
/// The first thing that is wrong, with a pointer to it.
pub fn read<T: DeserializeOwned>(value: Value, unknown: Unknown) -> Result<T, Misread> {
    serde_path_to_error::deserialize(Strict { value, unknown })
        .map_err(|error| Misread { path: pointer(error.path()), message: error.inner().to_string() })
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => format!("/{key}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

struct Strict {
    value: Value,
    unknown: Unknown,
}

impl<'de> Deserializer<'de> for Strict {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let unknown = self.unknown;
        let strict = |value| Self { value, unknown };
        match self.value {
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.into_iter().map(strict));
                let value = visitor.visit_seq(&mut items)?;
                items.end().map(|()| value)
            }
            Value::Object(fields) => {
                let mut fields = MapDeserializer::new(fields.into_iter().map(|(name, value)| (name, strict(value))));
                let value = visitor.visit_map(&mut fields)?;
                fields.end().map(|()| value)
            }
            plain => plain.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::Object(fields) = &self.value else {
            return Err(Error::invalid_type(unexpected(&self.value), &"a JSON object"));
        };
        if digits_of(&self.value).is_some() {
            return Err(Error::invalid_type(Unexpected::Other("a number"), &"a JSON object"));
        }
        match fields.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) if self.unknown == Unknown::Refuse => Err(Error::unknown_field(name, known)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Strict {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(yes) => Unexpected::Bool(*yes),
        Value::Number(_) => Unexpected::Other("a number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Other("an array"),
        Value::Object(_) => Unexpected::Map,
    }
}

/// For a field of several shapes, all of them objects: an array is none of them.
///
/// # Errors
/// What is no object, or none of these shapes.
pub fn object_of_some_shape<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    match <Option<Value> as de::Deserialize>::deserialize(deserializer)? {
        None => Ok(None),
        Some(value @ Value::Object(_)) => T::deserialize(value).map(Some).map_err(D::Error::custom),
        Some(other) => Err(D::Error::invalid_type(unexpected(&other), &"a JSON object")),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        Yes,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        #[serde(default)]
        count: u8,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        name: Option<String>,
        #[serde(default)]
        inner: Vec<Inner>,
        word: Option<Word>,
        ratio: Option<f64>,
    }

    fn outer(value: Value, unknown: Unknown) -> Result<Outer, (String, String)> {
        read(value, unknown).map_err(|error| (error.path, error.message))
    }

    #[test]
    fn an_object_is_read_as_ever() {
        let value = json!({"name": "a", "inner": [{"count": 3}, {}], "word": "yes", "ratio": 1.5});
        let inner = vec![Inner { count: 3 }, Inner { count: 0 }];
        let expected = Outer { name: Some("a".into()), inner, word: Some(Word::Yes), ratio: Some(1.5) };
        assert_eq!(outer(value.clone(), Unknown::Refuse).unwrap(), expected);
        assert_eq!(serde_json::from_value::<Outer>(value).unwrap(), expected);
    }

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        for unknown in [Unknown::Refuse, Unknown::Ignore] {
            for value in [json!([]), json!([null, [], null, null]), json!("a"), json!(7), json!(null)] {
                let (path, message) = outer(value.clone(), unknown).unwrap_err();
                assert!(path.is_empty() && message.contains("expected a JSON object"), "{value}: {path} {message}");
            }
            let (path, message) = outer(json!({"inner": [{}, [4]]}), unknown).unwrap_err();
            assert_eq!((path.as_str(), message.contains("an array")), ("/inner/1", true), "{message}");
        }
    }

    #[test]
    fn an_unknown_field_is_refused_or_left_out() {
        let value = json!({"inner": [{"cuont": 3}]});
        let (path, message) = outer(value.clone(), Unknown::Refuse).unwrap_err();
        assert_eq!((path.as_str(), message.contains("`cuont`") && message.contains("`count`")), ("/inner/0", true));
        assert_eq!(outer(value, Unknown::Ignore).unwrap().inner, [Inner { count: 0 }]);
    }
}
