//! The cells of the list, and what hangs below a row.

use leptos::prelude::*;

use crate::components::icons::Glyph;
use crate::components::pieces::{Dash, Moment};
use crate::model::{Callout, CalloutKind, Icon, Knows, Saying, Verdict, When};
use crate::words;

/// A time, or a dash.
pub fn cell(
    class: &'static str,
    label: &'static str,
    when: Option<When>,
    after: Option<impl IntoView + 'static>,
) -> AnyView {
    match when {
        Some(when) => view! { <td role="cell" class=class data-l=label><Moment when/>{after}</td> }.into_any(),
        None => view! { <td role="cell" class=format!("{class} none")><Dash/></td> }.into_any(),
    }
}

/// Who says so, and who else.
pub fn said(saying: Saying) -> AnyView {
    let others = saying.witnesses.len().saturating_sub(1);
    if others == 0 {
        return saying.by.into_any();
    }
    let rows = saying.witnesses.into_iter().map(|one| view! { <li>{one}</li> }).collect_view();
    view! {
        <details class="wit">
            <summary>{saying.by}" "<span>{format!("+{others}")}</span></summary>
            <ul>{rows}</ul>
        </details>
    }
    .into_any()
}

/// Whether a destination knows.
pub fn tick(knows: Knows, name: String) -> AnyView {
    let quiet = |word: &'static str| view! { <span class="tk wait">{word}</span> }.into_any();
    let inner = match knows {
        Knows::Yes(at) => view! {
            <span class="tk"><Glyph icon=Icon::Check/><span class="sr">{words::KNOWS}</span>{at}</span>
        }
        .into_any(),
        Knows::Failed(word) => view! { <span class="tk bad"><Glyph icon=Icon::Cross/>{word}</span> }.into_any(),
        Knows::Source => quiet(words::SAID_IT),
        Knows::Waits => quiet(words::WAITS),
        Knows::Nothing => return view! { <td role="cell" class="none"><Dash/></td> }.into_any(),
    };
    view! { <td role="cell" data-l=name>{inner}</td> }.into_any()
}

/// An exception, a contradiction, a failure: hangs under what it is about.
pub fn callout(one: Callout) -> AnyView {
    let class = match one.kind {
        CalloutKind::Exception => "call warn",
        CalloutKind::Failure => "call bad",
        CalloutKind::Doubt => "call odd",
    };
    let text = (!one.text.is_empty()).then(|| format!(" {}", one.text));
    let raw = one.raw.map(|(code, text)| {
        let text = (!text.is_empty()).then(|| view! { " "<q>{text}</q> });
        let code = (!code.is_empty()).then(|| view! { <code>{code}</code> });
        view! { <p class="mut">{words::SENT_AS}" "{code}{text}</p> }
    });
    let sides = (!one.versus.is_empty()).then(|| {
        let rows = one
            .versus
            .into_iter()
            .map(|side| {
                let class = match side.verdict {
                    Verdict::Plain => None,
                    Verdict::Won => Some("won"),
                    Verdict::Lost => Some("lost"),
                };
                view! { <div class=class><dt>{side.who}</dt><dd>{side.what}</dd></div> }
            })
            .collect_view();
        view! { <dl class="versus">{rows}</dl> }
    });
    view! {
        <div class=class>
            <p><strong>{one.lead}</strong>{text}</p>
            {raw}
            {sides}
            {one.link.map(|(href, words)| view! { <p class="acts"><a href=href>{words}</a></p> })}
        </div>
    }
    .into_any()
}
