//! The codes under which messages, or parts of them, are kept in quarantine: what each says, why it happens, what to do.

use leptos::prelude::*;

use super::frame::visit;
use crate::components::bar::{Bar, Foot};
use crate::components::title::Title;
use crate::words;

/// All codes on one page; each has its own anchor, `/codes#KEY_REUSED`.
#[component]
pub fn CodesPage() -> impl IntoView {
    let visit = visit()?;
    let zone = visit.viewer.zone.clone();
    let codes: Vec<_> = visit.backend.codes().into_iter().map(row).collect();
    Some(view! {
        <Title text=words::title(words::CODES_TITLE)/>
        <Bar viewer=visit.viewer/>
        <main id="main" class="page">
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{words::CODES_TITLE}</h1>
            <p class="mut mb-6">{words::CODES_TEXT}</p>
            <dl class="grid gap-6">{codes}</dl>
        </main>
        <Foot zone/>
    })
}

fn row(code: crate::model::CodePage) -> impl IntoView {
    view! {
        <div id=code.code>
            <dt><b class="b">{code.title}</b>" "<code>{code.code}</code></dt>
            <dd class="mt-1">{code.cause}</dd>
            <dd class="mt-1"><b class="b">{words::CODES_REMEDY}</b>" "{code.remedy}</dd>
        </div>
    }
}
