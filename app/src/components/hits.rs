//! Search hits: once for the page (a list of links) and once for type-ahead (a list of options).

use leptos::prelude::*;

use super::pieces::StatusWord;
use crate::model::{Hit, HitGroup};
use crate::paths;

/// Groups as options of a listbox. The enclosing listbox belongs to the island.
#[component]
pub fn HitOptions(groups: Vec<HitGroup>) -> impl IntoView {
    let mut number = 0;
    groups
        .into_iter()
        .enumerate()
        .map(|(index, group)| {
            let title = format!("hit-g{index}");
            let title_id = title.clone();
            let rows = group
                .hits
                .into_iter()
                .map(|hit| {
                    number += 1;
                    let (id, href) = (format!("hit-{number}"), paths::order(&hit.order));
                    view! {
                        <a class="hit" role="option" id=id tabindex="-1" aria-selected="false" href=href>
                            <HitCells hit/>
                        </a>
                    }
                })
                .collect_view();
            view! {
                <div role="group" aria-labelledby=title>
                    <div class="hits-kind" id=title_id role="presentation">{group.title}</div>
                    {rows}
                </div>
            }
        })
        .collect_view()
}

/// Groups as lists of links.
#[component]
pub fn HitLists(groups: Vec<HitGroup>) -> impl IntoView {
    groups
        .into_iter()
        .map(|group| {
            let rows = group
                .hits
                .into_iter()
                .map(|hit| {
                    let href = paths::order(&hit.order);
                    view! { <li><a class="hit" href=href><HitCells hit/></a></li> }
                })
                .collect_view();
            view! { <section class="hit-list"><h2 class="hits-kind">{group.title}</h2><ul>{rows}</ul></section> }
        })
        .collect_view()
}

/// The four columns of a hit: the order, how it stands, whose it is, and by what it was found where that is not its number.
#[component]
fn HitCells(hit: Hit) -> impl IntoView {
    let Hit { number, kind, before, matched, after, scope, who, detail, status, .. } = hit;
    let name = view! { {before}<mark>{matched}</mark>{after} };
    let (lead, by) = if number.is_empty() {
        (name.into_any(), kind.into_any())
    } else {
        (number.into_any(), view! { {kind}<small>{name}</small> }.into_any())
    };
    view! {
        <span class="id">{lead}<small>{scope}</small></span>
        <StatusWord status=status/>
        <span class="hit-who">{who}<small>{detail}</small></span>
        <span class="kind">{by}</span>
    }
}
