//! The lists and the kept views, at the side.

use leptos::prelude::*;

use crate::components::icons::Glyph;
use crate::model::{CauseGroup, CauseLink, KeptView};
use crate::paths;
use crate::words::worklist;

/// The menu of lists.
pub fn side(groups: Vec<CauseGroup>, views: Vec<KeptView>, here: String) -> impl IntoView {
    let groups = groups
        .into_iter()
        .map(|group| {
            let causes = group.causes.into_iter().map(cause).collect_view();
            let title = (!group.title.is_empty()).then(|| view! { <h2>{group.title}</h2> });
            view! { {title}<ul>{causes}</ul> }
        })
        .collect_view();
    let kept = (!views.is_empty()).then(|| {
        let views = views.into_iter().map(|one| view(one, here.clone())).collect_view();
        view! { <h2>{worklist::KEPT}</h2><ul class="kept">{views}</ul> }
    });
    view! { <nav class="causes" aria-label=worklist::CAUSES>{groups}{kept}</nav> }
}

fn cause(cause: CauseLink) -> impl IntoView {
    let due = cause.due.map(|due| view! { <em class="due">{due}</em> });
    let current = cause.current.then_some("page");
    let tone = cause.status.tone.class();
    view! {
        <li><a href=cause.href aria-current=current>
            <b class=tone><Glyph icon=cause.status.icon/></b>
            {cause.status.text}
            {due}
            <span>{cause.count}</span>
        </a></li>
    }
}

fn view(kept: KeptView, here: String) -> impl IntoView {
    let current = kept.current.then_some("page");
    let by = kept.by.map(|by| view! { <span>{worklist::shared_by(&by)}</span> });
    let forget = kept.own.map(|id| {
        let action = format!("{}/{id}/forget", paths::WORK_VIEWS);
        view! {
            <form method="post" action=action>
                <input type="hidden" name="back" value=here/>
                <button class="quiet" type="submit" aria-label=worklist::forget(&kept.name)>{worklist::FORGET}</button>
            </form>
        }
    });
    view! { <li><a href=kept.href aria-current=current>{kept.name}{by}</a>{forget}</li> }
}
