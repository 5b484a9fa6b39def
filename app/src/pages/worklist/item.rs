//! One item: what is wrong, what to do with it, what happened to it.

use leptos::prelude::*;

use super::list::time_left;
use super::tools::fields;
use crate::components::icons::Glyph;
use crate::components::pieces::{Moment, StatusWord};
use crate::model::{Icon, WorkItemPage, WorkStep};
use crate::paths;
use crate::words::worklist as words;

/// The item.
pub fn item(page: WorkItemPage) -> impl IntoView {
    let row = page.row;
    let said = page.said.map(|said| view! { <p class="said-so" role="status"><Glyph icon=Icon::Check/>{said}</p> });
    let facts =
        page.facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view();
    let history = page.history.into_iter().map(step).collect_view();
    let left = (!page.closed).then(|| time_left(row.left));
    let act = if page.closed {
        view! { <p class="mut">{words::ITEM_CLOSED}</p> }.into_any()
    } else {
        view! {
            <form method="post" action=paths::WORK_ACT class="deeds">
                <input type="hidden" name="back" value=page.here/>
                <input type="hidden" name="pick" value=row.pick/>
                {fields(page.tools, true)}
            </form>
        }
        .into_any()
    };
    view! {
        <p class="crumb"><a href=page.list>{page.cause.clone()}</a></p>
        <div class="head">
            <h1>{words::ORDER}" "{row.number}<span class="mut">", "{row.customer}</span></h1>
            {left}
        </div>
        <p class="lead wrong"><StatusWord status=row.why/></p>
        {said}
        <div class="two-up">
            <div>
                <section aria-labelledby="act-h">
                    <h2 id="act-h">{words::ITEM_ACT}</h2>
                    {act}
                </section>
                <section aria-labelledby="hist-h">
                    <h2 id="hist-h">{words::ITEM_HISTORY}</h2>
                    <ol class="steps">{history}</ol>
                </section>
            </div>
            <aside>
                <p class="state-line"><StatusWord status=page.state wash=true/></p>
                <dl class="facts">{facts}</dl>
                <div><a class="btn" href=paths::order(&row.order)>{words::ITEM_OPEN_ORDER}</a></div>
            </aside>
        </div>
    }
}

fn step(step: WorkStep) -> impl IntoView {
    let words = step.words.map(|words| view! { <blockquote>{words}</blockquote> });
    view! {
        <li>
            <Moment when=step.at/>
            <span>{step.what}" "<span class="mut">{step.by}</span>{words}</span>
        </li>
    }
}
