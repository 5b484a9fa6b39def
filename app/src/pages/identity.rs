//! `/operations/identity`: things looked up by a number, and names that two of them claim. Operators see both sides with what was said of them, and decide; everything
//! works as plain forms.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::frame::{query, visit};
use super::objects::hits;
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::icons::Glyph;
use crate::components::operations::OperationsMenu;
use crate::components::pieces::Moment;
use crate::components::title::Title;
use crate::model::{DisputePage, DisputeRow, DisputeSide, DisputeStep, Icon, IdentityPage, ObjectHit, Viewer, When};
use crate::words::objects;
use crate::{paths, words};

/// All of them. Whoever is no operator is told that there is no such page.
#[component]
pub fn IdentityPageView() -> impl IntoView {
    let visit = visit()?;
    let (did, q) = (query(&visit.parts, "did"), query(&visit.parts, "q").unwrap_or_default());
    let load = move |backend: Shared, viewer: Viewer| {
        let (did, q) = (did.clone(), q.clone());
        async move { backend.disputes(&viewer, did.as_deref(), &q).await }
    };
    Some(loaded(visit, load, all))
}

/// One of them.
#[component]
pub fn DisputePageView() -> impl IntoView {
    let visit = visit()?;
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    let load = move |backend: Shared, viewer: Viewer| {
        let id = id.clone();
        async move { backend.dispute(&viewer, &id).await }
    };
    Some(loaded(visit, load, one))
}

fn all(viewer: Viewer, found: IdentityPage) -> AnyView {
    let zone = viewer.zone.clone();
    let did = found.did.map(|did| view! { <p class="said-so" role="status"><Glyph icon=Icon::Check/>{did}</p> });
    let looked_up = (!found.q.is_empty()).then(|| looked_up(found.found));
    let none = found.open.is_empty().then(|| view! { <p class="mut">{words::IDENTITY_NONE}</p> });
    let more = found.more.then(|| view! { <p class="mut mt-4">{words::IDENTITY_MORE}</p> });
    let left = (!found.left.is_empty()).then(|| list("left-h", words::IDENTITY_LEFT, found.left));
    view! {
        <Title text=words::title(words::IDENTITY_TITLE)/>
        <Bar viewer here=paths::IDENTITY/>
        <main id="main" class="page">
            <OperationsMenu here=paths::IDENTITY/>
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{words::IDENTITY_TITLE}</h1>
            <p class="mut mb-4">{words::IDENTITY_ABOUT}</p>
            {did}
            {ask(paths::IDENTITY.to_owned(), objects::LOOK_UP_LABEL, objects::LOOK_UP, &found.q)}
            {looked_up}
            <section class="below" aria-labelledby="disputes-h">
                <div class="head"><h2 id="disputes-h">{words::IDENTITY_DISPUTES}</h2></div>
                <p class="mut mb-4">{words::IDENTITY_TEXT}</p>
                {none}
                {list("open-h", words::IDENTITY_OPEN, found.open)}
                {left}
                {more}
            </section>
        </main>
        <Foot zone/>
    }
    .into_any()
}

/// A number to look up, as a plain form that leads to `action`.
pub(super) fn ask(action: String, label: &'static str, name: &'static str, q: &str) -> impl IntoView + use<> {
    view! {
        <form method="get" action=action class="grid gap-2">
            <label for="number">{label}</label>
            <div class="ask">
                <input class="field" id="number" name="q" value=q.to_owned() maxlength="200" required autocomplete="off" spellcheck="false"/>
                <button class="btn" type="submit">{name}</button>
            </div>
        </form>
    }
}

fn looked_up(found: Vec<ObjectHit>) -> AnyView {
    if found.is_empty() {
        return view! { <p class="mt-4" role="status">{objects::FOUND_NONE}</p> }.into_any();
    }
    view! {
        <section class="mt-6" aria-labelledby="found-h">
            <h2 id="found-h" class="text-[1rem] leading-[1.5rem] font-semibold mt-0 mb-2">{objects::FOUND}</h2>
            {hits(found, paths::object)}
        </section>
    }
    .into_any()
}

fn list(id: &'static str, title: &'static str, rows: Vec<DisputeRow>) -> Option<impl IntoView> {
    let any = !rows.is_empty();
    let rows = rows.into_iter().map(row).collect_view();
    any.then(|| {
        view! {
            <section aria-labelledby=id>
                <h3 id=id class="text-[0.875rem] mt-4 mb-2">{title}</h3>
                <ul class="things">{rows}</ul>
            </section>
        }
    })
}

fn row(row: DisputeRow) -> impl IntoView {
    view! {
        <li>
            <a href=paths::dispute(&row.id)><b>{row.name}</b></a>" "{row.sides}
            " "<span class="mut">{row.by}", "<Moment when=row.at/></span>
        </li>
    }
}

