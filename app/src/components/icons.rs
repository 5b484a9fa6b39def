//! The icons: one inline sprite a page, used by reference.

use leptos::prelude::*;

use crate::model::Icon;

/// Every symbol, on a 16 by 16 grid, drawn with the text's colour.
pub(crate) const SPRITE: &str = include_str!("icons.svg");

/// The hatch of held stretches. It stands in a drawing of its own: a pattern in a hidden one does not paint.
const HATCH: &str = r#"<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6"/><path d="M0 0v6"/></pattern></defs>"#;

/// The symbols; once a page, before their first use.
#[component]
pub fn Sprite() -> impl IntoView {
    view! {
        <svg hidden inner_html=SPRITE></svg>
        <svg width="0" height="0" aria-hidden="true" class="sr" inner_html=HATCH></svg>
    }
}

/// The name of an icon's symbol.
#[must_use]
pub fn symbol(icon: Icon) -> &'static str {
    match icon {
        Icon::Check => "#i-check",
        Icon::Done => "#i-done",
        Icon::Late => "#i-late",
        Icon::Held => "#i-held",
        Icon::Alert => "#i-alert",
        Icon::Fail => "#i-fail",
        Icon::Cross => "#i-x",
        Icon::Odd => "#i-odd",
        Icon::Truck => "#i-truck",
        Icon::Box => "#i-box",
        Icon::Copy => "#i-copy",
        Icon::Search => "#i-search",
        Icon::Right => "#i-right",
        Icon::Phone => "#i-phone",
        Icon::Mail => "#i-mail",
        Icon::Note => "#i-note",
        Icon::User => "#i-user",
        Icon::Hour => "#i-hour",
        Icon::Wait => "#i-wait",
        Icon::Out => "#i-out",
        Icon::Inbox => "#i-inbox",
        Icon::Undo => "#i-undo",
        Icon::Lock => "#i-lock",
        Icon::Task => "#i-task",
        Icon::Pin => "#i-pin",
        Icon::Doc => "#i-doc",
        Icon::Filter => "#i-filter",
        Icon::Down => "#i-down",
    }
}

/// An icon; decoration beside a word.
#[component]
pub fn Glyph(icon: Icon) -> impl IntoView {
    view! { <svg class="i" aria-hidden="true"><use href=symbol(icon)></use></svg> }
}

/// The sign of the house.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true" inner_html=r#"<path d="M10 1.5v17"/><path class="flag" d="M10 3.2h5.4l2.1 2-2.1 2H10z"/><path d="M10 9.4H4.6l-2.1 2 2.1 2H10z"/>"#></svg>
        "Waypost"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_the_sprite() {
        use Icon::*;
        for icon in [
            Check, Done, Late, Held, Alert, Fail, Cross, Odd, Truck, Box, Copy, Search, Right, Phone, Mail, Note, User,
            Hour, Wait, Out, Inbox, Undo, Lock, Task, Pin, Doc, Filter, Down,
        ] {
            let id = symbol(icon).trim_start_matches('#');
            assert!(SPRITE.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
}
