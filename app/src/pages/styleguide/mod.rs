//! `/styleguide`: every component in every state, on one page. Only where demo people may sign in; the data are made up, and its
//! forms lead to no order. Whoever changes a component looks here first, and the browser tests look with axe.

mod people;
mod samples;

use axum::http::request::Parts;
use leptos::prelude::*;

use super::frame::visit;
use super::order::{answer, logs, milestones, proof, timeline, todo};
use super::worklist::{list, side};
use super::{insights, problem, tasks};
use crate::components::bar::{Bar, Foot};
use crate::components::hits::HitLists;
use crate::components::icons::Glyph;
use crate::components::pieces::{CopyButton, Dash, Moment, StatusWord};
use crate::components::state::StateBlock;
use crate::components::title::Title;
use crate::embed::samples as embed;
use crate::model::{Detail, Icon, TasksPage, Tone, WorklistPage};
use crate::{paths, words};

/// The page.
#[component]
pub fn StyleGuidePage() -> impl IntoView {
    let visit = visit()?;
    let demo = !visit.backend.sign_in_options(&expect_context::<Parts>()).demo.is_empty();
    if !demo {
        return Some(problem::no_such_page(visit.viewer));
    }
    let zone = visit.viewer.zone.clone();
    Some(
        view! {
            <Title text=words::title(words::STYLE_TITLE)/>
            <Bar viewer=visit.viewer/>
            <main id="main" class="page">
                <h1 class="text-[1.375rem] leading-[1.75rem] font-semibold mt-0 mb-1">{words::STYLE_TITLE}</h1>
                <p class="mut">{words::STYLE_TEXT}</p>
                {section("statuses", "Statuses: a word and an icon, then a colour", statuses())}
                {section("controls", "What can be pressed", controls())}
                {section("type", "Type", typefaces())}
                {section("answer", "The answer", the_answer())}
                {section("hits", "Search hits", view! { <HitLists groups=samples::hits()/> }.into_any())}
                {section("fresh", "Sources: fresh, and one that is silent", freshness())}
                {section("lanes", "Lanes: delivered, moving, held", timeline::timeline(Some(samples::lanes())))}
                {section("milestones", "Milestones, who knows, and what hangs below", list())}
                {section("proofs", "Proof of delivery in its four states", proof::proofs("0", samples::proofs(), "1 of 4".to_owned()))}
                {section("todo", "What to do, and what is being done", view! { <div class="do-box">{todo::next("0", people::todo())}</div> }.into_any())}
                {section("talk", "Notes, and what was said", logs::logs("0", "", (people::talk(), Vec::new()), false))}
                {section("tasks", "Tasks: in time, overdue, in long words", tasks::list(people::tasks()))}
                {section("no-tasks", "No tasks", tasks::list(TasksPage::default()))}
                {section("work", "Worklist: over time, pressing, with time, put off, in long words", the_worklist())}
                {section("no-work", "Worklist without items", list::rows(WorklistPage::default()))}
                {section("tiles", "Figures: met, missed, not measured, in long words", tiles())}
                {section("charts", "Drawings with their tables", insights::charts(people::charts()))}
                {section("widget", "The widget, in a page of its own for each state", widgets())}
                {section("states", "States: what is known, what is not, what to do", states())}
            </main>
            <Foot zone/>
        }
        .into_any(),
    )
}

fn section(id: &'static str, title: &'static str, content: AnyView) -> AnyView {
    let heading = format!("style-{id}");
    view! {
        <section class="style" id=id aria-labelledby=heading>
            <h2 class="eyebrow" id=format!("style-{id}")>{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn statuses() -> AnyView {
    let rows = samples::statuses()
        .into_iter()
        .map(|(use_of_it, status)| {
            view! {
                <tr>
                    <th scope="row">{use_of_it}</th>
                    <td><StatusWord status=status.clone()/></td>
                    <td><StatusWord status wash=true/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="tab">
            <thead><tr><th scope="col">"Tone"</th><th scope="col">"In a list"</th><th scope="col">"Where it leads"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn controls() -> AnyView {
    view! {
        <div class="acts">
            <button class="btn main" type="button"><Glyph icon=Icon::Copy/>"The one that matters "<kbd aria-hidden="true">"C"</kbd></button>
            <button class="btn" type="button">"Another"</button>
            <button class="btn bare" type="button">"In words"</button>
            <button class="btn" type="button" disabled>"Not now"</button>
            <a href="#controls">"A link"</a>
            <span class="refchip"><b>"PO-88-1"</b><CopyButton text="PO-88-1".to_owned() name="purchase order PO-88-1".to_owned()/></span>
            <span class="chip">"Key account"</span>
            <span><Dash/></span>
        </div>
    }
    .into_any()
}

fn typefaces() -> AnyView {
    view! {
        <p class="answer">"The sentence is the page: 32, strong. "<em>"Its stressed end."</em></p>
        <h2>"Heading of a block: 16"</h2>
        <h3>"Heading in a block: 14"</h3>
        <p>"Text: 14. A time is told on the reader's clock: "<Moment when=samples::time("Thu 14 · 09:10")/></p>
        <p class="mut">"Quiet text. A code as sent: "<code>"AT7-02 AF"</code></p>
    }
    .into_any()
}

fn the_answer() -> AnyView {
    let order = samples::order();
    view! {
        <div class="who">{answer::who(order.who)}</div>
        <div class="top">
            {answer::answer(order.badge, order.sentence)}
            {answer::facts(order.facts)}
        </div>
    }
    .into_any()
}

fn freshness() -> AnyView {
    let [fresh, stale] = samples::freshness();
    // One block a page bears the name that an open page replaces it by: the second is told as a state below.
    let silent = stale.verdict.map(|status| view! { <p><StatusWord status/></p> });
    view! { {timeline::freshness(fresh)}{silent} }.into_any()
}

fn list() -> AnyView {
    milestones::milestones(milestones::Parts {
        order: String::new(),
        detail: Detail::Milestones,
        scan_count: 0,
        withdrawn_count: 0,
        destinations: samples::destinations(),
        shipments: samples::shipments(),
        notices: samples::notices(),
    })
}

fn the_worklist() -> AnyView {
    view! {
        <div class="work">
            {side::side(people::groups(), Vec::new(), String::new())}
            <div class="queue">{list::rows(people::worklist())}</div>
        </div>
    }
    .into_any()
}

fn tiles() -> AnyView {
    let tiles = people::tiles().into_iter().map(insights::tile).collect_view();
    view! { <dl class="tiles">{tiles}</dl> }.into_any()
}

fn widgets() -> AnyView {
    let names = embed::STATES.into_iter().chain(embed::NOTICES.map(|(name, _)| name));
    let links = names.map(|name| view! { <a class="btn" href=paths::demo_widget(name)>{name}</a> }).collect_view();
    view! { <div class="acts">{links}</div> }.into_any()
}

fn states() -> AnyView {
    let blocks = samples::states()
        .into_iter()
        .map(|state| {
            let samples::State { icon, tone, title, text } = state;
            view! { <div class="style-state"><StateBlock icon tone title><p>{text}</p></StateBlock></div> }
        })
        .collect_view();
    view! {
        <div class="two states">
            {blocks}
            <div class="style-state" aria-busy="true">
                <StateBlock icon=Icon::Wait tone=Tone::Idle title="Looking in four systems for order 4711">
                    <div aria-hidden="true" class="bones">
                        <span class="bone w1"></span><span class="bone w2"></span><span class="bone w3"></span>
                    </div>
                </StateBlock>
            </div>
        </div>
    }
    .into_any()
}
