//! The figures. Positions are percentages of a drawing, worked out on the server.

use super::Status;

/// The page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsightsPage {
    /// What the figures say, in a sentence.
    pub lead: String,
    /// The periods to choose from.
    pub periods: Vec<Step>,
    /// What orders can be parted by.
    pub parts: Vec<Step>,
    /// The one carrier, lane or site that is shown, and the way back to all.
    pub only: Option<Step>,
    /// The figures at a glance.
    pub tiles: Vec<Tile>,
    /// The charts, each with its table.
    pub charts: Vec<Chart>,
}

/// Something to choose by a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Its address.
    pub href: String,
    /// Its name.
    pub text: String,
    /// It is chosen.
    pub current: bool,
}

/// A figure at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    /// What it measures.
    pub name: String,
    /// Number and unit; absent where it is not measured.
    pub value: Option<(String, String)>,
    /// Points of a line, `0.0,78.8 7.7,83.4`, in a square of 100.
    pub spark: String,
    /// Where its goal lies in that square.
    pub goal_at: Option<String>,
    /// The goal, and whether it is met.
    pub goal: Option<Status>,
    /// How it is measured, or why it is not.
    pub note: String,
}

/// A drawing with its table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// Its anchor.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// How it is measured.
    pub text: String,
    /// The drawing.
    pub figure: Figure,
    /// The same in numbers.
    pub table: FigureTable,
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Figure {
    /// Nothing to draw yet.
    #[default]
    None,
    /// Lines over days.
    Lines(Lines),
    /// A dot for each of some things, on a scale from 0 to 100 percent or of numbers.
    Dots(Dots),
}

/// Lines over days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The drawing in a sentence.
    pub label: String,
    /// Lines of the grid: height in the drawing (pixels), and its number.
    pub grid: Vec<(String, String)>,
    /// Days under the axis: where (percent), how the text stands there, its words.
    pub days: Vec<(String, &'static str, String)>,
    /// The lines, the main one first: points in a square of 100, and its name.
    pub lines: Vec<(String, String)>,
    /// The goal: height (pixels) and words.
    pub goal: Option<(String, String)>,
}

/// Dots on a scale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dots {
    /// The drawing in a sentence.
    pub label: String,
    /// How high the drawing is, in pixels.
    pub height: u32,
    /// Lines of the grid: where (percent) and its number.
    pub grid: Vec<(String, String)>,
    /// The goal: where (percent) and words.
    pub goal: Option<(String, String)>,
    /// The things.
    pub dots: Vec<Dot>,
}

/// A dot on a scale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dot {
    /// What it is.
    pub name: String,
    /// How far down, in pixels.
    pub y: u32,
    /// Where on the scale (percent).
    pub x: String,
    /// Its number.
    pub value: String,
    /// It misses its goal.
    pub low: bool,
}

/// A table beside a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureTable {
    /// What it holds.
    pub caption: String,
    /// The columns; the first names the rows.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<FigureRow>,
}

/// A row of such a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureRow {
    /// Its name.
    pub name: String,
    /// Where it leads, where it does.
    pub href: Option<String>,
    /// Its numbers; true: it misses its goal.
    pub cells: Vec<(String, bool)>,
}
