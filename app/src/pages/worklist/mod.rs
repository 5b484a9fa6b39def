//! `/worklist`: what somebody has to look at. Lists, filters and every action are plain links and forms.

mod item;
pub(super) mod list;
pub(super) mod side;
mod tools;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::{item::item, list::list, side::side};
use super::frame::{pairs, visit};
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::title::Title;
use crate::model::{Viewer, WorkItemPage, WorklistPage};
use crate::words;
use crate::{paths, words::worklist};

/// A list. Whoever leads nobody is told that there is no such page.
#[component]
pub fn WorklistPageView() -> impl IntoView {
    let visit = visit()?;
    let asked = pairs(&visit.parts);
    let load = move |backend: Shared, viewer: Viewer| {
        let asked = asked.clone();
        async move { backend.worklist(&viewer, &asked).await }
    };
    Some(loaded(visit, load, page))
}

/// One item.
#[component]
pub fn WorkItemPageView() -> impl IntoView {
    let visit = visit()?;
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let asked = pairs(&visit.parts);
    let load = move |backend: Shared, viewer: Viewer| {
        let (id, asked) = (id.clone(), asked.clone());
        async move { backend.work_item(&viewer, &id, &asked).await }
    };
    Some(loaded(visit, load, item_page))
}

fn page(viewer: Viewer, mut found: WorklistPage) -> AnyView {
    let zone = viewer.zone.clone();
    let count = found.count.as_deref().map(|count| format!(", {count}")).unwrap_or_default();
    let title = format!("{}{count} · {}", found.title, worklist::WORKLISTS);
    let (groups, views) = (std::mem::take(&mut found.groups), std::mem::take(&mut found.views));
    view! {
        <Title text=words::title(&title)/>
        <Bar viewer here=paths::WORKLIST/>
        <div class="page work">
            {side(groups, views, found.here.clone())}
            <main id="main" class="queue">{list(found)}</main>
        </div>
        <Foot zone/>
    }
    .into_any()
}

fn item_page(viewer: Viewer, found: WorkItemPage) -> AnyView {
    let zone = viewer.zone.clone();
    let title = format!("{} {} · {}", worklist::ORDER, found.row.number, found.cause);
    view! {
        <Title text=words::title(&title)/>
        <Bar viewer here=paths::WORKLIST/>
        <main id="main" class="page titled">{item(found)}</main>
        <Foot zone/>
    }
    .into_any()
}
