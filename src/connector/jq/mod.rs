//! jq programs: compiled once, run on many documents. The only place that knows jaq.

mod natives;
mod value;

use std::path::Path;

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars};
use jaq_json::Val;
use serde_json::Value;

use super::error::{LoadError, line_of};
use crate::codec::Json;
pub(super) use value::NotJson;

type Data = JustLut<Val>;

/// The variables every program is given, in this order.
const VARIABLES: [&str; 2] = ["$codes", "$meta"];

/// A compiled `inbound.jq` with its variables.
pub(super) struct Program {
    filter: Filter<Data>,
    variables: [Val; 2],
}

/// What one output of a program is: JSON, text of an error, or too much.
pub(super) type Output = Result<Result<Value, NotJson>, String>;

impl Program {
    /// Compiles a program. `codes` and `meta` become `$codes` and `$meta`.
    pub fn compile(file: &Path, code: &str, codes: &Value, meta: &Value) -> Result<Self, Vec<LoadError>> {
        let arena = Arena::default();
        let modules = Loader::new(natives::definitions())
            .load(&arena, File { code, path: () })
            .map_err(|errors| load_errors(file, code, errors))?;
        load::import(&modules, |_| Err(String::new())).map_err(|errors| load_errors(file, code, errors))?;
        let filter = Compiler::default()
            .with_funs(natives::functions())
            .with_global_vars(VARIABLES)
            .compile(modules)
            .map_err(|errors| compile_errors(file, code, errors))?;
        Ok(Self { filter, variables: [codes, meta].map(|table| value::to_jq(&table.clone().into())) })
    }

    /// Runs the program, one output at a time. The outputs together may weigh `bytes`.
    ///
    /// It runs on the caller's stack and thread; a program that loops inside one output cannot be stopped from here.
    pub fn run<'a>(&'a self, input: &Json, mut bytes: usize) -> impl Iterator<Item = Output> + 'a {
        let context = Ctx::<Data>::new(&self.filter.lut, Vars::new(self.variables.clone()));
        self.filter.id.run((context, value::to_jq(input))).map(move |output| match output {
            Ok(output) => Ok(value::from_jq(&output, &mut bytes)),
            Err(exception) => Err(exception.get_err().map_or("stopped".to_owned(), told)),
        })
    }
}

