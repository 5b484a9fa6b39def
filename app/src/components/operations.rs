//! The links between the operators' pages.

use leptos::prelude::*;

use crate::{paths, words};

/// The pages of those who keep the flows running; `here` is the address of the one that shows it.
#[component]
pub fn OperationsMenu(here: &'static str) -> impl IntoView {
    let pages = [
        (paths::HEALTH, words::HEALTH_TITLE),
        (paths::MESSAGES, words::messages::MESSAGES),
        (paths::UNMAPPED, words::messages::UNMAPPED),
        (paths::IDENTITY, words::IDENTITY_TITLE),
        (paths::REPLAYS, words::REPLAYS_TITLE),
    ];
    let links = pages
        .map(|(path, name)| {
            view! { <li><a href=path aria-current=(here == path).then_some("page")>{name}</a></li> }
        })
        .into_iter()
        .collect_view();
    view! { <nav aria-label=words::OPERATIONS><ul class="nav mb-4">{links}</ul></nav> }
}
