//! `/operations/replays`: messages that run again. Operators start, hold, go on with and end replays here; everything works as
//! plain forms.

use leptos::prelude::*;

use super::frame::visit;
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::operations::OperationsMenu;
use crate::components::pieces::{Moment, StatusWord};
use crate::components::title::Title;
use crate::model::{ReplayRow, ReplaysPage, Viewer};
use crate::{paths, words};

/// The page. Whoever is no operator is told that there is no such page.
#[component]
pub fn ReplaysPageView() -> impl IntoView {
    let visit = visit()?;
    let load = |backend: Shared, viewer: Viewer| async move { backend.replays(&viewer).await };
    Some(loaded(visit, load, page))
}

fn page(viewer: Viewer, found: ReplaysPage) -> AnyView {
    let zone = viewer.zone.clone();
    let none = found.replays.is_empty().then(|| view! { <p class="mut">{words::REPLAYS_NONE}</p> });
    let rows = found.replays.into_iter().map(row).collect_view();
    view! {
        <Title text=words::title(words::REPLAYS_TITLE)/>
        <Bar viewer here=paths::REPLAYS/>
        <main id="main" class="page">
            <OperationsMenu here=paths::REPLAYS/>
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{words::REPLAYS_TITLE}</h1>
            <p class="mut mb-6">{words::REPLAYS_TEXT}</p>
            {form(found.connectors)}
            {none}
            {rows}
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn form(connectors: Vec<String>) -> impl IntoView {
    let options =
        connectors.into_iter().map(|name| view! { <option value=name.clone()>{name.clone()}</option> }).collect_view();
    let text = |name: &'static str, label: &'static str| {
        view! { <label class="grid gap-1"><span class="mut">{label}</span><input class="btn" name=name autocomplete="off"/></label> }
    };
    view! {
        <form method="post" action=paths::REPLAYS class="flex flex-wrap gap-4 items-end mb-6" aria-label=words::REPLAYS_ASK>
            <label class="grid gap-1"><span class="mut">{words::REPLAY_CONNECTOR}</span>
                <select class="btn" name="connector"><option value="">{words::REPLAY_ANY}</option>{options}</select>
            </label>
            {text("code", words::REPLAY_CODE)}
            {text("from", words::REPLAY_FROM)}
            {text("to", words::REPLAY_TO)}
            {text("messages", words::REPLAY_MESSAGES)}
            <label class="tick"><input type="checkbox" name="everything" value="true"/>{words::REPLAY_EVERYTHING}</label>
            <button class="btn main" type="submit" name="dry_run" value="true">{words::REPLAY_DRY}</button>
        </form>
    }
}

fn row(row: ReplayRow) -> impl IntoView {
    let step = |step: &'static str, label: &'static str| {
        let action = format!("{}/{}/{step}", paths::REPLAYS, row.id);
        view! { <form method="post" action=action><button class="btn" type="submit">{label}</button></form> }
    };
    let pause = row.runs.then(|| step("pause", words::REPLAY_PAUSE));
    let resume = row.paused.then(|| step("resume", words::REPLAY_RESUME));
    let stop = (row.runs || row.paused).then(|| step("stop", words::REPLAY_STOP));
    let follow = row.may_follow.then(|| {
        let fields = row.fields.into_iter();
        let fields = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
        view! { <form method="post" action=paths::REPLAYS>{fields}<button class="btn main" type="submit">{words::REPLAY_REAL}</button></form> }
    });
    let report = row.report.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let any = !row.samples.is_empty();
    let samples = row.samples.into_iter().map(|line| view! { <li><code>{line}</code></li> }).collect_view();
    let samples =
        any.then(|| view! { <details><summary>{words::REPLAY_SAMPLES}</summary><ul>{samples}</ul></details> });
    let heading = format!("replay-{}", row.id);
    view! {
        <section class="below" aria-labelledby=heading.clone()>
            <div class="head">
                <h2 id=heading.clone()>{row.name}</h2>
                <StatusWord status=row.status/>
                <span class="mut">{row.which}", "{row.by}", "<Moment when=row.asked/></span>
            </div>
            <p>{row.progress}</p>
            <ul>{report}</ul>
            {samples}
            <div class="flex flex-wrap gap-2 mt-2">{pause}{resume}{stop}{follow}</div>
        </section>
    }
}
