//! References, lines and packages.

use leptos::prelude::*;

use crate::components::pieces::{CopyButton, StatusWord, TrackLink};
use crate::model::{Line, Package, RefGroup, Status};
use crate::words;

/// Every name the order goes by, to copy; and what waits under one of them.
pub fn references(groups: Vec<RefGroup>, waiting: Vec<String>) -> AnyView {
    let rows = groups
        .into_iter()
        .map(|group| {
            let values = group
                .values
                .into_iter()
                .map(|name| {
                    let label = format!("{} {}", group.kind.to_lowercase(), name.value);
                    let scope = (!name.scope.is_empty()).then(|| view! { <em>{name.scope}</em> });
                    view! {
                        <dd class="ref">
                            <span>
                                <b>{name.value.clone()}</b>{scope}
                                {name.page.map(|page| view! { " "<TrackLink page/> })}
                            </span>
                            <CopyButton text=name.value name=label/>
                        </dd>
                    }
                })
                .collect_view();
            view! { <div><dt>{group.kind}</dt>{values}</div> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="ref-h" class="gap" data-live="references">
            <h2 id="ref-h">{words::REFERENCES}</h2>
            <dl class="refs">{rows}</dl>
            {waiting.into_iter().map(|line| view! { <p class="waits">{line}</p> }).collect_view()}
        </section>
    }
    .into_any()
}

/// What was ordered.
pub fn lines(lines: Vec<Line>, note: String) -> AnyView {
    let table = if lines.is_empty() {
        view! { <p class="mut">{words::LINES_NONE}</p> }.into_any()
    } else {
        let rows = lines.into_iter().map(line).collect_view();
        view! {
            <table role="table" class="tab fold">
                <caption class="sr">{words::LINES}</caption>
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">{words::LINE}</th>
                    <th role="columnheader" scope="col">{words::ITEM}</th>
                    <th role="columnheader" scope="col" class="num">{words::ORDERED}</th>
                    <th role="columnheader" scope="col" class="num">{words::COMMITTED}</th>
                    <th role="columnheader" scope="col" class="num">{words::DELIVERED}</th>
                    <th role="columnheader" scope="col">{words::STATE}</th>
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="line-h" data-live="lines">
            <div class="head"><h2 id="line-h">{words::LINES}</h2><span class="mut">{note}</span></div>
            {table}
        </section>
    }
    .into_any()
}

fn line(line: Line) -> impl IntoView {
    view! {
        <tr role="row">
            <td role="cell" data-l=words::LINE>{line.number}</td>
            <th role="rowheader" scope="row">{line.text}<small>{line.item}</small></th>
            <td role="cell" class="num" data-l=words::ORDERED>{line.ordered}</td>
            <td role="cell" class="num" data-l=words::COMMITTED>{line.committed}</td>
            <td role="cell" class="num" data-l=words::DELIVERED>{line.delivered}</td>
            <td role="cell"><StatusWord status=line.status/></td>
        </tr>
    }
}

/// What it travels in, and what comes back.
pub fn packages(packages: Vec<Package>, note: String, returns: Vec<(String, Status)>) -> AnyView {
    let table = if packages.is_empty() {
        view! { <p class="mut">{words::PACKAGES_NONE}</p> }.into_any()
    } else {
        let rows = packages.into_iter().map(package).collect_view();
        view! {
            <table role="table" class="tab fold">
                <caption class="sr">{words::PACKAGES}</caption>
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">{words::PACKAGE}</th>
                    <th role="columnheader" scope="col">{words::HOLDS}</th>
                    <th role="columnheader" scope="col" class="num">{words::WEIGHT}</th>
                    <th role="columnheader" scope="col">{words::STATE}</th>
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let back = (!returns.is_empty()).then(|| {
        let rows = returns
            .into_iter()
            .map(|(name, status)| view! { <li><span>{name}</span><StatusWord status/></li> })
            .collect_view();
        view! { <h3 class="mt-4 text-[0.8125rem]">{words::RETURNS}</h3><ul class="pod-list">{rows}</ul> }
    });
    view! {
        <section aria-labelledby="pack-h" data-live="packages">
            <div class="head"><h2 id="pack-h">{words::PACKAGES}</h2><span class="mut">{note}</span></div>
            {table}
            {back}
        </section>
    }
    .into_any()
}

fn package(package: Package) -> impl IntoView {
    let more = (!package.more.is_empty()).then(|| view! { <small>{package.more}</small> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{package.name}{more}</th>
            <td role="cell" data-l=words::HOLDS>{package.holds}</td>
            <td role="cell" class="num" data-l=words::WEIGHT>{package.weight}</td>
            <td role="cell"><StatusWord status=package.status/></td>
        </tr>
    }
}
