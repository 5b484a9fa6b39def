//! Numbers as positions in a drawing.

use app::model::{Dots, Figure, FigureDot, Lines};
use jiff::{Timestamp, tz::TimeZone};

use super::thousands;
use crate::{
    domain::insight::Day,
    store::Days,
    web::site::present::clock::{day_name, month_name},
};

/// The lines' field: its upper edge and its height, in pixels.
const TOP: f64 = 16.0;
const HEIGHT: f64 = 340.0;
/// A dot's line, in pixels.
const LINE: u32 = 31;
/// Where the scale of dots begins and ends, in percent of the drawing: names stand before it, numbers behind.
const FROM: f64 = 32.0;
const TO: f64 = 87.0;

/// What a line measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Seconds, from 0.
    Seconds,
    /// Percent, up to 100.
    Percent,
}

/// `Thu 14 May`.
pub fn day(day: Day) -> String {
    let at = Timestamp::from_second(day.saturating_mul(86_400)).unwrap_or(Timestamp::UNIX_EPOCH);
    let date = at.to_zoned(TimeZone::UTC).date();
    format!("{} {} {}", day_name(date), date.day(), month_name(date))
}

/// Where a day lies between the first and the last, in percent.
#[allow(clippy::cast_precision_loss, reason = "days are few")]
fn x(day: Day, (from, to): Days) -> f64 {
    if to <= from { 50.0 } else { (day - from) as f64 * 100.0 / (to - from) as f64 }
}

/// Points of a small line, and where its goal lies; nothing where there is no line to draw.
pub fn spark(values: &[(Day, f64)], goal: f64, days: Days) -> (String, Option<String>) {
    if values.len() < 2 {
        return (String::new(), None);
    }
    let all = || values.iter().map(|(_, value)| *value).chain([goal]);
    let (least, most) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
    let y = |value: f64| 90.0 - (value - least) / (most - least).max(f64::EPSILON) * 80.0;
    let points: Vec<String> =
        values.iter().map(|(day, value)| format!("{:.1},{:.1}", x(*day, days), y(*value))).collect();
    (points.join(" "), Some(format!("{:.1}", y(goal))))
}

/// A round number at or above.
fn round_up(value: f64) -> f64 {
    let tens = 10f64.powf(value.max(1.0).log10().floor());
    let steps = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0].map(|step| step * tens);
    steps.into_iter().find(|step| *step >= value).unwrap_or(value)
}

/// Lines over days; with less than two days there is nothing to draw.
pub fn lines(days: Days, lines: &[(&str, &[(Day, f64)])], scale: Scale, goal: Option<f64>, label: String) -> Figure {
    let values = || lines.iter().flat_map(|(_, line)| line.iter().map(|(_, value)| *value)).chain(goal);
    if lines.iter().all(|(_, line)| line.len() < 2) {
        return Figure::None;
    }
    let (low, high) = match scale {
        Scale::Seconds => (0.0, round_up(values().fold(0.0, f64::max))),
        Scale::Percent => ((values().fold(100.0, f64::min) / 10.0).floor().min(9.0) * 10.0, 100.0),
    };
    let share = |value: f64| (value - low) / (high - low).max(f64::EPSILON);
    let pixel = |value: f64| format!("{:.1}", TOP + HEIGHT * (1.0 - share(value)));
    let number = |value: f64, last: bool| match scale {
        Scale::Percent => format!("{value:.0}{}", if last { " %" } else { "" }),
        Scale::Seconds if high >= 7_200.0 => format!("{:.1}{}", value / 3_600.0, if last { " h" } else { "" }),
        Scale::Seconds if high >= 180.0 => format!("{:.0}{}", value / 60.0, if last { " min" } else { "" }),
        Scale::Seconds => format!("{value:.0}{}", if last { " s" } else { "" }),
    };
    let grid = (0..=4u8).map(|step| {
        let value = low + (high - low) * f64::from(step) / 4.0;
        (pixel(value), number(value, step == 4))
    });
    let goal_words = |goal: f64| match scale {
        Scale::Percent => format!("Goal, {goal:.0} %"),
        Scale::Seconds => format!("Goal, {goal:.0} s"),
    };
    let points = |line: &[(Day, f64)]| {
        let point = |(day, value): &(Day, f64)| format!("{:.2},{:.2}", x(*day, days), 100.0 * (1.0 - share(*value)));
        line.iter().map(point).collect::<Vec<_>>().join(" ")
    };
    Figure::Lines(Lines {
        label,
        grid: grid.collect(),
        days: axis(days),
        lines: lines.iter().map(|(name, line)| (points(line), (*name).to_owned())).collect(),
        goal: goal.map(|goal| (pixel(goal), goal_words(goal))),
    })
}

