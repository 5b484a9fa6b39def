//! `/insights`: the figures over time and by carrier, lane and site. Every drawing has its table beside it.

use leptos::prelude::*;

use super::frame::{pairs, visit};
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::pieces::{Dash, StatusWord};
use crate::components::title::Title;
use crate::model::{Chart, Dots, Figure, FigureTable, InsightsPage, Lines, Step, Tile, Viewer};
use crate::paths;
use crate::words::{self, worklist as own};

/// How high the lines are drawn, in pixels, and where they begin.
const HEIGHT: u32 = 340;
const TOP: u32 = 16;

/// The page. Whoever leads nobody is told that there is no such page.
#[component]
pub fn InsightsPageView() -> impl IntoView {
    let visit = visit()?;
    let asked = pairs(&visit.parts);
    let load = move |backend: Shared, viewer: Viewer| {
        let asked = asked.clone();
        async move { backend.insights(&viewer, &asked).await }
    };
    Some(loaded(visit, load, page))
}

fn page(viewer: Viewer, found: InsightsPage) -> AnyView {
    let zone = viewer.zone.clone();
    let tiles = found.tiles.into_iter().map(tile).collect_view();
    let charts = charts(found.charts);
    let only = found
        .only
        .map(|only| view! { <p class="only"><b>{only.text}</b>" "<a href=only.href>{own::ALL_AGAIN}</a></p> });
    view! {
        <Title text=words::title(own::INSIGHTS)/>
        <Bar viewer here=paths::INSIGHTS/>
        <main id="main" class="page titled">
            <div class="head"><h1>{own::INSIGHTS}</h1>{steps(own::PERIOD, found.periods)}</div>
            <p class="lead">{found.lead}</p>
            {only}
            <section aria-labelledby="kpi-h">
                <h2 id="kpi-h" class="sr">{own::GLANCE}</h2>
                <dl class="tiles">{tiles}</dl>
            </section>
            <div class="by">{steps(own::BY, found.parts)}</div>
            {charts}
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn steps(label: &'static str, steps: Vec<Step>) -> impl IntoView {
    let step = |step: Step| view! { <a href=step.href aria-current=step.current.then_some("true")>{step.text}</a> };
    view! { <nav aria-label=label><span class="seg">{steps.into_iter().map(step).collect_view()}</span></nav> }
}

/// A figure at a glance.
pub fn tile(tile: Tile) -> impl IntoView {
    let value = match tile.value {
        Some((number, unit)) => view! { <dd class="val">{number}<small>{unit}</small></dd> }.into_any(),
        None => view! { <dd class="val mut"><Dash/></dd> }.into_any(),
    };
    let goal_line = tile.goal_at.map(|y| view! { <line x1="0" x2="100" y1=y.clone() y2=y></line> });
    let spark = (!tile.spark.is_empty()).then(|| {
        view! {
            <dd><svg class="spark" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                {goal_line}<polyline points=tile.spark></polyline>
            </svg></dd>
        }
    });
    let goal = tile.goal.map(|status| view! { <StatusWord status/> });
    view! { <div class="tile"><dt>{tile.name}</dt>{value}{spark}<dd class="sub">{goal}<span>{tile.note}</span></dd></div> }
}

/// The drawings with their tables.
pub fn charts(charts: Vec<Chart>) -> AnyView {
    charts.into_iter().map(chart).collect_view().into_any()
}

fn chart(chart: Chart) -> impl IntoView {
    let figure = match chart.figure {
        // Where there is nothing to draw, the table may still have what was counted apart.
        Figure::None if !chart.table.rows.is_empty() => ().into_any(),
        Figure::None => view! { <p class="mut">{own::NO_FIGURE}</p> }.into_any(),
        Figure::Lines(drawn) => view! { <figure><div class="plotbox">{lines(drawn)}</div></figure> }.into_any(),
        Figure::Dots(drawn) => view! { <figure>{dots(drawn)}</figure> }.into_any(),
    };
    let table = (!chart.table.rows.is_empty()).then(|| table(chart.table));
    view! {
        <section class="chart" aria-labelledby=chart.id.clone()>
            <header><h2 id=chart.id.clone()>{chart.title}</h2><p>{chart.text}</p></header>
            {figure}
            {table}
        </section>
    }
}

fn lines(drawn: Lines) -> impl IntoView {
    let grid = drawn.grid.into_iter().map(|(y, text)| {
        let (a, b) = (y.clone(), y.clone());
        view! { <line class="grid" x1="-8" x2="100%" y1=a y2=b></line><text x="-14" y=y dy="4" text-anchor="end">{text}</text> }
    });
    // A narrow screen has room for every other day.
    let days = drawn.days.into_iter().enumerate().map(|(index, (x, anchor, text))| {
        let class = if index % 2 == 1 { "wide" } else { "" };
        view! { <text class=class x=x y="378" text-anchor=anchor>{text}</text> }
    });
    let polylines = drawn.lines.iter().enumerate().rev().map(|(index, (points, _))| {
        let class = if index == 0 { "a" } else { "b2" };
        view! { <polyline class=class points=points.clone()></polyline> }
    });
    let polylines = polylines.collect_view();
    let goal = drawn.goal.map(|(y, text)| {
        let (a, b) = (y.clone(), y.clone());
        view! { <line class="goal" x1="-8" x2="100%" y1=a y2=b></line><text class="goal-t" y=y dy="-7">{text}</text> }
    });
    let (top, height) = (TOP.to_string(), HEIGHT.to_string());
    let names = drawn.lines.into_iter().enumerate().map(|(index, (_, name))| {
        let class = if index == 0 { "a" } else { "b2" };
        view! { <li><svg viewBox="0 0 22 12" aria-hidden="true"><path class=class d="M0 6h22"></path></svg>{name}</li> }
    });
    view! {
        <svg class="plot" height="392" role="img" aria-label=drawn.label>
            {grid.collect_view()}
            {days.collect_view()}
            <svg y=top width="100%" height=height viewBox="0 0 100 100" preserveAspectRatio="none">{polylines}</svg>
            {goal}
        </svg>
        <ul class="key plot">{names.collect_view()}</ul>
    }
}

fn dots(drawn: Dots) -> impl IntoView {
    let foot = drawn.height.saturating_sub(24);
    let text_at = drawn.height.saturating_sub(6).to_string();
    let grid = drawn.grid.into_iter().map(|(x, text)| {
        let (a, b, c) = (x.clone(), x.clone(), text_at.clone());
        view! { <line class="grid" x1=a x2=b y1="4" y2=foot.to_string()></line><text x=x y=c text-anchor="middle">{text}</text> }
    });
    let goal = drawn.goal.map(|(x, text)| {
        let (a, b, c) = (x.clone(), x.clone(), text_at.clone());
        view! { <line class="goal" x1=a x2=b y1="4" y2=foot.to_string()></line><text class="goal-t" x=x y=c text-anchor="middle">{text}</text> }
    });
    let dots = drawn.dots.into_iter().map(|dot| {
        let (stem, mark) = if dot.low { ("stem low", "bar2 low") } else { ("stem", "bar2") };
        let (across, down) = (dot.x, dot.y.to_string());
        view! {
            <text class="lab" x="0" y=down.clone() dy="4">{dot.name}</text>
            <line class=stem x1="32%" x2=across.clone() y1=down.clone() y2=down.clone()></line>
            <circle class=mark cx=across.clone() cy=down.clone() r="5"></circle>
            <text class="v" x=across dx="10" y=down dy="4">{dot.value}</text>
        }
    });
    view! {
        <svg class="plot" height=drawn.height.to_string() role="img" aria-label=drawn.label>
            {grid.collect_view()}{goal}{dots.collect_view()}
        </svg>
    }
}

fn table(table: FigureTable) -> impl IntoView {
    let head = table.head.into_iter().enumerate().map(|(index, name)| {
        let class = if index == 0 { "" } else { "num" };
        view! { <th scope="col" class=class>{name}</th> }
    });
    let rows = table.rows.into_iter().map(|row| {
        let name = match row.href {
            Some(href) => view! { <a href=href>{row.name}</a> }.into_any(),
            None => row.name.into_any(),
        };
        let cells = row.cells.into_iter().map(|(text, low)| {
            let class = if low { "num warn b" } else { "num" };
            view! { <td class=class>{text}</td> }
        });
        view! { <tr><th scope="row">{name}</th>{cells.collect_view()}</tr> }
    });
    let label = table.caption.clone();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class="tab">
                <caption class="sr">{table.caption}</caption>
                <thead><tr>{head.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
