//! What the style guide shows: made up, and complete in the states that a component can have.

use crate::model::{
    Bar, BarKind, Callout, CalloutKind, CarrierPage, CustomerLink, Day, Destination, Dot, Fact, Flag, Freshness, Hit,
    HitGroup, Icon, Knows, Label, Lane, Lanes, Mark, Milestone, OrderPage, Picture, Proof, ProofState, Saying,
    Sentence, Shipment, SourceAge, Span, Spoken, Stage, Status, Stop, Tone, Verdict, When, Who,
};

/// A time in words.
pub fn time(text: &str) -> When {
    When {
        text: text.to_owned(),
        iso: "2026-05-14T09:10-05:00".to_owned(),
        local: Some("09:10 (UTC-5) in Memphis".to_owned()),
    }
}

/// Each tone with what it is for.
pub fn statuses() -> Vec<(&'static str, Status)> {
    vec![
        ("Good: done and proven", Status::new(Tone::Good, Icon::Done, "Delivered")),
        ("Warn: the time is wrong", Status::new(Tone::Warn, Icon::Late, "Expected 1 day late")),
        ("Warn: held", Status::new(Tone::Warn, Icon::Held, "Held by weather")),
        ("Bad: will not come right by itself", Status::new(Tone::Bad, Icon::Fail, "Lost")),
        ("Odd: we are not sure", Status::new(Tone::Odd, Icon::Odd, "Two sources disagree")),
        ("Idle: under way", Status::new(Tone::Idle, Icon::Truck, "In transit")),
        ("Idle: not yet", Status::new(Tone::Idle, Icon::Wait, "Not yet released")),
    ]
}

/// An order that is held.
pub fn order() -> OrderPage {
    let fact = |label: &str, value: &str, note: &str| Fact {
        label: label.to_owned(),
        value: value.to_owned(),
        when: None,
        note: note.to_owned(),
    };
    OrderPage {
        who: Who {
            name: "Order 4711".to_owned(),
            customer: Some("Acme, Store 7, Memphis TN".to_owned()),
            purchase_orders: vec!["PO-88-1".to_owned()],
            chips: vec!["Key account".to_owned()],
            cases: vec!["00048213".to_owned()],
        },
        badge: Status::new(Tone::Warn, Icon::Held, "Held by weather"),
        sentence: Sentence {
            text: "2 of 3 delivered. The last is held in Memphis by weather; now expected Thu 14 May,".to_owned(),
            stress: Some("one day past the promise.".to_owned()),
        },
        facts: vec![fact("Promised", "Wed 13 May, by 17:00", "missed"), fact("Expected", "Thu 14 May, 16:00", "FedEx")],
        ..OrderPage::default()
    }
}

/// Exact, and by its beginning.
pub fn hits() -> Vec<HitGroup> {
    let hit = |kind: &str, before: &str, matched: &str, after: &str, status: Status| Hit {
        order: "1".to_owned(),
        number: if kind == "Order" { String::new() } else { "4711".to_owned() },
        kind: kind.to_owned(),
        before: before.to_owned(),
        matched: matched.to_owned(),
        after: after.to_owned(),
        scope: "UPS".to_owned(),
        who: "Acme".to_owned(),
        detail: "Memphis TN, promised Wed 13".to_owned(),
        status,
    };
    let [good, late, ..] =
        statuses().try_into().unwrap_or_else(|_| std::array::from_fn::<_, 7, _>(|_| ("", Status::default())));
    vec![
        HitGroup {
            title: "Exactly this number".to_owned(),
            hits: vec![hit("Tracking", "", "1Z 999 AA1 01 2345 6784", "", late.1)],
        },
        HitGroup { title: "Begins with 4711".to_owned(), hits: vec![hit("Order", "", "4711", "-0088", good.1)] },
    ]
}

/// All fresh; and one silent.
pub fn freshness() -> [Freshness; 2] {
    let age = |name: &str, age: &str| SourceAge { name: name.to_owned(), age: age.to_owned(), at: time("09:10") };
    let sources = vec![age("ERP", "3 min ago"), age("TMS", "42 min ago"), age("FedEx", "just now")];
    let verdict = |tone, icon, text: &str| Some(Status::new(tone, icon, text));
    [
        Freshness { sources: sources.clone(), verdict: verdict(Tone::Good, Icon::Done, "All sources are fresh") },
        Freshness { sources, verdict: verdict(Tone::Warn, Icon::Hour, "TMS has not reported for 42 min") },
    ]
}

