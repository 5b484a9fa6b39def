//! The smallest pieces: a status, a time, a number to copy.

use leptos::prelude::*;

use super::icons::Glyph;
use crate::model::{CarrierPage, Icon, Status, When};
use crate::words;

/// A status: icon and word. `wash` gives it a ground: for the one that leads, or needs a hand.
#[component]
pub fn StatusWord(status: Status, #[prop(optional)] wash: bool) -> impl IntoView {
    let class = format!("st {}{}", if wash { "wash " } else { "" }, status.tone.class());
    view! { <span class=class><Glyph icon=status.icon/>{status.text}</span> }
}

/// A moment: the reader's time, with the place's own on pointing at it.
#[component]
pub fn Moment(when: When) -> impl IntoView {
    view! { <time datetime=when.iso title=when.local>{when.text}</time> }
}

/// A button that copies `text`. It shows only where scripting is on; `name` says what it copies.
#[component]
pub fn CopyButton(text: String, name: String) -> impl IntoView {
    view! {
        <button class="copy needs-script" type="button" data-copy=text aria-label=words::copy(&name)>
            <Glyph icon=Icon::Copy/>
        </button>
    }
}

/// A link to the carrier's own page about a number, in a tab of its own.
#[component]
pub fn TrackLink(page: CarrierPage) -> impl IntoView {
    view! {
        <a class="track-link" href=page.href target="_blank" rel="noopener noreferrer">{words::track_on(&page.carrier)}</a>
    }
}

/// Nothing to show in a cell: a dash for the eye, a word for the ear.
#[component]
pub fn Dash() -> impl IntoView {
    view! { <span aria-hidden="true">"–"</span><span class="sr">{words::NONE}</span> }
}
