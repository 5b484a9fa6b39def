//! The widget in each of its states, made up, for whoever changes it: `/demo/widget/STATE`.

use super::{choose, notice, page};
use crate::model::{
    Advice, Channel, Choice, Framing, Freshness, Icon, Lane, Lanes, Latest, Notice, Picture, Proof, ProofState,
    Sentence, SourceAge, Span, Status, Told, Tone, When, Widget,
};
use crate::words::widget as words;

/// The states.
pub const STATES: [&str; 8] = ["held", "delivered", "stale", "disagreeing", "empty", "long", "several", "not-noted"];
/// Why there is no order to show.
pub const NOTICES: [(&str, (&str, &str)); 5] = [
    ("waiting", words::WAITING),
    ("ended", words::ENDED),
    ("forged", words::FORGED),
    ("unknown", words::UNKNOWN),
    ("broken", words::BROKEN),
];

/// What a partner may send: longer than anybody thought, with a word that does not break.
pub const LONG: &str = "The consignee’s receiving department at the north gate of the second distribution centre, closed from noon to two, \
                        Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz";

/// The page of a state, without the script: there is no order that it could follow. `files`: where the stylesheet stands.
#[must_use]
pub fn sample(state: &str, files: &str) -> Option<String> {
    let page = of(state, files)?;
    let (before, script) = page.split_once("<script")?;
    let (_, after) = script.split_once("</script>")?;
    Some([before, after].concat())
}

fn of(state: &str, files: &str) -> Option<String> {
    let framing = Framing { files: files.to_owned(), address: "#".to_owned(), ..Framing::default() };
    if let Some((_, (title, text))) = NOTICES.iter().find(|(name, _)| *name == state) {
        let reference = (state == "broken").then(|| "0a1b2c3d".to_owned());
        return Some(notice(Notice { title: (*title).to_owned(), text: (*text).to_owned(), reference }, framing));
    }
    Some(match state {
        "held" => page(held(), framing),
        "delivered" => page(delivered(), framing),
        "stale" => page(Widget { freshness: silent(), ..held() }, framing),
        "disagreeing" => {
            let badge = Status::new(Tone::Odd, Icon::Odd, "Two sources disagree");
            page(Widget { badge, say: None, ..held() }, framing)
        }
        "empty" => page(
            Widget {
                name: "Order 4711".to_owned(),
                badge: Status::new(Tone::Idle, Icon::Wait, "Not yet released"),
                sentence: said("Nothing has moved yet.", ""),
                ..Widget::default()
            },
            framing,
        ),
        "long" => page(long(), framing),
        "several" => choose(vec![one("4711", "Acme"), one("PO-88-1", LONG)], framing),
        "not-noted" => {
            let trouble = crate::words::trouble("busy");
            page(held(), Framing { trouble, ..framing })
        }
        _ => return None,
    })
}

fn time(text: &str) -> When {
    When { text: text.to_owned(), iso: "2026-05-14T09:10-05:00".to_owned(), local: Some("09:10 in Memphis".to_owned()) }
}

fn said(text: &str, stress: &str) -> Sentence {
    let stress = Some(stress.to_owned()).filter(|stress| !stress.is_empty());
    Sentence { text: text.to_owned(), stress }
}

fn one(number: &str, who: &str) -> Choice {
    let status = Status::new(Tone::Warn, Icon::Late, "Expected 1 day late");
    Choice { order: "0".to_owned(), number: number.to_owned(), who: who.to_owned(), status }
}

fn age(name: &str, age: &str) -> SourceAge {
    SourceAge { name: name.to_owned(), age: age.to_owned(), at: time("09:10") }
}

fn silent() -> Freshness {
    let sources = vec![age("ERP", "3 min ago"), age("TMS", "42 min ago")];
    Freshness { sources, verdict: Some(Status::new(Tone::Warn, Icon::Hour, "TMS has not reported for 42 min")) }
}

fn held() -> Widget {
    let lane = Lane {
        name: "2 Battery packs".to_owned(),
        sentence: "Battery packs: held in Memphis since Wednesday".to_owned(),
        plan: Some(Span { x: 20.0, width: 30.0 }),
        estimate: Some(Span { x: 80.0, width: 12.0 }),
        outcome: Status::new(Tone::Warn, Icon::Held, "Held by weather"),
        ..Lane::default()
    };
    Widget {
        order: "0".to_owned(),
        as_of: time("09:10"),
        name: "Order 4711".to_owned(),
        customer: Some("Acme: Acme Store 7, Memphis, TN".to_owned()),
        badge: Status::new(Tone::Warn, Icon::Held, "Held by weather"),
        sentence: said(
            "2 of 3 delivered. The last is held in Memphis by weather; now expected Thu 14 May,",
            "one day past the promise.",
        ),
        freshness: Freshness { sources: vec![age("ERP", "3 min ago"), age("FedEx", "just now")], verdict: None },
        say: Some(
            "Part of your order is held up by weather near Memphis. We expect it on Thursday by 4 pm.".to_owned(),
        ),
        told: Some(Told {
            channel: Channel::Phone,
            at: time("Wed 13 · 16:02"),
            summary: "It comes tomorrow.".to_owned(),
            by: Some("Marta Reyes".to_owned()),
        }),
        advice: Some(Advice {
            text: "Call before noon".to_owned(),
            why: Some("It is late, and a key account.".to_owned()),
        }),
        lanes: Some(Lanes { lanes: vec![lane], now: Some(68.0), ..Lanes::default() }),
        latest: vec![
            Latest { at: time("Wed 13 · 10:21"), text: "Held by weather, Memphis, TN".to_owned(), tone: Tone::Warn },
            Latest { at: time("Wed 13 · 04:10"), text: "Arrived at hub, Memphis, TN".to_owned(), tone: Tone::Idle },
        ],
        page: "/orders/0".to_owned(),
        ..Widget::default()
    }
}

fn delivered() -> Widget {
    let proof = |what: &str, state| Proof { what: what.to_owned(), signed_by: None, at: None, state };
    let picture =
        Picture { href: "/embed/document/0/1-0-0".to_owned(), size: "PDF, 84 kB".to_owned(), ..Picture::default() };
    Widget {
        badge: Status::new(Tone::Good, Icon::Done, "Delivered"),
        sentence: said("All of it is delivered; D. Ortiz signed on Tue 12 May at 10:05.", ""),
        advice: None,
        proofs: vec![
            Proof { signed_by: Some("D. Ortiz".to_owned()), ..proof("Display stands", ProofState::Available(picture)) },
            proof("Widgets", ProofState::Pending("at 08:38".to_owned())),
            proof("Cables", ProofState::Unavailable("the carrier has none".to_owned())),
            proof("Battery packs", ProofState::AfterDelivery),
        ],
        proofs_note: "1 of 4".to_owned(),
        ..held()
    }
}

fn long() -> Widget {
    let text = || LONG.to_owned();
    Widget {
        name: format!("Order {LONG}"),
        customer: Some(text()),
        badge: Status::new(Tone::Warn, Icon::Held, LONG),
        sentence: said(LONG, LONG),
        say: Some(text()),
        told: Some(Told { channel: Channel::Email, at: time("Wed 13 · 16:02"), summary: text(), by: Some(text()) }),
        advice: Some(Advice { text: text(), why: Some(text()) }),
        latest: vec![Latest { at: time("Wed 13 · 10:21"), text: text(), tone: Tone::Warn }],
        ..held()
    }
}
