//! JSON as partners write it: a byte order mark is tolerated, repeated keys are tolerated (the last one holds, as in
//! every browser), nesting is bounded, and an error says where.

use std::{fmt, slice};

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::{Fields, Json, Unreadable, value::is_exact};

/// The deepest nesting that is read. Real messages stay under 20; what is deeper is meant to hurt.
pub const MAX_DEPTH: usize = 64;
/// The longest number that is read, in characters. Nobody counts further.
const MAX_NUMBER: usize = 400;

/// Reads one JSON value. Numbers keep the digits that were sent.
///
/// # Errors
/// `JSON_INVALID`, `JSON_TOO_DEEP`, or `JSON_ENCODED_TWICE` for JSON inside a string, with the byte offset (from 0), line and
/// column (from 1) in the bytes as sent.
pub fn decode(bytes: &[u8]) -> Result<Json, Unreadable> {
    let (mark, text) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (3, rest),
        None => (0, bytes),
    };
    let numbers = scan(text).map_err(|fault| unreadable(fault.code, bytes, fault.offset + mark, fault.message))?;
    let value = parse(text, &numbers).map_err(|error| {
        let offset = offset_of(text, error.line(), error.column());
        unreadable("JSON_INVALID", bytes, offset + mark, reason(&error))
    })?;
    match &value {
        Json::Text(inner) if is_encoded_twice(inner) => {
            let message = "the whole body is one JSON string, and the object stands inside it as text".to_owned();
            Err(unreadable("JSON_ENCODED_TWICE", bytes, mark, message))
        }
        _ => Ok(value),
    }
}

/// Whether a text is itself a JSON object or list: its sender encoded it twice.
pub fn is_encoded_twice(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '[']) && scan(text.as_bytes()).is_ok_and(|numbers| parse(text.as_bytes(), &numbers).is_ok())
}

struct Fault {
    code: &'static str,
    offset: usize,
    message: String,
}

/// Looks through the bytes before they are parsed: for the bracket that opens one level too many, so that the bound does not
/// depend on the parser's stack; and for the numbers whose digits the parser would not keep, in their order.
fn scan(text: &[u8]) -> Result<Vec<&str>, Fault> {
    let (mut depth, mut in_string, mut escaped, mut number_end) = (0usize, false, false, 0);
    let mut numbers = Vec::new();
    for (offset, byte) in text.iter().enumerate() {
        match byte {
            _ if offset < number_end => {}
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' if depth == MAX_DEPTH => {
                let message = format!("nested deeper than {MAX_DEPTH} levels");
                return Err(Fault { code: "JSON_TOO_DEEP", offset, message });
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'-' | b'0'..=b'9' => {
                let number = number_at(text, offset);
                number_end = offset + number.len();
                if number.len() > MAX_NUMBER {
                    let message = format!("a number of {} characters; {MAX_NUMBER} is the most", number.len());
                    return Err(Fault { code: "JSON_INVALID", offset, message });
                }
                numbers.extend(is_exact(number).then_some(number));
            }
            _ => {}
        }
    }
    Ok(numbers)
}

/// The characters of the number that begins here.
fn number_at(text: &[u8], offset: usize) -> &str {
    let rest = text.get(offset..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')).count();
    rest.get(..length).and_then(|number| std::str::from_utf8(number).ok()).unwrap_or_default()
}

/// Parses; `numbers` are those that [`scan`] found, and are put in the place of what the parser makes of them.
fn parse(text: &[u8], numbers: &[&str]) -> Result<Json, serde_json::Error> {
    let mut parser = serde_json::Deserializer::from_slice(text);
    let value = Reader(&mut numbers.iter()).deserialize(&mut parser)?;
    parser.end()?;
    Ok(value)
}

struct Reader<'a, 'b>(&'a mut slice::Iter<'b, &'b str>);

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Json;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Reader<'_, '_> {
    /// The next number whose digits are kept.
    fn exact<E: serde::de::Error>(self) -> Result<Json, E> {
        self.0.next().map(|digits| Json::number(digits)).ok_or_else(|| E::custom("a number that was not found before"))
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Bool(truth))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Json, E> {
        if is_exact(&number.to_string()) { self.exact() } else { Ok(Json::Integer(number)) }
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Json, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.exact(),
        }
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Json, E> {
        self.exact()
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Reader(&mut *self.0))? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json, A::Error> {
        let mut object = Fields::default();
        while let Some(name) = fields.next_key::<String>()? {
            object.insert(name, fields.next_value_seed(Reader(&mut *self.0))?);
        }
        Ok(Json::Object(object))
    }
}

/// The parser counts lines from 1 and columns in bytes; column 0 stands for the end of the line before.
fn offset_of(text: &[u8], line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(nth) => newlines(text).nth(nth).map_or(text.len(), |newline| newline + 1),
    };
    (start + column.saturating_sub(1)).min(text.len())
}

fn newlines(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(offset, _)| offset)
}

fn unreadable(code: &'static str, bytes: &[u8], offset: usize, message: String) -> Unreadable {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let line = newlines(before).count() + 1;
    let column = offset - newlines(before).last().map_or(0, |newline| newline + 1) + 1;
    Unreadable { code, position: format!("byte {offset}, line {line}, column {column}"), message }
}

