//! The timeline in the width of a hand: an axis with days, promise and now; a bar for each shipment. Written as text, like
//! the lanes of the order page; positions are percentages.

use std::fmt::Write as _;

use crate::components::lane::Escaped;
use crate::model::{Anchor, Lane, Lanes, Span, percent};
use crate::words;

/// So near to each other (in percent) two words of the axis would touch at 320 px.
const NEAR: f64 = 12.0;

/// The words of the axis. Promise and now come first; a day that has no room beside them is left out.
#[must_use]
pub fn axis(lanes: &Lanes) -> String {
    let mut out = String::new();
    let mut taken: Vec<f64> = Vec::new();
    let promise = lanes.promise.as_ref().map(|promise| promise.x);
    // Where the two are near, the later one is the news: the line of the other stays.
    let now = lanes.now.filter(|now| promise.is_none_or(|promise| (promise - now).abs() >= NEAR || *now > promise));
    let promise = promise.filter(|promise| now.is_none_or(|now| (promise - now).abs() >= NEAR));
    for (x, class, word) in [(promise, "pt", words::widget::PROMISE), (now, "", words::NOW)]
        .into_iter()
        .filter_map(|(x, c, w)| Some((x?, c, w)))
    {
        text(&mut out, class, x, side(x), word);
        taken.push(x);
    }
    for day in lanes.days.iter().filter(|day| !day.short.is_empty() && day.x < 94.0) {
        // A day's word begins at its line.
        let middle = day.x + 4.0;
        if taken.iter().all(|x| (x - middle).abs() >= NEAR) {
            text(&mut out, "", day.x, Anchor::Start, &day.short);
            taken.push(middle);
        }
    }
    out
}

fn side(x: f64) -> Anchor {
    match x {
        ..8.0 => Anchor::Start,
        92.0.. => Anchor::End,
        _ => Anchor::Middle,
    }
}

fn text(out: &mut String, class: &str, x: f64, anchor: Anchor, word: &str) {
    let _ = write!(
        out,
        r#"<text class="{class}" x="{}" y="11" text-anchor="{}">{}</text>"#,
        percent(x),
        anchor.value(),
        Escaped(word)
    );
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
    let _ = write!(out, r#"<line class="{class}" x1="{x}" x2="{x}" y1="-2" y2="18"/>"#);
}

fn rect(out: &mut String, class: &str, span: Span) {
    let _ = write!(
        out,
        r#"<rect class="{class}" x="{}" width="{}" y="5" height="6" rx="2"/>"#,
        percent(span.x),
        percent(span.width.max(1.0))
    );
}
