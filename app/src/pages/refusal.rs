//! A refusal as a page, for whoever asked with a browser: what went wrong, what to do, and the code to quote. It knows nobody and
//! needs nothing but the stylesheet, because it also answers where the pages themselves cannot be reached.

use leptos::prelude::*;

use crate::components::icons::{Brand, Sprite};
use crate::components::state::StateBlock;
use crate::model::{Icon, Look, Refusal, Tone};
use crate::{paths, words};

/// The whole document. `stylesheet`: its address.
#[must_use]
pub fn refusal(refusal: Refusal, stylesheet: &str, look: Look) -> String {
    let (title, icon, tone) = match (refusal.for_customer, refusal.status) {
        (true, 404 | 410) => (words::LINK_DOES_NOT_WORK, Icon::Lock, Tone::Idle),
        (_, status) => heading(status),
    };
    let home = (!refusal.for_customer).then_some(paths::HOME);
    let acts = home.map(|home| view! { <div class="acts"><a class="btn" href=home>{words::BACK_TO_SEARCH}</a></div> });
    let faults = refusal.faults.into_iter().map(|fault| view! { <li>{fault}</li> }).collect_view();
    let wait = refusal.retry_after.map(|seconds| view! { <p>{words::come_back_in(seconds)}</p> });
    let document = view! {
        <html lang="en" data-theme=look.theme_mark() data-density=look.density_mark()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{words::title(title)}</title>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="stylesheet" href=stylesheet.to_owned()/>
            </head>
            <body>
                <Sprite/>
                <header class="bar"><div class="bar-in"><a class="brand" href=home><Brand/></a></div></header>
                <main id="main" class="page problem">
                    <h1 class="sr">{title}</h1>
                    <StateBlock icon tone title>
                        <p>{refusal.text}</p>
                        <ul class="dots">{faults}</ul>
                        {wait}
                        <p class="mut">{words::if_you_report(&refusal.reference)}</p>
                        {acts}
                    </StateBlock>
                </main>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", document.to_html())
}

fn heading(status: u16) -> (&'static str, Icon, Tone) {
    match status {
        401 | 403 => (words::REFUSED_FORBIDDEN, Icon::Lock, Tone::Idle),
        404 => (words::NOT_FOUND_TITLE, Icon::Search, Tone::Idle),
        409 => (words::REFUSED_CHANGED, Icon::Odd, Tone::Odd),
        413 => (words::REFUSED_TOO_LARGE, Icon::Alert, Tone::Warn),
        429 => (words::REFUSED_TOO_FAST, Icon::Hour, Tone::Warn),
        500.. => (words::BROKEN_TITLE, Icon::Fail, Tone::Bad),
        _ => (words::REFUSED, Icon::Alert, Tone::Warn),
    }
}
