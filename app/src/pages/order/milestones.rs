//! The list: planned, estimated and actual side by side, who says so, who knows.

use leptos::prelude::*;

use super::cells::{callout, cell, said, tick};
use super::scans;
use crate::components::icons::Glyph;
use crate::components::pieces::{Moment, StatusWord, TrackLink};
use crate::components::state::StateBlock;
use crate::model::{Callout, Destination, Detail, Icon, Mark, Milestone, Shipment, Stage, Stop, Tone};
use crate::{paths, words};

/// What the list is made of.
pub struct Parts {
    pub order: String,
    pub detail: Detail,
    pub scan_count: usize,
    pub withdrawn_count: usize,
    pub destinations: Vec<Destination>,
    pub shipments: Vec<Shipment>,
    pub notices: Vec<Callout>,
}

/// The whole block, in one of its three views.
pub fn milestones(parts: Parts) -> AnyView {
    let title = match parts.detail {
        Detail::Milestones => words::MILESTONES,
        Detail::Scans => words::SCANS_TITLE,
        Detail::Withdrawn => words::WITHDRAWN_TITLE,
    };
    let switch = switch(&parts.order, parts.detail, parts.scan_count, parts.withdrawn_count);
    let notices = parts.notices.into_iter().map(callout).collect_view();
    let empty = parts.shipments.is_empty().then(|| {
        view! { <StateBlock icon=Icon::Wait title=words::NO_SHIPMENT><p>{words::NO_SHIPMENT_TEXT}</p></StateBlock> }
    });
    let detail = parts.detail;
    let destinations = parts.destinations;
    let blocks = parts.shipments.into_iter().map(|one| shipment(one, detail, &destinations)).collect_view();
    view! {
        <section aria-labelledby="miles-h" data-live="milestones">
            <div class="head"><h2 id="miles-h">{title}</h2>{switch}</div>
            {notices}
            {empty}
            {blocks}
        </section>
    }
    .into_any()
}

fn switch(order: &str, detail: Detail, scans: usize, withdrawn: usize) -> impl IntoView + use<> {
    let base = paths::order(order);
    let link = |query: &str, word: String, which: Detail| {
        let current = (which == detail).then_some("true");
        // The key folds all scans to the milestones, and back.
        let other = if detail == Detail::Milestones { Detail::Scans } else { Detail::Milestones };
        let key = (which == other).then_some(".");
        view! { <a href=format!("{base}{query}#miles-h") aria-current=current data-key=key>{word}</a> }
    };
    let taken_back = (withdrawn > 0).then(|| link("?scans=withdrawn", words::withdrawn(withdrawn), Detail::Withdrawn));
    (scans > 0).then(|| {
        view! {
            <nav aria-label=words::HOW_MUCH><span class="seg">
                {link("", words::MILESTONES.to_owned(), Detail::Milestones)}
                {link("?scans=all", words::all_scans(scans), Detail::Scans)}
                {taken_back}
            </span></nav>
        }
    })
}

fn shipment(one: Shipment, detail: Detail, destinations: &[Destination]) -> AnyView {
    let list = match detail {
        Detail::Milestones => table(&one.name, one.stages, destinations).into_any(),
        Detail::Scans => scans::list(one.scans, words::NO_SCANS).into_any(),
        Detail::Withdrawn => scans::list(one.scans, words::NO_WITHDRAWN).into_any(),
    };
    view! {
        <details class="ship" id=one.anchor open=one.open>
            <summary data-row="">
                <Glyph icon=Icon::Right/>
                <h3>{one.name}</h3>
                <span class="mut">{one.number}</span>
                <StatusWord status=one.status wash=true/>
            </summary>
            {one.track.map(|page| view! { <p class="track"><TrackLink page/></p> })}
            {route(one.route)}
            {list}
        </details>
    }
    .into_any()
}

fn route(stops: Vec<Stop>) -> impl IntoView {
    (stops.len() > 1).then(|| {
        let rows = stops
            .into_iter()
            .map(|stop| {
                let class = stop.ahead.then_some("todo");
                match stop.last_seen {
                    Some(when) => view! {
                        <li class=class><b>{stop.name}</b>" "{words::LAST_SEEN}" "<Moment when/></li>
                    }
                    .into_any(),
                    None => view! { <li class=class>{stop.name}</li> }.into_any(),
                }
            })
            .collect_view();
        view! { <ol class="route" aria-label=words::ROUTE>{rows}</ol> }
    })
}

