//! `/operations/health`: whether each source reports on schedule, and the state of the messages.

use leptos::prelude::*;

use super::frame::visit;
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::operations::OperationsMenu;
use crate::components::pieces::{Dash, Moment, StatusWord};
use crate::components::table::TableHead;
use crate::components::title::Title;
use crate::model::{AuditEnd, HealthPage, SourceHealthRow, Totals, Viewer};
use crate::{paths, words};

/// The page. Whoever is no operator is told that there is no such page.
#[component]
pub fn HealthPageView() -> impl IntoView {
    let visit = visit()?;
    let load = |backend: Shared, viewer: Viewer| async move { backend.health(&viewer).await };
    Some(loaded(visit, load, page))
}

fn page(viewer: Viewer, found: HealthPage) -> AnyView {
    let zone = viewer.zone.clone();
    let none = found.sources.is_empty().then(|| view! { <p class="mut">{words::HEALTH_NONE}</p> });
    let rows = found.sources.into_iter().map(source).collect_view();
    let inbox = found.inbox.into_iter().map(total).collect_view();
    let disputes = (found.disputes > 0)
        .then(|| view! { <p class="mt-4"><a href=paths::IDENTITY>{words::disputes(found.disputes)}</a></p> });
    view! {
        <Title text=words::title(words::HEALTH_TITLE)/>
        <Bar viewer here=paths::HEALTH/>
        <main id="main" class="page">
            <OperationsMenu here=paths::HEALTH/>
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{words::HEALTH_TITLE}</h1>
            <p class="mut mb-6">{words::HEALTH_TEXT}" "{words::AS_OF}" "<Moment when=found.as_of/></p>
            <section class="below" aria-labelledby="sources-h">
                <div class="head"><h2 id="sources-h">{words::HEALTH_SOURCES}</h2></div>
                {none}
                <table role="table" class="tab fold">
                    <TableHead columns=[words::HEALTH_SOURCE, words::HEALTH_STANDS, words::FRESH, words::HEALTH_RHYTHM]/>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </section>
            <section class="below" aria-labelledby="inbox-h">
                <div class="head"><h2 id="inbox-h">{words::HEALTH_INBOX}</h2></div>
                <dl class="grid gap-1">{inbox}</dl>
            </section>
            <section class="below" aria-labelledby="audit-h">
                <div class="head"><h2 id="audit-h">{words::HEALTH_AUDIT}</h2></div>
                {found.audit.map(audit)}
                <p class="mut">{words::HEALTH_AUDIT_TEXT}</p>
            </section>
            {disputes}
            <p class="mut mt-4">{words::time_zone_data(&found.zones)}</p>
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn source(one: SourceHealthRow) -> impl IntoView {
    let heard = match one.heard {
        Some(when) => view! { <Moment when/>" "<span class="mut">{one.age}</span> }.into_any(),
        None => view! { <Dash/> }.into_any(),
    };
    let other = (one.name.to_lowercase() != one.source).then(|| view! { " "<span class="mut">{one.source}</span> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{one.name}{other}</th>
            <td role="cell" data-l=words::HEALTH_STANDS><StatusWord status=one.status/></td>
            <td role="cell" data-l=words::FRESH>{heard}</td>
            <td role="cell" data-l=words::HEALTH_RHYTHM>{one.interval}</td>
        </tr>
    }
}

fn total(one: Totals) -> impl IntoView {
    view! { <div><dt><b class="b"><a href=one.href>{one.name}" "{one.count}</a></b>" "<span class="mut">{one.about}</span></dt></div> }
}

fn audit(end: AuditEnd) -> impl IntoView {
    view! {
        <dl class="grid gap-1">
            <div><dt><b class="b">{words::HEALTH_AUDIT_ROWS}" "{end.rows}</b>" "<span class="mut"><Moment when=end.at/></span></dt></div>
            <div><dt><b class="b">{words::HEALTH_AUDIT_HASH}</b>" "<code class="break-all">{end.hash}</code></dt></div>
        </dl>
    }
}
