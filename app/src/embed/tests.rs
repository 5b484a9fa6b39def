//! What the widget's page says, and what it does not let through.

use super::*;
use crate::model::{Icon, Lane, Lanes, Latest, Picture, Proof, ProofState, Sentence, Status, Tone, When};

const EVIL: &str = "<img src=x onerror=alert(1)>&\"'";

fn framing() -> Framing {
    Framing {
        files: "/embed/files/0".into(),
        hosts: "https://*.crm.example https://other.example".into(),
        address: "/embed/order/4711".into(),
        token: "wpe1.a.b".into(),
        ..Framing::default()
    }
}

fn widget(text: &str) -> Widget {
    let status = Status::new(Tone::Warn, Icon::Late, text);
    let when = || When { text: text.into(), iso: "2026-05-14T08:40-05:00".into(), local: Some(text.into()) };
    Widget {
        order: "7".into(),
        version: 3,
        as_of: when(),
        name: text.into(),
        customer: Some(text.into()),
        badge: status.clone(),
        sentence: Sentence { text: text.into(), stress: Some(text.into()) },
        say: Some(text.into()),
        lanes: Some(Lanes {
            lanes: vec![Lane { name: text.into(), sentence: text.into(), outcome: status, ..Lane::default() }],
            ..Lanes::default()
        }),
        latest: vec![Latest { at: when(), text: text.into(), tone: Tone::Warn }],
        proofs: vec![Proof {
            what: text.into(),
            signed_by: Some(text.into()),
            at: None,
            state: ProofState::Available(Picture { href: "/embed/document/7/1-0-0".into(), ..Picture::default() }),
        }],
        page: "https://w.example/orders/7".into(),
        ..Widget::default()
    }
}

#[test]
fn what_a_partner_sent_stands_there_as_text() {
    let shown = page(widget(EVIL), framing());
    assert!(!shown.contains("<img"), "{shown}");
    assert!(shown.contains("&lt;img src=x onerror=alert(1)&gt;"));
}

#[test]
fn the_token_stands_in_forms_and_in_no_address() {
    let shown = page(widget("x"), framing());
    assert_eq!(shown.matches("wpe1.a.b").count(), 3, "its own form, the proof's and the one of what was said");
    assert_eq!(shown.matches("name=\"token\" value=\"wpe1.a.b\"").count(), 3, "{shown}");
    assert!(shown.contains(r#"action="/embed/document/7/1-0-0""#) && shown.contains(r#"data-version="3""#));
    assert!(shown.contains(r#"action="/embed/said/7""#), "{shown}");
}

#[test]
fn there_is_a_sample_of_every_state() {
    let names = samples::STATES.into_iter().chain(samples::NOTICES.map(|(name, _)| name));
    for name in names {
        let shown = samples::sample(name, "/embed/files/0").unwrap_or_default();
        assert!(shown.contains("<h1") && shown.contains("widget.css") && !shown.contains("<script"), "{name}: {shown}");
    }
    assert_eq!(samples::sample("nothing", ""), None);
}

#[test]
fn a_page_that_waits_says_so_and_asks() {
    let asks = Framing { needs_token: true, token: String::new(), ..framing() };
    let shown = notice(Notice { title: "Waiting".into(), ..Notice::default() }, asks);
    assert!(shown.contains("data-needs") && shown.contains("<h1>Waiting</h1>") && !shown.contains("data-version"));
    let tells = notice(Notice { title: "No".into(), ..Notice::default() }, framing());
    assert!(!tells.contains("data-needs"));
}

#[test]
fn one_of_several_orders_is_chosen_by_a_form() {
    let choice = Choice { order: "9".into(), number: EVIL.into(), ..Choice::default() };
    let shown = choose(vec![choice], framing());
    assert!(shown.contains(r#"name="choice" value="9""#) && !shown.contains("<img"), "{shown}");
}

#[test]
fn words_over_the_axis_never_touch() {
    use crate::model::{Day, Flag};
    let days = ["Mon", "Tue", "Wed", "Thu", ""].iter().enumerate();
    let days = days.map(|(i, day)| Day {
        x: f64::from(u8::try_from(i).unwrap()) * 25.0,
        short: (*day).into(),
        more: String::new(),
    });
    let lanes = Lanes {
        days: days.collect(),
        promise: Some(Flag { x: 67.7, ..Flag::default() }),
        now: Some(84.0),
        ..Lanes::default()
    };
    let drawn = super::lane::axis(&lanes);
    for word in ["Mon", "Tue", "Wed", "Promise", "Now"] {
        assert!(drawn.contains(&format!(">{word}<")), "{word}: {drawn}");
    }
    assert!(!drawn.contains(">Thu<"), "now stands there");
    let near = super::lane::axis(&Lanes { promise: Some(Flag { x: 80.0, ..Flag::default() }), ..lanes.clone() });
    assert!(near.contains(r#"x="80%" y="11" text-anchor="end">Promise<"#) && near.contains(">Now<"), "{near}");
    let same =
        super::lane::axis(&Lanes { promise: Some(Flag { x: 99.0, ..Flag::default() }), now: Some(99.5), ..lanes });
    assert!(same.contains(">Now<") && !same.contains(">Promise<"), "{same}");
}