/// The parser's words without its own line and column, which we say ourselves.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_byte_order_mark_is_not_an_error() {
        assert_eq!(decode(b"\xEF\xBB\xBF{\"a\":1}"), Ok(json!({"a": 1}).into()));
    }

    #[test]
    fn of_a_repeated_key_the_last_holds() {
        assert_eq!(decode(br#"{"a":1,"a":2}"#), Ok(json!({"a": 2}).into()));
    }

    #[test]
    fn an_error_says_where_in_the_bytes_as_sent() {
        let error = decode(b"\xEF\xBB\xBF{\n  \"a\": nope\n}").unwrap_err();
        assert_eq!(error.code, "JSON_INVALID");
        assert_eq!(error.position, "byte 13, line 2, column 9");
        assert_eq!(error.message, "expected ident");
    }

    #[test]
    fn an_empty_body_is_invalid_at_its_start() {
        let error = decode(b"").unwrap_err();
        assert_eq!((error.code, error.position.as_str()), ("JSON_INVALID", "byte 0, line 1, column 1"));
    }

    #[test]
    fn nesting_is_bounded_exactly() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(decode(nested(MAX_DEPTH).as_bytes()).is_ok());
        let error = decode(nested(MAX_DEPTH + 1).as_bytes()).unwrap_err();
        assert_eq!((error.code, error.position.as_str()), ("JSON_TOO_DEEP", "byte 64, line 1, column 65"));
    }

    #[test]
    fn numbers_keep_their_digits_wherever_they_stand() {
        let numbers = "1, 4711.0, -0, 8.0012345E7, 9400111899223197428490, 999999999999999999, 1000000000000000000, \
            18446744073709551615, -9223372036854775808, 0.1000000000000000055, 1e3, 2.50, \"7.0 9.9\", -5";
        let text = format!("{{\"a\": [{numbers}], \"\\\"1.0\": 1.0, \"b\": {{\"c\": -1.50E-3}}}}");
        let value = decode(text.as_bytes()).unwrap();
        let digits = |value: &Json| match value {
            Json::Integer(number) => number.to_string(),
            Json::Decimal(digits) => digits.to_string(),
            Json::Text(text) => format!("\"{text}\""),
            other => format!("{other:?}"),
        };
        let Some(Json::List(items)) = value.get("a") else { panic!("{value:?}") };
        assert_eq!(items.iter().map(digits).collect::<Vec<_>>().join(", "), numbers);
        assert_eq!(value.get("\"1.0").map(digits).as_deref(), Some("1.0"));
        assert_eq!(value.pointer("/b/c").map(digits).as_deref(), Some("-1.50E-3"));
    }

    #[test]
    fn of_a_repeated_key_the_digits_of_the_last_hold() {
        assert_eq!(decode(br#"{"a":1.0,"b":2.0,"a":3.0}"#).unwrap().get("a"), Some(&Json::Decimal("3.0".into())));
    }

    #[test]
    fn a_number_without_end_is_refused_where_it_begins() {
        assert!(decode("1".repeat(MAX_NUMBER - 100).as_bytes()).is_ok());
        let error = decode(format!("[1, {}]", "7".repeat(MAX_NUMBER + 1)).as_bytes()).unwrap_err();
        assert_eq!((error.code, error.position.as_str()), ("JSON_INVALID", "byte 4, line 1, column 5"));
        assert_eq!(decode(b"[1e999]").unwrap_err().code, "JSON_INVALID");
    }

    #[test]
    fn json_inside_a_string_is_named() {
        for text in [r#""{\"order\":{}}""#, r#"" [1]""#, "\u{feff}\"{}\""] {
            assert_eq!(decode(text.as_bytes()).unwrap_err().code, "JSON_ENCODED_TWICE", "{text}");
        }
        for text in [r#""{not json}""#, r#""plain""#, r#"["{}"]"#] {
            assert!(decode(text.as_bytes()).is_ok(), "{text}");
        }
    }

    #[test]
    fn brackets_inside_strings_do_not_nest() {
        let text = format!(r#"["{}\"[{}"]"#, "[".repeat(100), "{".repeat(100));
        assert!(decode(text.as_bytes()).is_ok());
    }

    #[test]
    fn a_million_brackets_are_refused_and_not_followed() {
        assert_eq!(decode(&vec![b'['; 1_000_000]).unwrap_err().code, "JSON_TOO_DEEP");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn every_value_is_read_as_it_is_written(numbers in proptest::collection::vec(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?", 0..8)) {
            let text = format!("[{}]", numbers.join(" , "));
            let expected: Vec<_> = numbers.iter().map(|number| Json::number(number)).collect();
            prop_assert_eq!(decode(text.as_bytes()), Ok(Json::List(expected)));
        }

        #[test]
        fn no_near_json_panics(text in r#"[\[\]{}",:\\0-9a-z \n\x{FEFF}é]{0,200}"#) {
            if let Err(error) = decode(text.as_bytes()) {
                prop_assert!(error.position.starts_with("byte "));
            }
        }
    }
}