/// One lane of each kind.
pub fn lanes() -> Lanes {
    let days = ["Mon", "Tue", "Wed", "Thu"];
    let day = |(index, name): (usize, &&str)| Day {
        x: f64::from(u32::try_from(index).unwrap_or_default()) * 25.0,
        short: (*name).to_owned(),
        more: format!(" {}", 11 + index),
    };
    let bar = |kind, x, width| Bar { kind, span: Span { x, width } };
    let delivered = Lane {
        anchor: "s1".to_owned(),
        name: "2 Display stands".to_owned(),
        by: "ODFL, less than truckload".to_owned(),
        sentence: "Display stands: picked up Monday, delivered Tuesday".to_owned(),
        bars: vec![bar(BarKind::Warehouse, 4.0, 12.0), bar(BarKind::Moving, 16.0, 24.0)],
        done: Some(40.0),
        outcome: Status::new(Tone::Good, Icon::Done, "Delivered"),
        outcome_note: "Signed by D. Ortiz".to_owned(),
        ..Lane::default()
    };
    let moving = Lane {
        anchor: "s2".to_owned(),
        name: "4 Widgets".to_owned(),
        by: "UPS, ground".to_owned(),
        sentence: "Widgets: picked up Tuesday, under way".to_owned(),
        bars: vec![bar(BarKind::Moving, 30.0, 38.0)],
        plan: Some(Span { x: 30.0, width: 40.0 }),
        estimate: Some(Span { x: 74.0, width: 8.0 }),
        estimate_from: Some(68.0),
        dots: vec![Dot { x: 45.0 }],
        outcome: Status::new(Tone::Idle, Icon::Truck, "In transit"),
        ..Lane::default()
    };
    let held = Lane {
        anchor: "s3".to_owned(),
        name: "2 Battery packs".to_owned(),
        by: "FedEx, ground".to_owned(),
        sentence: "Battery packs: held in Memphis since Wednesday".to_owned(),
        bars: vec![bar(BarKind::Moving, 30.0, 25.0), bar(BarKind::Held, 55.0, 13.0)],
        estimate: Some(Span { x: 88.0, width: 9.0 }),
        estimate_from: Some(68.0),
        labels: vec![Label { x: 55.0, text: "Memphis".to_owned(), class: "t-warn", ..Label::default() }],
        outcome: Status::new(Tone::Warn, Icon::Held, "Held by weather"),
        outcome_note: "Expected 1 day late".to_owned(),
        ..Lane::default()
    };
    Lanes {
        days: days.iter().enumerate().map(day).chain([Day { x: 100.0, ..Day::default() }]).collect(),
        promise: Some(Flag { x: 60.0, short: "Promised".to_owned(), more: " 17:00".to_owned(), ..Flag::default() }),
        now: Some(68.0),
        lanes: vec![delivered, moving, held],
    }
}

/// One connected, one not.
pub fn destinations() -> Vec<Destination> {
    vec![
        Destination { name: "ERP".to_owned(), connected: true },
        Destination { name: "CRM".to_owned(), connected: false },
    ]
}

/// One shipment whose rows have every mark, every callout and every answer of a destination.
pub fn shipments() -> Vec<Shipment> {
    let row = |mark, name: &str, knows: [Knows; 2]| Milestone {
        mark,
        name: name.to_owned(),
        actual: Some(time("Wed 13 · 10:21")),
        said: Saying { by: "FedEx".to_owned(), witnesses: Vec::new() },
        knows: knows.into(),
        ..Milestone::default()
    };
    let picked = Milestone {
        planned: Some(time("Mon 11 · 17:00")),
        drift: Some(("+20 min".to_owned(), Tone::Warn)),
        said: Saying { by: "FedEx".to_owned(), witnesses: vec!["FedEx, 10:22".to_owned(), "TMS, 10:40".to_owned()] },
        callouts: vec![callout(CalloutKind::Doubt)],
        ..row(Mark::Past, "Picked up", [Knows::Yes("14:03".to_owned()), Knows::Nothing])
    };
    let held = Milestone {
        detail: Some("Memphis TN".to_owned()),
        callouts: vec![callout(CalloutKind::Exception)],
        ..row(Mark::Exception, "Held", [Knows::Source, Knows::Nothing])
    };
    let delivered = Milestone {
        callouts: vec![callout(CalloutKind::Failure)],
        ..row(Mark::Delivered, "Delivered", [Knows::Failed("mapping error".to_owned()), Knows::Nothing])
    };
    let ahead = Milestone {
        now: Some(time("Thu 14 · 09:10")),
        actual: None,
        estimated: Some(time("Thu 14 · 16:00")),
        ..row(Mark::Ahead, "Proof of delivery", [Knows::Waits, Knows::Nothing])
    };
    let stop = |name: &str, last_seen, ahead| Stop { name: name.to_owned(), last_seen, ahead };
    vec![Shipment {
        anchor: "s3".to_owned(),
        name: "2 Battery packs".to_owned(),
        number: "FedEx 7712 3456 7890".to_owned(),
        track: Some(CarrierPage {
            carrier: "FedEx".to_owned(),
            href: "https://www.fedex.com/fedextrack/?trknbr=771234567890".to_owned(),
        }),
        status: Status::new(Tone::Warn, Icon::Held, "Held by weather"),
        open: true,
        route: vec![
            stop("Dallas TX", None, false),
            stop("Memphis TN", Some(time("Wed 13 · 10:21")), false),
            stop("Store 7", None, true),
        ],
        stages: vec![
            Stage { name: "Transit".to_owned(), rows: vec![picked, held] },
            Stage { name: "Delivery".to_owned(), rows: vec![delivered, ahead] },
        ],
        scans: Vec::new(),
    }]
}

