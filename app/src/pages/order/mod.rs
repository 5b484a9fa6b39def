//! The order page. Every part carries `data-live`, a name by which an open page replaces it when
//! the order changes; the page itself carries the version it shows.

pub(super) mod answer;
mod cells;
mod details;
pub(super) mod logs;
pub(super) mod milestones;
mod outbound;
pub(super) mod proof;
mod scans;
pub(super) mod timeline;
pub(super) mod todo;

use leptos::prelude::*;

use super::frame::{query, visit};
use super::problem::order_failure;
use crate::components::bar::{Bar, Foot};
use crate::components::icons::Glyph;
use crate::components::title::Title;
use crate::islands::{AsOf, Copy, Live};
use crate::model::{Detail, Icon, OrderPage, Viewer};
use crate::{paths, words};

/// The page of one order.
#[component]
pub fn OrderPageView() -> impl IntoView {
    let visit = visit()?;
    let params = leptos_router::hooks::use_params_map();
    let id = params.with_untracked(|params| params.get("id")).unwrap_or_default();
    let detail = Detail::from_query(query(&visit.parts, "scans").as_deref());
    let quiet = visit.parts.headers.contains_key(paths::LIVE_HEADER);
    let trouble = query(&visit.parts, "trouble").as_deref().and_then(words::trouble);
    Some(view! {
        <Suspense>
            {move || {
                let (backend, viewer, id) = (visit.backend.clone(), visit.viewer.clone(), id.clone());
                Suspend::new(async move {
                    match backend.order(&viewer, &id, detail, quiet).await {
                        Ok(order) => page(viewer, order, trouble),
                        Err(failure) => order_failure(viewer, failure),
                    }
                })
            }}
        </Suspense>
    })
}

fn page(viewer: Viewer, order: OrderPage, trouble: Option<&'static str>) -> AnyView {
    let title = words::title(&format!("{} · {}", order.who.name, order.badge.text));
    let zone = order.zone.clone();
    let (id, version) = (order.id.clone(), order.version.to_string());
    let as_of = order.as_of.text;
    provide_context(AsOf(as_of.clone()));
    let body = view! {
        <div class="who">
            {answer::who(order.who)}
            <Live/>
        </div>
        {trouble.map(|words| view! { <p class="trouble" id="trouble" role="alert"><Glyph icon=Icon::Alert/>{words}</p> })}
        <div class="top">
            {answer::answer(order.badge, order.sentence)}
            {answer::facts(order.facts)}
            {answer::say(&order.id, order.say, order.told, order.said)}
            {todo::next(&order.id, order.todo)}
        </div>
        {timeline::freshness(order.freshness)}
        {timeline::timeline(order.lanes)}
        <div class="split">
            {milestones::milestones(milestones::Parts {
                order: order.id.clone(),
                detail: order.detail,
                scan_count: order.scan_count,
                withdrawn_count: order.withdrawn_count,
                destinations: order.destinations,
                shipments: order.shipments,
                notices: order.notices,
            })}
            <div class="side">
                {proof::proofs(&order.id, order.proofs, order.proofs_note)}
                {details::references(order.references, order.waiting)}
            </div>
        </div>
        <div class="two below">
            {details::lines(order.lines, order.lines_note)}
            {details::packages(order.packages, order.packages_note, order.returns)}
        </div>
        {outbound::outbound(order.outbound)}
        {logs::logs(&order.id, &order.deed, (order.contacts, order.history), order.may_erase)}
        <Copy/>
    };
    // Written at once: what the framework streams piece by piece costs twice as much, and everything is here already.
    let body = body.to_html();
    view! {
        <Title text=title/>
        <Bar viewer/>
        <main
            id="main"
            class="page"
            data-order=id
            data-version=version
            data-as-of=as_of
            inner_html=body
        ></main>
        <Foot zone/>
    }
    .into_any()
}
