//! A JSON value as its sender wrote it. `serde_json::Value` rounds what 64 bits do not hold, and order 94001118992231974284 is
//! not order 94001118992231970000: here numbers keep their digits.

use std::collections::BTreeMap;

/// One JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of at most 18 digits.
    Integer(i64),
    /// Any other number, by its digits: `4711.0`, `8.0012345E7`, `9400111899223197428490`.
    Decimal(Box<str>),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Fields),
}

/// The fields of an object, in the order in which they were sent. Of a repeated name the last value holds.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    entries: Vec<(String, Json)>,
    /// Where each name stands; kept only where looking through the entries would take long.
    index: BTreeMap<String, usize>,
}

/// Up to so many fields are looked through one by one.
const FEW: usize = 16;

impl Fields {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.place(name).and_then(|place| self.entries.get(place)).map(|(_, value)| value)
    }

    /// Sets a field: in its place where there is one, else as the last.
    pub fn insert(&mut self, name: impl Into<String>, value: Json) {
        let name = name.into();
        match self.place(&name).and_then(|place| self.entries.get_mut(place)) {
            Some(entry) => entry.1 = value,
            None => {
                self.entries.push((name, value));
                self.count();
            }
        }
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let (_, value) = self.entries.remove(self.place(name)?);
        self.index.clear();
        self.count();
        Some(value)
    }

    /// Names and values, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value))
    }

    fn place(&self, name: &str) -> Option<usize> {
        if self.entries.len() > FEW {
            return self.index.get(name).copied();
        }
        self.entries.iter().position(|(known, _)| known == name)
    }

    /// Brings the index up to the entries.
    fn count(&mut self) {
        if self.entries.len() <= FEW {
            return;
        }
        let known = self.index.len();
        let more = self.entries.iter().enumerate().skip(known);
        self.index.extend(more.map(|(place, (name, _))| (name.clone(), place)));
    }
}

impl PartialEq for Fields {
    /// As JSON has it: the order of fields says nothing.
    fn eq(&self, other: &Self) -> bool {
        self.entries.len() == other.entries.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl IntoIterator for Fields {
    type Item = (String, Json);
    type IntoIter = std::vec::IntoIter<(String, Json)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl FromIterator<(String, Json)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(fields: I) -> Self {
        let mut collected = Self::default();
        fields.into_iter().for_each(|(name, value)| collected.insert(name, value));
        collected
    }
}

impl Json {
    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The field of an object, where it is one and has it.
    pub fn get(&self, name: &str) -> Option<&Json> {
        if let Self::Object(fields) = self { fields.get(name) } else { None }
    }

    /// The value to which a JSON pointer leads (RFC 6901).
    pub fn pointer(&self, pointer: &str) -> Option<&Json> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, step| match value {
            Self::Object(fields) => fields.get(&unescaped(step)),
            Self::List(items) => items.get(index(step)?),
            _ => None,
        })
    }

    /// The value to which a JSON pointer leads, to be changed.
    #[cfg(test)]
    pub fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Json> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, step| match value {
            Self::Object(fields) => {
                let place = fields.place(&unescaped(step))?;
                fields.entries.get_mut(place).map(|(_, value)| value)
            }
            Self::List(items) => items.get_mut(index(step)?),
            _ => None,
        })
    }
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

fn index(step: &str) -> Option<usize> {
    let plain = step.bytes().all(|byte| byte.is_ascii_digit()) && (step == "0" || !step.starts_with('0'));
    plain.then(|| step.parse().ok()).flatten()
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// For tables and settings of our own, whose numbers are small.
impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(truth),
            Value::Number(number) => Self::number(&number.to_string()),
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(fields) => {
                Self::Object(fields.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}

impl Json {
    /// A number by its digits.
    pub(super) fn number(digits: &str) -> Self {
        match digits.parse::<i64>() {
            Ok(integer) if !is_exact(digits) => Self::Integer(integer),
            _ => Self::Decimal(digits.into()),
        }
    }
}

/// Whether a number is kept by its digits: one with a fraction or an exponent, one of more than 18 digits, and `-0`.
pub(super) fn is_exact(digits: &str) -> bool {
    digits.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
        || digits.trim_start_matches('-').len() > 18
        || digits == "-0"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pointer_leads_to_its_value() {
        let value = Json::from(json!({"a": [{"b/c": 1, "~": "x"}], "": 7}));
        assert_eq!(value.pointer("/a/0/b~1c"), Some(&Json::Integer(1)));
        assert_eq!(value.pointer("/a/0/~0").and_then(Json::as_str), Some("x"));
        assert_eq!((value.pointer(""), value.pointer("/")), (Some(&value), Some(&Json::Integer(7))));
        for nowhere in ["a", "/b", "/a/1", "/a/00", "/a/-", "/a/0/b/c"] {
            assert_eq!(value.pointer(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn many_fields_are_found_like_few_and_the_last_of_a_name_holds() {
        for many in [3, FEW, FEW + 1, 200] {
            let named = |n: usize| (format!("f{}", n % many), Json::Integer(n.try_into().unwrap()));
            let mut fields: Fields = (0..2 * many).map(named).collect();
            assert_eq!(fields.iter().count(), many);
            for n in 0..many {
                let last = i64::try_from(n + many).unwrap();
                assert_eq!(fields.get(&format!("f{n}")), Some(&Json::Integer(last)));
            }
            assert_eq!(fields.remove("f0"), Some(Json::Integer(many.try_into().unwrap())));
            assert_eq!((fields.get("f0"), fields.iter().count()), (None, many - 1));
            assert_eq!(fields.get("f1"), Some(&Json::Integer(i64::try_from(many + 1).unwrap())));
        }
    }

    #[test]
    fn the_order_of_fields_says_nothing() {
        assert_eq!(Json::from(json!({"a": 1, "b": 2})), Json::from(json!({"b": 2, "a": 1})));
        assert_ne!(Json::from(json!({"a": 1})), Json::from(json!({"a": 1, "b": 2})));
    }
}
