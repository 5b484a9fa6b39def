//! Search: one box for whatever the customer can read out, and the orders looked at last.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::frame::{Visit, lead_to, query, visit};
use super::problem::broken_page;
use crate::backend::Failure;
use crate::components::bar::{Bar, Foot};
use crate::components::hits::HitLists;
use crate::components::pieces::StatusWord;
use crate::components::state::StateBlock;
use crate::components::title::Title;
use crate::islands::{SearchBox, TypeAhead};
use crate::model::{Icon, Parked, Recent, SearchResult, Tone, Viewer};
use crate::{paths, words};

/// The longest query that is looked for: some fifty pasted numbers.
const LONGEST: usize = 2_000;

/// The search page, with results where something was asked.
#[component]
pub fn SearchPage() -> impl IntoView {
    let visit = visit()?;
    let asked = query(&visit.parts, "q").unwrap_or_default();
    let asked = asked.trim().chars().take(LONGEST).collect::<String>();
    let response = use_context::<ResponseOptions>();
    Some(view! {
        <Suspense>
            {move || {
                let Visit { backend, viewer, .. } = Visit {
                    backend: visit.backend.clone(),
                    viewer: visit.viewer.clone(),
                    parts: visit.parts.clone(),
                };
                let asked = asked.clone();
                let response = response.clone();
                Suspend::new(async move {
                    let found = async {
                        if asked.is_empty() {
                            return Ok(None);
                        }
                        backend.search(&viewer, &asked).await.map(Some)
                    };
                    let (found, recent) = (found.await, backend.recent(&viewer).await);
                    if let (Ok(Some(SearchResult { only: Some(order), .. })), Some(response)) = (&found, &response) {
                        // One exact hit: the answer is the order itself.
                        lead_to(response, &paths::order(order));
                    }
                    page(viewer, asked, found, recent.unwrap_or_default())
                })
            }}
        </Suspense>
    })
}

fn page(viewer: Viewer, asked: String, found: Result<Option<SearchResult>, Failure>, recent: Vec<Recent>) -> AnyView {
    let found = match found {
        Ok(found) => found,
        Err(failure) => return broken_page(viewer, failure),
    };
    let zone = viewer.zone.clone();
    provide_context(SearchBox { value: asked.clone(), big: true, focus: found.is_none() });
    let title = if asked.is_empty() {
        words::title(words::FIND_TITLE)
    } else {
        words::title(&format!("{asked} · {}", words::FIND))
    };
    view! {
        <Title text=title/>
        <Bar viewer home=true/>
        <main id="main" class="page">
            <div class="search">
                <section aria-labelledby="find-h">
                    <h1 id="find-h">{words::FIND_TITLE}</h1>
                    <p>{words::FIND_LEAD}</p>
                    <TypeAhead/>
                    {match found {
                        Some(found) => results(found).into_any(),
                        None => takes().into_any(),
                    }}
                </section>
                {last_looked_at(recent)}
            </div>
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn results(found: SearchResult) -> impl IntoView {
    let nothing = found.groups.is_empty() && found.parked.is_empty();
    let count = words::matches(found.count(), found.exact);
    let more = found.more.then(|| view! { <p class="mut mt-3">{words::MORE_HITS}</p> });
    let nothing = nothing.then(|| nothing_found(&found.query));
    view! {
        <p class="sr">{count}</p>
        <div class="hits-page"><HitLists groups=found.groups/></div>
        {more}
        {missing(found.missing)}
        {found.parked.into_iter().map(parked).collect_view()}
        {nothing}
    }
}

/// Which of several numbers lead nowhere.
fn missing(numbers: Vec<String>) -> Option<impl IntoView> {
    (!numbers.is_empty()).then(|| {
        let rows = numbers.into_iter().map(|number| view! { <li><b>{number}</b></li> }).collect_view();
        view! {
            <section class="mt-4"><h2 class="hits-kind">{words::NOT_FOUND_LIST}</h2><ul class="dots">{rows}</ul></section>
        }
    })
}

fn nothing_found(query: &str) -> impl IntoView + use<> {
    view! {
        <StateBlock icon=Icon::Search title=words::nothing_called(query)>
            <p>{words::NOTHING_TRY}</p>
            <p class="mut">{words::NOTHING_OTHERS}</p>
        </StateBlock>
    }
}

fn parked(number: Parked) -> impl IntoView {
    let events = number.events.into_iter().map(|event| view! { <li>{event}</li> }).collect_view();
    view! {
        <StateBlock icon=Icon::Inbox tone=Tone::Odd title=words::heard_of(&number.name)>
            <p>{number.heard}" "{words::PARKED_TEXT}</p>
            <ul class="dots">{events}</ul>
        </StateBlock>
    }
}

fn takes() -> impl IntoView {
    let rows = words::TAKES
        .into_iter()
        .map(|(kind, example)| view! { <div><dt>{kind}</dt><dd>{example}</dd></div> })
        .collect_view();
    view! {
        <section class="mt-8" aria-labelledby="takes-h">
            <h2 id="takes-h">{words::TAKES_TITLE}</h2>
            <dl class="takes">{rows}</dl>
        </section>
    }
}

fn last_looked_at(recent: Vec<Recent>) -> impl IntoView {
    let rows = if recent.is_empty() {
        view! { <p class="mut">{words::RECENT_NONE}</p> }.into_any()
    } else {
        let rows = recent.into_iter().map(looked_at).collect_view();
        view! { <ol>{rows}</ol> }.into_any()
    };
    view! {
        <section class="recent" aria-labelledby="rec-h">
            <div class="head"><h2 id="rec-h">{words::RECENT_TITLE}</h2><span class="mut">{words::RECENT_NOTE}</span></div>
            {rows}
        </section>
    }
}

fn looked_at(recent: Recent) -> impl IntoView {
    view! {
        <li><a href=paths::order(&recent.order)>
            <span class="row">
                <span><b>{recent.number}</b>" "{recent.who}</span>
                <time datetime=recent.at.iso>{recent.at.text}</time>
            </span>
            <StatusWord status=recent.status/>
        </a></li>
    }
}
