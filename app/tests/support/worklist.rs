//! A made-up worklist.

use app::model::{
    CauseGroup, CauseLink, Chart, Figure, FigureRow, FigureTable, FilterForm, Icon, InsightsPage, KeptView, Lines,
    Pickable, Status, Step, Tile, TimeLeft, Tone, Tools, When, WorkItemPage, WorkRow, WorkStep, WorklistPage,
};

use super::when;

fn choice(value: &str, text: &str) -> Pickable {
    Pickable { value: value.into(), text: text.into(), chosen: value.is_empty() }
}

fn tools() -> Tools {
    Tools {
        people: vec![choice("me", "Me"), choice("demo:jonas", "Jonas Keller"), choice("nobody", "Nobody")],
        times: vec![choice("1778763600000000", "in an hour, 08:40")],
        reasons: vec![choice("accepted", "Accepted as it is"), choice("other", "Something else")],
        aside: false,
    }
}

fn row(id: i64, number: &str, tone: Tone, left: &str) -> WorkRow {
    WorkRow {
        id,
        pick: format!("{id}.3"),
        order: id.to_string(),
        number: number.into(),
        customer: "Ruiz & <Hijos>".into(),
        tier: Some("Key".into()),
        left: TimeLeft {
            tone,
            text: left.into(),
            due: when("Due Thu 14 May, 08:28", "2026-05-14T08:28-05:00"),
            ring: "37.7 99".into(),
        },
        why: Status::new(Tone::Bad, Icon::Fail, "Refused at the door"),
        lane: "ODFL, Dallas–El Paso".into(),
        promised: Some(when("Wed 13 May", "2026-05-13T23:59-05:00")),
        expected: None,
        late: false,
        age: When { text: "22 h".into(), iso: "2026-05-13T10:40-05:00".into(), local: None },
        with: None,
        aside: None,
    }
}

/// A list of two.
pub fn list() -> WorklistPage {
    let link = |name: &str, current: bool| CauseLink {
        href: "/worklist?cause=late".into(),
        status: Status::new(Tone::Warn, Icon::Late, name),
        count: "14".into(),
        due: Some("1 due".into()),
        current,
    };
    WorklistPage {
        title: "At risk or late".into(),
        lead: "The estimate is past the promise.".into(),
        count: Some("14".into()),
        groups: vec![CauseGroup {
            title: "The customer is waiting".into(),
            causes: vec![link("At risk or late", true), link("Customs", false)],
        }],
        views: vec![
            KeptView {
                href: "/worklist?tier=key".into(),
                name: "Key accounts".into(),
                by: None,
                own: Some(5),
                current: false,
            },
            KeptView {
                href: "/worklist?carrier=UPS".into(),
                name: "Storm".into(),
                by: Some("Ana Silva".into()),
                own: None,
                current: false,
            },
        ],
        filter: FilterForm {
            cause: Some("late".into()),
            who: vec![choice("", "Anybody"), choice("me", "Me")],
            tiers: vec![choice("", "Any tier"), choice("key", "Key accounts")],
            carriers: vec![choice("", "Any carrier"), choice("UPS", "UPS")],
            organisations: vec![choice("", "Any organisation")],
            show: vec![choice("", "To do"), choice("aside", "Set aside")],
            pairs: vec![("cause".into(), "late".into())],
            narrowed: false,
        },
        rows: vec![row(7, "4588", Tone::Bad, "12 min over"), row(8, "4655", Tone::Warn, "18 min")],
        more: Some("/worklist?cause=late&after=9.8".into()),
        start: None,
        csv: "/worklist.csv?cause=late".into(),
        here: "/worklist?cause=late".into(),
        tools: tools(),
        said: Some("3 items assigned".into()),
        as_of: when("08:40", "2026-05-14T08:40-05:00"),
    }
}

/// One item.
pub fn item() -> WorkItemPage {
    WorkItemPage {
        row: row(7, "4588", Tone::Bad, "12 min over"),
        cause: "At risk or late".into(),
        list: "/worklist?cause=late".into(),
        state: Status::new(Tone::Idle, Icon::Inbox, "To be done"),
        closed: false,
        facts: vec![("With".into(), "nobody".into())],
        history: vec![WorkStep {
            at: when("Thu 14 May, 08:20", "2026-05-14T08:20-05:00"),
            by: "by Ana Silva".into(),
            what: "Comment".into(),
            words: Some("<script>alert(1)</script>".into()),
        }],
        tools: tools(),
        here: "/worklist/7".into(),
        said: None,
    }
}

/// Two figures, one of them measured.
pub fn insights() -> InsightsPage {
    InsightsPage {
        lead: "1 of 1 goals met.".into(),
        periods: vec![Step { href: "/insights?days=14".into(), text: "14 days".into(), current: true }],
        parts: vec![Step { href: "/insights?by=carrier".into(), text: "Carrier".into(), current: true }],
        only: None,
        tiles: vec![
            Tile {
                name: "On time".into(),
                value: Some(("97.4".into(), "%".into())),
                spark: "0.0,50.0 100.0,10.0".into(),
                goal_at: Some("30.0".into()),
                goal: Some(Status::new(Tone::Good, Icon::Check, "over 95 %")),
                note: String::new(),
            },
            Tile { name: "Freight invoices matched".into(), note: "not measured".into(), ..Tile::default() },
        ],
        charts: vec![Chart {
            id: "on-time".into(),
            title: "Delivered on time".into(),
            text: "Share of orders with a promise.".into(),
            figure: Figure::Lines(Lines {
                label: "It rises.".into(),
                grid: vec![("356".into(), "0".into())],
                days: vec![("0.00%".into(), "start", "Fri 1".into())],
                lines: vec![("0.0,50.0 100.0,10.0".into(), "on time".into())],
                goal: Some(("33.0".into(), "Goal, 95 %".into())),
            }),
            table: FigureTable {
                caption: "Delivered on time, by day".into(),
                head: vec!["Day".into(), "On time".into()],
                rows: vec![FigureRow { name: "Fri 1".into(), href: None, cells: vec![("93 %".into(), true)] }],
            },
        }],
    }
}
