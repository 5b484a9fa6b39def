//! What the style guide shows of people's work: worklists, figures, notes, tasks. Made up; the forms among them lead to no order.

use crate::model::{
    Advice, Ask, CauseGroup, CauseLink, Chart, Dots, Evidence, Figure, FigureDot, FigureRow, FigureTable, History,
    Icon, Lines, NotReceived, OpenTask, Pickable, Redeliver, Status, TaskRow, TasksPage, Tile, TimeLeft, Todo, Tone,
    Tools, WorkRow, WorklistPage,
};

use super::samples::time;
use crate::embed::samples::LONG;

fn choice(value: &str, text: &str) -> Pickable {
    Pickable { value: value.to_owned(), text: text.to_owned(), chosen: false }
}

/// The lists at the side.
pub fn groups() -> Vec<CauseGroup> {
    let link = |name: &str, tone, icon, count: &str, due: Option<&str>, current| CauseLink {
        href: "#work".to_owned(),
        status: Status::new(tone, icon, name),
        count: count.to_owned(),
        due: due.map(str::to_owned),
        current,
    };
    vec![CauseGroup {
        title: "The customer is waiting".to_owned(),
        causes: vec![
            link("At risk or late", Tone::Warn, Icon::Late, "14", Some("3 due"), true),
            link("Refused at the door", Tone::Bad, Icon::Fail, "999+", Some("99+ due"), false),
            link("Two sources disagree", Tone::Odd, Icon::Odd, "2", None, false),
            link("Proof missing", Tone::Idle, Icon::Doc, "0", None, false),
        ],
    }]
}

fn row(id: i64, customer: &str, left: (Tone, &str, &str), why: Status) -> WorkRow {
    WorkRow {
        id,
        pick: format!("{id}.1"),
        order: "0".to_owned(),
        number: (4_587 + id).to_string(),
        customer: customer.to_owned(),
        tier: Some("Key".to_owned()),
        left: TimeLeft {
            tone: left.0,
            text: left.1.to_owned(),
            due: time("Due Thu 14 May, 08:28"),
            ring: left.2.to_owned(),
        },
        why,
        lane: "ODFL, Dallas–El Paso".to_owned(),
        promised: Some(time("Wed 13 May")),
        expected: Some(time("Thu 14 May")),
        late: true,
        age: time("22 h"),
        with: Some("M. Reyes".to_owned()),
        aside: None,
    }
}

/// A list with an item in each state: over time, pressing, with time, put off, and with long words.
pub fn worklist() -> WorklistPage {
    let late = || Status::new(Tone::Warn, Icon::Late, "Expected 1 day late");
    let waiting = WorkRow {
        expected: None,
        late: false,
        with: None,
        ..row(
            3,
            "Brightwater Clinic",
            (Tone::Idle, "3 h 40", "30 99"),
            Status::new(Tone::Odd, Icon::Odd, "ERP and TMS disagree about the pickup"),
        )
    };
    let aside = WorkRow {
        aside: Some("put off until 10:30 by A. Silva".to_owned()),
        ..row(4, "Cobalt Labs", (Tone::Idle, "5 h", "34 99"), late())
    };
    WorklistPage {
        title: "At risk or late".to_owned(),
        rows: vec![
            row(
                1,
                "Ruiz & Hijos",
                (Tone::Bad, "12 min over", "0 99"),
                Status::new(Tone::Bad, Icon::Fail, "Refused at the door"),
            ),
            row(2, "Acme", (Tone::Warn, "18 min", "9 99"), late()),
            waiting,
            aside,
            row(5, LONG, (Tone::Idle, "6 h", "36 99"), Status::new(Tone::Warn, Icon::Held, LONG)),
        ],
        more: Some("#work".to_owned()),
        here: "/styleguide".to_owned(),
        tools: Tools {
            people: vec![choice("me", "Me"), choice("nobody", "Nobody")],
            times: vec![choice("0", "in an hour, 09:40")],
            reasons: vec![choice("accepted", "Accepted as it is"), choice("other", "Something else")],
            aside: false,
        },
        ..WorklistPage::default()
    }
}

