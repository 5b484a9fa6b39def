//! Single-letter keys: whatever carries `data-key` is pressed or focused by that letter; `J` and `K` step through whatever carries
//! `data-row`, `E` opens the row. They act only outside fields, and can be switched off for good. `Escape` leaves a field.

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
            }
            if on.get_untracked() && !busy(&event) {
                press(&event);
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

    /// Typing, or a key for somebody else.
    fn busy(event: &ev::KeyboardEvent) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || event.repeat()
            || event.default_prevented()
            || target.is_some_and(|target| {
                target.is_content_editable() || target.matches("input, textarea, select").unwrap_or(false)
            })
    }

    fn press(event: &ev::KeyboardEvent) {
        let key = event.key().to_ascii_lowercase();
        let single = key.len() == 1 && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '?' | '.'));
        if !single {
            return;
        }
        let done = match key.as_str() {
            "j" => step(1),
            "k" => step(-1),
            "e" => unfold(),
            _ => document().query_selector(&["[data-key='", &key, "']"].concat()).ok().flatten().map(act),
        };
        if done.is_some() {
            event.prevent_default();
        }
    }

    /// Every row that can be stepped through: whatever carries `data-row`.
    fn rows() -> Vec<HtmlElement> {
        let Ok(list) = document().query_selector_all("[data-row]") else { return Vec::new() };
        (0..list.length()).filter_map(|index| list.get(index)?.dyn_into().ok()).collect()
    }

    /// The row with the focus, by its place.
    fn at(rows: &[HtmlElement]) -> Option<usize> {
        let focused = document().active_element()?;
        rows.iter().position(|row| row.contains(Some(&focused)))
    }

    fn step(by: isize) -> Option<()> {
        let rows = rows();
        let last = rows.len().checked_sub(1)?;
        let next = match at(&rows) {
            Some(at) => at.saturating_add_signed(by).min(last),
            None => 0,
        };
        rows.get(next)?.focus().ok()
    }

    /// Opens or folds the row with the focus, else the first.
    fn unfold() -> Option<()> {
        let rows = rows();
        rows.get(at(&rows).unwrap_or(0)).map(HtmlElement::click)
    }

    fn act(found: Element) {
        let is = |what: &str| found.matches(what).unwrap_or(false);
        let (field, folds) = (is("input, textarea"), is("summary"));
        if let Some(text) = found.dyn_ref::<HtmlInputElement>() {
            text.select();
        }
        let Ok(found) = found.dyn_into::<HtmlElement>() else { return };
        if field || folds {
            let _ = found.focus();
        }
        if !field {
            found.click();
        }
    }
}
