//! Empty, parked and failed states: what is known, what is not, what to do.

use leptos::prelude::*;

use super::icons::Glyph;
use crate::model::{Icon, Tone};

/// A state with its icon, heading and what there is to say.
#[component]
pub fn StateBlock(
    icon: Icon,
    #[prop(optional)] tone: Tone,
    #[prop(into)] title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="state">
            <span class=tone.class()><Glyph icon=icon/></span>
            <div><h2>{title}</h2>{children()}</div>
        </div>
    }
}
