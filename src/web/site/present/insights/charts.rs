//! The charts with their tables.

use std::collections::BTreeMap;

use app::model::{Chart, FigureRow, FigureTable};

use super::{Asked, Figures, draw, part_name, percent, seconds, thousands, tiles};
use crate::{
    domain::{
        insight::{Day, HISTORY, within},
        worklist::Cause,
    },
    store::OrderSums,
    web::site::present::worklist::cause_name,
};

/// All charts.
pub fn charts(figures: &Figures<'_>) -> Vec<Chart> {
    vec![latency(figures), on_time(figures), parts(figures), causes(figures)]
}

fn table(caption: &str, head: &[&str], rows: Vec<FigureRow>) -> FigureTable {
    FigureTable { caption: caption.to_owned(), head: head.iter().map(ToString::to_string).collect(), rows }
}

fn row(name: String, cells: Vec<(String, bool)>) -> FigureRow {
    FigureRow { name, href: None, cells }
}

/// `97.4 %`; a dash of nothing.
fn share(part: u64, whole: u64, goal: f64) -> (String, bool) {
    percent(part, whole).map_or_else(|| ("–".to_owned(), false), |share| (format!("{share:.1} %"), share < goal))
}

fn latency(figures: &Figures<'_>) -> Chart {
    let days = tiles::by_day(figures.latency);
    let mut history: BTreeMap<Day, u64> = BTreeMap::new();
    for sum in figures.latency.iter().filter(|sum| sum.step == HISTORY) {
        *history.entry(sum.day).or_default() += sum.count;
    }
    let of = |share: f64| -> Vec<(Day, f64)> {
        days.iter().filter_map(|(day, counts)| Some((*day, within(counts, share)?))).collect()
    };
    let (most, half) = (of(0.95), of(0.5));
    let words = |value: Option<f64>| {
        value.map_or_else(
            || "–".to_owned(),
            |value| {
                let (number, unit) = seconds(value);
                format!("{number} {unit}")
            },
        )
    };
    let mut all: Vec<Day> = days.keys().chain(history.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    let rows = all.into_iter().rev().map(|day| {
        let counts = days.get(&day).map(Vec::as_slice).unwrap_or_default();
        let (half, most) = (within(counts, 0.5), within(counts, 0.95));
        let count: u64 = counts.iter().map(|(_, count)| count).sum();
        let cells = vec![
            (words(half), false),
            (words(most), most.is_some_and(|most| most > tiles::LATENCY)),
            (thousands(count), false),
            (thousands(history.get(&day).copied().unwrap_or_default()), false),
        ];
        row(draw::day(day), cells)
    });
    let worst = most.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1));
    let label = worst.map_or_else(String::new, |(day, value)| {
        format!(
            "Time from event to visible by day. 95 of 100 events at most within {}, on {}.",
            words(Some(value)),
            draw::day(day)
        )
    });
    Chart {
        id: "latency".to_owned(),
        title: "From event to visible".to_owned(),
        text: "How long after it happened an agent can see it: events of all organisations by the day on which they were heard. What was told more than a day afterwards is history; it is counted apart and not in the times.".to_owned(),
        figure: draw::lines(
            figures.days,
            &[("95 of 100 within", &most), ("half within", &half)],
            draw::Scale::Seconds,
            Some(tiles::LATENCY),
            label,
        ),
        table: table(
            "From event to visible, by day",
            &["Day", "Half within", "95 of 100 within", "Events", "As history"],
            rows.collect(),
        ),
    }
}

