//! What is read first: who, where, when, what to say, what to do.

use leptos::prelude::*;

use crate::components::icons::Glyph;
use crate::components::pieces::{CopyButton, Moment, StatusWord};
use crate::model::{Advice, Fact, Icon, Sentence, Status, Told, Who};
use crate::words;

/// The line over the answer.
pub fn who(who: Who) -> AnyView {
    let orders = who
        .purchase_orders
        .into_iter()
        .map(|number| {
            let name = format!("purchase order {number}");
            view! { <span class="refchip"><b>{number.clone()}</b><CopyButton text=number name/></span> }
        })
        .collect_view();
    let chips = who.chips.into_iter().map(|chip| view! { <span class="chip">{chip}</span> }).collect_view();
    view! {
        <div class="who-is" data-live="who">
            <h1>{who.name}</h1>
            {who.customer.map(|customer| view! { <span>{customer}</span> })}
            {orders}
            {chips}
        </div>
    }
    .into_any()
}

/// The badge and the sentence.
pub fn answer(badge: Status, sentence: Sentence) -> AnyView {
    let stress = sentence.stress.map(|end| view! { " "<em>{end}</em> });
    view! {
        <section aria-labelledby="answer-h" data-live="answer">
            <h2 id="answer-h" class="sr">{words::WHERE}</h2>
            <StatusWord status=badge wash=true/>
            <p class="answer">{sentence.text}{stress}</p>
        </section>
    }
    .into_any()
}

/// The figures beside it.
pub fn facts(facts: Vec<Fact>) -> AnyView {
    let rows = facts
        .into_iter()
        .map(|fact| {
            let value = match fact.when {
                Some(when) => view! { <Moment when/> }.into_any(),
                None => fact.value.into_any(),
            };
            let note = (!fact.note.is_empty()).then(|| view! { " "<span>{fact.note}</span> });
            view! { <div><dt>{fact.label}</dt><dd>{value}{note}</dd></div> }
        })
        .collect_view();
    view! { <dl class="facts" aria-label=words::FIGURES data-live="facts">{rows}</dl> }.into_any()
}

/// The customer's wording, with what they were told before.
pub fn say(say: Option<String>, told: Option<Told>) -> AnyView {
    let card = say.map(|text| {
        let told = told.map(|told| {
            view! {
                <p class="said">
                    <Glyph icon=told.channel.icon()/>
                    <span>{words::TOLD}" "<Moment when=told.at/>", "<q>{told.summary}</q></span>
                </p>
            }
        });
        view! {
            <section class="say" aria-labelledby="say-h">
                <h2 id="say-h">{words::SAY}</h2>
                <blockquote>{text.clone()}</blockquote>
                <div class="say-foot">
                    <button class="btn main needs-script" type="button" data-copy=text data-key="c">
                        <Glyph icon=Icon::Copy/>{words::COPY}" "<kbd aria-hidden="true">"C"</kbd>
                    </button>
                    {told}
                </div>
            </section>
        }
    });
    view! { <div class="say-box" data-live="say">{card}</div> }.into_any()
}

/// What to do next: advice, in words.
pub fn next(advice: Vec<Advice>) -> AnyView {
    let list = (!advice.is_empty()).then(|| {
        let rows = advice
            .into_iter()
            .map(|one| {
                view! { <li><strong>{one.text}</strong>{one.why.map(|why| view! { <p>{why}</p> })}</li> }
            })
            .collect_view();
        view! {
            <section class="do" aria-labelledby="do-h">
                <h2 id="do-h">{words::NEXT}</h2>
                <ul class="do-list">{rows}</ul>
            </section>
        }
    });
    view! { <div data-live="next">{list}</div> }.into_any()
}
