//! The bar above and the line below every page behind the sign-in.

use leptos::prelude::*;

use super::icons::Brand;
use crate::islands::{Keys, TypeAhead};
use crate::model::Viewer;
use crate::{paths, words};

/// The bar: the house, the search box (unless the page has its own), the menu, who is signed in. `here` is the address of the menu
/// that the page belongs to.
#[component]
pub fn Bar(viewer: Viewer, #[prop(optional)] home: bool, #[prop(optional)] here: &'static str) -> AnyView {
    let roles = viewer.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ");
    let initials = viewer.initials();
    let leads = viewer.leads().then(|| {
        let link = |path: &'static str, name: &'static str| {
            view! { <li><a href=path aria-current=(here == path).then_some("page")>{name}</a></li> }
        };
        view! { {link(paths::WORKLIST, words::worklist::WORKLISTS)}{link(paths::INSIGHTS, words::worklist::INSIGHTS)} }
    });
    let operates = viewer.operates().then(|| {
        let here = here.starts_with(paths::OPERATIONS);
        view! { <li><a href=paths::HEALTH aria-current=here.then_some("page")>{words::OPERATIONS}</a></li> }
    });
    view! {
        <a class="skip" href="#main">{words::SKIP}</a>
        <header class="bar">
            <div class="bar-in">
                <a class="brand" href=paths::HOME><Brand/></a>
                {if home {
                    view! { <span class="spring"></span> }.into_any()
                } else {
                    view! { <TypeAhead/> }.into_any()
                }}
                <nav aria-label=words::MAIN_MENU><ul class="nav">
                    <li><a href=paths::HOME aria-current=home.then_some("page")>{words::FIND}</a></li>
                    {leads}
                    {operates}
                </ul></nav>
                <form class="me" method="post" action=paths::SIGN_OUT>
                    <span class="me-name" title=roles>{viewer.name}</span>
                    <i aria-hidden="true">{initials}</i>
                    <button class="btn bare" type="submit">{words::SIGN_OUT}</button>
                </form>
            </div>
        </header>
    }
    .into_any()
}

/// The line below: in which zone times are told, and the list of keys with its switch.
#[component]
pub fn Foot(zone: String) -> impl IntoView {
    let keys = words::KEY_LIST
        .map(|(key, does)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> })
        .into_iter()
        .collect_view();
    view! {
        <footer class="foot">
            <span>{words::zone_note(&zone)}</span>
            <details class="keys needs-script" id="keys">
                <summary data-key="?">{words::KEYS}" "<kbd aria-hidden="true">"?"</kbd></summary>
                <dl>{keys}</dl>
                <Keys/>
            </details>
        </footer>
    }
}