fn table(name: &str, stages: Vec<Stage>, destinations: &[Destination]) -> impl IntoView + use<> {
    let columns = destinations
        .iter()
        .map(|one| {
            let note = (!one.connected).then(|| view! { <small>{words::NOT_CONNECTED}</small> });
            view! { <th role="columnheader" scope="col">{one.name.clone()}{note}</th> }
        })
        .collect_view();
    let width = destinations.len() + 5;
    let last = stages.len().saturating_sub(1);
    let bodies = stages
        .into_iter()
        .enumerate()
        .map(|(index, one)| stage(one, index == 0, index == last, width, destinations))
        .collect_view();
    view! {
        <table role="table" class="miles fold">
            <caption class="sr">{words::milestones_caption(name)}</caption>
            <thead role="rowgroup"><tr role="row">
                <th role="columnheader" scope="col"><span class="sr">{words::STAGE}</span></th>
                <th role="columnheader" scope="col">{words::MILESTONE}</th>
                <th role="columnheader" scope="col">{words::PLANNED}</th>
                <th role="columnheader" scope="col">{words::ESTIMATED}</th>
                <th role="columnheader" scope="col">{words::ACTUAL}</th>
                <th role="columnheader" scope="col">{words::SAID_BY}</th>
                {columns}
            </tr></thead>
            {bodies}
        </table>
    }
}

fn stage(one: Stage, first: bool, last: bool, width: usize, destinations: &[Destination]) -> AnyView {
    let span: usize =
        one.rows.iter().map(|row| 1 + usize::from(row.now.is_some()) + usize::from(!row.callouts.is_empty())).sum();
    let count = one.rows.len();
    let mut heading = Some(one.name);
    let rows = one
        .rows
        .into_iter()
        .enumerate()
        .map(|(index, row)| {
            let ends = Ends { first: first && index == 0, last: last && index + 1 == count };
            milestone(row, heading.take().map(|name| (name, span)), ends, width, destinations)
        })
        .collect_view();
    view! { <tbody role="rowgroup">{rows}</tbody> }.into_any()
}

/// Whether a row is the first or last of its table: the line begins and ends there.
struct Ends {
    first: bool,
    last: bool,
}

fn milestone(
    row: Milestone,
    heading: Option<(String, usize)>,
    ends: Ends,
    width: usize,
    destinations: &[Destination],
) -> AnyView {
    let mut heading = heading.map(|(name, span)| {
        view! { <th role="rowheader" scope="rowgroup" class="stage" rowspan=span.to_string()>{name}</th> }
    });
    let now = row.now.map(|when| {
        view! {
            <tr role="row" class="now-row">
                {heading.take()}
                <td role="cell" colspan=width.to_string()><span class="now-mark">{words::NOW}" "<Moment when/></span></td>
            </tr>
        }
    });
    let noted = !row.callouts.is_empty();
    let mut class = String::new();
    for (wanted, word) in
        [(ends.first, "first"), (ends.last && !noted, "last"), (row.mark == Mark::Ahead, "todo"), (noted, "joined")]
    {
        if wanted {
            class.push_str(word);
            class.push(' ');
        }
    }
    let mark = match row.mark {
        Mark::Past | Mark::Ahead => "mk",
        Mark::Exception => "mk warn",
        Mark::Delivered => "mk good",
    };
    let actual = if row.mark == Mark::Exception { words::SINCE } else { words::ACTUAL };
    let drift = row.drift.map(|(text, tone)| {
        let class = (tone == Tone::Warn).then_some("warn");
        view! { <small class=class>{text}</small> }
    });
    let ticks = row
        .knows
        .into_iter()
        .zip(destinations.iter().map(|one| one.name.clone()))
        .map(|(knows, name)| tick(knows, name))
        .collect_view();
    let note = noted.then(|| {
        let class = if row.mark == Mark::Ahead { "note todo" } else { "note" };
        let notes = row.callouts.into_iter().map(callout).collect_view();
        view! {
            <tr role="row" class=class>
                <td role="cell" colspan=width.to_string() class="what">{notes}</td>
            </tr>
        }
    });
    view! {
        {now}
        <tr role="row" class=class.trim_end().to_owned()>
            {heading}
            <th role="rowheader" scope="row" class="what">
                <span class=mark></span>{row.name}{row.detail.map(|text| view! { <small>{text}</small> })}
            </th>
            {cell("pl", words::PLANNED, row.planned, None::<()>)}
            {cell("es", words::ESTIMATED, row.estimated, None::<()>)}
            {cell("ac", actual, row.actual, drift)}
            <td role="cell" data-l=words::BY>{said(row.said)}</td>
            {ticks}
        </tr>
        {note}
    }
    .into_any()
}
