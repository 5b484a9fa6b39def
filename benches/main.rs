//! What is measured: `cargo bench -p waypost -- NAME…` runs the benches of these names, in this order. One program, for each
//! would link the whole product anew. What each gave, and what it needs: `README.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a bench measures time, reports, and stops where it cannot"
)]

mod ingest;
mod live;
#[path = "support/load.rs"]
mod load;
mod page;
mod people;
mod pipeline;
mod pure;
mod replay;
mod search;
#[path = "../end2end/api/support/mod.rs"]
mod support;
#[path = "support/told.rs"]
mod told;

/// Every bench by its name.
const BENCHES: [(&str, fn()); 8] = [
    ("ingest", ingest::run),
    ("live", live::run),
    ("page", page::run),
    ("people", people::run),
    ("pipeline", pipeline::run),
    ("pure", pure::run),
    ("replay", replay::run),
    ("search", search::run),
];

fn main() {
    // cargo adds --bench.
    let asked = std::env::args().skip(1).filter(|word| !word.starts_with("--"));
    let known = |word: &String| BENCHES.iter().find(|(name, _)| name == word);
    let chosen: Result<Vec<_>, String> = asked.map(|word| known(&word).ok_or(word)).collect();
    match chosen {
        Ok(benches) if !benches.is_empty() => benches.iter().for_each(|(_, run)| run()),
        other => {
            let names = BENCHES.map(|(name, _)| name).join(", ");
            eprintln!(
                "{}name one or more of: {names}",
                other.err().map(|word| format!("no bench {word}; ")).unwrap_or_default()
            );
            std::process::exit(2);
        }
    }
}
