//! Single-letter keys: whatever carries `data-key` is pressed or focused by that letter.
//! They act only outside fields, and can be switched off for good.

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
            if on.get_untracked() && !busy(&event) {
                press(&event);
            }
        });
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
        let single = key.len() == 1 && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '/');
        if !single {
            return;
        }
        let found = document().query_selector(&["[data-key='", &key, "']"].concat()).ok().flatten();
        let Some(found) = found else { return };
        event.prevent_default();
        act(found);
    }

    fn act(found: Element) {
        match found.dyn_into::<HtmlInputElement>() {
            Ok(field) => {
                let _ = field.focus();
                field.select();
            }
            Err(other) => {
                if let Ok(other) = other.dyn_into::<HtmlElement>() {
                    other.click();
                }
            }
        }
    }
}
