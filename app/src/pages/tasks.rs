//! `/tasks`: what was promised to be done, over all orders, due first. Each is done from here.

use leptos::prelude::*;

use super::frame::{pairs, visit};
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::icons::Glyph;
use crate::components::pieces::{Moment, StatusWord};
use crate::components::state::StateBlock;
use crate::components::table::TableHead;
use crate::components::title::Title;
use crate::model::{Icon, TaskRow, TasksPage, Tone, Viewer};
use crate::{paths, words};

/// The page.
#[component]
pub fn TasksPageView() -> impl IntoView {
    let visit = visit()?;
    let asked = pairs(&visit.parts);
    let load = move |backend: Shared, viewer: Viewer| {
        let asked = asked.clone();
        async move { backend.tasks(&viewer, &asked).await }
    };
    Some(loaded(visit, load, page))
}

fn page(viewer: Viewer, found: TasksPage) -> AnyView {
    let zone = viewer.zone.clone();
    view! {
        <Title text=words::title(&found.title)/>
        <Bar viewer here=paths::TASKS/>
        <main id="main" class="page titled">
            <div class="head">
                <h1>{found.title.clone()}</h1>
                <span class="mut">{words::worklist::AS_OF}" "<Moment when=found.as_of.clone()/></span>
            </div>
            <div class="choices">
                {links(words::TASKS_WHOSE, found.whose.clone())}
                {links(words::TASKS_WHICH, found.which.clone())}
            </div>
            {list(found)}
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn links(name: &'static str, links: Vec<(String, String, bool)>) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|(text, href, here)| view! { <a href=href aria-current=here.then_some("page")>{text}</a> })
        .collect_view();
    view! { <nav class="seg" aria-label=name>{links}</nav> }
}

/// The list, or that there is nothing to do.
pub fn list(found: TasksPage) -> AnyView {
    if found.rows.is_empty() {
        return view! {
            <StateBlock icon=Icon::Done tone=Tone::Good title=words::TASKS_NONE><p>{words::TASKS_NONE_TEXT}</p></StateBlock>
        }
        .into_any();
    }
    let here = found.here;
    let rows = found.rows.into_iter().map(|one| row(one, &here)).collect_view();
    let more = found.more.map(|more| {
        view! {
            <nav class="paging" aria-label=words::worklist::PAGES>
                <a class="btn" rel="next" href=more>{words::worklist::NEXT_PAGE}<Glyph icon=Icon::Right/></a>
            </nav>
        }
    });
    view! {
        <table role="table" class="tab fold tasks">
            <caption class="sr">{found.title}</caption>
            <TableHead columns=[words::TASK, words::TASK_DUE, words::worklist::ORDER, words::TASK_BY, words::DONE]/>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
        {more}
    }
    .into_any()
}

fn row(one: TaskRow, here: &str) -> impl IntoView + use<> {
    let done = format!("{}/{}/done", paths::tasks(&one.order), one.id);
    let overdue = one.overdue.map(|status| view! { " "<StatusWord status/> });
    let detail = (!one.detail.is_empty()).then(|| view! { <small class="lines">{one.detail}</small> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{one.title.clone()}{detail}</th>
            <td role="cell" data-l=words::TASK_DUE><span class="due-at"><Moment when=one.due/>{overdue}</span></td>
            <td role="cell" data-l=words::worklist::ORDER>
                <span class="of"><a class="b5" href=paths::order(&one.order) data-open="">{one.number}</a>" "{one.who}</span>
                <StatusWord status=one.standing/>
            </td>
            <td role="cell" data-l=words::TASK_BY>{one.by}" "<small><Moment when=one.since/></small></td>
            <td role="cell">
                <form method="post" action=done>
                    <input type="hidden" name="back" value=here.to_owned()/>
                    <button class="btn" type="submit" aria-label=words::done_with(&one.title)>{words::DONE}</button>
                </form>
            </td>
        </tr>
    }
}
