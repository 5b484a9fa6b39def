//! How fresh each source is, and the lanes.

use leptos::prelude::*;

use crate::components::lane;
use crate::components::pieces::StatusWord;
use crate::model::{Freshness, Lane, Lanes};
use crate::words;

/// When each source spoke last.
pub fn freshness(fresh: Freshness) -> AnyView {
    let nobody = fresh.sources.is_empty().then_some(words::FRESH_NONE);
    let rows = fresh
        .sources
        .into_iter()
        .map(|source| {
            view! {
                <li><b>{source.name}</b>" "<time datetime=source.at.iso title=source.at.text>{source.age}</time></li>
            }
        })
        .collect_view();
    view! {
        <section class="fresh" aria-labelledby="fresh-h" data-live="fresh">
            <h2 id="fresh-h">{words::FRESH}</h2>
            <ul>{rows}</ul>
            {nobody}
            {fresh.verdict.map(|status| view! { <StatusWord status/> })}
        </section>
    }
    .into_any()
}

/// The lanes, or nothing until something is planned or moved.
pub fn timeline(lanes: Option<Lanes>) -> AnyView {
    let drawn = lanes.map(|lanes| {
        let rows = lanes.lanes.iter().map(|one| row(one, &lanes)).collect_view();
        view! {
            <section aria-labelledby="time-h">
                <div class="head sec"><h2 id="time-h">{words::TIMELINE}</h2>{key()}</div>
                <div class="lanes">
                    <div class="lane axis">
                        <span></span>
                        <svg class="track" aria-hidden="true" inner_html=lane::axis(&lanes)></svg>
                        <span></span>
                    </div>
                    {rows}
                </div>
            </section>
        }
    });
    view! { <div data-live="lanes">{drawn}</div> }.into_any()
}

fn row(one: &Lane, lanes: &Lanes) -> AnyView {
    view! {
        <div class="lane">
            <a class="lane-link" href=format!("#{}", one.anchor)>
                <span class="lane-name">{one.name.clone()}</span>
                <span class="lane-sub">{one.by.clone()}</span>
            </a>
            <svg class="track" role="img" aria-label=one.sentence.clone() inner_html=lane::track(one, lanes)></svg>
            <div class="lane-out">
                <StatusWord status=one.outcome.clone()/>
                <span class="lane-sub">{one.outcome_note.clone()}</span>
            </div>
        </div>
    }
    .into_any()
}

fn key() -> impl IntoView {
    let signs = [
        (r#"<rect class="wh" y="2" width="22" height="8" rx="2"/>"#, words::KEY_WAREHOUSE),
        (r#"<rect class="go" y="2" width="22" height="8" rx="2"/>"#, words::KEY_MOVING),
        (r#"<rect class="hold" y="2" width="22" height="8" rx="2"/>"#, words::KEY_HELD),
        (r#"<rect class="back" x=".5" y="2.5" width="21" height="7" rx="2"/>"#, words::KEY_BACK),
        (r#"<rect class="plan" x=".5" y="3.5" width="21" height="5" rx="2.5"/>"#, words::KEY_PLANNED),
        (r#"<rect class="est" x=".5" y="-.5" width="21" height="13" rx="2"/>"#, words::KEY_ESTIMATED),
    ];
    let rows = signs
        .map(|(sign, word)| view! { <li><svg aria-hidden="true" class="track" inner_html=sign></svg>{word}</li> })
        .into_iter()
        .collect_view();
    view! { <ul class="key" aria-label=words::KEY>{rows}</ul> }
}
