//! `/operations/messages`: what was received, by status, source and number; and one message with why it stands as it does. Plain
//! forms and links.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::frame::{pairs, query, visit};
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::icons::Glyph;
use crate::components::operations::OperationsMenu;
use crate::components::pieces::{Moment, StatusWord};
use crate::components::state::StateBlock;
use crate::components::table::TableHead;
use crate::components::title::Title;
use crate::model::{FilterChoice, Icon, MessageLine, MessagePage, MessageRefusal, MessagesPage, Viewer};
use crate::words::messages as words;
use crate::{paths, words as all};

/// The list. Whoever is no operator is told that there is no such page.
#[component]
pub fn MessagesPageView() -> impl IntoView {
    let visit = visit()?;
    let asked = pairs(&visit.parts);
    let load = move |backend: Shared, viewer: Viewer| {
        let asked = asked.clone();
        async move { backend.messages(&viewer, &asked).await }
    };
    Some(loaded(visit, load, list))
}

/// One of them.
#[component]
pub fn MessagePageView() -> impl IntoView {
    let visit = visit()?;
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    let with_body = query(&visit.parts, "body").is_some();
    let load = move |backend: Shared, viewer: Viewer| async move { backend.message(&viewer, &id, with_body).await };
    Some(loaded(visit, load, one))
}

