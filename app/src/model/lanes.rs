//! The timeline: one lane a shipment on one horizontal axis. All positions are percentages of the axis.

/// The axis and its lanes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lanes {
    /// Where each day begins; the last entry is the end of the axis and carries no label.
    pub days: Vec<Day>,
    /// The promised moment.
    pub promise: Option<Flag>,
    /// Where now is; absent once the axis ended before it.
    pub now: Option<f64>,
    /// One a shipment, delivered ones first.
    pub lanes: Vec<Lane>,
}

/// A day's line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    /// Position.
    pub x: f64,
    /// `Mon`.
    pub short: String,
    /// What follows where there is room: ` 11 May`, ` 12`.
    pub more: String,
}

/// The promise through all lanes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flag {
    /// Position.
    pub x: f64,
    /// `Promised`.
    pub short: String,
    /// What follows where there is room: ` 17:00`.
    pub more: String,
    /// Grey once it was kept.
    pub kept: bool,
    /// On which side of the line the label stands.
    pub anchor: Anchor,
}

/// One shipment's lane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// Id of the shipment's block below (without `#`).
    pub anchor: String,
    /// What it carries: `2 Display stands`.
    pub name: String,
    /// Who carries it: `ODFL, less than truckload`.
    pub by: String,
    /// The lane in words, for those who do not see it.
    pub sentence: String,
    /// Warehouse, moving and held stretches.
    pub bars: Vec<Bar>,
    /// Planned pick-up to planned delivery.
    pub plan: Option<Span>,
    /// The estimated window.
    pub estimate: Option<Span>,
    /// From where the dots lead to the estimate.
    pub estimate_from: Option<f64>,
    /// Hubs and pick-ups.
    pub dots: Vec<Dot>,
    /// Where the delivery was.
    pub done: Option<f64>,
    /// Words over the lane.
    pub labels: Vec<Label>,
    /// How it ended or stands.
    pub outcome: super::Status,
    /// `Signed by D. Ortiz`, `Expected 1 day late`.
    pub outcome_note: String,
    /// When it was or will be, in the fewest words: `Tue 14:06`, `16:00–20:00`.
    pub brief: Option<String>,
}

/// What kind of stretch a bar is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarKind {
    /// In the warehouse, pale.
    #[default]
    Warehouse,
    /// With the carrier.
    Moving,
    /// Stopped by an exception, hatched.
    Held,
    /// On the way back to the sender, dashed.
    Back,
}

impl BarKind {
    /// The class that draws it.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Warehouse => "wh",
            Self::Moving => "go",
            Self::Held => "hold",
            Self::Back => "back",
        }
    }
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// Start.
    pub x: f64,
    /// Length.
    pub width: f64,
}

/// A stretch and what it was.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bar {
    /// What it was.
    pub kind: BarKind,
    /// When.
    pub span: Span,
}

/// A scan on the bar.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dot {
    /// Position.
    pub x: f64,
}

/// Which end of a label stands at its position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    #[default]
    Middle,
    /// It ends there.
    End,
}

impl Anchor {
    /// The value of `text-anchor`.
    #[must_use]
    pub fn value(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A word over the lane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label {
    /// Position.
    pub x: f64,
    /// Which end stands there.
    pub anchor: Anchor,
    /// The words.
    pub text: String,
    /// Classes: `wide`, `soft`, `t-warn`, `t-good`.
    pub class: &'static str,
}

/// Writes a position as an SVG percentage.
#[must_use]
pub fn percent(x: f64) -> String {
    let text = format!("{x:.2}");
    let trimmed = text.trim_end_matches('0').trim_end_matches('.');
    format!("{trimmed}%")
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_percentage_has_two_decimals_at_most() {
        assert_eq!(percent(67.708_333), "67.71%");
        assert_eq!(percent(25.0), "25%");
        assert_eq!(percent(31.6), "31.6%");
        assert_eq!(percent(0.0), "0%");
    }
}