/// Five days under the axis, the first and the last among them.
fn axis(days: Days) -> Vec<(String, &'static str, String)> {
    let (from, to) = days;
    let at = |quarter: i64| from + (to - from) * quarter / 4;
    let anchor = |quarter: i64| match quarter {
        0 => "start",
        4 => "end",
        _ => "middle",
    };
    (0..=4).map(|quarter| (format!("{:.2}%", x(at(quarter), days)), anchor(quarter), day(at(quarter)))).collect()
}

fn place(share: f64) -> String {
    format!("{:.2}%", FROM + (TO - FROM) * share.clamp(0.0, 1.0))
}

fn height(count: usize) -> u32 {
    u32::try_from(count).unwrap_or_default().saturating_mul(LINE).saturating_add(28)
}

fn line_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or_default().saturating_mul(LINE).saturating_add(20)
}

/// Shares in percent, a dot each: name, share, its words.
pub fn dots(values: &[(String, f64, String)], goal: Option<f64>, label: &str) -> Figure {
    if values.is_empty() {
        return Figure::None;
    }
    let all = values.iter().map(|(_, value, _)| *value).chain(goal);
    let low = (all.fold(100.0, f64::min) / 10.0).floor().clamp(0.0, 9.0) * 10.0;
    let share = |value: f64| (value - low) / (100.0 - low);
    let grid = (0..=2u8).map(|step| low + (100.0 - low) * f64::from(step) / 2.0);
    let dot = |(index, (name, value, words)): (usize, &(String, f64, String))| FigureDot {
        name: name.clone(),
        y: line_of(index),
        x: place(share(*value)),
        value: words.clone(),
        low: goal.is_some_and(|goal| *value < goal),
    };
    Figure::Dots(Dots {
        label: label.to_owned(),
        height: height(values.len()),
        grid: grid.map(|value| (place(share(value)), format!("{value:.0} %"))).collect(),
        goal: goal.map(|goal| (place(share(goal)), format!("{goal:.0}"))),
        dots: values.iter().enumerate().map(dot).collect(),
    })
}

/// Numbers from zero, a dot each.
#[allow(clippy::cast_precision_loss, reason = "numbers of items are far from the edge")]
pub fn counts(values: &[(String, u64)], label: &str) -> Figure {
    let most = values.iter().map(|(_, count)| *count).max().unwrap_or_default();
    if most == 0 {
        return Figure::None;
    }
    let high = round_up(most as f64).max(4.0);
    let grid = [0.0, 0.5, 1.0].map(|share| (place(share), format!("{:.0}", high * share)));
    let dot = |(index, (name, count)): (usize, &(String, u64))| FigureDot {
        name: name.clone(),
        y: line_of(index),
        x: place(*count as f64 / high),
        value: thousands(*count),
        low: false,
    };
    Figure::Dots(Dots {
        label: label.to_owned(),
        height: height(values.len()),
        grid: grid.into(),
        goal: None,
        dots: values.iter().enumerate().map(dot).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_lies_within_its_drawing() {
        let values = [(10, 50.0), (12, 97.0), (16, 100.0)];
        let Figure::Lines(drawn) = lines((10, 16), &[("a", &values)], Scale::Percent, Some(95.0), String::new()) else {
            panic!("lines")
        };
        assert_eq!(drawn.lines[0].0, "0.00,100.00 33.33,6.00 100.00,0.00");
        assert_eq!(drawn.grid.first().unwrap().1, "50");
        assert_eq!(drawn.grid.last().unwrap(), &("16.0".to_owned(), "100 %".to_owned()));
        assert_eq!(drawn.days.len(), 5);
        assert_eq!(lines((10, 16), &[("a", &values[..1])], Scale::Percent, None, String::new()), Figure::None);
    }

    #[test]
    fn a_spark_shows_its_goal() {
        let (points, goal) = spark(&[(0, 10.0), (10, 20.0)], 15.0, (0, 10));
        assert_eq!((points.as_str(), goal.as_deref()), ("0.0,90.0 100.0,10.0", Some("50.0")));
        assert_eq!(spark(&[(0, 1.0)], 2.0, (0, 10)), (String::new(), None));
    }

    #[test]
    fn scales_end_at_round_numbers() {
        let told = [0.5, 3.0, 44.0, 71.0, 95.0, 4_100.0].map(|value| format!("{:.0}", round_up(value)));
        assert_eq!(told, ["1", "4", "60", "80", "100", "6000"]);
        assert_eq!(day(20_587), "Thu 14 May");
    }
}
