//! Draws the timeline's axis and lanes as SVG.
//!
//! A lane is some thirty shapes; they are written as text, which is an order of magnitude cheaper
//! than as many view nodes. Everything that comes from outside is escaped. Heights: the bar at y 24,
//! 8 high; the plan's outline at y 39, 5 high; the estimate's box at y 21, 14 high; words at y 15.

use std::fmt::Write as _;

use super::escape::Escaped;
use crate::model::{Anchor, Label, Lane, Lanes, Span, percent};

/// The axis: days, promise and now, with their words.
#[must_use]
pub fn axis(lanes: &Lanes) -> String {
    let mut out = String::with_capacity(1024);
    rules(&mut out, lanes, 20, 16);
    for day in &lanes.days {
        if day.short.is_empty() {
            continue;
        }
        let _ = write!(
            out,
            r#"<text class="soft" x="{}" dx="5" y="33">{}<tspan class="wide">{}</tspan></text>"#,
            percent(day.x),
            Escaped(&day.short),
            Escaped(&day.more),
        );
    }
    if let Some(promise) = &lanes.promise {
        let class = if promise.kept { "soft" } else { "t-warn" };
        let _ = write!(
            out,
            r#"<text class="{class}" x="{}" y="11" text-anchor="{}">{}<tspan class="wide">{}</tspan></text>"#,
            percent(promise.x),
            promise.anchor.value(),
            Escaped(&promise.short),
            Escaped(&promise.more),
        );
    }
    if let Some(now) = lanes.now {
        // The promise's word gave way to one side: this one takes the other.
        let anchor = match lanes.promise.as_ref().map(|promise| (promise.anchor, promise.x <= now)) {
            Some((Anchor::End, true)) => Anchor::Start,
            Some((Anchor::Start, false)) => Anchor::End,
            _ => Anchor::Middle,
        };
        let _ = write!(
            out,
            r#"<text x="{}" y="11" text-anchor="{}">{}</text>"#,
            percent(now),
            anchor.value(),
            crate::words::NOW
        );
    }
    out
}

/// One lane.
#[must_use]
pub fn track(lane: &Lane, lanes: &Lanes) -> String {
    let mut out = String::with_capacity(2048);
    rules(&mut out, lanes, 0, 0);
    if let Some(plan) = lane.plan {
        rect(&mut out, "plan", plan, 39, 5, "2.5");
    }
    for bar in &lane.bars {
        rect(&mut out, bar.kind.class(), bar.span, 24, 8, "2");
    }
    if let Some(estimate) = lane.estimate {
        if let Some(from) = lane.estimate_from {
            let _ = write!(
                out,
                r#"<line class="est-line" x1="{}" x2="{}" y1="28" y2="28"/>"#,
                percent(from),
                percent(estimate.x),
            );
        }
        rect(&mut out, "est", estimate, 21, 14, "2");
    }
    for dot in &lane.dots {
        let _ = write!(out, r#"<circle class="dot" cx="{}" cy="28" r="4"/>"#, percent(dot.x));
    }
    if let Some(x) = lane.done.map(percent) {
        let _ = write!(
            out,
            r#"<circle class="done" cx="{x}" cy="28" r="8"/><svg x="{x}" y="28" overflow="visible"><path class="tick" d="M-3.4 .3l2.3 2.3 4.3-5"/></svg>"#,
        );
    }
    for label in &lane.labels {
        word(&mut out, label);
    }
    out
}

/// The lines through all lanes.
fn rules(out: &mut String, lanes: &Lanes, grid_top: u8, mark_top: u8) {
    for day in &lanes.days {
        rule(out, "day", day.x, grid_top);
    }
    if let Some(promise) = &lanes.promise {
        rule(out, if promise.kept { "promise kept" } else { "promise" }, promise.x, mark_top);
    }
    if let Some(now) = lanes.now {
        rule(out, "now", now, mark_top);
    }
}

fn rule(out: &mut String, class: &str, x: f64, top: u8) {
    let x = percent(x);
    let _ = write!(out, r#"<line class="{class}" x1="{x}" x2="{x}" y1="{top}" y2="100%"/>"#);
}

fn rect(out: &mut String, class: &str, span: Span, y: u8, height: u8, round: &str) {
    let _ = write!(
        out,
        r#"<rect class="{class}" x="{}" width="{}" y="{y}" height="{height}" rx="{round}"/>"#,
        percent(span.x),
        percent(span.width),
    );
}

fn word(out: &mut String, label: &Label) {
    let _ = write!(
        out,
        r#"<text class="{}" x="{}" y="15" text-anchor="{}">{}</text>"#,
        label.class,
        percent(label.x),
        label.anchor.value(),
        Escaped(&label.text),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bar, BarKind, Day, Flag};

    #[test]
    fn what_a_partner_sent_is_escaped() {
        let lane = Lane {
            labels: vec![Label { x: 10.0, anchor: Anchor::Start, text: "<script>&\"".into(), class: "soft" }],
            ..Lane::default()
        };
        let drawn = track(&lane, &Lanes::default());
        assert_eq!(drawn, r#"<text class="soft" x="10%" y="15" text-anchor="start">&lt;script&gt;&amp;&quot;</text>"#);
    }

    #[test]
    fn the_words_over_promise_and_now_make_room_for_each_other() {
        let promise = Some(Flag { x: 70.0, anchor: Anchor::End, ..Flag::default() });
        let near = axis(&Lanes { now: Some(72.0), promise, ..Lanes::default() });
        assert!(near.contains(r#"<text x="72%" y="11" text-anchor="start">"#));
        let alone = axis(&Lanes { now: Some(72.0), ..Lanes::default() });
        assert!(alone.contains(r#"<text x="72%" y="11" text-anchor="middle">"#));
    }

    #[test]
    fn stretches_stand_where_the_model_says() {
        let lanes = Lanes { days: vec![Day { x: 50.0, ..Day::default() }], now: Some(75.0), ..Lanes::default() };
        let lane = Lane {
            bars: vec![Bar { kind: BarKind::Held, span: Span { x: 12.5, width: 30.0 } }],
            done: Some(60.0),
            ..Lane::default()
        };
        let drawn = track(&lane, &lanes);
        assert!(drawn.contains(r#"<line class="day" x1="50%" x2="50%" y1="0" y2="100%"/>"#));
        assert!(drawn.contains(r#"<line class="now" x1="75%" x2="75%" y1="0" y2="100%"/>"#));
        assert!(drawn.contains(r#"<rect class="hold" x="12.5%" width="30%" y="24" height="8" rx="2"/>"#));
        assert!(drawn.contains(r#"<circle class="done" cx="60%" cy="28" r="8"/>"#));
    }
}
