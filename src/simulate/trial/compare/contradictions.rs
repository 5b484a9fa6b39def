//! Whether an answer shows the contradictions that there are, no others, and each with the right side before the other.

use jiff::Timestamp;
use serde_json::Value;

use super::{Found, What, instant, written};
use crate::simulate::trial::expected::{Contradiction, Side};

const UNDECIDED: &str = "the ERP's claim has been denied by nobody yet, and may come true";

/// One side, as an answer tells it.
#[derive(Debug)]
struct Claimed<'a> {
    source: &'a str,
    says: &'a str,
    partial: bool,
    at: Option<Timestamp>,
}

/// One contradiction, as an answer tells it.
#[derive(Debug)]
struct Answered<'a> {
    about: &'a str,
    shown: Claimed<'a>,
    others: Vec<Claimed<'a>>,
    why: &'a str,
}

impl Found<'_> {
    /// Compares them.
    pub(super) fn contradictions(&mut self, answer: &Value) {
        let shown = answer.get("conflicts").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut shown: Vec<Answered> = shown.iter().map(Answered::of).collect();
        let (mut missing, mut early) = (Vec::new(), None);
        for meant in &self.expected.contradictions {
            match shown.iter().position(|shown| shown.is(meant)) {
                Some(position) => {
                    let found = shown.swap_remove(position);
                    early = early.or_else(|| meant.undecided.then(|| found.to_string()));
                }
                None if meant.undecided => {}
                None => missing.push(told(meant)),
            }
        }
        if !missing.is_empty() || !shown.is_empty() {
            let unexpected: Vec<String> = shown.iter().map(ToString::to_string).collect();
            self.differ(What::Contradiction, joined(&missing), joined(&unexpected));
        } else if let Some(early) = early {
            self.differ(What::Contradiction, "nothing", early);
            if let Some(last) = self.differences.last_mut() {
                last.explained = Some(UNDECIDED);
            }
        }
    }
}

fn joined(all: &[String]) -> String {
    if all.is_empty() { "nothing more".to_owned() } else { all.join("; ") }
}

impl<'a> Answered<'a> {
    fn of(value: &'a Value) -> Self {
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or("nothing");
        let others = value.get("others").and_then(Value::as_array).into_iter().flatten();
        Self {
            about: text("about"),
            shown: Claimed::of(value.get("shown").unwrap_or(&Value::Null)),
            others: others.map(Claimed::of).collect(),
            why: text("why"),
        }
    }

    fn is(&self, meant: &Contradiction) -> bool {
        let Contradiction { about, shown, others, why, .. } = meant;
        self.about == about.as_str()
            && self.why == *why
            && self.shown.is(shown)
            && self.others.len() == others.len()
            && others.iter().all(|meant| self.others.iter().any(|other| other.is(meant)))
    }
}

impl<'a> Claimed<'a> {
    fn of(value: &'a Value) -> Self {
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or("nothing");
        let partial = value.get("partial").and_then(Value::as_bool).unwrap_or(false);
        Self { source: text("source"), says: text("says"), partial, at: instant(value.get("at")) }
    }

    fn is(&self, meant: &Side) -> bool {
        meant.tellers.iter().any(|teller| teller.source() == self.source)
            && self.says == meant.milestone.as_str()
            && self.partial == meant.partial
            && self.at == Some(meant.at)
    }
}

impl std::fmt::Display for Claimed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = if self.partial { " in part" } else { "" };
        write!(f, "{} {}{part} {}", self.source, self.says, written(self.at))
    }
}

impl std::fmt::Display for Answered<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let others: Vec<String> = self.others.iter().map(ToString::to_string).collect();
        write!(f, "of {}: {} over {} ({})", self.about, self.shown, others.join(", "), self.why)
    }
}

fn told(meant: &Contradiction) -> String {
    let side = |side: &Side| {
        let tellers: Vec<&str> = side.tellers.iter().map(|teller| teller.source()).collect();
        let part = if side.partial { " in part" } else { "" };
        format!("{} {}{part} {}", tellers.join(" or "), side.milestone.as_str(), written(Some(side.at)))
    };
    let others: Vec<String> = meant.others.iter().map(side).collect();
    format!("of {}: {} over {} ({})", meant.about.as_str(), side(&meant.shown), others.join(", "), meant.why)
}
