//! `/operations/objects/…`: one thing behind a number, with its names and links and who said so; and the step before it is merged with
//! another. Everything works as plain forms.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::frame::{query, visit};
use super::identity::{ask, sayings, side, step};
use super::problem::loaded;
use crate::backend::Shared;
use crate::components::bar::{Bar, Foot};
use crate::components::icons::Glyph;
use crate::components::pieces::Moment;
use crate::components::title::Title;
use crate::model::{Icon, LinkLine, MergePage, MergePair, NameLine, ObjectHit, ObjectPage, Viewer, When};
use crate::words::objects as words;
use crate::{paths, words as all};

/// One of them. Whoever is no operator is told that there is no such page.
#[component]
pub fn ObjectPageView() -> impl IntoView {
    let visit = visit()?;
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    let did = query(&visit.parts, "did");
    let load = move |backend: Shared, viewer: Viewer| {
        let (id, did) = (id.clone(), did.clone());
        async move { backend.object(&viewer, &id, did.as_deref()).await }
    };
    Some(loaded(visit, load, one))
}

/// The step before a merge.
#[component]
pub fn MergePageView() -> impl IntoView {
    let visit = visit()?;
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    let (q, other) = (query(&visit.parts, "q").unwrap_or_default(), query(&visit.parts, "other"));
    let load = move |backend: Shared, viewer: Viewer| {
        let (id, q, other) = (id.clone(), q.clone(), other.clone());
        async move { backend.merging(&viewer, &id, &q, other.as_deref()).await }
    };
    Some(loaded(visit, load, merging))
}

