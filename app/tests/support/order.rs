//! The orders of the fixture.

use app::model::*;

use super::{status, when};

fn moment(text: &str) -> When {
    When { local: Some(format!("{text} CDT in Memphis")), ..when(text, "2026-05-12T17:48-05:00") }
}

fn fact(label: &str, value: &str, note: &str) -> Fact {
    Fact { label: label.into(), value: value.into(), when: None, note: note.into() }
}

fn row(name: &str, detail: &str, planned: &str, actual: &str, by: &str) -> Milestone {
    let some = |text: &str| (!text.is_empty()).then(|| moment(text));
    Milestone {
        mark: if actual.is_empty() { Mark::Ahead } else { Mark::Past },
        name: name.into(),
        detail: (!detail.is_empty()).then(|| detail.into()),
        planned: some(planned),
        actual: some(actual),
        said: Saying { by: by.into(), witnesses: vec![] },
        knows: vec![Knows::Waits, Knows::Nothing],
        ..Milestone::default()
    }
}

fn stages() -> Vec<Stage> {
    let stage = |name: &str, rows: Vec<Milestone>| Stage { name: name.into(), rows };
    let mut created = row("Order created", "", "", "Sun 10 · 03:00", "ERP");
    created.knows = vec![Knows::Source, Knows::Nothing];
    let mut picked = row("Picked up", "", "Tue 12 · 17:30", "Tue 12 · 17:48", "FedEx");
    picked.drift = Some(("+18 min".into(), Tone::Idle));
    picked.said.witnesses = vec!["FedEx, heard 17:50".into(), "TMS, heard 17:55".into()];
    picked.callouts = vec![Callout {
        kind: CalloutKind::Doubt,
        lead: "Two systems disagree on when it left.".into(),
        versus: vec![
            Spoken { who: "ERP says".into(), what: "shipped Tue 12 May, 15:22".into(), verdict: Verdict::Lost },
            Spoken { who: "TMS says".into(), what: "picked up Tue 12 May, 17:48".into(), verdict: Verdict::Plain },
            Spoken { who: "Shown".into(), what: "Tue 12 May, 17:48".into(), verdict: Verdict::Won },
            Spoken {
                who: "Because".into(),
                what: "the TMS has the word on transport.".into(),
                verdict: Verdict::Plain,
            },
        ],
        link: Some(("/ownership#status-transport".into(), "Who has the word on what".into())),
        ..Callout::default()
    }];
    let mut delayed = row("Delayed by weather", "Memphis, TN", "", "Wed 13 · 03:10", "FedEx");
    delayed.mark = Mark::Exception;
    delayed.drift = Some(("29 h".into(), Tone::Warn));
    delayed.knows = vec![Knows::Failed("failed".into()), Knows::Yes("03:12".into())];
    delayed.callouts = vec![
        Callout {
            lead: "Severe thunderstorms; all routes from Memphis stopped.".into(),
            text: "Nobody’s fault.".into(),
            raw: Some(("AT7-02 AO".into(), "Weather or natural disaster related".into())),
            ..Callout::default()
        },
        Callout {
            kind: CalloutKind::Failure,
            lead: "ERP could not be told.".into(),
            text: "It has no code for weather.".into(),
            ..Callout::default()
        },
    ];
    let mut odd = row("UNMAPPED", "Memphis, TN", "", "Wed 13 · 06:15", "FedEx");
    odd.callouts = vec![Callout {
        kind: CalloutKind::Doubt,
        lead: "No table knows this code.".into(),
        raw: Some(("scanEvent.code ZZ".into(), "Shipment exception Z".into())),
        ..Callout::default()
    }];
    let mut out = row("Out for delivery", "", "Wed 13 · 08:00", "", "FedEx");
    out.now = Some(moment("08:40"));
    let mut delivered = row("Delivered", "Acme Store 7", "Wed 13 · 15:00", "", "FedEx");
    delivered.estimated = Some(moment("Thu 14 · 16–20"));
    vec![
        stage("Order", vec![created, row("Released", "", "", "Sun 10 · 19:30", "ERP")]),
        stage("Warehouse", vec![row("Packed", "Dallas DC", "Tue 12 · 15:00", "Tue 12 · 15:20", "WMS"), picked]),
        stage("Transit", vec![row("Arrived at hub", "Memphis, TN", "", "Wed 13 · 00:52", "FedEx"), delayed, odd]),
        stage("Delivery", vec![out, delivered]),
    ]
}

