//! What other systems are to be told, and what is held back. Nothing here claims to have been sent.

use leptos::prelude::*;

use crate::components::pieces::Moment;
use crate::model::{Outbound, Waiting};
use crate::words;

/// The block; left out while there is nothing to tell.
pub fn outbound(systems: Vec<Outbound>) -> AnyView {
    let any = systems.iter().any(|one| !one.waiting.is_empty() || !one.held.is_empty());
    let block = any.then(|| {
        let rows = systems.into_iter().filter(|one| !one.waiting.is_empty() || !one.held.is_empty()).map(system);
        view! {
            <section class="below" aria-labelledby="outbound-h">
                <div class="head"><h2 id="outbound-h">{words::OUTBOUND}</h2><span class="mut">{words::OUTBOUND_NOTE}</span></div>
                {rows.collect_view()}
            </section>
        }
    });
    view! { <div data-live="outbound">{block}</div> }.into_any()
}

fn system(one: Outbound) -> impl IntoView {
    let state = if one.connected { words::CONNECTED } else { words::NOT_CONNECTED };
    let count = words::would_be_sent(one.waiting.len() + one.more, one.connected);
    let held =
        one.held.into_iter().map(|text| view! { <li><span></span><span></span><div>{words::HELD}" "{text}</div></li> });
    let held = held.collect_view();
    let waiting = one.waiting.into_iter().map(waiting).collect_view();
    let more = (one.more > 0).then(|| view! { <p class="mut">{words::and_more(one.more)}</p> });
    view! {
        <details class="ship">
            <summary><h3>{one.name}</h3><span class="mut">{state}</span><span>{count}</span></summary>
            <ol class="log">{held}{waiting}</ol>
            {more}
        </details>
    }
}

fn waiting(one: Waiting) -> impl IntoView {
    view! { <li><Moment when=one.since/><span></span><div>{one.text}" "<small>{one.key}</small></div></li> }
}