/// Measured and met, measured and missed, not measured, and in long words.
pub fn tiles() -> Vec<Tile> {
    let tile = |name: &str, value: Option<(&str, &str)>, goal: Option<Status>, note: &str| Tile {
        name: name.to_owned(),
        value: value.map(|(number, unit)| (number.to_owned(), unit.to_owned())),
        spark: if value.is_some() { "0,60 25,50 50,55 75,20 100,10".to_owned() } else { String::new() },
        goal_at: value.map(|_| "30".to_owned()),
        goal,
        note: note.to_owned(),
    };
    vec![
        tile(
            "Delivered on time",
            Some(("97.4", "%")),
            Some(Status::new(Tone::Good, Icon::Check, "over 95 %")),
            "of 1,204",
        ),
        tile(
            "News reach us in",
            Some(("14", "min")),
            Some(Status::new(Tone::Warn, Icon::Late, "over 5 min")),
            "half of them",
        ),
        tile("Freight invoices matched", None, None, "not measured"),
        tile(LONG, Some(("1,204", "orders")), None, LONG),
    ]
}

/// A drawing over days, one by carrier, and one without figures.
pub fn charts() -> Vec<Chart> {
    let days = ["Fri 1", "Sat 2", "Sun 3", "Mon 4"];
    let places = [("0%", "start"), ("33.33%", "middle"), ("66.67%", "middle"), ("100%", "end")];
    let table = |caption: &str, names: &[&str]| FigureTable {
        caption: caption.to_owned(),
        head: vec!["Of".to_owned(), "Orders".to_owned(), "On time".to_owned()],
        rows: names
            .iter()
            .enumerate()
            .map(|(index, name)| FigureRow {
                name: (*name).to_owned(),
                href: None,
                cells: vec![
                    ("412".to_owned(), false),
                    (if index == 1 { "91 %" } else { "98 %" }.to_owned(), index == 1),
                ],
            })
            .collect(),
    };
    let dot = |name: &str, y, x: &str, value: &str, low| FigureDot {
        name: name.to_owned(),
        y,
        x: x.to_owned(),
        value: value.to_owned(),
        low,
    };
    let chart = |id: &str, title: &str, figure, table| Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        text: "Share of the orders with a promise that were delivered by it.".to_owned(),
        figure,
        table,
    };
    vec![
        chart(
            "style-lines",
            "Delivered on time, by day",
            Figure::Lines(Lines {
                label: "On time, by day: it rises from 91 to 98 percent".to_owned(),
                grid: vec![("356".to_owned(), "80 %".to_owned()), ("16".to_owned(), "100 %".to_owned())],
                days: days
                    .iter()
                    .zip(places)
                    .map(|(day, (x, anchor))| (x.to_owned(), anchor, (*day).to_owned()))
                    .collect(),
                lines: vec![
                    ("0,60 33,50 66,30 100,10".to_owned(), "on time".to_owned()),
                    ("0,70 33,65 66,60 100,50".to_owned(), "on time without asking".to_owned()),
                ],
                goal: Some(("101".to_owned(), "Goal, 95 %".to_owned())),
            }),
            table("Figures by day", &days),
        ),
        chart(
            "style-dots",
            "Delivered on time, by carrier",
            Figure::Dots(Dots {
                label: "On time, by carrier: ODFL is below the goal".to_owned(),
                height: 120,
                grid: vec![("32%".to_owned(), "80 %".to_owned()), ("85%".to_owned(), "100 %".to_owned())],
                goal: Some(("70%".to_owned(), "95 %".to_owned())),
                dots: vec![dot("UPS", 24, "80%", "98 %", false), dot("ODFL", 60, "58%", "91 %", true)],
            }),
            table("Figures by carrier", &["UPS", "ODFL"]),
        ),
        chart("style-none", "Freight invoices matched", Figure::None, FigureTable::default()),
    ]
}