fn scan(text: &str, name: &str) -> Scan {
    Scan {
        at: moment(text),
        name: name.into(),
        place: Some("Memphis, TN".into()),
        said: "FedEx, heard 03:11".into(),
        raw: Some(("scanEvent.code DY".into(), String::new())),
        text: Some("Delay".into()),
        note: Some(status(Tone::Idle, Icon::Wait, "Estimated")),
    }
}

fn todo() -> Todo {
    Todo {
        lead: Some(Advice {
            text: "Call Acme before they call us".into(),
            why: Some("Key account; the storm holds 4 of its orders.".into()),
        }),
        advice: vec![Advice { text: "Get a new delivery day".into(), why: None }],
        ask: vec![Ask {
            shipment: "12".into(),
            title: "Ask FedEx for a firm time".into(),
            note: "+1 800 463 3339".into(),
            carrier: "FedEx".into(),
            phone: Some("+1 800 463 3339".into()),
            page: Some("https://www.fedex.com/fedextrack/?trknbr=771234567890".into()),
            quote: vec![("Tracking".into(), "7712 3456 7890".into())],
        }],
        redeliver: Some(Redeliver {
            shipment: "12".into(),
            title: "Offer delivery on Fri 15 May".into(),
            note: "Now expected Thu 14 May".into(),
            day: "2026-05-15".into(),
            bounds: ("2026-05-14".into(), "2026-07-13".into()),
        }),
        not_received: vec![NotReceived {
            shipment: "11".into(),
            task: "Customer says not received: ask UPS to investigate 1Z 999".into(),
            note: "Signed by D. Ortiz".into(),
            evidence: vec![
                Evidence { label: "Scanned in".into(), value: "Dallas, TX".into(), differs: false },
                Evidence {
                    label: "Scan against address".into(),
                    value: "Another town: check for a misdelivery".into(),
                    differs: true,
                },
            ],
            open: false,
        }],
        open: vec![OpenTask {
            id: "7".into(),
            title: "Ask UPS for the proof of delivery".into(),
            detail: "Tracking 1Z 999 AA1 01 2345 6784".into(),
            by: "J. Lind".into(),
            since: when("Wed 13 · 17:20", "2026-05-13T17:20-05:00"),
            due: when("Wed 13 · 17:20", "2026-05-13T17:20-05:00"),
        }],
    }
}

fn lanes() -> Lanes {
    let day = |x, short: &str, more: &str| Day { x, short: short.into(), more: more.into() };
    let bar = |kind, x, width| Bar { kind, span: Span { x, width } };
    let label = |x, anchor, text: &str, class| Label { x, anchor, text: text.into(), class };
    Lanes {
        days: vec![
            day(0.0, "Mon", " 11 May"),
            day(25.0, "Tue", " 12"),
            day(50.0, "Wed", " 13"),
            day(75.0, "Thu", " 14"),
            day(100.0, "", ""),
        ],
        promise: Some(Flag { x: 67.71, short: "Promised".into(), more: " 17:00".into(), ..Flag::default() }),
        now: Some(84.03),
        lanes: vec![
            Lane {
                anchor: "s1".into(),
                name: "4 Widgets".into(),
                by: "UPS Ground".into(),
                sentence: "Picked up Mon 11 May 10:40. Delivered Wed 13 May 10:21.".into(),
                bars: vec![bar(BarKind::Warehouse, 6.42, 4.69), bar(BarKind::Moving, 11.11, 49.67)],
                plan: Some(Span { x: 11.46, width: 51.04 }),
                dots: vec![Dot { x: 11.11 }, Dot { x: 27.34 }, Dot { x: 45.49 }],
                done: Some(60.78),
                labels: vec![
                    label(11.11, Anchor::Start, "Picked up", "wide"),
                    label(27.34, Anchor::Middle, "Little Rock", "wide soft"),
                    label(60.78, Anchor::Middle, "Wed 10:21", "t-good"),
                ],
                outcome: status(Tone::Good, Icon::Done, "Delivered"),
                outcome_note: "Signed by D. Ortiz".into(),
                ..Lane::default()
            },
            Lane {
                anchor: "s2".into(),
                name: "2 Battery packs".into(),
                by: "FedEx Standard Overnight".into(),
                sentence: "Picked up Tue 12 May 17:48, held by weather since Wed 13 May 03:10.".into(),
                bars: vec![
                    bar(BarKind::Warehouse, 38.19, 5.35),
                    bar(BarKind::Moving, 43.54, 9.76),
                    bar(BarKind::Held, 53.3, 30.73),
                ],
                plan: Some(Span { x: 43.23, width: 22.39 }),
                estimate: Some(Span { x: 91.67, width: 4.16 }),
                estimate_from: Some(84.03),
                dots: vec![Dot { x: 43.54 }, Dot { x: 50.9 }],
                labels: vec![
                    label(43.54, Anchor::End, "Picked up", "wide"),
                    label(50.9, Anchor::Start, "Memphis", "wide soft"),
                    label(75.87, Anchor::Middle, "Held by weather", "t-warn wide"),
                    label(93.75, Anchor::Middle, "16–20 h", "t-warn"),
                ],
                outcome: status(Tone::Warn, Icon::Held, "Held by weather"),
                outcome_note: "Expected 1 day late".into(),
                ..Lane::default()
            },
        ],
    }
}

