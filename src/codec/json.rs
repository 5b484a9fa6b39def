//! JSON as partners write it: a byte order mark is tolerated, repeated keys are tolerated (the last one holds, as in
//! every browser), nesting is bounded, and an error says where.

use serde_json::Value;

use super::Unreadable;

/// The deepest nesting that is read. Real messages stay under 20; what is deeper is meant to hurt.
pub const MAX_DEPTH: usize = 64;

/// Reads one JSON value.
///
/// # Errors
/// `JSON_INVALID` or `JSON_TOO_DEEP`, with the byte offset (from 0), line and column (from 1) in the bytes as sent.
pub fn decode(bytes: &[u8]) -> Result<Value, Unreadable> {
    let (mark, text) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (3, rest),
        None => (0, bytes),
    };
    if let Some(offset) = too_deep(text) {
        let message = format!("nested deeper than {MAX_DEPTH} levels");
        return Err(unreadable("JSON_TOO_DEEP", bytes, offset + mark, message));
    }
    serde_json::from_slice(text).map_err(|error| {
        let offset = offset_of(text, error.line(), error.column());
        unreadable("JSON_INVALID", bytes, offset + mark, reason(&error))
    })
}

/// The offset of the bracket that opens one level too many. A scan of its own, so that the bound does not depend on
/// the parser's stack.
fn too_deep(text: &[u8]) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (offset, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' if depth == MAX_DEPTH => return Some(offset),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
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
        assert_eq!(decode(b"\xEF\xBB\xBF{\"a\":1}"), Ok(json!({"a": 1})));
    }

    #[test]
    fn of_a_repeated_key_the_last_holds() {
        assert_eq!(decode(br#"{"a":1,"a":2}"#), Ok(json!({"a": 2})));
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
        fn no_near_json_panics(text in r#"[\[\]{}",:\\0-9a-z \n\x{FEFF}é]{0,200}"#) {
            if let Err(error) = decode(text.as_bytes()) {
                prop_assert!(error.position.starts_with("byte "));
            }
        }
    }
}
