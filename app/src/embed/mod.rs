//! The widget: a small page of its own, without the module that pages load. Its stylesheet and its script are at most
//! 5 kB gzipped together, as a test holds; without the script it is plain HTML and forms.

mod body;
mod icons;
mod lane;
pub mod samples;
#[cfg(test)]
mod tests;

use leptos::prelude::*;

use self::icons::sprite;
use crate::model::{Choice, Framing, Notice, Widget};
use crate::words;

/// The widget's stylesheet.
pub const STYLESHEET: &str = include_str!("../../../style/embed/widget.css");
/// The widget's script.
pub const SCRIPT: &str = include_str!("../../../public/embed/widget.js");
/// `<waypost-order>`, for the pages of other consoles.
pub const ELEMENT: &str = include_str!("../../../public/embed/waypost-order.js");

/// The widget of an order.
#[must_use]
pub fn page(widget: Widget, framing: Framing) -> String {
    let title = words::title(&format!("{} · {}", widget.name, widget.badge.text));
    let version = Some(widget.version.to_string());
    document(title, &framing, version, body::body(widget, &framing))
}

/// A page that says why there is no order to show, and what to do.
#[must_use]
pub fn notice(notice: Notice, framing: Framing) -> String {
    let reference = notice.reference.map(|reference| view! { <p class="mut">{words::if_you_report(&reference)}</p> });
    let inner = view! {
        <main class="wp">
            <section class="notice" role=framing.needs_token.then_some("status")>
                <h1>{notice.title.clone()}</h1>
                <p>{notice.text}</p>
                {reference}
            </section>
        </main>
    };
    document(words::title(&notice.title), &framing, None, inner.into_any())
}

/// A page on which one of several orders is chosen: a form, so that it works without scripts.
#[must_use]
pub fn choose(choices: Vec<Choice>, framing: Framing) -> String {
    let rows = choices.into_iter().map(|choice| {
        view! {
            <li>
                <button name="choice" value=choice.order>
                    <b>{choice.number}</b>" "{choice.who}" "{body::status(choice.status)}
                </button>
            </li>
        }
    });
    let inner = view! {
        <main class="wp">
            <section>
                <h1>{words::widget::CHOOSE_TITLE}</h1>
                <p>{words::widget::CHOOSE_TEXT}</p>
                <form class="choose" method="post" action=framing.address.clone()>
                    <input type="hidden" name="token" value=framing.token.clone()/>
                    <input type="hidden" name="theme" value=framing.theme/>
                    <ul>{rows.collect_view()}</ul>
                </form>
            </section>
        </main>
    };
    document(words::title(words::widget::CHOOSE_TITLE), &framing, None, inner.into_any())
}

fn document(title: String, framing: &Framing, version: Option<String>, main: AnyView) -> String {
    let css = format!("{}/widget.css", framing.files);
    let script = format!("{}/widget.js", framing.files);
    let (instance, origin) = framing.canvas.clone().unzip();
    let renews = framing.renews.then_some("");
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=framing.theme
            data-hosts=framing.hosts.clone()
            data-version=version
            data-needs=framing.needs_token.then_some("")
            data-renews=renews
            data-instance=instance
            data-origin=origin
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="stylesheet" href=css/>
                <script src=script defer></script>
            </head>
            <body>
                {sprite()}
                <form id="self" hidden method="post" action=framing.address.clone()>
                    <input type="hidden" name="token" value=framing.token.clone()/>
                    <input type="hidden" name="theme" value=framing.theme.unwrap_or_default()/>
                    <input type="hidden" name="choice" value=framing.choice.clone()/>
                    <input type="hidden" name="tries" value=framing.tries.to_string()/>
                </form>
                {main}
            </body>
        </html>
    }
    .to_html()
}