fn one(viewer: Viewer, found: ObjectPage) -> AnyView {
    let zone = viewer.zone.clone();
    let did = found.did.map(|did| view! { <p class="said-so" role="status"><Glyph icon=Icon::Check/>{did}</p> });
    let unlinked = (found.above.is_empty() && found.below.is_empty())
        .then(|| view! { <section class="below"><p class="mut">{words::NO_LINKS}</p></section> });
    let more = found.more.then(|| view! { <p class="mut mt-4">{words::MORE}</p> });
    let disputes = (!found.disputes.is_empty()).then(|| disputes(found.disputes));
    let said = (!found.said.is_empty()).then(|| said(found.said));
    view! {
        <Title text=all::title(&found.name)/>
        <Bar viewer here=paths::IDENTITY/>
        <main id="main" class="page">
            <p class="crumb"><a href=paths::IDENTITY>{words::BACK}</a></p>
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{found.name.clone()}</h1>
            {did}
            {reaches(found.orders)}
            {disputes}
            {names(found.names)}
            {links("above", words::ABOVE, &found.id, &found.seen, found.above)}
            {links("below", words::BELOW, &found.id, &found.seen, found.below)}
            {unlinked}
            {more}
            {said}
            <section class="below" aria-labelledby="merge-h">
                <div class="head"><h2 id="merge-h">{words::MERGE}</h2></div>
                <p class="mut mb-2">{words::MERGE_TEXT}</p>
                {ask(paths::merge_object(&found.id), words::MERGE_OTHER, words::MERGE_SHOW, "")}
            </section>
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn reaches(orders: Vec<(String, String)>) -> AnyView {
    if orders.is_empty() {
        return view! { <p class="mut">{words::ORDERS_NONE}</p> }.into_any();
    }
    let links = order_links(orders);
    view! { <p><span class="mut">{words::ORDERS}": "</span>{links}</p> }.into_any()
}

fn order_links(orders: Vec<(String, String)>) -> impl IntoView {
    orders
        .into_iter()
        .enumerate()
        .map(|(index, (id, number))| {
            view! { {(index > 0).then_some(", ")}<a href=paths::order(&id)>{number}</a> }
        })
        .collect_view()
}

fn disputes(found: Vec<(String, String)>) -> impl IntoView {
    let rows = found.into_iter().map(|(id, name)| view! { <li><a href=paths::dispute(&id)>{name}</a></li> });
    let rows = rows.collect_view();
    view! {
        <section class="below" aria-labelledby="dispute-h">
            <div class="head"><h2 id="dispute-h">{words::DISPUTES}</h2></div>
            <ul class="grid gap-2">{rows}</ul>
        </section>
    }
}

fn names(names: Vec<NameLine>) -> impl IntoView {
    let rows = names
        .into_iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{one.kind}</th>
                    <td>{one.value}<small>{one.scope}</small></td>
                    <td data-l=words::BY>{one.by}{one.since.map(|when| view! { <small>{words::SINCE}" "<Moment when/></small> })}</td>
                    <td data-l=words::MEANS>{one.means}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="below" aria-labelledby="names-h">
            <div class="head"><h2 id="names-h">{words::NAMES}</h2></div>
            <table class="tab fold names">
                <thead><tr>
                    <th scope="col">{words::KIND}</th>
                    <th scope="col">{words::NUMBER}</th>
                    <th scope="col">{words::BY}</th>
                    <th scope="col">{words::MEANS}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn links(
    name: &'static str,
    title: &'static str,
    id: &str,
    seen: &str,
    links: Vec<LinkLine>,
) -> Option<impl IntoView + use<>> {
    let any = !links.is_empty();
    let (heading, labelled) = (format!("{name}-h"), format!("{name}-h"));
    let rows = links.into_iter().map(|one| link(id, seen, one)).collect_view();
    any.then(|| {
        view! {
            <section class="below" aria-labelledby=labelled>
                <div class="head"><h2 id=heading>{title}</h2></div>
                <ul class="things">{rows}</ul>
            </section>
        }
    })
}

fn link(id: &str, seen: &str, one: LinkLine) -> impl IntoView + use<> {
    let (field, action) = (format!("why-{}", one.id), format!("{}/unlink", paths::object(id)));
    let label = words::take_back(&one.how, &one.other.1);
    let lines = (!one.lines.is_empty()).then(|| view! { <span class="mut">{one.lines}</span> });
    let way = match one.not {
        Some(not) => view! { <p class="mut">{not}</p> }.into_any(),
        None => view! {
            <details class="act">
                <summary class="do-row" aria-label=label.clone()><span>{words::TAKE_BACK}</span></summary>
                <form class="noteform" method="post" action=action>
                    <p class="mut">{words::TAKE_BACK_TEXT}</p>
                    <input type="hidden" name="link" value=one.id/>
                    <input type="hidden" name="seen" value=seen.to_owned()/>
                    <label for=field.clone()>{words::WHY}</label>
                    <input class="field w-full max-w-md" id=field name="reason" maxlength="500" required autocomplete="off"/>
                    <div><button class="btn" type="submit" aria-label=label>{words::TAKE_BACK}</button></div>
                </form>
            </details>
        }
        .into_any(),
    };
    view! {
        <li>
            <p>{one.how}" "<a href=paths::object(&one.other.0)>{one.other.1}</a>" "{lines}</p>
            <p class="mut">{one.by}</p>
            {way}
        </li>
    }
}

fn said(said: Vec<(When, String)>) -> impl IntoView {
    view! {
        <section class="below" aria-labelledby="said-h">
            <div class="head"><h2 id="said-h">{words::SAID}</h2></div>
            {sayings(said)}
        </section>
    }
}

/// What bears a number, each with where its name leads.
pub(super) fn hits(hits: Vec<ObjectHit>, leads: impl Fn(&str) -> String) -> impl IntoView {
    let rows = hits
        .into_iter()
        .map(|one| {
            let names = one.names.join(", ");
            let orders = (!one.orders.is_empty()).then(|| {
                let links = order_links(one.orders);
                view! { <p><span class="mut">{words::ORDERS}": "</span>{links}</p> }
            });
            view! {
                <li>
                    <p><a href=leads(&one.id)><b>{one.name}</b></a></p>
                    <p class="mut">{names}</p>
                    {orders}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="things">{rows}</ul> }
}

fn merging(viewer: Viewer, found: MergePage) -> AnyView {
    let zone = viewer.zone.clone();
    let title = words::merge_with(&found.name);
    let none = (!found.q.is_empty() && found.pair.is_none() && found.found.is_empty())
        .then(|| view! { <p role="status">{words::FOUND_NONE}</p> });
    let choose = (!found.found.is_empty()).then(|| {
        let id = found.id.clone();
        let leads = move |other: &str| paths::with_pairs(&paths::merge_object(&id), [("other", other)]);
        view! {
            <section class="below" aria-labelledby="choose-h">
                <div class="head"><h2 id="choose-h">{words::MERGE_CHOOSE}</h2></div>
                {hits(found.found, leads)}
            </section>
        }
    });
    let pair = found.pair.map(|two| pair(&found.id, two));
    view! {
        <Title text=all::title(&title)/>
        <Bar viewer here=paths::IDENTITY/>
        <main id="main" class="page">
            <p class="crumb"><a href=paths::object(&found.id)>{found.name.clone()}</a></p>
            <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-4">{title}</h1>
            {ask(paths::merge_object(&found.id), words::MERGE_OTHER, words::MERGE_SHOW, &found.q)}
            {none}
            {choose}
            {pair}
        </main>
        <Foot zone/>
    }
    .into_any()
}

fn pair(id: &str, two: MergePair) -> AnyView {
    let roles = [words::IS_THIS, words::IS_OTHER];
    let sides = two.sides.into_iter().zip(roles).enumerate().map(|(index, (one, role))| side(index, one, role));
    let sides = sides.collect_view();
    let hidden = vec![("other", two.other), ("seen", two.seen)];
    let action = format!("{}/merge", paths::object(id));
    view! {
        <div class="grid gap-6 sm:grid-cols-2 below">{sides}</div>
        <section class="below" aria-label=words::MERGE_THEM>
            {step(action, "merge", words::MERGE_THEM, two.step, two.not, hidden)}
        </section>
    }
    .into_any()
}
