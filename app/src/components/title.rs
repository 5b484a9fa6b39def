//! The title of a page. The framework writes a title into the document's head as it is given; this one escapes it first,
//! because names, numbers and searches that others typed stand in titles. It is the only way to set one (`clippy.toml`).

use leptos::prelude::*;

use super::escape::Escaped;

/// Sets the title of the page to this text.
#[component]
#[expect(clippy::disallowed_methods, reason = "the one place that escapes it")]
pub fn Title(#[prop(into)] text: String) -> impl IntoView {
    let text = Escaped(&text).to_string();
    view! { <leptos_meta::Title text/> }
}