/// What was said, asked and noted; the last in long words.
pub fn talk() -> Vec<History> {
    let entry = |icon, text: &str, by: &str| History {
        at: time("Thu 14 · 08:40"),
        icon,
        text: text.to_owned(),
        by: by.to_owned(),
        erase: None,
    };
    vec![
        entry(Icon::Phone, "Said: your order is on its way and comes on Thursday.", "Marta Reyes"),
        entry(Icon::Mail, "The customer: where is my order?", "Case 00048213"),
        entry(Icon::Note, "No dock; ring before delivery.\nAsk for D. Ortiz.", "Jonas Lind"),
        entry(Icon::Note, LONG, "Ana Silva"),
    ]
}

/// Every kind of action, and what is being done.
pub fn todo() -> Todo {
    let task = |id: &str, title: &str, detail: &str| OpenTask {
        id: id.to_owned(),
        title: title.to_owned(),
        detail: detail.to_owned(),
        by: "Marta Reyes".to_owned(),
        since: time("Thu 14 · 08:40"),
        due: time("Thu 14 · 12:40"),
    };
    Todo {
        lead: Some(Advice {
            text: "Call the customer before noon".to_owned(),
            why: Some("It is late, and a key account.".to_owned()),
        }),
        advice: vec![Advice { text: "Watch the next scan".to_owned(), why: None }],
        ask: vec![Ask {
            shipment: "0".to_owned(),
            title: "Ask FedEx for a firm time".to_owned(),
            note: "2 Battery packs. +1 800 463 3339".to_owned(),
            carrier: "FedEx".to_owned(),
            phone: Some("+1 800 463 3339".to_owned()),
            page: None,
            quote: vec![("Tracking".to_owned(), "7712 3456 7890".to_owned())],
        }],
        redeliver: Some(Redeliver {
            shipment: "0".to_owned(),
            title: "Offer delivery on Fri 15 May".to_owned(),
            note: "Now expected Thu 14".to_owned(),
            day: "2026-05-15".to_owned(),
            bounds: ("2026-05-14".to_owned(), "2026-07-13".to_owned()),
        }),
        not_received: vec![NotReceived {
            shipment: "1".to_owned(),
            task: String::new(),
            note: "Signed by D. Ortiz".to_owned(),
            evidence: vec![
                Evidence { label: "Scanned in".to_owned(), value: "Memphis, TN".to_owned(), differs: false },
                Evidence { label: "Scan against address".to_owned(), value: LONG.to_owned(), differs: true },
            ],
            open: false,
        }],
        open: vec![task("1", "Ask UPS for the proof of delivery", "Tracking 1Z 999"), task("2", LONG, LONG)],
    }
}

/// A task in time, one overdue, one in long words.
pub fn tasks() -> TasksPage {
    let row = |title: &str, detail: &str, overdue: bool| TaskRow {
        id: "0".to_owned(),
        order: "0".to_owned(),
        number: "4711".to_owned(),
        who: "Acme".to_owned(),
        standing: Status::new(Tone::Warn, Icon::Held, "Held by weather"),
        title: title.to_owned(),
        detail: detail.to_owned(),
        due: time("Thu 14 · 12:40"),
        overdue: overdue.then(|| Status::new(Tone::Warn, Icon::Late, "Overdue")),
        by: "Marta Reyes".to_owned(),
        since: time("Thu 14 · 08:40"),
    };
    TasksPage {
        title: "Tasks".to_owned(),
        rows: vec![
            row("Ask FedEx for a firm time", "Tracking 7712 3456 7890", true),
            row("Deliver on Fri 15 May", "", false),
            TaskRow { who: LONG.to_owned(), ..row(LONG, LONG, true) },
        ],
        here: "/styleguide".to_owned(),
        ..TasksPage::default()
    }
}
