//! What was said to the customer, with cases and notes; who did what; and the forms that add to them. The forms stand outside of
//! what a live change replaces: nobody loses what they are writing.

use leptos::prelude::*;

use super::answer::channels;
use crate::components::icons::Glyph;
use crate::components::pieces::Moment;
use crate::model::History;
use crate::{paths, words};

/// How many entries stand open; the others are folded away.
const SHOWN: usize = 8;

/// Both logs and the forms.
pub fn logs(order: &str, deed: &str, (contacts, history): (Vec<History>, Vec<History>), may_erase: bool) -> AnyView {
    let erase = may_erase.then(|| erase(paths::erase(order), words::ERASE_ALL, words::ERASE_ALL_TEXT));
    view! {
        <div class="two below">
            <section aria-labelledby="talk-h">
                <div data-live="talk">
                    <h2 id="talk-h">{words::CONTACTS}</h2>
                    {log("talk-more", contacts, words::CONTACTS_NONE)}
                </div>
                {note_form(order, deed)}
                {contact_form(order, deed)}
                {erase}
            </section>
            <section aria-labelledby="hist-h" data-live="history">
                <h2 id="hist-h">{words::HISTORY}</h2>
                {log("hist-more", history, words::HISTORY_NONE)}
            </section>
        </div>
    }
    .into_any()
}

fn log(id: &'static str, mut entries: Vec<History>, none: &'static str) -> AnyView {
    if entries.is_empty() {
        return view! { <p class="mut">{none}</p> }.into_any();
    }
    let rest = entries.split_off(entries.len().min(SHOWN));
    let more = (!rest.is_empty()).then(|| {
        let count = words::earlier(rest.len());
        view! {
            <details class="act" id=id>
                <summary class="do-row"><span>{count}</span></summary>
                <ol class="log">{rows(rest)}</ol>
            </details>
        }
    });
    view! { <ol class="log">{rows(entries)}</ol>{more} }.into_any()
}

/// For administrators: what is erased does not come back, so it takes two steps.
fn erase(action: String, name: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <details class="act">
            <summary class="do-row"><span>{name}</span></summary>
            <form class="noteform" method="post" action=action>
                <p class="mut">{text}</p>
                <button class="btn" type="submit">{words::ERASE_FOR_GOOD}</button>
            </form>
        </details>
    }
}

fn rows(entries: Vec<History>) -> impl IntoView {
    entries
        .into_iter()
        .map(|entry| {
            let by = (!entry.by.is_empty()).then(|| view! { " "<small>{entry.by}</small> });
            let erase = entry.erase.map(|action| erase(action, words::ERASE, words::ERASE_TEXT));
            view! { <li><Moment when=entry.at/><Glyph icon=entry.icon/><div class="lines">{entry.text}{by}{erase}</div></li> }
        })
        .collect_view()
}

fn note_form(order: &str, deed: &str) -> impl IntoView + use<> {
    view! {
        <form class="noteform" method="post" action=paths::notes(order)>
            <input type="hidden" name="deed" value=deed.to_owned()/>
            <label class="sr" for="note">{words::NOTE_LABEL}</label>
            <textarea
                class="field"
                id="note"
                name="text"
                maxlength="4000"
                required
                placeholder=words::NOTE_LABEL
                data-key="n"
            ></textarea>
            <button class="btn" type="submit">{words::NOTE_ADD}" "<kbd aria-hidden="true">"N"</kbd></button>
        </form>
    }
}

fn contact_form(order: &str, deed: &str) -> impl IntoView + use<> {
    view! {
        <details class="act" id="contact">
            <summary class="do-row"><span>{words::CONTACT_NOTE}</span></summary>
            <form class="noteform" method="post" action=paths::contacts(order)>
                <input type="hidden" name="deed" value=deed.to_owned()/>
                <div class="flex flex-wrap gap-2">
                    <select class="field" name="channel" aria-label=words::SAID_BY_WAY>{channels()}</select>
                    <select class="field" name="direction" aria-label=words::WHO_SPOKE>
                        <option value="in">{words::THEY_SPOKE}</option>
                        <option value="out">{words::WE_SPOKE}</option>
                    </select>
                </div>
                <label for="contact-summary">{words::CONTACT_SUMMARY}</label>
                <textarea class="field" id="contact-summary" name="summary" maxlength="4000" required></textarea>
                <button class="btn" type="submit">{words::CONTACT_ADD}</button>
            </form>
        </details>
    }
}
