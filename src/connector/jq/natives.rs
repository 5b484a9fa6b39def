//! The functions a mapping may call: an allow-list, because a mapping is a pure function of its document.
//!
//! jaq's `halt` ends the process, `env` reads secrets, `now`, `localtime` and `input` break determinism, `debug` and
//! `stderr` write to our log, `fromjson` follows nesting without a bound. None of them exists here; what a newer jaq
//! adds does not exist either until it is added to the list. `strptime` is ours: jaq's looks a zone's name up in the zone files of the machine.

use jaq_core::native::{Fun, bome, run, unary, v};
use jaq_core::{Error, data::JustLut, load::parse::Def};
use jaq_json::{Num, Val};
use jiff::{fmt::strtime::BrokenDownTime, tz::Offset};

use super::value::number_to_jq;
use crate::{
    codec,
    domain::{decimal, tzdb},
};

type Data = JustLut<Val>;

/// Names of jaq's native functions that have no effect and need nothing but their arguments.
const ALLOWED: &[&str] = &[
    // control and paths
    "error_empty",
    "first",
    "last",
    "limit",
    "path",
    "path_value",
    "range",
    "skip",
    // objects and arrays
    "bsearch",
    "contains",
    "group_by",
    "has",
    "indices",
    "key_values",
    "keys_unsorted",
    "length",
    "max_by_or_empty",
    "min_by_or_empty",
    "reverse",
    "sort",
    "sort_by",
    // text
    "ascii_downcase",
    "ascii_upcase",
    "decode_base64",
    "decode_uri",
    "encode_base64",
    "encode_uri",
    "endswith",
    "escape_html",
    "escape_sh",
    "explode",
    "implode",
    "ltrim",
    "ltrimstr",
    "matches",
    "rtrim",
    "rtrimstr",
    "split_",
    "split_matches",
    "startswith",
    "tobytes",
    "tojson",
    "trim",
    "unescape_html",
    "utf8bytelength",
    // numbers
    "ceil",
    "fabs",
    "floor",
    "fmax",
    "fmin",
    "fmod",
    "pow",
    "round",
    "sqrt",
    "trunc",
    // time, as far as it does not ask the machine for the time or its zone
    "fromdateiso8601",
    "gmtime",
    "mktime",
    "strftime",
    "todateiso8601",
];

/// Definitions of jaq's library that call what is not allowed, or mathematics that no mapping needs.
const LEFT_OUT: &[&str] = &[
    "stderr",
    "debug",
    "halt",
    "halt_error",
    "tonumber",
    "totype",
    "toboolean",
    "logb",
    "significand",
    "pow10",
    "drem",
    "nexttoward",
    "scalb",
    "gamma",
];

/// The allowed native functions, a `tonumber` that reads numbers and nothing else, and our own: `known`, `numbers_as_text`,
/// `in_words`, `strptime`.
pub(super) fn functions() -> impl Iterator<Item = Fun<Data>> {
    let library = jaq_core::funs::<Data>().chain(jaq_std::funs::<Data>()).chain(jaq_json::funs::<Data>());
    let tonumber = run::<Data>(("tonumber", v(0), |cv| bome(to_number(cv.1))));
    let known = run::<Data>(("known", v(0), |cv| bome(known(cv.1))));
    let strptime = run::<Data>(("strptime", v(1), |cv| unary(cv, |text, shape| strptime(&text, &shape))));
    let as_text = run::<Data>(("numbers_as_text", v(0), |cv| bome(Ok(numbers_as_text(&cv.1)))));
    let in_words = run::<Data>(("in_words", v(0), |cv| bome(Ok(Val::from(in_words(&cv.1).to_owned())))));
    library.filter(|(name, _, _)| ALLOWED.contains(name)).chain([tonumber, known, strptime, as_text, in_words])
}

/// jaq's definitions over them (`map`, `select`, `to_entries` and the like).
pub(super) fn definitions() -> impl Iterator<Item = Def<&'static str>> {
    let library = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    library.filter(|definition| !LEFT_OUT.contains(&definition.name))
}