/// The text of an error. It may quote the whole document: enough of it to recognise is kept.
fn told(error: jaq_core::Error<Val>) -> String {
    const LONGEST: usize = 400;
    let text = match error.into_val() {
        Val::TStr(text) => String::from_utf8_lossy(&text).into_owned(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

const JQ_REMEDY: &str = "See the jq manual, and connectors/README.md for the functions that do not exist here.";

fn load_errors(file: &Path, code: &str, errors: load::Errors<&str, ()>) -> Vec<LoadError> {
    let at = |part: &str| line_of(code, load::span(code, part).start.min(code.len()));
    let mut found = Vec::new();
    for (_, error) in errors {
        match error {
            load::Error::Io(imports) => found.extend(imports.into_iter().map(|(path, _)| {
                LoadError::new(file, at(path), format!("cannot include `{path}`"), "Write everything into this file.")
            })),
            load::Error::Lex(errors) => found.extend(errors.into_iter().map(|(expected, part)| {
                LoadError::new(file, at(part), format!("expected {}", expected.as_str()), JQ_REMEDY)
            })),
            load::Error::Parse(errors) => found.extend(errors.into_iter().map(|(expected, part)| {
                LoadError::new(
                    file,
                    at(part),
                    format!("expected {} before `{}`", expected.as_str(), first_word(part)),
                    JQ_REMEDY,
                )
            })),
        }
    }
    found
}

fn compile_errors(file: &Path, code: &str, errors: jaq_core::compile::Errors<&str, ()>) -> Vec<LoadError> {
    let at = |part: &str| line_of(code, load::span(code, part).start.min(code.len()));
    errors
        .into_iter()
        .flat_map(|(_, errors)| errors)
        .map(|(name, kind)| {
            LoadError::new(file, at(name), format!("there is no {} `{name}`", kind.as_str()), JQ_REMEDY)
        })
        .collect()
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or("the end")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn compile(code: &str) -> Result<Program, Vec<LoadError>> {
        let codes = json!({"status": {"OT": {"target": "OUT_FOR_DELIVERY"}}});
        Program::compile(Path::new("inbound.jq"), code, &codes, &json!({"source": "ups"}))
    }

    fn outputs(code: &str, input: &Value) -> Vec<Output> {
        compile(code).unwrap_or_else(|errors| panic!("{errors:?}")).run(&input.clone().into(), usize::MAX).collect()
    }

    fn one(code: &str, input: &Value) -> Value {
        let mut outputs = outputs(code, input);
        assert_eq!(outputs.len(), 1, "{outputs:?}");
        outputs.remove(0).unwrap().unwrap()
    }

    #[test]
    fn a_program_sees_its_document_and_its_variables() {
        let code = "{a, target: $codes.status.OT.target, source: $meta.source, none: $codes.status.XX}";
        let expected = json!({"a": 1, "target": "OUT_FOR_DELIVERY", "source": "ups", "none": null});
        assert_eq!(one(code, &json!({"a": 1})), expected);
    }

    #[test]
    fn what_has_effects_or_breaks_determinism_does_not_exist() {
        for code in [
            "now",
            "env",
            "$ENV",
            "input",
            "inputs",
            "debug",
            "debug(\"x\")",
            "stderr",
            "halt",
            "halt(1)",
            "halt_error",
            "localtime",
            "strflocaltime(\"%H\")",
            "fromjson",
            "input_filename",
            "get_search_list",
            "include \"x\"; .",
            "import \"x\" as x; .",
            "import \"x\" as $x; .",
        ] {
            assert!(compile(code).is_err(), "`{code}` compiles");
        }
    }

    #[test]
    fn the_usual_library_exists() {
        let input = json!({"a": ["b", "c"], "n": "12.50", "t": "20240423091519"});
        assert_eq!(one(".a | map(ascii_upcase) | join(\"-\")", &input), json!("B-C"));
        assert_eq!(one(".n | tonumber", &input), crate::domain::decimal::exact("12.50"));
        assert_eq!(one(".n | tonumber * 2", &input), json!(25.0));
        assert_eq!(one(".t | strptime(\"%Y%m%d%H%M%S\") | mktime", &input), json!(1_713_863_719));
        let zoned = "\"2026-12-01 12:00 America/Winnipeg\" | strptime(\"%Y-%m-%d %H:%M %Q\")";
        assert_eq!(one(zoned, &input), json!([2026, 11, 1, 12, 0, 0, 2, 334]));
        assert_eq!(one("\"12:00:01.5\" | try strptime(\"%T\") catch \"no day\"", &input), json!("no day"));
        assert_eq!(one(".t | capture(\"^(?<y>[0-9]{4})\") | .y", &input), json!("2024"));
        assert_eq!(one("to_entries | map(.key) | sort | first", &input), json!("a"));
        assert_eq!(one("\"AP8=\" | test(\"^[A-Za-z0-9+/]+=*$\")", &input), json!(true));
        assert_eq!(one("getpath([\"a\", 1])", &input), json!("c"));
        assert_eq!(one("[paths] | length", &input), json!(5));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let input = json!({"a": null, "b": {"c": null}, "d": [1, null, false]});
        for (short, long) in [("known", "map_values(select(. != null))")].into_iter().flat_map(|(short, long)| {
            ["", ".b|", ".d|", ".d[0:1]|", "{}|"].map(|of| (format!("{of}{short}"), format!("{of}{long}")))
        }) {
            assert_eq!(one(&short, &input), one(&long, &input), "{short}");
        }
        assert!(outputs("null | known", &input)[0].is_err() && outputs("\"x\" | known", &input)[0].is_err());
        assert_eq!(one("def known: 7; known", &input), json!(7), "a mapping may define its own");
    }

    #[test]
    fn numbers_come_from_numbers_only() {
        assert!(outputs("\"[[[[1]]]]\" | tonumber", &json!(null))[0].is_err());
        assert_eq!(one("try (\"1x\" | tonumber) catch \"no\"", &json!(null)), json!("no"));
    }

    #[test]
    fn numbers_become_text_with_every_digit() {
        let input = crate::codec::json::decode(
            br#"{"order":4711.0,"delivery":8.0012345E7,"tracking":9400111899223197428490,"line":10,"quantity":123456789.123456789012,
                "amount":2.50,"text":"4.0","list":[1.0,null,true,{"n":1e3}],"much":1e300}"#,
        );
        let program = compile("numbers_as_text").unwrap();
        let text = program.run(&input.unwrap(), usize::MAX).next().unwrap().unwrap().unwrap();
        let expected = json!({"order":"4711","delivery":"80012345","tracking":"9400111899223197428490","line":"10",
            "quantity":"123456789.123456789012","amount":"2.50","text":"4.0","list":["1",null,true,{"n":"1000"}],"much":text["much"]});
        assert_eq!(text, expected);
        assert_eq!(
            crate::domain::decimal::digits_of(&text["much"]),
            Some("1e300"),
            "no name is that long: left as it is"
        );
        assert_eq!(one("7 | numbers_as_text", &json!(null)), json!("7"));
        assert_eq!(one("1.5 + 1 | numbers_as_text", &json!(null)), json!("2.5"));
        assert_eq!(one("\"x\" | numbers_as_text", &json!(null)), json!("x"));
    }

    #[test]
    fn a_value_is_described_in_words() {
        for (value, words) in [
            (json!(null), "nothing"),
            (json!(true), "true or false"),
            (json!(1), "a number"),
            (json!("x"), "a text"),
            (json!(" {\"a\":1}"), "JSON inside a string: it was encoded twice"),
            (json!([]), "a list"),
            (json!({}), "an object"),
        ] {
            assert_eq!(one("in_words", &value), json!(words));
        }
    }

    #[test]
    fn an_error_stands_between_its_neighbours() {
        let outputs = outputs("1, error(\"bad\"), 2", &json!(null));
        assert_eq!(outputs, [Ok(Ok(json!(1))), Err("bad".into()), Ok(Ok(json!(2)))]);
    }

    #[test]
    fn faults_say_on_which_line() {
        let faults = |code| compile(code).err().unwrap();
        let undefined = faults(".a\n| nonsense(1)");
        assert_eq!((undefined[0].line, undefined[0].what.as_str()), (Some(2), "there is no filter `nonsense`"));
        assert_eq!(faults("1\n\n| $nothing")[0].line, Some(3));
        assert_eq!(faults(".a\n| )")[0].line, Some(2));
        assert_eq!(faults(".a |\n \"\\q\"")[0].line, Some(2));
    }

    #[test]
    fn the_bytes_of_all_outputs_are_bounded_together() {
        let program = compile("range(10) | \"0123456789\"").unwrap();
        let outputs: Vec<_> = program.run(&Json::Null, 50).take(5).collect();
        assert_eq!(outputs.iter().filter(|output| matches!(output, Ok(Ok(_)))).count(), 3);
        assert!(matches!(outputs[3], Ok(Err(NotJson::TooLarge))));
    }

    #[test]
    fn long_errors_are_shortened() {
        let outputs = outputs("error(\"x\" * 10000)", &json!(null));
        assert!(outputs[0].as_ref().unwrap_err().len() < 500);
    }

    #[test]
    fn programs_are_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Program>();
    }
}
