//! Single-letter keys: whatever carries `data-key` is pressed or focused by that letter; where rows carry `data-row`, `J` and `K`
//! walk through them, `X` picks the one that has the focus and `E` opens or folds it. They act only outside fields, and can be
//! switched off for good; `Escape` leaves a field.
//!
//! A box that carries `data-pick-all` picks every row; it shows only where scripting is on.

use leptos::prelude::*;

/// The switch, and the ear behind it.
#[island]
pub fn Keys() -> impl IntoView {
    let on = RwSignal::new(true);
    #[cfg(feature = "hydrate")]
    in_browser::listen(on);
    view! {
        <button
            class="quiet needs-script"
            type="button"
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on.update(|on| *on = !*on)
        >
            "Keyboard shortcuts: "{move || if on.get() { "on" } else { "off" }}
        </button>
    }
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use leptos::ev;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement, HtmlInputElement};

    use crate::islands::{browser::focus, rows};

    thread_local! {
        /// What had the focus before the list of keys was opened.
        static BEFORE: std::cell::RefCell<Option<HtmlElement>> = const { std::cell::RefCell::new(None) };
    }

    /// Where the browser remembers the choice.
    const CHOICE: &str = "waypost-keys";

    pub(super) fn listen(on: RwSignal<bool>) {
        let store = || window().local_storage().ok().flatten();
        if store().and_then(|store| store.get_item(CHOICE).ok().flatten()).as_deref() == Some("off") {
            on.set(false);
        }
        Effect::new(move |before: Option<()>| {
            let on = on.get();
            let word = if on { "on" } else { "off" };
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-keys", word);
            }
            if let (Some(()), Some(store)) = (before, store()) {
                let _ = store.set_item(CHOICE, word);
            }
        });
        window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                leave();
                // What lies on top goes first: the picked rows stay picked.
                if fold_help() {
                    event.prevent_default();
                    return;
                }
            }
            if on.get_untracked() && !busy(&event) {
                press(&event);
            }
        });
        window_event_listener(ev::click, |event| rows::open(&event));
        window_event_listener(ev::change, |event| {
            let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(all) = target.filter(|target| target.has_attribute("data-pick-all")) {
                boxes().into_iter().for_each(|one| one.set_checked(all.checked()));
            }
        });
    }

    /// Out of the field, so that letters are keys again; what is written in it stays.
    fn leave() {
        let field = document().active_element().filter(|at| at.matches("textarea").unwrap_or(false));
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            let _ = field.blur();
        }
    }

    /// Folds the list of keys, and goes back to where its reader was. False where it is not open.
    fn fold_help() -> bool {
        let open = document().query_selector("#keys[open] > summary").ok().flatten();
        let Some(summary) = open.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) else { return false };
        summary.click();
        if let Some(before) = BEFORE.take() {
            focus(&before);
        }
        true
    }

    /// Typing, or a key for somebody else.
    fn busy(event: &ev::KeyboardEvent) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || event.repeat()
            || event.default_prevented()
            || target.is_some_and(|target| {
                let field = "input:not([type='checkbox']), textarea, select";
                target.is_content_editable() || target.matches(field).unwrap_or(false)
            })
    }

    fn press(event: &ev::KeyboardEvent) {
        let key = event.key().to_ascii_lowercase();
        if walk(&key, event.shift_key()) || (key == "e" && unfold()) {
            event.prevent_default();
            return;
        }
        let single = key.len() == 1 && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '?' | '.'));
        if !single && key != "escape" {
            return;
        }
        let found = document().query_selector(&["[data-key='", &key, "']"].concat()).ok().flatten();
        let Some(found) = found.filter(|found| !is_put_away(found)) else { return };
        event.prevent_default();
        act(found);
    }

    /// What is done with picked rows shows only while some are picked.
    fn is_put_away(found: &Element) -> bool {
        let bar = found.closest(".bulk").ok().flatten().and_then(|bar| bar.dyn_into::<HtmlElement>().ok());
        bar.is_some_and(|bar| bar.offset_parent().is_none())
    }

    /// Opens or folds the row with the focus, else the first. False where rows are nothing to fold.
    fn unfold() -> bool {
        let rows: Vec<HtmlElement> = each("summary[data-row]");
        let focused = document().active_element();
        let at = rows.iter().find(|row| focused.as_ref().is_some_and(|focused| row.contains(Some(focused))));
        at.or_else(|| rows.first()).map(HtmlElement::click).is_some()
    }

    /// What opened a panel leads on to the panel's first field; what folded it, or has no field, has the focus itself.
    fn unfold_by(summary: &HtmlElement) {
        let before = document().active_element().and_then(|before| before.dyn_into::<HtmlElement>().ok());
        summary.click();
        let opened = summary.closest("details[open]").ok().flatten();
        let field =
            opened.and_then(|opened| opened.query_selector("select, input, textarea, .keys-list").ok().flatten());
        let field = field.and_then(|field| field.dyn_into::<HtmlElement>().ok());
        focus(field.as_ref().unwrap_or(summary));
        BEFORE.set(before);
    }

    /// Every row's box.
    fn boxes() -> Vec<HtmlInputElement> {
        each("[data-row] input[type='checkbox']")
    }

    fn each<T: JsCast>(selector: &str) -> Vec<T> {
        let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }

    /// Walks through the rows. False where the key is for somebody else, or there are none.
    fn walk(key: &str, shift: bool) -> bool {
        if !matches!(key, "j" | "k" | "x") {
            return false;
        }
        let rows: Vec<Element> = each("[data-row]");
        let focused = document().active_element();
        let at = rows.iter().position(|row| focused.as_ref().is_some_and(|focused| row.contains(Some(focused))));
        let next = match (key, at) {
            ("x", Some(at)) => return pick(&rows, at, shift),
            ("j", Some(at)) => at + 1,
            ("k", Some(at)) => at.saturating_sub(1),
            _ => 0,
        };
        // A row of a table has its name as a link; others have the focus themselves.
        let link =
            rows.get(next).and_then(|row| row.query_selector("th a").ok().flatten().or_else(|| Some(row.clone())));
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            let _ = link.focus();
        }
        !rows.is_empty()
    }

    /// Picks a row, or lets it go; with shift, every row from the nearest picked one above.
    fn pick(rows: &[Element], at: usize, range: bool) -> bool {
        let boxes = boxes();
        if boxes.len() != rows.len() {
            return false;
        }
        let Some(one) = boxes.get(at) else { return false };
        let on = !one.checked();
        let above = boxes.iter().take(at).rposition(HtmlInputElement::checked).filter(|_| range && on);
        for one in boxes.iter().take(at + 1).skip(above.unwrap_or(at)) {
            one.set_checked(on);
        }
        true
    }

    fn act(found: Element) {
        let is = |what: &str| found.matches(what).unwrap_or(false);
        let (field, folds, help) = (is("input, textarea"), is("summary"), is("#keys[open] > summary"));
        if let Some(text) = found.dyn_ref::<HtmlInputElement>() {
            text.select();
        }
        let Ok(found) = found.dyn_into::<HtmlElement>() else { return };
        match (field, folds) {
            _ if help => {
                fold_help();
            }
            (true, _) => focus(&found),
            (_, true) => unfold_by(&found),
            _ => found.click(),
        }
    }
}