/// `map_values(select(. != null))`: an object or array without its nulls. Every mapping needs it for every event, several
/// times; written in jq it was about a quarter of what mapping a document of a TMS cost.
fn known(value: Val) -> Result<Val, Error<Val>> {
    let is_known = |value: &Val| !matches!(value, Val::Null);
    match &value {
        Val::Obj(fields) if fields.values().all(is_known) => Ok(value),
        Val::Arr(items) if items.iter().all(is_known) => Ok(value),
        Val::Obj(fields) => {
            let known = fields.iter().filter(|(_, value)| is_known(value));
            Ok(Val::obj(known.map(|(name, value)| (name.clone(), value.clone())).collect()))
        }
        Val::Arr(items) => Ok(items.iter().filter(|item| is_known(item)).cloned().collect()),
        _ => Err(Error::typ(value, "object or array")),
    }
}

/// A text in the shape of `strftime` as broken down time: year, month from 0, day, hour, minute, second, day of the week from
/// Sunday, day of the year from 0. Without an offset or a zone it is read as UTC; a zone (`%Q`) is one of the bundled database.
fn strptime(value: &Val, shape: &Val) -> Result<Val, Error<Val>> {
    let mut read = BrokenDownTime::parse(text(shape)?, text(value)?).map_err(Error::str)?;
    if (read.offset(), read.iana_time_zone()) == (None, None) {
        read.set_offset(Some(Offset::UTC));
    }
    let zoned = read.to_zoned_with(tzdb::database()).map_err(Error::str)?;
    let nanos = f64::from(zoned.subsec_nanosecond());
    let second = if nanos > 0.0 { Val::from(f64::from(zoned.second()) + nanos / 1e9) } else { whole(zoned.second()) };
    let day = zoned.weekday().to_sunday_zero_offset();
    Ok([
        whole(zoned.year()),
        whole(zoned.month() - 1),
        whole(zoned.day()),
        whole(zoned.hour()),
        whole(zoned.minute()),
        second,
        whole(day),
        whole(zoned.day_of_year() - 1),
    ]
    .into_iter()
    .collect())
}

fn text(value: &Val) -> Result<&[u8], Error<Val>> {
    if let Val::TStr(text) = value { Ok(text) } else { Err(Error::typ(value.clone(), "string")) }
}

fn whole(number: impl Into<i64>) -> Val {
    Val::Num(Num::from_integral(number.into()))
}

fn to_number(value: Val) -> Result<Val, Error<Val>> {
    let number = match &value {
        Val::Num(_) => return Ok(value),
        Val::TStr(text) => {
            let text = std::str::from_utf8(text).ok().map(str::trim);
            text.filter(|text| text.parse::<serde_json::Number>().is_ok()).map(number_to_jq)
        }
        _ => None,
    };
    let number = number.ok_or_else(|| Error::typ(value, "number"))?;
    Ok(Val::Num(number))
}

/// Every number in a value as text, with all its digits and without an exponent; whole numbers without a fraction. So a number
/// that names something is that name, and a quantity is exact. One that would be longer than any name is left as it is.
fn numbers_as_text(value: &Val) -> Val {
    match value {
        Val::Num(Num::Float(number)) if !number.is_finite() => value.clone(),
        Val::Num(number) => decimal::plain(&number.to_string()).map_or_else(|| value.clone(), Val::from),
        Val::Arr(items) => items.iter().map(numbers_as_text).collect(),
        Val::Obj(fields) => {
            Val::obj(fields.iter().map(|(name, value)| (name.clone(), numbers_as_text(value))).collect())
        }
        other => other.clone(),
    }
}

/// What stands where something else is expected, for a refusal.
fn in_words(value: &Val) -> &'static str {
    let twice = |text: &[u8]| std::str::from_utf8(text).is_ok_and(codec::json::is_encoded_twice);
    match value {
        Val::Null => "nothing",
        Val::Bool(_) => "true or false",
        Val::Num(_) => "a number",
        Val::TStr(text) | Val::BStr(text) if twice(text) => "JSON inside a string: it was encoded twice",
        Val::TStr(_) | Val::BStr(_) => "a text",
        Val::Arr(_) => "a list",
        Val::Obj(_) => "an object",
    }
}