fn list(viewer: Viewer, found: MessagesPage) -> AnyView {
    let zone = viewer.zone.clone();
    let note = found.note.map(|note| view! { <p class="mut mt-3">{note}</p> });
    let more = found.more.map(|more| {
        view! {
            <nav class="paging" aria-label=all::worklist::PAGES>
                <a class="btn" rel="next" href=more>{all::worklist::NEXT_PAGE}<Glyph icon=Icon::Right/></a>
            </nav>
        }
    });
    view! {
        <Title text=all::title(words::MESSAGES)/>
        <Bar viewer here=paths::MESSAGES/>
        <main id="main" class="page titled">
            <OperationsMenu here=paths::MESSAGES/>
            <div class="head">
                <h1>{words::MESSAGES}</h1>
                <span class="mut">{all::worklist::AS_OF}" "<Moment when=found.as_of/></span>
            </div>
            <p class="lead">{words::TEXT}</p>
            {filters(found.q, found.states, found.sources, found.narrowed)}
            {rows(found.rows)}
            {note}
            {more}
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn filters(q: String, states: Vec<FilterChoice>, sources: Vec<FilterChoice>, narrowed: bool) -> impl IntoView {
    let select = |name: &'static str, label: &'static str, choices: Vec<FilterChoice>| {
        let option = |one: FilterChoice| view! { <option value=one.value selected=one.chosen>{one.label}</option> };
        let options = choices.into_iter().map(option).collect_view();
        view! { <label>{label}<select class="field" name=name>{options}</select></label> }
    };
    let clear = narrowed.then(|| view! { <a class="btn bare" href=paths::MESSAGES>{words::CLEAR}</a> });
    view! {
        <form class="hits-filter" method="get" action=paths::MESSAGES aria-label=words::FILTERS>
            {select("state", words::STATE, states)}
            {select("source", words::SOURCE, sources)}
            <label>{words::NUMBER}<input class="field" name="q" value=q maxlength="200" autocomplete="off" spellcheck="false"/></label>
            <button class="btn" type="submit"><Glyph icon=Icon::Filter/>{words::FILTER}</button>
            {clear}
        </form>
    }
}

fn rows(found: Vec<MessageLine>) -> AnyView {
    if found.is_empty() {
        return view! { <StateBlock icon=Icon::Inbox title=words::NONE><p>{words::NONE_TEXT}</p></StateBlock> }
            .into_any();
    }
    view! {
        <table role="table" class="tab fold messages">
            <caption class="sr">{words::MESSAGES}</caption>
            <TableHead columns=[words::MESSAGE, words::RECEIVED, words::SOURCE, words::STATE, words::WHY]/>
            <tbody role="rowgroup">{found.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn row(one: MessageLine) -> impl IntoView {
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><a href=paths::message(&one.id) data-open="">{one.id.clone()}</a></th>
            <td role="cell" data-l=words::RECEIVED><Moment when=one.received/></td>
            <td role="cell" data-l=words::SOURCE>{one.source}</td>
            <td role="cell"><StatusWord status=one.status/></td>
            <td role="cell" class="any">{one.why}<small>{words::KEY}" "{one.key}</small></td>
        </tr>
    }
}

fn one(viewer: Viewer, found: MessagePage) -> AnyView {
    let zone = viewer.zone.clone();
    let title = words::message(&found.id);
    let facts =
        found.facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd class="any">{value}</dd></div> });
    let facts = facts.collect_view();
    let refusals = (!found.refusals.is_empty()).then(|| {
        let rows = found.refusals.into_iter().map(refusal).collect_view();
        section("refused", words::REFUSED, view! { <ul class="grid gap-4">{rows}</ul> })
    });
    let waits = (!found.waits.is_empty()).then(|| {
        section("waits", words::WAITS, view! { {things(found.waits)}<p class="mut mt-2">{words::WAITS_TEXT}</p> })
    });
    let told = (!found.told.is_empty()).then(|| section("about", words::ABOUT, things(found.told)));
    let none = found.headers.is_empty().then(|| view! { <p class="mut">{words::NO_HEADERS}</p> });
    let headers =
        found.headers.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd class="any">{value}</dd></div> });
    let headers = headers.collect_view();
    let body = match found.body {
        Some(body) => view! { <pre class="raw" tabindex="0" role="group" aria-label=words::BODY>{body}</pre> }.into_any(),
        None => view! {
            <p><a class="btn" href=found.with_body>{words::BODY_SHOW}</a>" "<span class="mut">{words::BODY_NOTE}</span></p>
        }
        .into_any(),
    };
    view! {
        <Title text=all::title(&title)/>
        <Bar viewer here=paths::MESSAGES/>
        <main id="main" class="page titled">
            <p class="crumb"><a href=paths::MESSAGES>{words::BACK}</a></p>
            <div class="head"><h1>{title}</h1><StatusWord status=found.status wash=true/></div>
            <dl class="refs">{facts}</dl>
            {refusals}
            {waits}
            {told}
            {section("headers", words::HEADERS, view! { <dl class="refs">{headers}</dl>{none} })}
            {section("body", words::BODY, body)}
            <form method="post" action=paths::REPLAYS class="mt-4">
                <input type="hidden" name="messages" value=found.id/>
                <button class="btn" type="submit" name="dry_run" value="true">{words::PREVIEW}</button>
            </form>
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn section(id: &'static str, title: &'static str, inner: impl IntoView) -> impl IntoView {
    let heading = format!("{id}-h");
    view! {
        <section class="below" aria-labelledby=heading.clone()>
            <div class="head"><h2 id=heading.clone()>{title}</h2></div>
            {inner}
        </section>
    }
}

fn things(found: Vec<(String, String)>) -> impl IntoView {
    let rows = found.into_iter().map(|(name, href)| view! { <li class="any"><a href=href>{name}</a></li> });
    view! { <ul class="grid gap-1">{rows.collect_view()}</ul> }
}

fn refusal(one: MessageRefusal) -> impl IntoView {
    let cause = (!one.cause.is_empty()).then(|| view! { <p class="mut">{words::CAUSE}{one.cause}</p> });
    let remedy = (!one.remedy.is_empty()).then(|| view! { <p>{words::REMEDY}{one.remedy}</p> });
    let position = (!one.position.is_empty()).then(|| view! { " "<code>{one.position}</code> });
    view! {
        <li class="any">
            <p><strong>{one.code}</strong>{position}" "{one.message}</p>
            {cause}
            {remedy}
        </li>
    }
}