/// What belongs to no shipment.
pub fn notices() -> Vec<Callout> {
    vec![callout(CalloutKind::Doubt)]
}

fn callout(kind: CalloutKind) -> Callout {
    let spoken = |who: &str, what: &str, verdict| Spoken { who: who.to_owned(), what: what.to_owned(), verdict };
    let (lead, text, raw, versus) = match kind {
        CalloutKind::Exception => (
            "Held by weather.",
            "Ice in Memphis; the carrier expects to go on tomorrow.",
            Some(("DE / EW".to_owned(), "Exception: Weather delay".to_owned())),
            Vec::new(),
        ),
        CalloutKind::Failure => {
            ("The ERP does not know.", "It refused the goods issue; nothing is lost.", None, Vec::new())
        }
        CalloutKind::Doubt => (
            "Two sources disagree.",
            "",
            None,
            vec![
                spoken("ERP says", "picked up Mon 11, 15:22", Verdict::Lost),
                spoken("TMS says", "picked up Mon 11, 17:48", Verdict::Won),
                spoken("Because", "transport belongs to the TMS", Verdict::Plain),
            ],
        ),
    };
    Callout { kind, lead: lead.to_owned(), text: text.to_owned(), raw, versus, link: None }
}

/// All four.
pub fn proofs() -> Vec<Proof> {
    let proof = |what: &str, state| Proof { what: what.to_owned(), signed_by: None, at: None, state };
    let document = Picture {
        href: "#proofs".to_owned(),
        inline: false,
        kind: "PDF".to_owned(),
        size: "PDF, 84 kB".to_owned(),
        until: time("09:40"),
        document: "1-0-0".to_owned(),
        customer: Some(Box::new(CustomerLink {
            href: "#proofs".to_owned(),
            until: time("Mon 14 Dec · 09:40"),
            by: "Marta Diaz".to_owned(),
            revoke: "/orders/0/proof-links/1/revoke".to_owned(),
        })),
    };
    vec![
        Proof {
            signed_by: Some("D. Ortiz".to_owned()),
            at: Some(time("Tue 12 · 10:05")),
            ..proof("Display stands", ProofState::Available(document))
        },
        proof("Widgets", ProofState::Pending("the carrier said so at 08:38".to_owned())),
        proof("Cables", ProofState::Unavailable("the carrier has none".to_owned())),
        proof("Battery packs", ProofState::AfterDelivery),
    ]
}

/// A state of a page or of a part of it.
pub struct State {
    pub icon: Icon,
    pub tone: Tone,
    pub title: &'static str,
    pub text: &'static str,
}

/// Empty, parked, stale, conflicting, failed, not live, nothing to do, just ordered.
pub fn states() -> Vec<State> {
    let state = |icon, tone, title, text| State { icon, tone, title, text };
    vec![
        state(
            Icon::Search,
            Tone::Idle,
            "No results for 1Z 999 AA1 01 2345 6785",
            "Try fewer digits, or another number the customer has. Orders of other sales organisations are not searched.",
        ),
        state(
            Icon::Inbox,
            Tone::Odd,
            "Container MSKU 209 4711 is not linked to an order yet",
            "Maersk has reported 2 updates, the latest on Wed 13 May 09:10. As soon as an order lists this number, they appear on it.",
        ),
        state(
            Icon::Hour,
            Tone::Warn,
            "The TMS has not reported for 42 min",
            "It usually does every 5 min. Plans and pick-up times may be older than they look; what carriers say is fresh.",
        ),
        state(
            Icon::Odd,
            Tone::Odd,
            "Two orders claim DPD 4711 8820 0193",
            "Nothing new is shown on either order: carriers use numbers again after months, and both are still open.",
        ),
        state(
            Icon::Fail,
            Tone::Bad,
            "The proof of delivery could not be read",
            "Everything else on this page is complete. Nothing is lost.",
        ),
        state(
            Icon::Late,
            Tone::Warn,
            "Not live since 08:40",
            "The page shows what was known then. It joins again by itself and catches up without gaps.",
        ),
        state(Icon::Done, Tone::Good, "No order waits for customs", "Items come back here by themselves."),
        state(
            Icon::Wait,
            Tone::Idle,
            "Ordered 6 min ago; nothing has moved yet",
            "Released to Dallas DC. A tracking number comes with the pick-up.",
        ),
        state(Icon::Lock, Tone::Idle, "This is not for you to do", "Ask a supervisor, or sign in as somebody else."),
    ]
}