/// The order of the drawings: late, held by weather, doubtful here and there.
pub fn late(detail: Detail) -> OrderPage {
    let held = status(Tone::Warn, Icon::Held, "Held by weather");
    let done = status(Tone::Good, Icon::Done, "Delivered");
    let stages = if detail == Detail::Milestones { stages() } else { vec![] };
    let scans = match detail {
        Detail::Milestones => vec![],
        Detail::Scans => vec![scan("Wed 13 · 03:10", "Delayed"), scan("Wed 13 · 00:52", "Arrived at hub")],
        Detail::Withdrawn => vec![scan("Wed 13 · 01:00", "Delivered")],
    };
    let mut page = OrderPage {
        id: "1".into(),
        version: 7,
        as_of: when("08:40", "2026-05-14T08:40-05:00"),
        outbound: vec![
            Outbound {
                name: "ERP".into(),
                connected: false,
                waiting: vec![Waiting {
                    since: moment("Tue 12 · 17:50"),
                    text: "Picked up, shipment SH1".into(),
                    key: "erp:delivery_status:order-1/shipment-2:2026-05-12".into(),
                }],
                more: 0,
                held: vec!["Goods issue: no proof of delivery is here".into()],
            },
            Outbound { name: "TMS".into(), ..Outbound::default() },
        ],
        who: Who {
            name: "Order 4711".into(),
            customer: Some("Acme, Store 7, Memphis TN".into()),
            purchase_orders: vec!["PO-88-1".into()],
            chips: vec!["Key account".into()],
            cases: vec!["00048213".into()],
        },
        badge: status(Tone::Warn, Icon::Late, "Late, held by weather"),
        sentence: Sentence {
            text: "2 of 3 delivered. The last is held in Memphis by weather; now expected Thu 14 May,".into(),
            stress: Some("one day past the promise.".into()),
        },
        say: Some("Two of your three shipments have arrived. The third, your battery packs, is in Memphis, where severe storms have stopped deliveries since early Wednesday. We now expect it today, Thursday 14 May, between 4 and 8 pm. That is a day later than we promised, and I am sorry.".into()),
        told: Some(Told { channel: Channel::Email, at: when("Wed 09:40", "2026-05-13T09:40-05:00"), summary: "Your last parcel arrives today.".into(), by: Some("J. Lind".into()) }),
        todo: todo(),
        facts: vec![
            fact("Promised", "Wed 13 May, by 17:00", "missed"),
            fact("Expected", "Thu 14 May, 16:00–20:00", "FedEx"),
            fact("Delivered", "2 of 3 shipments", "6 of 8 units"),
            fact("Last seen", "Memphis hub, TN", "06:15, 2 h ago"),
        ],
        freshness: Freshness {
            sources: ["FedEx", "UPS", "WMS", "ERP"]
                .map(|name| SourceAge { name: name.into(), age: "3 min ago".into(), at: when("08:37", "2026-05-14T08:37-05:00") })
                .to_vec(),
            verdict: Some(status(Tone::Warn, Icon::Hour, "TMS has not reported for 42 min")),
        },
        lanes: Some(lanes()),
        detail,
        scan_count: 23,
        withdrawn_count: 1,
        destinations: vec![
            Destination { name: "ERP".into(), connected: true },
            Destination { name: "CRM".into(), connected: false },
        ],
        shipments: vec![
            Shipment {
                anchor: "s2".into(), name: "2 Battery packs".into(), number: "FedEx 7712 3456 7890".into(),
                track: Some(CarrierPage { carrier: "FedEx".into(), href: "https://www.fedex.com/fedextrack/?trknbr=771234567890".into() }),
                status: held.clone(), open: true,
                route: vec![
                    Stop { name: "Dallas DC".into(), ..Stop::default() },
                    Stop { name: "Memphis hub".into(), last_seen: Some(moment("06:15")), ahead: false },
                    Stop { name: "Acme Store 7, Memphis".into(), last_seen: None, ahead: true },
                ],
                stages, scans,
            },
            Shipment { anchor: "s1".into(), name: "4 Widgets".into(), number: "UPS 1Z 999 AA1 01 2345 6784".into(), status: done.clone(), ..Shipment::default() },
        ],
        zone: "Chicago (CDT)".into(),
        ..OrderPage::default()
    };
    proofs(&mut page);
    tables(&mut page);
    logs(&mut page);
    page
}

