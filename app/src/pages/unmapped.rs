//! `/operations/codes`: codes that no table knows, for those who keep the tables.

use leptos::prelude::*;

use super::frame::visit;
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::operations::OperationsMenu;
use crate::components::pieces::Moment;
use crate::components::state::StateBlock;
use crate::components::table::TableHead;
use crate::components::title::Title;
use crate::model::{Icon, Tone, UnmappedLine, UnmappedPage, Viewer};
use crate::words::messages as words;
use crate::{paths, words as all};

/// The page. Whoever is no operator is told that there is no such page.
#[component]
pub fn UnmappedPageView() -> impl IntoView {
    let visit = visit()?;
    let load = |backend: Shared, viewer: Viewer| async move { backend.unmapped(&viewer).await };
    Some(loaded(visit, load, page))
}

fn page(viewer: Viewer, found: UnmappedPage) -> AnyView {
    let zone = viewer.zone.clone();
    let more = found.more.then(|| view! { <p class="mut mt-3">{words::UNMAPPED_MORE}</p> });
    view! {
        <Title text=all::title(words::UNMAPPED)/>
        <Bar viewer here=paths::UNMAPPED/>
        <main id="main" class="page titled">
            <OperationsMenu here=paths::UNMAPPED/>
            <div class="head">
                <h1>{words::UNMAPPED}</h1>
                <span class="mut">{all::worklist::AS_OF}" "<Moment when=found.as_of/></span>
            </div>
            <p class="lead mb-4">{words::UNMAPPED_TEXT}</p>
            {rows(found.rows)}
            {more}
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn rows(found: Vec<UnmappedLine>) -> AnyView {
    if found.is_empty() {
        return view! {
            <StateBlock icon=Icon::Done tone=Tone::Good title=words::UNMAPPED_NONE><p>{words::UNMAPPED_NONE_TEXT}</p></StateBlock>
        }
        .into_any();
    }
    view! {
        <table role="table" class="tab fold messages">
            <caption class="sr">{words::UNMAPPED}</caption>
            <TableHead columns=[words::CODE, words::SOURCE, words::REPORTS, words::LAST, words::EXAMPLE]/>
            <tbody role="rowgroup">{found.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn row(one: UnmappedLine) -> impl IntoView {
    let text = (!one.text.is_empty()).then(|| view! { <small>{one.text}</small> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="any">{one.code}{text}</th>
            <td role="cell" data-l=words::SOURCE>{one.source}</td>
            <td role="cell" data-l=words::REPORTS>{one.count}</td>
            <td role="cell" data-l=words::LAST><Moment when=one.last/></td>
            <td role="cell" data-l=words::EXAMPLE>
                <span>
                    <a href=paths::message(&one.message)>{words::message(&one.message)}</a>", "
                    <a href=paths::order(&one.order)>{words::ORDER}</a>
                </span>
            </td>
        </tr>
    }
}
