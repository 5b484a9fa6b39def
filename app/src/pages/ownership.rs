//! Who has the word on what: the table by which contradictions are decided, in words.

use leptos::prelude::*;

use super::frame::visit;
use crate::components::bar::{Bar, Foot};
use crate::components::title::Title;
use crate::model::{OwnershipGroup, OwnershipRow, WhoIsWho};
use crate::words;

/// The whole table on one page; each row has its own anchor, `/ownership#status-transport`.
#[component]
pub fn OwnershipPageView() -> impl IntoView {
    let visit = visit()?;
    let page = visit.backend.ownership(&visit.viewer);
    let groups = page.groups.into_iter().enumerate().map(|(index, one)| group(index, one)).collect_view();
    let who = page.who.into_iter().map(who_is_who).collect_view();
    Some(view! {
        <Title text=words::title(words::OWNERSHIP_TITLE)/>
        <Bar viewer=visit.viewer/>
        <main id="main" class="page">
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{words::OWNERSHIP_TITLE}</h1>
            <p class="mut mb-1">{words::OWNERSHIP_TEXT}</p>
            <p class="mut mb-6">{format!("{} {}", words::OWNERSHIP_VERSION, page.version)}</p>
            {groups}
            <section aria-labelledby="who-h">
                <h2 id="who-h" class="text-[1rem] leading-[1.5rem] font-semibold mt-6 mb-1">{words::WHO_IS_WHO}</h2>
                <dl class="grid gap-1">{who}</dl>
            </section>
        </main>
        <Foot zone=page.zone/>
    })
}

fn group(index: usize, one: OwnershipGroup) -> impl IntoView {
    let (id, labelled) = (format!("group-{index}"), format!("group-{index}"));
    let rows = one.rows.into_iter().map(row).collect_view();
    view! {
        <section aria-labelledby=labelled>
            <h2 id=id class="text-[1rem] leading-[1.5rem] font-semibold mt-6 mb-1">{one.title}</h2>
            <dl class="grid gap-6">{rows}</dl>
        </section>
    }
}

fn row(row: OwnershipRow) -> impl IntoView {
    let ranks = format!("{}.", row.ranks.join(", then "));
    let explained = format!("{} {}", row.explained, row.why);
    view! {
        <div id=row.anchor>
            <dt><b class="b">{row.name}</b>" "<span class="mut">{row.about}</span></dt>
            <dd class="mt-1">{ranks}</dd>
            <dd class="mt-1 mut">{explained.trim_end().to_owned()}</dd>
        </div>
    }
}

fn who_is_who(one: WhoIsWho) -> impl IntoView {
    view! {
        <div>
            <dt><b class="b">{one.system}</b></dt>
            <dd class="mut">{one.sources}</dd>
        </div>
    }
}
