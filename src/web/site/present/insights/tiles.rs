//! The figures at a glance.

use std::collections::BTreeMap;

use app::model::{Icon, Status, Tile, Tone};

use super::{Figures, draw, percent, seconds, total};
use crate::{
    domain::insight::{Day, HISTORY, within},
    store::{LatencySum, WorkSum},
};

/// The goals: seconds until 95 of 100 events are seen, and shares in percent.
pub const LATENCY: f64 = 60.0;
pub const VISIBLE: f64 = 97.0;
pub const ON_TIME: f64 = 95.0;
pub const BY_HAND: f64 = 30.0;

/// A measured figure on its way to a tile.
struct Measured {
    name: &'static str,
    value: (String, String),
    number: f64,
    goal: f64,
    /// `under 60 s`.
    goal_words: String,
    more_is_better: bool,
    days: Vec<(Day, f64)>,
    note: String,
}

/// The tiles, how many goals are met, and of how many.
pub fn tiles(figures: &Figures<'_>) -> (Vec<Tile>, usize, usize) {
    let none = |name: &str, note: &str| Tile { name: name.to_owned(), note: note.to_owned(), ..Tile::default() };
    let yet = "nothing measured in this period yet";
    let measured = [
        ("Event latency, p95", latency(figures)),
        ("Visible end to end", visible(figures)),
        ("Delivered on time", on_time(figures)),
        ("Exceptions by hand", by_hand(figures)),
    ];
    let (mut tiles, mut met, mut goals) = (Vec::new(), 0, 0);
    for (name, figure) in measured {
        let Some(figure) = figure else {
            tiles.push(none(name, yet));
            continue;
        };
        goals += 1;
        let is_met = if figure.more_is_better { figure.number >= figure.goal } else { figure.number <= figure.goal };
        met += usize::from(is_met);
        tiles.push(tile(figure, is_met, figures));
    }
    tiles.extend([
        none("Freight invoices matched", "not measured: no freight invoices are read yet"),
        none("Replay of failures", "not measured: failures are replayed, but not timed yet"),
        handled(figures.handled).unwrap_or_else(|| none("Inquiry handled in", yet)),
        none("Exceptions known on time", "not measured: no system is connected that would acknowledge them"),
    ]);
    (tiles, met, goals)
}

fn tile(figure: Measured, is_met: bool, figures: &Figures<'_>) -> Tile {
    let (tone, icon) = if is_met { (Tone::Good, Icon::Check) } else { (Tone::Warn, Icon::Alert) };
    let (spark, goal_at) = draw::spark(&figure.days, figure.goal, figures.days);
    Tile {
        name: figure.name.to_owned(),
        value: Some(figure.value),
        spark,
        goal_at,
        goal: Some(Status::new(tone, icon, figure.goal_words)),
        note: figure.note,
    }
}

/// The median of how long inquiries took.
fn handled(took: &[i64]) -> Option<Tile> {
    let mut took = took.to_vec();
    took.sort_unstable();
    let minutes = took.get(took.len() / 2)? / 60_000_000;
    let value = if minutes < 120 {
        (minutes.to_string(), "min".to_owned())
    } else {
        ((minutes / 60).to_string(), "h".to_owned())
    };
    let cases = if took.len() == 1 { "case" } else { "cases" };
    let note = format!("half of {} {cases} took longer, from the first look to the end of the case", took.len());
    Some(Tile { name: "Inquiry handled in".to_owned(), value: Some(value), note, ..Tile::default() })
}

/// Counts by day, without what was told as history.
pub fn by_day(latency: &[LatencySum]) -> BTreeMap<Day, Vec<(i64, u64)>> {
    let mut days: BTreeMap<Day, Vec<(i64, u64)>> = BTreeMap::new();
    for sum in latency.iter().filter(|sum| sum.step != HISTORY) {
        days.entry(sum.day).or_default().push((sum.step, sum.count));
    }
    days
}

fn latency(figures: &Figures<'_>) -> Option<Measured> {
    let days = by_day(figures.latency);
    let mut all: BTreeMap<i64, u64> = BTreeMap::new();
    for (step, count) in days.values().flatten() {
        *all.entry(*step).or_default() += count;
    }
    let number = within(&all.into_iter().collect::<Vec<_>>(), 0.95)?;
    let days = days.into_iter().filter_map(|(day, counts)| Some((day, within(&counts, 0.95)?))).collect();
    Some(Measured {
        name: "Event latency, p95",
        value: seconds(number),
        number,
        goal: LATENCY,
        goal_words: "under 60 s".to_owned(),
        more_is_better: false,
        days,
        note: "of all organisations".to_owned(),
    })
}

fn share(
    name: &'static str,
    goal: f64,
    more_is_better: bool,
    (part, whole): (u64, u64),
    days: Vec<(Day, f64)>,
    note: String,
) -> Option<Measured> {
    let number = percent(part, whole)?;
    Some(Measured {
        name,
        value: (format!("{number:.1}"), "%".to_owned()),
        number,
        goal,
        goal_words: format!("{} {goal:.0} %", if more_is_better { "over" } else { "under" }),
        more_is_better,
        days,
        note,
    })
}

fn visible(figures: &Figures<'_>) -> Option<Measured> {
    let sums = total(figures.orders);
    let days = figures.orders.iter().filter_map(|(day, sums)| Some((*day, percent(sums.visible, sums.orders)?)));
    share(
        "Visible end to end",
        VISIBLE,
        true,
        (sums.visible, sums.orders),
        days.collect(),
        format!("of {} delivered orders", sums.orders),
    )
}

fn on_time(figures: &Figures<'_>) -> Option<Measured> {
    let sums = total(figures.orders);
    let days = figures.orders.iter().filter_map(|(day, sums)| Some((*day, percent(sums.on_time, sums.promised)?)));
    let note = format!("{} of {} orders with a promised date{}", sums.on_time, sums.promised, open(sums.overdue));
    share("Delivered on time", ON_TIME, true, (sums.on_time, sums.promised), days.collect(), note)
}

/// How many of the late ones have not come yet.
fn open(overdue: u64) -> String {
    match overdue {
        0 => String::new(),
        1 => "; 1 is past it and not delivered".to_owned(),
        _ => format!("; {overdue} are past it and not delivered"),
    }
}

/// Of the items that opened, how many took a hand before they closed.
fn by_hand(figures: &Figures<'_>) -> Option<Measured> {
    let mut days: BTreeMap<Day, (u64, u64)> = BTreeMap::new();
    for WorkSum { day, opened, touched, .. } in figures.work {
        let sums = days.entry(*day).or_default();
        *sums = (sums.0 + touched, sums.1 + opened);
    }
    let sums = days.values().fold((0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
    let days = days.into_iter().filter_map(|(day, (part, whole))| Some((day, percent(part, whole)?)));
    share("Exceptions by hand", BY_HAND, false, sums, days.collect(), format!("of {} items", sums.1))
}