fn proofs(page: &mut OrderPage) {
    page.proofs = vec![
        Proof {
            what: "Widgets".into(),
            signed_by: Some("D. Ortiz".into()),
            at: Some(moment("Wed 13 May 10:21")),
            state: ProofState::Available(Picture {
                href: "/documents/1?t=x".into(),
                inline: true,
                kind: "Picture".into(),
                size: "picture".into(),
                until: when("08:55", "2026-05-14T08:55-05:00"),
                document: "1-0-0".into(),
                customer: None,
            }),
        },
        Proof {
            what: "Display stands".into(),
            state: ProofState::Pending("Asked UPS at 08:38".into()),
            ..Proof::default()
        },
        Proof { what: "Battery packs".into(), ..Proof::default() },
    ];
    page.proofs_note = "1 of 3".into();
}

fn tables(page: &mut OrderPage) {
    let held = status(Tone::Warn, Icon::Held, "Held by weather");
    let done = status(Tone::Good, Icon::Done, "Delivered");
    let group = |kind: &str, values: &[(&str, &str)]| RefGroup {
        kind: kind.into(),
        values: values
            .iter()
            .map(|(value, scope)| RefValue { value: (*value).into(), scope: (*scope).into(), page: None })
            .collect(),
    };
    page.references = vec![
        group("Order", &[("4711", "S4")]),
        group("Purchase order", &[("PO-88-1", "")]),
        group("Tracking", &[("1Z 999 AA1 01 2345 6784", "UPS"), ("7712 3456 7890", "FedEx")]),
    ];
    let line = |number: &str, text: &str, item: &str, quantity: &str, delivered: &str, status: Status| Line {
        number: number.into(),
        text: text.into(),
        item: item.into(),
        ordered: quantity.into(),
        delivered: delivered.into(),
        committed: quantity.into(),
        status,
    };
    page.lines = vec![
        line("10", "Widget, zinc 40 mm", "WID-1", "4", "4", done.clone()),
        line("20", "Battery pack 26 Wh", "BAT-26, UN3480 class 9", "2", "0", held.clone()),
    ];
    page.lines_note = "6 of 8 units delivered, USD 1,250.00".into();
    page.packages = vec![Package {
        name: "1Z 999 AA1 01 2345 6784".into(),
        more: "SSCC 0 0340123 450000017 2".into(),
        holds: "4 Widgets".into(),
        weight: "10.0 kg".into(),
        status: done,
    }];
    page.packages_note = "1 piece, 10.0 kg".into();
}

fn logs(page: &mut OrderPage) {
    page.contacts = vec![History {
        at: when("Thu 14 · 08:31", "2026-05-14T08:31-05:00"),
        icon: Icon::Phone,
        text: "Call in: where is my order?".into(),
        by: "CRM".into(),
        erase: None,
    }];
    page.history = vec![History {
        at: when("Thu 14 · 08:33", "2026-05-14T08:33-05:00"),
        icon: Icon::User,
        text: "Proof of delivery viewed".into(),
        by: "M. Reyes".into(),
        erase: None,
    }];
}

/// Only a carrier spoke of it.
pub fn by_number_only() -> OrderPage {
    OrderPage {
        id: "2".into(),
        version: 1,
        as_of: when("08:40", "2026-05-14T08:40-05:00"),
        who: Who { name: "Order 4777".into(), ..Who::default() },
        badge: status(Tone::Odd, Icon::Inbox, "Known by number only"),
        sentence: Sentence { text: "A delivery names this order; the ERP has not sent it yet.".into(), stress: None },
        zone: "Chicago (CDT)".into(),
        ..OrderPage::default()
    }
}

/// Delivered in time.
pub fn delivered() -> OrderPage {
    let mut page = late(Detail::Milestones);
    page.id = "3".into();
    page.badge = status(Tone::Good, Icon::Done, "Delivered");
    page.sentence = Sentence {
        text: "Delivered Tue 12 May at 11:48, a day before the promise. Signed for by J. Okafor.".into(),
        stress: None,
    };
    page.shipments.truncate(1);
    page
}