fn one(viewer: Viewer, found: DisputePage) -> AnyView {
    let zone = viewer.zone.clone();
    let role = |has: bool| if has { words::IDENTITY_HAS } else { words::IDENTITY_CLAIMS };
    let sides = found.sides.into_iter().enumerate().map(|(index, one)| {
        let role = role(one.has);
        side(index, one, role)
    });
    let sides = sides.collect_view();
    let left = found.left.clone().map(|left| view! { <p class="mut">{left}</p> });
    let action = |step: &str| format!("{}/{step}", paths::dispute(&found.id));
    let merge = step(action("merge"), "merge", words::IDENTITY_MERGE, found.merge, found.merge_not, Vec::new());
    let unlink = step(action("unlink"), "unlink", words::IDENTITY_UNLINK, found.unlink, found.unlink_not, Vec::new());
    let leave = found.left.is_none().then(|| {
        let asked = DisputeStep { does: words::IDENTITY_LEAVE_TEXT.to_owned(), choices: Vec::new() };
        step(action("leave"), "leave", words::IDENTITY_LEAVE, Some(asked), String::new(), Vec::new())
    });
    view! {
        <Title text=words::title(&found.name)/>
        <Bar viewer here=paths::IDENTITY/>
        <main id="main" class="page">
            <p class="crumb"><a href=paths::IDENTITY>{words::IDENTITY_BACK}</a></p>
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{found.name}</h1>
            <p class="mb-6">{found.claim}" "<span class="mut"><Moment when=found.at/></span></p>
            <div class="grid gap-6 sm:grid-cols-2">{sides}</div>
            <section class="below" aria-labelledby="decide-h">
                <div class="head"><h2 id="decide-h">{words::IDENTITY_DECIDE}</h2></div>
                {left}
                <div class="grid gap-6 sm:grid-cols-3">{merge}{unlink}{leave}</div>
            </section>
        </main>
        <Foot zone/>
    }
    .into_any()
}

pub(super) fn side(index: usize, one: DisputeSide, role: &'static str) -> impl IntoView {
    let (id, labelled) = (format!("side-{index}"), format!("side-{index}"));
    let names = one
        .names
        .into_iter()
        .map(|(kind, value)| view! { <div><dt>{kind}</dt><dd class="ref"><b>{value}</b></dd></div> })
        .collect_view();
    let orders = (!one.orders.is_empty()).then(|| {
        let links = one
            .orders
            .into_iter()
            .map(|(id, number)| view! { <li><a href=paths::order(&id)>{number}</a></li> })
            .collect_view();
        view! { <h3 class="text-[0.8125rem] mt-4 mb-1">{words::IDENTITY_ORDERS}</h3><ul>{links}</ul> }
    });
    let said = (!one.said.is_empty()).then(|| {
        view! { <h3 class="text-[0.8125rem] mt-4 mb-1">{words::IDENTITY_SAID}</h3>{sayings(one.said)} }
    });
    view! {
        <section aria-labelledby=labelled>
            <h2 id=id class="text-[1rem] leading-[1.5rem] font-semibold mt-0 mb-1">
                {one.name}" "<span class="mut">{role}</span>
            </h2>
            <h3 class="text-[0.8125rem] mt-4 mb-1">{words::IDENTITY_NAMES}</h3>
            <dl class="refs">{names}</dl>
            {orders}
            {said}
        </section>
    }
}

/// What was said: when, and what by whom.
pub(super) fn sayings(said: Vec<(When, String)>) -> impl IntoView {
    let rows = said.into_iter().map(|(when, text)| view! { <li><Moment when/><span>{text}</span></li> }).collect_view();
    view! { <ul class="sayings">{rows}</ul> }
}

/// A form that takes a step; where it cannot be taken, why. `hidden` is sent along.
pub(super) fn step(
    action: String,
    step: &'static str,
    name: &'static str,
    asked: Option<DisputeStep>,
    not: String,
    hidden: Vec<(&'static str, String)>,
) -> AnyView {
    let Some(asked) = asked else {
        return view! { <div><h3 class="text-[0.875rem] mt-0">{name}</h3><p class="mut">{not}</p></div> }.into_any();
    };
    let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let hidden = hidden.collect_view();
    let (reason, legend) = (format!("{step}-reason"), words::IDENTITY_KEEP);
    let choices = (!asked.choices.is_empty()).then(|| {
        let each = asked
            .choices
            .into_iter()
            .enumerate()
            .map(|(index, (value, text))| {
                view! { <label class="flex gap-2 items-center min-h-8"><input type="radio" name="keep" value=value checked=index == 0/>{text}</label> }
            })
            .collect_view();
        view! { <fieldset><legend class="mut">{legend}</legend>{each}</fieldset> }
    });
    view! {
        <form method="post" action=action class="grid gap-2 content-start">
            <h3 class="text-[0.875rem] mt-0">{name}</h3>
            <p class="mut">{asked.does}</p>
            {hidden}
            {choices}
            <label for=reason.clone()>{words::IDENTITY_REASON}</label>
            <input class="field w-full max-w-md" id=reason name="reason" maxlength="500" required autocomplete="off"/>
            <div><button class="btn" type="submit">{name}</button></div>
        </form>
    }
    .into_any()
}
