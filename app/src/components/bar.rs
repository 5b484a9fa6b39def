//! The bar above and the line below every page behind the sign-in.

use axum::http::request::Parts;
use leptos::prelude::*;

use super::icons::Brand;
use crate::islands::{Drafts, Keys, TypeAhead};
use crate::model::{Density, Look, OpenWork, Theme, Viewer};
use crate::{paths, words};

/// The bar: the house, the search box (unless the page has its own), the menu, who is signed in. `here` is the address of the menu
/// that the page belongs to.
#[component]
pub fn Bar(viewer: Viewer, #[prop(optional)] home: bool, #[prop(optional)] here: &'static str) -> AnyView {
    let roles = viewer.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ");
    let initials = viewer.initials();
    let link = |path: &'static str, name: &'static str, count: Option<u64>| {
        let count = count.filter(|count| *count > 0).map(|count| view! { <span class="count">{count}</span> });
        view! { <li><a href=path aria-current=(here == path).then_some("page")>{name}{count}</a></li> }
    };
    let leads = viewer.leads().then(|| {
        let open = use_context::<Parts>().and_then(|parts| parts.extensions.get::<OpenWork>().map(|open| open.0));
        let worklists = link(paths::WORKLIST, words::worklist::WORKLISTS, open);
        view! { {worklists}{link(paths::INSIGHTS, words::worklist::INSIGHTS, None)} }
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
                    {link(paths::TASKS, words::TASKS, None)}
                    {leads}
                    {operates}
                </ul></nav>
                <Drafts person=viewer.id.clone()/>
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
            {look()}
            <details class="keys needs-script" id="keys">
                <summary data-key="?">{words::KEYS}" "<kbd aria-hidden="true">"?"</kbd></summary>
                <div class="keys-list" tabindex="-1" role="group" aria-label=words::KEYS>
                    <dl>{keys}</dl>
                    <Keys/>
                </div>
            </details>
        </footer>
    }
}

/// The switches of theme and density: a form, so that they need no scripts, and what they keep is known before the page is written.
fn look() -> impl IntoView {
    let parts = use_context::<Parts>();
    let now = parts.as_ref().map(|parts| Look::of(&parts.headers)).unwrap_or_default();
    let here = parts.as_ref().and_then(|parts| parts.uri.path_and_query()).map_or(paths::HOME, |path| path.as_str());
    // The answer to a form cannot be asked for again.
    let here = if here == paths::NOTICE { paths::HOME } else { here };
    let choice = |name: &'static str, value: &'static str, text: &'static str, chosen: bool| {
        let pressed = if chosen { "true" } else { "false" };
        view! { <button type="submit" name=name value=value aria-pressed=pressed>{text}</button> }
    };
    let themes = Theme::ALL.into_iter().zip(words::THEMES);
    let themes = themes.map(|(one, text)| choice("theme", one.as_str(), text, one == now.theme)).collect_view();
    let densities = Density::ALL.into_iter().zip(words::DENSITIES);
    let densities =
        densities.map(|(one, text)| choice("density", one.as_str(), text, one == now.density)).collect_view();
    view! {
        <form class="look" method="post" action=paths::LOOK aria-label=words::LOOK>
            <input type="hidden" name="back" value=here.to_owned()/>
            <span class="seg">{themes}</span>
            <span class="seg">{densities}</span>
        </form>
    }
}
