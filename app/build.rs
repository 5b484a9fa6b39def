//! Writes the stylesheet: `style/*.css` in the order of [`PARTS`], then the utility classes that
//! `class="…"` attributes of this crate use (spacing and layout where no component class is due).
//! Only what stands in such an attribute is looked at, so that no word of the code becomes a rule.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The style files, in the order in which they apply.
const PARTS: &[&str] = &[
    "tokens",
    "base",
    "bar",
    "controls",
    "answer",
    "timeline",
    "milestones",
    "details",
    "search",
    "states",
    "worklist",
    "tasks",
    "insights",
    "styleguide",
    "signin",
    "narrow",
    "print",
];

fn main() -> io::Result<()> {
    let app = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let style = app.join("../style");
    println!("cargo::rerun-if-changed={}", style.display());
    println!("cargo::rerun-if-changed={}", app.join("src").display());

    let mut sheet = String::new();
    for part in PARTS {
        sheet.push_str(&without_comments(&fs::read_to_string(style.join(part).with_extension("css"))?));
    }
    sheet.push_str(&utilities(&app.join("src"))?);
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("waypost.css"), sheet)
}

fn utilities(source: &Path) -> io::Result<String> {
    let mut classes = String::new();
    collect(source, &mut classes)?;
    let mut config = encre_css::Config::default();
    config.preflight = encre_css::Preflight::new_none();
    Ok(encre_css::generate([classes.as_str()], &config))
}

/// Gathers the words of every `class="…"` below `folder`, in a settled order.
fn collect(folder: &Path, classes: &mut String) -> io::Result<()> {
    let mut entries =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, classes)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            for rest in fs::read_to_string(&path)?.split("class=\"").skip(1) {
                classes.push_str(rest.split('"').next().unwrap_or_default());
                classes.push('\n');
            }
        }
    }
    Ok(())
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for (index, piece) in css.split("/*").enumerate() {
        let kept = if index == 0 { piece } else { piece.split_once("*/").map_or("", |(_, after)| after) };
        for line in kept.lines().map(str::trim).filter(|line| !line.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
