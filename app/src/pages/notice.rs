//! What a form could not do, in words: the answer to the form itself, under its address.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::frame::visit;
use super::problem::NotFoundPage;
use crate::components::bar::{Bar, Foot};
use crate::components::state::StateBlock;
use crate::components::title::Title;
use crate::model::{FormNotice, Icon, Tone, Viewer};
use crate::words::{self, worklist};

/// The page; asked for by itself there is none.
#[component]
pub fn NoticePage() -> impl IntoView {
    let Some(notice) = use_context::<FormNotice>() else {
        return Some(view! { <NotFoundPage/> }.into_any());
    };
    let visit = visit()?;
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(notice.status)) {
        response.set_status(status);
    }
    Some(page(visit.viewer, notice))
}

fn page(viewer: Viewer, notice: FormNotice) -> AnyView {
    let zone = viewer.zone.clone();
    let lines = notice.lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <Title text=words::title(&notice.title)/>
        <Bar viewer/>
        <main id="main" class="page problem">
            <h1 class="sr">{notice.title.clone()}</h1>
            <StateBlock icon=Icon::Alert tone=Tone::Warn title=notice.title>
                <ul class="dots" aria-label=worklist::NOTICE_DONE>{lines}</ul>
                <div class="acts"><a class="btn" href=notice.back>{worklist::GO_BACK}</a></div>
            </StateBlock>
        </main>
        <Foot zone/>
    }
    .into_any()
}
