//! The few icons that a widget can show: the symbols of the pages' sprite by their names.

use leptos::prelude::*;

use crate::components::icons::SPRITE;

/// What a widget never shows.
const UNUSED: [&str; 7] = ["i-search", "i-right", "i-user", "i-lock", "i-note", "i-mail", "i-phone"];

/// The symbols; once a page.
pub fn sprite() -> AnyView {
    let used = |line: &&str| !UNUSED.iter().any(|name| line.contains(&format!("\"{name}\"")));
    let symbols: String = SPRITE.lines().filter(used).collect();
    view! { <svg hidden inner_html=symbols></svg> }.into_any()
}
