//! The figures in words and drawings. What is not measured says so; nothing is made up.

mod charts;
mod draw;
mod tiles;

use app::{
    model::{InsightsPage, Step},
    paths,
};

use crate::{
    domain::insight::Day,
    store::{Days, Dimension, LatencySum, OrderSums, WorkSum},
};

/// The periods to choose from, in days.
const PERIODS: [i64; 3] = [7, 14, 90];
/// The longest name of a carrier, lane or site in an address.
const LONGEST: usize = 120;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// How many days, today the last of them.
    pub days: i64,
    /// What orders are parted by.
    pub by: Dimension,
    /// The one carrier, lane or site that is shown.
    pub only: Option<String>,
}

impl Asked {
    /// Reads it from the pairs of an address; what is unknown is left out.
    pub fn of(pairs: &[(String, String)]) -> Self {
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        let days = value("days").and_then(|days| days.parse().ok()).filter(|days| PERIODS.contains(days));
        let by = value("by").and_then(Dimension::parse).filter(|by| *by != Dimension::All);
        let only = value("only").filter(|only| !only.is_empty() && only.chars().count() <= LONGEST);
        Self {
            days: days.unwrap_or(14),
            by: by.unwrap_or(Dimension::Carrier),
            only: only.filter(|_| by.is_some()).map(str::to_owned),
        }
    }

    fn address(&self) -> String {
        let days = self.days.to_string();
        let pairs = [("days", days.as_str()), ("by", self.by.as_str())];
        paths::with_pairs(paths::INSIGHTS, pairs.into_iter().chain(self.only.as_deref().map(|only| ("only", only))))
    }
}

/// What the page is made of.
pub struct Figures<'a> {
    /// What is asked for.
    pub asked: &'a Asked,
    /// The days, both ends included.
    pub days: Days,
    /// Orders by day.
    pub orders: &'a [(Day, OrderSums)],
    /// Orders by carrier, lane or site.
    pub parts: &'a [(String, OrderSums)],
    /// Waiting times of news.
    pub latency: &'a [LatencySum],
    /// What became of items of worklists.
    pub work: &'a [WorkSum],
    /// How long inquiries took that ended in these days: microseconds from the first look to the end of the case.
    pub handled: &'a [i64],
}

/// The page.
pub fn insights(figures: &Figures<'_>) -> InsightsPage {
    let asked = figures.asked;
    let period = |days: i64| Step {
        href: Asked { days, ..asked.clone() }.address(),
        text: format!("{days} days"),
        current: days == asked.days,
    };
    let part = |by: Dimension| Step {
        href: Asked { by, only: None, ..asked.clone() }.address(),
        text: part_name(by).to_owned(),
        current: by == asked.by,
    };
    let only = asked.only.as_ref().map(|only| Step {
        href: Asked { only: None, ..asked.clone() }.address(),
        text: format!("Orders of the {} {only} only.", part_name(asked.by).to_lowercase()),
        current: true,
    });
    let (tiles, met, goals) = tiles::tiles(figures);
    let measured = tiles.iter().filter(|tile| tile.value.is_some()).count();
    InsightsPage {
        lead: lead(measured, (met, goals), asked.days),
        periods: PERIODS.map(period).into(),
        parts: [Dimension::Carrier, Dimension::Lane, Dimension::Site].map(part).into(),
        only,
        tiles,
        charts: charts::charts(figures),
    }
}

fn lead(measured: usize, (met, goals): (usize, usize), days: i64) -> String {
    match (measured, goals) {
        (0, _) => "Nothing has been measured in this period yet.".to_owned(),
        (_, 0) => format!("No figure that has a goal was measured in the last {days} days."),
        _ => format!("{met} of {goals} goals met over the last {days} days. Days are those of UTC; today is not over."),
    }
}

fn part_name(by: Dimension) -> &'static str {
    match by {
        Dimension::All | Dimension::Carrier => "Carrier",
        Dimension::Lane => "Lane",
        Dimension::Site => "Site",
    }
}

/// A share in percent; `None` of nothing.
#[allow(clippy::cast_precision_loss, reason = "numbers of orders are far from the edge")]
fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// The sums of all days together.
fn total(orders: &[(Day, OrderSums)]) -> OrderSums {
    orders.iter().fold(OrderSums::default(), |sum, (_, day)| OrderSums {
        orders: sum.orders + day.orders,
        promised: sum.promised + day.promised,
        on_time: sum.on_time + day.on_time,
        visible: sum.visible + day.visible,
        overdue: sum.overdue + day.overdue,
    })
}

