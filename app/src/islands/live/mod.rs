//! Live updates of the order page.
//!
//! All tabs of a browser share one stream, because a browser opens six connections to a host at
//! most: the tab that holds the lock `waypost-live` opens it for every order that the tabs name on
//! the channel of the same name, and tells them what it hears. When that tab goes, the next one
//! gets the lock and opens the stream again. A stream begins by comparing versions, so whatever
//! happened between rendering and connecting is told as well.

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
mod channel;
#[cfg(feature = "hydrate")]
mod lead;
#[cfg(feature = "hydrate")]
mod page;
#[cfg(feature = "hydrate")]
mod tab;

/// Whether the page follows what happens.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "set in the browser"))]
enum Link {
    /// Not tried yet, or scripting is off: the page shows what was known then.
    Still,
    /// Connected.
    Up,
    /// Lost; it comes back by itself.
    Down,
}

/// As of when the page is, a clock time in words; the page provides it.
#[derive(Clone)]
pub struct AsOf(pub String);

/// The line that says whether the page is live, and as of when.
#[island]
pub fn Live() -> impl IntoView {
    let link = RwSignal::new(Link::Still);
    #[cfg(not(feature = "hydrate"))]
    let at = use_context::<AsOf>().map(|at| at.0);
    #[cfg(feature = "hydrate")]
    let at = page::shown(&document()).map(|shown| shown.as_of);
    let at = RwSignal::new(at.unwrap_or_default());
    #[cfg(feature = "hydrate")]
    tab::start(link, at);
    view! {
        <span
            class=move || match link.get() {
                Link::Still => "live still",
                Link::Up => "live",
                Link::Down => "live off",
            }
            role="status"
        >
            {move || match link.get() {
                Link::Still => "Up to date at ",
                Link::Up => "Live. Up to date at ",
                Link::Down => "Not live since ",
            }}
            {move || at.get()}
        </span>
    }
}
