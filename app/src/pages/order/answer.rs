//! What is read first: who, where, when, what to say, what to do.

use leptos::prelude::*;

use crate::components::icons::Glyph;
use crate::components::pieces::{CopyButton, Moment, StatusWord};
use crate::model::{Fact, Icon, Sentence, Status, Told, Who};
use crate::{paths, words};

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
    let cases =
        who.cases.into_iter().map(|number| view! { <a href="#talk-h">{words::case(&number)}</a> }).collect_view();
    let chips = who.chips.into_iter().map(|chip| view! { <span class="chip">{chip}</span> }).collect_view();
    view! {
        <div class="who-is" data-live="who">
            <h1>{who.name}</h1>
            {who.customer.map(|customer| view! { <span>{customer}</span> })}
            {orders}
            {chips}
            {cases}
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

/// The customer's wording, to be copied or noted as said, with what they were told before.
pub fn say(order: &str, say: Option<String>, told: Option<Told>, said: String) -> AnyView {
    let action = paths::contacts(order);
    let card = say.map(|text| {
        let told = told.map(|told| {
            let by = told.by.map(|by| format!(" {} {by}", words::SAID_BY_LOW));
            view! {
                <p class="said">
                    <Glyph icon=told.channel.icon()/>
                    <span>{words::TOLD}" "<Moment when=told.at/>{by}", "<q>{told.summary}</q></span>
                </p>
            }
        });
        view! {
            <section class="say" aria-labelledby="say-h">
                <h2 id="say-h">{words::SAY}</h2>
                <blockquote>{text.clone()}</blockquote>
                <form class="say-foot" method="post" action=action>
                    <input type="hidden" name="direction" value="out"/>
                    <input type="hidden" name="summary" value=text.clone()/>
                    <input type="hidden" name="deed" value=said/>
                    <button class="btn main needs-script" type="button" data-copy=text data-key="c">
                        <Glyph icon=Icon::Copy/>{words::COPY}" "<kbd aria-hidden="true">"C"</kbd>
                    </button>
                    <button class="btn" type="submit" data-key="l">
                        <Glyph icon=Icon::Check/>{words::NOTE_AS_SAID}" "<kbd aria-hidden="true">"L"</kbd>
                    </button>
                    <select class="field" name="channel" aria-label=words::SAID_BY_WAY>{channels()}</select>
                    {told}
                </form>
            </section>
        }
    });
    view! { <div class="say-box" data-live="say">{card}</div> }.into_any()
}

/// The ways to speak with a customer, as options.
pub fn channels() -> impl IntoView {
    words::CHANNELS.map(|(value, word)| view! { <option value=value>{word}</option> }).into_iter().collect_view()
}