fn on_time(figures: &Figures<'_>) -> Chart {
    let of = |share: fn(&OrderSums) -> Option<f64>| -> Vec<(Day, f64)> {
        figures.orders.iter().filter_map(|(day, sums)| Some((*day, share(sums)?))).collect()
    };
    let on_time = of(|sums| percent(sums.on_time, sums.promised));
    let visible = of(|sums| percent(sums.visible, sums.orders));
    let rows = figures.orders.iter().rev().map(|(day, sums)| {
        let cells = vec![
            (thousands(sums.orders), false),
            (thousands(sums.overdue), false),
            share(sums.on_time, sums.promised, tiles::ON_TIME),
            share(sums.visible, sums.orders, tiles::VISIBLE),
        ];
        row(draw::day(*day), cells)
    });
    let worst = on_time.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
    let label = worst.map_or_else(String::new, |(day, value)| {
        format!(
            "Share of orders delivered within their promise, by day. The lowest is {value:.1} percent, on {}.",
            draw::day(day)
        )
    });
    Chart {
        id: "on-time".to_owned(),
        title: "Delivered on time, and visible end to end".to_owned(),
        text: "On time: delivered within the promised date or window, of all orders that had one and are delivered or past it. An order that is past its promised date and not delivered is late (overdue): it counts on the day the promise ended, and on the day of delivery once it is delivered. Cancelled orders do not count. Visible end to end: delivered orders of which the release, a movement and the delivery of every shipment were received.".to_owned(),
        figure: draw::lines(
            figures.days,
            &[("on time", &on_time), ("visible end to end", &visible)],
            draw::Scale::Percent,
            Some(tiles::ON_TIME),
            label,
        ),
        table: table("Orders, by day", &["Day", "Delivered", "Overdue", "On time", "Visible"], rows.collect()),
    }
}

fn parts(figures: &Figures<'_>) -> Chart {
    let asked = figures.asked;
    let name = part_name(asked.by);
    let dots: Vec<(String, f64, String)> = figures
        .parts
        .iter()
        .filter_map(|(value, sums)| {
            let share = percent(sums.on_time, sums.promised)?;
            Some((value.clone(), share, format!("{share:.1}")))
        })
        .collect();
    let rows = figures.parts.iter().map(|(value, sums)| FigureRow {
        name: value.clone(),
        href: Some(Asked { only: Some(value.clone()), ..asked.clone() }.address()),
        cells: vec![
            (thousands(sums.orders), false),
            (thousands(sums.overdue), false),
            share(sums.on_time, sums.promised, tiles::ON_TIME),
            share(sums.visible, sums.orders, tiles::VISIBLE),
        ],
    });
    let told: Vec<String> = dots.iter().map(|(name, _, value)| format!("{name} {value}")).collect();
    let lower = name.to_lowercase();
    Chart {
        id: "parts".to_owned(),
        title: format!("Delivered on time, by {lower}"),
        text: format!("Those with most orders first. Choose a {lower} to see its days alone."),
        figure: draw::dots(&dots, Some(tiles::ON_TIME), &format!("Percent delivered on time: {}.", told.join(", "))),
        table: table(
            &format!("Orders, by {lower}"),
            &[name, "Delivered", "Overdue", "On time", "Visible"],
            rows.collect(),
        ),
    }
}

fn causes(figures: &Figures<'_>) -> Chart {
    let mut sums: BTreeMap<Cause, [u64; 4]> = BTreeMap::new();
    for work in figures.work {
        let sum = sums.entry(work.cause).or_default();
        for (sum, more) in sum.iter_mut().zip([work.opened, work.closed, work.resolved, work.touched]) {
            *sum += more;
        }
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(cause, [opened, ..])| (std::cmp::Reverse(*opened), *cause));
    let rows = sums.iter().map(|(cause, counts)| {
        row(cause_name(*cause).to_owned(), counts.iter().map(|count| (thousands(*count), false)).collect())
    });
    let counts: Vec<(String, u64)> =
        sums.iter().map(|(cause, [opened, ..])| (cause_name(*cause).to_owned(), *opened)).collect();
    let told: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    Chart {
        id: "causes".to_owned(),
        title: "Exceptions by cause".to_owned(),
        text: "Items of the worklists that opened in this period, those that closed by themselves in it, those that somebody called resolved, and of those that opened how many took a hand.".to_owned(),
        figure: draw::counts(&counts, &format!("Items that opened: {}.", told.join(", "))),
        table: table(
            "Items of the worklists, by cause",
            &["List", "Opened", "Closed", "Resolved", "By hand"],
            rows.collect(),
        ),
    }
}
