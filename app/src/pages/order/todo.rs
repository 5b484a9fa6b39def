//! What to do next: each button does its work, and what is being done stands below.

use leptos::prelude::*;

use super::answer::channels;
use crate::components::icons::Glyph;
use crate::components::pieces::{CopyButton, Moment};
use crate::model::{Advice, Ask, Icon, NotReceived, OpenTask, Redeliver, Todo};
use crate::{paths, words};

/// The block; left out while there is nothing to do.
pub fn next(order: &str, todo: Todo) -> AnyView {
    let list = (!todo.is_empty()).then(|| {
        let action = paths::tasks(order);
        let lead = todo.lead.map(|one| lead(&action, one));
        let asks = todo.ask.into_iter().enumerate().map(|(index, one)| ask(&action, index, one)).collect_view();
        let offer = todo.redeliver.map(|one| redeliver(&action, one));
        let claims = todo.not_received.into_iter().map(|one| not_received(&action, one)).collect_view();
        let advice = todo.advice.into_iter().map(|one| view! { <li>{words_of(one)}</li> }).collect_view();
        let open = todo.open.into_iter().map(|one| open_task(&action, one)).collect_view();
        view! {
            <section class="do" aria-labelledby="do-h">
                <h2 id="do-h">{words::NEXT}</h2>
                <ul class="do-list">{lead}{asks}{offer}{advice}{claims}{open}</ul>
            </section>
        }
    });
    view! { <div data-live="next">{list}</div> }.into_any()
}

fn words_of(one: Advice) -> impl IntoView {
    view! { <strong>{one.text}</strong>{one.why.map(|why| view! { <p>{why}</p> })} }
}

fn lead(action: &str, one: Advice) -> impl IntoView + use<> {
    view! {
        <li>
            <form method="post" action=action.to_owned()>
                <input type="hidden" name="title" value=one.text.clone()/>
                <button class="btn lead" name="kind" value="follow_up" data-key="t">
                    <Glyph icon=Icon::Task/><span>{one.text}</span><kbd aria-hidden="true">"T"</kbd>
                </button>
            </form>
            <p>{one.why.map(|why| format!("{why} "))}{words::TASK_OPENS}</p>
        </li>
    }
}

fn ask(action: &str, index: usize, one: Ask) -> impl IntoView + use<> {
    let first = index == 0;
    let id = format!("ask-{}", one.shipment);
    let remark = format!("remark-{}", one.shipment);
    let phone = one.phone.map(|number| {
        let href = format!("tel:{}", number.replace(' ', ""));
        view! { <div><dt>{words::PHONE}</dt><dd class="ref"><a href=href>{number.clone()}</a></dd></div> }
    });
    let page = one.page.map(|href| {
        let name = words::track_on(&one.carrier);
        view! { <div><dt>{words::THEIR_PAGE}</dt><dd class="ref"><a href=href target="_blank" rel="noopener noreferrer">{name}</a></dd></div> }
    });
    let quote = one
        .quote
        .into_iter()
        .map(|(kind, number)| {
            let label = format!("{} {number}", kind.to_lowercase());
            view! {
                <div><dt>{kind}</dt><dd class="ref"><span><b>{number.clone()}</b></span><CopyButton text=number name=label/></dd></div>
            }
        })
        .collect_view();
    view! {
        <li>
            <details class="act" id=id>
                <summary class="do-row" data-key=first.then_some("a")>
                    <span>{one.title.clone()}</span><small>{one.note}</small>
                    {first.then(|| view! { <kbd aria-hidden="true">"A"</kbd> })}
                </summary>
                <dl class="refs">{phone}{page}{quote}</dl>
                <form class="noteform" method="post" action=action.to_owned()>
                    <input type="hidden" name="kind" value="ask_carrier"/>
                    <input type="hidden" name="title" value=one.title.clone()/>
                    <input type="hidden" name="shipment" value=one.shipment/>
                    <label for=remark.clone()>{words::ASKED_REMARK}</label>
                    <textarea class="field" id=remark name="remark" maxlength="4000"></textarea>
                    <button class="btn" type="submit">{words::asked(&one.carrier)}</button>
                </form>
            </details>
        </li>
    }
}

fn redeliver(action: &str, one: Redeliver) -> impl IntoView + use<> {
    view! {
        <li>
            <details class="act" id="redeliver">
                <summary class="do-row" data-key="r">
                    <span>{one.title}</span><small>{one.note}</small><kbd aria-hidden="true">"R"</kbd>
                </summary>
                <form class="noteform" method="post" action=action.to_owned()>
                    <input type="hidden" name="kind" value="redelivery"/>
                    <input type="hidden" name="shipment" value=one.shipment/>
                    <label for="redeliver-day">{words::AGREED_DAY}</label>
                    <input
                        class="field"
                        type="date"
                        id="redeliver-day"
                        name="day"
                        value=one.day
                        min=one.bounds.0
                        max=one.bounds.1
                        required
                    />
                    <label for="redeliver-remark">{words::AGREED_REMARK}</label>
                    <textarea class="field" id="redeliver-remark" name="remark" maxlength="4000"></textarea>
                    <button class="btn" type="submit">{words::AGREED}</button>
                </form>
            </details>
        </li>
    }
}

/// The evidence of a delivery; with a form to start an investigation, while there is none.
fn not_received(action: &str, one: NotReceived) -> impl IntoView + use<> {
    let id = format!("not-received-{}", one.shipment);
    let remark = format!("{id}-remark");
    let rows = one.evidence.into_iter().map(|row| {
        let mark = row.differs.then(|| view! { <Glyph icon=Icon::Alert/> });
        view! { <div><dt>{row.label}</dt><dd>{mark}{row.value}</dd></div> }
    });
    let form = (!one.open).then(|| {
        view! {
            <form class="noteform" method="post" action=action.to_owned()>
                <input type="hidden" name="shipment" value=one.shipment/>
                <select class="field" name="channel" aria-label=words::SAID_BY_WAY>{channels()}</select>
                <label for=remark.clone()>{words::NOT_RECEIVED_REMARK}</label>
                <textarea class="field" id=remark name="remark" maxlength="4000"></textarea>
                <button class="btn" type="submit" name="kind" value="not_received">{words::NOT_RECEIVED_START}</button>
                <p>{words::NOT_RECEIVED_NOTE}</p>
            </form>
        }
    });
    let title = if one.open { words::NOT_RECEIVED_EVIDENCE } else { words::NOT_RECEIVED };
    view! {
        <li>
            <details class="act" id=id open=one.open>
                <summary class="do-row"><span>{title}</span><small>{one.note}</small></summary>
                <dl class="refs">{rows.collect_view()}</dl>
                {form}
            </details>
        </li>
    }
}

fn open_task(action: &str, one: OpenTask) -> impl IntoView + use<> {
    let done = format!("{action}/{}/done", one.id);
    let detail = (!one.detail.is_empty()).then(|| view! { <p>{one.detail}</p> });
    view! {
        <li class="doing">
            <form method="post" action=done>
                <strong>{one.title.clone()}</strong>
                <button class="btn" type="submit" aria-label=words::done_with(&one.title)>{words::DONE}</button>
            </form>
            {detail}
            <p>{words::TASK_DUE}" "<Moment when=one.due/>". "{words::OPEN_SINCE}" "<Moment when=one.since/>", "{one.by}</p>
        </li>
    }
}
