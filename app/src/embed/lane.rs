//! The timeline in the width of a hand: an axis with days, promise and now; a bar for each shipment. Written as text, like
//! the lanes of the order page; positions are percentages.

use std::fmt::Write as _;

use crate::components::escape::Escaped;
use crate::model::{Anchor, Lane, Lanes, Span, percent};
use crate::words;

/// Width of a letter of the axis at 320 px, and what parts two words, in percent.
const LETTER: f64 = 2.2;
const GAP: f64 = 0.5;

/// The words of the axis. Now and promise come first; a word that has no room beside them is left out.
#[must_use]
pub fn axis(lanes: &Lanes) -> String {
    use Anchor::{End, Middle, Start};
    let mut words = Words::default();
    if let Some(now) = lanes.now {
        words.put("", now, &[Middle, End, Start], words::NOW);
    }
    if let Some(promise) = &lanes.promise {
        let class = if promise.kept { "" } else { "pt" };
        words.put(class, promise.x, &[Middle, End, Start], words::widget::PROMISE);
    }
    for day in lanes.days.iter().filter(|day| !day.short.is_empty()) {
        // A day's word begins at its line.
        words.put("", day.x, &[Start], &day.short);
    }
    words.written
}

/// Words that do not touch each other; who comes first stays.
#[derive(Default)]
struct Words {
    written: String,
    taken: Vec<(f64, f64)>,
}

impl Words {
    fn put(&mut self, class: &str, x: f64, anchors: &[Anchor], word: &str) {
        #[expect(clippy::cast_precision_loss, reason = "words are short")]
        let width = word.chars().count() as f64 * LETTER;
        let extent = |anchor: Anchor| match anchor {
            Anchor::Start => (x, x + width),
            Anchor::Middle => (x - width / 2.0, x + width / 2.0),
            Anchor::End => (x - width, x),
        };
        let free = |(from, to): (f64, f64)| {
            from >= -GAP
                && to <= 100.0 + GAP
                && self.taken.iter().all(|(start, end)| to + GAP <= *start || from >= end + GAP)
        };
        let Some(anchor) = anchors.iter().copied().find(|anchor| free(extent(*anchor))) else { return };
        self.taken.push(extent(anchor));
        let _ = write!(
            self.written,
            r#"<text class="{class}" x="{}" y="11" text-anchor="{}">{}</text>"#,
            percent(x),
            anchor.value(),
            Escaped(word)
        );
    }
}

/// One shipment's bar.
#[must_use]
pub fn track(lane: &Lane, lanes: &Lanes) -> String {
    let mut out = String::with_capacity(512);
    if let Some(promise) = &lanes.promise {
        rule(&mut out, if promise.kept { "p kept" } else { "p" }, promise.x);
    }
    if let Some(now) = lanes.now {
        rule(&mut out, "n", now);
    }
    for bar in &lane.bars {
        rect(&mut out, bar.kind.class(), bar.span);
    }
    if let Some(estimate) = lane.estimate {
        rect(&mut out, "est", estimate);
    }
    if let Some(x) = lane.done {
        let _ = write!(out, r#"<circle class="done" cx="{}" cy="8" r="5"/>"#, percent(x));
    }
    out
}

fn rule(out: &mut String, class: &str, x: f64) {
    let x = percent(x);
    let _ = write!(out, r#"<line class="{class}" x1="{x}" x2="{x}" y1="1" y2="16"/>"#);
}

fn rect(out: &mut String, class: &str, span: Span) {
    let _ = write!(
        out,
        r#"<rect class="{class}" x="{}" width="{}" y="5" height="6" rx="2"/>"#,
        percent(span.x),
        percent(span.width.max(1.0))
    );
}
