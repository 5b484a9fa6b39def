//! `/operations/identity`: names that two things claim. Operators see both sides with what was said of them, and decide; everything
//! works as plain forms.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::frame::{query, visit};
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::icons::Glyph;
use crate::components::operations::OperationsMenu;
use crate::components::pieces::Moment;
use crate::model::{DisputePage, DisputeRow, DisputeSide, DisputeStep, Icon, IdentityPage, Viewer};
use crate::{paths, words};

/// All of them. Whoever is no operator is told that there is no such page.
#[component]
pub fn IdentityPageView() -> impl IntoView {
    let visit = visit()?;
    let did = query(&visit.parts, "did");
    let load = move |backend: Shared, viewer: Viewer| {
        let did = did.clone();
        async move { backend.disputes(&viewer, did.as_deref()).await }
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
    let none = found.open.is_empty().then(|| view! { <p class="mut">{words::IDENTITY_NONE}</p> });
    let more = found.more.then(|| view! { <p class="mut mt-4">{words::IDENTITY_MORE}</p> });
    let left = (!found.left.is_empty()).then(|| list("left-h", words::IDENTITY_LEFT, found.left));
    view! {
        <Title text=words::title(words::IDENTITY_TITLE)/>
        <Bar viewer here=paths::IDENTITY/>
        <main id="main" class="page">
            <OperationsMenu here=paths::IDENTITY/>
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{words::IDENTITY_TITLE}</h1>
            <p class="mut mb-6">{words::IDENTITY_TEXT}</p>
            {did}
            {none}
            {list("open-h", words::IDENTITY_OPEN, found.open)}
            {left}
            {more}
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn list(id: &'static str, title: &'static str, rows: Vec<DisputeRow>) -> Option<impl IntoView> {
    let any = !rows.is_empty();
    let rows = rows.into_iter().map(row).collect_view();
    any.then(|| {
        view! {
            <section class="below" aria-labelledby=id>
                <div class="head"><h2 id=id>{title}</h2></div>
                <ul class="grid gap-2">{rows}</ul>
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
    let sides = found.sides.into_iter().enumerate().map(|(index, one)| side(index, one)).collect_view();
    let left = found.left.clone().map(|left| view! { <p class="mut">{left}</p> });
    let merge = step(&found.id, "merge", words::IDENTITY_MERGE, found.merge, found.merge_not);
    let unlink = step(&found.id, "unlink", words::IDENTITY_UNLINK, found.unlink, found.unlink_not);
    let leave = found.left.is_none().then(|| {
        let asked = DisputeStep { does: words::IDENTITY_LEAVE_TEXT.to_owned(), choices: Vec::new() };
        step(&found.id, "leave", words::IDENTITY_LEAVE, Some(asked), String::new())
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

fn side(index: usize, one: DisputeSide) -> impl IntoView {
    let (id, labelled) = (format!("side-{index}"), format!("side-{index}"));
    let role = if one.has { words::IDENTITY_HAS } else { words::IDENTITY_CLAIMS };
    let names = one
        .names
        .into_iter()
        .map(|(kind, value)| view! { <div><dt class="mut">{kind}</dt><dd>{value}</dd></div> })
        .collect_view();
    let orders = (!one.orders.is_empty()).then(|| {
        let links = one
            .orders
            .into_iter()
            .map(|(id, number)| view! { <li><a href=paths::order(&id)>{number}</a></li> })
            .collect_view();
        view! { <h3 class="text-[0.8125rem] mt-2">{words::IDENTITY_ORDERS}</h3><ul>{links}</ul> }
    });
    let said = (!one.said.is_empty()).then(|| {
        let rows = one.said.into_iter().map(|(when, text)| view! { <li><Moment when/>" "{text}</li> }).collect_view();
        view! { <h3 class="text-[0.8125rem] mt-2">{words::IDENTITY_SAID}</h3><ul>{rows}</ul> }
    });
    view! {
        <section aria-labelledby=labelled>
            <h2 id=id class="text-[1rem] leading-[1.5rem] font-semibold mt-0 mb-1">
                {one.name}" "<span class="mut">{role}</span>
            </h2>
            <h3 class="text-[0.8125rem] mt-2">{words::IDENTITY_NAMES}</h3>
            <dl class="grid gap-1">{names}</dl>
            {orders}
            {said}
        </section>
    }
}

/// A form that takes a step; where it cannot be taken, why.
fn step(id: &str, step: &'static str, name: &'static str, asked: Option<DisputeStep>, not: String) -> AnyView {
    let Some(asked) = asked else {
        return view! { <div><h3 class="text-[0.875rem] mt-0">{name}</h3><p class="mut">{not}</p></div> }.into_any();
    };
    let action = format!("{}/{step}", paths::dispute(id));
    let (reason, legend) = (format!("{step}-reason"), words::IDENTITY_KEEP);
    let choices = (!asked.choices.is_empty()).then(|| {
        let each = asked
            .choices
            .into_iter()
            .enumerate()
            .map(|(index, (value, text))| {
                view! { <label class="flex gap-2"><input type="radio" name="keep" value=value checked=index == 0/>{text}</label> }
            })
            .collect_view();
        view! { <fieldset><legend class="mut">{legend}</legend>{each}</fieldset> }
    });
    view! {
        <form method="post" action=action class="grid gap-2 content-start">
            <h3 class="text-[0.875rem] mt-0">{name}</h3>
            <p class="mut">{asked.does}</p>
            {choices}
            <label for=reason.clone()>{words::IDENTITY_REASON}</label>
            <input class="field" id=reason name="reason" maxlength="500" required autocomplete="off"/>
            <div><button class="btn" type="submit">{name}</button></div>
        </form>
    }
    .into_any()
}
