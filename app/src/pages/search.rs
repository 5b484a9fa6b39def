//! Search: one box for whatever the customer can read out, and the orders looked at last.

use axum::http::request::Parts;
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
use crate::model::{Asked, Example, FilterChoice, Filters, Icon, Parked, Reading, Recent, SearchResult, Tone, Viewer};
use crate::{paths, words};

/// The longest query that is looked for: some fifty pasted numbers.
const LONGEST: usize = 2_000;
/// The longest value of a filter.
const LONGEST_FILTER: usize = 120;

/// The search page, with results where something was asked.
#[component]
pub fn SearchPage() -> impl IntoView {
    let visit = visit()?;
    let asked = asked(&visit.parts);
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
                    let found = if asked.query.is_empty() {
                        backend.examples(&viewer).await.map(Shown::Examples)
                    } else {
                        backend.search(&viewer, &asked).await.map(|found| Shown::Found(Box::new(found)))
                    };
                    let recent = backend.recent(&viewer).await;
                    if let (Ok(Shown::Found(found)), Some(response)) = (&found, &response)
                        && let Some(order) = &found.only
                    {
                        // One exact hit: the answer is the order itself.
                        lead_to(response, &paths::order(order));
                    }
                    page(viewer, asked.query, found, recent.unwrap_or_default())
                })
            }}
        </Suspense>
    })
}

/// What stands under the box.
enum Shown {
    Examples(Vec<Example>),
    Found(Box<SearchResult>),
}

/// The search as the address says it.
fn asked(parts: &Parts) -> Asked {
    let value = |name: &str, most: usize| -> String {
        query(parts, name).unwrap_or_default().trim().chars().take(most).collect()
    };
    Asked {
        query: value("q", LONGEST),
        status: value("status", LONGEST_FILTER),
        customer: value("customer", LONGEST_FILTER),
        from: value("from", LONGEST_FILTER),
        to: value("to", LONGEST_FILTER),
        page: value("page", LONGEST_FILTER).parse().unwrap_or(1),
    }
}

fn page(viewer: Viewer, asked: String, found: Result<Shown, Failure>, recent: Vec<Recent>) -> AnyView {
    let found = match found {
        Ok(found) => found,
        Err(failure) => return broken_page(viewer, failure),
    };
    let zone = viewer.zone.clone();
    provide_context(SearchBox { value: asked.clone(), big: true, focus: matches!(found, Shown::Examples(_)) });
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
                        Shown::Found(found) => results(*found).into_any(),
                        Shown::Examples(examples) => takes(examples).into_any(),
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
    let count = words::matches(found.total, found.exact);
    let more = found.more.then(|| view! { <p class="mut mt-3">{words::MORE_HITS}</p> });
    let filtered = found.asked.is_filtered();
    let nothing = nothing.then(|| match found.reading {
        Some(reading) => reads_like(reading).into_any(),
        None => nothing_found(&found.query, filtered).into_any(),
    });
    view! {
        <p class="sr">{count}</p>
        {found.filters.map(|filters| filter_form(&found.asked, filters))}
        <div class="hits-page"><HitLists groups=found.groups/></div>
        {turning(&found.asked, found.page, found.total)}
        {more}
        {missing(found.missing)}
        {found.parked.into_iter().map(parked).collect_view()}
        {nothing}
    }
}

/// What narrows the list: a form, so that it works without scripts and its result is a link.
fn filter_form(asked: &Asked, filters: Filters) -> impl IntoView + use<> {
    let options = |choices: Vec<FilterChoice>| {
        let option =
            |choice: FilterChoice| view! { <option value=choice.value selected=choice.chosen>{choice.label}</option> };
        choices.into_iter().map(option).collect_view()
    };
    let clear = asked.is_filtered().then(|| {
        view! { <a href=paths::search(&asked.query)>{words::FILTER_CLEAR}</a> }
    });
    view! {
        <form class="hits-filter" action=paths::SEARCH>
            <input type="hidden" name="q" value=asked.query.clone()/>
            <label>{words::FILTER_STATUS}<select class="field" name="status">{options(filters.statuses)}</select></label>
            <label>{words::FILTER_CUSTOMER}<select class="field" name="customer">{options(filters.customers)}</select></label>
            <label>{words::FILTER_FROM}<input class="field" type="date" name="from" value=asked.from.clone()/></label>
            <label>{words::FILTER_TO}<input class="field" type="date" name="to" value=asked.to.clone()/></label>
            <button class="btn" type="submit">{words::FILTER_APPLY}</button>
            {clear}
        </form>
    }
}

/// Links to the pages before and behind.
fn turning(asked: &Asked, (page, pages): (usize, usize), orders: usize) -> Option<impl IntoView + use<>> {
    let to = |page: usize, rel: &'static str, text: &'static str| {
        view! { <a rel=rel href=paths::search_page(asked, page)>{text}</a> }
    };
    (pages > 1).then(|| {
        let previous = (page > 1).then(|| to(page - 1, "prev", words::PAGE_PREVIOUS));
        let next = (page < pages).then(|| to(page + 1, "next", words::PAGE_NEXT));
        view! { <nav class="hits-turn" aria-label=words::FIND_LIST>{previous}<span>{words::results_page(page, pages, orders)}</span>{next}</nav> }
    })
}

/// A number that nothing is known of, and that has a check digit.
fn reads_like(reading: Reading) -> impl IntoView {
    let page = reading.page.map(|(name, address)| {
        view! { <p><a href=address rel="noreferrer" target="_blank">{name}</a></p> }
    });
    view! {
        <StateBlock icon=Icon::Search title=reading.title>
            <p>{reading.advice}</p>
            {page}
        </StateBlock>
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

fn nothing_found(query: &str, filtered: bool) -> impl IntoView + use<> {
    let title = if filtered { words::FILTER_NOTHING.to_owned() } else { words::nothing_called(query) };
    view! {
        <StateBlock icon=Icon::Search title>
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

/// What the search takes, by numbers and names that this person finds something by.
fn takes(examples: Vec<Example>) -> Option<impl IntoView> {
    let example = |one: Example| {
        view! { <div><dt>{one.kind}</dt><dd><a href=paths::search(&one.value)>{one.value.clone()}</a></dd></div> }
    };
    (!examples.is_empty()).then(|| {
        let rows = examples.into_iter().map(example).collect_view();
        view! {
            <section class="mt-8" aria-labelledby="takes-h">
                <h2 id="takes-h">{words::TAKES_TITLE}</h2>
                <dl class="takes">{rows}</dl>
            </section>
        }
    })
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
