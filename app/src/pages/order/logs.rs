//! What was said to the customer, and who did what.

use leptos::prelude::*;

use crate::components::icons::Glyph;
use crate::components::pieces::Moment;
use crate::model::History;
use crate::words;

/// Both logs; each is left out while it is empty.
pub fn logs(contacts: Vec<History>, history: Vec<History>) -> AnyView {
    let any = !contacts.is_empty() || !history.is_empty();
    let both = any.then(|| {
        view! {
            <div class="two below">
                {log("talk-h", words::CONTACTS, contacts)}
                {log("hist-h", words::HISTORY, history)}
            </div>
        }
    });
    view! { <div data-live="logs">{both}</div> }.into_any()
}

fn log(id: &'static str, title: &'static str, entries: Vec<History>) -> impl IntoView {
    (!entries.is_empty()).then(|| {
        let rows = entries
            .into_iter()
            .map(|entry| {
                let by = (!entry.by.is_empty()).then(|| view! { " "<small>{entry.by}</small> });
                view! {
                    <li><Moment when=entry.at/><Glyph icon=entry.icon/><div>{entry.text}{by}</div></li>
                }
            })
            .collect_view();
        view! {
            <section aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <ol class="log">{rows}</ol>
            </section>
        }
    })
}
