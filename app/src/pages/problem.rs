//! When there is no answer: no such page, no such order, something broke.

use axum::http::StatusCode;
use futures::FutureExt;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::frame::{Visit, visit};
use crate::backend::{Failure, Shared};
use crate::components::bar::{Bar, Foot};
use crate::components::state::StateBlock;
use crate::components::title::Title;
use crate::model::{Icon, Tone, Viewer};
use crate::{paths, words};

/// The page of what is loaded for this visit, all of it before the first byte; else the one that says why there is none.
///
/// It is loaded once: the renderer may ask for its children twice, and what is read can be audited.
pub fn loaded<T, Loading>(
    visit: Visit,
    load: impl FnOnce(Shared, Viewer) -> Loading,
    page: fn(Viewer, T) -> AnyView,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    Loading: Future<Output = Result<T, Failure>> + Send + 'static,
{
    let loading = load(visit.backend, visit.viewer.clone()).boxed().shared();
    view! {
        <Suspense>
            {move || {
                let (viewer, loading) = (visit.viewer.clone(), loading.clone());
                Suspend::new(async move {
                    match loading.await {
                        Ok(found) => page(viewer, found),
                        Err(failure) => broken_page(viewer, failure),
                    }
                })
            }}
        </Suspense>
    }
}

/// An address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    Some(no_such_page(visit()?.viewer))
}

/// The same, where an address leads somewhere for others only.
pub fn no_such_page(viewer: Viewer) -> AnyView {
    status(StatusCode::NOT_FOUND);
    problem(viewer, words::NOT_FOUND_TITLE, words::NOT_FOUND_TEXT, None)
}

/// An order page without an order.
pub fn order_failure(viewer: Viewer, failure: Failure) -> AnyView {
    match failure {
        Failure::NotFound => {
            status(StatusCode::NOT_FOUND);
            problem(viewer, words::ORDER_NOT_FOUND, words::ORDER_NOT_FOUND_TEXT, None)
        }
        broken @ Failure::Unavailable { .. } => broken_page(viewer, broken),
    }
}

/// A page that could not be put together.
pub fn broken_page(viewer: Viewer, failure: Failure) -> AnyView {
    match failure {
        Failure::NotFound => no_such_page(viewer),
        Failure::Unavailable { reference } => {
            status(StatusCode::SERVICE_UNAVAILABLE);
            problem(viewer, words::BROKEN_TITLE, words::BROKEN_TEXT, Some(reference))
        }
    }
}

fn status(code: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(code);
    }
}

fn problem(viewer: Viewer, title: &'static str, text: &'static str, reference: Option<String>) -> AnyView {
    let zone = viewer.zone.clone();
    let (icon, tone) = match reference {
        Some(_) => (Icon::Fail, Tone::Bad),
        None => (Icon::Search, Tone::Idle),
    };
    let report = reference.map(|reference| {
        view! { <p class="mut">{words::if_you_report(&reference)}</p> }
    });
    view! {
        <Title text=words::title(title)/>
        <Bar viewer/>
        <main id="main" class="page problem">
            <h1 class="sr">{title}</h1>
            <StateBlock icon tone title>
                <p>{text}</p>
                {report}
                <div class="acts"><a class="btn" href=paths::HOME>{words::BACK_TO_SEARCH}</a></div>
            </StateBlock>
        </main>
        <Foot zone/>
    }
    .into_any()
}