/// A number with its thousands apart: `18,210`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Seconds in the words of a table: `44 s`, `6:20 min`, `3.5 h`.
fn seconds(seconds: f64) -> (String, String) {
    #[allow(clippy::cast_possible_truncation, reason = "a day at most")]
    let whole = seconds.round() as i64;
    match whole {
        ..120 => (whole.to_string(), "s".to_owned()),
        120..7_200 => (format!("{}:{:02}", whole / 60, whole % 60), "min".to_owned()),
        _ => (format!("{:.1}", seconds / 3_600.0), "h".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Asked::of(&pairs)
    }

    #[test]
    fn any_address_asks_for_something() {
        let usual = Asked { days: 14, by: Dimension::Carrier, only: None };
        for pairs in [&[][..], &[("days", "9999")], &[("days", "x"), ("by", "all")], &[("only", "UPS")]] {
            assert_eq!(asked(pairs), usual, "{pairs:?}");
        }
        let one = asked(&[("days", "90"), ("by", "lane"), ("only", "Dallas–El Paso")]);
        assert_eq!((one.days, one.by, one.only.as_deref()), (90, Dimension::Lane, Some("Dallas–El Paso")));
        assert_eq!(one.address(), "/insights?days=90&by=lane&only=Dallas%E2%80%93El%20Paso");
    }

    #[test]
    fn numbers_are_told_as_people_tell_them() {
        assert_eq!(
            (thousands(7), thousands(1_234), thousands(12_345_678)),
            ("7".into(), "1,234".into(), "12,345,678".into())
        );
        let told = |value: f64| {
            let (number, unit) = seconds(value);
            format!("{number} {unit}")
        };
        assert_eq!(
            (told(0.4), told(44.4), told(380.0), told(12_600.0)),
            ("0 s".into(), "44 s".into(), "6:20 min".into(), "3.5 h".into())
        );
    }

    /// Two weeks in which nothing was measured.
    fn nothing(asked: &Asked) -> Figures<'_> {
        Figures { asked, days: (10, 23), orders: &[], parts: &[], latency: &[], work: &[], handled: &[] }
    }

    #[test]
    fn with_nothing_measured_no_figure_is_made_up() {
        let page = insights(&nothing(&asked(&[])));
        assert!(page.tiles.iter().all(|tile| tile.value.is_none() && tile.spark.is_empty() && !tile.note.is_empty()));
        assert!(
            page.charts.iter().all(|chart| chart.figure == app::model::Figure::None && chart.table.rows.is_empty())
        );
        assert!(page.lead.contains("Nothing has been measured"));
    }

    #[test]
    fn the_median_of_inquiries_is_told_with_how_many_there_were() {
        let asked = asked(&[]);
        let minutes = [5, 90, 7].map(|minutes| minutes * 60_000_000);
        let page = insights(&Figures { handled: &minutes, ..nothing(&asked) });
        let tile = page.tiles.iter().find(|tile| tile.name == "Inquiry handled in").unwrap();
        assert_eq!(tile.value.as_ref().map(|(value, unit)| (value.as_str(), unit.as_str())), Some(("7", "min")));
        assert!(tile.note.contains("half of 3 cases"), "{}", tile.note);
        assert!(!page.lead.contains("Nothing"), "a figure is measured: {}", page.lead);
    }

    #[test]
    fn on_time_says_what_is_counted_late_orders_that_have_not_come_among_it() {
        let asked = asked(&[]);
        let orders = [(22, OrderSums { orders: 3, promised: 4, on_time: 2, visible: 3, overdue: 1 })];
        let page = insights(&Figures { orders: &orders, ..nothing(&asked) });
        let tile = page.tiles.iter().find(|tile| tile.name == "Delivered on time").unwrap();
        assert_eq!(tile.value.as_ref().map(|(value, _)| value.as_str()), Some("50.0"));
        assert_eq!(tile.note, "2 of 4 orders with a promised date; 1 is past it and not delivered");
        let chart = page.charts.iter().find(|chart| chart.id == "on-time").unwrap();
        assert!(chart.text.contains("not delivered"), "{}", chart.text);
        assert_eq!(chart.table.rows[0].cells[1].0, "1");
    }

    #[test]
    fn shares_are_of_what_could_be_measured() {
        let asked = asked(&[]);
        let sums = |orders, promised, on_time, visible| OrderSums { orders, promised, on_time, visible, overdue: 0 };
        let orders = [(22, sums(10, 8, 4, 10)), (23, sums(10, 0, 0, 0))];
        let latency = [LatencySum { day: 23, step: 16, count: 100 }, LatencySum { day: 23, step: 1_000, count: 900 }];
        let page = insights(&Figures { orders: &orders, latency: &latency, ..nothing(&asked) });
        let told: Vec<_> =
            page.tiles.iter().filter_map(|tile| Some((tile.name.as_str(), tile.value.clone()?.0))).collect();
        assert_eq!(
            told,
            [
                ("Event latency, p95", "16".into()),
                ("Visible end to end", "50.0".into()),
                ("Delivered on time", "50.0".into())
            ]
        );
        let waiting = page.charts.iter().find(|chart| chart.id == "latency").unwrap();
        assert_eq!(waiting.table.rows[0].cells[3].0, "900", "what was told afterwards is said and not counted");
    }
}
